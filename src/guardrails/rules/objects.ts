import { credentialNamed, credentialShape } from '../../private/credentials';
import { credentialInArguments, credentialInText } from '../../private/literals';
import { isDnsLabel, isDnsSubdomain, isEnvName, isLabelValue, isPortName, isQualifiedName, isServiceName } from '../../private/names';
import { at, list, record, text, texts } from '../json';
import { Finding, ObjectRule, expect } from '../rule';

const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'PersistentVolume', 'StorageClass', 'PriorityClass', 'RuntimeClass', 'IngressClass', 'GatewayClass',
  'ClusterSecretStore', 'ClusterExternalSecret', 'CiliumClusterwideNetworkPolicy', 'ClusterPolicy', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'APIService', 'Node', 'CertificateSigningRequest'];
const RBAC = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

export const OBJECT_RULES: readonly ObjectRule[] = [
  {
    id: 'namespace',
    title: 'Every object names a namespace that is not shared with the cluster',
    why: 'Without one it lands wherever the person or tool that applies it happens to be.',
    fix: 'Set namespace on the server or the chart, or use McpNamespace.',
    severity: 'error',
    references: ['CIS 5.7.4'],
    check: ({ kind, namespace }) => CLUSTER_SCOPED.includes(kind) ? [] : [
      ...expect(namespace !== undefined && isDnsLabel(namespace), 'metadata.namespace', 'is missing or no name'),
      ...expect(namespace !== 'default' && !(namespace ?? '').startsWith('kube-'), 'metadata.namespace', `must not be ${namespace}`),
    ],
  },
  {
    id: 'names',
    title: 'Names are valid for their kind',
    why: 'The API server refuses the object, often after half of the others were applied.',
    fix: 'Use lower-case letters, digits and -.',
    severity: 'error',
    references: ['Kubernetes: Object names'],
    check: ({ kind, name, pod, manifest }) => [
      ...expect(isNameFor(kind, name), 'metadata.name', `is no name for a ${kind}: ${JSON.stringify(name.slice(0, 80))}`),
      ...(pod?.containers ?? []).flatMap(({ path, json }) => [
        ...expect(isDnsLabel(text(json.name) ?? ''), `${path}.name`, 'is no container name'),
        ...list(json.ports).flatMap((port, i) => expect(at(port, 'name') === undefined || isPortName(text(at(port, 'name')) ?? ''), `${path}.ports[${i}].name`, 'is no port name')),
        ...variableFindings(path, list(json.env)),
        ...duplicates(list(json.volumeMounts).map(mount => text(at(mount, 'mountPath')) ?? '')).map(twice => ({ field: `${path}.volumeMounts`, problem: `mount ${twice} twice` })),
      ]),
      ...kind === 'Service' ? list(at(manifest, 'spec', 'ports')).flatMap((port, i) => expect(isPortName(text(at(port, 'name')) ?? ''), `spec.ports[${i}].name`, 'is no port name')) : [],
    ],
  },
  {
    id: 'labels',
    title: 'Labels and annotations are valid',
    why: 'The API server refuses the object.',
    fix: 'Label values have at most 63 characters: letters, digits, - _ .',
    severity: 'error',
    references: ['Kubernetes: Labels and selectors'],
    check: ({ manifest, pod }) => [['metadata', record(manifest.metadata)] as const, ...pod === undefined ? [] : [[pod.path.replace(/spec$/, 'metadata'), pod.metadata] as const]].flatMap(([field, metadata]) => [
      ...Object.entries(record(metadata.labels)).flatMap(([name, value]) => expect(isQualifiedName(name) && isLabelValue(text(value) ?? '!'), `${field}.labels.${name}`, 'is no label')),
      ...Object.entries(record(metadata.annotations)).flatMap(([name, value]) => expect(isQualifiedName(name.toLowerCase()) && typeof value === 'string', `${field}.annotations.${name}`, 'is no annotation')),
    ]),
  },
  {
    id: 'secret-literal',
    title: 'No credential stands in a manifest',
    why: 'What is in Git and in the API server in plain text is known to everyone who can read either, for good.',
    fix: 'Use secrets or secretFiles with a SecretSource.',
    severity: 'error',
    references: ['CIS 5.4.1', 'OWASP MCP Top 10: Token mismanagement and secret exposure', 'NSA/CISA: Secrets'],
    check: ({ kind, manifest, pod }) => [
      ...(pod?.containers ?? []).flatMap(({ path, json }) => [
        ...list(json.env).flatMap((variable, i) => hidden(`${path}.env[${i}].value`, credentialNamed(text(at(variable, 'name')) ?? '', text(at(variable, 'value')) ?? ''))),
        ...(['command', 'args'] as const).flatMap(part => {
          const found = credentialInArguments(list(json[part]).map(word => text(word) ?? ''));
          return found === undefined ? [] : hidden(`${path}.${part}[${found.index}]`, found.shape);
        }),
      ]),
      ...texts(at(manifest, 'metadata', 'annotations')).flatMap(([name, value]) => hidden(`metadata.annotations.${name}`, credentialNamed(name.slice(name.indexOf('/') + 1), value))),
      ...texts(pod?.metadata.annotations).flatMap(([name, value]) => hidden(`template annotation ${name}`, credentialShape(value))),
      ...kind === 'ConfigMap' ? texts(manifest.data).flatMap(([name, value]) => hidden(`data.${name}`, credentialInText(value))) : [],
      ...kind === 'Secret' ? ['data', 'stringData'].flatMap(field => expect(Object.keys(record(manifest[field])).length === 0, field, 'has values: a Secret in Git is no secret')) : [],
    ],
  },
  {
    id: 'legacy-transport',
    title: 'Servers speak a current transport',
    why: 'HTTP+SSE is deprecated since MCP 2025-03-26 and keeps each client in one process; WebSocket was never in the protocol.',
    fix: 'Use a version of the server that speaks Streamable HTTP.',
    severity: 'warning',
    references: ['MCP 2026-07-28: Transports'],
    kinds: ['Deployment'],
    check: ({ manifest }) => expect(at(manifest, 'metadata', 'annotations', 'cdk8s-mcp/legacy-transport') === undefined, 'metadata.annotations.cdk8s-mcp/legacy-transport', 'marks a legacy transport'),
  },
];

