import { UNRESOLVED } from './variables';
import { Issues } from '../foundation/issues';

/** The kinds of constructs that a file has, and the word for one of them in keys of entries. */
export const KINDS = {
  namespaces: 'namespace',
  pools: 'pool',
  servers: 'server',
  remoteServers: 'remote',
  gateways: 'gateway',
  admissionPolicies: 'admission',
  smokeTests: 'test',
  serverExposures: 'exposure',
} as const;

export type Kind = keyof typeof KINDS;

type Json = Readonly<Record<string, unknown>>;

/** One construct of a file, before it is made. */
export interface Entry {
  readonly kind: Kind;
  readonly id: string;
  readonly input: unknown;
  readonly at: string;
  readonly pool?: string;
  /** Whether an entry of another section has its id: in TypeScript it would stand in a scope of its own. */
  readonly isApart: boolean;
}

type Named = Omit<Entry, 'isApart'>;

/** The constructs of a file by unique keys such as `server notes`, or `server tools/notes` in the pool tools. */
export function entriesOf(issues: Issues, file: Json): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const taken = new Set<string>();
  // the keys of an object literal are those of its type
  for (const kind of Object.keys(KINDS) as Kind[]) {
    for (const [id, input] of entriesIn(issues, file[kind], kind)) {
      for (const entry of withMembers(issues, { kind, id, input, at: `${kind}.${id}` })) {
        const { id: own, pool = '' } = entry;
        issues.check(/^[A-Za-z][A-Za-z0-9-]*$/.test(own), entry.at, 'a name of letters, digits and -', own);
        const place = `${pool}/${own}`;
        entries.set(keyOf(entry), { ...entry, isApart: taken.has(place) });
        taken.add(place);
      }
    }
  }
  return entries;
}

export function keyOf({ kind, id, pool }: Named): string {
  return `${KINDS[kind]} ${pool === undefined ? '' : `${pool}/`}${id}`;
}

/** A pool comes with its servers, gateways and smoke tests. */
function* withMembers(issues: Issues, entry: Named): Generator<Named> {
  const { kind, id, input, at } = entry;
  if (kind !== 'pools' || typeof input !== 'object' || input === null) {
    yield entry;
    return;
  }
  const { servers, gateways, smokeTests, ...props } = input as Json;
  yield { ...entry, input: props };
  for (const [inner, members] of [
    ['servers', servers],
    ['gateways', gateways],
    ['smokeTests', smokeTests],
  ] as const) {
    for (const [name, value] of entriesIn(issues, members, `${at}.${inner}`)) {
      yield { kind: inner, id: name, input: value, at: `${at}.${inner}.${name}`, pool: id };
    }
  }
}

function entriesIn(issues: Issues, value: unknown, at: string): [string, unknown][] {
  if (value === undefined || value === UNRESOLVED) {
    return [];
  }
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return issues.check(isMap, at, 'a map with names as keys', value) ? Object.entries(value as object) : [];
}
