import { credentialShape } from './credentials/credentials';
import { redacted } from './credentials/redacted';
import { visibleLine } from './visible';

const MAX_SHOWN = 80;
/** What refers to secrets: text in its place may be one. */
const OF_SECRETS = /^(?:made by (?:SecretSource|ServerAuth|GatewayAuth|Jwks)\b|a SecretSource$)/;

/** Describes a value that a user gave, without running its code and without showing a credential. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return showText(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      return value === null ? 'null' : showObject(value);
    default:
      return String(value);
  }
}

function showObject(value: object): string {
  try {
    if (Array.isArray(value)) {
      return 'an array';
    }
    return value instanceof Date ? 'a Date' : 'an object';
  } catch {
    // a proxy with a trap that throws
    return 'an object';
  }
}

function showText(value: string): string {
  const shape = credentialShape(value);
  if (shape !== undefined) {
    return `<hidden: looks like ${shape}>`;
  }
  const open = redacted(value);
  return JSON.stringify(open.length > MAX_SHOWN ? `${open.slice(0, MAX_SHOWN)}… (${value.length} characters)` : open);
}

/** What a value must be, and how to get there. */
export interface Requirement {
  readonly allowed: string;
  readonly fix?: string;
}

/** One problem: the property that it is about, and its text. */
export interface Problem {
  readonly prop: string;
  readonly text: string;
}

/** What one call refused. */
export interface Refusal {
  readonly where: string;
  readonly problems: readonly Problem[];
}

const REFUSALS = new WeakMap<Error, Refusal>();

/** The problems that an error lists; undefined for errors of others. */
export function refusalIn(error: unknown): Refusal | undefined {
  return error instanceof Error ? REFUSALS.get(error) : undefined;
}

/** Collects every problem of one call, so that they are reported together. */
export class Issues {
  /** The properties of the problems, by their texts. */
  private readonly found = new Map<string, string>();
  private inherited: ReadonlySet<string> = new Set();
  private origin?: string;

  /** @param where The construct path or the factory that received the values. */
  public constructor(private readonly where: string) {}

  /** Records `<prop> must be <allowed>, got <value> (<fix>)` unless `ok`; returns `ok`. */
  public check(ok: boolean, prop: string, requirement: string | Requirement, value: unknown): boolean {
    if (!ok) {
      const { allowed, fix } = typeof requirement === 'string' ? { allowed: requirement } : requirement;
      const got = typeof value === 'string' && OF_SECRETS.test(allowed) ? 'text (hidden)' : show(value);
      this.add(prop, `must be ${allowed}, got ${got}`, fix);
    }
    return ok;
  }

  /** Problems of props whose values are defaults of something else name these. */
  public inherit(props: readonly string[], from: string): void {
    this.inherited = new Set(props);
    this.origin = from;
  }

  /** Records `<prop> <problem> (<fix>)`. */
  public add(prop: string, problem: string, fix?: string): void {
    const [root] = prop.split(/[.[]/, 1);
    const name = this.inherited.has(root) ? `defaults.${prop} of ${this.origin}` : prop;
    // a bridge and a package may share a registry and an image
    this.addText(`${name} ${problem}${fix === undefined ? '' : ` (${fix})`}`, prop);
  }

  /** Records a whole text about a property. */
  public addText(text: string, prop: string): void {
    if (!this.found.has(text)) {
      this.found.set(text, prop);
    }
  }

  /** An empty collection for a part of the same call. */
  public apart(): Issues {
    return new Issues(this.where);
  }

  /** Records what others found. */
  public addAll({ found }: Issues): void {
    found.forEach((prop, text) => {
      this.addText(text, prop);
    });
  }

  /** What was found, fit to be shown. */
  public get texts(): string[] {
    return this.problems.map(({ text }) => text);
  }

  /** The same with what each of them is about. */
  public get problems(): Problem[] {
    return [...this.found].map(([text, prop]) => ({ prop, text: visibleLine(redacted(text)) }));
  }

  public get count(): number {
    return this.found.size;
  }

  public get isEmpty(): boolean {
    return this.found.size === 0;
  }

  public throwIfAny(): void {
    if (this.isEmpty) {
      return;
    }
    const error = new Error(visibleLine(redacted(`${this.where}: ${[...this.found.keys()].join('; ')}`)));
    REFUSALS.set(error, { where: this.where, problems: this.problems });
    throw error;
  }
}
