import { ImportDecision } from './import-loss';

/** Between the reasons of a decision. */
const MORE = '; also ';

/** A decision with its reasons, in the order in which they were found. */
interface Found extends Omit<ImportDecision, 'how'> {
  readonly reasons: Set<string>;
}

/** What the user has to decide, each once. Several reasons for the same decision are told together. */
export class Decisions {
  private readonly found = new Map<string, Found>();

  public get all(): ImportDecision[] {
    return [...this.found.values()].map(({ at, what, required, reasons }) => {
      return { at, what, how: [...reasons].join(MORE), required };
    });
  }

  public has(at: string, what: string): boolean {
    return this.found.has(`${at} ${what}`);
  }

  /** Records a decision and gives what takes it back. A reason to look at something adds nothing to a required one. */
  public record({ at, what, how, required }: ImportDecision): () => void {
    const key = `${at} ${what}`;
    const before = this.found.get(key);
    if (before?.required === required) {
      const { reasons } = before;
      return reasons.has(how) ? () => undefined : taker(reasons.add(how), how);
    }
    if (before?.required === true) {
      return () => undefined;
    }
    this.found.set(key, { at, what, required, reasons: new Set([how]) });
    return () => {
      if (before === undefined) {
        this.found.delete(key);
      } else {
        this.found.set(key, before);
      }
    };
  }
}

/** What takes a reason back. */
function taker(reasons: Set<string>, how: string): () => void {
  return () => {
    reasons.delete(how);
  };
}
