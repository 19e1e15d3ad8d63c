import type * as kplus from 'cdk8s-plus-28';
import { definedEntries } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { PropNames, Reader } from '../../foundation/reader';
import { bytesText, cpuMillis, cpuText, sizeBytes } from '../../foundation/sizes';
import { checkMember } from '../../platform/checks';
import { Qos, ServerResources } from '../../workload/resources';
import { ResourcesSpec, VolumeSpec } from '../spec';

export const RESOURCE_PROPS = { resources: true } as const;

const MIB = 1024 * 1024;
const DEFAULT_BYTES = 256 * MIB;
const DEFAULT_CPU_REQUEST = 100;
const DEFAULT_CPU_LIMIT = 1000;
const PROPS: PropNames<ServerResources> = {
  cpu: true,
  unlimitedCpu: true,
  memory: true,
  ephemeralStorage: true,
  qos: true,
};
const BOUNDS = { request: true, limit: true } as const;

export interface ResolvedResources extends ResourcesSpec {
  /** What the process itself may use: the memory limit without the volumes in memory. */
  readonly heapBytes: number;
}

/** Requests and limits, with defaults that follow from the volumes and the source. */
export function resolveResources(
  issues: Issues,
  input: ServerResources | undefined,
  volumes: readonly VolumeSpec[],
  memoryBytes = DEFAULT_BYTES,
): ResolvedResources {
  const props = readResources(issues, input);
  checkMember(issues, 'resources.qos', Qos, props.qos);
  issues.check(
    props.unlimitedCpu === undefined || typeof props.unlimitedCpu === 'boolean',
    'resources.unlimitedCpu',
    'true or false',
    props.unlimitedCpu,
  );
  const guaranteed = props.qos === Qos.GUARANTEED;
  const inMemory = sum(volumes, 'memory');
  const onDisk = sum(volumes, 'scratch');
  const cpu = resolveCpu(issues, props, guaranteed);
  const memory = resolveBytes(issues, 'resources.memory', props.memory, memoryBytes + inMemory);
  const disk = resolveBytes(issues, 'resources.ephemeralStorage', props.ephemeralStorage, DEFAULT_BYTES + onDisk);
  if (memory.limit <= inMemory) {
    issues.add(
      'resources.memory.limit',
      `must be above the volumes in memory (${bytesText(inMemory)}), got ${bytesText(memory.limit)}`,
      'they count as memory',
    );
  }
  if (disk.limit < onDisk) {
    issues.add(
      'resources.ephemeralStorage.limit',
      `must be at least the volumes on disk (${bytesText(onDisk)}), got ${bytesText(disk.limit)}`,
      'the pod would be evicted before they are full',
    );
  }
  if (guaranteed && memory.request !== memory.limit) {
    issues.add(
      'resources.memory',
      `must have request = limit for qos Guaranteed, got ${bytesText(memory.request)} and ${bytesText(memory.limit)}`,
    );
  }
  return {
    requests: { 'cpu': cpu.request, 'memory': bytesText(memory.request), 'ephemeral-storage': bytesText(disk.request) },
    limits: definedEntries({
      'cpu': cpu.limit,
      'memory': bytesText(memory.limit),
      'ephemeral-storage': bytesText(disk.limit),
    }),
    heapBytes: Math.max(memory.limit - inMemory, 0),
  };
}

function readResources(issues: Issues, input: ServerResources | undefined): ServerResources {
  const reader = new Reader(issues);
  const { cpu, memory, ephemeralStorage, ...others } = reader.struct(input ?? {}, PROPS, 'resources.');
  return {
    ...others,
    cpu: cpu && reader.struct(cpu, BOUNDS, 'resources.cpu.'),
    memory: memory && reader.struct(memory, BOUNDS, 'resources.memory.'),
    ephemeralStorage: ephemeralStorage && reader.struct(ephemeralStorage, BOUNDS, 'resources.ephemeralStorage.'),
  };
}

function resolveCpu(issues: Issues, props: ServerResources, guaranteed: boolean): { request: string; limit?: string } {
  const read = (bound: 'request' | 'limit'): number | undefined =>
    props.cpu?.[bound] === undefined ? undefined : cpuMillis(issues, `resources.cpu.${bound}`, props.cpu[bound]);
  const [request, limit] = [read('request'), read('limit')];
  if (props.unlimitedCpu === true) {
    checkUnlimitedCpu(issues, limit, guaranteed);
    return { request: cpuText(request ?? DEFAULT_CPU_REQUEST) };
  }
  const resolved = guaranteed ? guaranteedCpu(request, limit) : burstableCpu(request, limit);
  const [requestText, limitText] = [cpuText(resolved.request), cpuText(resolved.limit)];
  if (resolved.request > resolved.limit) {
    issues.add(
      'resources.cpu.request',
      `must not be above the limit, got ${requestText} and ${limitText}`,
      request === undefined ? 'set a request too: 100m is the default' : undefined,
    );
  }
  if (guaranteed && resolved.request !== resolved.limit) {
    issues.add('resources.cpu', `must have request = limit for qos Guaranteed, got ${requestText} and ${limitText}`);
  }
  return { request: requestText, limit: limitText };
}

function checkUnlimitedCpu(issues: Issues, limit: number | undefined, guaranteed: boolean): void {
  if (limit !== undefined) {
    issues.add('resources.cpu.limit', 'contradicts unlimitedCpu: true', 'leave one of them out');
  }
  if (guaranteed) {
    issues.add('resources.unlimitedCpu', 'contradicts qos Guaranteed, which needs a CPU limit');
  }
}

interface CpuMillis {
  readonly request: number;
  readonly limit: number;
}

/** Whichever of the two is given stands for both. */
function guaranteedCpu(request: number | undefined, limit: number | undefined): CpuMillis {
  const either = limit ?? request ?? DEFAULT_CPU_LIMIT;
  return { request: request ?? either, limit: either };
}

/** A limit of ten times the request. */
function burstableCpu(request: number | undefined, limit: number | undefined): CpuMillis {
  const defaultLimit = request === undefined ? DEFAULT_CPU_LIMIT : request * 10;
  return { request: request ?? DEFAULT_CPU_REQUEST, limit: limit ?? defaultLimit };
}

function resolveBytes(
  issues: Issues,
  prop: string,
  input: kplus.MemoryResources | undefined,
  byDefault: number,
): { request: number; limit: number } {
  const request = input?.request === undefined ? undefined : sizeBytes(issues, `${prop}.request`, input.request);
  const limit = input?.limit === undefined ? undefined : sizeBytes(issues, `${prop}.limit`, input.limit);
  const resolved = { request: request ?? limit ?? byDefault, limit: limit ?? request ?? byDefault };
  if (resolved.request > resolved.limit) {
    issues.add(
      `${prop}.request`,
      `must not be above the limit, got ${bytesText(resolved.request)} and ${bytesText(resolved.limit)}`,
    );
  }
  return resolved;
}

function sum(volumes: readonly VolumeSpec[], kind: VolumeSpec['kind']): number {
  return volumes.filter(volume => volume.kind === kind).reduce((total, { bytes }) => total + bytes, 0);
}
