import { McpPoolProps } from './mcp-pool-props';
import { PoolBudget, PoolLimits, PoolQuota } from './pool-quota';
import { PoolSubject, SubjectRule } from './pool-subject';
import { ObjectCounts } from '../foundation/inventory';
import { Issues } from '../foundation/issues';
import { POOL_LABEL } from '../foundation/labels';
import { isLabelValue, isPlainText } from '../foundation/names';
import { Quantity } from '../foundation/quantities';
import { PropNames, Reader } from '../foundation/reader';
import { cpuMillis, sizeBytes } from '../foundation/sizes';
import { PodSecurityLevel } from '../namespace/pod-security-level';
import { resolveNamespace } from '../namespace/resolve';
import { PlatformSpec, checkMember } from '../platform/resolve';
import { Sessions } from '../protocol/sessions';
import { PoolScope } from '../server/pool-membership';
import { checkNamespace } from '../server/resolve/metadata';
import { resolveServer } from '../server/resolve/server';
import { ServerDefaults } from '../server/server-defaults';
import { Texts } from '../server/spec';
import { ServerSource } from '../source/server-source';
import { SourceKind } from '../source/source-kind';

const PROPS: PropNames<McpPoolProps> = {
  namespace: true,
  createNamespace: true,
  podSecurity: true,
  podSecurityVersion: true,
  defaultDeny: true,
  quota: true,
  limits: true,
  budget: true,
  defaults: true,
  viewers: true,
  editors: true,
  owner: true,
  environment: true,
};
const QUOTA: PropNames<PoolQuota> = {
  pods: true,
  cpuRequests: true,
  cpuLimits: true,
  memoryRequests: true,
  memoryLimits: true,
  ephemeralStorage: true,
  storage: true,
  objects: true,
};
const LIMITS: PropNames<PoolLimits> = { maxCpu: true, maxMemory: true, minCpu: true, minMemory: true };
const DEFAULTS: PropNames<ServerDefaults> = {
  resources: true,
  scaling: true,
  placement: true,
  sandbox: true,
  shutdown: true,
  telemetry: true,
  imagePullSecrets: true,
  labels: true,
  annotations: true,
};

const OBJECTS = /^(?:persistentvolumeclaims|count\/(?!pods$)[a-z]+(?:\.[a-z0-9]+(?:[-.][a-z0-9]+)*)?)$/;

/** Amounts as the quota counts them: CPU in thousandths, everything else in bytes or pieces. */
export interface Amounts {
  readonly pods?: number;
  readonly cpuRequests?: number;
  readonly cpuLimits?: number;
  readonly memoryRequests?: number;
  readonly memoryLimits?: number;
  readonly ephemeralStorage?: number;
  readonly storage?: number;
}

export interface ContainerBounds {
  readonly maxCpu?: number;
  readonly maxMemory?: number;
  readonly minCpu?: number;
  readonly minMemory?: number;
}

/** A pool with every default applied and every value checked. What depends on its members is computed when it is rendered. */
export interface PoolSpec {
  readonly name: string;
  readonly labels: Texts;
  readonly createNamespace: boolean;
  readonly podSecurity: PodSecurityLevel;
  readonly podSecurityVersion: string;
  readonly defaultDeny: boolean;
  readonly quota: Amounts;
  /** How many objects there may be, by what the quota calls them. */
  readonly objects: ObjectCounts;
  readonly limits: ContainerBounds;
  readonly budget?: { readonly cpu: number; readonly memory: number };
  readonly defaults: ServerDefaults;
  readonly viewers: readonly SubjectRule[];
  readonly editors: readonly SubjectRule[];
  readonly owner?: string;
  readonly environment?: string;
}

