import { inspect } from 'node:util';
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { describeObject, ownerOf } from './owner';

/** Tells an object's state from any other. */
interface Stamped {
  readonly stamp: string;
}

/**
 * Finds objects that change between the guard's validation and the last one of the app. Validations run in the order of
 * the tree, so the one that looks is attached to the last construct.
 */
export class LateChanges {
  private readonly lookouts = new WeakSet<IConstruct>();
  private states: ReadonlyMap<ApiObject, string> = new Map();

  /** @param stampOf The stamp of an object of the library. */
  public constructor(private readonly stampOf: (object: ApiObject) => Stamped | undefined) {}

  /** Keeps the state of the objects, and looks at them again at the end of the tree. */
  public watch(objects: readonly ApiObject[], last: IConstruct): void {
    this.states = new Map(objects.map(object => [object, this.stateOf(object)]));
    if (last.node.scope !== undefined && !this.lookouts.has(last)) {
      this.lookouts.add(last);
      last.node.addValidation({ validate: () => this.problems() });
    }
  }

  private problems(): string[] {
    return [...this.states]
      .filter(([object, state]) => this.stateOf(object) !== state)
      .map(
        ([object]) =>
          `${ownerOf(object)}: ${describeObject(object)} was changed by a validation, after it was judged. ` +
          'Fix: change it before synth, not in a validation.',
      );
  }

  /** What is not of the library is compared as it is written. */
  private stateOf(object: ApiObject): string {
    return (
      this.stampOf(object)?.stamp ??
      inspect(object.toJson(), { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity })
    );
  }
}
