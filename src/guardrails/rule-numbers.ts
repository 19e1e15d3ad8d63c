/** The numbers of rules that are a matter of taste. */
export interface RuleNumbers {
  /** The lowest uid of a container, for `user-range`. */
  readonly lowestUid: number;
  /** How long a projected token is valid at most, in seconds, for `token-lifetime`. */
  readonly longestToken: number;
}

export const DEFAULT_NUMBERS: RuleNumbers = { lowestUid: 10001, longestToken: 86400 };
