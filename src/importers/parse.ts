import type { Document, Node, Pair, Scalar } from 'yaml';
import { quickDocuments } from './quick-documents';
import { isToml, tomlDocument } from './toml';
import { Unreadable } from './unreadable';
import { Issues } from '../foundation/issues';
import { MAX_DEPTH, TOO_DEEP, TooDeep, composeDocuments } from '../foundation/yaml/yaml-documents';

type Yaml = typeof import('yaml');

const MAX_BYTES = 4 * 1024 * 1024;
/** Values behind aliases count each time. */
const MAX_VALUES = 200_000;
const BYTE_ORDER_MARK = /^\ufeff/;
const NOT_UTF8 = /[\p{Surrogate}\ufffd\0]/u;
const JSON_START = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*[{[]/;
const JSON_TOKEN = /"(?:\\[\s\S]|[^"\\])*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** The documents of a text of JSON (with comments), YAML or TOML, as plain values. Errors never show parts of it. */
export function parseText(where: string, value: unknown): unknown[] {
  const issues = new Issues(where);
  const source = typeof value === 'string' ? value : '';
  if (typeof value !== 'string') {
    issues.add('text', 'must be a string', 'read the file as UTF-8');
  } else if (value.length > MAX_BYTES || Buffer.byteLength(value) > MAX_BYTES) {
    issues.add(
      'text',
      `must be at most 4 MiB, got ${Math.ceil(Buffer.byteLength(value) / 1024 / 1024)} MiB`,
      'import its parts one by one',
    );
  } else if (NOT_UTF8.test(value)) {
    issues.add('text', 'is not UTF-8, or has lone surrogates or NUL', 'save the file as UTF-8');
  } else if (value.trim() === '') {
    issues.add('text', 'is empty');
  }
  issues.throwIfAny();
  try {
    return documents(source.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    issues.add('text', problemOf(error));
    issues.throwIfAny();
    return [];
  }
}

function problemOf(error: unknown): string {
  if (error instanceof Unreadable) {
    return error.message;
  }
  return error instanceof RangeError || error instanceof TooDeep ? TOO_DEEP : 'is neither JSON nor YAML';
}

function documents(source: string): unknown[] {
  if (isToml(source)) {
    return [tomlDocument(source)];
  }
  const isJson = JSON_START.test(source);
  const text = isJson
    ? source.replace(JSON_TOKEN, token => (token.startsWith('"') ? token : token.replace(/[^\n]/g, ' ')))
    : source;
  return quickDocuments(text, isJson, MAX_VALUES) ?? parsedDocuments(text);
}

function parsedDocuments(text: string): unknown[] {
  // loaded when it is needed: most apps never do
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as Yaml;
  // duplicate keys are found below: the parser takes quadratic time
  const found = composeDocuments(text, { uniqueKeys: false, merge: false });
  return found.flatMap(document => {
    const [problem] = document.errors;
    if (problem !== undefined) {
      const reason = problem.code.toLowerCase().replaceAll('_', ' ');
      throw new Unreadable(`is neither JSON nor YAML (${reason} at ${place(text, problem.pos[0])})`);
    }
    return document.contents === null ? [] : [new Converter(yaml, document, text).value(document.contents, 0)];
  });
}

function place(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}

class Converter {
  private values = 0;

  public constructor(
    private readonly yaml: Yaml,
    private readonly document: Document.Parsed,
    private readonly text: string,
  ) {}

  public value(node: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) {
      throw new Unreadable(TOO_DEEP);
    }
    this.values += 1;
    if (this.values > MAX_VALUES) {
      throw new Unreadable(`must have at most ${MAX_VALUES} values, those that aliases stand for included`);
    }
    if (this.yaml.isAlias(node)) {
      const target: Node | undefined = node.resolve(this.document);
      if (target === undefined) {
        throw new Unreadable('has an alias without its anchor');
      }
      return this.value(target, depth + 1);
    }
    if (this.yaml.isSeq(node)) {
      return node.items.map(item => this.value(item, depth + 1));
    }
    if (this.yaml.isMap(node)) {
      return this.map(node.items, depth + 1);
    }
    return this.yaml.isScalar(node) ? node.value : null;
  }

  private map(pairs: readonly Pair[], depth: number): unknown {
    const ownEntries = new Map<string, unknown>();
    const merged: [string, unknown][] = [];
    for (const { key, value } of pairs) {
      if (!this.yaml.isScalar(key)) {
        throw new Unreadable('has a key that is not a string');
      }
      const name = keyOf(key);
      if (name === '<<' && key.type === 'PLAIN') {
        merged.push(...mergedEntries(this.value(value, depth)));
        continue;
      }
      if (ownEntries.has(name)) {
        throw new Unreadable(`has a duplicate key in one map (at ${place(this.text, key.range?.[0] ?? 0)})`);
      }
      ownEntries.set(name, this.value(value, depth));
    }
    return Object.fromEntries([...merged.filter(([name]) => !ownEntries.has(name)).reverse(), ...ownEntries]);
  }
}

function keyOf(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** `<<: *base` or `<<: [*a, *b]`; earlier ones win. */
function mergedEntries(value: unknown): [string, unknown][] {
  const bases = Array.isArray(value) ? value : [value];
  return bases.flatMap((base: unknown) =>
    typeof base === 'object' && base !== null && !Array.isArray(base) ? Object.entries(base) : [],
  );
}
