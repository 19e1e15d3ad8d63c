import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { mapCode, textCode } from './code';
import { Entry, Kind, entriesOf } from './entries';
import { Form, Forms } from './forms';
import { Mistakes, Places } from './mistakes';
import { Context, ParsedValue } from './parsed-value';
import { PresetInput, readPreset } from './preset';
import { Program } from './program';
import { Reference, keyReferred } from './references';
import { chartNames, topOf } from './top';
import { read, readStruct } from './values';
import { Environment, UNRESOLVED, resolveVariables } from './variables';
import { McpAdmissionPolicy } from '../admission/mcp-admission-policy';
import { Issues } from '../foundation/issues';
import { McpGateway } from '../gateway/mcp-gateway';
import { McpNamespace } from '../namespace/mcp-namespace';
import { McpPlatform } from '../platform/mcp-platform';
import { McpPool } from '../pool/mcp-pool';
import { McpRemoteServer } from '../server/mcp-remote-server';
import { McpServer } from '../server/mcp-server';
import { McpServerExposure } from '../server-exposure/server-exposure';
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
  serverExposures: { props: 'McpServerExposureProps', type: McpServerExposure },
};

const POOL: Form = { kind: 'reference', to: 'pool' };

/** An app that was read from a file, and the TypeScript that makes the same. */
export interface BuiltApp {
  readonly app: App;
  readonly chart: Chart;
  readonly typescript: string;
  /** Where the file has the construct with a path, such as `app.yaml:12:3`; undefined if it has none. */
  readonly placeOf: (path: string) => string | undefined;
}

export interface AppFileOptions {
  /** The name of the file in errors. */
  readonly where: string;
  readonly outdir?: string;
  /** The values of variables that the file declares. Without one, its defaults are used. */
  readonly environment?: Environment;
  /** Where the values stand in the text. Without it, errors have no lines. */
  readonly places?: () => Places;
}

/** Makes the app of a file. Throws one error with every problem of its form, or the error of a construct. */
export function buildApp(value: unknown, options: AppFileOptions): BuiltApp {
  return new AppBuilder(options, new App({ outdir: options.outdir })).build(value);
}

class AppBuilder {
  private readonly forms = new Forms();
  private readonly mistakes: Mistakes;
  private readonly issues: Issues;
  /** How often something refers to what could not be made. */
  private unmade = 0;
  private readonly program = new Program();
  private entries: ReadonlyMap<string, Entry> = new Map();
  /** undefined after an issue. */
  private readonly made = new Map<string, ParsedValue | undefined>();
  /** The scopes of sections by their places. */
  private readonly sections = new Map<string, ParsedValue>();
  private alone: ReadonlySet<string> = new Set();
  /** The keys of entries that are being made. */
  private readonly open: string[] = [];
  /** Whether constructs are made: not where their names or the platform are wrong, which would be the cause of more. */
  private isSound = true;
  private readonly context: Context;
  private chart: Chart | undefined;

  public constructor(
    private readonly options: AppFileOptions,
    private readonly app: App,
  ) {
    this.mistakes = new Mistakes(options.where, options.places);
    this.issues = this.mistakes.issues;
    this.context = {
      issues: this.issues,
      faults: () => this.issues.count + this.unmade,
      unmade: () => {
        this.unmade += 1;
      },
      isVariable: at => this.alone.has(at),
      load: name => this.forms.load(name),
      named: (to, name, at) => this.named({ to, name, at }),
      uses: (module, name) => {
        this.program.use(module, name);
      },
    };
  }

