import { API_KEYS_LABEL } from '../../foundation/labels';
import { isTrustedUrl } from '../agentgateway-policies';
import { asArray, asObject, asString, describe, getPath, parseObject } from '../json';
import { Finding, ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { Subject } from '../subject';

const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];
const SHORT_URL = /^http:\/\/([a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?(?::\d{1,5})?(?:\/|$)/;
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
    kinds: ['PersistentVolumeClaim', WORKLOADS],
    check: subject => claimsOf(subject).flatMap(({ field, spec }) => claimFindings(field, spec)),
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
    check: ({ manifest, facts, namespace }) => {
      const url = asString(getPath(manifest, 'spec', 'url')) ?? '';
      return findingUnless(
        isTrustedUrl(url, facts.clusterDomain) || isShortServiceUrl(url, namespace),
        'spec.url',
        'must be of a Service in the cluster, or https',
      );
    },
  },
];

/** A claim itself, and those that a workload makes for its pods. */
function claimsOf({ kind, manifest, pod }: Subject): { readonly field: string; readonly spec: unknown }[] {
  if (kind === 'PersistentVolumeClaim') {
    return [{ field: 'spec', spec: manifest.spec }];
  }
  return [
    ...asArray(getPath(manifest, 'spec', 'volumeClaimTemplates')).map((template, i) => ({
      field: `spec.volumeClaimTemplates[${i}].spec`,
      spec: getPath(template, 'spec'),
    })),
    ...asArray(pod?.spec.volumes).flatMap((volume, i) => {
      const template = getPath(volume, 'ephemeral', 'volumeClaimTemplate');
      const field = `${pod?.path ?? ''}.volumes[${i}].ephemeral.volumeClaimTemplate.spec`;
      return template === undefined ? [] : [{ field, spec: getPath(template, 'spec') }];
    }),
  ];
}

function claimFindings(field: string, spec: unknown): Finding[] {
  return [
    ...['volumeName', 'dataSource', 'dataSourceRef'].flatMap(key =>
      findingUnless(getPath(spec, key) === undefined, `${field}.${key}`, 'must not be set'),
    ),
    ...findingUnless(
      getPath(spec, 'resources', 'requests', 'storage') !== undefined,
      `${field}.resources.requests.storage`,
      'is missing',
    ),
  ];
}

function namesOne(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value !== '*';
}

/**
 * Whether a URL names a Service by its name, or by name and namespace. Names of the Internet end in letters, so a
 * namespace with a hyphen or a digit is none of them; another is taken for one only where the object itself is in it.
 */
function isShortServiceUrl(url: string, namespace: string | undefined): boolean {
  const [, service = '', of = namespace] = SHORT_URL.exec(url) ?? [];
  return service !== '' && of !== undefined && (of === namespace || (/[0-9-]/.test(of) && !of.startsWith('xn--')));
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
