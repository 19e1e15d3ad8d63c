import { unwrapped } from './unwrap';
import { Word } from './values';
import { packagesIn, runnerAt } from '../foundation/packages/command-packages';
import { programName } from '../foundation/packages/program-name';
import { CommandWord, FetchedPackage, RunnerCall } from '../foundation/packages/runner-call';

/** A word that names a package. */
export interface PackageWord {
  readonly reference: FetchedPackage;
  readonly word: Word;
}

/** How a command line starts a package. */
export interface PackageCall {
  readonly kind: 'npm' | 'pypi';
  /** undefined: no word names it. */
  readonly main?: PackageWord;
  /** Packages beside it. */
  readonly added: readonly PackageWord[];
  /** The program, where it is named too. */
  readonly program?: Word;
  readonly args: readonly Word[];
  /** Words of the runner: its name, and options with their values. */
  readonly runner: readonly Word[];
  readonly options: readonly Word[];
}

/** `deno run -A npm:PACKAGE`: a package of npm. */
function denoCall(words: readonly Word[]): PackageCall | undefined {
  const at = words.findIndex(({ text }, i) => i > 1 && !text.startsWith('-'));
  const isRun = ['run', 'x'].includes(words.at(1)?.text ?? '') && programName(words[0].text) === 'deno';
  const [, specifier] = /^npm:\/?(.+)$/.exec(isRun && at !== -1 ? words[at].text : '') ?? [];
  const reference = specifier === undefined ? undefined : packagesIn(['npx', specifier]).find(({ isMain }) => isMain);
  return (
    reference && {
      kind: 'npm',
      main: { reference, word: words[at] },
      added: [],
      args: words.slice(at + 1),
      runner: words.slice(0, 2),
      options: words.slice(2, at),
    }
  );
}

/** The call of a package, if the first word is a program that runs packages of npm or PyPI. */
export function packageCall(words: readonly Word[]): PackageCall | undefined {
  return denoCall(words) ?? runnerCall(words);
}

function runnerCall(words: readonly Word[]): PackageCall | undefined {
  const found =
    words.length === 0
      ? undefined
      : runnerAt(
          words.map(({ text }, at) => ({ text, at })),
          0,
        );
  if (found === undefined || found.runner.operands === 'packages' || found.runner.operands === 'specifiers') {
    return undefined;
  }
  const { runner, call, subcommands } = found;
  const named = call.packages
    .filter(({ name, text }) => name !== undefined || !(text.startsWith('-') || text === words[0].text))
    .map(reference => ({ reference, word: words[reference.at] }));
  const { ecosystem: kind } = runner;
  if (kind !== 'npm' && kind !== 'pypi') {
    return undefined;
  }
  const parts = runner.operands === 'local' ? besidesProgram(call, named) : ofProgram(call, named);
  if (parts === undefined) {
    return undefined;
  }
  const { main, program, rest } = parts;
  const first = new Set([0, ...subcommands]);
  const end = rest.at(0)?.at ?? words.length;
  return {
    kind,
    main,
    added: named.filter(one => one !== main),
    program: program && words[program.at],
    args: rest.map(({ at }) => words[at]),
    runner: words.filter((_, i) => first.has(i)),
    options: words.filter((_, i) => i < end && !first.has(i)),
  };
}

/** Whether a command line, behind a shell or not, starts a package. */
export function startsPackage(words: readonly Word[]): boolean {
  return packageCall(unwrapped(words).words)?.main !== undefined;
}

interface CallParts {
  readonly main?: PackageWord;
  readonly program?: CommandWord;
  readonly rest: readonly CommandWord[];
}

function ofProgram({ program, rest }: RunnerCall, named: readonly PackageWord[]): CallParts {
  return { main: named.filter(({ reference }) => reference.isMain).at(-1), program, rest };
}

/** `uv run --with PACKAGE PROGRAM`: a program that a package beside it brings; undefined for a file of the client. */
function besidesProgram(
  { rest: [program, ...rest] }: RunnerCall,
  named: readonly PackageWord[],
): CallParts | undefined {
  const isFile =
    program === undefined || /[./\\]/.test(program.text) || /^(?:python\d?|node)$/.test(programName(program.text));
  const main = named.find(({ reference }) => reference.name === program?.text) ?? named.at(0);
  return isFile || main === undefined ? undefined : { main, program, rest };
}
