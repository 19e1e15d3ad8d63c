import type { LimitRangeSpec, ResourceQuotaSpec } from 'kubernetes-types/core/v1';
import type { PolicyRule } from 'kubernetes-types/rbac/v1';
import { Amounts, ContainerBounds, PoolSpec, millisOf, unitsOf } from './resolve';
import { Inventory, ObjectCounts } from '../foundation/inventory';
import { parseQuantity } from '../foundation/quantities';
import { bytesText, cpuText } from '../foundation/sizes';
import { PoolMember } from '../server/pool-membership';
import { renderDeployment } from '../server/render/deployment';

const MIB = 1024 * 1024;
/** ReplicaSets of a Deployment: three that it keeps, the current one, and those of rollouts that did not end. Old ones go only once a rollout has ended. */
const REPLICA_SETS = 20;
/** What every namespace holds: certificates of the cluster and of service meshes. */
const CONFIG_MAPS_OF_NAMESPACE = 4;
const SERVICE_ACCOUNTS_OF_NAMESPACE = 1;
const SECRETS_OF_NAMESPACE = 2;
const MIN_RESOURCES = { cpu: 10, memory: 16 * MIB };
/** What a container gets that says nothing. */
const DEFAULT_RESOURCES = { cpuRequest: 100, cpuLimit: 1000, memory: 256 * MIB, ephemeralStorage: 256 * MIB };

/** What one pod counts for, as the scheduler and the quota see it: the largest of its init containers, or the sum of the others. */
interface PodAmounts {
  readonly cpuRequests: number;
  readonly cpuLimits: number;
  readonly memoryRequests: number;
  readonly memoryLimits: number;
  readonly ephemeralStorage: number;
  readonly unlimitedCpu: boolean;
}

/** The needs of one member. */
export interface MemberRequirements {
  readonly path: string;
  readonly pod: PodAmounts;
  /** The most replicas while nothing is being rolled out. */
  readonly replicas: number;
  /** The most pods at a time: pods that are ending still count. */
  readonly pods: number;
  /** The claims that it mounts and their bytes. */
  readonly claims: readonly (readonly [name: string, bytes: number])[];
  readonly largest: { readonly cpu: number; readonly memory: number };
  readonly smallest: { readonly cpu: number; readonly memory: number };
}

export function requirementsOf({ path, spec, once }: PoolMember): MemberRequirements {
  const {
    template: { spec: pod },
    strategy,
  } = renderDeployment(spec);
  const containers = pod?.containers ?? [];
  const installers = pod?.initContainers ?? [];
  const all = [...containers, ...installers];
  const sizes = all.map(({ resources }) => ({
    cpu: millisOf(parseQuantity(resources?.limits?.cpu ?? '0')),
    cpuRequest: millisOf(parseQuantity(resources?.requests?.cpu ?? '0')),
    memory: unitsOf(parseQuantity(resources?.limits?.memory ?? '0')),
    memoryRequest: unitsOf(parseQuantity(resources?.requests?.memory ?? '0')),
    disk: unitsOf(parseQuantity(resources?.limits?.['ephemeral-storage'] ?? '0')),
  }));
  const [main, init] = [sizes.slice(0, containers.length), sizes.slice(containers.length)];
  const effective = (key: keyof (typeof sizes)[number]): number =>
    Math.max(sum(main.map(size => size[key])), ...init.map(size => size[key]), 0);
  const replicas = spec.scaling.kind === 'auto' ? spec.scaling.max : spec.scaling.replicas;
  const surge = strategy?.type === 'Recreate' ? 0 : 1;
  const { cpu: runtimeCpu, memory: runtimeMemory } = spec.identity.overhead ?? { cpu: 0, memory: 0 };
  return {
    path,
    replicas,
    pods: replicas === 0 ? 0 : 2 * replicas + (once === true ? 0 : surge),
    pod: {
      cpuRequests: effective('cpuRequest') + runtimeCpu,
      cpuLimits: effective('cpu') + runtimeCpu,
      memoryRequests: effective('memoryRequest') + runtimeMemory,
      memoryLimits: effective('memory') + runtimeMemory,
      ephemeralStorage: effective('disk'),
      unlimitedCpu: all.some(({ resources }) => resources?.limits?.cpu === undefined),
    },
    claims: spec.volumes.flatMap(({ claim, bytes }) => (claim === undefined ? [] : [[claim.name, bytes] as const])),
    largest: { cpu: most(sizes.map(({ cpu }) => cpu)), memory: most(sizes.map(({ memory }) => memory)) },
    smallest: {
      cpu: least(sizes.map(({ cpuRequest }) => cpuRequest)),
      memory: least(sizes.map(({ memoryRequest }) => memoryRequest)),
    },
  };
}

