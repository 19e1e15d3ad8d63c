import { ServerContext } from './resolution';
import { actingKey } from '../../foundation/acting-metadata';
import { credentialNamed } from '../../foundation/credentials/credentials';
import { definedEntries } from '../../foundation/defined';
import { Issues, show } from '../../foundation/issues';
import { GATEWAY_LABEL, OWN_PREFIX, POOL_LABEL, SERVER_LABEL, SMOKE_TEST_LABEL } from '../../foundation/labels';
import {
  annotationsProblem,
  isDnsLabel,
  isLabelValue,
  isPlainText,
  isQualifiedName,
  isServiceName,
  isWritableKey,
  toKebabCase,
} from '../../foundation/names';
import { Reader } from '../../foundation/reader';
import { NamespaceDefaults } from '../../foundation/scopes';
import { McpServerProps } from '../mcp-server-props';
import { OwnAnnotations, Texts } from '../spec';

export const METADATA_PROPS = {
  name: true,
  namespace: true,
  owner: true,
  environment: true,
  labels: true,
  annotations: true,
  podAnnotations: true,
  serviceAnnotations: true,
  claimAnnotations: true,
} as const;

// a pod's name adds a ReplicaSet hash and a suffix of 17 characters in all, and is cut at 63
const MAX_WORKLOAD_NAME_LENGTH = 46;

const SELECTOR_LABELS = [SERVER_LABEL, GATEWAY_LABEL, SMOKE_TEST_LABEL];
const RESERVED_LABELS = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'owner',
  'environment',
];

/** The name of the server: the prop, else the construct id in kebab-case. Never changed to make it fit. */
export function resolveName(issues: Issues, id: string, value: unknown): string {
  const name = value ?? toKebabCase(id);
  const prop = value === undefined ? 'id' : 'name';
  const fix = value === undefined ? 'set the prop name' : undefined;
  if (!isPlainText(name) || !isServiceName(name)) {
    issues.check(
      false,
      prop,
      { allowed: 'lower-case letters, digits and -, starting with a letter', fix },
      value ?? id,
    );
    return 'invalid';
  }
  issues.check(
    name.length <= MAX_WORKLOAD_NAME_LENGTH,
    prop,
    `at most ${MAX_WORKLOAD_NAME_LENGTH} characters, so that pod names are not cut`,
    name,
  );
  return name;
}

/** The namespace of a server: the prop, else that of the McpNamespace above, else that of the chart. */
export function resolveServerNamespace(issues: Issues, value: unknown, context: ServerContext): string {
  const { defaults, chartNamespace, pool } = context;
  const namespace = checkNamespace(issues, value ?? defaults?.namespace ?? chartNamespace);
  if (pool !== undefined && namespace !== pool.name) {
    issues.add(
      'namespace',
      `must be the namespace of the pool ${pool.path}, ${show(pool.name)}, got ${show(namespace)}`,
      'leave it out, or create the server outside the pool',
    );
  }
  return namespace;
}

export function checkNamespace(issues: Issues, value: unknown, prop = 'namespace'): string {
  if (value === undefined) {
    const fix = 'set the prop, set it on the chart, or create the server in the scope of an McpNamespace';
    issues.add(prop, 'is missing', prop === 'name' ? undefined : fix);
    return 'invalid';
  }
  if (!isPlainText(value) || !isDnsLabel(value)) {
    issues.check(false, prop, 'lower-case letters, digits and -, at most 63 characters', value);
    return 'invalid';
  }
  if (value === 'default' || value.startsWith('kube-')) {
    issues.add(
      prop,
      `must not be ${show(value)}: it is shared with the cluster`,
      'use a separate namespace for the servers',
    );
  }
  return value;
}

export interface Metadata {
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly ownAnnotations: OwnAnnotations;
}

/** A value that is not a map is returned as it is, so that it becomes an issue where it is resolved. */
export function mergeTexts(
  defaults: McpServerProps['labels'],
  serverValue: McpServerProps['labels'],
): McpServerProps['labels'] {
  if (serverValue === undefined) {
    return defaults;
  }
  return typeof serverValue === 'object' && !Array.isArray(serverValue) ? { ...defaults, ...serverValue } : serverValue;
}

type MetadataProps = Pick<McpServerProps, Exclude<keyof typeof METADATA_PROPS, 'name' | 'namespace'>>;

type AnnotationProp = 'annotations' | 'podAnnotations' | 'serviceAnnotations' | 'claimAnnotations';

export interface MetadataInput {
  readonly name: string;
  readonly version?: string;
  /** What it is, in the label `app.kubernetes.io/component`. */
  readonly component?: string;
  readonly defaults?: NamespaceDefaults;
  /** The pool that it belongs to. */
  readonly pool?: string;
  /** Domains that the platform declares as its own. */
  readonly annotationDomains?: readonly string[];
}

