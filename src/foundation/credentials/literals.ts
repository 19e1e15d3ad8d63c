import { credentialNamed, credentialShape } from './credentials';

const ASSIGNMENT =
  /^[\s\-{,]*["']?([A-Za-z][A-Za-z0-9_.-]{1,80})["']?\s*[:=]\s*["']?([^"'\n]{1,4096}?)["']?\s*[,;}]*\s*$/;

const FLAG = /^--?([A-Za-z][A-Za-z0-9_.-]*)(?:=([^]*))?$/;

/** What in a text of several lines looks like a credential, by shape or as the value of a name on one line. */
export function credentialInText(text: string): string | undefined {
  const shape = credentialShape(text);
  if (shape !== undefined) {
    return shape;
  }
  for (const line of text.split('\n')) {
    const [, name, value] = line.length <= 5000 ? (ASSIGNMENT.exec(line) ?? []) : [];
    // a bracket alone opens a value of several lines
    const found =
      name === undefined || value === undefined || /^[[{(]+$/.test(value) ? undefined : credentialNamed(name, value);
    if (found !== undefined) {
      return `${found} (${name})`;
    }
  }
  return undefined;
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
  for (const [index, word] of words.entries()) {
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
