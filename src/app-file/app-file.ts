import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Form, Forms } from './forms';
import { Program } from './program';
import { Context, ParsedValue, mapCode, read, readStruct, textCode } from './values';
import { McpAdmissionPolicy } from '../admission/mcp-admission-policy';
import { McpCatalog } from '../catalog/mcp-catalog';
import { PresetOptions } from '../catalog/preset-options';
import { Issues } from '../foundation/issues';
import { isPlainText, isServiceName } from '../foundation/names';
import { McpGateway } from '../gateway/mcp-gateway';
import { McpNamespace } from '../namespace/mcp-namespace';
import { McpPlatform } from '../platform/mcp-platform';
import { McpPool } from '../pool/mcp-pool';
import { McpRemoteServer } from '../server/mcp-remote-server';
import { McpServer } from '../server/mcp-server';
import { SmokeTest } from '../smoke-test/smoke-test';

/** The kinds of constructs that a file has, and the struct of their props. */
const KINDS = {
  namespaces: { props: 'McpNamespaceProps', type: McpNamespace },
  pools: { props: 'McpPoolProps', type: McpPool },
  servers: { props: 'McpServerProps', type: McpServer },
  remoteServers: { props: 'McpRemoteServerProps', type: McpRemoteServer },
  gateways: { props: 'McpGatewayProps', type: McpGateway },
  admissionPolicies: { props: 'McpAdmissionPolicyProps', type: McpAdmissionPolicy },
  smokeTests: { props: 'SmokeTestProps', type: SmokeTest },
} as const;

type Kind = keyof typeof KINDS;

const TOP = ['version', 'name', 'namespace', 'platform', ...Object.keys(KINDS)];

const POOL: Form = { kind: 'reference', to: 'pool' };

/** One construct of a file, before it is made. */
interface Entry {
  readonly kind: Kind;
  readonly id: string;
  readonly input: unknown;
  readonly at: string;
  readonly pool?: string;
}

/** An app that was read from a file, and the TypeScript that makes the same. */
export interface BuiltApp {
  readonly app: App;
  readonly chart: Chart;
  readonly typescript: string;
}

export interface AppFileOptions {
  /** How the file is called in errors. */
  readonly where: string;
  readonly outdir?: string;
}

/** Makes the app that a file describes. Throws one error with every problem of its form; what constructs refuse is told as they tell it. */
export function buildApp(value: unknown, { where, outdir }: AppFileOptions): BuiltApp {
  return new AppBuilder(where, new App({ outdir })).build(value);
}

class AppBuilder {
  private readonly forms = new Forms();
  private readonly issues: Issues;
  private readonly program = new Program();
  private readonly entries = new Map<string, Entry>();
  /** By what no two constructs of one home may share. */
  private readonly places = new Map<string, Entry>();
  private readonly made = new Map<string, ParsedValue>();
  private readonly open: string[] = [];
  private readonly context: Context;
  private chart: Chart | undefined;

