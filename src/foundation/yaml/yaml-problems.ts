import type { YAMLError } from 'yaml';

/** Codes that do not say enough. */
const WORDS: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias of what it is in, or of nothing',
  RESOURCE_EXHAUSTION: 'aliases that repeat more than 100000 values',
  TAG_RESOLVE_FAILED: 'a tag that is not known here',
};

/** What is wrong with a text of YAML, and where. The parser's own message may quote values. */
export function yamlProblem(error: YAMLError): string {
  const { linePos } = error;
  const what = problemWords(error);
  return linePos === undefined ? what : `${what} at line ${linePos[0].line}, column ${linePos[0].col}`;
}

/** The same without the place. */
export function problemWords({ code }: YAMLError): string {
  return WORDS[code] ?? code.toLowerCase().replaceAll('_', ' ');
}

/** An error of the parser without names that it quotes. */
export function withoutValues(error: unknown): string {
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return /^Unresolved alias/.test(message) ? 'an alias without an anchor: quote strings that start with *' : message;
}
