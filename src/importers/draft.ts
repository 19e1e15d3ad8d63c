import { Decisions } from './decisions';
import { Field } from './field';
import { REMOTE_NAME_MAX, SERVER_NAME_MAX, foreignName } from './foreign-names';
import { ImportDecision, ImportLoss, ImportOutcome } from './import-loss';
import { namespaceDecision } from './namespace';
import { NumberedNames } from './numbered-names';
import { presetOfUrl } from './presets';
import { withRemoteUrl } from './remote-url';
import { decideForAll } from './server-decisions';
import { AppDraft, ServerDraft } from './server-draft';
import { Json, annotatable, withoutUndefined } from './texts';
import { credentialShape } from '../foundation/credentials/credentials';
import { Issues } from '../foundation/issues';

/** The entries of an input that are imported, by their names in it. */
export interface Selection {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

const NAMESPACE = 'mcp-servers';

/** An app file that an importer writes, and what it leaves open. */
export class Draft implements AppDraft {
  private readonly servers = new Map<string, ServerDraft>();
  private readonly remotes = new Map<string, Json>();
  private readonly gateways = new Map<string, Json>();
  private readonly decided = new Decisions();
  private readonly namespaces = new Set<string>();
  private readonly entries = new Set<string>();
  private readonly refused: Issues[] = [];
  private readonly numbers = new NumberedNames();
  private readonly taken = new Set<string>();
  /** What takes back the entry that is being read. */
  private undo: (() => void)[] = [];

  public constructor(
    private readonly issues: Issues,
    private readonly selection: Selection = {},
  ) {}

  /**
   * Reads one entry of the input. One that cannot be imported is left out with a decision, and so is one that was not
   * selected; the others are imported.
   */
  public entry(name: string, field: Field, read: (field: Field) => void): void {
    this.entries.add(name);
    if (!this.isSelected(name)) {
      field.drop('not selected');
      return;
    }
    const own = field.apart();
    this.undo = [];
    read(own);
    if (own.issues.isEmpty) {
      field.take(own);
      return;
    }
    this.undo.reverse().forEach(back => {
      back();
    });
    this.refused.push(own.issues);
    field.drop('not imported: see the decisions');
    this.decide(field.path === '' ? name : field.path, 'not imported', own.issues.texts.join('; '));
  }

  private isSelected(name: string): boolean {
    const { only, except = [] } = this.selection;
    return (only === undefined || only.includes(name)) && !except.includes(name);
  }

  public get isEmpty(): boolean {
    return this.servers.size + this.remotes.size + this.gateways.size === 0;
  }

  /** Adds a server by its name in the input. */
  public server(input: string, field?: Field): ServerDraft {
    const name = this.free(input, SERVER_NAME_MAX);
    const server = new ServerDraft(this, name);
    this.servers.set(name, server);
    this.undo.push(() => this.servers.delete(name));
    this.named(server, input, name, field);
    return server;
  }

  /** Adds a remote server. Returns its name in the app file. */
  public remote(input: string, url: Field, options: Json = {}): string {
    const name = this.free(input, REMOTE_NAME_MAX);
    const at = `remoteServers.${name}`;
    this.remotes.set(name, { ...withRemoteUrl(this, at, url.text ?? ''), ...options });
    this.undo.push(() => this.remotes.delete(name));
    if (name !== input) {
      this.decideName(`${at}.name`, input, name);
    }
    const preset = presetOfUrl(url.text);
    if (preset !== undefined) {
      this.decide(at, 'preset', preset);
    }
    this.decide(at, 'gateway', 'a remote server is reached through a gateway: add it to the servers of one');
    this.needsHosts();
    return name;
  }

  public setRemote(name: string, key: string, value: unknown): void {
    this.remotes.set(name, { ...this.remotes.get(name), [key]: value });
  }

  /** Whether the app file has a server or remote server of this name. */
  public has(name: string): boolean {
    return this.servers.has(name) || this.remotes.has(name);
  }

  public remoteValue(name: string, key: string): unknown {
    return this.remotes.get(name)?.[key];
  }

  /** Adds a gateway. Returns its name in the app file. */
  public gateway(input: string, props: Json): string {
    const name = this.free(input, REMOTE_NAME_MAX);
    this.gateways.set(name, props);
    this.undo.push(() => this.gateways.delete(name));
    if (name !== input) {
      this.decideName(`gateways.${name}`, input, name);
    }
    return name;
  }

  public setGateway(name: string, key: string, value: unknown): void {
    this.gateways.set(name, { ...this.gateways.get(name), [key]: value });
  }

  /** Records a decision for the user. Nothing can be built before required ones are made. */
  public decide(at: string, what: string, how: string, required = false): void {
    this.undo.push(this.decided.record({ at, what, how, required }));
  }

