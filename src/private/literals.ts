import { credentialNamed, credentialShape } from './credentials';

const ASSIGNMENT = /^[\s\-{,]*["']?([A-Za-z][A-Za-z0-9_.-]{1,80})["']?\s*[:=]\s*["']?([^"'\n]{1,4096}?)["']?\s*[,;}]*\s*$/;

/** What in a text of several lines looks like a credential, by shape or as the value of a name on one line. */
export function credentialInText(text: string): string | undefined {
  const shape = credentialShape(text);
  if (shape !== undefined) { return shape; }
  for (const line of text.split('\n')) {
    const [, name, value] = line.length <= 5000 ? ASSIGNMENT.exec(line) ?? [] : [];
    const found = name === undefined || value === undefined ? undefined : credentialNamed(name, value);
    if (found !== undefined) { return `${found} (${name})`; }
  }
  return undefined;
}

/** The position of the first argument that looks like a credential, `--flag=value` and `--flag value` included. */
export function credentialInArguments(words: readonly string[]): { index: number; shape: string } | undefined {
  for (const [index, word] of words.entries()) {
    const [, flag, , inline] = /^--?([A-Za-z][A-Za-z0-9_.-]*)(=([^]*))?$/.exec(word) ?? [];
    const following = words[index + 1];
    const shape = credentialShape(word)
      ?? (flag !== undefined && inline !== undefined ? credentialNamed(flag, inline) : undefined);
    if (shape !== undefined) { return { index, shape }; }
    if (flag !== undefined && inline === undefined && following !== undefined && !following.startsWith('-')) {
      const after = credentialNamed(flag, following);
      if (after !== undefined) { return { index: index + 1, shape: after }; }
    }
  }
  return undefined;
}
