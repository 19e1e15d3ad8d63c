import type { CST, DocumentOptions, Document, LineCounter, ParseOptions, SchemaOptions } from 'yaml';

type Yaml = typeof import('yaml');

/** Deeper texts would end the process in the parser, which is recursive. */
export const MAX_DEPTH = 100;
export const TOO_DEEP = `must have at most ${MAX_DEPTH} levels`;
/** What is open at once while a text of that depth is read. */
const MAX_OPEN = 2 * MAX_DEPTH + 10;

/** A text is nested deeper than anything that a person writes. */
export class TooDeep extends Error {
  public constructor() {
    super(TOO_DEEP);
  }
}

/** The documents of a text of YAML. Its depth is bounded token by token, before anything recursive sees it. */
export function composeDocuments(
  text: string,
  options: ParseOptions & DocumentOptions & SchemaOptions,
): Document.Parsed[] {
  // loaded when a text is read: most apps never do
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as Yaml;
  const lines = new yaml.LineCounter();
  lines.addNewLine(0);
  const documents = [
    ...new yaml.Composer({ logLevel: 'silent', ...options, uniqueKeys: false }).compose(
      tokens(yaml, text, lines),
      true,
      text.length,
    ),
  ];
  if (options.uniqueKeys === true) {
    documents.forEach(document => {
      findDuplicates(yaml, document);
    });
  }
  for (const error of documents.flatMap(({ errors }) => errors)) {
    error.linePos = [lines.linePos(error.pos[0])];
  }
  return documents;
}

function tokens(yaml: Yaml, text: string, lines: LineCounter): CST.Token[] {
  const parser = new yaml.Parser(lines.addNewLine);
  const found: CST.Token[] = [];
  for (const lexeme of new yaml.Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      found.push(token);
    }
    if (parser.stack.length > MAX_OPEN) {
      throw new TooDeep();
    }
  }
  return [...found, ...parser.end()];
}

/** Each key is looked up once; the parser itself compares it with all keys before it. */
function findDuplicates(yaml: Yaml, document: Document.Parsed): void {
  const places: number[] = [];
  const look = (node: unknown): void => {
    if (!yaml.isCollection(node)) {
      return;
    }
    const keys = new Set<unknown>();
    for (const item of node.items) {
      if (!yaml.isPair(item)) {
        look(item);
        continue;
      }
      const { key, value } = item;
      if (yaml.isScalar(key)) {
        if (keys.has(key.value) && key.range) {
          places.push(key.range[0]);
        }
        keys.add(key.value);
      } else {
        look(key);
      }
      look(value);
    }
  };
  look(document.contents);
  if (places.length === 0) {
    return;
  }
  document.errors.push(
    ...places.map(place => new yaml.YAMLParseError([place, place + 1], 'DUPLICATE_KEY', 'Map keys must be unique')),
  );
  document.errors.sort((a, b) => a.pos[0] - b.pos[0]);
}
