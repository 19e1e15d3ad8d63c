import { Issues, refusalIn } from '../foundation/issues';
import { visibleLine } from '../foundation/visible';

/** Where a path of the file stands in its text. */
export interface Places {
  readonly at: (path: string) => { readonly line: number; readonly column: number };
}

/** The mistakes of a file, and where they are in its text. */
export class Mistakes {
  public readonly issues: Issues;
  /** The paths in the file of constructs by their own paths. */
  private readonly paths = new Map<string, string>();

  /** @param places Without it, errors have no lines. */
  public constructor(
    private readonly where: string,
    private readonly places: (() => Places) | undefined,
  ) {
    this.issues = new Issues(where);
  }

  /** Records where the file has a construct. */
  public locate(construct: string, path: string): void {
    this.paths.set(construct, path);
  }

  /** Runs what may throw; its problems are recorded, each at the property that it is about. */
  public attempt<T>(at: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal === undefined) {
        this.issues.addText(`${at}: ${error instanceof Error ? error.message : String(error)}`, at);
        return undefined;
      }
      const { where, problems } = refusal;
      const about = this.pathOf(where) ?? at;
      for (const { prop, text } of problems) {
        this.issues.addText(`${at}: ${where}: ${text}`, `${about}.${prop}`);
      }
      return undefined;
    }
  }

  /** Where the file has a construct or what is above it, such as `app.yaml:12:3`. */
  public placeOf(construct: string): string | undefined {
    const path = this.pathOf(construct);
    return path === undefined || this.places === undefined ? undefined : this.placed(this.places(), path);
  }

  /** A path with its place, for errors about another one. */
  public named(path: string): string {
    return this.places === undefined ? path : `${path} (${this.placed(this.places(), path)})`;
  }

  /** Throws one error with every mistake: a line for each, in the order of the file, where their places are known. */
  public throwIfAny(): void {
    if (this.issues.isEmpty || this.places === undefined) {
      this.issues.throwIfAny();
      return;
    }
    const places = this.places();
    const lines = this.issues.problems
      .map(({ prop, text }) => ({ ...places.at(prop), text }))
      .sort((a, b) => a.line - b.line || a.column - b.column)
      .map(({ line, column, text }) => `${visibleLine(this.where)}:${line}:${column}: ${text}`);
    throw new Error(lines.join('\n'));
  }

  private placed(places: Places, path: string): string {
    const { line, column } = places.at(path);
    return `${visibleLine(this.where)}:${line}:${column}`;
  }

  private pathOf(construct: string): string | undefined {
    for (let above = construct; above !== ''; above = above.slice(0, Math.max(above.lastIndexOf('/'), 0))) {
      const found = this.paths.get(above);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }
}
