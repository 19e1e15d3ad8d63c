import {
  ENV_FIELDS,
  ENV_FROM_FIELDS,
  PROBE_FIELDS,
  RESOURCES_FIELDS,
  RESOURCE_FIELDS,
  SECURITY_FIELDS,
  VOLUME_FIELDS,
  below,
} from './pods';
import { CARRIED, FieldTable, decision, each, told } from '../field-table';

/**
 * MCPServer of mcp.x-k8s.io: v1alpha1 and v1beta1 of kubernetes-sigs/mcp-lifecycle-operator (Apache-2.0, 2026-08). Its
 * operator adds no variables; it adds TCP probes and a restricted security context, which the library has too.
 */
export const SIG_SPEC_FIELDS: FieldTable = {
  'source.type': CARRIED,
  'source.containerImage.ref': CARRIED,
  'source.containerImage.pullPolicy': told('an image with a digest is the same whenever it is pulled'),
  'source.containerImage.imagePullSecrets': CARRIED,
  ...each(['port', 'path', 'arguments'], CARRIED, 'config.'),
  ...below('config.env', ENV_FIELDS),
  ...below('config.envFrom', ENV_FROM_FIELDS),
  'config.storage[].path': CARRIED,
  'config.storage[].permissions': CARRIED,
  'config.storage[].source.type': CARRIED,
  ...below('config.storage[].source', VOLUME_FIELDS),
  'config.storage[]': decision('storage', 'storage', 'write what the server needs there'),
  'runtime.replicas': CARRIED,
  'runtime.security.serviceAccountName': CARRIED,
  ...below('runtime.security.podSecurityContext', SECURITY_FIELDS),
  ...below('runtime.security.securityContext', SECURITY_FIELDS),
  ...below('runtime.resources', RESOURCES_FIELDS),
  'runtime.health.readinessProbe.httpGet.path': CARRIED,
  'runtime.health.readinessProbe.httpGet.port': CARRIED,
  ...below('runtime.health.readinessProbe', PROBE_FIELDS),
  ...below('runtime.health.livenessProbe', PROBE_FIELDS),
  'mcp.stateless': CARRIED,
  'network.ingressFrom': CARRIED,
  'network.egressTo': CARRIED,
  'network.egressPorts': CARRIED,
  'network.dnsEgressPeer': told('egress to DNS follows the platform'),
  'transport.tls': decision(
    'source',
    'tls',
    'its operator gives the server a certificate to speak TLS with, and here a server speaks plain HTTP behind a ' +
      'gateway that ends TLS: let it listen without TLS, then keep the source',
  ),
  'gateway': told('add the server to an McpGateway'),
  'extraLabels.*': CARRIED,
  'extraAnnotations': told('annotations of another controller mean nothing here'),
};

export const SIG_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', SIG_SPEC_FIELDS),
};
