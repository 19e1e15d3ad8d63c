import { existsSync, readFileSync, statSync } from 'fs';
import { dirname, join } from 'path';
import { ConfigurationText } from './configuration-text';
import { UserError, decoded } from './io';
import { CONFIGURATIONS } from './manifest-folders';
import { isDay } from '../foundation/days';
import { Issues } from '../foundation/issues';
import { checkReason } from '../foundation/reasons';
import { CATALOG, currentId } from '../guardrails/catalog';
import { Json } from '../guardrails/json';

/** A rule that may be broken by some objects, and why. */
export interface AcknowledgeEntry {
  /** Where it stands, for messages. */
  readonly where: string;
  readonly rule: string;
  readonly objects?: readonly string[];
  readonly namespace?: string;
  readonly reason: string;
  readonly until?: string;
}

/** What `check` may be told by a file. */
export interface Configuration {
  readonly registry?: string[];
  readonly digests?: boolean;
  readonly openshift?: boolean;
  readonly clusterDomain?: string;
  readonly annotationDomains?: string[];
  readonly severity?: 'error' | 'warning';
  readonly baseline?: string;
  readonly acknowledge: readonly AcknowledgeEntry[];
}

type Key = readonly (string | number)[];
type Kind = readonly [what: string, isIt: (value: unknown) => boolean];

const TEXT: Kind = ['a string', value => typeof value === 'string' && value !== ''];
const TEXTS: Kind = ['a list of strings', value => Array.isArray(value) && value.length > 0 && value.every(TEXT[1])];
const FLAG: Kind = ['true or false', value => typeof value === 'boolean'];
const TOP: Readonly<Record<string, Kind>> = {
  registry: TEXTS,
  digests: FLAG,
  openshift: FLAG,
  clusterDomain: TEXT,
  annotationDomains: TEXTS,
  severity: ['error or warning', value => value === 'error' || value === 'warning'],
  baseline: TEXT,
  acknowledge: ['a list of maps', value => Array.isArray(value)],
};
const ENTRY: Readonly<Record<string, Kind>> = {
  rule: ['a rule: cdk8s-mcp explain lists them', value => CATALOG.some(({ id }) => id === currentId(String(value)))],
  objects: ['a list of objects as check names them, such as Deployment mcp-tools/notes', TEXTS[1]],
  namespace: TEXT,
  reason: TEXT,
  until: ['a day as YYYY-MM-DD', value => typeof value === 'string' && isDay(value)],
};

/** The configuration in a file, or in that of the working directory if there is one. */
export function readConfiguration(given: string | undefined): Configuration {
  const found = CONFIGURATIONS.filter(name => existsSync(name));
  if (given === undefined && found.length > 1) {
    throw new UserError(`${found.join(' and ')} are both here: remove one, or name one by --config`);
  }
  const file = given ?? found.at(0);
  if (file === undefined) {
    return { acknowledge: [] };
  }
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new UserError(`${file}: no such file`);
  }
  return new ConfigurationReader(file).read();
}

class ConfigurationReader {
  private readonly text: ConfigurationText;
  private readonly problems: string[] = [];

  public constructor(private readonly file: string) {
    try {
      this.text = new ConfigurationText(decoded(file, readFileSync(file)));
    } catch (error) {
      throw new UserError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  public read(): Configuration {
    const top = this.struct([], this.text.value ?? {}, TOP);
    const entries = Array.isArray(top.acknowledge) ? top.acknowledge : [];
    const acknowledge = entries.map((entry: unknown, i) => this.entry(['acknowledge', i], entry));
    if (this.problems.length > 0) {
      throw new UserError(this.problems.join('; '));
    }
    const { baseline } = top;
    return {
      // each value is of its kind
      ...(top as unknown as Configuration),
      baseline: typeof baseline === 'string' ? join(dirname(this.file), baseline) : undefined,
      acknowledge,
    };
  }

  private entry(path: Key, value: unknown): AcknowledgeEntry {
    const entry = this.struct(path, value, ENTRY);
    const { rule, reason, objects, namespace } = entry;
    for (const [name, given] of Object.entries({ rule, reason })) {
      this.check(given !== undefined, path, `must have a ${name}`);
    }
    const one = 'must have either objects or a namespace: it holds for these alone';
    this.check((objects === undefined) !== (namespace === undefined), path, one);
    if (reason !== undefined) {
      const issues = new Issues(this.file);
      checkReason(issues, reason);
      issues.texts.forEach(text => this.check(false, [...path, 'reason'], text.replace(/^reason /, '')));
    }
    return {
      // each value is of its kind
      ...(entry as unknown as AcknowledgeEntry),
      rule: currentId(String(rule)),
      where: `${this.file} line ${this.text.lineOf(path)}`,
    };
  }

  /** The known entries of a map that are of their kinds. */
  private struct(path: Key, value: unknown, kinds: Readonly<Record<string, Kind>>): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.check(false, path, 'must be a map');
      return {};
    }
    const known = Object.entries(value).filter(([key, item]) => {
      const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
      const place = [...path, key];
      this.check(kind !== undefined, place, `is not a known key (known: ${Object.keys(kinds).join(', ')})`);
      return kind === undefined ? false : this.check(kind[1](item), place, `must be ${kind[0]}`);
    });
    return Object.fromEntries(known);
  }

  private check(ok: boolean, path: Key, problem: string): boolean {
    if (!ok) {
      const name = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
      this.problems.push(`${this.file} line ${this.text.lineOf(path)}: ${name.replace(/^\./, '') || 'it'} ${problem}`);
    }
    return ok;
  }
}
