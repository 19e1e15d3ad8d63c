import { API_KEYS_LABEL } from '../../foundation/labels';
import { isTrustedUrl } from '../agentgateway-policies';
import { asArray, asObject, asString, describe, getPath, parseObject } from '../json';
import { Finding, ObjectRule, findingUnless } from '../rule';

const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];
const KEY_HASH = /^sha256:[0-9a-f]{64}$/;

/** Objects by which others get at something: storage, Services of other namespaces, keys, gateways. */
export const BORROWED_OBJECT_RULES: readonly ObjectRule[] = [
  {
    id: 'claim',
    title: 'Claims ask for storage of a class, not for a volume or the data of others',
    why: 'A claim that names a volume or a source gets what somebody else wrote, or a path of a node.',
    fix: 'Leave volumeName, dataSource and dataSourceRef out, and ask for a size.',
    severity: 'error',
    references: ['Kubernetes: Persistent Volumes'],
    scanners: [],
    kinds: ['PersistentVolumeClaim'],
    check: ({ manifest }) => [
      ...['volumeName', 'dataSource', 'dataSourceRef'].flatMap(field =>
        findingUnless(getPath(manifest, 'spec', field) === undefined, `spec.${field}`, 'must not be set'),
      ),
      ...findingUnless(
        getPath(manifest, 'spec', 'resources', 'requests', 'storage') !== undefined,
        'spec.resources.requests.storage',
        'is missing',
      ),
    ],
  },
  {
    id: 'reference-grant',
    title: 'A ReferenceGrant opens one Service to routes of one namespace',
    why: 'A grant without a name opens every object of the kind, and one for Secrets hands out certificates.',
    fix: 'Write from with kind and namespace, and to with kind Service and its name.',
    severity: 'error',
    references: ['NSA/CISA: Network separation and hardening'],
    scanners: [],
    kinds: ['ReferenceGrant'],
    check: ({ manifest }) => [
      ...asArray(getPath(manifest, 'spec', 'from')).flatMap((from, i) =>
        findingUnless(
          ROUTE_KINDS.includes(describe(getPath(from, 'kind'))) && namesOne(getPath(from, 'namespace')),
          `spec.from[${i}]`,
          'must be a kind of route in a namespace',
        ),
      ),
      ...asArray(getPath(manifest, 'spec', 'to')).flatMap((to, i) =>
        findingUnless(
          getPath(to, 'kind') === 'Service' && namesOne(getPath(to, 'name')),
          `spec.to[${i}]`,
          'must be a Service by its name',
        ),
      ),
    ],
  },
  {
    id: 'api-keys',
    title: 'The hashes of API keys are in the one ConfigMap of their gateway',
    why: 'A controller takes every ConfigMap with the label: a second one lets in whom nobody knows.',
    fix: 'Give the client a key with GatewayAuth.apiKeys.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization'],
    scanners: [],
    kinds: ['ConfigMap'],
    check: ({ manifest, name }) => {
      const gateway = getPath(manifest, 'metadata', 'labels', API_KEYS_LABEL);
      return gateway === undefined ? [] : keyFindings(describe(gateway), name, manifest.data);
    },
  },
  {
    id: 'agent-server',
    title: 'Agents reach servers in the cluster, or over https',
    why: 'Over plain http to elsewhere, everybody on the way reads calls and tokens.',
    fix: 'Use McpGateway.addKagentServer.',
    severity: 'error',
    references: ['OWASP MCP01:2025 Token Mismanagement & Secret Exposure'],
    scanners: [],
    kinds: ['RemoteMCPServer.kagent.dev'],
    check: ({ manifest, facts }) =>
      findingUnless(
        isTrustedUrl(asString(getPath(manifest, 'spec', 'url')) ?? '', facts.clusterDomain),
        'spec.url',
        'must be of a Service in the cluster, or https',
      ),
  },
];

function namesOne(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value !== '*';
}

function keyFindings(gateway: string, name: string, data: unknown): Finding[] {
  return [
    ...findingUnless(
      name === `${gateway}-api-keys`,
      `metadata.labels.${API_KEYS_LABEL}`,
      `is that of ${gateway}-api-keys: this ConfigMap would let in its clients too`,
    ),
    ...Object.entries(asObject(data)).flatMap(([client, text]) =>
      findingUnless(
        KEY_HASH.test(describe(parseObject(asString(text) ?? '')?.keyHash)),
        `data.${client}`,
        'must be JSON with the keyHash of a key, sha256: and 64 hexadecimal digits',
      ),
    ),
  ];
}