  public isOpen(at: string, what: string): boolean {
    return this.decided.has(at, what);
  }

  public needsStore(): void {
    this.decide(
      'platform.secretStore',
      'secret store',
      'name the store that External Secrets reads, such as { clusterStore: vault }',
      true,
    );
  }

  public needsHosts(): void {
    this.decide(
      'platform.networkPolicyEngine',
      'network policy engine',
      'cilium, which knows the hosts and package registries by name; without it name addresses with toCidrs, ' +
        'and a mirror in npmRegistry or pypiIndex',
      true,
    );
  }

  /** The entry of the platform's secret store for a secret. */
  public storeEntry(owner: string, at: string, name: string, hint: string): Json {
    const key = `${owner}/${name}`;
    this.needsStore();
    this.decide(at, 'secret', `put the value into the store as ${key}, or name the entry that has it${hint}`);
    return { fromPlatformStore: { key } };
  }

  public inNamespace(field: Field): void {
    const { text } = field;
    if (text === undefined || text === '') {
      return;
    }
    if (!this.namespaces.has(text)) {
      this.namespaces.add(text);
      this.undo.push(() => this.namespaces.delete(text));
    }
    field.use('namespace');
  }

  /** That of the resource that is read, if it has one. */
  public get namespace(): string | undefined {
    return [...this.namespaces].at(-1);
  }

  public tookOut(at: string): void {
    this.taken.add(at);
  }

  /** The outcomes of fields: what was taken out of the file again is open. */
  public settled(losses: readonly ImportLoss[]): readonly ImportLoss[] {
    const { taken } = this;
    if (taken.size === 0) {
      return losses;
    }
    return losses.map(loss =>
      taken.has(loss.reason.replace(/^a secret: /, ''))
        ? { ...loss, outcome: ImportOutcome.OPEN, reason: 'see the decisions' }
        : loss,
    );
  }

  public get decisions(): ImportDecision[] {
    return this.decided.all;
  }

  public finish(): void {
    this.checkSelection();
    for (const server of this.servers.values()) {
      server.finish();
    }
    decideForAll(this, [...this.servers.values()]);
    const [first, second] = this.namespaces;
    if (second !== undefined) {
      this.issues.add(
        'metadata.namespace',
        'must be the same for all: an app file has one namespace',
        'import each namespace by itself',
      );
    }
    const { at, what, how, required } = namespaceDecision(first);
    this.decide(at, what, how, required);
  }

  /** Selected names must be there: one that is misspelt would select nothing, or leave nothing out. */
  private checkSelection(): void {
    for (const key of ['only', 'except'] as const) {
      const missing = (this.selection[key] ?? []).filter(name => !this.entries.has(name));
      if (missing.length > 0) {
        this.issues.add(
          key,
          `names what the input does not have: ${missing.map(quoted).join(', ')}`,
          `it has: ${[...this.entries].map(quoted).join(', ') || 'one server without a choice'}`,
        );
      }
    }
    if (this.isEmpty) {
      this.refused.forEach(issues => {
        this.issues.addAll(issues);
      });
    }
  }

  public toJson(): Json {
    const [namespace = NAMESPACE] = this.namespaces;
    const servers = [...this.servers].map(([name, server]) => [name, server.toJson()] as const);
    return withoutUndefined({
      version: 1,
      namespace,
      servers: servers.length === 0 ? undefined : Object.fromEntries(servers),
      remoteServers: this.remotes.size === 0 ? undefined : Object.fromEntries(this.remotes),
      gateways: this.gateways.size === 0 ? undefined : Object.fromEntries(this.gateways),
    });
  }

  private free(input: string, longest: number): string {
    const name = foreignName(input, longest);
    const kinds = [this.servers, this.remotes, this.gateways];
    const taken = (candidate: string): boolean => kinds.some(entries => entries.has(candidate));
    if (!taken(name)) {
      return name;
    }
    const [free, giveBack] = this.numbers.next(name, longest, taken);
    this.undo.push(giveBack);
    return free;
  }

  private named(server: ServerDraft, input: string, name: string, field: Field | undefined): void {
    if (name === input) {
      field?.use(server.at);
      return;
    }
    if (annotatable(input)) {
      server.annotation('name', input);
    }
    field?.annotate('mcp-import/name');
    this.decideName(server.at, input, name);
  }

  private decideName(at: string, input: string, name: string): void {
    this.decide(at, 'name', `${quoted(input)} is not a valid name here or is already used: ${name} stands for it`);
  }
}

function quoted(text: string): string {
  return credentialShape(text) === undefined
    ? JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
    : 'its name in the input';
}
