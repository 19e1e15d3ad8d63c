import { EgressHint, egressHintsIn, egressTo, proposalOf } from './egress-hints';
import { Field } from './field';
import { presetOfSource } from './presets';
import { decideImagePin, decideSource, placeStorage } from './server-decisions';
import { ServerParts, SourceName } from './server-parts';
import { askForRefused } from './server-refused';
import { Json, annotatable } from './texts';
import { credentialNamed, credentialShape } from '../foundation/credentials/credentials';
import { hostProblem } from '../foundation/net/host-names';
import { parseImageReference } from '../foundation/packages/image-reference';
import { parseNpmPin, parsePypiPin } from '../foundation/packages/package-pins';
import { hasInvisible } from '../foundation/visible';

/** The app file that a server is in. */
export interface AppDraft {
  decide(at: string, what: string, how: string, required?: boolean): void;
  isOpen(at: string, what: string): boolean;
  storeEntry(owner: string, at: string, name: string, hint: string): Json;
  needsHosts(): void;
  tookOut(at: string): void;
}

/** One server of an app file, part by part. */
export class ServerDraft {
  public readonly at: string;
  /** Whether the client's machine ran it, and not a container. */
  public ofClient = false;
  private readonly pending: (() => void)[] = [];
  private readonly parts = new ServerParts();
  private readonly hints: EgressHint[] = [];
  private egressIsKnown = false;

  public constructor(
    public readonly draft: AppDraft,
    public readonly name: string,
  ) {
    this.at = `servers.${name}`;
  }

  public get sourceAt(): string {
    return `${this.at}.source.${this.parts.kind}`;
  }

  public get sourceKind(): SourceName {
    return this.parts.kind;
  }

  public decide(at: string, what: string, how: string, required = false): void {
    this.draft.decide(at === '' ? this.at : `${this.at}.${at}`, what, how, required);
  }

  /** Sets the source. A missing digest of an image or version of a package is a decision. */
  public setSource(kind: SourceName, reference: string, field: Field): void {
    this.parts.kind = kind;
    if (/:\/\/[^/\s]*@/.test(reference) || credentialShape(reference) !== undefined) {
      field.refuse('names a source with a credential', 'name a package or an image of a registry');
      return;
    }
    if (kind === 'npm' || kind === 'pypi') {
      this.setPackage(kind, reference, field);
      return;
    }
    this.parts.source.set('reference', reference);
    const at = `source.${kind}.reference`;
    field.use(`${this.at}.${at}`);
    const image = parseImageReference(reference);
    if (typeof image === 'string') {
      field.refuse(`is an image that ${image}`);
    } else {
      decideImagePin(this, at, image);
    }
  }

  /** A server of the catalogue in place of a source. */
  public setPreset(kind: 'npm' | 'pypi', id: string): void {
    this.parts.kind = kind;
    this.parts.preset = id;
  }

  private setPackage(kind: 'npm' | 'pypi', reference: string, field: Field): void {
    const at = `source.${kind}.reference`;
    const pin = kind === 'npm' ? parseNpmPin(reference) : parsePypiPin(reference);
    if (hasInvisible(reference) || /\s/.test(reference)) {
      field.open('it names no package');
      this.decide(at, 'package', `${field.path} names no package of a registry: write it with its version`, true);
      return;
    }
    this.parts.source.set('reference', reference);
    field.use(`${this.at}.${at}`);
    if (typeof pin === 'string') {
      this.decide(at, 'exact version', `it ${pin}`, true);
    }
  }

  /** A source whose reference the user has to give. */
  public openSource(kind: SourceName, field: Field, how: string): void {
    this.parts.kind = kind;
    field.open('see the decisions');
    this.decide(`source.${kind}.reference`, 'image', how, true);
  }

  public sourceOption(key: string, value: unknown): void {
    this.parts.source.set(key, value);
  }

  public hasSourceOption(key: string): boolean {
    return this.parts.source.has(key);
  }

  /** The path of its MCP endpoint, if it was given. */
  public get sourcePath(): string | undefined {
    const path = this.parts.source.get('path');
    return typeof path === 'string' ? path : undefined;
  }

