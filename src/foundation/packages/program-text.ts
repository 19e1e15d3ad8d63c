import { programName } from './program-name';
import { UnreadableWord } from './program-place';
import { CommandWord } from './runner-call';

const INTERPRETER = /^(?:node|nodejs|bun|deno|tsx|ts-node|python[\d.]*|pypy[\d.]*|ruby|perl|php|lua)$/;
/** The next word is a program. */
const TEXT_OPTION = /^(?:-[A-Za-z]*[cepr]|--eval|--print|--import|--require|eval)$/;
/** The program is in the same word. */
const TEXT_WITH_OPTION = /^(?:-[cepr]|--(?:eval|print|import|require)=)(?=.)/;
/** Runners whose names are also words of programs or too short to tell. */
const AMBIGUOUS = new Set(['go', 'dx', 'cs', 'bundle', 'deno', 'nix', 'gem', 'snap', 'apt', 'composer', 'docker']);
const FETCHED_MODULE = /\b(?:import|require)\b[^;]{0,200}?\b(?:npm|jsr|https?):/;

/** Programs that are given as text and mention a runner of packages: what they run cannot be known. */
export function unreadableTexts(words: readonly CommandWord[], isRunner: (name: string) => boolean): UnreadableWord[] {
  let [isInterpreted, isText, isDeno] = [false, false, false];
  return words.flatMap(({ text, at }) => {
    const name = programName(text);
    isInterpreted ||= INTERPRETER.test(name);
    isDeno ||= name === 'deno';
    const mayBeText = isInterpreted && (isText || TEXT_WITH_OPTION.test(text));
    isText = TEXT_OPTION.test(text);
    if (!mayBeText || !(mentions(text, isRunner) || (isDeno && FETCHED_MODULE.test(text)))) {
      return [];
    }
    return [{ text, at, problem: 'runs code that cannot be read here: put it into a file of the image' }];
  });
}

function mentions(text: string, isRunner: (name: string) => boolean): boolean {
  const names = text.match(/[A-Za-z][\w-]*/g) ?? [];
  return text.includes(';base64,') || names.some(name => isRunner(name) && !AMBIGUOUS.has(name));
}
