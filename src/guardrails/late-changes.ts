import { inspect } from 'node:util';
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { headOf } from './final-head';
import { describeObject, ownerOf } from './owner';
import { apiObjects } from '../foundation/inventory';

/**
 * Finds what changes between the guard's validation and the last one of the app. Validations run in the order of the
 * tree, so the one that looks is attached to the last construct.
 */
export class LateChanges {
  private readonly lookouts = new WeakSet<IConstruct>();
  private states: ReadonlyMap<ApiObject, string> = new Map();

  /**
   * @param stampOf The stamp of an object of the library.
   * @param isGuarded Whether an object is judged.
   */
  public constructor(
    private readonly stampOf: (object: ApiObject) => string | undefined,
    private readonly isGuarded: (object: ApiObject) => boolean,
  ) {}

  /** Keeps the state of the objects, and looks at them again at the end of the tree. */
  public watch(root: IConstruct, last: IConstruct): void {
    this.states = this.statesOf(root);
    if (last !== root && !this.lookouts.has(last)) {
      this.lookouts.add(last);
      last.node.addValidation({ validate: () => this.problems(root) });
    }
  }

  private problems(root: IConstruct): string[] {
    const now = this.statesOf(root);
    return [
      ...[...this.states].flatMap(([object, state]) => {
        const after = now.get(object);
        if (after === state) {
          return [];
        }
        return [problem(object, after === undefined ? 'removed' : 'changed')];
      }),
      ...[...now.keys()].filter(object => !this.states.has(object)).map(object => problem(object, 'added')),
    ];
  }

  private statesOf(root: IConstruct): Map<ApiObject, string> {
    return new Map(apiObjects(root.node.findAll()).map(object => [object, this.stateOf(object)]));
  }

  /** What is not of the library is compared as it is written, or by its names where nobody judges it. */
  private stateOf(object: ApiObject): string {
    return (
      this.stampOf(object) ??
      inspect(this.isGuarded(object) ? object.toJson() : headOf(object, () => undefined), {
        depth: Infinity,
        maxArrayLength: Infinity,
        maxStringLength: Infinity,
      })
    );
  }
}

function problem(object: ApiObject, what: string): string {
  return (
    `${ownerOf(object)}: ${describeObject(object)} was ${what} by a validation, after it was judged. ` +
    'Fix: change it before synth, not in a validation.'
  );
}
