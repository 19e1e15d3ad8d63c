import { Issues } from '../foundation/issues';
import { Reader } from '../foundation/reader';

/** Bounds of an autoscaler that follows the load of the server's container. */
export interface AutoscalingOptions {
  /**
   * The fewest replicas, at least 1. Below 3 a drained node or zone is felt.
   *
   * @default 3
   */
  readonly min?: number;

  /**
   * The most replicas, above `min`.
   *
   * @default 6
   */
  readonly max?: number;

  /**
   * The load to aim for, in percent of what is *requested*, 1 to 100.
   *
   * @default 70
   */
  readonly targetPercent?: number;
}

/** How many replicas a server has. */
export class Scaling {
  /**
   * A fixed number of replicas, without autoscaler.
   *
   * @param replicas At least 1.
   */
  public static fixed(replicas: number): Scaling {
    const issues = new Issues('Scaling.fixed');
    issues.check(isCount(replicas), 'replicas', 'an integer in 1-1000', replicas);
    issues.throwIfAny();
    return new Scaling({ kind: 'fixed', replicas });
  }

  /**
   * An autoscaler on CPU use.
   *
   * @param options The bounds and the target.
   */
  public static onCpu(options: AutoscalingOptions = {}): Scaling {
    return Scaling.auto('onCpu', 'cpu', options);
  }

  /**
   * An autoscaler on memory use. Memory of many runtimes never shrinks: prefer `onCpu` unless you measured it.
   *
   * @param options The bounds and the target.
   */
  public static onMemory(options: AutoscalingOptions = {}): Scaling {
    return Scaling.auto('onMemory', 'memory', options);
  }

  private static auto(factory: string, resource: 'cpu' | 'memory', options: AutoscalingOptions): Scaling {
    const issues = new Issues(`Scaling.${factory}`);
    const input = new Reader(issues).struct(options, { min: true, max: true, targetPercent: true });
    const { min = 3, max = 6, targetPercent = 70 } = input;
    const counts = [
      issues.check(isCount(min), 'min', 'an integer in 1-1000', min),
      issues.check(isCount(max), 'max', 'an integer in 1-1000', max),
    ];
    if (!counts.includes(false) && max <= min) {
      issues.add(
        'max',
        `must be above min, got min ${min}${input.min === undefined ? ' (the default)' : ''} and max ${max}`,
        max === min ? `use Scaling.fixed(${min})` : 'raise max or lower min',
      );
    }
    issues.check(
      Number.isInteger(targetPercent) && targetPercent >= 1 && targetPercent <= 100,
      'targetPercent',
      'an integer in 1-100',
      targetPercent,
    );
    issues.throwIfAny();
    return new Scaling({ kind: 'auto', resource, min, max, targetPercent });
  }

  private constructor(/** @internal */ public readonly _rule: ScalingRule) {}
}

/** @internal */
export type ScalingRule = FixedScaling | AutoScaling;

/** @internal */
export interface FixedScaling {
  readonly kind: 'fixed';
  readonly replicas: number;
}

/** @internal */
export interface AutoScaling {
  readonly kind: 'auto';
  readonly resource: 'cpu' | 'memory';
  readonly min: number;
  readonly max: number;
  readonly targetPercent: number;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1000;
}
