import { NPM_RUNNERS } from './npm-runners';
import { OTHER_RUNNERS } from './other-runners';
import { programName } from './program-name';
import { UnreadableWord, mayPrecede, unreadableWord } from './program-place';
import { unreadableTexts } from './program-text';
import { PYTHON_RUNNERS } from './python-runners';
import { Runner, RunnerOptions } from './runner';
import { CommandWord, FetchedPackage, RunnerCall, readCall } from './runner-call';
import { definedItems } from '../defined';
import { commandsOfScript } from '../shell-words';
import { isShell, isStarter } from '../shells';

/** A runner in a command, and how it is called. */
export interface FoundRunner {
  readonly runner: Runner;
  readonly call: RunnerCall;
  /** The positions of its subcommands. */
  readonly subcommands: readonly number[];
  /** The position of what may be another program. */
  readonly next: number;
}

/** One command without operators of a shell. */
interface SimpleCommand {
  readonly words: readonly CommandWord[];
  /** Each word may be the program; otherwise only the first one. */
  readonly isAnyWord: boolean;
  /** A shell reads it. */
  readonly isOfShell: boolean;
}

const RUNNERS = new Map(Object.entries({ ...NPM_RUNNERS, ...PYTHON_RUNNERS, ...OTHER_RUNNERS }));
const MAX_DEPTH = 8;
/** More of them in one command are an attempt to take time. */
const MAX_RUNNERS = 100;
/** Their value is a script. */
const SCRIPT_OPTIONS = new Set(['-c', '--call']);
/** What a shell replaces. */
const EXPANDED = /[$*?[{]/;
/** The next word that is no option is a script of a shell. */
const SHELL_OPTION = /^-[A-Za-z]*c[A-Za-z]*$/;
/** env -S: the words of a command in one, as a shell would read them. */
const SPLIT = /^(?:-[0a-z]*S(?=\S)|--split-string=)/;
const USER = /^(?:su|runuser)$/;
/** What only a shell would read. */
const SCRIPT = /[\s;&|`()<>'"\\]/;
/** Programs that run the program in a file. */
const INTERPRETER = /^(?:node|nodejs|python[\d.]*|pypy[\d.]*|corepack|tsx|ts-node)$/;

/** The runner at a position of words, with its call; undefined if there is none. */
export function runnerAt(words: readonly CommandWord[], start: number): FoundRunner | undefined {
  for (const runner of RUNNERS.get(programName(words[start].text)) ?? []) {
    const subcommands = subcommandsOf(words, start + 1, runner);
    if (subcommands !== undefined) {
      const skipped = new Set(subcommands);
      const call = readCall(
        words.filter((_, i) => i >= start && !skipped.has(i)),
        runner,
      );
      return { runner, call, subcommands, next: start + subcommands.length + call.next };
    }
  }
  return undefined;
}

/**
 * The packages that the words of a container fetch: its command and its arguments, one behind the other.
 *
 * @param startsProgram Whether the first word is a program; without a command the image has it.
 */
export function packagesIn(words: readonly string[], startsProgram = true): FetchedPackage[] {
  const given = words.map((text, at) => ({ text, at }));
  const [first] = given;
  // kubelet replaces it by what a Secret or a ConfigMap has
  const isVariable = startsProgram && /^\$\([A-Za-z_][\w.-]*\)$/.test(first?.text ?? '');
  const unknown = isVariable ? [{ words: [first], isAnyWord: false, isOfShell: true }] : [];
  const commands = [...commandsOf(given), ...unknown];
  const found = commands.flatMap(packagesOf);
  const known = new Set(found.map(({ at }) => at));
  const texts = commands
    .flatMap(command => unreadableTexts(command.words, name => RUNNERS.has(name)))
    .filter(({ at }) => !known.has(at));
  return [...found, ...texts.map(unreadable)];
}

/** The positions of the subcommands, with options before and between them; undefined if the words are others. */
function subcommandsOf(
  words: readonly CommandWord[],
  from: number,
  { subcommands, options }: Runner,
): number[] | undefined {
  const found: number[] = [];
  let i = from;
  for (const names of subcommands) {
    while (/^[-+]/.test(words.at(i)?.text ?? '')) {
      i += optionLength(words, i, names, options);
    }
    if (!names.includes(words.at(i)?.text ?? '')) {
      return undefined;
    }
    found.push(i);
    i++;
  }
  return found;
}

/** How many words an option before a subcommand has. */
function optionLength(
  words: readonly CommandWord[],
  i: number,
  names: readonly string[],
  { values = [], packages = [], plain = [] }: RunnerOptions,
): number {
  const [text, next, second] = [words[i], words.at(i + 1), words.at(i + 2)].map(word => word?.text ?? '');
  if (values.includes(text) || packages.includes(text)) {
    return 2;
  }
  const hasValue = !plain.includes(text) && !text.includes('=') && !names.includes(next) && names.includes(second);
  return hasValue ? 2 : 1;
}

/** The words as one command, and the scripts of shells among them. */
function commandsOf(words: readonly CommandWord[], depth = 0): SimpleCommand[] {
  const given = words.filter(({ text }) => /^[^\\\s]|\S\S/.test(text));
  return [{ words: given, isAnyWord: true, isOfShell: false }, ...scriptsIn(given, depth)];
}

function scriptsIn(words: readonly CommandWord[], depth: number): SimpleCommand[] {
  let isBehindShell = false;
  const ofShells = shellScripts(words);
  return words.flatMap((word, i) => {
    const { text, at } = word;
    const isOfShell = ofShells.has(i);
    const before = isBehindShell;
    isBehindShell = isBehindShell || SCRIPT_OPTIONS.has(text) || isShell(text);
    const script = /^--?[\w-]+=(?=\S)/.test(text) ? text.slice(text.indexOf('=') + 1) : text.replace(SPLIT, '');
    const isScript = SCRIPT.test(script) || (isOfShell && EXPANDED.test(script));
    return isScript ? commandsOfText({ text: script, at }, { isAnyWord: before, isOfShell }, depth) : [];
  });
}

/** The positions of words that a shell, or env -S, reads as a script. */
function shellScripts(words: readonly CommandWord[]): ReadonlySet<number> {
  const found = new Set<number>();
  let [isShellSeen, isNext] = [false, false];
  for (const [i, { text }] of words.entries()) {
    if ((isNext && !/^[-+]/.test(text)) || SPLIT.test(text)) {
      found.add(i);
      isNext = false;
    } else {
      isNext ||= isShellSeen && SHELL_OPTION.test(text);
    }
    isShellSeen ||= isShell(text) || USER.test(programName(text));
  }
  return found;
}

function commandsOfText(
  { text, at }: CommandWord,
  { isAnyWord, isOfShell }: Pick<SimpleCommand, 'isAnyWord' | 'isOfShell'>,
  depth: number,
): SimpleCommand[] {
  if (depth === MAX_DEPTH) {
    return [{ words: text.split(/\s+/).map(word => ({ text: word, at })), isAnyWord: true, isOfShell: false }];
  }
  return commandsOfScript(text).flatMap(command => {
    const words = command.map(word => ({ text: word, at }));
    const inner = words.filter(word => word.text !== text);
    return [{ words, isAnyWord, isOfShell }, ...scriptsIn(inner, depth + 1)];
  });
}

function packagesOf(command: SimpleCommand): FetchedPackage[] {
  const program = command.isOfShell ? unreadableWord(command.words) : undefined;
  return [...packagesOfRunners(command), ...definedItems([program]).map(unreadable)];
}

function unreadable(word: UnreadableWord): FetchedPackage {
  return { ...word, ecosystem: 'system', isMain: false };
}

function packagesOfRunners(command: SimpleCommand): FetchedPackage[] {
  const { words } = command;
  const found: FetchedPackage[] = [];
  let [i, runners, isAnyWord] = [0, 0, command.isAnyWord];
  while (i < words.length) {
    const runner = runnerAt(words, i);
    if (runner === undefined) {
      isAnyWord ||= startsWords(words[i].text);
      if (!isAnyWord && !mayPrecede(words[i].text)) {
        break;
      }
      i++;
      continue;
    }
    if (++runners > MAX_RUNNERS) {
      return [...found, { ecosystem: 'npm', ...words[i], problem: 'is one runner too many', isMain: false }];
    }
    const { call, next } = runner;
    found.push(...call.packages);
    i = next;
  }
  return found;
}

/** Whether a program starts one of the words behind it. */
function startsWords(word: string): boolean {
  return isStarter(word) || isShell(word) || word === 'set' || INTERPRETER.test(programName(word));
}
