import type { CST, DocumentOptions, Document, LineCounter, ParseOptions, SchemaOptions } from 'yaml';

type Yaml = typeof import('yaml');

/** Deeper texts would end the process in the parser, which is recursive. */
export const MAX_DEPTH = 100;
export const TOO_DEEP = `must have at most ${MAX_DEPTH} levels`;
/** What is open at once while a text of that depth is read. */
const MAX_OPEN = 2 * MAX_DEPTH + 10;

/** A text is nested deeper than anything that a person writes. */
export class TooDeep extends Error {
  public constructor() { super(TOO_DEEP); }
}

/** The documents of a text of YAML. Its depth is bounded token by token, before anything recursive sees it. */
export function composeDocuments(text: string, options: ParseOptions & DocumentOptions & SchemaOptions): Document.Parsed[] {
  // loaded when a text is read: most apps never do
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as Yaml;
  const lines = new yaml.LineCounter();
  lines.addNewLine(0);
  const documents = [...new yaml.Composer({ logLevel: 'silent', ...options }).compose(tokens(yaml, text, lines), true, text.length)];
  for (const error of documents.flatMap(({ errors }) => errors)) { error.linePos = [lines.linePos(error.pos[0])]; }
  return documents;
}

function tokens(yaml: Yaml, text: string, lines: LineCounter): CST.Token[] {
  const parser = new yaml.Parser(lines.addNewLine);
  const found: CST.Token[] = [];
  for (const lexeme of new yaml.Lexer().lex(text)) {
    found.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_OPEN) { throw new TooDeep(); }
  }
  return [...found, ...parser.end()];
}
