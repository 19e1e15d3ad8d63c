/** Writes the table of formats in docs/importing.md from the registry of importers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './examples.mjs';

const require = createRequire(import.meta.url);
const { FORMATS } = require(join(root, 'lib', 'importers', 'formats.js'));

const FILE = join(root, 'docs', 'importing.md');
const TABLE = /(<!-- formats: [^>]*-->\n)[\s\S]*(<!-- \/formats -->)/;

const text = readFileSync(FILE, 'utf8');
const missing = Object.values(FORMATS).filter(({ title }) => !text.includes(`\n## ${title}\n`));
if (missing.length > 0 || !TABLE.test(text)) {
  const titles = missing.map(({ title }) => title).join(', ');
  throw new Error(`docs/importing.md: must have the markers of the table, and a section for each format (${titles})`);
}

/** The anchor that GitHub gives a heading. */
const anchor = title =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
const factory = key => `from${key.charAt(0).toUpperCase()}${key.slice(1)}`;
const rows = Object.entries(FORMATS)
  .sort(([, a], [, b]) => (a.option < b.option ? -1 : 1))
  .map(
    ([key, { title, option, reads }]) =>
      `| [${title}](#${anchor(title)}) | ${reads} | \`${option}\` | \`${factory(key)}\` |`,
  );
const table = ['| Format | Reads | `--format` | Factory |', '|---|---|---|---|', ...rows, ''].join('\n');
writeFileSync(
  FILE,
  text.replace(TABLE, (_, start, end) => `${start}${table}${end}`),
);
