import { EgressHint, egressHintsIn, egressTo, proposalOf } from './egress-hints';
import { Field } from './field';
import { presetOfSource } from './presets';
import { decideImagePin, decideSource, placeStorage } from './server-decisions';
import { Json, annotatable, nonEmptyMap, withoutUndefined } from './texts';
import { credentialNamed, credentialShape } from '../foundation/credentials/credentials';
import { hostProblem } from '../foundation/net/host-names';
import { nonEmpty } from '../foundation/non-empty';
import { parseImageReference } from '../foundation/packages/image-reference';
import { parseNpmPin, parsePypiPin } from '../foundation/packages/package-pins';

export type SourceName = 'image' | 'stdioImage' | 'npm' | 'pypi';

/** The app file that a server is in. */
export interface AppDraft {
  decide(at: string, what: string, how: string, required?: boolean): void;
  isOpen(at: string, what: string): boolean;
  storeEntry(owner: string, at: string, name: string, hint: string): Json;
  needsHosts(): void;
}

/** One server of an app file, part by part. */
export class ServerDraft {
  public readonly at: string;
  /** Whether the client's machine ran it, and not a container. */
  public ofClient = false;
  private readonly pending: (() => void)[] = [];
  private kind: SourceName = 'image';
  private preset?: string;
  private readonly source = new Map<string, unknown>();
  private readonly words: string[] = [];
  private readonly env = new Map<string, string>();
  private readonly secrets = new Map<string, Json>();
  private readonly annotations = new Map<string, string>();
  private readonly props = new Map<string, unknown>();
  private readonly egress: Json[] = [];
  private readonly storage: Json[] = [];
  private readonly hints: EgressHint[] = [];
  private egressIsKnown = false;

  public constructor(
    public readonly draft: AppDraft,
    public readonly name: string,
  ) {
    this.at = `servers.${name}`;
  }

  public get sourceAt(): string {
    return `${this.at}.source.${this.kind}`;
  }

  public get sourceKind(): SourceName {
    return this.kind;
  }

  public decide(at: string, what: string, how: string, required = false): void {
    this.draft.decide(at === '' ? this.at : `${this.at}.${at}`, what, how, required);
  }

  /** Sets the source. A missing digest of an image or version of a package is a decision. */
  public setSource(kind: SourceName, reference: string, field: Field): void {
    this.kind = kind;
    if (/:\/\/[^/\s]*@/.test(reference) || credentialShape(reference) !== undefined) {
      field.refuse('names a source with a credential', 'name a package or an image of a registry');
      return;
    }
    this.source.set('reference', reference);
    const at = `source.${kind}.reference`;
    field.use(`${this.at}.${at}`);
    if (kind === 'npm' || kind === 'pypi') {
      const pin = kind === 'npm' ? parseNpmPin(reference) : parsePypiPin(reference);
      if (typeof pin === 'string') {
        this.decide(at, 'exact version', `it ${pin}`, true);
      }
      return;
    }
    const image = parseImageReference(reference);
    if (typeof image === 'string') {
      field.refuse(`is an image that ${image}`);
    } else {
      decideImagePin(this, at, image);
    }
  }

  /** A server of the catalogue in place of a source. */
  public setPreset(kind: 'npm' | 'pypi', id: string): void {
    this.kind = kind;
    this.preset = id;
  }

  /** A source whose reference the user has to give. */
  public openSource(kind: SourceName, field: Field, how: string): void {
    this.kind = kind;
    field.open('see the decisions');
    this.decide(`source.${kind}.reference`, 'image', how, true);
  }

  public sourceOption(key: string, value: unknown): void {
    this.source.set(key, value);
  }

  public hasSourceOption(key: string): boolean {
    return this.source.has(key);
  }

  /** The path of its MCP endpoint, if it was given. */
  public get sourcePath(): string | undefined {
    const path = this.source.get('path');
    return typeof path === 'string' ? path : undefined;
  }

  /** The port of an image that speaks HTTP, if it was given. */
  public get sourcePort(): number | undefined {
    const port = this.source.get('port');
    return typeof port === 'number' ? port : undefined;
  }

  /** Adds an argument and returns its place in the app file. */
  public arg(text: string): string {
    this.words.push(text);
    this.hints.push(...egressHintsIn(`args[${this.words.length - 1}]`, text));
    return `source.${this.kind}.args[${this.words.length - 1}]`;
  }

  public setEnv(name: string, value: string): string {
    this.hints.push(...egressHintsIn(name, value));
    this.onlyIn(this.secrets, name);
    this.env.set(name, value);
    return `${this.at}.env.${name}`;
  }

  public removeEnv(name: string): void {
    this.env.delete(name);
  }

  /** Does something once all of the input has been read. */
  public later(action: () => void): void {
    this.pending.push(action);
  }

  /** Whether a server that speaks HTTP listens on a port. */
  public isOwnPort(port: number | undefined): boolean {
    return this.kind === 'image' && port !== undefined && this.source.get('port') === port;
  }