  /** The port of an image that speaks HTTP, if it was given. */
  public get sourcePort(): number | undefined {
    const port = this.parts.source.get('port');
    return typeof port === 'number' ? port : undefined;
  }

  /** Adds an argument and returns its place in the app file. */
  public arg(text: string): string {
    this.parts.args.push(text);
    this.hints.push(...egressHintsIn(`args[${this.parts.args.length - 1}]`, text));
    return `source.${this.parts.kind}.args[${this.parts.args.length - 1}]`;
  }

  public setEnv(name: string, value: string): string {
    this.hints.push(...egressHintsIn(name, value));
    this.onlyIn(this.parts.secrets, name);
    this.parts.env.set(name, value);
    return `${this.at}.env.${name}`;
  }

  public removeEnv(name: string): void {
    this.parts.env.delete(name);
  }

  /** Does something once all of the input has been read. */
  public later(action: () => void): void {
    this.pending.push(action);
  }

  /** Whether a server that speaks HTTP listens on a port. */
  public isOwnPort(port: number | undefined): boolean {
    return this.parts.kind === 'image' && port !== undefined && this.parts.source.get('port') === port;
  }

  public hasEnv(name: string): boolean {
    return this.parts.env.has(name) || this.parts.secrets.has(name);
  }

  public envOf(name: string): string | undefined {
    return this.parts.env.get(name);
  }

  /** A variable with an entry of the platform's store. */
  public secret(name: string, hint = ''): string {
    const at = `${this.at}.secrets.${name}`;
    this.onlyIn(this.parts.env, name);
    this.parts.secrets.set(name, this.draft.storeEntry(this.name, at, name, hint));
    return at;
  }

  /** A variable from a Secret that exists. */
  public secretRef(name: string, secret: string, key: string): string {
    this.onlyIn(this.parts.env, name);
    this.parts.secrets.set(name, { fromSecretName: { name: secret, key } });
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
      this.parts.annotations.set(`mcp-import/${name}`, value);
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
    this.parts.props.set(prop, value);
    return `${this.at}.${prop}`;
  }

  public get(prop: string): unknown {
    return this.parts.props.get(prop);
  }

  public addStorage(form: Json): string {
    return `${this.at}.storage[${placeStorage(this, this.parts.storage, form)}]`;
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
      this.parts.egress.push(egressTo({ toHosts: [name] }, port === undefined ? ports : [Number(port)]));
      host.use(`${this.at}.egress`);
      this.draft.needsHosts();
    }
  }

  public allowInternet(ports: readonly number[]): void {
    this.egressIsKnown = true;
    this.parts.egress.push(egressTo({ toPublicInternet: true }, ports));
    this.decide('egress', 'egress', 'it may reach every public address: name its hosts if you know them');
  }

  /** An egress rule as it is written in app files. */
  public allowEgress(form: Json): string {
    this.egressIsKnown = true;
    this.parts.egress.push(form);
    return `${this.at}.egress[${this.parts.egress.length - 1}]`;
  }

  /** Records that the input allows no egress. */
  public denyEgress(): void {
    this.egressIsKnown = true;
  }

  public finish(): void {
    const preset = presetOfSource(this.parts.kind, this.parts.source.get('reference'));
    if (preset !== undefined) {
      this.decide('preset', 'preset', preset.how);
    }
    this.pending.forEach(action => {
      action();
    });
    decideSource(this, preset?.command ?? '');
    askForRefused(this, this.parts);
    if (this.parts.kind !== 'image') {
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

  /** Records that what the input had for a place of the server is not there. */
  public tookOut(at: string): void {
    this.draft.tookOut(`${this.at}.${at}`);
  }

  public get hasCallers(): boolean {
    return this.parts.props.has('callers');
  }

  public get hasOwner(): boolean {
    return this.parts.props.has('owner');
  }

  /** Destinations that the input names. They are proposed and not set: a URL may be one that others call. */
  private decideEgress(): void {
    if (this.egressIsKnown || this.hints.length === 0) {
      return;
    }
    this.decide('egress', 'egress', proposalOf(this.hints));
  }

  public toJson(): Json {
    return this.parts.toJson();
  }
}
