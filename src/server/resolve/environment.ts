import type { EnvValue } from 'cdk8s-plus-28';
import { Resolution } from './resolution';
import { credentialNamed, credentialShape } from '../../foundation/credentials/credentials';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { isEnvName } from '../../foundation/names';
import { Reader, compare, isInstance } from '../../foundation/reader';
import { SteeredProgram, steeringProblem } from '../../foundation/steering';
import { ServerRuntime } from '../../source/server-runtime';
import { OtlpExport } from '../../workload/telemetry';
import { VariableSource } from '../../workload/variable-source';
import { McpServerProps } from '../mcp-server-props';
import { EnvVarSpec, HostListSpec } from '../spec';

export const ENVIRONMENT_PROPS = { env: true, envValues: true, variables: true } as const;

const MIB = 1024 * 1024;

export interface EnvironmentInput {
  readonly secrets: readonly EnvVarSpec[];
  readonly runtime: ServerRuntime;
  readonly heapBytes: number;
  /** What the source and the platform need; the user's variables replace these. */
  readonly defaults: readonly EnvVarSpec[];
  readonly otlp?: OtlpExport;
  readonly lists: readonly HostListSpec[];
  /** The bridge that gets the variables too. */
  readonly bridge?: SteeredProgram;
}

/** Every environment variable of the server in the order of names. The user's values replace the library's defaults. */
export function resolveEnvironment(resolution: Resolution, input: EnvironmentInput): EnvVarSpec[] {
  const { issues, props } = resolution;
  const variables = new Variables(issues);
  addLiterals(issues, variables, props);
  addEnvValues(issues, variables, props);
  addVariables(issues, variables, props);
  input.secrets.forEach(variable => variables.add(`secrets.${variable.name}`, variable));
  if (input.bridge !== undefined) {
    checkSteering(issues, variables, input.bridge);
  }
  const filledIn = checkLists(issues, input.lists, variables);
  for (const variable of defaultVariables(resolution, input)) {
    if (!variables.has(variable.name) && !filledIn.has(variable.name)) {
      variables.add('library', variable);
    }
  }
  return variables.all.sort((a, b) => compare(a.name, b.name));
}

/** Variables by name, each set by one prop. */
class Variables {
  private readonly byName = new Map<string, { prop: string; variable: EnvVarSpec }>();

  public constructor(private readonly issues: Issues) {}

  public add(prop: string, variable: EnvVarSpec): void {
    const before = this.byName.get(variable.name);
    if (before !== undefined) {
      this.issues.add(prop, `sets the variable that ${before.prop} sets`, 'one name, one value');
    }
    this.byName.set(variable.name, { prop, variable });
  }

  public has(name: string): boolean {
    return this.byName.has(name);
  }

  /** The prop that sets a variable. */
  public propOf(name: string): string | undefined {
    return this.byName.get(name)?.prop;
  }

  public get all(): EnvVarSpec[] {
    return [...this.byName.values()].map(({ variable }) => variable);
  }
}

function addLiterals(issues: Issues, variables: Variables, { env }: McpServerProps): void {
  for (const [name, value] of new Reader(issues).texts(env, 'env')) {
    const prop = `env.${name}`;
    checkLiteral(issues, prop, name, value);
    if (/\$\{[A-Za-z_][^${}]*\}/.test(value)) {
      issues.add(
        prop,
        'has a ${…} that is not expanded',
        'write the value; if the server itself replaces it, pass it with envValues and EnvValue.fromValue',
      );
    }
    variables.add(prop, { name, value: escapeReferences(value) });
  }
}

function addEnvValues(issues: Issues, variables: Variables, { envValues }: McpServerProps): void {
  const reader = new Reader(issues);
  for (const [name, value] of reader.entries(envValues, 'envValues')) {
    const prop = `envValues.${name}`;
    if (!isEnvValue(value)) {
      issues.check(false, prop, 'a cdk8s-plus EnvValue', value);
    } else if (value.valueFrom === undefined) {
      const text: unknown = value.value;
      const known = reader.checkText(text, prop) ? text : '';
      checkLiteral(issues, prop, name, known);
      variables.add(prop, { name, value: escapeReferences(known) });
    } else {
      checkName(issues, prop, name);
      const valueFrom = copyOf(value.valueFrom);
      if (valueFrom === undefined) {
        issues.add(prop, 'refers to a value that is not plain data');
      }
      variables.add(prop, { name, valueFrom });
    }
  }
}

function addVariables(issues: Issues, variables: Variables, props: McpServerProps): void {
  for (const [name, source] of new Reader(issues).entries(props.variables, 'variables')) {
    const prop = `variables.${name}`;
    checkName(issues, prop, name);
    if (isVariableSource(source)) {
      variables.add(prop, { name, valueFrom: source._valueFrom });
    } else {
      issues.check(false, prop, 'made by VariableSource', source);
    }
  }
}

