import { credentialNamed } from '../../foundation/credentials/credentials';
import { Issues, show } from '../../foundation/issues';
import { GATEWAY_LABEL, OWN_PREFIX, POOL_LABEL, SERVER_LABEL, SMOKE_TEST_LABEL } from '../../foundation/labels';
import {
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
import { Texts } from '../spec';

// a pod's name adds a ReplicaSet hash and a suffix of 17 characters in all, and is cut at 63
const LONGEST_WORKLOAD_NAME = 46;

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
    name.length <= LONGEST_WORKLOAD_NAME,
    prop,
    {
      allowed: `at most ${LONGEST_WORKLOAD_NAME} characters, so that pod names are not cut`,
      fix: `it has ${name.length}`,
    },
    name,
  );
  return name;
}

export function checkNamespace(issues: Issues, value: unknown, prop = 'namespace'): string {
  if (value === undefined) {
    issues.add(
      prop,
      'is missing',
      prop === 'name'
        ? undefined
        : 'set the prop, set it on the chart, or create the server in the scope of an McpNamespace',
    );
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
      'give the servers a namespace of their own',
    );
  }
  return value;
}

export interface Metadata {
  readonly labels: Texts;
  readonly annotations: Texts;
}

export interface MetadataInput {
  readonly name: string;
  readonly version?: string;
  /** What it is, in the label `app.kubernetes.io/component`. */
  readonly component?: string;
  readonly defaults?: NamespaceDefaults;
  /** The pool that it belongs to. */
  readonly pool?: string;
}

/** Labels and annotations of every object. */
export function resolveMetadata(
  issues: Issues,
  props: Pick<McpServerProps, 'labels' | 'annotations' | 'owner' | 'environment'>,
  { name, version, component = 'mcp-server', defaults, pool }: MetadataInput,
): Metadata {
  const reader = new Reader(issues);
  const user = reader.texts(props.labels, 'labels');
  for (const [key, value] of user) {
    checkLabel(issues, `labels.${key}`, key, value);
    if (key.startsWith(OWN_PREFIX) || RESERVED_LABELS.includes(key)) {
      issues.add(
        `labels.${key}`,
        'is set by the library',
        SELECTOR_LABELS.includes(key) ? 'it selects the pods' : 'use the props name, owner or environment',
      );
    }
  }
  for (const prop of ['owner', 'environment'] as const) {
    const value: unknown = props[prop];
    issues.check(
      value === undefined || (isPlainText(value) && value !== '' && isLabelValue(value)),
      prop,
      'a label value: letters, digits, - _ . and at most 63 characters',
      value,
    );
  }
  const owner = props.owner ?? defaults?.owner;
  const environment = props.environment ?? defaults?.environment;
  return {
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/component': component,
      'app.kubernetes.io/part-of': 'mcp',
      'app.kubernetes.io/managed-by': 'cdk8s',
      // a tag that is no label value stands in the image reference only
      ...(version !== undefined && isLabelValue(version) ? { 'app.kubernetes.io/version': version } : {}),
      ...(owner === undefined ? {} : { owner }),
      ...(environment === undefined ? {} : { environment }),
      ...(pool === undefined ? {} : { [POOL_LABEL]: pool }),
      ...Object.fromEntries(user),
    },
    annotations: Object.fromEntries(
      reader.texts(props.annotations, 'annotations').filter(([key, value]) => isAnnotation(issues, key, value)),
    ),
  };
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

function isAnnotation(issues: Issues, key: string, value: string): boolean {
  const prop = `annotations.${key}`;
  // the API server compares annotation names in lower case
  const named = issues.check(
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
  return named;
}
