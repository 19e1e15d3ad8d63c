import { Word } from './values';
import { programName } from '../foundation/packages/program-name';
import { commandsOfScript } from '../foundation/shell-words';
import { isShell } from '../foundation/shells';

/** A variable that is set in a command line. */
export interface Assigned {
  readonly name: string;
  readonly text: string;
  readonly word: Word;
}

/** A command without the programs that only start it. */
export interface Unwrapped {
  /** The words before it, which are not needed. */
  readonly before: readonly Word[];
  /** Variables that are set for it. */
  readonly assigned: readonly Assigned[];
  readonly words: readonly Word[];
}

/** Programs that start the command behind them. */
const STARTERS = ['exec', 'command', 'nohup', 'env', 'tini', 'dumb-init'];
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
const MAX_DEPTH = 5;

/** The command behind `cmd /c`, `env NAME=value` and `exec`, or in `bash -c "…"`, if it is one simple command. */
export function unwrapped(words: readonly Word[]): Unwrapped {
  let found: Unwrapped = { before: [], assigned: [], words };
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const next = inScript(found.words) ?? behindStarter(found.words);
    if (next === undefined) {
      break;
    }
    found = {
      before: [...found.before, ...next.before],
      assigned: [...found.assigned, ...next.assigned],
      words: next.words,
    };
  }
  return found;
}

/** The words of a text, if it is one simple command. */
export function simpleCommand({ text, field }: Word): readonly Word[] | undefined {
  const commands = /[$`<>#]/.test(text) ? [] : commandsOfScript(text);
  return commands.length === 1 ? commands[0].map(word => ({ text: word, field })) : undefined;
}

/** How a program takes a command: `bash -lc`, `cmd /d /c`, `pwsh -NoProfile -Command`. */
interface Shell {
  readonly flag: RegExp;
  /** The flag that the command follows. */
  readonly last: RegExp;
  /** Whether the command may have several words. */
  readonly takesWords: boolean;
}

const CMD: Shell = { flag: /^\/[a-z]$/i, last: /^\/[ck]$/i, takesWords: true };
const POWERSHELL: Shell = { flag: /^-[A-Za-z]+$/, last: /^-(?:c|Command)$/i, takesWords: true };
const SH: Shell = { flag: /^-{1,2}[A-Za-z]+$/, last: /^-[a-z]*c$/, takesWords: false };

function shellOf(word: string): Shell | undefined {
  const program = programName(word);
  if (program === 'cmd') {
    return CMD;
  }
  if (program === 'powershell' || program === 'pwsh') {
    return POWERSHELL;
  }
  return isShell(word) || isShell(program) ? SH : undefined;
}

function inScript(words: readonly Word[]): Unwrapped | undefined {
  const shell = shellOf(words.at(0)?.text ?? '');
  if (shell === undefined) {
    return undefined;
  }
  const at = words.findIndex(({ text }, i) => i > 0 && shell.last.test(text));
  const isKnown = at > 0 && words.slice(1, at).every(({ text }) => shell.flag.test(text));
  const [script, ...rest] = isKnown ? words.slice(at + 1) : [];
  if (script === undefined || (rest.length > 0 && !shell.takesWords)) {
    return undefined;
  }
  const isWords = rest.length > 0 || !/\s/.test(script.text);
  const inside = isWords ? words.slice(at + 1) : simpleCommand(script);
  return inside && { before: words.slice(0, at + 1), assigned: [], words: inside };
}

/** Behind programs and assignments that stand before a command. */
function behindStarter(words: readonly Word[]): Unwrapped | undefined {
  const first = programName(words.at(0)?.text ?? '');
  const startsNpx = first === 'node' && programName(words.at(1)?.text ?? '') === 'npx';
  const assigned = words.findIndex(({ text }) => !ASSIGNMENT.test(text));
  if (startsNpx) {
    return { before: words.slice(0, 1), assigned: [], words: words.slice(1) };
  }
  if (STARTERS.includes(first)) {
    const rest = words.slice(1);
    const flags = rest.findIndex(({ text }) => text !== '--' && text !== '-g');
    const isOption = rest.at(flags)?.text.startsWith('-') !== false;
    return isOption ? undefined : { before: words.slice(0, flags + 1), assigned: [], words: rest.slice(flags) };
  }
  if (assigned < 1) {
    return undefined;
  }
  return {
    before: [],
    assigned: words.slice(0, assigned).map(word => {
      const [, name = '', text = ''] = ASSIGNMENT.exec(word.text) ?? [];
      return { name, text, word };
    }),
    words: words.slice(assigned),
  };
}
