import { Issues } from '../foundation/issues';
import { isDnsLabel, isDnsSubdomain, isPlainText } from '../foundation/names';

/** Somebody who may look at a pool, or work on it. */
export class PoolSubject {
  /**
   * A group of users, as the cluster's authentication names it.
   *
   * @param name For example `team-a`. The groups of Kubernetes itself (`system:authenticated`,
   * `system:serviceaccounts`, `system:masters` and others) are errors.
   */
  public static group(name: string): PoolSubject {
    const issues = new Issues('PoolSubject.group');
    checkName(issues, name);
    issues.throwIfAny();
    return new PoolSubject({ kind: 'Group', name });
  }

  /**
   * A user, as the cluster's authentication names them.
   *
   * @param name For example `jane@example.com`. The users of Kubernetes itself (`system:…`) are errors.
   */
  public static user(name: string): PoolSubject {
    const issues = new Issues('PoolSubject.user');
    checkName(issues, name);
    issues.throwIfAny();
    return new PoolSubject({ kind: 'User', name });
  }

  /**
   * A ServiceAccount, such as that of a deployment pipeline.
   *
   * @param namespace Its namespace.
   * @param name Its name.
   */
  public static serviceAccount(namespace: string, name: string): PoolSubject {
    const issues = new Issues('PoolSubject.serviceAccount');
    issues.check(isPlainText(namespace) && isDnsLabel(namespace), 'namespace', 'the name of a namespace', namespace);
    issues.check(
      isPlainText(name) && isDnsSubdomain(name) && name !== 'default',
      'name',
      'the name of a ServiceAccount other than default',
      name,
    );
    issues.throwIfAny();
    return new PoolSubject({ kind: 'ServiceAccount', name, namespace });
  }

  private constructor(/** @internal */ public readonly _subject: SubjectRule) {}
}

/** @internal */
export interface SubjectRule {
  readonly kind: 'Group' | 'User' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}

function checkName(issues: Issues, name: unknown): void {
  issues.check(
    isPlainText(name) && /^\S(.{0,251}\S)?$/.test(name),
    'name',
    'the name that authentication gives, at most 253 characters',
    name,
  );
  if (isPlainText(name) && name.startsWith('system:')) {
    issues.add(
      'name',
      `must not be ${JSON.stringify(name)}: Kubernetes uses these names for all users, for all service accounts, ` +
        'or for itself',
      "name the team's group or user, or use PoolSubject.serviceAccount",
    );
  }
}
