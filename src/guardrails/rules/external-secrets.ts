import { asArray, asObject, asString, describe, getPath } from '../json';
import { Finding, ObjectRule, findingUnless } from '../rule';

/** Types of Secrets that hold what a store has. A token of a ServiceAccount is made by Kubernetes for the Secret. */
const TYPES = ['Opaque', 'kubernetes.io/tls', 'kubernetes.io/basic-auth', 'kubernetes.io/ssh-auth'];
const PULL = /^kubernetes\.io\/dockerc/;
const ACCOUNT = 'kubernetes.io/service-account.name';

export const EXTERNAL_SECRET_RULES: readonly ObjectRule[] = [
  {
    id: 'external-secret',
    title: 'ExternalSecrets name the entries that they copy',
    why: 'With a pattern or a generator the Secret holds whatever the store has, or a credential that is made for it.',
    fix: 'List the entries in data, each with its key.',
    severity: 'error',
    references: ['OWASP MCP01:2025 Token Mismanagement & Secret Exposure', 'NSA/CISA: Secrets'],
    scanners: [],
    kinds: ['ExternalSecret', 'ClusterExternalSecret'],
    check: ({ kind, manifest }) =>
      kind === 'ExternalSecret'
        ? specFindings('spec', manifest.spec)
        : [
            ...namespaceFindings(manifest.spec),
            ...specFindings('spec.externalSecretSpec', getPath(manifest, 'spec', 'externalSecretSpec')),
          ],
  },
];

function specFindings(field: string, spec: unknown): Finding[] {
  return [
    ...asArray(getPath(spec, 'dataFrom')).flatMap((source, i) => sourceFindings(`${field}.dataFrom[${i}]`, source)),
    ...asArray(getPath(spec, 'data')).flatMap((entry, i) => [
      ...generatorFindings(`${field}.data[${i}]`, entry),
      ...keyFindings(`${field}.data[${i}].remoteRef.key`, getPath(entry, 'remoteRef', 'key')),
    ]),
    ...targetFindings(`${field}.target`, getPath(spec, 'target')),
  ];
}

function sourceFindings(field: string, source: unknown): Finding[] {
  return [
    ...findingUnless(getPath(source, 'find') === undefined, `${field}.find`, 'takes every entry that matches'),
    ...generatorFindings(field, source),
    ...keyFindings(`${field}.extract.key`, getPath(source, 'extract', 'key'), getPath(source, 'extract') !== undefined),
  ];
}

function generatorFindings(field: string, source: unknown): Finding[] {
  return findingUnless(
    getPath(source, 'sourceRef', 'generatorRef') === undefined,
    `${field}.sourceRef.generatorRef`,
    'makes a credential',
  );
}

function keyFindings(field: string, key: unknown, isThere = true): Finding[] {
  return findingUnless(!isThere || /[A-Za-z0-9]/.test(asString(key) ?? ''), field, 'must be the key of one entry');
}

function targetFindings(field: string, target: unknown): Finding[] {
  const { type, metadata } = asObject(getPath(target, 'template'));
  return [
    ...findingUnless(
      type === undefined || TYPES.includes(describe(type)) || PULL.test(describe(type)),
      `${field}.template.type`,
      `must not be ${describe(type)}`,
    ),
    ...findingUnless(
      getPath(metadata, 'annotations', ACCOUNT) === undefined,
      `${field}.template.metadata.annotations.${ACCOUNT}`,
      'has Kubernetes make a token of an account',
    ),
    ...findingUnless(
      getPath(target, 'manifest') === undefined,
      `${field}.manifest`,
      'writes another object than a Secret',
    ),
  ];
}

/** Every namespace gets the Secret that an empty selector takes. */
function namespaceFindings(spec: unknown): Finding[] {
  const selectors = [getPath(spec, 'namespaceSelector'), ...asArray(getPath(spec, 'namespaceSelectors'))];
  return selectors.flatMap(selector =>
    findingUnless(
      selector === undefined ||
        ['matchLabels', 'matchExpressions'].some(part => Object.keys(asObject(getPath(selector, part))).length > 0) ||
        asArray(getPath(selector, 'matchExpressions')).length > 0,
      'spec.namespaceSelectors',
      'selects every namespace',
    ),
  );
}
