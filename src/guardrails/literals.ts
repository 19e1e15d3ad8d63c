import { Json, getPath, asArray, asObject, asString, stringEntries } from './json';
import { PodView } from './pod-view';
import { Finding } from './rule';
import { credentialNamed, credentialShape } from '../foundation/credentials/credentials';
import { credentialInArguments, credentialInText } from '../foundation/credentials/literals';
import { OWN_PREFIX } from '../foundation/labels';

const PROBES = [
  ['startupProbe'],
  ['readinessProbe'],
  ['livenessProbe'],
  ['lifecycle', 'preStop'],
  ['lifecycle', 'postStart'],
];
/** The bound of readers of YAML. */
const MAX_DEPTH = 100;

/** Credentials in variables, commands, probes and hooks of a pod, and in its labels and annotations. */
export function credentialsInPod(pod: PodView | undefined): Finding[] {
  return pod === undefined
    ? []
    : [
        ...pod.containers.flatMap(({ path, json }) => [
          ...asArray(json.env).flatMap((variable, i) =>
            hidden(
              `${path}.env[${i}].value`,
              credentialNamed(asString(getPath(variable, 'name')) ?? '', asString(getPath(variable, 'value')) ?? ''),
            ),
          ),
          ...inArguments(`${path}.command`, json.command),
          ...inArguments(`${path}.args`, json.args),
          ...PROBES.flatMap(where => inHandler(`${path}.${where.join('.')}`, getPath(json, ...where))),
        ]),
        ...credentialsInMetadata(pod.path.replace(/spec$/, 'metadata'), pod.path === 'spec' ? {} : pod.metadata),
      ];
}

/** Credentials in annotations, by shape and name, and in labels, by shape. */
export function credentialsInMetadata(field: string, metadata: unknown): Finding[] {
  const { annotations, labels } = asObject(metadata);
  return [
    ...inEntries(`${field}.annotations`, annotations, inAnnotation),
    ...inEntries(`${field}.labels`, labels, (_, value) => credentialShape(value)),
  ];
}

/** Names of the library's own annotations may contain words for secrets. */
function inAnnotation(name: string, value: string): string | undefined {
  return name.startsWith(OWN_PREFIX)
    ? credentialShape(value)
    : credentialNamed(name.slice(name.indexOf('/') + 1), value);
}

/** Findings are only made for credentials: most maps have none. */
function inEntries(
  field: string,
  map: unknown,
  shapeOf: (name: string, value: string) => string | undefined,
): Finding[] {
  const found: Finding[] = [];
  for (const [name, value] of Object.entries(asObject(map))) {
    const shape = typeof value === 'string' ? shapeOf(name, value) : undefined;
    if (shape !== undefined) {
      found.push(...hidden(`${field}.${name}`, shape));
    }
  }
  return found;
}

/** Credentials in a ConfigMap. */
export function credentialsInData(manifest: Json): Finding[] {
  const inEntry = (field: string, name: string, value: string): Finding[] =>
    hidden(`${field}.${name}`, credentialInText(value) ?? credentialNamed(name, value));
  return [
    ...stringEntries(manifest.data).flatMap(([name, value]) => inEntry('data', name, value)),
    ...stringEntries(manifest.binaryData).flatMap(([name, value]) =>
      inEntry('binaryData', name, Buffer.from(value, 'base64').toString('latin1')),
    ),
  ];
}

/** Fields of a kind whose values are judged by other means. */
const JUDGED: ReadonlyMap<string, readonly string[]> = new Map([
  ['ConfigMap', ['data', 'binaryData']],
  ['Secret', ['data', 'stringData']],
]);
/** Maps of settings for drivers, judged by the names of their entries too. */
const NAMED_SETTINGS = ['volumeAttributes', 'parameters', 'headers'];