/** Duplicate objects are found over the whole app, whoever made them. */
export const DUPLICATE_RULE = {
  id: 'duplicate-object',
  title: 'No two objects share kind, namespace and name',
  why: 'The one that is applied last wins, and cdk8s does not notice.',
  fix: 'Give one of them another name or namespace.',
  severity: 'error',
  references: ['Kubernetes: Object names'],
} as const;

function isNameFor(kind: string, name: string): boolean {
  if (kind === 'Service') { return isServiceName(name); }
  if (kind === 'Namespace') { return isDnsLabel(name); }
  // path segment names (k8s.io/apimachinery/pkg/api/validation/path)
  if (RBAC.includes(kind)) { return name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name); }
  return isDnsSubdomain(name);
}

function variableFindings(path: string, env: readonly unknown[]): Finding[] {
  const names = env.map(variable => text(at(variable, 'name')) ?? '');
  return [
    ...names.flatMap((name, i) => expect(isEnvName(name), `${path}.env[${i}].name`, 'is no variable name')),
    ...duplicates(names).map(name => ({ field: `${path}.env`, problem: `sets ${name} twice` })),
  ];
}

function duplicates(words: readonly string[]): string[] {
  return [...new Set(words.filter((word, i) => words.indexOf(word) !== i))];
}

function hidden(field: string, shape: string | undefined): Finding[] {
  return shape === undefined ? [] : [{ field, problem: `looks like ${shape} (value hidden)` }];
}
