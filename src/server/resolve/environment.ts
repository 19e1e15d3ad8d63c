import type { EnvValue } from 'cdk8s-plus-28';
import { credentialNamed } from '../../foundation/credentials/credentials';
import { Issues } from '../../foundation/issues';
import { isEnvName } from '../../foundation/names';
import { Reader, compare } from '../../foundation/reader';
import { ServerRuntime } from '../../source/server-runtime';
import { OtlpExport } from '../../workload/telemetry';
import { McpServerProps } from '../mcp-server-props';
import { EnvVarSpec, HostListSpec } from '../spec';

const MIB = 1024 * 1024;

export interface EnvironmentInput {
  readonly secrets: readonly EnvVarSpec[];
  readonly runtime: ServerRuntime;
  readonly heapBytes: number;
  /** What the source and the platform need; the user's win. */
  readonly defaults: readonly EnvVarSpec[];
  readonly otlp?: OtlpExport;
  readonly name: string;
  readonly namespace: string;
  readonly lists: readonly (HostListSpec | undefined)[];
}

/** Every environment variable of the server in the order of names. The user's values win over the library's hints. */
export function resolveEnvironment(issues: Issues, props: McpServerProps, input: EnvironmentInput): EnvVarSpec[] {
  const variables = new Map<string, { prop: string; variable: EnvVarSpec }>();
  const add = (prop: string, variable: EnvVarSpec): void => {
    const before = variables.get(variable.name);
    if (before !== undefined) {
      issues.add(prop, `sets the variable that ${before.prop} sets`, 'one name, one value');
    }
    variables.set(variable.name, { prop, variable });
  };
  const reader = new Reader(issues);
  for (const [name, value] of reader.texts(props.env, 'env')) {
    const prop = `env.${name}`;
    checkLiteral(issues, prop, name, value);
    const unresolved = /\$\{[A-Za-z_][^}]*\}/.exec(value);
    if (unresolved !== null) {
      issues.add(
        prop,
        'has a ${…} that nothing would replace',
        'write the value; if the server itself replaces it, pass it with envValues and EnvValue.fromValue',
      );
    }
    add(prop, { name, value: literally(value) });
  }
  for (const [name, value] of reader.entries(props.envValues, 'envValues')) {
    const prop = `envValues.${name}`;
    if (!isEnvValue(value)) {
      issues.check(false, prop, 'a cdk8s-plus EnvValue', value);
      continue;
    }
    if (value.valueFrom === undefined) {
      const text: unknown = value.value;
      const known = reader.checkText(text, prop) ? text : '';
      checkLiteral(issues, prop, name, known);
      add(prop, { name, value: literally(known) });
    } else {
      issues.check(
        isEnvName(name),
        prop,
        'the name of an environment variable: letters, digits, - _ . and no digit first',
        name,
      );
      add(prop, {
        name,
        valueFrom: copyOf(value.valueFrom) ?? issues.add(prop, 'refers to something that is no plain data'),
      });
    }
  }
  input.secrets.forEach(variable => add(`secrets.${variable.name}`, variable));
  const lists = checkLists(issues, input.lists, new Map([...variables].map(([name, { prop }]) => [name, prop])));
  for (const variable of hints(props, input)) {
    if (!variables.has(variable.name) && !lists.has(variable.name)) {
      variables.set(variable.name, { prop: 'library', variable });
    }
  }
  return [...variables.values()].map(({ variable }) => variable).sort((a, b) => compare(a.name, b.name));
}

/** The variables that hold the source's lists of names. */
function checkLists(
  issues: Issues,
  lists: readonly (HostListSpec | undefined)[],
  taken: ReadonlyMap<string, string>,
): Set<string> {
  const names = new Set<string>();
  for (const {
    target: { variable, flag },
  } of lists.flatMap(list => list ?? [])) {
    const place = `${variable ?? ''}${flag ?? ''}`;
    const prop = taken.get(place);
    if (variable !== undefined && prop !== undefined) {
      issues.add(prop, "is filled in by the source's list of names", 'give further names as additional there');
    }
    if (names.has(place)) {
      issues.add('source.allowedOrigins', `fills in ${place}, which allowedHosts fills in`, 'one place, one list');
    }
    names.add(place);
  }
  return names;
}

/** Names to which `$(NAME)` in arguments may refer. */
export function checkReferences(
  issues: Issues,
  prop: string,
  words: readonly string[],
  variables: readonly string[],
): void {
  const known = new Set(variables);
  words.forEach((word, i) => {
    for (const [, dollars, name] of word.matchAll(/(\$+)\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g)) {
      // an even number of dollars is an escape (core/v1 Container.args)
      if (dollars.length % 2 === 1 && !known.has(name)) {
        issues.add(
          `${prop}[${i}]`,
          `refers to $(${name}), which is no variable of the server`,
          `known: ${[...known].sort().join(', ')}`,
        );
      }
    }
  });
}

function checkLiteral(issues: Issues, prop: string, name: string, value: string): void {
  issues.check(
    isEnvName(name),
    prop,
    'the name of an environment variable: letters, digits, - _ . and no digit first',
    name,
  );
  const shape = credentialNamed(name, value);
  if (shape !== undefined) {
    issues.add(
      prop,
      `looks like ${shape} (value hidden)`,
      'move it to secrets: SecretSource.fromStore(…) or SecretSource.fromSecretName(…)',
    );
  }
}

function copyOf(reference: unknown): unknown {
  try {
    return structuredClone(reference);
  } catch {
    return undefined;
  }
}

/** By shape, not by class: an app may hold two copies of cdk8s-plus. */
function isEnvValue(value: unknown): value is EnvValue {
  try {
    return typeof value === 'object' && value !== null && 'value' in value && 'valueFrom' in value;
  } catch {
    // a proxy with a trap that throws
    return false;
  }
}

/**
 * Kubernetes replaces `$(NAME)` and halves `$$`: double the dollars that it would read. It also takes the first byte after a dollar for
 * a whole character, which would garble `$é` (k8s.io/kubernetes third_party/forked/golang/expansion).
 */
export function literally(value: string): string {
  return value.replace(/\$(?=[$(]|[^\0-\x7f])/g, '$$$$');
}

function hints(
  props: McpServerProps,
  { runtime, heapBytes, defaults, otlp, name, namespace }: EnvironmentInput,
): EnvVarSpec[] {
  const mebibytes = heapBytes / MIB;
  return [
    { name: 'HOME', value: '/tmp' },
    { name: 'XDG_CACHE_HOME', value: '/tmp/.cache' },
    ...defaults,
    ...(runtime === ServerRuntime.NODE
      ? [{ name: 'NODE_OPTIONS', value: `--max-old-space-size=${Math.floor(mebibytes * 0.75)}` }]
      : []),
    ...(runtime === ServerRuntime.GO ? [{ name: 'GOMEMLIMIT', value: `${Math.floor(mebibytes * 0.9)}MiB` }] : []),
    ...(otlp === undefined
      ? []
      : [
          { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: otlp.endpoint },
          { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: otlp.protocol ?? 'http/protobuf' },
          { name: 'OTEL_RESOURCE_ATTRIBUTES', value: `k8s.namespace.name=${namespace},service.namespace=${namespace}` },
          { name: 'OTEL_SERVICE_NAME', value: name },
        ]),
    ...(props.telemetry?.logLevel === undefined ? [] : [{ name: 'LOG_LEVEL', value: props.telemetry.logLevel }]),
  ];
}
