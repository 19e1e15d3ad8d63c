import { Duration, Size, SizeRoundingBehavior } from 'cdk8s';
import { Issues } from './issues';
import { parseQuantity } from './quantities';

const UNITS = [
  ['Gi', 1024 ** 3],
  ['Mi', 1024 ** 2],
  ['Ki', 1024],
] as const;

/** The shortest Kubernetes quantity for a number of bytes, in units of 1024. */
export function bytesText(bytes: number): string {
  const unit = UNITS.find(([, factor]) => bytes % factor === 0);
  return unit === undefined ? String(bytes) : `${bytes / unit[1]}${unit[0]}`;
}

/** The bytes of a size; problems (not a Size, zero, a fraction of a byte) become issues and yield 0. */
export function sizeBytes(issues: Issues, prop: string, size: unknown): number {
  const kibibytes = size instanceof Size ? size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) : NaN;
  const ok = Number.isInteger(kibibytes * 1024) && kibibytes > 0 && kibibytes * 1024 <= Number.MAX_SAFE_INTEGER;
  issues.check(
    ok,
    prop,
    'a Size above zero, such as Size.mebibytes(256)',
    size instanceof Size ? `${kibibytes}Ki` : size,
  );
  return ok ? kibibytes * 1024 : 0;
}

/**
 * The millicores of a `Cpu` of cdk8s-plus; problems (not a Cpu, zero, a fraction of a millicore) become issues and
 * yield 0.
 */
export function cpuMillis(issues: Issues, prop: string, cpu: unknown): number {
  const amount: unknown = typeof cpu === 'object' && cpu !== null && 'amount' in cpu ? cpu.amount : undefined;
  const quantity = typeof amount === 'string' ? parseQuantity(amount) : undefined;
  const millis = quantity === undefined ? NaN : Number(quantity.numerator * 1000n) / Number(quantity.denominator);
  const ok = issues.check(
    Number.isInteger(millis) && millis > 0,
    prop,
    'a Cpu of whole millicores above zero, such as kplus.Cpu.units(4)',
    amount ?? cpu,
  );
  return ok ? millis : 0;
}

export function cpuText(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** Seconds, both included. */
export interface SecondsRange {
  readonly min: number;
  readonly max: number;
}

/** The whole seconds of a duration within bounds; problems become issues and yield `min`. */
export function seconds(issues: Issues, prop: string, duration: unknown, { min, max }: SecondsRange): number {
  const value = duration instanceof Duration ? duration.toSeconds({ integral: false }) : NaN;
  const ok = Number.isInteger(value) && value >= min && value <= max;
  issues.check(
    ok,
    prop,
    `a Duration of ${min} to ${max} whole seconds`,
    duration instanceof Duration ? `${value} s` : duration,
  );
  return ok ? value : min;
}
