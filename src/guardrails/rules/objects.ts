import { credentialPatterns } from '../../foundation/credentials/credential-patterns';
import { isClusterScoped, isKnownKind, isNamespaced } from '../../foundation/kinds';
import { memoizeNegative } from '../../foundation/memoize';
import {
  annotationsProblem,
  isDnsLabel,
  isDnsSubdomain,
  isEnvName,
  isLabelValue,
  isPortName,
  isQualifiedName,
  isServiceName,
} from '../../foundation/names';
import { celPattern } from '../admission-form';
import { credentialsInFields } from '../foreign-credentials';
import { Json, getPath, asArray, asObject, asString } from '../json';
import { credentialsAnywhere, credentialsInData, credentialsInMetadata, credentialsInPod } from '../literals';
import { Finding, ObjectRule, findingUnless } from '../rule';
import { notesOf } from '../subject';

/** Of Kubernetes, and of OpenShift, which makes those of Kubernetes of its own. */
const RBAC = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].flatMap(kind => [
  kind,
  `${kind}.authorization.openshift.io`,
]);

/** In CEL: no variable or argument looks like a credential. Of a long text only the start is read. */
function credentialFree(): string {
  const looksLike = (patterns: readonly string[]): string =>
    patterns.map(pattern => `s.matches(${celPattern(pattern)})`).join(' && ');
  const isFree = credentialPatterns()
    .map(patterns => `!(${looksLike(patterns)})`)
    .join(' && ');
  const start = '[t.size() > 256 ? t.substring(0, 256) : t]';
  return ['c.?env.orValue([]).map(e, e.?value.orValue(""))', 'c.?command.orValue([])', 'c.?args.orValue([])']
    .map(texts => `${texts}.all(t, t.size() < 16 || ${start}.all(s, ${isFree}))`)
    .join(' && ');
}

export const OBJECT_RULES: readonly ObjectRule[] = [
  {
    id: 'namespace',
    title: 'Every object has a namespace other than default and kube-*',
    why: 'Without one it is created in the current namespace of the person or tool that applies it.',
    fix: 'Set namespace on the server or the chart, or use McpNamespace.',
    severity: 'error',
    references: ['CIS 5.6.1', 'CIS 5.6.4'],
    scanners: ['trivy:KSV110', 'checkov:CKV_K8S_21'],
    check: ({ kind, namespace }) =>
      isClusterScoped(kind)
        ? []
        : [
            // kinds of others may be in no namespace
            ...findingUnless(
              namespace === undefined ? !isNamespaced(kind) : isDnsLabel(namespace),
              'metadata.namespace',
              'is missing or not a valid name',
            ),
            // a server may have rights in a namespace that it does not run in
            ...findingUnless(
              ['Role', 'RoleBinding'].includes(kind) ||
                (namespace !== 'default' && !(namespace ?? '').startsWith('kube-')),
              'metadata.namespace',
              `must not be ${namespace}`,
            ),
          ],
  },
  {
    id: 'names',
    title: 'Names are valid for their kind',
    why: 'The API server refuses the object, often after half of the others were applied.',
    fix: 'Use lower-case letters, digits and -.',
    severity: 'error',
    references: ['Kubernetes: Object names'],
    scanners: [],
    check: ({ kind, name, pod, manifest }) => [
      ...findingUnless(
        isNameFor(kind, name),
        'metadata.name',
        `is not a valid name for a ${kind}: ${JSON.stringify(name.slice(0, 80))}`,
      ),
      ...(pod?.containers ?? []).flatMap(({ path, json }) => [
        // controllers of others may give names themselves
        ...findingUnless(
          isDnsLabel(asString(json.name) ?? '') || (json.name === undefined && !isKnownKind(kind)),
          `${path}.name`,
          'is not a valid container name',
        ),
        ...asArray(json.ports).flatMap((port, i) =>
          findingUnless(
            getPath(port, 'name') === undefined || isPortName(asString(getPath(port, 'name')) ?? ''),
            `${path}.ports[${i}].name`,
            'is not a valid port name',
          ),
        ),
        ...variableFindings(path, asArray(json.env)),
        ...duplicates(asArray(json.volumeMounts).map(mount => asString(getPath(mount, 'mountPath')) ?? '')).map(
          twice => ({
            field: `${path}.volumeMounts`,
            problem: `mount ${twice} twice`,
          }),
        ),
      ]),
      ...duplicates(asArray(pod?.spec.volumes).map(volume => asString(getPath(volume, 'name')) ?? '')).map(twice => ({
        field: `${pod?.path ?? ''}.volumes`,
        problem: `have ${twice} twice`,
      })),
      ...servicePortFindings(kind, asArray(getPath(manifest, 'spec', 'ports'))),
    ],
  },
  {
    id: 'labels',
    title: 'Labels and annotations are valid',
    why: 'The API server refuses the object.',
    fix: 'Label values have at most 63 characters: letters, digits, - _ .; annotations together at most 256 KiB.',
    severity: 'error',
    references: ['Kubernetes: Labels and selectors'],
    scanners: ['kube-score:label-values'],
    check: ({ manifest, pod }) =>
      pod === undefined
        ? metadataFindings('metadata', asObject(manifest.metadata))
        : [
            ...metadataFindings('metadata', asObject(manifest.metadata)),
            ...metadataFindings(pod.path.replace(/spec$/, 'metadata'), pod.metadata),
          ],
  },
  {
    id: 'whole-objects',
    title: 'Every manifest is one object',
    why: 'kubectl takes any object with items at its top for a list, and applies the items, which are not checked.',
    fix: 'Write one ApiObject for each item.',
    severity: 'error',
    references: ['Kubernetes: API concepts'],
    scanners: [],
    check: ({ manifest }) =>
      findingUnless(manifest.items === undefined, 'items', 'would be applied, and are not judged'),
  },
  {
    id: 'secret-literal',
    title: 'No manifest contains a credential',
    why: 'Everyone who can read Git or the API server can read it, permanently.',
    fix: 'Use secrets or secretFiles with a SecretSource.',
    severity: 'error',
    references: ['CIS 5.4.2', 'OWASP MCP01:2025 Token Mismanagement & Secret Exposure', 'NSA/CISA: Secrets'],
    scanners: ['polaris:sensitiveContainerEnvVar', 'trivy:AVD-KSV-0109'],
    admission: {
      of: 'Pods',
      get container() {
        return credentialFree();
      },
      problem: 'has a variable or argument that looks like a credential (value hidden)',
    },
    check: ({ kind, manifest, pod }) => {
      const found = [
        ...credentialsInPod(pod),
        ...credentialsInMetadata('metadata', manifest.metadata),
        ...credentialsInKind(kind, manifest),
        ...credentialsInFields(kind, manifest),
      ];
      const fields = new Set(found.map(({ field }) => field));
      return [...found, ...credentialsAnywhere(kind, manifest).filter(({ field }) => !fields.has(field))];
    },
  },
  {
    id: 'legacy-transport',
    title: 'Servers use a current transport',
    why:
      'HTTP+SSE is deprecated since MCP 2025-03-26 and keeps each client in one process; ' +
      'WebSocket was never in the protocol.',
    fix: 'Use a version of the server that speaks Streamable HTTP.',
    severity: 'warning',
    references: ['MCP 2026-07-28: Transports'],
    scanners: [],
    kinds: ['Deployment'],
    check: subject =>
      findingUnless(
        notesOf(subject)['cdk8s-mcp/legacy-transport'] === undefined,
        'metadata.annotations.cdk8s-mcp/legacy-transport',
        'marks a deprecated transport',
      ),
  },
];

