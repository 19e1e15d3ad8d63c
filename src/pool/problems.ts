import { MemberRequirements, boundsOf, neededBy } from './render';
import { Amounts, PoolSpec } from './resolve';
import { ObjectCounts } from '../foundation/inventory';
import { bytesText, cpuText } from '../foundation/sizes';

const SHOWN = 3;

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

/** What the members ask for and the pool does not have, each with the numbers and those who ask for most. */
export function poolProblems(
  path: string,
  spec: PoolSpec,
  needs: readonly MemberRequirements[],
  { nonMembers, unmanagedWorkloads, objects }: NamespaceContents,
): string[] {
  const uncounted =
    nonMembers.length === 0
      ? []
      : [
          `namespace "${spec.name}" is also that of ${summarizePaths(nonMembers)}, not in the pool: the quota does not count what they take. Fix: create them in the scope of the pool, or give them another namespace`,
        ];
  // whoever gives the number of pods has thought of them
  const unknown =
    unmanagedWorkloads.length === 0 || spec.quota.pods !== undefined
      ? []
      : [
          `namespace "${spec.name}" also has ${summarizePaths(unmanagedWorkloads)}, and the quota does not know what they take. Fix: quota: { pods, cpuRequests, cpuLimits, memoryRequests, memoryLimits, ephemeralStorage, storage } with room for them, or give them another namespace`,
        ];
  const poolProblemsFound = [
    ...quotaProblems(spec, needs),
    ...objectProblems(spec, objects),
    ...limitProblems(spec, needs),
    ...budgetProblems(spec, needs),
  ];
  return [...uncounted, ...unknown, ...poolProblemsFound].map(problem => `${path}: ${problem}`);
}

function objectProblems({ objects }: PoolSpec, needed: ObjectCounts): string[] {
  return Object.entries(objects)
    .filter(([resource, count]) => count < (needed[resource] ?? 0))
    .map(
      ([resource, count]) =>
        `quota.objects.${resource} must be at least ${needed[resource]}, got ${count}: what the namespace holds, and room to replace it. Fix: leave it out`,
    );
}

function quotaProblems({ quota }: PoolSpec, needs: readonly MemberRequirements[]): string[] {
  const needed: Amounts = neededBy(needs);
  const unlimited = needs.filter(({ pod }) => pod.unlimitedCpu).map(({ path }) => path);
  return [
    ...(quota.cpuLimits !== undefined && unlimited.length > 0
      ? [
          `quota.cpuLimits counts CPU limits, and ${summarizePaths(unlimited)} has none: the quota would refuse its pods. Fix: leave quota.cpuLimits out, or unlimitedCpu`,
        ]
      : []),
    // the keys are those of the amounts
    ...(Object.keys(QUOTA_TEXT) as (keyof Amounts)[]).flatMap(key => {
      const [value, least] = [quota[key], needed[key]];
      if (value === undefined || least === undefined || value >= least) {
        return [];
      }
      return [
        `quota.${key} must be at least ${QUOTA_TEXT[key](least)}, got ${QUOTA_TEXT[key](value)}: twice the most replicas and the surge of ${needs.length} members. Fix: leave it out, or lower the scaling of ${largest(needs, ({ pods }) => pods, String)}`,
      ];
    }),
  ];
}

function limitProblems({ limits }: PoolSpec, needs: readonly MemberRequirements[]): string[] {
  const bounds = boundsOf(needs);
  const above = (key: 'cpu' | 'memory', bound: number): string[] =>
    needs.filter(({ largest: most }) => most[key] > bound).map(({ path }) => path);
  const below = (key: 'cpu' | 'memory', bound: number): string[] =>
    needs.filter(({ smallest }) => smallest[key] < bound).map(({ path }) => path);
  const unlimited = needs.filter(({ pod }) => pod.unlimitedCpu).map(({ path }) => path);
  const { maxCpu, maxMemory, minCpu, minMemory } = limits;
  return [
    ...(maxCpu !== undefined && unlimited.length > 0
      ? [
          `limits.maxCpu bounds CPU limits, and ${summarizePaths(unlimited)} has none. Fix: leave limits.maxCpu out, or unlimitedCpu`,
        ]
      : []),
    ...(maxCpu !== undefined && above('cpu', maxCpu).length > 0
      ? [
          `limits.maxCpu must be at least ${cpuText(bounds.maxCpu ?? 0)}, got ${cpuText(maxCpu)}: ${summarizePaths(above('cpu', maxCpu))} has more. Fix: raise it, or lower their limits`,
        ]
      : []),
    ...(maxMemory !== undefined && above('memory', maxMemory).length > 0
      ? [
          `limits.maxMemory must be at least ${bytesText(bounds.maxMemory)}, got ${bytesText(maxMemory)}: ${summarizePaths(above('memory', maxMemory))} has more. Fix: raise it, or lower their limits`,
        ]
      : []),
    ...(minCpu !== undefined && below('cpu', minCpu).length > 0
      ? [
          `limits.minCpu must be at most ${cpuText(Math.min(...needs.map(({ smallest }) => smallest.cpu)))}, got ${cpuText(minCpu)}: ${summarizePaths(below('cpu', minCpu))} asks for less. Fix: lower it, or raise their requests`,
        ]
      : []),
    ...(minMemory !== undefined && below('memory', minMemory).length > 0
      ? [
          `limits.minMemory must be at most ${bytesText(Math.min(...needs.map(({ smallest }) => smallest.memory)))}, got ${bytesText(minMemory)}: ${summarizePaths(below('memory', minMemory))} asks for less. Fix: lower it, or raise their requests`,
        ]
      : []),
  ];
}

function budgetProblems({ budget }: PoolSpec, needs: readonly MemberRequirements[]): string[] {
  if (budget === undefined) {
    return [];
  }
  const steady =
    (of: (pod: MemberRequirements['pod']) => number) =>
    ({ pod, replicas }: MemberRequirements): number =>
      of(pod) * replicas;
  const check = (
    key: 'cpu' | 'memory',
    amountOf: (needs: MemberRequirements) => number,
    text: (amount: number) => string,
  ): string[] => {
    const total = needs.reduce((sum, member) => sum + amountOf(member), 0);
    return total <= budget[key]
      ? []
      : [
          `budget.${key} is ${text(budget[key])}, and the members at their most replicas take ${text(total)}. The largest: ${largest(needs, amountOf, text)}. Fix: lower their scaling or requests, or raise the budget`,
        ];
  };
  return [
    ...check(
      'cpu',
      steady(pod => pod.cpuRequests),
      cpuText,
    ),
    ...check(
      'memory',
      steady(pod => pod.memoryRequests),
      bytesText,
    ),
  ];
}

function largest(
  needs: readonly MemberRequirements[],
  amountOf: (needs: MemberRequirements) => number,
  text: (amount: number) => string,
): string {
  return [...needs]
    .sort((a, b) => amountOf(b) - amountOf(a))
    .slice(0, SHOWN)
    .map(member => `${member.path} ${text(amountOf(member))}`)
    .join(', ');
}

function summarizePaths(paths: readonly string[]): string {
  return paths.length <= SHOWN
    ? paths.join(', ')
    : `${paths.slice(0, SHOWN).join(', ')} and ${paths.length - SHOWN} more`;
}
