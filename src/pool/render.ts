import type { LimitRangeSpec, ResourceQuotaSpec } from 'kubernetes-types/core/v1';
import { ContainerBounds } from './amounts';
import { neededBy, restoreRoom } from './needed';
import { DEFAULT_RESOURCES, MemberRequirements, boundsOf } from './requirements';
import { PoolSpec } from './resolve';
import { definedEntries, definedProps } from '../foundation/defined';
import { ObjectCounts } from '../foundation/inventory';
import { bytesText, cpuText } from '../foundation/sizes';

export function renderQuota(
  { quota, objects }: PoolSpec,
  requirements: readonly MemberRequirements[],
  needed: ObjectCounts,
): ResourceQuotaSpec {
  const [computed, room] = [neededBy(requirements), restoreRoom(requirements)];
  const amounts = { ...computed, storage: computed.storage + room.bytes, ...definedProps(quota) };
  const claims = (needed.persistentvolumeclaims ?? 0) + room.claims;
  const { pods, cpuRequests, cpuLimits, memoryRequests, memoryLimits, ephemeralStorage, storage } = amounts;
  const counts = Object.entries({ ...needed, persistentvolumeclaims: claims, ...objects }).map(([resource, count]) => [
    resource,
    String(count),
  ]);
  return {
    hard: definedEntries({
      'pods': String(pods),
      'requests.cpu': cpuText(cpuRequests),
      'limits.cpu': cpuLimits === undefined ? undefined : cpuText(cpuLimits),
      'requests.memory': bytesText(memoryRequests),
      'limits.memory': bytesText(memoryLimits),
      'requests.ephemeral-storage': bytesText(ephemeralStorage),
      'limits.ephemeral-storage': bytesText(ephemeralStorage),
      'requests.storage': storage === 0 ? '0' : bytesText(storage),
      'services.loadbalancers': '0',
      'services.nodeports': '0',
      ...Object.fromEntries(counts),
    }),
  };
}

/** The amount within the bounds. The lower bound is not above the upper one. */
function clamp(amount: number, min: number, max: number): number {
  return Math.max(min, Math.min(amount, max));
}

/** Admits every container of the members, and gives bounds to containers that have none. */
export function renderLimits({ limits }: PoolSpec, requirements: readonly MemberRequirements[]): LimitRangeSpec {
  const { maxCpu, maxMemory, minCpu, minMemory } = limitsOf(limits, requirements);
  const cpu = maxCpu === undefined ? undefined : clamp(DEFAULT_RESOURCES.cpuLimit, minCpu, maxCpu);
  const cpuRequest = clamp(DEFAULT_RESOURCES.cpuRequest, minCpu, cpu ?? Infinity);
  const memory = bytesText(clamp(DEFAULT_RESOURCES.memory, minMemory, maxMemory));
  const disk = bytesText(DEFAULT_RESOURCES.ephemeralStorage);
  return {
    limits: [
      {
        type: 'Container',
        max: definedEntries({ cpu: optionalCpuText(maxCpu), memory: bytesText(maxMemory) }),
        min: { cpu: cpuText(minCpu), memory: bytesText(minMemory) },
        // a default limit would limit the members that ask for no limit
        default: definedEntries({ 'cpu': optionalCpuText(cpu), memory, 'ephemeral-storage': disk }),
        defaultRequest: { 'cpu': cpuText(cpuRequest), memory, 'ephemeral-storage': disk },
      },
    ],
  };
}

/** The bounds of the props. Those that are left out are computed from the members and widened to fit the others. */
function limitsOf(limits: ContainerBounds, requirements: readonly MemberRequirements[]): ReturnType<typeof boundsOf> {
  const computed = boundsOf(requirements);
  const computedMaxCpu = computed.maxCpu === undefined ? undefined : Math.max(computed.maxCpu, limits.minCpu ?? 0);
  const maxCpu = limits.maxCpu ?? computedMaxCpu;
  const maxMemory = limits.maxMemory ?? Math.max(computed.maxMemory, limits.minMemory ?? 0);
  return {
    maxCpu,
    maxMemory,
    minCpu: limits.minCpu ?? Math.min(computed.minCpu, maxCpu ?? Infinity),
    minMemory: limits.minMemory ?? Math.min(computed.minMemory, maxMemory),
  };
}

function optionalCpuText(millis: number | undefined): string | undefined {
  return millis === undefined ? undefined : cpuText(millis);
}
