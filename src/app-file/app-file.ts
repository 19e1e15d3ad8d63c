import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { mapCode, textCode } from './code';
import { Entry, KINDS, Kind, entriesOf } from './entries';
import { Form, Forms } from './forms';
import { Context, ParsedValue } from './parsed-value';
import { PresetInput, readPreset } from './preset';
import { Program } from './program';
import { read, readStruct } from './values';
import { McpAdmissionPolicy } from '../admission/mcp-admission-policy';
import { Issues } from '../foundation/issues';
import { isPlainText, isServiceName } from '../foundation/names';
import { McpGateway } from '../gateway/mcp-gateway';
import { McpNamespace } from '../namespace/mcp-namespace';
import { McpPlatform } from '../platform/mcp-platform';
import { McpPool } from '../pool/mcp-pool';
import { McpRemoteServer } from '../server/mcp-remote-server';
import { McpServer } from '../server/mcp-server';
import { SmokeTest } from '../smoke-test/smoke-test';

/** The classes of constructs, and the structs of their props. */
const CONSTRUCTS: Readonly<Record<Kind, { readonly props: string; readonly type: { readonly name: string } }>> = {
  namespaces: { props: 'McpNamespaceProps', type: McpNamespace },
  pools: { props: 'McpPoolProps', type: McpPool },
  servers: { props: 'McpServerProps', type: McpServer },
  remoteServers: { props: 'McpRemoteServerProps', type: McpRemoteServer },
  gateways: { props: 'McpGatewayProps', type: McpGateway },
  admissionPolicies: { props: 'McpAdmissionPolicyProps', type: McpAdmissionPolicy },
  smokeTests: { props: 'SmokeTestProps', type: SmokeTest },
};

const TOP = ['version', 'name', 'namespace', 'platform', ...Object.keys(KINDS)];

const POOL: Form = { kind: 'reference', to: 'pool' };

/** An app that was read from a file, and the TypeScript that makes the same. */
export interface BuiltApp {
  readonly app: App;
  readonly chart: Chart;
  readonly typescript: string;
}

export interface AppFileOptions {
  /** The name of the file in errors. */
  readonly where: string;
  readonly outdir?: string;
}

/** Makes the app of a file. Throws one error with every problem of its form, or the error of a construct. */
export function buildApp(value: unknown, { where, outdir }: AppFileOptions): BuiltApp {
  return new AppBuilder(where, new App({ outdir })).build(value);
}

class AppBuilder {
  private readonly forms = new Forms();
  private readonly issues: Issues;
  /** How often something refers to what could not be made. */
  private unmade = 0;
  private readonly program = new Program();
  private entries: ReadonlyMap<string, Entry> = new Map();
  /** undefined after an issue. */
  private readonly made = new Map<string, ParsedValue | undefined>();
  /** The keys of entries that are being made. */
  private readonly open: string[] = [];
  /** Whether constructs are made: not where their names or the platform are wrong, which would be the cause of more. */
  private isSound = true;
  private readonly context: Context;
  private chart: Chart | undefined;

  public constructor(
    where: string,
    private readonly app: App,
  ) {
    this.issues = new Issues(where);
    this.context = {
      issues: this.issues,
      faults: () => this.issues.count + this.unmade,
      load: name => this.forms.load(name),
      named: (kind, name, at) => this.named(kind, name, at),
      uses: (module, name) => {
        this.program.use(module, name);
      },
    };
  }

  public build(value: unknown): BuiltApp {
    const file = this.top(value);
    const { name = 'mcp', namespace, platform } = file;
    this.issues.check(
      isPlainText(name) && isServiceName(name),
      'name',
      'lower-case letters, digits and -, starting with a letter',
      name,
    );
    this.issues.check(namespace === undefined || isPlainText(namespace), 'namespace', 'a string', namespace);
    this.entries = entriesOf(this.issues, file);
    // checked above; a chart without a name of its own finds the issues further down
    const chart = this.issues.isEmpty
      ? this.makeChart(name as string, namespace as string | undefined)
      : this.makeChart('mcp', undefined);
    if (platform !== undefined) {
      this.configure(platform);
    }
    this.isSound = this.issues.isEmpty;
    for (const key of this.entries.keys()) {
      this.make(key);
    }
    this.issues.throwIfAny();
    const { app, program } = this;
    // most callers do not want the TypeScript
    return {
      app,
      chart,
      get typescript() {
        return program.text();
      },
    };
  }

  private makeChart(id: string, namespace: string | undefined): Chart {
    const chart = new Chart(this.app, id, { namespace });
    this.chart = chart;
    const props = namespace === undefined ? '' : `, ${mapCode([['namespace', textCode(namespace)]])}`;
    this.program.add(`const chart = new Chart(app, ${textCode(id)}${props});`);
    return chart;
  }

  private top(value: unknown): Readonly<Record<string, unknown>> {
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.issues.check(isMap, 'the file', 'a map', value);
    this.issues.throwIfAny();
    // a map by the check above
    const file = value as Readonly<Record<string, unknown>>;
    this.issues.check(file.version === 1, 'version', '1', file.version);
    for (const key of Object.keys(file)) {
      if (!TOP.includes(key)) {
        this.issues.add(key, 'is not known here', `known: ${TOP.join(', ')}`);
      }
    }
    return file;
  }