/** What all members need together; CPU limits only when every member has one. */
export function neededBy(
  needs: readonly MemberRequirements[],
): Required<Omit<Amounts, 'cpuLimits'>> & Pick<Amounts, 'cpuLimits'> {
  const total = (of: (pod: PodAmounts) => number): number => sum(needs.map(({ pod, pods }) => of(pod) * pods));
  return {
    pods: sum(needs.map(({ pods }) => pods)),
    cpuRequests: total(pod => pod.cpuRequests),
    ...(needs.some(({ pod }) => pod.unlimitedCpu) ? {} : { cpuLimits: total(pod => pod.cpuLimits) }),
    memoryRequests: total(pod => pod.memoryRequests),
    memoryLimits: total(pod => pod.memoryLimits),
    ephemeralStorage: total(pod => pod.ephemeralStorage),
    storage: sum([...claimsOf(needs).values()]),
  };
}

/** Claims and their bytes; members may share one. */
function claimsOf(needs: readonly MemberRequirements[]): ReadonlyMap<string, number> {
  return new Map(needs.flatMap(({ claims }) => claims));
}

/** How many objects there may be, by what the quota calls them. */
export function neededObjects(
  members: readonly PoolMember[],
  needs: readonly MemberRequirements[],
  { names }: Inventory,
): ObjectCounts {
  // of every member: one that gets an autoscaler, or has it again after a quarantine, is applied before the cluster has taken in a larger quota
  const servers = members.filter(({ once }) => once !== true).map(({ spec }) => spec.name);
  const count = (resource: string, others = 0, also: readonly string[] = []): number =>
    replaceable(new Set([...(names.get(resource) ?? []), ...also]).size, others);
  return {
    'persistentvolumeclaims': claimsOf(needs).size,
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

export function renderQuota(
  { quota, objects }: PoolSpec,
  needs: readonly MemberRequirements[],
  needed: ObjectCounts,
): ResourceQuotaSpec {
  const amounts = {
    ...neededBy(needs),
    ...Object.fromEntries(Object.entries(quota).filter(([, amount]) => amount !== undefined)),
  };
  const { pods, cpuRequests, cpuLimits, memoryRequests, memoryLimits, ephemeralStorage, storage } = amounts;
  return {
    hard: {
      'pods': String(pods),
      'requests.cpu': cpuText(cpuRequests),
      ...(cpuLimits === undefined ? {} : { 'limits.cpu': cpuText(cpuLimits) }),
      'requests.memory': bytesText(memoryRequests),
      'limits.memory': bytesText(memoryLimits),
      'requests.ephemeral-storage': bytesText(ephemeralStorage),
      'limits.ephemeral-storage': bytesText(ephemeralStorage),
      'requests.storage': storage === 0 ? '0' : bytesText(storage),
      'services.loadbalancers': '0',
      'services.nodeports': '0',
      ...Object.fromEntries(
        Object.entries({ ...needed, ...objects }).map(([resource, count]) => [resource, String(count)]),
      ),
    },
  };
}

/**
 * Objects of members, and as many again: a member that is renamed is made before the old one is pruned. Pods have this room anyway; claims do not, because a claim that
 * takes another's place holds none of its data.
 */
function replaceable(count: number, others: number): number {
  return others + 2 * count;
}

/** The amount, or the bound that it breaks. The lower bound is not above the upper one. */
function between(lowest: number, amount: number, highest: number): number {
  return Math.max(lowest, Math.min(amount, highest));
}

/** Admits every container of the members, and gives bounds to containers that have none. */
export function renderLimits({ limits }: PoolSpec, needs: readonly MemberRequirements[]): LimitRangeSpec {
  const bounds = boundsOf(needs);
  // bounds that are given and those that are computed give way to each other: validation has compared them with the members
  const maxCpu =
    limits.maxCpu ?? (bounds.maxCpu === undefined ? undefined : Math.max(bounds.maxCpu, limits.minCpu ?? 0));
  const maxMemory = limits.maxMemory ?? Math.max(bounds.maxMemory, limits.minMemory ?? 0);
  const minCpu = limits.minCpu ?? Math.min(bounds.minCpu, maxCpu ?? Infinity);
  const minMemory = limits.minMemory ?? Math.min(bounds.minMemory, maxMemory);
  const memory = between(minMemory, DEFAULT_RESOURCES.memory, maxMemory);
  const cpu = maxCpu === undefined ? undefined : between(minCpu, DEFAULT_RESOURCES.cpuLimit, maxCpu);
  return {
    limits: [
      {
        type: 'Container',
        max: { ...(maxCpu === undefined ? {} : { cpu: cpuText(maxCpu) }), memory: bytesText(maxMemory) },
        min: { cpu: cpuText(minCpu), memory: bytesText(minMemory) },
        // a limit by default would take away what a member without one asked for
        default: {
          ...(cpu === undefined ? {} : { cpu: cpuText(cpu) }),
          'memory': bytesText(memory),
          'ephemeral-storage': bytesText(DEFAULT_RESOURCES.ephemeralStorage),
        },
        defaultRequest: {
          'cpu': cpuText(between(minCpu, DEFAULT_RESOURCES.cpuRequest, cpu ?? Infinity)),
          'memory': bytesText(memory),
          'ephemeral-storage': bytesText(DEFAULT_RESOURCES.ephemeralStorage),
        },
      },
    ],
  };
}

/** Bounds that all members keep. */
export function boundsOf(
  needs: readonly MemberRequirements[],
): Pick<ContainerBounds, 'maxCpu'> & Required<Omit<ContainerBounds, 'maxCpu'>> {
  return {
    ...(needs.some(({ pod }) => pod.unlimitedCpu)
      ? {}
      : { maxCpu: most([DEFAULT_RESOURCES.cpuLimit, ...needs.map(({ largest }) => largest.cpu)]) }),
    maxMemory: most([DEFAULT_RESOURCES.memory, ...needs.map(({ largest }) => largest.memory)]),
    minCpu: least([MIN_RESOURCES.cpu, ...needs.map(({ smallest }) => smallest.cpu)]),
    minMemory: least([MIN_RESOURCES.memory, ...needs.map(({ smallest }) => smallest.memory)]),
  };
}

const CORE_RESOURCES = [
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'persistentvolumeclaims',
  'pods',
  'pods/log',
  'pods/status',
  'resourcequotas',
  'serviceaccounts',
  'services',
];
const READ_VERBS = ['get', 'list', 'watch'];
const WRITE_VERBS = ['patch', 'update'];

/** Everything in the namespace but Secrets. */
export function viewerRules(): PolicyRule[] {
  return [
    { apiGroups: [''], resources: [...CORE_RESOURCES], verbs: READ_VERBS },
    {
      apiGroups: ['apps'],
      resources: ['deployments', 'deployments/scale', 'deployments/status', 'replicasets'],
      verbs: READ_VERBS,
    },
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: READ_VERBS },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: READ_VERBS },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: READ_VERBS },
    { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: READ_VERBS },
  ];
}

/** Workloads and how they scale. Nothing by which rights, secrets or network policy could be had. */
export function editorRules(): PolicyRule[] {
  return [
    ...viewerRules(),
    { apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'], verbs: WRITE_VERBS },
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: WRITE_VERBS },
    { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: WRITE_VERBS },
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((smallest, number) => Math.min(smallest, number), Infinity);
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((largest, number) => Math.max(largest, number), 0);
}
