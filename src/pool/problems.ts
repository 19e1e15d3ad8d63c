import { Amounts } from './amounts';
import { neededBy } from './needed';
import { MemberRequirements, boundsOf } from './requirements';
import { PoolSpec } from './resolve';
import { definedItems } from '../foundation/defined';
import { ObjectCounts } from '../foundation/inventory';
import { bytesText, cpuText } from '../foundation/sizes';

const MAX_SHOWN = 3;

const QUOTA_TEXT: { readonly [K in keyof Required<Amounts>]: (amount: number) => string } = {
  pods: String,
  cpuRequests: cpuText,
  cpuLimits: cpuText,
  memoryRequests: bytesText,
  memoryLimits: bytesText,
  ephemeralStorage: bytesText,
  storage: bytesText,
};

/** What else a pool's namespace holds. */
export interface NamespaceContents {
  /** Paths of servers and gateways that are not in the pool. */
  readonly nonMembers: readonly string[];
  /** Paths of what runs or claims storage and was not made by this library. */
  readonly unmanagedWorkloads: readonly string[];
  /** How many objects there must be room for. */
  readonly objects: ObjectCounts;
}

/** Why the pool does not fit its members, with the numbers and the members that ask for most. */
export function poolProblems(
  path: string,
  spec: PoolSpec,
  requirements: readonly MemberRequirements[],
  contents: NamespaceContents,
): string[] {
  return [
    ...uncountedProblems(spec, contents),
    ...quotaProblems(spec, requirements),
    ...objectProblems(spec, contents.objects),
    ...limitProblems(spec, requirements),
    ...budgetProblems(spec, requirements),
  ].map(problem => `${path}: ${problem}`);
}

/** Workloads in the namespace that the quota does not count. */
function uncountedProblems({ name, quota }: PoolSpec, { nonMembers, unmanagedWorkloads }: NamespaceContents): string[] {
  const ofNonMembers =
    `namespace "${name}" is also used by ${summarizePaths(nonMembers)}, not in the pool: the quota does not include ` +
    'their resources. Fix: create them in the scope of the pool, or give them another namespace';
  const ofUnmanaged =
    `namespace "${name}" also has ${summarizePaths(unmanagedWorkloads)}, and the quota does not include their ` +
    'resources. Fix: quota: { pods, cpuRequests, cpuLimits, memoryRequests, memoryLimits, ephemeralStorage, storage ' +
    '} with capacity for them, or give them another namespace';
  // a quota with a number of pods is meant to have room for them
  const hasQuota = quota.pods !== undefined;
  return definedItems([
    nonMembers.length === 0 ? undefined : ofNonMembers,
    unmanagedWorkloads.length === 0 || hasQuota ? undefined : ofUnmanaged,
  ]);
}

function objectProblems({ objects }: PoolSpec, needed: ObjectCounts): string[] {
  return Object.entries(objects)
    .filter(([resource, count]) => count < (needed[resource] ?? 0))
    .map(
      ([resource, count]) =>
        `quota.objects.${resource} must be at least ${needed[resource]}, got ${count}: the objects of the ` +
        'namespace, and capacity to replace them. Fix: leave it out',
    );
}

function quotaProblems({ quota }: PoolSpec, requirements: readonly MemberRequirements[]): string[] {
  const needed: Amounts = neededBy(requirements);
  const unlimited = unlimitedPaths(requirements);
  const ofCpuLimits =
    `quota.cpuLimits counts CPU limits, and ${summarizePaths(unlimited)} has none:` +
    ' the quota would refuse its pods. Fix: leave quota.cpuLimits out, or unlimitedCpu';
  // the keys are those of the amounts
  const keys = Object.keys(QUOTA_TEXT) as (keyof Amounts)[];
  return definedItems([
    quota.cpuLimits !== undefined && unlimited.length > 0 ? ofCpuLimits : undefined,
    ...keys.map(key => amountProblem(key, quota[key], needed[key], requirements)),
  ]);
}

function amountProblem(
  key: keyof Amounts,
  value: number | undefined,
  needed: number | undefined,
  requirements: readonly MemberRequirements[],
): string | undefined {
  if (value === undefined || needed === undefined || value >= needed) {
    return undefined;
  }
  const text = QUOTA_TEXT[key];
  const biggest = largest(requirements, ({ pods }) => pods, String);
  return (
    `quota.${key} must be at least ${text(needed)}, got ${text(value)}: twice the maximum replicas and the surge of ` +
    `${requirements.length} members. Fix: leave it out, or lower the scaling of ${biggest}`
  );
}

