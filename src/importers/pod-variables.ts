import { OpenObjects, dataKey, objectName, setEntry } from './cluster-objects';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { importEnv } from './values';
import { credentialNamed, credentialShape } from '../foundation/credentials/credentials';
import { isEnvName, isWritableKey } from '../foundation/names';
import { isAmount, isPodField, isUnitOf } from '../workload/variable-source';

/* Variables of a container, as a pod has them. */

const NOT_WITHOUT = 'a server does not start without it';

/** Values that are known so far, by variable; undefined: known to the cluster alone. */
type Known = Map<string, string | undefined>;

/** A list of EnvVar. */
export function importEnvVars(server: ServerDraft, env: Field): void {
  const known: Known = new Map();
  const last = new Map(env.items.map((item, i) => [item.at('name').text, i]));
  env.items.forEach((item, i) => {
    const name = item.at('name').text ?? '';
    if (last.get(item.at('name').text) !== i) {
      item.drop('a later variable has the same name');
      return;
    }
    item.at('name').use('the name of the variable');
    if (item.at('valueFrom').isGiven) {
      importReference(server, name, item);
      known.set(name, undefined);
    } else {
      importLiteral(server, name, item.at('value'), known);
      known.set(name, item.at('value').text ?? '');
    }
  });
}

/** Kubernetes replaces `$(NAME)` by an earlier variable and `$$` by a dollar. */
function importLiteral(server: ServerDraft, name: string, field: Field, known: Known): void {
  const unknown: string[] = [];
  const text = (field.text ?? '').replace(/\$(?:\$|\(([^()]*)\))/g, (whole, other: string | undefined) => {
    if (other === undefined) {
      return '$';
    }
    const value = known.get(other);
    if (value === undefined) {
      unknown.push(other);
    }
    return value ?? whole;
  });
  if (unknown.length === 0 && isVariableName(name) && isFilePath(name, text)) {
    field.use(server.setEnv(name, text));
    return;
  }
  if (unknown.length === 0 || !isVariableName(name)) {
    importEnv(server, { name, field, text: field.isMap || field.isList ? undefined : text });
    return;
  }
  field.open('see the decisions');
  const names = unknown.map(each =>
    isEnvName(each) && credentialShape(each) === undefined ? `$(${each})` : 'another',
  );
  const at = `env.${name}`;
  server.decide(
    at,
    'value',
    `${field.path} refers to ${names.join(', ')}, which has no value in the input: give the value`,
    true,
  );
}

/** The place of a file is no secret, whatever the name of the variable says. */
function isFilePath(name: string, text: string): boolean {
  return /^(?:\/[\w.-]{1,32}){2,8}$/.test(text) && credentialNamed(name, text) === undefined;
}

function isVariableName(name: string): boolean {
  return isEnvName(name) && isWritableKey(name) && credentialShape(name) === undefined;
}

function importReference(server: ServerDraft, name: string, item: Field): void {
  if (!isVariableName(name)) {
    item.at('valueFrom').refuse('must have the name of an environment variable', 'letters, digits, _ . and -');
    return;
  }
  const from = item.at('valueFrom');
  const at =
    secretKey(server, name, from.at('secretKeyRef')) ??
    configMapKey(server, name, from.at('configMapKeyRef')) ??
    podField(server, name, from.at('fieldRef')) ??
    resourceField(server, name, from.at('resourceFieldRef'));
  if (at !== undefined) {
    from.use(at);
    return;
  }
  from.open('see the decisions');
  if (from.at('secretKeyRef').isGiven) {
    server.decide(`secrets.${name}`, 'secret key', `${from.path} names no key of a Secret: ${OF_SECRET}`, true);
    return;
  }
  server.decide(`env.${name}`, 'value', `${from.path} names what a variable cannot have here: give its value`, true);
}

const OF_SECRET = 'write { fromSecretName: { name: …, key: … } }';

/** Each of these gives the place in the app file, or nothing if the reference is another or cannot be read. */
function secretKey(server: ServerDraft, name: string, ref: Field): string | undefined {
  const [secret, key] = [objectName(ref.at('name')), dataKey(ref.at('key').text)];
  if (secret === undefined || key === undefined) {
    return undefined;
  }
  always(ref.at('optional'));
  return server.secretRef(name, secret, key);
}

function configMapKey(server: ServerDraft, name: string, ref: Field): string | undefined {
  const [configMap, key] = [objectName(ref.at('name')), dataKey(ref.at('key').text)];
  if (configMap === undefined || key === undefined) {
    return undefined;
  }
  always(ref.at('optional'));
  return setEntry(server, 'variables', name, { fromConfigMap: { name: configMap, key } });
}

/** Labels and annotations of the new pods are others. */
function podField(server: ServerDraft, name: string, ref: Field): string | undefined {
  const field = ref.at('fieldPath');
  if (!isPodField(field.text) || /\[/.test(field.text ?? '')) {
    return undefined;
  }
  return setEntry(server, 'variables', name, { fromPodField: field.text });
}

function resourceField(server: ServerDraft, name: string, ref: Field): string | undefined {
  const [amount, divisor] = [ref.at('resource').text, ref.at('divisor').text];
  const unit = divisor === undefined || divisor === '0' ? '1' : divisor;
  if (!isAmount(amount) || !isUnitOf(amount, unit)) {
    return undefined;
  }
  ref.at('containerName').drop('the container is that of the server');
  return setEntry(server, 'variables', name, { fromResource: unit === '1' ? amount : { amount, unit } });
}

export function always(optional: Field): void {
  if (optional.flag) {
    optional.drop(NOT_WITHOUT);
  }
}

const SECRET_KEYS = {
  what: 'secret keys',
  how: 'name each key that the server reads as NAME: { fromSecretName: { name: …, key: … } }',
};
const CONFIG_MAP_KEYS = {
  what: 'config map keys',
  how: 'name each key that the server reads as NAME: { fromConfigMap: { name: …, key: … } }',
};

/** Whole Secrets and ConfigMaps as variables: the input does not list their keys. */
export function openEnvFrom(server: ServerDraft, list: Field): void {
  const open = new OpenObjects(server);
  for (const item of list.items.filter(({ isMarked }) => !isMarked)) {
    const ofConfigMap = item.at('configMapRef').isGiven;
    const name = objectName(ofConfigMap ? item.at('configMapRef', 'name') : item.at('secretRef').either('name'));
    const named = name ?? objectName(item.at('name')) ?? 'an object';
    const prefix = item.at('prefix').isGiven ? ' with a prefix' : '';
    const need = `makes a variable${prefix} of each key of the ${ofConfigMap ? 'ConfigMap' : 'Secret'} ${named}`;
    open.add(item, ofConfigMap ? 'variables' : 'secrets', ofConfigMap ? CONFIG_MAP_KEYS : SECRET_KEYS, need);
  }
  open.decide();
}
