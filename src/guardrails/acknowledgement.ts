import { ScopeMap } from '../foundation/scopes';

/** A rule that may be broken below a scope, and why. */
export interface Acknowledgement {
  readonly ruleId: string;
  readonly reason: string;
  /** The last day on which it holds, as YYYY-MM-DD in UTC. */
  readonly expires?: string;
  /** JSON pointers of what may be changed, and what is below; undefined: everything that the rule finds. */
  readonly paths?: readonly string[];
  /** Given by a prop of the library that names the relaxation, and annotated there. */
  readonly byProp: boolean;
}

export const acknowledgements = new ScopeMap<Acknowledgement[]>();

/** Today in UTC, or the day that SOURCE_DATE_EPOCH names (reproducible-builds.org). */
export function today(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  return new Date(epoch === undefined || !/^\d{1,12}$/.test(epoch) ? Date.now() : Number(epoch) * 1000)
    .toISOString()
    .slice(0, 10);
}

export function isExpired({ expires }: Acknowledgement, day: string): boolean {
  return expires !== undefined && day > expires;
}