  public hasEnv(name: string): boolean {
    return this.env.has(name) || this.secrets.has(name);
  }

  public envOf(name: string): string | undefined {
    return this.env.get(name);
  }

  /** A variable with an entry of the platform's store. */
  public secret(name: string, hint = ''): string {
    const at = `${this.at}.secrets.${name}`;
    this.onlyIn(this.env, name);
    this.secrets.set(name, this.draft.storeEntry(this.name, at, name, hint));
    return at;
  }

  /** A variable from a Secret that exists. */
  public secretRef(name: string, secret: string, key: string): string {
    this.onlyIn(this.env, name);
    this.secrets.set(name, { fromSecretName: { name: secret, key } });
    return `${this.at}.secrets.${name}`;
  }

  /** Of two values of a variable the last one counts, as in Kubernetes. */
  private onlyIn(others: Map<string, unknown>, name: string): void {
    if (others.delete(name)) {
      this.decide(`env.${name}`, 'variable', `${name} is set twice, as a text and as a secret: the last one counts`);
    }
  }

  /** Keeps a text of the input in an annotation; false if it cannot be one. */
  public annotation(name: string, value: string): boolean {
    const fits = annotatable(value) && credentialNamed(`mcp-import/${name}`, value) === undefined;
    if (fits) {
      this.annotations.set(`mcp-import/${name}`, value);
    }
    return fits;
  }

  public note(name: string, field: Field): void {
    const { text } = field;
    if (text === undefined || text === '') {
      return;
    }
    if (this.annotation(name, text)) {
      field.annotate(`mcp-import/${name}`);
    } else {
      field.drop('it is not valid in an annotation');
    }
  }

  public set(prop: string, value: unknown): string {
    this.props.set(prop, value);
    return `${this.at}.${prop}`;
  }

  public get(prop: string): unknown {
    return this.props.get(prop);
  }

  public addStorage(form: Json): string {
    return `${this.at}.storage[${placeStorage(this, this.storage, form)}]`;
  }

  /** Hosts with optional ports, `db.example.com:5432`. Each field is marked. */
  public allowHosts(hosts: readonly Field[], ports: readonly number[] = []): void {
    for (const host of hosts) {
      const [, name = '', port] = /^(.*?)(?::(\d{1,5}))?$/.exec((host.text ?? '').replace(/^\./, '*.')) ?? [];
      const problem = hostProblem(name);
      this.egressIsKnown = true;
      if (problem !== undefined) {
        host.open(`egress to it ${problem}`);
        this.decide('egress', 'egress', `${host.path} ${problem}`);
        continue;
      }
      this.egress.push(egressTo({ toHosts: [name] }, port === undefined ? ports : [Number(port)]));
      host.use(`${this.at}.egress`);
      this.draft.needsHosts();
    }
  }

  public allowInternet(ports: readonly number[]): void {
    this.egressIsKnown = true;
    this.egress.push(egressTo({ toPublicInternet: true }, ports));
    this.decide('egress', 'egress', 'it may reach every public address: name its hosts if you know them');
  }

  /** An egress rule as it is written in app files. */
  public allowEgress(form: Json): string {
    this.egressIsKnown = true;
    this.egress.push(form);
    return `${this.at}.egress[${this.egress.length - 1}]`;
  }

  /** Records that the input allows no egress. */
  public denyEgress(): void {
    this.egressIsKnown = true;
  }

  public finish(): void {
    const preset = presetOfSource(this.kind, this.source.get('reference'));
    if (preset !== undefined) {
      this.decide('preset', 'preset', preset.how);
    }
    this.pending.forEach(action => {
      action();
    });
    decideSource(this, preset?.command ?? '');
    if (this.kind !== 'image') {
      this.draft.needsHosts();
    }
    this.decideEgress();
  }

  /** Whether nothing in the input says where it connects to. */
  public get needsEgress(): boolean {
    return !this.egressIsKnown && this.hints.length === 0;
  }

  public isOpen(at: string, what: string): boolean {
    return this.draft.isOpen(`${this.at}.${at}`, what);
  }

  public get hasCallers(): boolean {
    return this.props.has('callers');
  }

  public get hasOwner(): boolean {
    return this.props.has('owner');
  }

  /** Destinations that the input names. They are proposed and not set: a URL may be one that others call. */
  private decideEgress(): void {
    if (this.egressIsKnown || this.hints.length === 0) {
      return;
    }
    this.decide('egress', 'egress', proposalOf(this.hints));
  }

  public toJson(): Json {
    const source = { ...Object.fromEntries(this.source), args: nonEmpty(this.words) };
    return withoutUndefined({
      preset: this.preset,
      source: this.preset === undefined ? { [this.kind]: withoutUndefined(source) } : undefined,
      egress: nonEmpty(this.egress),
      env: nonEmptyMap(this.env),
      secrets: nonEmptyMap(this.secrets),
      annotations: nonEmptyMap(this.annotations),
      storage: nonEmpty(this.storage),
      ...Object.fromEntries(this.props),
    });
  }
}