/** Credentials by shape in every text of an object, keys too, and by name in pairs of a name and a value. */
export function credentialsAnywhere(kind: string, manifest: Json): Finding[] {
  const found: Finding[] = [];
  const judged = JUDGED.get(kind) ?? [];
  for (const [key, value] of Object.entries(manifest)) {
    found.push(...inName('', key));
    if (judged.includes(key)) {
      found.push(...Object.keys(asObject(value)).flatMap(name => inName(key, name)));
    } else if (isSuspicious(value, key, 0)) {
      collect(found, key, value, 0);
    }
  }
  return found;
}

/** Texts that many objects have, most of them keys. */
const HARMLESS = new Set<string>();
const MAX_HARMLESS = 20_000;
const MAX_KEPT = 64;

function hasShape(text: string): boolean {
  if (HARMLESS.has(text)) {
    return false;
  }
  if (credentialShape(text) !== undefined) {
    return true;
  }
  if (text.length < MAX_KEPT) {
    if (HARMLESS.size >= MAX_HARMLESS) {
      HARMLESS.clear();
    }
    HARMLESS.add(text);
  }
  return false;
}

/** Whether `collect` finds anything: most objects have no credential, and need no fields for messages. */
function isSuspicious(value: unknown, field: string, depth: number): boolean {
  if (typeof value === 'string') {
    return hasShape(value);
  }
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  if (depth > MAX_DEPTH) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(item => isSuspicious(item, field, depth + 1));
  }
  return isSuspiciousMap(asObject(value), field, depth);
}

function isSuspiciousMap(json: Json, field: string, depth: number): boolean {
  const name = asString(json.name);
  const isNamed = NAMED_SETTINGS.includes(field);
  for (const key of Object.keys(json)) {
    const item = json[key];
    const isPair = key === 'value' && name !== undefined;
    const isFound =
      typeof item === 'string' && (isNamed || isPair)
        ? credentialNamed(isPair ? name : key, item) !== undefined
        : isSuspicious(item, key, depth + 1);
    if (isFound || hasShape(key)) {
      return true;
    }
  }
  return false;
}

function collect(found: Finding[], field: string, value: unknown, depth: number): void {
  if (typeof value === 'string') {
    found.push(...hidden(field, credentialShape(value)));
    return;
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (depth > MAX_DEPTH) {
    found.push({ field, problem: 'is nested too deeply to be checked' });
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => {
      collect(found, `${field}[${i}]`, item, depth + 1);
    });
    return;
  }
  const json = asObject(value);
  const isNamed = NAMED_SETTINGS.includes(field.slice(field.lastIndexOf('.') + 1));
  for (const [key, item] of Object.entries(json)) {
    found.push(...inName(field, key));
    const name = key === 'value' ? asString(json.name) : undefined;
    if (typeof item === 'string' && (isNamed || name !== undefined)) {
      found.push(...hidden(`${field}.${key}`, credentialNamed(name ?? key, item)));
    } else {
      collect(found, `${field}.${key}`, item, depth + 1);
    }
  }
}

function inName(field: string, name: string): Finding[] {
  const shape = credentialShape(name);
  return shape === undefined
    ? []
    : [{ field: field === '' ? 'a field' : field, problem: `has a name that looks like ${shape} (hidden)` }];
}

function inHandler(field: string, handler: unknown): Finding[] {
  return handler === undefined
    ? []
    : [
        ...asArray(getPath(handler, 'httpGet', 'httpHeaders')).flatMap((header, i) =>
          hidden(
            `${field}.httpGet.httpHeaders[${i}].value`,
            credentialNamed(asString(getPath(header, 'name')) ?? '', asString(getPath(header, 'value')) ?? ''),
          ),
        ),
        ...inArguments(`${field}.exec.command`, getPath(handler, 'exec', 'command')),
      ];
}

function inArguments(field: string, words: unknown): Finding[] {
  const found = credentialInArguments(asArray(words).map(word => asString(word) ?? ''));
  return found === undefined ? [] : hidden(`${field}[${found.index}]`, found.shape);
}

function hidden(field: string, shape: string | undefined): Finding[] {
  return shape === undefined ? [] : [{ field, problem: `looks like ${shape} (value hidden)` }];
}
