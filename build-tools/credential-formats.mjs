/*
 * Compares the formats of credentials that are looked for with the rules of gitleaks. credential-formats.json lists the
 * ids of its rules: those that are found, by what the finding is called, and those that are left out, with the reason.
 *
 *   node build-tools/credential-formats.mjs                  what is left out
 *   node build-tools/credential-formats.mjs gitleaks.toml    and the rules of that file that are in no list
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const lib = createRequire(import.meta.url)('../lib/foundation/credentials/credential-shapes.js');
const { found, leftOut } = JSON.parse(readFileSync(new URL('credential-formats.json', import.meta.url), 'utf8'));
const [file] = process.argv.slice(2);
const known = new Set([...Object.values(found), ...leftOut.map(({ rules }) => rules)].flat());
const published =
  file === undefined ? [] : [...readFileSync(file, 'utf8').matchAll(/^id = "(.+)"$/gm)].map(([, id]) => id);
const problems = [
  ...Object.keys(found)
    .filter(format => !lib.CREDENTIAL_FORMATS.includes(format))
    .map(format => `${format}: is not looked for`),
  ...published.filter(id => !known.has(id)).map(id => `${id}: is in no list`),
  ...[...known].filter(id => file !== undefined && !published.includes(id)).map(id => `${id}: is no longer published`),
];
for (const { reason, rules } of leftOut) {
  console.log(`${rules.length} left out. ${reason}\n  ${rules.join(' ')}`);
}
console.log(`${Object.values(found).flat().length} found.`);
for (const problem of problems) {
  console.error(problem);
}
process.exitCode = problems.length === 0 ? 0 : 1;
