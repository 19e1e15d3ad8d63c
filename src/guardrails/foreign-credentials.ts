import { asObject } from './json';
import { Finding } from './rule';
import { credentialNamed, looksRandom, secretLikeName } from '../foundation/credentials/credentials';
import { isKnownKind } from '../foundation/kinds';

const PASSWORD = /pass(?:word|wd|phrase|code)s?$|^pwd$/i;
/** Below these fields names stand for what other objects hold, and encrypted texts for what nobody can read. */
const REFERENCES =
  /^encrypted|(?:ref|refs|reference|references|selector|template|schema|secret|secrets|mapping|mappings)$/i;
/** What SOPS writes. */
const ENCRYPTED = /^ENC\[/;
const MAX_DEPTH = 100;

/**
 * Credentials in fields of kinds that are not known here, by the names of the fields. Other fields than passwords often
 * hold names of Secrets and of their keys, so only what looks random counts there.
 */
export function credentialsInFields(kind: string, manifest: object): Finding[] {
  const found: Finding[] = [];
  for (const [key, value] of Object.entries(isKnownKind(kind) ? {} : manifest)) {
    if (key !== 'metadata') {
      collect(found, { field: key, key }, value, 0);
    }
  }
  return found;
}

interface Place {
  readonly field: string;
  readonly key: string;
  readonly isReference?: boolean;
}

function collect(found: Finding[], place: Place, value: unknown, depth: number): void {
  const { field, key, isReference = false } = place;
  if (typeof value === 'string') {
    const shape = isSecret(key, value, isReference) ? credentialNamed(key, value) : undefined;
    if (shape !== undefined) {
      found.push({ field, problem: `looks like ${shape} (value hidden)` });
    }
    return;
  }
  // the rule reports what is nested deeper by other means
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => {
      // names of others, such as pull secrets
      collect(found, { field: `${field}[${i}]`, key: '', isReference }, item, depth + 1);
    });
    return;
  }
  const isBelow = isReference || REFERENCES.test(key);
  for (const [name, item] of Object.entries(asObject(value))) {
    collect(found, { field: `${field}.${name}`, key: name, isReference: isBelow }, item, depth + 1);
  }
}

function isSecret(key: string, value: string, isReference: boolean): boolean {
  return (
    !isReference && !ENCRYPTED.test(value) && (PASSWORD.test(key) || (secretLikeName(key) && looksRandom(value.trim())))
  );
}
