import { CatalogEntry, Variable } from './entry';
import { PresetOptions } from './preset-options';
import { PresetVerdict } from './preset-verdict';
import { propsOf } from './reader';
import { definedItems } from '../foundation/defined';
import { McpServerProps } from '../server/mcp-server-props';

/** A well-known MCP server, pinned, and what is known of it. */
export class McpPreset {
  /** @internal */
  public static _of(entry: CatalogEntry): McpPreset {
    return new McpPreset(entry);
  }

  /** What it is called in the catalogue. */
  public readonly id: string;

  /** The name of the server. */
  public readonly title: string;

  /** Whether it should be used. */
  public readonly verdict: PresetVerdict;

  /** The image by tag and digest, or the package at its version. */
  public readonly reference: string;

  /** The repository on GitHub that it comes from. */
  public readonly repository: string;

  /** The licence of the server. */
  public readonly licence: string;

  /** Where the facts of the preset come from. */
  public readonly facts: string;

  /** What makes it read-only unless writes are allowed. */
  public readonly readOnlyBy: string;

  private constructor(private readonly entry: CatalogEntry) {
    this.id = entry.id;
    this.title = entry.title;
    this.verdict = entry.verdict;
    this.reference =
      entry.run.kind === 'npm' || entry.run.kind === 'pypi' ? `${entry.run.kind}:${entry.run.pin}` : entry.run.image;
    this.repository = entry.repository;
    this.licence = entry.licence;
    this.facts = entry.facts;
    this.readOnlyBy = entry.readOnly.says;
  }

  /** The variables with secrets that `secrets` must have. */
  public get requiredSecrets(): string[] {
    return this.names(({ secret, required }) => secret === true && required === true);
  }

  /** The variables with secrets that `secrets` may have. */
  public get optionalSecrets(): string[] {
    return this.names(({ secret, required }) => secret === true && required !== true);
  }

  /** The variables that `env` must have. */
  public get requiredEnv(): string[] {
    return this.names(({ secret, required }) => secret !== true && required === true);
  }

  /** The variables that `env` may have. */
  public get optionalEnv(): string[] {
    return this.names(({ secret, required }) => secret !== true && required !== true);
  }

  /** What `egress` must lead to; undefined where the catalogue knows the hosts, or there are none. */
  public get requiredEgress(): string | undefined {
    return this.entry.reaches;
  }

  /** Why `image` must be given; undefined where the catalogue knows the digest, or the server is a package. */
  public get requiredImage(): string | undefined {
    const { run } = this.entry;
    const isPinned = run.kind === 'npm' || run.kind === 'pypi' || run.image.includes('@');
    return isPinned ? undefined : `no digest of ${run.image} is known`;
  }

  /** What `props` must be given that the preset does not know, in one line; undefined if nothing. */
  public get missing(): string | undefined {
    const { requiredSecrets, requiredEnv, requiredEgress, requiredStorage, requiredImage } = this;
    const parts = definedItems([
      requiredImage === undefined ? undefined : `image with a digest (${requiredImage})`,
      ...requiredSecrets.map(name => `secrets.${name}`),
      ...requiredEnv.map(name => `env.${name}`),
      requiredEgress === undefined ? undefined : `egress to ${requiredEgress}`,
      ...requiredStorage.map(path => `storage for ${path}`),
    ]);
    return parts.length === 0 ? undefined : parts.join('; ');
  }

  /** The directories that `storage` must have. */
  public get requiredStorage(): string[] {
    return (this.entry.directories ?? []).filter(({ kind }) => kind === 'given').map(({ path }) => path);
  }

  /** The hosts that it asks by HTTPS, which `egress` replaces. */
  public get hosts(): string[] {
    return [...(this.entry.hosts ?? [])];
  }

  /** What is known to go wrong, or to ask for care. */
  public get knownProblems(): string[] {
    return [...(this.entry.problems ?? [])];
  }

  /** What else to know before it is used. */
  public get notes(): string[] {
    return [...(this.entry.notes ?? [])];
  }

  /**
   * The props of an McpServer. What is missing or cannot be is an error, all at once.
   *
   * @param options What only the deployment knows.
   */
  public props(options: PresetOptions = {}): McpServerProps {
    return propsOf(this.entry, options);
  }

  private names(wanted: (variable: Variable) => boolean): string[] {
    return (this.entry.variables ?? []).filter(wanted).map(({ name }) => name);
  }
}
