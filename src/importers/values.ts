import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { credentialNamed, secretLikeName } from '../foundation/credentials/credentials';
import { isEnvName, isPlainText, isWritableKey } from '../foundation/names';

/** An input that VS Code asks the user for. */
export interface Input {
  readonly secret: boolean;
  readonly value?: string;
}

/** Inputs by their ids. */
export type Inputs = ReadonlyMap<string, Input>;

/** A word of a command line, and the field that it comes from. */
export interface Word {
  readonly text: string;
  readonly field: Field;
  readonly secret?: boolean;
}

export const REFERENCE = /\$\{([^{}]*)\}/g;
export const ROTATE = '; its literal was not copied: replace it, because everyone who read the input knows it';
export const NO_INPUTS: Inputs = new Map();

interface Reference {
  readonly name: string;
  readonly input: boolean;
  readonly fallback?: string;
}

/** `${NAME}`, `${NAME:-default}`, `${env:NAME}`, `${input:id}`. */
export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)].map(([, inside]) => {
    const [, , name = inside, , fallback] = /^(env:)?([^:]*)(:?-(.*))?$/s.exec(inside) ?? [];
    return inside.startsWith('input:') ? { name: inside.slice(6), input: true } : { name, input: false, fallback };
  });
}

/** Whether the value of a name must come from a secret. */
export function isSecret(name: string, value: string, inputs: Inputs = NO_INPUTS): boolean {
  return (
    secretLikeName(name) ||
    credentialNamed(name, value) !== undefined ||
    referencesIn(value).some(
      reference => (reference.input && inputs.get(reference.name)?.secret === true) || secretLikeName(reference.name),
    )
  );
}

/** The text with its references replaced by values that are known; undefined when one is not. */
export function substituted(text: string, inputs: Inputs): string | undefined {
  const values = referencesIn(text).map(({ name, input, fallback }) => (input ? inputs.get(name)?.value : fallback));
  if (values.includes(undefined)) {
    return undefined;
  }
  const queue = [...values];
  return text.replace(REFERENCE, () => queue.shift() ?? '');
}

export interface EnvOptions {
  readonly secret?: boolean;
  readonly inputs?: Inputs;
}

/** A variable of the input, and the field that it comes from. */
export interface Variable {
  readonly name: string;
  readonly field: Field;
  /** Left out: the text of the field. */
  readonly text?: string;
}

/** An environment variable: a secret by flag, name or shape, else its literal, else a decision. */
export function importEnv(server: ServerDraft, variable: Variable, options: EnvOptions = {}): void {
  const { name, field } = variable;
  const { secret = false, inputs = NO_INPUTS } = options;
  if (!isVariable(variable)) {
    return;
  }
  const value = variable.text ?? field.text ?? '';
  if (secret || isSecret(name, value, inputs)) {
    field.use(`a secret: ${server.secret(name, isLiteralCredential(name, value) ? ROTATE : '')}`);
    return;
  }
  const known = substituted(value, inputs);
  if (known === undefined || !isPlainText(known)) {
    field.open('its value is a variable of the client');
    server.decide(
      `env.${name}`,
      'value',
      `${field.path} names a variable that exists only on the client: give its value`,
      true,
    );
    return;
  }
  field.use(server.setEnv(name, known));
}

/** Refuses what is no variable. */
function isVariable({ name, field, text }: Variable): boolean {
  if (!isEnvName(name) || !isWritableKey(name)) {
    field.refuse('must have the name of an environment variable', 'letters, digits, _ . and -, no digit first');
    return false;
  }
  if (text === undefined && (field.isMap || field.isList)) {
    field.refuse('must be a string');
    return false;
  }
  return true;
}

function isLiteralCredential(name: string, value: string): boolean {
  return value.replace(REFERENCE, '') !== '' && credentialNamed(name, value) !== undefined;
}

/** Headers of a remote server: the value in the store is the whole value of the header. */
export function importHeaders(draft: Draft, remote: string, headers: readonly (readonly [string, Field])[]): void {
  const found = headers.map(([name, field]) => {
    const header = name.toLowerCase();
    const at = `remoteServers.${remote}.headers.${header}`;
    const rest = (field.text ?? '').replace(REFERENCE, '').replace(/^(?:bearer|basic|token)?\s*$/i, '');
    field.use(`a secret: ${at}`);
    return [
      header,
      draft.storeEntry(remote, at, header, `; it is the whole value of the header${rest === '' ? '' : ROTATE}`),
    ] as const;
  });
  if (found.length > 0) {
    draft.setRemote(remote, 'headers', Object.fromEntries(found));
  }
}
