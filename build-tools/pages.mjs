/** What scripts that write a page of the documentation share. The prose of a page is a Markdown file with {{names}}. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './examples.mjs';

const require = createRequire(import.meta.url);

/** A module of the compiled library, such as `catalog/entries.js`. */
export const compiled = path => require(join(root, 'lib', path));

export const code = text => `\`${text}\``;
export const cell = text => text.replaceAll('|', '\\|');
const row = cells => `| ${cells.join(' | ')} |`;

export const table = (head, rows) => [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');

/** Paragraphs with a blank line between them; those that are undefined are left out. */
export const paragraphs = texts => texts.filter(text => text !== undefined).join('\n\n');

/** The text of a Markdown file with a value for each of its {{names}}. */
export function fill(file, values) {
  return readFileSync(file, 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, name) => {
    if (!Object.hasOwn(values, name)) {
      throw new Error(`${file} has {{${name}}}, which has no value`);
    }
    return values[name];
  });
}
