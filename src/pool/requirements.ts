import type { Container } from 'kubernetes-types/core/v1';
import { ContainerBounds, millisOf, unitsOf } from './amounts';
import { parseQuantity } from '../foundation/quantities';
import { PoolMember } from '../server/pool-membership';
import { renderDeployment } from '../server/render/deployment';

const MIB = 1024 * 1024;
const MIN_RESOURCES = { cpu: 10, memory: 16 * MIB };
/** The limits and requests of a container that sets none. */
export const DEFAULT_RESOURCES = { cpuRequest: 100, cpuLimit: 1000, memory: 256 * MIB, ephemeralStorage: 256 * MIB };

/**
 * The resources of one pod as the scheduler and the quota count them: those of the largest init container, or the sum
 * of the other containers, whichever is more.
 */
export interface PodAmounts {
  readonly cpuRequests: number;
  readonly cpuLimits: number;
  readonly memoryRequests: number;
  readonly memoryLimits: number;
  readonly ephemeralStorage: number;
  readonly unlimitedCpu: boolean;
}

/** What one member of a pool needs of its quota and limits. */
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
  const { template, strategy } = renderDeployment(spec);
  const containers = (template.spec?.containers ?? []).map(sizeOf);
  const installers = (template.spec?.initContainers ?? []).map(sizeOf);
  const all = [...containers, ...installers];
  const replicas = spec.scaling.kind === 'auto' ? spec.scaling.max : spec.scaling.replicas;
  const surge = once === true || strategy?.type === 'Recreate' ? 0 : 1;
  return {
    path,
    replicas,
    pods: replicas === 0 ? 0 : 2 * replicas + surge,
    pod: podAmounts(containers, installers, spec.identity.overhead),
    claims: spec.volumes.flatMap(({ claim, bytes }) => (claim === undefined ? [] : [[claim.name, bytes] as const])),
    largest: { cpu: max(all.map(({ cpu }) => cpu)), memory: max(all.map(({ memory }) => memory)) },
    smallest: {
      cpu: min(all.map(({ cpuRequest }) => cpuRequest)),
      memory: min(all.map(({ memoryRequest }) => memoryRequest)),
    },
  };
}

/** Limits and requests of one container. */
interface ContainerSize {
  readonly cpu: number;
  readonly cpuRequest: number;
  readonly memory: number;
  readonly memoryRequest: number;
  readonly disk: number;
  readonly unlimitedCpu: boolean;
}

function sizeOf({ resources }: Container): ContainerSize {
  const { limits = {}, requests = {} } = resources ?? {};
  const millis = (quantity = '0'): number => millisOf(parseQuantity(quantity));
  const units = (quantity = '0'): number => unitsOf(parseQuantity(quantity));
  return {
    cpu: millis(limits.cpu),
    cpuRequest: millis(requests.cpu),
    memory: units(limits.memory),
    memoryRequest: units(requests.memory),
    disk: units(limits['ephemeral-storage']),
    unlimitedCpu: limits.cpu === undefined,
  };
}

function podAmounts(
  containers: readonly ContainerSize[],
  installers: readonly ContainerSize[],
  overhead = { cpu: 0, memory: 0 },
): PodAmounts {
  const effective = (key: Exclude<keyof ContainerSize, 'unlimitedCpu'>): number =>
    Math.max(sum(containers.map(size => size[key])), ...installers.map(size => size[key]), 0);
  return {
    cpuRequests: effective('cpuRequest') + overhead.cpu,
    cpuLimits: effective('cpu') + overhead.cpu,
    memoryRequests: effective('memoryRequest') + overhead.memory,
    memoryLimits: effective('memory') + overhead.memory,
    ephemeralStorage: effective('disk'),
    unlimitedCpu: [...containers, ...installers].some(({ unlimitedCpu }) => unlimitedCpu),
  };
}

/** Bounds that the containers of all members keep; no upper bound of CPU when one of them has no limit. */
export function boundsOf(
  requirements: readonly MemberRequirements[],
): Pick<ContainerBounds, 'maxCpu'> & Required<Omit<ContainerBounds, 'maxCpu'>> {
  const { cpuLimit, memory } = DEFAULT_RESOURCES;
  const unlimitedCpu = requirements.some(({ pod }) => pod.unlimitedCpu);
  return {
    maxCpu: unlimitedCpu ? undefined : max([cpuLimit, ...requirements.map(({ largest }) => largest.cpu)]),
    maxMemory: max([memory, ...requirements.map(({ largest }) => largest.memory)]),
    minCpu: min([MIN_RESOURCES.cpu, ...requirements.map(({ smallest }) => smallest.cpu)]),
    minMemory: min([MIN_RESOURCES.memory, ...requirements.map(({ smallest }) => smallest.memory)]),
  };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function min(numbers: readonly number[]): number {
  return numbers.reduce((smallest, number) => Math.min(smallest, number), Infinity);
}

function max(numbers: readonly number[]): number {
  return numbers.reduce((largest, number) => Math.max(largest, number), 0);
}
