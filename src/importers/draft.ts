import { machineValue } from './client-machine';
import { Field } from './field';
import { REMOTE_NAME_MAX, SERVER_NAME_MAX, foreignName } from './foreign-names';
import { ImportDecision } from './import-loss';
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
  private readonly decided = new Map<string, ImportDecision>();
  private readonly namespaces = new Set<string>();
  private readonly entries = new Set<string>();
  private readonly refused: Issues[] = [];
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
    return this.servers.size === 0 && this.remotes.size === 0;
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
    this.remotes.set(name, { ...this.cleanUrl(at, url.text ?? ''), ...options });
    this.undo.push(() => this.remotes.delete(name));
    if (name !== input) {
      this.decide(
        `${at}.name`,
        'name',
        `${quoted(input)} is not a valid name here or is already used: ${name} stands for it`,
      );
    }
    this.decide(at, 'gateway', 'a remote server is reached through a gateway: add it to the servers of one');
    this.needsHosts();
    return name;
  }

  public setRemote(name: string, key: string, value: unknown): void {
    this.remotes.set(name, { ...this.remotes.get(name), [key]: value });
  }

  /** Records a decision for the user. Nothing can be built before required ones are made. */
  public decide(at: string, what: string, how: string, required = false): void {
    const key = `${at} ${what}`;
    const before = this.decided.get(key);
    if (before !== undefined && (before.required || !required)) {
      return;
    }
    this.decided.set(key, { at, what, how, required });
    this.undo.push(() => (before === undefined ? this.decided.delete(key) : this.decided.set(key, before)));
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

  public get decisions(): ImportDecision[] {
    return [...this.decided.values()];
  }

  public finish(): void {
    this.checkSelection();
    for (const server of this.servers.values()) {
      server.finish();
    }
    this.decideForAll();
    const [first, second] = this.namespaces;
    if (second !== undefined) {
      this.issues.add(
        'metadata.namespace',
        'must be the same for all: an app file has one namespace',
        'import each namespace by itself',
      );
    }
    this.decide(
      'namespace',
      'namespace',
      first === undefined
        ? 'choose the namespace'
        : 'the one of the input: the old server and its Secrets are there too',
    );
  }

  /** What is the same for every server is said once. */
  private decideForAll(): void {
    const all = [...this.servers.values()];
    const open = [
      {
        what: 'egress',
        servers: all.filter(({ needsEgress }) => needsEgress),
        how: 'egress only to DNS: add the hosts that it needs, such as [{ toHosts: [api.example.com] }]',
      },
      { what: 'callers', servers: all, how: 'no callers: add its clients or add it to a gateway' },
      {
        what: 'owner',
        servers: all.filter(({ hasOwner }) => !hasOwner),
        how: 'no owner: the team that answers for it, a label that reviewers and scanners check',
      },
    ];
    for (const { what, servers, how } of open) {
      const [first, ...others] = servers;
      if (first !== undefined) {
        const names = servers.map(({ name }) => name).join(', ');
        const isOne = others.length === 0;
        const at = isOne ? `${first.at}.${what}` : 'servers';
        this.decide(at, what, `${isOne ? 'the server has' : `each of ${names} has`} ${how}`);
      }
    }
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
    });
  }

  /** The URL without parts that may be credentials: user, password, query. */
  private cleanUrl(at: string, text: string): Json {
    const [, scheme = '', user, rest = ''] = /^([a-z]+:\/\/)([^/\s]*@)?([^?#]*)/i.exec(text) ?? [];
    const url = `${scheme}${rest}`;
    if (user !== undefined || /[?#]/.test(text)) {
      this.decide(
        `${at}.url`,
        'credential',
        'its URL had a user, a query or a fragment, which may hold a credential and was left out: use a header',
      );
    }
    const machine = machineValue('url', url, { ofClient: false });
    if (machine?.kind === 'address') {
      this.decide(
        `${at}.url`,
        'value',
        `it ${machine.how}; if the server is to run in the cluster, import its image or package instead`,
        true,
      );
      return {};
    }
    const isComplete = /^https?:\/\/[^\s${}]+$/.test(url) && credentialShape(url) === undefined;
    if (!isComplete) {
      this.decide(`${at}.url`, 'value', 'write the whole https URL, without variables and credentials', true);
    }
    return isComplete ? { url } : {};
  }

  private free(input: string, longest: number): string {
    const name = foreignName(input, longest);
    const taken = (candidate: string): boolean => this.servers.has(candidate) || this.remotes.has(candidate);
    if (!taken(name)) {
      return name;
    }
    const base = name.slice(0, longest - 5);
    const candidates = this.servers.size + this.remotes.size + 2;
    return (
      Array.from({ length: candidates }, (_, i) => `${base}-${i + 2}`).find(candidate => !taken(candidate)) ?? name
    );
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
    this.decide(
      server.at,
      'name',
      `${quoted(input)} is not a valid name here or is already used: ${name} stands for it`,
    );
  }
}

function quoted(text: string): string {
  return credentialShape(text) === undefined
    ? JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
    : 'its name in the input';
}
