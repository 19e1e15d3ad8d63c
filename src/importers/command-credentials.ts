import { secretLikeName } from '../foundation/credentials/credentials';
import { credentialInArguments, credentialInText } from '../foundation/credentials/literals';
import { commandsOfScript } from '../foundation/shell-words';

const MAX_LENGTH = 20_000;

/** Whether a text of several words, such as a script or the options of a program, has a credential in it. */
export function hasCredential(text: string): boolean {
  if (!/\s/.test(text.trim())) {
    return /[=?&]/.test(text) && credentialInArguments(text.split(/[?&;]/)) !== undefined;
  }
  if (credentialInText(text) !== undefined) {
    return true;
  }
  const script = text.slice(0, MAX_LENGTH);
  return [...commandsOfScript(script), script.split(/\s+/)].some(
    words => credentialInArguments(words) !== undefined || hasFlaggedCredential(words),
  );
}

/** A value that a word gives to a name: `--token=VALUE`, `TOKEN=VALUE`, and `/token:VALUE` of Windows. */
export interface AssignedValue {
  readonly name: string;
  /** What is before the value. */
  readonly prefix: string;
  readonly value: string;
}

export function assignedIn(text: string): AssignedValue | undefined {
  const [, plain, equals = ''] = /^(-{0,2}[A-Za-z][\w.-]*)=(.*)$/s.exec(text) ?? [];
  if (plain !== undefined) {
    return { name: plain, prefix: `${plain}=`, value: equals };
  }
  const [, name, value = ''] = /^((?:--?|\/)[A-Za-z][\w.-]*):(.+)$/s.exec(text) ?? [];
  return name !== undefined && secretLikeName(name) ? { name, prefix: `${name}:`, value } : undefined;
}

/** The flag that a word is the value of. A value may begin with a dash, as passwords do. */
export function flagBefore(text: string, before: string | undefined): string | undefined {
  const isFlag = before !== undefined && /^--?[A-Za-z]/.test(before) && !before.includes('=');
  if (!isFlag) {
    return undefined;
  }
  const isPassword = /^-[^-=\s](?=\S*\d)\S{6,}$/.test(text) && secretLikeName(before);
  return text.startsWith('-') && !isPassword ? undefined : before;
}

/** Flags whose value is a password, a user with one, or often a key. */
const PASSWORDS = /^(?:pass|pat|pw)$/i;
const USERS = /^(?:u|user|userpwd|basic-?auth|auth|creds?|credentials?|proxy-user|login)$/i;
const KEYS = /^(?:key|auth|sas|jwt)$/i;

/** Whether the value of a flag is a credential although the flag has other uses too. */
export function isCredentialOf(flag: string, value: string): boolean {
  const name = flag.replace(/^[-/]+/, '');
  if (PASSWORDS.test(name)) {
    return !/^(?:true|false|)$/i.test(value);
  }
  const hasPassword = /^[^:\s/]+:[^\s/]+$/.test(value) && !/:\d{1,5}$/.test(value);
  const isMixed = /^(?=.*\d)(?=.*[A-Za-z])[^\s/.:]{8,}$/.test(value);
  return (USERS.test(name) && hasPassword) || (KEYS.test(name) && isMixed);
}

/** Whether words have the value of such a flag. */
function hasFlaggedCredential(words: readonly string[]): boolean {
  return words.some((word, i) => {
    const flag = flagBefore(word, words.at(i - 1));
    const assigned = assignedIn(word);
    return (
      (i > 0 && flag !== undefined && isCredentialOf(flag, word)) ||
      (assigned !== undefined && isCredentialOf(assigned.name, assigned.value))
    );
  });
}
