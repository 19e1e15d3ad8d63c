import { Issues } from '../private/issues';
import { isDnsSubdomain, isPlainText } from '../private/names';

/** A container runtime with a stronger wall between the server and the node's kernel. The cluster must offer it. */
export class Sandbox {
  /** gVisor, under the RuntimeClass `gvisor`. */
  public static gvisor(): Sandbox {
    return new Sandbox('gvisor');
  }

  /** Kata Containers, under the RuntimeClass `kata`. */
  public static kata(): Sandbox {
    return new Sandbox('kata');
  }

  /**
   * Another RuntimeClass.
   *
   * @param name The name of the RuntimeClass.
   */
  public static runtimeClass(name: string): Sandbox {
    const issues = new Issues('Sandbox.runtimeClass');
    issues.check(isPlainText(name) && isDnsSubdomain(name), 'name', 'the name of a RuntimeClass', name);
    issues.throwIfAny();
    return new Sandbox(name);
  }

  private constructor(/** @internal */ public readonly _runtimeClass: string) {}
}
