import { isDay } from '../foundation/days';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { Reader } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';

/** A day in milliseconds: in other time zones it may be tomorrow already. */
const DAY = 86_400_000;

/** Why a server is in quarantine. */
export interface QuarantineOptions {
  /** Why, for people who look for the server. It is written on the Deployment. */
  readonly reason: string;

  /** Since which day, as `YYYY-MM-DD`. */
  readonly since: string;
}

/** Whether a server may run. */
export class Trust {
  /** It runs. The default. */
  public static trusted(): Trust {
    return new Trust(undefined);
  }

  /**
   * It does not run and has no connections: no replicas, no autoscaler, no disruption budget, both directions of its
   * network policy closed, no ExternalSecret, and not behind any gateway. Its definition stays in Git, so that
   * `Trust.trusted()` brings it back.
   *
   * Objects that are no longer in the output must be pruned: a plain apply leaves the autoscaler, which takes over once
   * somebody starts a replica by hand, the egress that a CiliumNetworkPolicy allows, and the secrets.
   *
   * @param options Why and since when.
   */
  public static quarantined(options: QuarantineOptions): Trust {
    const issues = new Issues('Trust.quarantined');
    const { reason, since } = new Reader(issues).struct(options, { reason: true, since: true });
    checkReason(issues, reason);
    issues.check(isPlainText(since) && isDay(since), 'since', 'a day as YYYY-MM-DD', since);
    if (issues.isEmpty && since > new Date(Date.now() + DAY).toISOString()) {
      issues.add('since', `is in the future, got ${since}`, 'the day on which it was put in quarantine');
    }
    issues.throwIfAny();
    return new Trust({ reason, since });
  }

  private constructor(/** @internal */ public readonly _quarantine: QuarantineOptions | undefined) {}

  /** Whether the server may run. */
  public get isTrusted(): boolean {
    return this._quarantine === undefined;
  }

  /** Why it does not run; undefined when it may. */
  public get reason(): string | undefined {
    return this._quarantine?.reason;
  }

  /** Since when it does not run, as `YYYY-MM-DD`; undefined when it may. */
  public get since(): string | undefined {
    return this._quarantine?.since;
  }
}
