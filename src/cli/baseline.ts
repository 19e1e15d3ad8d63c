import { createHash } from 'crypto';
import { existsSync, readFileSync } from 'fs';
import { UserError, decoded } from './io';
import { redacted } from '../foundation/credentials/redacted';
import { asObject, asString } from '../guardrails/json';
import { LocatedFinding } from '../report/locations';

const DIGITS = 16;

/** A known finding. The fingerprint is of the rule, the object, the field and the problem. */
interface Entry {
  readonly rule: string;
  readonly object: string;
  readonly cluster?: string;
  readonly fingerprint: string;
}

/** Findings that were there before, so that only new ones fail. */
export class Baseline {
  /** @throws UserError if the file is no baseline. */
  public static read(file: string): Baseline {
    if (!existsSync(file)) {
      throw new UserError(`${file}: no such baseline: --write-baseline ${file} writes one`);
    }
    return new Baseline(file, entriesIn(file, decoded(file, readFileSync(file))));
  }

  /** The text of a baseline with these findings. It says no value of a manifest. */
  public static textOf(findings: readonly LocatedFinding[]): string {
    const entries = new Map(findings.map(entryOf).map(entry => [keyOf(entry), entry]));
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
    return `${JSON.stringify({ version: 1, findings: sorted }, undefined, 2)}\n`;
  }

  private readonly known: ReadonlySet<string>;

  private constructor(
    private readonly file: string,
    private readonly entries: readonly Entry[],
  ) {
    this.known = new Set(entries.map(keyOf));
  }

  public has(finding: LocatedFinding): boolean {
    return this.known.has(keyOf(entryOf(finding)));
  }

  /** A line for each entry that is no finding any more. */
  public stale(findings: readonly LocatedFinding[]): string[] {
    const found = new Set(findings.map(finding => keyOf(entryOf(finding))));
    return this.entries
      .filter(entry => !found.has(keyOf(entry)))
      .map(entry => `${this.file}: ${nameOf(entry)} is no finding any more: remove it, or write the baseline again\n`);
  }
}

function nameOf({ rule, object, cluster, fingerprint }: Entry): string {
  return `${rule} of ${cluster === undefined ? '' : `${cluster}: `}${object} (${fingerprint})`;
}

function entryOf({ finding: { rule, object, field, problem }, cluster }: LocatedFinding): Entry {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([rule, object, field, problem]))
    .digest('hex')
    .slice(0, DIGITS);
  return { rule, object: redacted(object), cluster, fingerprint };
}

function keyOf({ rule, object, cluster, fingerprint }: Entry): string {
  return JSON.stringify([rule, object, cluster, fingerprint]);
}

function entriesIn(file: string, text: string): Entry[] {
  const { version, findings } = asObject(parsed(file, text));
  if (version !== 1 || !Array.isArray(findings)) {
    throw new UserError(`${file}: is no baseline: it must have "version": 1 and a list "findings"`);
  }
  return findings.map((item: unknown, i) => {
    const entry = asObject(item);
    const [rule, object, cluster, fingerprint] = ['rule', 'object', 'cluster', 'fingerprint'].map(key =>
      asString(entry[key]),
    );
    if (rule === undefined || object === undefined || fingerprint === undefined) {
      throw new UserError(`${file}: findings[${i}] must have rule, object and fingerprint`);
    }
    return { rule, object, cluster, fingerprint };
  });
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UserError(`${file}: is not valid JSON`);
  }
}
