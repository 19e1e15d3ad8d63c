import { MachineValue, isForBrowsers, machineValue } from './client-machine';
import { hasCredential } from './command-credentials';
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
    hasCredential(value) ||
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
  const { name } = variable;
  const { secret = false, inputs = NO_INPUTS } = options;
  if (!isVariable(variable)) {
    return;
  }
  const value = textOf(variable);
  const known = substituted(value, inputs);
  const machine = machineValue(name, known ?? value, { ofClient: server.ofClient });
  if (machine !== undefined && isOfMachine(server, variable, machine)) {
    return;
  }
  if (secret || isSecret(name, value, inputs)) {
    importSecret(server, variable, value, machine);
  } else {
    importValue(server, variable, known, machine);
  }
}

/** A variable that is no secret. `known` is its value, if it is known here. */
function importValue(server: ServerDraft, variable: Variable, known?: string, machine?: MachineValue): void {
  if (known === undefined || machine?.kind === 'variable' || !isPlainText(known)) {
    decideValue(server, variable);
  } else if (machine === undefined) {
    variable.field.use(server.setEnv(variable.name, known));
  } else {
    importAddress(server, variable, machine, known);
  }
}

function textOf({ text, field }: Variable): string {
  return text ?? field.text ?? '';
}

function importSecret(server: ServerDraft, { name, field }: Variable, value: string, machine?: MachineValue): void {
  const rotate = isLiteralCredential(name, value) ? ROTATE : '';
  const local = machine?.kind === 'address' ? `; the old one ${machine.how}` : '';
  field.use(`a secret: ${server.secret(name, `${rotate}${local}`)}`);
}

function decideValue(server: ServerDraft, { name, field }: Variable): void {
  field.open('its value is a variable of the client');
  const how = `${field.path} names a variable that exists only on the client: give its value`;
  server.decide(`env.${name}`, 'value', how, true);
}

/** Marks a variable that is not carried over. False: it is a secret, or an address. */
function isOfMachine(server: ServerDraft, { name, field }: Variable, { kind, how }: MachineValue): boolean {
  if (kind === 'address' || kind === 'variable') {
    return false;
  }
  if (kind === 'own') {
    field.drop(how);
    return true;
  }
  field.open("it means something only on the client's machine: see the decisions");
  if (kind === 'kubeconfig') {
    server.decide('kubernetesAccess', 'kubernetes access', `${field.path} ${how}`, true);
    server.draft.needsHosts();
  } else if (kind === 'credential file') {
    server.decide('secretFiles', 'secret file', `${field.path} ${how} to env.${name}`, true);
  } else {
    server.decide(`env.${name}`, 'value', `${field.path} ${how}`, true);
  }
  return true;
}

/** A variable with an address of the machine itself. That of the server's own port, and of a browser, may stay. */
function importAddress(server: ServerDraft, { name, field }: Variable, machine: MachineValue, value: string): void {
  field.open('it names the machine that it runs on: see the decisions');
  server.setEnv(name, value);
  server.later(() => {
    const mayStay = isForBrowsers(name) || server.isOwnPort(machine.port);
    if (!mayStay) {
      server.removeEnv(name);
    }
    server.decide(`env.${name}`, mayStay ? 'address' : 'value', `${field.path} ${machine.how}`, !mayStay);
  });
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
  return value.replace(REFERENCE, '') !== '' && (credentialNamed(name, value) !== undefined || hasCredential(value));
}
