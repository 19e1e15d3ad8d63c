/** Writes the table of paths that a patch may change into docs/escape-hatches.md, between its markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.mjs';
import { code, compiled, table } from './pages.mjs';

const { PATCH_PATHS } = compiled('guardrails/patches/patch-paths.js');

const FILE = join(root, 'docs', 'escape-hatches.md');
const TABLE =
  /(?<=^<!-- patch paths: written by build-tools\/patches-doc\.mjs -->\n)[^]*?(?=^<!-- end of patch paths -->$)/m;

const text = readFileSync(FILE, 'utf8');
if (!TABLE.test(text)) {
  throw new Error('docs/escape-hatches.md: must have the markers of the table of patch paths');
}

/** Rows of one kind and one judge share a line. */
const groups = new Map();
for (const { kinds, path, rule, addedOnly, values } of PATCH_PATHS) {
  const judge = rule === undefined ? 'free' : code(rule);
  const names = kinds.map(kind => (kind === '*' ? 'every kind' : kind)).join(', ');
  const key = [names, judge, addedOnly === true, values ?? ''];
  const paths = groups.get(JSON.stringify(key)) ?? [];
  groups.set(JSON.stringify(key), [...paths, path]);
}
const rows = [...groups].map(([key, paths]) => {
  const [kinds, judge, addedOnly, values] = JSON.parse(key);
  return [kinds, paths.map(code).join('<br>'), values, addedOnly ? `${judge}, if added` : judge];
});
writeFileSync(
  FILE,
  text.replace(TABLE, () => `${table(['kinds', 'paths and what is below', 'values', 'judged by'], rows)}\n`),
);
