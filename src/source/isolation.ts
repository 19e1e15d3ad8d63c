import { Issues } from '../foundation/issues';
import { Reader } from '../foundation/reader';

const MAX_SESSIONS = 500;

/** How many clients may be served at the same time. */
export interface SessionIsolationOptions {
  /** The most sessions at a time, 1 to 500. It sizes the memory; no bridge refuses the next one. */
  readonly maxSessions: number;
}

/** Whether the clients of a stdio server share one process. */
export class Isolation {
  /** One process for all clients, behind an endpoint without sessions: any replica answers any call. */
  public static shared(): Isolation {
    return new Isolation(undefined);
  }

  /**
   * One process for each client's session, for servers that keep something about their client. The sessions are in the
   * memory of one pod, so there is one replica.
   *
   * @param options How many sessions the memory must hold.
   */
  public static session(options: SessionIsolationOptions): Isolation {
    const issues = new Issues('Isolation.session');
    const { maxSessions } = new Reader(issues).struct(options, { maxSessions: true });
    issues.check(
      Number.isInteger(maxSessions) && maxSessions >= 1 && maxSessions <= MAX_SESSIONS,
      'maxSessions',
      `an integer in 1-${MAX_SESSIONS}`,
      maxSessions,
    );
    issues.throwIfAny();
    return new Isolation(maxSessions);
  }

  private constructor(
    /** @internal undefined: one process for all. */ public readonly _maxSessions: number | undefined,
  ) {}
}
