/**
 * Writes THIRD-PARTY-NOTICES: the licences of bundled packages and of their dependencies. A licence that asks for more
 * than its own text is an error. `node build-tools/notices.mjs [FOLDER]`: for the package in another folder.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ALLOWED = ['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
const DATA = `\
The ids and version ranges of published advisories (lib/guardrails/data/advisories.js) are facts of the CVE List
(https://www.cve.org), of OSV (https://osv.dev) and of the PyPA Advisory Database
(https://github.com/pypa/advisory-database, CC BY 4.0). The domains in lib/foundation/net/public-suffixes.js are a part of
the Public Suffix List (https://publicsuffix.org/list/) under the Mozilla Public License 2.0
(https://mozilla.org/MPL/2.0/), which holds for this file alone. Code of others is in none of the files under
bin, lib and schemas.`;

const root = resolve(process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url))));
const read = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Where Node.js finds a package that a module in a folder requires. */
function find(name, from) {
  const folder = join(from, 'node_modules', name);
  if (existsSync(folder)) {
    return folder;
  }
  if (from === root) {
    throw new Error(`${name} is not installed`);
  }
  return find(name, dirname(from));
}

function bundled(names, from, found = new Map()) {
  for (const name of names) {
    const folder = find(name, from);
    if (found.has(folder)) {
      continue;
    }
    const manifest = read(folder);
    found.set(folder, manifest);
    bundled(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), folder, found);
  }
  return found;
}

function notice([folder, { name, version, license, homepage }]) {
  if (!ALLOWED.includes(license)) {
    throw new Error(`${name}@${version} has the licence ${JSON.stringify(license)}, allowed are ${ALLOWED.join(', ')}`);
  }
  const texts = readdirSync(folder)
    .filter(file => /^(licen[cs]e|notice|copying)(\.|$)/i.test(file))
    .sort();
  if (!texts.some(file => /^(licen[cs]e|copying)/i.test(file))) {
    throw new Error(`${name}@${version} has no file with its licence`);
  }
  const body = texts.map(file => readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim()).join('\n\n');
  return `${name} ${version}\nLicence: ${license}${homepage ? `\n${homepage}` : ''}\n\n${body}\n`;
}

const packages = [...bundled(read(root).bundledDependencies ?? [], root)].sort(([, a], [, b]) =>
  a.name < b.name ? -1 : 1,
);
const line = `${'-'.repeat(80)}\n\n`;
const intro = 'These packages are in this one, under node_modules. Each is under its own licence.\n\n';
const names = packages.map(([, { name, version }]) => `- ${name} ${version}\n`).join('');
writeFileSync(
  join(root, 'THIRD-PARTY-NOTICES'),
  [intro + names, ...packages.map(notice), `${DATA}\n`].join(`\n${line}`),
);
