import { credentialNamed, credentialShape } from './credentials';

/** A name at the start of a line, and everything after `:` or `=`. */
const ASSIGNMENT = /^[\s\-{,]*["']?([A-Za-z][A-Za-z0-9_.-]{1,80})["']?\s*[:=]\s*(.*)$/;
const QUOTED = /^(["'])([^"']*)\1[\s,;}\]]*$/;
/** A call of a program: `getpass()`, `await readPassword(file)`. */
const CALL = /^(?:await |new )?[A-Za-z_]+(?:\.[A-Za-z_]+){0,8}\([A-Za-z_., ]{0,200}\)$/;
const MAX_LINE = 5000;
const MAX_VALUE = 4096;
/** What sentences have, and lists of random words have not. */
const SENTENCE =
  /\b(?:the|an|is|are|was|be|your|you|to|from|for|in|of|and|or|ask|see|use|using|must|by|with|on|at|it|this|that|not|if|when|will|can|has|have)\b/i;

/** For curl, unless a variable stands for the password. */
const USER_AND_PASSWORD = /^[^:]*:(?!\$[({A-Z_])./;
const FLAG = /^--?([A-Za-z][A-Za-z0-9_.-]*)(?:=([^]*))?$/;

/** What in a text of several lines looks like a credential, by shape or as the value of a name on one line. */
export function credentialInText(text: string): string | undefined {
  const shape = credentialShape(text);
  if (shape !== undefined) {
    return shape;
  }
  for (const line of text.split('\n')) {
    const [, name, rest] = line.length <= MAX_LINE ? (ASSIGNMENT.exec(line) ?? []) : [];
    const value = rest === undefined ? '' : valueIn(rest);
    // a bracket alone opens a value of several lines
    const found = value === '' || /^[[{(]+$/.test(value) ? undefined : credentialNamed(name, value);
    if (found !== undefined) {
      return `${found} (${name})`;
    }
  }
  return undefined;
}

/** The value of a line of YAML, JSON or a settings file; empty for code and for sentences. */
function valueIn(rest: string): string {
  const [, , quoted] = QUOTED.exec(rest) ?? [];
  const value = quoted ?? withoutEnd(rest.trim());
  const isCode = quoted === undefined && (/["']/.test(value) || CALL.test(value));
  return isCode || value.length > MAX_VALUE || (quoted === undefined && isSentence(value)) ? '' : value;
}

/** Without commas and brackets that close what the value is in, but not what it opens: `${TOKEN}`. */
function withoutEnd(value: string): string {
  let end = value.length;
  let open = 0;
  for (const character of value) {
    open += Number(character === '{') - Number(character === '}');
  }
  for (; end > 0 && /[\s,;}]/.test(value[end - 1]); end -= 1) {
    if (value[end - 1] === '}') {
      if (open >= 0) {
        break;
      }
      open += 1;
    }
  }
  return value.slice(0, end);
}

function isSentence(value: string): boolean {
  return /^\S+\s+\S+\s+\S/.test(value) && SENTENCE.test(value);
}

/** `GITHUB_TOKEN=…`, as env takes it. */
const ASSIGNED_WORD = /^([A-Za-z][A-Za-z0-9_.-]{1,80})=(\S+)$/;
/**
 * `X-Api-Key: …`, alone or after curl's `-H`. Images have colons too, so a blank must follow unless the name starts
 * with X-.
 */
const HEADER_WORD =
  /^(?:-H)?(X-[A-Za-z0-9-]{1,80}(?=:)|[A-Za-z][A-Za-z0-9-]{1,80}(?=:\s)):\s*(?:(?:bearer|basic|token)\s+)?(\S+)$/i;

function credentialInWord(word: string): string | undefined {
  const [, name, value] =
    (word.length <= 5000 ? (ASSIGNED_WORD.exec(word) ?? HEADER_WORD.exec(word)) : undefined) ?? [];
  return name === undefined ? undefined : credentialNamed(name, value);
}

/**
 * The position of the first argument that looks like a credential: `--flag=value`, `--flag value`, `NAME=value` and
 * headers included.
 */
export function credentialInArguments(words: readonly string[]): { index: number; shape: string } | undefined {
  const isCurl = words.some(word => /(?:^|\/)curl$/.test(word));
  for (const [index, word] of words.entries()) {
    if (isCurl && /^(?:-u|-U|--user|--proxy-user)$/.test(word) && USER_AND_PASSWORD.test(words[index + 1] ?? '')) {
      return { index: index + 1, shape: 'a user with a password' };
    }
    const shape = credentialInArgument(word);
    if (shape !== undefined) {
      return { index, shape };
    }
    const shapeAfter = credentialAfterFlag(word, words[index + 1]);
    if (shapeAfter !== undefined) {
      return { index: index + 1, shape: shapeAfter };
    }
  }
  return undefined;
}

function credentialInArgument(word: string): string | undefined {
  const shape = credentialShape(word);
  const [, flag, value] = FLAG.exec(word) ?? [];
  if (shape !== undefined || flag === undefined || value === undefined) {
    return shape ?? credentialInWord(word);
  }
  return credentialNamed(flag, value) ?? credentialInWord(value);
}

/** `--flag value`: what follows a flag that has no value yet, unless that is a flag too. */
function credentialAfterFlag(word: string, following: string | undefined): string | undefined {
  const [, flag, value] = FLAG.exec(word) ?? [];
  if (flag === undefined || value !== undefined || following === undefined || following.startsWith('-')) {
    return undefined;
  }
  return credentialNamed(flag, following);
}