function limitProblems({ limits }: PoolSpec, requirements: readonly MemberRequirements[]): string[] {
  const { maxCpu, maxMemory, minCpu, minMemory } = limits;
  const bounds = boundsOf(requirements);
  const unlimited = unlimitedPaths(requirements);
  const ofUnlimited =
    `limits.maxCpu bounds CPU limits, and ${summarizePaths(unlimited)} has none.` +
    ' Fix: leave limits.maxCpu out, or unlimitedCpu';
  const cpu = { resource: 'cpu', text: cpuText } as const;
  const memory = { resource: 'memory', text: bytesText } as const;
  return definedItems([
    maxCpu !== undefined && unlimited.length > 0 ? ofUnlimited : undefined,
    maximumProblem('maxCpu', maxCpu, { ...cpu, needed: bounds.maxCpu ?? 0 }, requirements),
    maximumProblem('maxMemory', maxMemory, { ...memory, needed: bounds.maxMemory }, requirements),
    minimumProblem('minCpu', minCpu, cpu, requirements),
    minimumProblem('minMemory', minMemory, memory, requirements),
  ]);
}

interface LimitedResource {
  readonly resource: 'cpu' | 'memory';
  readonly text: (amount: number) => string;
}

function maximumProblem(
  key: string,
  maximum: number | undefined,
  { resource, text, needed }: LimitedResource & { readonly needed: number },
  requirements: readonly MemberRequirements[],
): string | undefined {
  const above = requirements.filter(member => maximum !== undefined && member.largest[resource] > maximum);
  if (maximum === undefined || above.length === 0) {
    return undefined;
  }
  return (
    `limits.${key} must be at least ${text(needed)}, got ${text(maximum)}:` +
    ` ${summarizePaths(pathsOf(above))} has more. Fix: raise it, or lower their limits`
  );
}

function minimumProblem(
  key: string,
  minimum: number | undefined,
  { resource, text }: LimitedResource,
  requirements: readonly MemberRequirements[],
): string | undefined {
  const below = requirements.filter(member => minimum !== undefined && member.smallest[resource] < minimum);
  if (minimum === undefined || below.length === 0) {
    return undefined;
  }
  const smallest = Math.min(...below.map(member => member.smallest[resource]));
  return (
    `limits.${key} must be at most ${text(smallest)}, got ${text(minimum)}:` +
    ` ${summarizePaths(pathsOf(below))} asks for less. Fix: lower it, or raise their requests`
  );
}

function budgetProblems({ budget }: PoolSpec, requirements: readonly MemberRequirements[]): string[] {
  if (budget === undefined) {
    return [];
  }
  const check = (
    key: 'cpu' | 'memory',
    amountOf: (member: MemberRequirements) => number,
    text: (amount: number) => string,
  ): string | undefined => {
    const total = requirements.reduce((sum, member) => sum + amountOf(member), 0);
    const problem =
      `budget.${key} is ${text(budget[key])}, and the members at maximum replicas need ${text(total)}. The largest: ` +
      `${largest(requirements, amountOf, text)}. Fix: lower their scaling or requests, or raise the budget`;
    return total <= budget[key] ? undefined : problem;
  };
  return definedItems([
    check('cpu', ({ pod, replicas }) => pod.cpuRequests * replicas, cpuText),
    check('memory', ({ pod, replicas }) => pod.memoryRequests * replicas, bytesText),
  ]);
}

function unlimitedPaths(requirements: readonly MemberRequirements[]): string[] {
  return pathsOf(requirements.filter(({ pod }) => pod.unlimitedCpu));
}

function pathsOf(requirements: readonly MemberRequirements[]): string[] {
  return requirements.map(({ path }) => path);
}

/** The members that take most, with their amounts. */
function largest(
  requirements: readonly MemberRequirements[],
  amountOf: (member: MemberRequirements) => number,
  text: (amount: number) => string,
): string {
  return [...requirements]
    .sort((a, b) => amountOf(b) - amountOf(a))
    .slice(0, MAX_SHOWN)
    .map(member => `${member.path} ${text(amountOf(member))}`)
    .join(', ');
}

function summarizePaths(paths: readonly string[]): string {
  return paths.length <= MAX_SHOWN
    ? paths.join(', ')
    : `${paths.slice(0, MAX_SHOWN).join(', ')} and ${paths.length - MAX_SHOWN} more`;
}