function isVariableSource(source: unknown): source is VariableSource {
  return isInstance(source, VariableSource);
}

/** The bridge has the variables of its server. */
function checkSteering(issues: Issues, variables: Variables, bridge: SteeredProgram): void {
  for (const { name, value } of variables.all) {
    const problem = steeringProblem(name, value, bridge);
    if (problem !== undefined) {
      const fix = 'the bridge has the variables of the server: give it another name, or put it into the image';
      issues.add(variables.propOf(name) ?? name, problem, fix);
    }
  }
}

/** The variables and flags that hold the source's lists of names. */
function checkLists(issues: Issues, lists: readonly HostListSpec[], variables: Variables): Set<string> {
  const places = new Set<string>();
  for (const { target } of lists) {
    const { variable, flag } = target;
    const place = `${variable ?? ''}${flag ?? ''}`;
    const prop = variable === undefined ? undefined : variables.propOf(variable);
    if (prop !== undefined) {
      issues.add(prop, "is set by the source's list of names", 'add further names as additional there');
    }
    if (places.has(place)) {
      issues.add('source.allowedOrigins', `fills in ${place}, which allowedHosts fills in`, 'one place, one list');
    }
    places.add(place);
  }
  return places;
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
          `refers to $(${name}), which is not a variable of the server`,
          `known: ${[...known].sort().join(', ')}`,
        );
      }
    }
  });
}

function checkName(issues: Issues, prop: string, name: string): void {
  issues.check(
    isEnvName(name),
    prop,
    'the name of an environment variable: letters, digits, - _ . and no digit first',
    name,
  );
  const shape = credentialShape(name);
  if (shape !== undefined) {
    issues.add(prop, `has a name that looks like ${shape}`, 'only the value of a Secret may be one: the prop secrets');
  }
}

function checkLiteral(issues: Issues, prop: string, name: string, value: string): void {
  checkName(issues, prop, name);
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
export function isEnvValue(value: unknown): value is EnvValue {
  try {
    return typeof value === 'object' && value !== null && 'value' in value && 'valueFrom' in value;
  } catch {
    // a proxy with a trap that throws
    return false;
  }
}

/**
 * Kubernetes replaces `$(NAME)` and halves `$$`: double the dollars that it would read. It also takes the first byte
 * after a dollar for a whole character, which would garble `$é` (k8s.io/kubernetes
 * third_party/forked/golang/expansion).
 */
export function escapeReferences(value: string): string {
  return value.replace(/\$(?=[$(]|[^\0-\x7f])/g, '$$$$');
}

function defaultVariables(
  { props, name, namespace }: Resolution,
  { runtime, heapBytes, defaults, otlp }: EnvironmentInput,
): EnvVarSpec[] {
  const logLevel = props.telemetry?.logLevel;
  return definedItems<EnvVarSpec>([
    { name: 'HOME', value: '/tmp' },
    { name: 'XDG_CACHE_HOME', value: '/tmp/.cache' },
    ...defaults,
    heapVariable(runtime, heapBytes / MIB),
    ...otlpVariables(otlp, name, namespace),
    logLevel === undefined ? undefined : { name: 'LOG_LEVEL', value: logLevel },
  ]);
}

/** Bounds the heap of runtimes that do not read the memory limit of the container. */
function heapVariable(runtime: ServerRuntime, mebibytes: number): EnvVarSpec | undefined {
  switch (runtime) {
    case ServerRuntime.NODE:
      return { name: 'NODE_OPTIONS', value: `--max-old-space-size=${Math.floor(mebibytes * 0.75)}` };
    case ServerRuntime.GO:
      return { name: 'GOMEMLIMIT', value: `${Math.floor(mebibytes * 0.9)}MiB` };
    case ServerRuntime.OTHER:
      return undefined;
  }
}

function otlpVariables(otlp: OtlpExport | undefined, name: string, namespace: string): EnvVarSpec[] {
  if (otlp === undefined) {
    return [];
  }
  return [
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: otlp.endpoint },
    { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: otlp.protocol ?? 'http/protobuf' },
    ...resourceVariables(name, namespace),
  ];
}

/** What telemetry says of where it comes from. */
export function resourceVariables(name: string, namespace: string): EnvVarSpec[] {
  return [
    { name: 'OTEL_RESOURCE_ATTRIBUTES', value: `k8s.namespace.name=${namespace},service.namespace=${namespace}` },
    { name: 'OTEL_SERVICE_NAME', value: name },
  ];
}
