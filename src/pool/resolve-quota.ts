import { Amounts, ContainerBounds, resolveBytes, resolveCpu } from './amounts';
import { McpPoolProps } from './mcp-pool-props';
import { PoolBudget, PoolLimits, PoolQuota } from './pool-quota';
import { ObjectCounts } from '../foundation/inventory';
import { Issues } from '../foundation/issues';
import { PropNames, Reader } from '../foundation/reader';
import { cpuMillis, sizeBytes } from '../foundation/sizes';

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
const BUDGET: PropNames<PoolBudget> = { cpu: true, memory: true };

const OBJECTS = /^(?:persistentvolumeclaims|count\/(?!pods$)[a-z]+(?:\.[a-z0-9]+(?:[-.][a-z0-9]+)*)?)$/;

/** What the members of a pool may take, as far as the props say; the rest is computed from the members. */
export interface PoolBounds {
  readonly quota: Amounts;
  /** How many objects there may be, by what the quota calls them. */
  readonly objects: ObjectCounts;
  readonly limits: ContainerBounds;
  readonly budget?: { readonly cpu: number; readonly memory: number };
}

export function resolveBounds(issues: Issues, reader: Reader, props: McpPoolProps): PoolBounds {
  const quota = reader.struct(props.quota ?? {}, QUOTA, 'quota.');
  const limits = reader.struct(props.limits ?? {}, LIMITS, 'limits.');
  return {
    quota: resolveQuota(issues, quota),
    objects: resolveObjects(issues, reader, quota.objects),
    limits: resolveLimits(issues, limits),
    budget:
      props.budget === undefined ? undefined : resolveBudget(issues, reader.struct(props.budget, BUDGET, 'budget.')),
  };
}

function resolveLimits(issues: Issues, limits: PoolLimits): ContainerBounds {
  return {
    maxCpu: resolveCpu(issues, 'limits.maxCpu', limits.maxCpu),
    maxMemory: resolveBytes(issues, 'limits.maxMemory', limits.maxMemory),
    minCpu: resolveCpu(issues, 'limits.minCpu', limits.minCpu),
    minMemory: resolveBytes(issues, 'limits.minMemory', limits.minMemory),
  };
}

/** Reports lower bounds that are above the upper ones. */
export function checkLimits(issues: Issues, limits: ContainerBounds): void {
  for (const [lower, upper] of [
    ['minCpu', 'maxCpu'],
    ['minMemory', 'maxMemory'],
  ] as const) {
    const [min, max] = [limits[lower], limits[upper]];
    if (min !== undefined && max !== undefined && min > max) {
      issues.add(`limits.${lower}`, `must not be above limits.${upper}`, 'lower it, or leave one of them out');
    }
  }
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
    cpuRequests: resolveCpu(issues, 'quota.cpuRequests', quota.cpuRequests),
    cpuLimits: resolveCpu(issues, 'quota.cpuLimits', quota.cpuLimits),
    memoryRequests: resolveBytes(issues, 'quota.memoryRequests', quota.memoryRequests),
    memoryLimits: resolveBytes(issues, 'quota.memoryLimits', quota.memoryLimits),
    ephemeralStorage: resolveBytes(issues, 'quota.ephemeralStorage', quota.ephemeralStorage),
    storage: resolveBytes(issues, 'quota.storage', quota.storage),
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