export function resolvePool(
  path: string,
  input: McpPoolProps,
  outerPool: PoolScope | undefined,
  platform: PlatformSpec,
): PoolSpec {
  const issues = new Issues(path);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  const {
    createNamespace = true,
    podSecurity = PodSecurityLevel.RESTRICTED,
    podSecurityVersion = 'latest',
    defaultDeny = true,
    owner,
    environment,
  } = props;
  if (outerPool !== undefined) {
    issues.add(
      'scope',
      `is in the pool ${outerPool.path}: a pool is a namespace, and namespaces do not nest`,
      'create it beside that pool',
    );
  }
  const name = checkNamespace(issues, props.namespace);
  checkMember(issues, 'podSecurity', PodSecurityLevel, podSecurity);
  issues.check(
    isPlainText(podSecurityVersion) && /^(latest|v1\.(2[5-9]|[3-9]\d))$/.test(podSecurityVersion),
    'podSecurityVersion',
    'latest or a version such as v1.30',
    podSecurityVersion,
  );
  if (createNamespace === false) {
    for (const prop of ['podSecurity', 'podSecurityVersion'] as const) {
      if (props[prop] !== undefined) {
        issues.add(
          prop,
          'is for a Namespace that the pool writes, and createNamespace is false',
          'leave one of them out',
        );
      }
    }
  }
  for (const [prop, value] of Object.entries({ createNamespace, defaultDeny })) {
    issues.check(typeof value === 'boolean', prop, 'true or false', value);
  }
  for (const [prop, value] of Object.entries({ owner, environment })) {
    issues.check(
      value === undefined || (isPlainText(value) && value !== '' && isLabelValue(value)),
      prop,
      'a label value: letters, digits, - _ . and at most 63 characters',
      value,
    );
  }
  const quota = reader.struct(props.quota ?? {}, QUOTA, 'quota.');
  const limits = reader.struct(props.limits ?? {}, LIMITS, 'limits.');
  const defaults = reader.struct(props.defaults ?? {}, DEFAULTS, 'defaults.');
  const subjects = (['viewers', 'editors'] as const).map(list => {
    const listed = props[list];
    const found = reader.instances(listed, PoolSubject, list);
    if (listed !== undefined && found.length === 0 && issues.isEmpty) {
      issues.add(list, 'must have at least one subject', 'leave it out for nobody');
    }
    return found.map(({ _subject }) => _subject);
  });
  const spec = {
    name,
    createNamespace,
    podSecurity,
    podSecurityVersion,
    defaultDeny,
    quota: resolveQuota(issues, quota),
    objects: resolveObjects(issues, reader, quota.objects),
    limits: {
      maxCpu: cpuOf(issues, 'limits.maxCpu', limits.maxCpu),
      maxMemory: bytesOf(issues, 'limits.maxMemory', limits.maxMemory),
      minCpu: cpuOf(issues, 'limits.minCpu', limits.minCpu),
      minMemory: bytesOf(issues, 'limits.minMemory', limits.minMemory),
    },
    budget:
      props.budget === undefined
        ? undefined
        : resolveBudget(issues, reader.struct<PoolBudget>(props.budget, { cpu: true, memory: true }, 'budget.')),
    defaults,
    viewers: subjects[0],
    editors: subjects[1],
    owner,
    environment,
  };
  for (const [least, most] of [
    ['minCpu', 'maxCpu'],
    ['minMemory', 'maxMemory'],
  ] as const) {
    const [from, to] = [spec.limits[least], spec.limits[most]];
    if (from !== undefined && to !== undefined && from > to) {
      issues.add(`limits.${least}`, `must not be above limits.${most}`, 'lower it, or leave one of them out');
    }
  }
  issues.throwIfAny();
  checkDefaults(path, name, defaults, platform);
  const namespace = resolveNamespace(path, { name, podSecurity, defaultDeny, owner });
  return {
    ...spec,
    labels: { ...namespace.labels, ...(environment === undefined ? {} : { environment }), [POOL_LABEL]: name },
  };
}

/** Tells of wrong defaults where they stand, and not at each member: they are those of a server that asks for nothing else. */
function checkDefaults(path: string, namespace: string, defaults: ServerDefaults, platform: PlatformSpec): void {
  const source = ServerSource.image(`docker.io/library/any:1@sha256:${'0'.repeat(64)}`, {
    port: 8080,
    sessions: Sessions.NONE,
  });
  const sources = {
    allowedRegistries: undefined,
    allowedPackages: undefined,
    blockedPackages: [],
    allowedSources: Object.values(SourceKind),
  };
  const open = { ...platform, ...sources };
  resolveServer({ source, namespace, ...defaults }, { path: `${path}: defaults`, id: 'any', platform: open });
}

function resolveQuota(issues: Issues, quota: PoolQuota): Amounts {
  issues.check(
    quota.pods === undefined || (Number.isInteger(quota.pods) && quota.pods > 0),
    'quota.pods',
    'an integer above zero',
    quota.pods,
  );
  return {
    pods: quota.pods,
    cpuRequests: cpuOf(issues, 'quota.cpuRequests', quota.cpuRequests),
    cpuLimits: cpuOf(issues, 'quota.cpuLimits', quota.cpuLimits),
    memoryRequests: bytesOf(issues, 'quota.memoryRequests', quota.memoryRequests),
    memoryLimits: bytesOf(issues, 'quota.memoryLimits', quota.memoryLimits),
    ephemeralStorage: bytesOf(issues, 'quota.ephemeralStorage', quota.ephemeralStorage),
    storage: bytesOf(issues, 'quota.storage', quota.storage),
  };
}

/** Counts of objects. Those of Services that lead outside stay at zero, and pods have an amount of their own. */
function resolveObjects(issues: Issues, reader: Reader, input: PoolQuota['objects']): Record<string, number> {
  const counts = reader.entries(input, 'quota.objects').map(([resource, count]): [string, number] => {
    const prop = `quota.objects.${resource}`;
    issues.check(
      OBJECTS.test(resource),
      prop,
      'a resource as a ResourceQuota names it: count/secrets, count/jobs.batch, persistentvolumeclaims',
      resource,
    );
    const ok = issues.check(
      typeof count === 'number' && Number.isSafeInteger(count) && count >= 0,
      prop,
      'an integer of at least zero',
      count,
    );
    return [resource, ok ? (count as number) : 0];
  });
  return Object.fromEntries(counts);
}

function resolveBudget(issues: Issues, { cpu, memory }: PoolBudget): { cpu: number; memory: number } {
  return { cpu: cpuMillis(issues, 'budget.cpu', cpu), memory: sizeBytes(issues, 'budget.memory', memory) };
}

function cpuOf(issues: Issues, prop: string, cpu: unknown): number | undefined {
  return cpu === undefined ? undefined : cpuMillis(issues, prop, cpu);
}

export function millisOf(quantity: Quantity | undefined): number {
  return quantity === undefined ? 0 : Number((quantity.numerator * 1000n) / quantity.denominator);
}

export function unitsOf(quantity: Quantity | undefined): number {
  return quantity === undefined ? 0 : Number(quantity.numerator / quantity.denominator);
}

function bytesOf(issues: Issues, prop: string, size: unknown): number | undefined {
  return size === undefined ? undefined : sizeBytes(issues, prop, size);
}
