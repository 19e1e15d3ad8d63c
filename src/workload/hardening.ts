import { Issues } from '../foundation/issues';
import { checkReason } from '../foundation/reasons';

/**
 * How the containers of a server are locked down: Pod Security Standards *restricted*, a read-only root and a high uid.
 *
 * Each relaxation is one method, needs a reason, and is written on the Deployment as an annotation.
 */
export class Hardening {
  /** Everything locked down. The default. */
  public static restricted(): Hardening {
    return new Hardening({});
  }

  private constructor(/** @internal */ public readonly _relaxed: Relaxations) {}

  /**
   * Lets the server write to its root file system. Exposes: an intruder can change the program. Prefer
   * `Storage.scratch`.
   *
   * @param reason Why, for the reviewer.
   */
  public withWritableRoot(reason: string): Hardening {
    checked('withWritableRoot', reason).throwIfAny();
    return new Hardening({ ...this._relaxed, writableRoot: reason });
  }

  /**
   * Runs as another user than 10001. Exposes: below 10001 the uid may be one that the node knows (CIS 5.2.7 asks for
   * non-root, scanners for uids above 10000). Not available on OpenShift, which gives uids itself.
   *
   * @param uid 1 to 2147483647. 0 is never allowed.
   * @param reason Why, for the reviewer.
   */
  public withUser(uid: number, reason: string): Hardening {
    const issues = checked('withUser', reason);
    issues.check(
      Number.isInteger(uid) && uid >= 1 && uid <= 2147483647,
      'uid',
      { allowed: 'an integer in 1-2147483647', fix: 'root is never allowed' },
      uid,
    );
    issues.throwIfAny();
    return new Hardening({ ...this._relaxed, user: { uid, reason } });
  }

  /**
   * Adds the capability NET_BIND_SERVICE, the only one *restricted* admits, and lets the source name a port below 1024.
   *
   * @param reason Why, for the reviewer.
   */
  public withNetBindService(reason: string): Hardening {
    checked('withNetBindService', reason).throwIfAny();
    return new Hardening({ ...this._relaxed, netBindService: reason });
  }
}

/** @internal */
export interface Relaxations {
  readonly writableRoot?: string;
  readonly user?: { readonly uid: number; readonly reason: string };
  readonly netBindService?: string;
}

function checked(method: string, reason: string): Issues {
  const issues = new Issues(`Hardening.${method}`);
  checkReason(issues, reason);
  return issues;
}
