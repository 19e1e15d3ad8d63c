import { Change, Weight } from './change';

interface ValueOptions {
  /** Instead of `<name>-changed`. */
  readonly kind?: string;
  readonly weight?: (before: string | undefined, after: string | undefined) => Weight;
}

interface MemberOptions<M> {
  readonly added?: (member: M) => Weight;
  readonly removed?: (member: M) => Weight;
}

/** Two states of one thing. Its methods return the changes between them. */
export class Comparison<T> {
  public constructor(
    public readonly before: T,
    public readonly after: T,
    /** What the changes are about, such as `server mcp-tools/notes`. */
    public readonly subject: string,
  ) {}

  /** The change of one value, if it differs. */
  public value(name: string, of: (state: T) => string | undefined, options: ValueOptions = {}): Change[] {
    const [before, after] = [of(this.before), of(this.after)];
    if (before === after) {
      return [];
    }
    const { kind = `${name}-changed`, weight = () => 'changed' } = options;
    return [
      {
        weight: weight(before, after),
        subject: this.subject,
        kind,
        text: `${name}: ${before ?? 'none'} → ${after ?? 'none'}`,
      },
    ];
  }

  /** The members of a list that were added or removed. Members with the same text are the same. */
  public members<M>(
    name: string,
    of: (state: T) => readonly M[],
    text: (member: M) => string,
    { added = () => 'widened', removed = () => 'narrowed' }: MemberOptions<M> = {},
  ): Change[] {
    const [before, after] = [this.before, this.after].map(
      state => new Map(of(state).map(member => [text(member), member])),
    );
    const kind = name.replace(' ', '-');
    return [
      ...[...after]
        .filter(([key]) => !before.has(key))
        .map(([key, member]) => this.change(added(member), `${kind}-added`, `${name} added: ${key}`)),
      ...[...before]
        .filter(([key]) => !after.has(key))
        .map(([key, member]) => this.change(removed(member), `${kind}-removed`, `${name} removed: ${key}`)),
    ];
  }

  private change(weight: Weight, kind: string, text: string): Change {
    return { weight, subject: this.subject, kind, text };
  }
}

/** The weight of a change of something that restricts: without it more is possible. */
export function restrictionWeight(before: string | undefined, after: string | undefined): Weight {
  if (after === undefined) {
    return 'widened';
  }
  return before === undefined ? 'narrowed' : 'changed';
}
