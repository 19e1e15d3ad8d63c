import { ServerParts } from './server-parts';
import { credentialShape, secretLikeName } from '../foundation/credentials/credentials';
import { credentialInArguments } from '../foundation/credentials/literals';
import { isPlainText, isWritableKey } from '../foundation/names';
import { isShell, startsShell } from '../foundation/shells';
import { hasInvisible } from '../foundation/visible';

/** A value that was taken out of a server, and the decision in its place. */
export interface Ask {
  /** The place below the server. */
  readonly at: string;
  readonly what: string;
  readonly how: string;
  /** Where the value was; undefined: at the place of the decision. */
  readonly from?: string;
}

/** `$(NAME)` behind an odd number of dollars, as Kubernetes reads it. */
const REFERENCE = /(\$+)\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g;

/** Whether a place is asked for already. */
export type IsOpen = (at: string, what: string) => boolean;

/** The command and the arguments of a server. What is asked for already stays as it is. */
export function* wordsToAsk(parts: ServerParts, isOpen: IsOpen): Generator<Ask> {
  yield* commandToAsk(parts, isOpen);
  const { args } = parts;
  const at = (i: number): string => `source.${parts.kind}.args[${i}]`;
  for (const [i, word] of args.entries()) {
    const problem = hidden(word) ?? (isOpen(at(i), 'value') ? undefined : unexpanded(word));
    if (problem !== undefined) {
      args[i] = '';
      yield { at: at(i), what: 'value', how: `the argument ${problem}: write it again` };
    }
  }
  for (let found = credentialInArguments(args); found !== undefined; found = credentialInArguments(args)) {
    args[found.index] = '';
    const how = `the argument looks like ${found.shape}: write $(NAME) in its place, and NAME in secrets`;
    yield { at: at(found.index), what: 'value', how };
  }
  yield* referencesToAsk(parts, isOpen);
}

function hidden(word: string): string | undefined {
  return isPlainText(word) && !hasInvisible(word) ? undefined : 'has characters that nobody sees';
}

function unexpanded(word: string): string | undefined {
  return /\$\{[A-Za-z_]/.test(word) ? 'has a ${…} that nothing replaces' : undefined;
}

function* commandToAsk(parts: ServerParts, isOpen: IsOpen): Generator<Ask> {
  const { kind, source, args } = parts;
  // set by importers alone
  const command = source.get('command') as readonly string[] | undefined;
  const at = `source.${kind}`;
  if (command === undefined || isOpen(`${at}.command`, 'command')) {
    return;
  }
  const isRefused = command.some(word => word === '' || (hidden(word) ?? unexpanded(word)) !== undefined);
  if (isRefused || credentialInArguments(command) !== undefined) {
    source.delete('command');
    yield { at: `${at}.command`, what: 'command', how: 'it is no program that can be started: name the program' };
  } else if (kind === 'stdioImage' && startsShell(command, args)) {
    const [program] = command.filter(isShell);
    const how =
      `${program ?? 'it'} is a shell, which executes its input as code: name the program itself in command and args, ` +
      'or say here why a shell is needed';
    yield { at: `${at}.shellReason`, what: 'shell', how };
  }
}

/** Variables that words refer to, and the server does not have. */
function* referencesToAsk(parts: ServerParts, isOpen: IsOpen): Generator<Ask> {
  const { args, env, secrets, props } = parts;
  const variables = props.get('variables') ?? {};
  const isKnown = (name: string): boolean => env.has(name) || secrets.has(name) || Object.hasOwn(variables, name);
  for (const [i, word] of args.entries()) {
    const at = `source.${parts.kind}.args[${i}]`;
    const unknown = isOpen(at, 'value') ? [] : namesIn(word).filter(name => !isKnown(name));
    if (unknown.every(canBeVariable)) {
      yield* unknown.map(name => variableToAsk(name, i));
    } else {
      args[i] = '';
      yield { at, what: 'value', how: 'the argument refers to what no variable is called: write it again' };
    }
  }
}

function canBeVariable(name: string): boolean {
  return isWritableKey(name) && credentialShape(name) === undefined;
}

function variableToAsk(name: string, i: number): Ask {
  const how = `args[${i}] refers to $(${name}), which is no variable of the server`;
  return secretLikeName(name)
    ? { at: `secrets.${name}`, what: 'secret key', how: `${how}: write { fromSecretName: { name: …, key: … } }` }
    : { at: `env.${name}`, what: 'value', how: `${how}: give its value, or name it in secrets` };
}

function namesIn(word: string): string[] {
  return word.includes('$(')
    ? [...word.matchAll(REFERENCE)].flatMap(([, dollars, name]) => (dollars.length % 2 === 1 ? [name] : []))
    : [];
}
