import { importArgs } from './arguments';
import { applyFlags } from './docker-flags';
import { parseDockerRun } from './docker-run';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Value, readInput, snake } from './server-json-inputs';
import { Word, importEnv } from './values';

/** Arguments for the runtime of an image: flags of docker. */
export function importDockerFlags(server: ServerDraft, args: readonly Field[]): void {
  for (const arg of args) {
    const name = arg.at('name').text;
    const value = readInput(arg, (name ?? '').length > 2 ? (name ?? '') : variableIn(arg));
    settleArgument(arg);
    if (value.text === undefined && !value.secret) {
      withoutValue(server, arg, value, 'a flag of docker');
      continue;
    }
    if (value.secret && !value.required) {
      optionalSecret(server, arg, variableIn(arg));
      continue;
    }
    const word = { text: value.text ?? `${variableIn(arg)}=`, field: value.field };
    const words = name === undefined ? [word] : [{ text: name, field: arg.at('name') }, word];
    applyFlags(server, parseDockerRun(words).flags, () => undefined, { secret: value.secret });
    arg.drop('a flag of docker');
  }
}

function variableIn(arg: Field): string {
  return /^([A-Za-z_]\w*)=/.exec(arg.at('value').text ?? arg.at('default').text ?? '')?.[1] ?? '';
}

export function importVariable(server: ServerDraft, variable: Field): void {
  const name = variable.at('name').text;
  if (name === undefined) {
    variable.at('name').refuse('must be the name of the variable');
    return;
  }
  const value = readInput(variable, name);
  if (value.secret && !value.required && value.text === undefined) {
    optionalSecret(server, variable, name);
  } else if (value.secret || value.text !== undefined) {
    importEnv(server, { name, field: value.field, text: value.text ?? '' }, { secret: value.secret });
    variable.at('name').use('the name of the variable');
  } else if (value.required) {
    const how = `${variable.path} is required${value.hint === '' ? '' : `: ${value.hint}`}`;
    server.decide(`env.${name}`, 'value', how, true);
    variable.open('see the decisions');
  } else {
    variable.drop('optional, without a value');
  }
}

function optionalSecret(server: ServerDraft, field: Field, name: string): void {
  server.decide(
    `secrets.${name}`,
    'optional secret',
    `${field.path}: leave it out, or add { fromPlatformStore: { key: ${server.name}/${name} } }`,
  );
  field.open('an optional secret: see the decisions');
}

function withoutValue(server: ServerDraft, arg: Field, { required, hint }: Value, what: string): void {
  const name = arg.at('name').text ?? snake(arg, 'valueHint').text ?? 'an argument';
  if (required) {
    server.decide(
      'source',
      'argument',
      `${arg.path} is required and has no value${hint === '' ? '' : ` (${hint})`}: ` +
        `put ${what} ${JSON.stringify(name.slice(0, 60))} where it belongs, then keep the source`,
      !isKubeconfig(arg),
    );
    arg.open('required, without a value: see the decisions');
    return;
  }
  arg.drop('optional, without a value');
}

/** A file with access to a cluster, which is a decision of its own. */
function isKubeconfig(arg: Field): boolean {
  return /\.kube\/|kubeconfig/i.test(arg.at('placeholder').text ?? '');
}

function settleArgument(arg: Field): void {
  arg.at('type').use('its position in the command line');
  for (const key of ['isRepeated', 'is_repeated']) {
    arg.at(key).drop('one value is imported');
  }
}

export function importArguments(server: ServerDraft, args: readonly Field[]): void {
  const words = args.flatMap((arg): Word[] => {
    const name = arg.at('name').text;
    const value = readInput(arg, name ?? snake(arg, 'valueHint').text ?? '');
    settleArgument(arg);
    const flag = name === undefined ? [] : [{ text: name.startsWith('-') ? name : `--${name}`, field: arg.at('name') }];
    if (value.text === undefined && value.secret && value.required) {
      return [...flag, { text: '', field: value.field, secret: true }];
    }
    if (value.text === undefined) {
      withoutValue(server, arg, value, 'the argument');
      return [];
    }
    return value.text === '' && name !== undefined
      ? flag
      : [...flag, { text: value.text, field: value.field, secret: value.secret }];
  });
  importArgs(server, words);
}
