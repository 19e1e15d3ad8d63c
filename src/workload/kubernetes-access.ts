import { Issues } from '../private/issues';
import { isDnsLabel, isDnsSubdomain, isPlainText } from '../private/names';
import { checkReason } from '../private/reasons';

const READ = ['get', 'list', 'watch'];
const SENSITIVE = ['secrets', 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'nodes/proxy', 'services/proxy', 'serviceaccounts/token'];

/** What may be read. */
export interface ReadOnlyAccess {
  /** Resources as `kubectl` names them: `pods`, `pods/log`, `deployments.apps`. No wildcard, no secrets, no pods/exec. */
  readonly resources: string[];

  /**
   * The namespaces in which it may read.
   *
   * @default - the server's own
   */
  readonly namespaces?: string[];
}

/** What may be read in the whole cluster. */
export interface ClusterReadOnlyAccess {
  /** Resources as `kubectl` names them, for example `nodes` or `namespaces`. No wildcard, no secrets. */
  readonly resources: string[];
}

/** One permission. */
export interface AccessRule {
  /** The API group; empty for the core group. */
  readonly apiGroup: string;

  /** The resources in plural, with subresource where meant: `pods`, `pods/log`. */
  readonly resources: string[];

  /** The verbs: `get`, `list`, `watch`, `create`, … */
  readonly verbs: string[];

  /**
   * The names of the objects meant.
   *
   * @default - any name
   */
  readonly resourceNames?: string[];
}

/** What a server may do with the Kubernetes API. Opens the way to it and mounts a token that expires after an hour. */
export class KubernetesAccess {
  /** Nothing: no token, no way to the API server. The default. */
  public static none(): KubernetesAccess {
    return new KubernetesAccess({ rules: [], cluster: false, namespaces: [] });
  }

  /**
   * get, list and watch in some namespaces.
   *
   * @param access The resources and namespaces.
   */
  public static readOnly(access: ReadOnlyAccess): KubernetesAccess {
    const issues = new Issues('KubernetesAccess.readOnly');
    const rules = readRules(issues, access.resources);
    const namespaces = [...new Set(access.namespaces ?? [])].sort();
    namespaces.forEach((namespace, i) => issues.check(isPlainText(namespace) && isDnsLabel(namespace), `namespaces[${i}]`, 'the name of a namespace', namespace));
    issues.throwIfAny();
    return new KubernetesAccess({ rules, cluster: false, namespaces });
  }

  /**
   * get, list and watch in the whole cluster. Exposes what every tenant runs: prefer `readOnly` with namespaces.
   *
   * @param access The resources.
   */
  public static clusterReadOnly(access: ClusterReadOnlyAccess): KubernetesAccess {
    const issues = new Issues('KubernetesAccess.clusterReadOnly');
    const rules = readRules(issues, access.resources);
    issues.throwIfAny();
    return new KubernetesAccess({ rules, cluster: true, namespaces: [] });
  }

  /**
   * Any named permission in the server's own namespace, secrets and pods/exec included. Wildcards are never allowed.
   *
   * @param rules The permissions.
   * @param reason Why, for the reviewer.
   */
  public static rules(rules: AccessRule[], reason: string): KubernetesAccess {
    const issues = new Issues('KubernetesAccess.rules');
    checkReason(issues, reason);
    issues.check(rules.length > 0, 'rules', 'at least one permission', rules);
    rules.forEach((rule, i) => {
      issues.check(isPlainText(rule.apiGroup) && (rule.apiGroup === '' || isDnsSubdomain(rule.apiGroup)), `rules[${i}].apiGroup`, 'an API group, empty for core', rule.apiGroup);
      for (const prop of ['resources', 'verbs'] as const) {
        issues.check(rule[prop].length > 0, `rules[${i}].${prop}`, 'at least one', rule[prop]);
        rule[prop].forEach((word, k) => issues.check(isPlainText(word) && /^[a-z][a-z0-9-]*(\/[a-z]+)?$/.test(word), `rules[${i}].${prop}[${k}]`, 'a name without wildcard', word));
      }
    });
    issues.throwIfAny();
    return new KubernetesAccess({ rules: rules.map(rule => ({ ...rule })), cluster: false, namespaces: [], reason });
  }

  private constructor(/** @internal */ public readonly _access: Access) {}
}

/** @internal */
export interface Access {
  readonly rules: readonly AccessRule[];
  readonly cluster: boolean;
  readonly namespaces: readonly string[];
  readonly reason?: string;
}

function readRules(issues: Issues, resources: string[]): AccessRule[] {
  issues.check(Array.isArray(resources) && resources.length > 0, 'resources', 'at least one resource', resources);
  const byGroup = new Map<string, Set<string>>();
  resources.forEach((text, i) => {
    const [, resource = '', group = ''] = /^([a-z][a-z0-9-]*(?:\/[a-z]+)?)(?:\.([a-z0-9.-]+))?$/.exec(isPlainText(text) ? text : '') ?? [];
    if (!issues.check(resource !== '' && (group === '' || isDnsSubdomain(group)), `resources[${i}]`, 'a resource such as pods or deployments.apps, no wildcard', text)) { return; }
    if (group === '' && SENSITIVE.includes(resource)) {
      issues.add(`resources[${i}]`, `must not be ${resource}: reading it gives away credentials or control`, 'KubernetesAccess.rules takes it with a reason');
    }
    byGroup.set(group, (byGroup.get(group) ?? new Set()).add(resource));
  });
  return [...byGroup].sort(([a], [b]) => (a < b ? -1 : 1)).map(([apiGroup, names]) => ({ apiGroup, resources: [...names].sort(), verbs: READ }));
}
