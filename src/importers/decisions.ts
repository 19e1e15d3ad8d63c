import { ImportDecision } from './import-loss';

/** Between the reasons of a decision. */
const MORE = '; also ';

/** What the user has to decide, each once. Several reasons for the same decision are told together. */
export class Decisions {
  private readonly found = new Map<string, ImportDecision>();

  public get all(): ImportDecision[] {
    return [...this.found.values()];
  }

  public has(at: string, what: string): boolean {
    return this.found.has(`${at} ${what}`);
  }

  /** Records a decision and gives what takes it back. A reason to look at something adds nothing to a required one. */
  public record({ at, what, how, required }: ImportDecision): () => void {
    const key = `${at} ${what}`;
    const before = this.found.get(key);
    const isMore = before?.required === required;
    const isKnown = before !== undefined && (isMore ? before.how.split(MORE).includes(how) : before.required);
    if (isKnown) {
      return () => undefined;
    }
    this.found.set(key, { at, what, how: isMore ? before.how + MORE + how : how, required });
    return () => {
      if (before === undefined) {
        this.found.delete(key);
      } else {
        this.found.set(key, before);
      }
    };
  }
}