  public constructor(
    where: string,
    private readonly app: App,
  ) {
    this.issues = new Issues(where);
    this.context = {
      issues: this.issues,
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
    this.issues.check(namespace === undefined || isPlainText(namespace), 'namespace', 'a text', namespace);
    this.collect(file);
    this.issues.throwIfAny();
    // checked above
    const [id, home] = [name as string, namespace as string | undefined];
    const chart = new Chart(this.app, id, home === undefined ? {} : { namespace: home });
    this.chart = chart;
    this.program.add(
      `const chart = new Chart(app, ${textCode(id)}${home === undefined ? '' : `, ${mapCode([['namespace', textCode(home)]])}`});`,
    );
    if (platform !== undefined) {
      this.configure(platform);
    }
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

  /** Servers of pools are named `<pool>/<server>`. */
  private collect(file: Readonly<Record<string, unknown>>): void {
    for (const kind of Object.keys(KINDS) as Kind[]) {
      for (const [id, input] of this.map(file[kind], kind)) {
        const at = `${kind}.${id}`;
        if (kind !== 'pools' || typeof input !== 'object' || input === null) {
          this.enter({ kind, id, input, at });
          continue;
        }
        const { servers, gateways, ...props } = input as Readonly<Record<string, unknown>>;
        this.enter({ kind, id, input: props, at });
        for (const [inner, of] of [
          ['servers', servers],
          ['gateways', gateways],
        ] as const) {
          for (const [name, value] of this.map(of, `${at}.${inner}`)) {
            this.enter({ kind: inner, id: name, input: value, at: `${at}.${inner}.${name}`, pool: id });
          }
        }
      }
    }
  }

  private map(value: unknown, at: string): [string, unknown][] {
    if (value === undefined) {
      return [];
    }
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return this.issues.check(isMap, at, 'a map from names to what they are', value)
      ? Object.entries(value as object)
      : [];
  }

  private enter(entry: Entry): void {
    this.issues.check(/^[A-Za-z][A-Za-z0-9-]*$/.test(entry.id), entry.at, 'a name of letters, digits and -', entry.id);
    const place = `${entry.pool ?? ''}/${entry.id}`;
    const same = this.places.get(place);
    if (same === undefined) {
      this.places.set(place, entry);
    } else {
      this.issues.add(
        entry.at,
        `has the name of ${same.at}`,
        'rename one of them, and give it the prop name where the Kubernetes name must stay',
      );
    }
    this.entries.set(keyOf(entry), entry);
  }

  private configure(input: unknown): void {
    const { value, code } = readStruct(this.context, this.forms.struct('McpPlatformProps'), input, 'platform');
    this.issues.throwIfAny();
    this.program.use('cdk8s-mcp', 'McpPlatform');
    this.program.add(`McpPlatform.configure(chart, ${code});`);
    // made by the form of these props
    McpPlatform.configure(this.home.value as Construct, value as object);
  }

  /** Makes what was not made yet; what it names comes first. */
  private make(key: string): ParsedValue | undefined {
    const before = this.made.get(key);
    if (before !== undefined) {
      return before;
    }
    const entry = this.entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    if (this.open.includes(key)) {
      const others = this.open.slice(this.open.indexOf(key) + 1);
      this.issues.add(
        entry.at,
        `names itself${others.length === 0 ? '' : ` by way of ${others.join(', ')}`}`,
        'name pods by labels on one side: Callers.pods',
      );
      return undefined;
    }
    this.open.push(key);
    const home = entry.pool === undefined ? this.home : this.make(`pool ${entry.pool}`);
    const { props: struct, type } = KINDS[entry.kind];
    const { props, pools } = this.poolsBehind(entry);
    const { value, code } = this.preset(entry) ?? readStruct(this.context, this.forms.struct(struct), props, entry.at);
    this.open.pop();
    this.issues.throwIfAny();
    if (home === undefined) {
      return undefined;
    }
    this.program.refer(home.code);
    this.program.use('cdk8s-mcp', type.name);
    const variable = this.program.variable(entry.id);
    this.program.add(`const ${variable} = new ${type.name}(${home.code}, ${textCode(entry.id)}, ${code});`, variable);
    // each class takes the props of its form
    const construct = type as new (scope: Construct, id: string, props: unknown) => Construct;
    const made = { value: new construct(home.value as Construct, entry.id, value), code: variable };
    this.made.set(key, made);
    for (const pool of pools) {
      this.program.refer(variable);
      this.program.add(`${pool.code}.addTo(${variable});`);
      // by the kinds of the two entries
      (pool.value as McpPool).addTo(made.value as McpGateway);
    }
    return made;
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
    this.issues.throwIfAny();
    return { props, pools };
  }

  /** A server of the catalogue: `preset: grafana` and what only a deployment knows. */
  private preset({ kind, input: raw, at }: Entry): ParsedValue | undefined {
    if (kind !== 'servers' || typeof raw !== 'object' || raw === null || !('preset' in raw)) {
      return undefined;
    }
    const { preset, ...options } = raw as Readonly<Record<string, unknown>>;
    const { value, code } = readStruct(this.context, this.forms.struct('PresetOptions'), options, at);
    this.issues.check(
      isPlainText(preset) && McpCatalog.ids.includes(preset),
      `${at}.preset`,
      `one of ${McpCatalog.ids.join(', ')}`,
      preset,
    );
    this.issues.throwIfAny();
    this.program.use('cdk8s-mcp', 'McpCatalog');
    // checked above, and made by the form of these options
    return {
      value: McpCatalog.named(preset as string).props(value as PresetOptions),
      code: `McpCatalog.named(${textCode(preset as string)}).props(${code})`,
    };
  }

  private get home(): ParsedValue {
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
    if (parsed !== undefined) {
      this.program.refer(parsed.code);
    }
    return parsed;
  }
}

function keyOf({ kind, id, pool }: Entry): string {
  const word = {
    namespaces: 'namespace',
    pools: 'pool',
    servers: 'server',
    remoteServers: 'remote',
    gateways: 'gateway',
    admissionPolicies: 'admission',
    smokeTests: 'test',
  }[kind];
  return `${word} ${pool === undefined ? '' : `${pool}/`}${id}`;
}
