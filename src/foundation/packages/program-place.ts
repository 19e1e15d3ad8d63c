import { CommandWord } from './runner-call';
import { isShell, isStarter } from '../shells';

/** A word that decides what a script runs, and why that cannot be known. */
export interface UnreadableWord extends CommandWord {
  readonly problem: string;
}

const UNKNOWN_PROGRAM = 'is a program that cannot be read here: write its name';
const UNKNOWN_SCRIPT = 'fetches and runs what cannot be read here: put the program into the image';

const ASSIGNMENT = /^\w+=/;
const KEYWORD = /^(?:\{|!|if|then|elif|else|while|until|do|exec|command|builtin|eval|time|coproc)$/;
/** Arguments of a script, which are words of the same container. */
const ARGUMENT = /^\$(?:[@*\d]|\{[@*\d]\})$/;
const INTERPRETER = /^(?:node|nodejs|bun|deno|python[\d.]*|pypy[\d.]*|ruby|perl|php|lua)$/;
/** Their first operand is a script for the same shell. */
const READER = /^(?:\.|source)$/;
const APPLETS = /^(?:busybox|toybox)$/;
/** Options whose value is the program, or that need none. */
const OWN_PROGRAM = /^(?:-[A-Za-z]*[cempr][A-Za-z]*|--(?:eval|print|version|help|command|file)(?:=.*)?)$/s;
const READS_INPUT = /^-[a-z]*s[a-z]*$/;
const INPUT = /^(?:-|\/dev\/stdin|\/dev\/fd\/\d+|\/proc\/self\/fd\/\d+)$/;

/** Whether the program is behind a word. */
export function mayPrecede(word: string): boolean {
  return ASSIGNMENT.test(word) || KEYWORD.test(word);
}

/** The word of a command of a shell that keeps its program unknown; undefined if the program can be read. */
export function unreadableWord(words: readonly CommandWord[]): UnreadableWord | undefined {
  const place = programPlace(words);
  const program = words.at(place);
  if (program === undefined || place === words.length) {
    return undefined;
  }
  const name = program.text.slice(program.text.lastIndexOf('/') + 1);
  if (isUnknown(name) && !ARGUMENT.test(name)) {
    return { ...program, problem: UNKNOWN_PROGRAM };
  }
  return readsScript(name, words.slice(place + 1)) ? { ...program, problem: UNKNOWN_SCRIPT } : undefined;
}

/** The position of the program, behind assignments, keywords, and programs such as env with their options. */
function programPlace(words: readonly CommandWord[]): number {
  let isStarted = false;
  return words.reduce((place, { text }, i) => {
    if (place !== i) {
      return place;
    }
    const starts = isStarter(text) || APPLETS.test(text.slice(text.lastIndexOf('/') + 1));
    isStarted ||= starts;
    return starts || mayPrecede(text) || (isStarted && /^[-\d]/.test(text)) ? i + 1 : place;
  }, 0);
}

/** A variable, the output of a command, or a pattern of file names. */
function isUnknown(name: string): boolean {
  return name.includes('$') || /^[\w.-]+[?*[{]/.test(name) || /^\{.*,/.test(name);
}

/** Whether a shell or an interpreter reads its program from a pipe or from the output of a command. */
function readsScript(name: string, operands: readonly CommandWord[]): boolean {
  if (!isShell(name) && !INTERPRETER.test(name) && !READER.test(name)) {
    return false;
  }
  const end = operands.findIndex(({ text }) => !/^-./.test(text));
  const options = operands.slice(0, end === -1 ? operands.length : end);
  if (options.some(({ text }) => OWN_PROGRAM.test(text))) {
    return false;
  }
  const file = end === -1 ? undefined : operands[end].text;
  const ofInput = isShell(name) && options.some(({ text }) => READS_INPUT.test(text));
  return ofInput || file === undefined || INPUT.test(file) || file === '${}';
}
