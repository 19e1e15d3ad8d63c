// Runs the real scanners over what the importers made of real inputs, and over the servers of the catalogue.
//
//   node test/scanners/imported.mjs SCAN FOLDER
//
// SCAN is a program as in agreement.mjs; FOLDER holds a folder of manifests for each app. An input may ask for
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

/** The objects of a file by kind, namespace and name. */
function objectsOf(file) {
  const objects = parseAllDocuments(readFileSync(file, 'utf8'))
    .map(document => document.toJS())
    .filter(Boolean);
  return objects.map(object => [
    `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`,
    JSON.stringify(object),
  ]);
}

/**
 * Apps that do not disagree about an object go into one run: several checks look at all the files that they are given.
 */
function groupsOf(apps) {
  const groups = [];
  for (const app of apps) {
    const files = readdirSync(join(folder, app)).map(name => join(folder, app, name));
    const objects = files.flatMap(objectsOf);
    let group = groups.find(({ taken }) => objects.every(([key, text]) => (taken.get(key) ?? text) === text));
    if (group === undefined) {
      groups.push((group = { taken: new Map(), files: [] }));
    }
    objects.forEach(([key, text]) => group.taken.set(key, text));
    group.files.push(...files);
  }
  return groups;
}

const expected = JSON.parse(readFileSync(new URL('imported.json', import.meta.url), 'utf8'));
const apps = readdirSync(folder).sort();
const runs = groupsOf(apps).map(({ files }) => findingsOf(program, files));
const found = runs
  .flatMap(({ findings }) => findings)
  .map(({ section, check, id, about }) => `${check ?? `${section}:${id}`} ${about.split(/\s/)[0]}`);
const missing = expected.map(({ check, object }) => `${check} ${object}`);
const others = found.filter(finding => {
  const at = missing.indexOf(finding);
  return at < 0 || missing.splice(at, 1).length === 0;
});
others.forEach(finding => console.error(`not listed: ${finding}`));
missing.forEach(finding => console.error(`listed, and not found: ${finding}`));
const scanners = [...new Set(runs.flatMap(run => [...run.scanners]))].sort().join(', ');
console.log(
  `imports: ${apps.length} apps, ${others.length} findings (${scanners}), ` +
    `beside ${found.length - others.length} that the inputs ask for`,
);
process.exit(apps.length > 0 && others.length + missing.length === 0 ? 0 : 1);
