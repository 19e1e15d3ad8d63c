import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { credentialNamed, credentialShape, secretLikeName } from '../foundation/credentials/credentials';
import { isEnvName, isPlainText, isWritableKey } from '../foundation/names';

/** What a client asks for: an input of VS Code, by its id. */
export interface Input {
  readonly secret: boolean;
  readonly value?: string;
}

export type Inputs = ReadonlyMap<string, Input>;

/** A word of a command line and where it stands. */
export interface Word {
  readonly text: string;
  readonly field: Field;
  readonly secret?: boolean;
}

const REFERENCE = /\$\{([^{}]*)\}/g;
const NAME = /^[A-Za-z_]\w*$/;
const ROTATE = '; its literal was not copied: replace it, because whoever read the input knows it';
const NO_INPUTS: Inputs = new Map();

interface Reference {
  readonly name: string;
  readonly input: boolean;
  readonly fallback?: string;
}

/** `${NAME}`, `${NAME:-default}`, `${env:NAME}`, `${input:id}`. */
function referencesIn(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)].map(([, inside]) => {
    const [, , name = inside, , fallback] = /^(env:)?([^:]*)(:?-(.*))?$/s.exec(inside) ?? [];
    return inside.startsWith('input:') ? { name: inside.slice(6), input: true } : { name, input: false, fallback };
  });
}

/** Whether the value that stands under a name must come from a secret. */
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
function substituted(text: string, inputs: Inputs): string | undefined {
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

/** An environment variable: a secret by flag, name or shape, else its literal, else a decision. */
export function importEnv(
  server: ServerDraft,
  name: string,
  field: Field,
  input?: string,
  options: EnvOptions = {},
): void {
  const { secret = false, inputs = NO_INPUTS } = options;
  const value = input ?? field.text ?? '';
  if (!isEnvName(name) || !isWritableKey(name)) {
    field.refuse('must have the name of an environment variable', 'letters, digits, _ . and -, no digit first');
    return;
  }
  if (input === undefined && (field.isMap || field.isList)) {
    field.refuse('must be a text');
    return;
  }
  if (secret || isSecret(name, value, inputs)) {
    const literal = value !== '' && value.replace(REFERENCE, '') !== '' && credentialNamed(name, value) !== undefined;
    field.use(`a secret: ${server.secret(name, literal ? ROTATE : '')}`);
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

/** Arguments of the program. Secrets among them become variables, which Kubernetes puts in. */
export function importArgs(server: ServerDraft, words: readonly Word[], inputs: Inputs = NO_INPUTS): void {
  words.forEach((word, i) => {
    const before = words[i - 1]?.text;
    const flag =
      before !== undefined && /^--?[A-Za-z]/.test(before) && !before.includes('=') && !word.text.startsWith('-')
        ? before
        : undefined;
    importArg(server, word, i, flag, inputs);
  });
}

function importArg(
  server: ServerDraft,
  { text, field, secret = false }: Word,
  i: number,
  flag: string | undefined,
  inputs: Inputs,
): void {
  const [, assigned, value] = /^(-{0,2}[A-Za-z][\w.-]*)=(.*)$/s.exec(text) ?? [];
  if (flag !== undefined && (secret || isSecret(flag, text, inputs))) {
    secretArg(server, variableOf(flag), '', text, field);
  } else if (
    assigned !== undefined &&
    value !== undefined &&
    value !== '' &&
    (secret || isSecret(assigned, value, inputs))
  ) {
    secretArg(server, variableOf(assigned), `${assigned}=`, value, field);
  } else if (secret || isSecret('argument', text, inputs)) {
    const [only] = referencesIn(text);
    secretArg(server, only !== undefined && NAME.test(only.name) ? only.name : `ARG_${i + 1}`, '', text, field);
  } else {
    plainArg(server, text, field, inputs);
  }
}

function plainArg(server: ServerDraft, text: string, field: Field, inputs: Inputs): void {
  const known = substituted(text, inputs);
  const at = server.arg(known ?? text);
  field.use(`${server.at}.${at}`);
  if (known === undefined) {
    server.decide(
      at,
      'value',
      `${field.path} names a variable or folder that exists only on the client: give the value`,
      true,
    );
  }
}

function secretArg(server: ServerDraft, name: string, prefix: string, value: string, field: Field): void {
  const [only, ...others] = referencesIn(value);
  const text =
    only !== undefined &&
    others.length === 0 &&
    NAME.test(only.name) &&
    credentialShape(value.replace(REFERENCE, '')) === undefined;
  const variable = text && !only.input ? only.name : name;
  // text around a reference stays, such as "Authorization:Bearer ${TOKEN}"
  const placeholder = text && !only.input ? value.replace(REFERENCE, `$(${variable})`) : `$(${variable})`;
  const at = server.secret(variable, only === undefined ? ROTATE : '');
  server.arg(prefix + placeholder);
  field.use(`a secret: ${at}`);
}

function variableOf(flag: string): string {
  const name = flag
    .replace(/^-+/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  return NAME.test(name) ? name : `ARG_${name}`;
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
