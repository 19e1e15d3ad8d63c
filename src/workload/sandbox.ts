import type { Size } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Issues } from '../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../foundation/names';
import { Reader } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';
import { cpuMillis, sizeBytes } from '../foundation/sizes';

/** What a container runtime itself takes for each pod: `overhead.podFixed` of the RuntimeClass. Quotas count it. */
export interface SandboxOverhead {
  /** CPU for each pod. */
  readonly cpu: kplus.Cpu;

  /** Memory for each pod. */
  readonly memory: Size;
}

/** What else is known of a sandbox. */
export interface SandboxOptions {
  /**
   * What the runtime takes for each pod, as the RuntimeClass says it. The quota of a pool has room for it.
   *
   * @default - what the runtime's own RuntimeClass says: 250m and 160Mi with `Sandbox.kata()`, none with
   * `Sandbox.gvisor()`
   */
  readonly overhead?: SandboxOverhead;
}

/** What else is known of a RuntimeClass of one's own. */
export interface RuntimeClassOptions {
  /**
   * What the runtime takes for each pod, as the RuntimeClass says it. The quota of a pool has room for it.
   *
   * @default - none
   */
  readonly overhead?: SandboxOverhead;

  /**
   * Why a member of a pool leaves the pool's sandbox for this one. It is written on the Deployment.
   *
   * @default - none; an error where the pool has another sandbox
   */
  readonly reason?: string;
}

/** A container runtime with a stronger isolation of the server from the node's kernel. The cluster must offer it. */
export class Sandbox {
  /**
   * gVisor, under the RuntimeClass `gvisor`.
   *
   * @param options What the runtime takes.
   */
  public static gvisor(options: SandboxOptions = {}): Sandbox {
    return new Sandbox({ runtimeClass: 'gvisor', strong: true, overhead: overheadOf('Sandbox.gvisor', options) });
  }

  /**
   * Kata Containers, under the RuntimeClass `kata`.
   *
   * @param options What the runtime takes.
   */
  public static kata(options: SandboxOptions = {}): Sandbox {
    return new Sandbox({ runtimeClass: 'kata', strong: true, overhead: overheadOf('Sandbox.kata', options) ?? KATA });
  }

  /**
   * Another RuntimeClass.
   *
   * @param name The name of the RuntimeClass.
   * @param options What the runtime takes, and why it replaces that of a pool.
   */
  public static runtimeClass(name: string, options: RuntimeClassOptions = {}): Sandbox {
    const issues = new Issues('Sandbox.runtimeClass');
    issues.check(isPlainText(name) && isDnsSubdomain(name), 'name', 'the name of a RuntimeClass', name);
    const { overhead, reason } = new Reader(issues).struct(options, { overhead: true, reason: true });
    if (reason !== undefined) {
      checkReason(issues, reason);
    }
    issues.throwIfAny();
    return new Sandbox({
      runtimeClass: name,
      strong: false,
      reason,
      overhead: overheadOf('Sandbox.runtimeClass', { overhead }),
    });
  }

  /**
   * The cluster's default runtime, for a member of a pool that has a sandbox.
   *
   * @param reason Why. It is written on the Deployment.
   */
  public static none(reason: string): Sandbox {
    const issues = new Issues('Sandbox.none');
    checkReason(issues, reason);
    issues.throwIfAny();
    return new Sandbox({ strong: false, reason });
  }

  private constructor(/** @internal */ public readonly _rule: SandboxRule) {}
}

/** @internal */
export interface SandboxRule {
  /** undefined: the cluster's default. */
  readonly runtimeClass?: string;
  /** Known to isolate more strongly than the default. */
  readonly strong: boolean;
  /** Millicores and bytes. */
  readonly overhead?: { readonly cpu: number; readonly memory: number };
  readonly reason?: string;
}

const KATA = { cpu: 250, memory: 160 * 1024 * 1024 };

function overheadOf(where: string, options: SandboxOptions): SandboxRule['overhead'] {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const { overhead } = reader.struct(options, { overhead: true });
  if (overhead === undefined) {
    issues.throwIfAny();
    return undefined;
  }
  const { cpu, memory } = reader.struct(overhead, { cpu: true, memory: true }, 'overhead.');
  const found = { cpu: cpuMillis(issues, 'overhead.cpu', cpu), memory: sizeBytes(issues, 'overhead.memory', memory) };
  issues.throwIfAny();
  return found;
}
