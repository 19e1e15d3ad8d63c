import { NPM_RUNNERS } from './npm-runners';
import { OTHER_RUNNERS } from './other-runners';
import { PYTHON_RUNNERS } from './python-runners';
import { Runner, RunnerOptions } from './runner';
import { CommandWord, FetchedPackage, RunnerCall, readCall } from './runner-call';
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
}

const RUNNERS = new Map(Object.entries({ ...NPM_RUNNERS, ...PYTHON_RUNNERS, ...OTHER_RUNNERS }));
const MAX_DEPTH = 8;
/** More of them in one command are an attempt to take time. */
const MAX_RUNNERS = 100;
/** Their value is a script. */
const SCRIPT_OPTIONS = new Set(['-c', '--call']);
/** What only a shell would read. */
const SCRIPT = /[\s;&|`()<>'"\\]/;
const ASSIGNMENT = /^\w+=/;
const KEYWORD = /^(?:\{|!|if|then|elif|else|while|until|do|exec|command|builtin|eval|time|coproc)$/;
/** Programs that run the program in a file. */
const INTERPRETER = /^(?:node|nodejs|python[\d.]*|pypy[\d.]*|corepack|tsx|ts-node)$/;

/** A program without its folder, version and ending: `npx` for `/usr/local/bin/npx`, `npx@10` and `npx-cli.js`. */
export function programName(word: string): string {
  const name = word.startsWith('@')
    ? ''
    : word
        .replace(/^.*[\\/]/, '')
        .replace(/(?!^)(?:@[^@]*|==.*)$/, '')
        .replace(/\.(?:exe|cmd|ps1|[cm]?js)$/i, '')
        .replace(/-cli$/, '')
        .replace(/^-m(?=[a-z])/, '')
        .toLowerCase();
  return /^pip\d[\d.]*$/.test(name) ? 'pip' : name;
}

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

/** The packages that the words of a container fetch: its command and its arguments, one behind the other. */
export function packagesIn(words: readonly string[]): FetchedPackage[] {
  return commandsOf(words.map((text, at) => ({ text, at }))).flatMap(packagesOf);
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
    while (/^-/.test(words.at(i)?.text ?? '')) {
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
  return [{ words: given, isAnyWord: true }, ...scriptsIn(given, depth)];
}

function scriptsIn(words: readonly CommandWord[], depth: number): SimpleCommand[] {
  let isOfShell = false;
  return words.flatMap(({ text, at }) => {
    const before = isOfShell;
    isOfShell = isOfShell || SCRIPT_OPTIONS.has(text) || isShell(text);
    const script = /^--?[\w-]+=(?=\S)/.test(text) ? text.slice(text.indexOf('=') + 1) : text;
    return SCRIPT.test(script) ? commandsOfText({ text: script, at }, before, depth) : [];
  });
}

function commandsOfText({ text, at }: CommandWord, isOfShell: boolean, depth: number): SimpleCommand[] {
  if (depth === MAX_DEPTH) {
    return [{ words: text.split(/\s+/).map(word => ({ text: word, at })), isAnyWord: true }];
  }
  return commandsOfScript(text).flatMap(command => {
    const words = command.map(word => ({ text: word, at }));
    const inner = words.filter(word => word.text !== text);
    return [{ words, isAnyWord: isOfShell }, ...scriptsIn(inner, depth + 1)];
  });
}

function packagesOf(command: SimpleCommand): FetchedPackage[] {
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
  return isStarter(word) || isShell(word) || INTERPRETER.test(programName(word));
}

/** Whether the program is behind a word. */
function mayPrecede(word: string): boolean {
  return ASSIGNMENT.test(word) || KEYWORD.test(word);
}