  public build(value: unknown): BuiltApp {
    const top = topOf(this.mistakes, value);
    const beforeVariables = this.issues.count;
    const { file, alone } = resolveVariables(this.issues, top, this.options.environment ?? {});
    this.alone = alone;
    const ofVariables = this.issues.count - beforeVariables;
    const { platform } = file;
    const { name, namespace, isSound } = chartNames(this.mistakes, file);
    const chart = this.makeChart(name, namespace);
    this.entries = entriesOf(this.issues, file);
    const isConfigured = platform === undefined || this.configure(platform);
    this.isSound = isSound && isConfigured && this.issues.count === ofVariables;
    for (const key of this.entries.keys()) {
      this.make(key);
    }
    this.mistakes.throwIfAny();
    const { app, program } = this;
    return {
      app,
      chart,
      placeOf: path => this.mistakes.placeOf(path),
      // most callers do not want the TypeScript
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

  /** Whether the platform is as the file says. */
  private configure(input: unknown): boolean {
    const before = this.context.faults();
    const { value, code } = readStruct(this.context, this.forms.struct('McpPlatformProps'), input, 'platform');
    if (this.context.faults() > before) {
      return false;
    }
    this.program.use('cdk8s-mcp', 'McpPlatform');
    this.program.add(`McpPlatform.configure(chart, ${code});`);
    this.mistakes.attempt('platform', () => {
      // made by the form of these props
      McpPlatform.configure(this.chartCode.value as Construct, value as object);
    });
    return this.context.faults() === before;
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
    const scope = this.scopeOf(entry);
    const { props, pools } = this.poolsBehind(entry);
    const preset = presetOf(entry);
    const parsed =
      preset === undefined
        ? readStruct(this.context, this.forms.struct(CONSTRUCTS[entry.kind].props), props, entry.at)
        : this.mistakes.attempt(entry.at, () => readPreset(this.context, this.forms, this.program, preset));
    if (parsed === undefined || scope === undefined || !this.isSound || this.context.faults() > before) {
      return undefined;
    }
    return this.mistakes.attempt(entry.at, () => {
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

  /** The chart or pool; within it a scope of the section, if another section has the same id there. */
  private scopeOf({ kind, pool, isApart }: Entry): ParsedValue | undefined {
    const around = pool === undefined ? this.chartCode : this.make(`pool ${pool}`);
    if (around === undefined || !isApart) {
      return around;
    }
    const place = `${pool ?? ''}/${kind}`;
    const known = this.sections.get(place);
    if (known !== undefined) {
      return known;
    }
    this.program.refer(around.code);
    this.program.use('constructs', 'Construct');
    const variable = this.program.variable(kind);
    const id = `section.${kind}`;
    this.program.add(`const ${variable} = new Construct(${around.code}, ${textCode(id)});`, variable);
    const section = { value: new Construct(around.value as Construct, id), code: variable };
    this.sections.set(place, section);
    return section;
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

  private construct({ kind, id, at }: Entry, scope: ParsedValue, props: ParsedValue): ParsedValue {
    const { type } = CONSTRUCTS[kind];
    this.program.refer(scope.code);
    this.program.use('cdk8s-mcp', type.name);
    const variable = this.program.variable(id);
    this.program.add(`const ${variable} = new ${type.name}(${scope.code}, ${textCode(id)}, ${props.code});`, variable);
    const parent = scope.value as Construct;
    this.mistakes.locate(`${parent.node.path}/${id}`, at);
    // each class takes the props of its form
    const constructor = type as new (scope: Construct, id: string, props: unknown) => Construct;
    return { value: new constructor(parent, id, props.value), code: variable };
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
    if (names === UNRESOLVED) {
      this.unmade += 1;
    } else {
      this.issues.check(Array.isArray(names), `${at}.pools`, 'a list', names);
    }
    const pools = list.map((name: unknown, i) => read(this.context, POOL, name, `${at}.pools[${i}]`));
    return { props, pools };
  }

  private get chartCode(): ParsedValue {
    return { value: this.chart, code: 'chart' };
  }

  private named(reference: Reference): ParsedValue | undefined {
    const found = keyReferred(this.issues, this.entries, reference, path => this.mistakes.named(path));
    if (found === undefined) {
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
