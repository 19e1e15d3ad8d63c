import { Duration } from 'cdk8s';
import { DEFAULT_NUMBERS, RuleNumbers } from './rule-numbers';
import { Issues } from '../foundation/issues';
import { Reader, isInstance } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';

/** Numbers of the rule `user-range`. */
export interface UserRangeSettings {
  /** The lowest uid that a container may have: an integer in 1-2147483647. */
  readonly lowestUid: number;

  /**
   * Why it is lower than 10001, for the reviewer: it is written on the objects that this lets pass.
   *
   * @default - the uid must not be lower than 10001
   */
  readonly reason?: string;
}

/** Numbers of the rule `token-lifetime`. */
export interface TokenLifetimeSettings {
  /** How long a projected token may be valid: whole seconds, 10 minutes to 365 days. */
  readonly longest: Duration;

  /**
   * Why it is longer than a day, for the reviewer: it is written on the objects that this lets pass.
   *
   * @default - it must not be longer than a day
   */
  readonly reason?: string;
}

/** What a factory gives. */
interface Setting {
  readonly rule: string;
  readonly numbers: Partial<RuleNumbers>;
  readonly reason?: string;
}

const MAX_UID = 2147483647;
const SHORTEST_TOKEN = 600;
const LONGEST_TOKEN = 365 * 86400;

/** Numbers of one rule, for `Guardrails.of(scope).configure`. */
export class RuleSettings {
  /**
   * The rule `user-range`.
   *
   * @param settings The lowest uid.
   */
  public static userRange(settings: UserRangeSettings): RuleSettings {
    const issues = new Issues('RuleSettings.userRange');
    const { lowestUid, reason } = new Reader(issues).struct(settings, { lowestUid: true, reason: true });
    const isUid = Number.isInteger(lowestUid) && lowestUid >= 1 && lowestUid <= MAX_UID;
    issues.check(isUid, 'lowestUid', `an integer in 1-${MAX_UID}`, lowestUid);
    checkLoosening(issues, { isLooser: lowestUid < DEFAULT_NUMBERS.lowestUid, prop: 'lowestUid', reason });
    issues.throwIfAny();
    return new RuleSettings({ rule: 'user-range', numbers: { lowestUid }, reason });
  }

  /**
   * The rule `token-lifetime`.
   *
   * @param settings The longest time.
   */
  public static tokenLifetime(settings: TokenLifetimeSettings): RuleSettings {
    const issues = new Issues('RuleSettings.tokenLifetime');
    const { longest, reason } = new Reader(issues).struct(settings, { longest: true, reason: true });
    const seconds = isInstance(longest, Duration) ? longest.toSeconds({ integral: false }) : NaN;
    const isTime = Number.isInteger(seconds) && seconds >= SHORTEST_TOKEN && seconds <= LONGEST_TOKEN;
    issues.check(isTime, 'longest', 'a Duration of whole seconds, 10 minutes to 365 days', longest);
    checkLoosening(issues, { isLooser: seconds > DEFAULT_NUMBERS.longestToken, prop: 'longest', reason });
    issues.throwIfAny();
    return new RuleSettings({ rule: 'token-lifetime', numbers: { longestToken: seconds }, reason });
  }

  private constructor(
    /** @internal */
    public readonly _setting: Setting,
  ) {}
}

/** A number that lets more pass than the default needs a reason, and no other does. */
function checkLoosening(
  issues: Issues,
  { isLooser, prop, reason }: { readonly isLooser: boolean; readonly prop: string; readonly reason: unknown },
): void {
  if (isLooser) {
    checkReason(issues, reason);
  } else {
    issues.check(reason === undefined, 'reason', `left out where ${prop} is not weaker than the default`, reason);
  }
}
