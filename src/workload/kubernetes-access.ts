import { Issues } from '../foundation/issues';
import { isDnsLabel, isDnsSubdomain, isPlainText } from '../foundation/names';
import { isSensitive } from '../foundation/permissions';
import { Reader, compare } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';

const READ = ['get', 'list', 'watch'];
/** What may be read. */
export interface ReadOnlyAccess {
  /**
   * Resources as `kubectl` names them: `pods`, `pods/log`, `deployments.apps`. No wildcard, no secrets, no pods/exec.
   */
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

/** What a server may do with the Kubernetes API. Allows egress to it and mounts a token that expires after an hour. */
export class KubernetesAccess {
  /** Nothing: no token, no egress to the API server. The default. */
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
    const reader = new Reader(issues);
    const input = reader.struct(access, { resources: true, namespaces: true });
    const rules = readRules(issues, input.resources);
    const namespaces = reader.textList(input.namespaces, 'namespaces');
    namespaces.forEach((namespace, i) =>
      issues.check(isDnsLabel(namespace), `namespaces[${i}]`, 'the name of a namespace', namespace),
    );
    issues.throwIfAny();
    return new KubernetesAccess({ rules, cluster: false, namespaces: [...new Set(namespaces)].sort() });
  }

  /**
   * get, list and watch in the whole cluster. Exposes what every tenant runs: prefer `readOnly` with namespaces.
   *
   * @param access The resources.
   */
  public static clusterReadOnly(access: ClusterReadOnlyAccess): KubernetesAccess {
    const issues = new Issues('KubernetesAccess.clusterReadOnly');
    const rules = readRules(issues, new Reader(issues).struct(access, { resources: true }).resources);
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
    const input = new Reader(issues).list(rules, 'rules');
    issues.check(input.length > 0, 'rules', 'at least one permission', rules);
    const checked = input.map((rule, i) => checkRule(issues, `rules[${i}].`, rule));
    issues.throwIfAny();
    return new KubernetesAccess({ rules: checked, cluster: false, namespaces: [], reason });
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

function checkRule(issues: Issues, prefix: string, rule: AccessRule): AccessRule {
  const reader = new Reader(issues);
  const { apiGroup, resourceNames, ...words } = reader.struct(
    rule,
    { apiGroup: true, resources: true, verbs: true, resourceNames: true },
    prefix,
  );
  issues.check(
    isPlainText(apiGroup) && (apiGroup === '' || isDnsSubdomain(apiGroup)),
    `${prefix}apiGroup`,
    'an API group, empty for core',
    apiGroup,
  );
  const [resources, verbs] = (['resources', 'verbs'] as const).map(prop => {
    const list = reader.textList(words[prop], `${prefix}${prop}`);
    issues.check(list.length > 0, `${prefix}${prop}`, 'at least one', words[prop]);
    list.forEach((word, k) =>
      issues.check(
        /^[a-z][a-z0-9-]*(\/[a-z]+)?$/.test(word),
        `${prefix}${prop}[${k}]`,
        'a name without wildcard',
        word,
      ),
    );
    return list;
  });
  if (resourceNames === undefined) {
    return { apiGroup, resources, verbs };
  }
  const names = reader.textList(resourceNames, `${prefix}resourceNames`);
  issues.check(
    names.length > 0,
    `${prefix}resourceNames`,
    { allowed: 'at least one name, or left out', fix: 'an empty list means any name' },
    resourceNames,
  );
  // names of RBAC objects may hold colons: path segments (k8s.io/apimachinery/pkg/api/validation/path)
  names.forEach((name, k) =>
    issues.check(
      /^[^/%*\s]+$/.test(name) && name !== '.' && name !== '..',
      `${prefix}resourceNames[${k}]`,
      'the name of an object',
      name,
    ),
  );
  return { apiGroup, resources, verbs, resourceNames: names };
}

function readRules(issues: Issues, input: string[]): AccessRule[] {
  const resources = new Reader(issues).textList(input, 'resources');
  issues.check(resources.length > 0, 'resources', 'at least one resource', input);
  const byGroup = new Map<string, Set<string>>();
  resources.forEach((text, i) => {
    const [, resource = '', group = ''] = /^([a-z][a-z0-9-]*(?:\/[a-z]+)?)(?:\.([a-z0-9.-]+))?$/.exec(text) ?? [];
    if (
      !issues.check(
        resource !== '' && (group === '' || isDnsSubdomain(group)),
        `resources[${i}]`,
        'a resource such as pods or deployments.apps, no wildcard',
        text,
      )
    ) {
      return;
    }
    if (READ.some(verb => isSensitive({ group, resource, verb, isNamespaced: true }))) {
      issues.add(
        `resources[${i}]`,
        `must not be ${text}: reading it gives away credentials or control`,
        'KubernetesAccess.rules accepts it with a reason',
      );
    }
    byGroup.set(group, (byGroup.get(group) ?? new Set()).add(resource));
  });
  return [...byGroup]
    .sort(([a], [b]) => compare(a, b))
    .map(([apiGroup, names]) => ({ apiGroup, resources: [...names].sort(), verbs: READ }));
}
