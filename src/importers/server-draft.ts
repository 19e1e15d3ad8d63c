import { Field } from './field';
import { Json, annotatable } from './texts';
import { credentialNamed, credentialShape } from '../foundation/credentials/credentials';
import { hostProblem } from '../foundation/net/host-names';
import { parseImageReference } from '../foundation/packages/image-reference';
import { parseNpmPin, parsePypiPin } from '../foundation/packages/package-pins';

export type SourceName = 'image' | 'stdioImage' | 'npm' | 'pypi';

/** What a server needs of the app file that it is in. */
export interface AppDraft {
  decide(at: string, what: string, how: string, required?: boolean): void;
  storeEntry(owner: string, at: string, name: string, hint: string): Json;
  needsHosts(): void;
}

/** One server of an app file, part by part. */
export class ServerDraft {
  public readonly at: string;
  private kind: SourceName = 'image';
  private readonly source = new Map<string, unknown>();
  private readonly words: string[] = [];
  private readonly env = new Map<string, string>();
  private readonly secrets = new Map<string, Json>();
  private readonly annotations = new Map<string, string>();
  private readonly props = new Map<string, unknown>();
  private readonly egress: Json[] = [];
  private readonly storage: Json[] = [];
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
    this.draft.decide(`${this.at}.${at}`, what, how, required);
  }

  /** A source that is asked what pins it: the digest of an image, the version of a package. */
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
    } else if (image.digest === undefined) {
      const version = image.tag === undefined || image.tag === 'latest' ? 'name the version and ' : '';
      this.decide(
        at,
        'digest',
        `${version}append @sha256:… of the image that you reviewed: crane digest ${image.tag === undefined || image.tag === 'latest' ? `${image.name}:VERSION` : image.text}`,
        true,
      );
    } else if (image.tag === undefined || image.tag === 'latest') {
      this.decide(at, 'version', 'name the version before the digest: repository:1.2.3@sha256:…', true);
    }
  }

  public sourceOption(key: string, value: unknown): void {
    this.source.set(key, value);
  }

  public hasSourceOption(key: string): boolean {
    return this.source.has(key);
  }

  /** The path of its MCP endpoint, where it was given. */
  public get sourcePath(): string | undefined {
    const path = this.source.get('path');
    return typeof path === 'string' ? path : undefined;
  }

  /** Adds an argument and tells where it stands. */
  public arg(text: string): string {
    this.words.push(text);
    return `source.${this.kind}.args[${this.words.length - 1}]`;
  }

  public setEnv(name: string, value: string): string {
    this.env.set(name, value);
    return `${this.at}.env.${name}`;
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
    this.secrets.set(name, this.draft.storeEntry(this.name, at, name, hint));
    return at;
  }

  /** A variable from a Secret that exists. */
  public secretRef(name: string, secret: string, key: string): string {
    this.secrets.set(name, { fromSecretName: { name: secret, key } });
    return `${this.at}.secrets.${name}`;
  }

  /** Keeps a text of the input in an annotation; false where it may not stand there. */
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
      field.drop('it cannot stand in an annotation');
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
    this.storage.push(form);
    return `${this.at}.storage[${this.storage.length - 1}]`;
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
      const onPorts = port === undefined ? ports : [Number(port)];
      this.egress.push({
        toHosts: [name],
        ...(onPorts.length === 0 || onPorts.join() === '443' ? {} : { onPorts: [...onPorts] }),
      });
      host.use(`${this.at}.egress`);
      this.draft.needsHosts();
    }
  }

  public allowInternet(ports: readonly number[]): void {
    this.egressIsKnown = true;
    this.egress.push({
      toPublicInternet: true,
      ...(ports.length === 0 || ports.join() === '443' ? {} : { onPorts: [...ports] }),
    });
    this.decide('egress', 'egress', 'it may reach every public address: name its hosts if you know them');
  }

  /** The input says that it reaches nothing. */
  public denyEgress(): void {
    this.egressIsKnown = true;
  }

  public finish(): void {
    if (this.kind === 'image') {
      if (!this.source.has('port')) {
        this.decide('source.image.port', 'port', 'the port on which the server speaks MCP, 1024 to 65535', true);
      }
      if (!this.source.has('sessions')) {
        this.source.set('sessions', 'in-memory');
        this.decide(
          'source.image.sessions',
          'sessions',
          'in-memory means one replica: say none or shared if the server keeps no sessions or shares them',
        );
      }
    }
    if (this.kind === 'stdioImage' && !this.source.has('command')) {
      this.decide(
        'source.stdioImage.command',
        'command',
        'the program in the image, because the bridge takes the place of its entrypoint: docker inspect --format "{{.Config.Entrypoint}} {{.Config.Cmd}}"',
        true,
      );
    }
    if (this.kind !== 'image') {
      this.draft.needsHosts();
    }
    if (!this.egressIsKnown) {
      this.decide(
        'egress',
        'egress',
        'the server reaches nothing but DNS: name the hosts that it needs, such as [{ toHosts: [api.example.com] }]',
      );
    }
    this.decide('callers', 'callers', 'nobody may call the server: name the clients or add it to a gateway');
    if (!this.props.has('owner')) {
      this.decide(
        'owner',
        'owner',
        'the team that answers for the server: a label that reviewers and scanners look for',
      );
    }
  }

  public toJson(): Json {
    const source = { ...Object.fromEntries(this.source), ...(this.words.length === 0 ? {} : { args: this.words }) };
    const filled = Object.entries({
      env: Object.fromEntries(this.env),
      secrets: Object.fromEntries(this.secrets),
      annotations: Object.fromEntries(this.annotations),
    }).filter(([, map]) => Object.keys(map).length > 0);
    return {
      source: { [this.kind]: source },
      ...(this.egress.length === 0 ? {} : { egress: this.egress }),
      ...Object.fromEntries(filled),
      ...(this.storage.length === 0 ? {} : { storage: this.storage }),
      ...Object.fromEntries(this.props),
    };
  }
}
