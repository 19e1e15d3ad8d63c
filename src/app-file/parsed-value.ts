import { Issues, refusalIn } from '../foundation/issues';

/** A value of an app file, and TypeScript for the same value. */
export interface ParsedValue {
  readonly value: unknown;
  readonly code: string;
}

/** What reading values needs to know of the file and the package. */
export interface Context {
  readonly issues: Issues;
  /** How many issues there are by now, and references to what could not be made. */
  readonly faults: () => number;
  /** Records a reference to what could not be made, whose own mistake is recorded. */
  readonly unmade: () => void;
  /** Whether a text is one variable and nothing else. */
  readonly isVariable: (at: string) => boolean;
  /** A class or enum of the package by its name. */
  readonly load: (name: string) => unknown;
  /** A construct of the file by its name; undefined after an issue. */
  readonly named: (kind: 'server' | 'pool' | 'gateway', name: string, at: string) => ParsedValue | undefined;
  /** Records that the TypeScript uses a name of a module. */
  readonly uses: (module: 'cdk8s-mcp' | 'cdk8s' | 'cdk8s-plus-28', name: string) => void;
}

/** What an issue leaves. */
export const NOTHING: ParsedValue = { value: undefined, code: 'undefined' };

/** Records an issue about a value. */
export function fail({ issues }: Context, at: string, expected: string, value: unknown): ParsedValue {
  issues.check(false, at, expected, value);
  return NOTHING;
}

/** The place of a key below another place. */
export function below(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}

/** Records what a call refused, each problem at the argument that it is about. */
export function refuse(
  { issues }: Context,
  parameters: readonly { readonly name: string }[],
  at: string,
  error: unknown,
): void {
  const refusal = refusalIn(error);
  if (refusal === undefined) {
    issues.add(at, error instanceof Error ? error.message.replace(/^[\w.]+: /, '') : String(error));
    return;
  }
  // one argument has no name in the file
  const only = parameters.length === 1 ? parameters[0].name : undefined;
  for (const { prop, text } of refusal.problems) {
    const isOfOnly = only !== undefined && /^(?:\[|$)/.test(prop.replace(only, ''));
    issues.addText(`${at} ${text}`, isOfOnly ? prop.replace(only, at) : below(at, prop));
  }
}