  private configure(input: unknown): void {
    const { value, code } = readStruct(this.context, this.forms.struct('McpPlatformProps'), input, 'platform');
    if (!this.issues.isEmpty) {
      return;
    }
    this.program.use('cdk8s-mcp', 'McpPlatform');
    this.program.add(`McpPlatform.configure(chart, ${code});`);
    this.attempt('platform', () => {
      // made by the form of these props
      McpPlatform.configure(this.chartCode.value as Construct, value as object);
    });
  }

  /** Runs what may throw; its error becomes an issue. */
  private attempt<T>(at: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.issues.add(`${at}:`, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Makes a construct, unless it is made already. The constructs that it refers to are made first. */
  private make(key: string): ParsedValue | undefined {
    const entry = this.entries.get(key);
    if (this.made.has(key) || entry === undefined || this.isCircular(entry, key)) {
      return this.made.get(key);
    }
    this.open.push(key);
    const construct = this.read(entry);
    this.open.pop();
    this.made.set(key, construct);
    return construct;
  }

  private read(entry: Entry): ParsedValue | undefined {
    const before = this.context.faults();
    const scope = entry.pool === undefined ? this.chartCode : this.make(`pool ${entry.pool}`);
    const { props, pools } = this.poolsBehind(entry);
    const preset = presetOf(entry);
    const parsed =
      preset === undefined
        ? readStruct(this.context, this.forms.struct(CONSTRUCTS[entry.kind].props), props, entry.at)
        : this.attempt(entry.at, () => readPreset(this.context, this.forms, this.program, preset));
    if (parsed === undefined || scope === undefined || !this.isSound || this.context.faults() > before) {
      return undefined;
    }
    return this.attempt(entry.at, () => {
      const construct = this.construct(entry, scope, parsed);
      for (const pool of pools) {
        this.program.refer(construct.code);
        this.program.add(`${pool.code}.addTo(${construct.code});`);
        // by the kinds of the two entries
        (pool.value as McpPool).addTo(construct.value as McpGateway);
      }
      return construct;
    });
  }

  /** Whether a construct refers to itself, directly or through others. */
  private isCircular(entry: Entry, key: string): boolean {
    if (!this.open.includes(key)) {
      return false;
    }
    const others = this.open.slice(this.open.indexOf(key) + 1);
    this.issues.add(
      entry.at,
      `refers to itself${others.length === 0 ? '' : ` through ${others.join(', ')}`}`,
      'name pods by labels on one side: Callers.pods',
    );
    return true;
  }

  private construct({ kind, id }: Entry, scope: ParsedValue, props: ParsedValue): ParsedValue {
    const { type } = CONSTRUCTS[kind];
    this.program.refer(scope.code);
    this.program.use('cdk8s-mcp', type.name);
    const variable = this.program.variable(id);
    this.program.add(`const ${variable} = new ${type.name}(${scope.code}, ${textCode(id)}, ${props.code});`, variable);
    // each class takes the props of its form
    const constructor = type as new (scope: Construct, id: string, props: unknown) => Construct;
    return { value: new constructor(scope.value as Construct, id, props.value), code: variable };
  }

  /** The pools that a gateway names, and its other props. */
  private poolsBehind({ kind, input: value, at }: Entry): {
    readonly props: unknown;
    readonly pools: readonly ParsedValue[];
  } {
    if (kind !== 'gateways' || typeof value !== 'object' || value === null || !('pools' in value)) {
      return { props: value, pools: [] };
    }
    const { pools: names, ...props } = value;
    const list = Array.isArray(names) ? names : [];
    this.issues.check(Array.isArray(names), `${at}.pools`, 'a list', names);
    const pools = list.map((name: unknown, i) => read(this.context, POOL, name, `${at}.pools[${i}]`));
    return { props, pools };
  }

  private get chartCode(): ParsedValue {
    return { value: this.chart, code: 'chart' };
  }

  private named(kind: 'server' | 'pool' | 'gateway', name: string, at: string): ParsedValue | undefined {
    const words = { server: ['server ', 'remote '], pool: ['pool '], gateway: ['gateway '] }[kind];
    const found = words.map(word => `${word}${name}`).find(key => this.entries.has(key));
    if (found === undefined) {
      const known = [...this.entries.keys()]
        .filter(key => words.some(word => key.startsWith(word)))
        .map(key => key.replace(/^\w+ /, ''));
      this.issues.check(false, at, `the name of a ${kind} of this file (${known.join(', ')})`, name);
      return undefined;
    }
    const parsed = this.make(found);
    if (parsed === undefined) {
      this.unmade += 1;
    } else {
      this.program.refer(parsed.code);
    }
    return parsed;
  }
}

/** A server of the catalogue; undefined for others. */
function presetOf({ kind, id, input, at }: Entry): PresetInput | undefined {
  return kind === 'servers' && typeof input === 'object' && input !== null && 'preset' in input
    ? { id, at, input: { ...input } }
    : undefined;
}
