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

export { today } from '../foundation/days';

export const acknowledgements = new ScopeMap<Acknowledgement[]>();

export function isExpired({ expires }: Acknowledgement, day: string): boolean {
  return expires !== undefined && day > expires;
}
