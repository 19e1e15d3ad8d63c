import { CARRIED, FieldTable, decision, each, told } from '../field-table';
import {
  ANOTHER_CONTAINER,
  MOUNT_FIELDS,
  PLACEMENT_FIELDS,
  RESOURCES_FIELDS,
  RESOURCE_FIELDS,
  SECURITY_FIELDS,
  VOLUMES_FIELDS,
  below,
} from './pods';

const TIMEOUTS = told('time-outs belong to the gateway');
const ABOUT = told('about the server, for people');

export const KMCP_SERVER_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', {
    ...each(['transportType', 'stdioTransport', 'httpTransport.path', 'httpTransport.targetPort'], CARRIED),
    'httpTransport.tls': decision(
      'source',
      'tls',
      'a server speaks plain HTTP, and a gateway TLS: let it listen without TLS, then keep the source',
    ),
    'timeout': TIMEOUTS,
  }),
  ...below('spec.deployment', {
    ...each(['image', 'cmd', 'args', 'env.*', 'secretRefs', 'configMapRefs'], CARRIED),
    ...each(['serviceAccountName', 'imagePullSecrets', 'labels', 'replicas'], CARRIED),
    ...below('volumes', VOLUMES_FIELDS),
    ...below('volumeMounts', MOUNT_FIELDS),
    ...below('resources', RESOURCES_FIELDS),
    ...below('securityContext', SECURITY_FIELDS),
    ...below('podSecurityContext', SECURITY_FIELDS),
    ...PLACEMENT_FIELDS,
    serviceAccount: decision(
      'serviceAccount',
      'account',
      'kmcp makes an account with these annotations, which may give the server the identity of a cloud: make a ' +
        'ServiceAccount with them, and name it',
    ),
    sidecars: ANOTHER_CONTAINER,
    initContainer: told('it brings the bridge of kmcp, which the library has too'),
    port: told('the port of the Service'),
    imagePullPolicy: told('an image with a digest is the same whenever it is pulled'),
    annotations: told('annotations of another controller mean nothing here'),
  }),
};

const REMOTE: FieldTable = {
  ...each(['url', 'headersFrom'], CARRIED),
  ...each(['timeout', 'sseReadTimeout', 'terminateOnClose'], TIMEOUTS),
};

export const KAGENT_REMOTE_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', {
    ...REMOTE,
    protocol: CARRIED,
    description: ABOUT,
    allowedNamespaces: told('callers of the gateway say who may use it'),
  }),
};

export const KAGENT_TOOL_SERVER_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec.config', {
    'type': CARRIED,
    ...below('sse', { ...REMOTE, headers: CARRIED }),
    ...below('streamableHttp', { ...REMOTE, headers: CARRIED }),
    ...each(['stdio.command', 'stdio.args', 'stdio.env.*', 'stdio.envFrom'], CARRIED),
    'stdio.readTimeoutSeconds': TIMEOUTS,
  }),
  'spec.description': ABOUT,
};

/** The fate of every field, by kind. */
export const KMCP_FIELDS: FieldTable = {
  ...below('MCPServer', KMCP_SERVER_FIELDS),
  ...below('RemoteMCPServer', KAGENT_REMOTE_FIELDS),
  ...below('ToolServer', KAGENT_TOOL_SERVER_FIELDS),
};
