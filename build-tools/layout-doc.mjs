/** Writes the table of the folders of src, between its markers, into CONTRIBUTING.md and docs/architecture.md. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './examples.mjs';
import { LAYOUT } from './layout.mjs';
import { code, table } from './pages.mjs';

const DOCUMENTS = ['CONTRIBUTING.md', 'docs/architecture.md'];
const TABLE = /(?<=^<!-- layout: written by build-tools\/layout-doc\.mjs -->\n)[^]*?(?=^<!-- end of layout -->$)/m;

const listed = LAYOUT.map(({ folder }) => folder);
const existing = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ parentPath, name }) => join(parentPath, name).slice(join(root, 'src/').length));

/** A folder belongs to the one that it is in, unless that one, or src, has its folders listed. */
function hasToBeListed(folder) {
  const parent = dirname(folder);
  return parent === '.' || listed.some(other => dirname(other) === parent);
}

const problems = [
  ...existing
    .filter(folder => hasToBeListed(folder) && !listed.includes(folder))
    .map(folder => `src/${folder} is not in LAYOUT of build-tools/layout.mjs`),
  ...listed
    .filter(folder => !existing.includes(folder))
    .map(folder => `LAYOUT of build-tools/layout.mjs has src/${folder}, which does not exist`),
  ...DOCUMENTS.filter(file => !TABLE.test(readFileSync(join(root, file), 'utf8'))).map(
    file => `${file} has no markers for the table`,
  ),
];
if (problems.length > 0) {
  console.error(problems.map(problem => `docs:layout: ${problem}`).join('\n'));
  process.exit(1);
}

const rows = LAYOUT.map(({ folder, holds }) => [code(`src/${folder}`), holds]);
const text = `\n${table(['folder', 'holds'], rows)}\n\n`;
for (const file of DOCUMENTS) {
  const path = join(root, file);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(TABLE, () => text),
  );
}
