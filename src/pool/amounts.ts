import { Issues } from '../foundation/issues';
import { Quantity } from '../foundation/quantities';
import { cpuMillis, sizeBytes } from '../foundation/sizes';

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

/** The thousandths of a CPU that a prop asks for; undefined when it is left out. */
export function resolveCpu(issues: Issues, prop: string, cpu: unknown): number | undefined {
  return cpu === undefined ? undefined : cpuMillis(issues, prop, cpu);
}

/** The bytes that a prop asks for; undefined when it is left out. */
export function resolveBytes(issues: Issues, prop: string, size: unknown): number | undefined {
  return size === undefined ? undefined : sizeBytes(issues, prop, size);
}

export function millisOf(quantity: Quantity | undefined): number {
  return quantity === undefined ? 0 : Number((quantity.numerator * 1000n) / quantity.denominator);
}

export function unitsOf(quantity: Quantity | undefined): number {
  return quantity === undefined ? 0 : Number(quantity.numerator / quantity.denominator);
}
