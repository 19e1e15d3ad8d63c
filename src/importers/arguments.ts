import { MachineValue, isForBrowsers, machineValue } from './client-machine';
import { assignedIn, flagBefore, hasCredential, isCredentialOf } from './command-credentials';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Inputs, NO_INPUTS, REFERENCE, ROTATE, Word, isSecret, referencesIn, substituted } from './values';
import { credentialShape } from '../foundation/credentials/credentials';

const NAME = /^[A-Za-z_]\w*$/;

/** Arguments of the program. Secrets among them become variables, which Kubernetes puts in. */
export function importArgs(server: ServerDraft, words: readonly Word[], inputs: Inputs = NO_INPUTS): void {
  words.forEach((word, i) => {
    const context = { before: words[i - 1]?.text, number: i + 1, inputs };
    if (isScript(word.text, context.before) && hasCredential(word.text)) {
      scriptArg(server, word);
      return;
    }
    const machine = machineIn(server, word, context);
    if (machine !== undefined && machine.kind !== 'address' && machine.kind !== 'variable') {
      machineArg(server, word, machine);
      return;
    }
    const secret = secretIn(word, context);
    if (secret !== undefined) {
      secretArg(server, secret, word.field);
    } else if (machine === undefined) {
      plainArg(server, word.text, word.field, inputs);
    } else {
      machineArg(server, word, machine);
    }
  });
}

/** Whether it is what a shell executes. */
function isScript(text: string, before: string | undefined): boolean {
  return /^(?:-[a-z]*c|\/c)$/i.test(before ?? '') && /\s/.test(text);
}

/** A script stays one text, in which no variable of Kubernetes can stand for a part that was not read. */
function scriptArg(server: ServerDraft, { field }: Word): void {
  const at = server.arg('');
  field.open('a script with a credential in it');
  const how =
    `${field.path} is a script with a credential in it, and was not copied: write it with $(NAME) in the place of ` +
    'the credential, and NAME in secrets';
  server.decide(at, 'value', `${how}${ROTATE}`, true);
}

/** What an argument names that is not there in a pod. */
function machineIn(server: ServerDraft, { text }: Word, { before, inputs }: Context): MachineValue | undefined {
  const [, assigned] = /^(-{0,2}[A-Za-z][\w.-]*)=/.exec(text) ?? [];
  const name = (assigned ?? flagBefore(text, before) ?? 'argument').replace(/^-+/, '');
  return machineValue(name, substituted(text, inputs) ?? text, { ofClient: server.ofClient, isArgument: true });
}

/** It stays in its place until somebody decides; a value with a credential does not. */
function machineArg(server: ServerDraft, { text, field }: Word, machine: MachineValue): void {
  const at = server.arg(credentialShape(text) === undefined ? text : '');
  field.open("it means something only on the client's machine: see the decisions");
  const how = `${field.path} ${machine.how}`;
  if (machine.kind !== 'address') {
    const access = machine.kind === 'kubeconfig' ? 'take the argument out and set kubernetesAccess instead: ' : '';
    server.decide(at, 'value', `${access}${how}`, true);
    return;
  }
  server.later(() => {
    const mayStay = isForBrowsers(text.replace(/=.*$/s, '')) || server.isOwnPort(machine.port);
    server.decide(at, mayStay ? 'address' : 'value', how, !mayStay);
  });
}

/** What is known of an argument besides its text. */
interface Context {
  /** The argument before it. */
  readonly before: string | undefined;
  readonly number: number;
  readonly inputs: Inputs;
}

/** The part of an argument that must come from a secret. */
interface SecretPart {
  /** The name of its variable, unless it refers to one. */
  readonly variable: string;
  /** What stays in the argument before it, such as `--token=`. */
  readonly prefix: string;
  readonly value: string;
}

function secretIn({ text, secret = false }: Word, context: Context): SecretPart | undefined {
  const isSecretNamed = (name: string, value: string): boolean =>
    secret || isSecret(name, value, context.inputs) || isCredentialOf(name, value);
  const flag = flagBefore(text, context.before);
  if (flag !== undefined && isSecretNamed(flag, text)) {
    return { variable: variableOf(flag), prefix: '', value: text };
  }
  const assigned = assignedIn(text);
  if (assigned !== undefined && assigned.value !== '' && isSecretNamed(assigned.name, assigned.value)) {
    return { variable: variableOf(assigned.name), prefix: assigned.prefix, value: assigned.value };
  }
  if (isSecretNamed('argument', text)) {
    const [first] = referencesIn(text);
    const variable = first !== undefined && NAME.test(first.name) ? first.name : `ARG_${context.number}`;
    return { variable, prefix: '', value: text };
  }
  return undefined;
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

function secretArg(server: ServerDraft, { variable, prefix, value }: SecretPart, field: Field): void {
  const [only, ...others] = referencesIn(value);
  const refersToVariable =
    only !== undefined &&
    others.length === 0 &&
    NAME.test(only.name) &&
    !only.input &&
    credentialShape(value.replace(REFERENCE, '')) === undefined;
  const name = refersToVariable ? only.name : variable;
  // text around a reference stays, such as "Authorization:Bearer ${TOKEN}"
  const placeholder = refersToVariable ? value.replace(REFERENCE, `$(${name})`) : `$(${name})`;
  const at = server.secret(name, only === undefined ? ROTATE : '');
  server.arg(prefix + placeholder);
  field.use(`a secret: ${at}`);
}

function variableOf(flag: string): string {
  const name = flag
    .replace(/^[-/]+/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  return NAME.test(name) ? name : `ARG_${name}`;
}