/** Labels and annotations of every object. */
export function resolveMetadata(
  issues: Issues,
  props: MetadataProps,
  { name, version, component = 'mcp-server', defaults, pool, annotationDomains }: MetadataInput,
): Metadata {
  const reader = new Reader(issues);
  const userLabels = reader.texts(props.labels, 'labels');
  userLabels.forEach(([key, value]) => checkUserLabel(issues, key, value));
  checkActing(issues, 'labels', userLabels, annotationDomains);
  checkLabelValue(issues, 'owner', props.owner);
  checkLabelValue(issues, 'environment', props.environment);
  const annotationsIn = (prop: AnnotationProp): Texts => readAnnotations(issues, prop, props[prop], annotationDomains);
  return {
    labels: {
      ...definedEntries({
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/instance': name,
        'app.kubernetes.io/component': component,
        'app.kubernetes.io/part-of': 'mcp',
        'app.kubernetes.io/managed-by': 'cdk8s',
        // a tag that is no label value is in the image reference only
        'app.kubernetes.io/version': version !== undefined && isLabelValue(version) ? version : undefined,
        'owner': props.owner ?? defaults?.owner,
        'environment': props.environment ?? defaults?.environment,
        [POOL_LABEL]: pool,
      }),
      ...Object.fromEntries(userLabels),
    },
    annotations: annotationsIn('annotations'),
    ownAnnotations: {
      pods: annotationsIn('podAnnotations'),
      service: annotationsIn('serviceAnnotations'),
      claims: annotationsIn('claimAnnotations'),
    },
  };
}

function readAnnotations(
  issues: Issues,
  prop: AnnotationProp,
  value: unknown,
  domains: readonly string[] | undefined,
): Texts {
  const entries = new Reader(issues).texts(value, prop);
  checkActing(issues, prop, entries, domains);
  const problem = annotationsProblem(Object.fromEntries(entries));
  if (problem !== undefined) {
    issues.add(prop, problem, 'keep large texts in a ConfigMap: the prop files');
  }
  return Object.fromEntries(entries.filter(([key, text]) => isAnnotation(issues, `${prop}.${key}`, key, text)));
}

/** An issue unless the value is left out or may be the value of a label. */
export function checkLabelValue(issues: Issues, prop: string, value: unknown): void {
  issues.check(
    value === undefined || (isPlainText(value) && value !== '' && isLabelValue(value)),
    prop,
    'a label value: letters, digits, - _ . and at most 63 characters',
    value,
  );
}

/** Labels are written on pods; annotations of pods, Services and accounts are orders to controllers too. */
function checkActing(
  issues: Issues,
  prop: string,
  entries: readonly (readonly [string, string])[],
  domains: readonly string[] | undefined,
): void {
  for (const [key, value] of entries) {
    const problem = actingKey(key, value, domains);
    if (problem !== undefined) {
      issues.add(
        `${prop}.${key}`,
        `${problem}: controllers give pods another network, container or rights by such keys`,
        'leave out its domain if nothing reads it; McpPlatform.annotationDomains names domains of your own',
      );
    }
  }
}

function checkUserLabel(issues: Issues, key: string, value: string): void {
  const prop = `labels.${key}`;
  checkLabel(issues, prop, key, value);
  if (key.startsWith(OWN_PREFIX) || RESERVED_LABELS.includes(key)) {
    issues.add(
      prop,
      'is set by the library',
      SELECTOR_LABELS.includes(key) ? 'it selects the pods' : 'use the props name, owner or environment',
    );
  }
}

export function checkLabel(issues: Issues, prop: string, key: unknown, value: unknown): void {
  issues.check(
    isPlainText(key) && isQualifiedName(key) && isWritableKey(key),
    prop,
    'a label name: an optional DNS prefix and /, then at most 63 letters, digits, - _ .',
    key,
  );
  issues.check(
    isPlainText(value) && isLabelValue(value),
    prop,
    'a label value: letters, digits, - _ . and at most 63 characters',
    value,
  );
}

function isAnnotation(issues: Issues, prop: string, key: string, value: string): boolean {
  // the API server compares annotation names in lower case
  const isNamed = issues.check(
    isQualifiedName(key) && isWritableKey(key),
    prop,
    'an annotation name: an optional DNS prefix and /, then at most 63 letters, digits, - _ .',
    key,
  );
  if (key.startsWith(OWN_PREFIX)) {
    issues.add(prop, 'is set by the library');
  }
  const shape = credentialNamed(key.slice(key.indexOf('/') + 1), value);
  if (shape !== undefined) {
    issues.add(prop, `looks like ${shape}`, 'annotations are readable by everyone who can see the object');
  }
  return isNamed;
}
