import type { CST, DocumentOptions, Document, ErrorCode, LineCounter, Node, ParseOptions, SchemaOptions } from 'yaml';
import { sizeOfAliases } from './yaml-aliases';

type Yaml = typeof import('yaml');

/** Deeper documents would overflow the stack of the parser, which is recursive. */
export const MAX_DEPTH = 100;
export const TOO_DEEP = `must have at most ${MAX_DEPTH} levels`;
/** Without these a text has neither aliases nor tags. */
const SPECIAL = /[*!]/;
/** The most entries on the parser's stack for a document of that depth. */
const MAX_OPEN = 2 * MAX_DEPTH + 10;

/** Aliases may add as many values to a document as no manifest repeats. */
const MAX_REPEATED = 100_000;

/** A document is nested deeper than anything that a person writes. */
export class TooDeep extends Error {
  public constructor() {
    super(TOO_DEEP);
  }
}

/** Tags of what JSON has too. */
const JSON_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(name => `tag:yaml.org,2002:${name}`),
);

/**
 * The documents of a YAML stream. Its depth is checked token by token, before anything recursive reads it. With
 * `uniqueKeys`, aliases of what they are in and tags of what JSON does not have are errors too.
 */
export function composeDocuments(
  text: string,
  options: ParseOptions & DocumentOptions & SchemaOptions,
): Document.Parsed[] {
  // loaded on first use: most apps never read YAML
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
    const isSpecial = SPECIAL.test(text);
    documents.forEach(document => {
      findDuplicates(yaml, document);
      if (isSpecial) {
        findSpecial(yaml, document);
        boundAliases(yaml, document);
      }
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

/** Finds a document that its aliases would make far longer than its text. */
function boundAliases(yaml: Yaml, document: Document.Parsed): void {
  if (document.errors.length === 0 && sizeOfAliases(yaml, document) > MAX_REPEATED) {
    document.errors.push(new yaml.YAMLParseError([0, 1], 'RESOURCE_EXHAUSTION', 'too many aliases'));
  }
}

/** Finds aliases of what they are in, which no walk ends, and tags. */
function findSpecial(yaml: Yaml, document: Document.Parsed): void {
  const report = (code: ErrorCode, { range }: Node): void => {
    document.errors.push(new yaml.YAMLParseError([range?.[0] ?? 0, range?.[1] ?? 0], code, code));
  };
  yaml.visit(document, {
    Node: (_, node, path) => {
      if (yaml.isAlias(node)) {
        if (path.some(around => yaml.isCollection(around) && around.anchor === node.source)) {
          report('BAD_ALIAS', node);
        }
      } else if (node.tag !== undefined && !JSON_TAGS.has(node.tag)) {
        report('TAG_RESOLVE_FAILED', node);
      }
    },
  });
}

/** Looks each key up once; the parser itself would compare it with all keys before it. */
function findDuplicates(yaml: Yaml, document: Document.Parsed): void {
  const places: number[] = [];
  const visit = (node: unknown): void => {
    if (!yaml.isCollection(node)) {
      return;
    }
    const keys = new Set<unknown>();
    for (const item of node.items) {
      if (!yaml.isPair(item)) {
        visit(item);
        continue;
      }
      const { key, value } = item;
      if (yaml.isScalar(key)) {
        if (keys.has(key.value) && key.range) {
          places.push(key.range[0]);
        }
        keys.add(key.value);
      } else {
        visit(key);
      }
      visit(value);
    }
  };
  visit(document.contents);
  if (places.length === 0) {
    return;
  }
  document.errors.push(
    ...places.map(place => new yaml.YAMLParseError([place, place + 1], 'DUPLICATE_KEY', 'Map keys must be unique')),
  );
  document.errors.sort((a, b) => a.pos[0] - b.pos[0]);
}
