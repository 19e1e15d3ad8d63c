// Runs the real scanners over what the importers made of real inputs.
//
//   node test/scanners/imported.mjs SCAN FOLDER
//
// SCAN is a program as in agreement.mjs; FOLDER holds a folder of manifests for each imported app. An input may ask for
// what a scanner finds fault with: imported.json lists those findings with the reason. Any other finding is a failure,
// and so is one that is listed and not found.
//
// Exit code: 0 when all is as listed, 1 otherwise, 2 when it could not run.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findingsOf } from './scan.mjs';

const [program, folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node test/scanners/imported.mjs SCAN FOLDER');
  process.exit(2);
}

const keyOf = ({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

/** Apps whose objects have names of their own go into one run: several checks look at all the files that they are given. */
function groupsOf(apps) {
  const groups = [];
  for (const app of apps) {
    const files = readdirSync(join(folder, app)).map(name => join(folder, app, name));
    const keys = files.flatMap(file => parseAllDocuments(readFileSync(file, 'utf8')).map(document => document.toJS()).filter(Boolean).map(keyOf));
    let group = groups.find(({ taken }) => !keys.some(key => taken.has(key)));
    if (group === undefined) { groups.push(group = { taken: new Set(), files: [] }); }
    keys.forEach(key => group.taken.add(key));
    group.files.push(...files);
  }
  return groups;
}

const expected = JSON.parse(readFileSync(new URL('imported.json', import.meta.url), 'utf8'));
const apps = readdirSync(folder).sort();
const runs = groupsOf(apps).map(({ files }) => findingsOf(program, files));
const found = runs.flatMap(({ findings }) => findings).map(({ section, check, id, about }) => `${check ?? `${section}:${id}`} ${about.split(/\s/)[0]}`);
const missing = expected.map(({ check, object }) => `${check} ${object}`);
const others = found.filter(finding => {
  const at = missing.indexOf(finding);
  return at < 0 || missing.splice(at, 1).length === 0;
});
others.forEach(finding => console.error(`not listed: ${finding}`));
missing.forEach(finding => console.error(`listed, and not found: ${finding}`));
const scanners = [...new Set(runs.flatMap(run => [...run.scanners]))].sort().join(', ');
console.log(`imports: ${apps.length} apps, ${others.length} findings (${scanners}), beside ${found.length - others.length} that the inputs ask for`);
process.exit(apps.length > 0 && others.length + missing.length === 0 ? 0 : 1);