/** The guard finds duplicates among all objects of an app. */
export const DUPLICATE_RULE = {
  id: 'duplicate-object',
  title: 'No two objects share kind, namespace and name',
  why: 'The object that is applied last replaces the other, and cdk8s does not report it.',
  fix: 'Give one of them another name or namespace.',
  severity: 'error',
  references: ['Kubernetes: Object names'],
  scanners: [],
} as const;

/** What depends on the kind: ConfigMaps and Secrets. */
function credentialsInKind(kind: string, manifest: Json): Finding[] {
  if (kind === 'ConfigMap') {
    return credentialsInData(manifest);
  }
  if (kind === 'Secret') {
    return ['data', 'stringData'].flatMap(field =>
      findingUnless(
        Object.keys(asObject(manifest[field])).length === 0,
        field,
        'has values: a Secret in Git is not secret',
      ),
    );
  }
  return [];
}

const labelProblem = memoizeNegative((name: string, value: string) =>
  isQualifiedName(name) && isLabelValue(value) ? undefined : 'is not a valid label',
);

function metadataFindings(field: string, { labels, annotations }: Json): Finding[] {
  const problem = annotationsProblem(asObject(annotations));
  return [
    ...findingUnless(problem === undefined, `${field}.annotations`, problem ?? ''),
    ...Object.keys(asObject(labels))
      .filter(name => labelProblem(name, asString(getPath(labels, name)) ?? '!') !== undefined)
      .map(name => ({ field: `${field}.labels.${name}`, problem: 'is not a valid label' })),
    ...Object.entries(asObject(annotations))
      .filter(([name, value]) => typeof value !== 'string' || labelProblem(name.toLowerCase(), '') !== undefined)
      .map(([name]) => ({ field: `${field}.annotations.${name}`, problem: 'is not a valid annotation' })),
  ];
}

function isNameFor(kind: string, name: string): boolean {
  if (kind === 'Service') {
    return isServiceName(name);
  }
  if (kind === 'Namespace') {
    return isDnsLabel(name);
  }
  // path segment names (k8s.io/apimachinery/pkg/api/validation/path)
  if (RBAC.includes(kind)) {
    return name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name);
  }
  return isDnsSubdomain(name);
}

function variableFindings(path: string, env: readonly unknown[]): Finding[] {
  const names = env.map(variable => asString(getPath(variable, 'name')) ?? '');
  return [
    ...names.flatMap((name, i) =>
      findingUnless(isEnvName(name), `${path}.env[${i}].name`, 'is not a valid variable name'),
    ),
    ...duplicates(names).map(name => ({ field: `${path}.env`, problem: `sets ${name} twice` })),
  ];
}

function servicePortFindings(kind: string, ports: readonly unknown[]): Finding[] {
  if (kind !== 'Service') {
    return [];
  }
  return ports.flatMap((port, i) =>
    findingUnless(
      isPortName(asString(getPath(port, 'name')) ?? ''),
      `spec.ports[${i}].name`,
      'is not a valid port name',
    ),
  );
}

function duplicates(words: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const word of words) {
    (seen.has(word) ? twice : seen).add(word);
  }
  return [...twice];
}
