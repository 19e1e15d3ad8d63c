import { Amounts } from './amounts';
import { MemberRequirements, PodAmounts, sum } from './requirements';
import { Inventory, ObjectCounts } from '../foundation/inventory';
import { PoolMember } from '../server/pool-membership';

/**
 * The ReplicaSets of a Deployment: three that it keeps, the current one, and those of rollouts that did not end. Old
 * ones are deleted only when a rollout has ended.
 */
const REPLICA_SETS = 20;
/** What every namespace holds: certificates of the cluster and of service meshes. */
const CONFIG_MAPS_OF_NAMESPACE = 4;
const SERVICE_ACCOUNTS_OF_NAMESPACE = 1;
const SECRETS_OF_NAMESPACE = 2;

/** What all members need together; CPU limits only when every member has one. */
export function neededBy(
  requirements: readonly MemberRequirements[],
): Required<Omit<Amounts, 'cpuLimits'>> & Pick<Amounts, 'cpuLimits'> {
  const total = (of: (pod: PodAmounts) => number): number => sum(requirements.map(({ pod, pods }) => of(pod) * pods));
  return {
    pods: sum(requirements.map(({ pods }) => pods)),
    cpuRequests: total(pod => pod.cpuRequests),
    cpuLimits: requirements.some(({ pod }) => pod.unlimitedCpu) ? undefined : total(pod => pod.cpuLimits),
    memoryRequests: total(pod => pod.memoryRequests),
    memoryLimits: total(pod => pod.memoryLimits),
    ephemeralStorage: total(pod => pod.ephemeralStorage),
    storage: sum([...claimsOf(requirements).values()]),
  };
}

/**
 * Room for the claims of one member more, as many and as large as those of any: claims that are restored from a
 * snapshot, or made under another name, stand beside those that they replace.
 */
export function restoreRoom(requirements: readonly MemberRequirements[]): { claims: number; bytes: number } {
  const sizes = requirements.map(({ claims }) => [...new Map(claims).values()]);
  return { claims: largest(sizes.map(({ length }) => length)), bytes: largest(sizes.map(sum)) };
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** Claims and their bytes; members may share one. */
function claimsOf(requirements: readonly MemberRequirements[]): ReadonlyMap<string, number> {
  return new Map(requirements.flatMap(({ claims }) => claims));
}

/** How many objects there may be, by what the quota calls them. */
export function neededObjects(
  members: readonly PoolMember[],
  requirements: readonly MemberRequirements[],
  { names }: Inventory,
): ObjectCounts {
  // counted for every member: one that gets an autoscaler later is applied before the larger quota is
  const servers = members.filter(({ once }) => once !== true).map(({ spec }) => spec.name);
  const count = (resource: string, others = 0, also: readonly string[] = []): number =>
    replaceable(new Set([...(names.get(resource) ?? []), ...also]).size, others);
  return {
    'persistentvolumeclaims': claimsOf(requirements).size,
    'count/deployments.apps': count('deployments.apps', 0, servers),
    'count/replicasets.apps': REPLICA_SETS * servers.length,
    'count/services': count('services', 0, servers),
    'count/configmaps': count('configmaps', CONFIG_MAPS_OF_NAMESPACE),
    'count/secrets': count('secrets', SECRETS_OF_NAMESPACE),
    'count/serviceaccounts': count('serviceaccounts', SERVICE_ACCOUNTS_OF_NAMESPACE),
    'count/horizontalpodautoscalers.autoscaling': count('horizontalpodautoscalers.autoscaling', 0, servers),
    'count/poddisruptionbudgets.policy': count('poddisruptionbudgets.policy', 0, servers),
  };
}

/**
 * The objects of members, twice: a member that is renamed is created before the old one is pruned. The quota of pods
 * has this room already; of claims there is room for those of one member, because a claim that replaces another holds
 * none of its data.
 */
function replaceable(count: number, others: number): number {
  return others + 2 * count;
}
