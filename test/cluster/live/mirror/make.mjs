// Makes what mirror/server.mjs serves: the packages of the test, with all that they depend on, from the public
// registries.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../e2e/commands.mjs';

const BATCH_SIZE = 60;

/** What `npm install` of each package would bring: the entries of its lockfile, by name and version. */
function locked(folder, pins) {
  const found = new Map();
  for (const pin of pins) {
    const scratch = mkdtempSync(join(folder, 'lock-'));
    writeFileSync(join(scratch, 'package.json'), '{"private":true}');
    run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--silent', '--no-audit', '--no-fund', pin], {
      cwd: scratch,
    });
    const { packages } = JSON.parse(readFileSync(join(scratch, 'package-lock.json'), 'utf8'));
    for (const [path, entry] of Object.entries(packages)) {
      if (path === '') {
        continue;
      }
      const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      // fields of the lockfile, which the registry does not have
      found.set(`${name}@${entry.version}`, { ...entry, name, resolved: undefined, dev: undefined });
    }
    rmSync(scratch, { recursive: true });
  }
  return found;
}

function npm(folder, pins) {
  const packages = locked(folder, pins);
  const files = join(folder, 'npm-files');
  mkdirSync(files);
  const specs = [...packages.keys()];
  for (let first = 0; first < specs.length; first += BATCH_SIZE) {
    const packed = JSON.parse(
      run('npm', [
        'pack',
        '--json',
        '--silent',
        '--ignore-scripts',
        '--pack-destination',
        files,
        ...specs.slice(first, first + BATCH_SIZE),
      ]),
    );
    packed.forEach(({ id, filename, integrity }) => {
      Object.assign(packages.get(id), { filename, integrity });
    });
  }
  const documents = {};
  for (const { filename, integrity, ...entry } of packages.values()) {
    const { name, version } = entry;
    documents[name] ??= { name, 'dist-tags': { latest: version }, 'versions': {} };
    documents[name].versions[version] = { ...entry, dist: { tarball: `/npm/-/${filename}`, integrity } };
  }
  writeFileSync(join(folder, 'npm.json'), JSON.stringify(documents));
  return specs.length;
}

function pypi(folder, pins, python) {
  const files = join(folder, 'pypi-files');
  mkdirSync(files);
  run('python3', [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--only-binary=:all:',
    '--python-version',
    python,
    '--dest',
    files,
    ...pins,
  ]);
  const documents = {};
  for (const file of readdirSync(files)) {
    const name = file
      .split('-')[0]
      .replaceAll(/[-_.]+/g, '-')
      .toLowerCase();
    (documents[name] ??= []).push({
      file,
      sha256: createHash('sha256')
        .update(readFileSync(join(files, file)))
        .digest('hex'),
    });
  }
  writeFileSync(join(folder, 'pypi.json'), JSON.stringify(documents));
  return readdirSync(files).length;
}

/** Makes the folder, with wheels for a version of Python. @returns how many packages it has. */
export function makeMirror(folder, { npm: npmPins, pypi: pypiPins }, python) {
  const scratch = `${folder}.making`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const count = npm(scratch, npmPins) + pypi(scratch, pypiPins, python);
  rmSync(folder, { recursive: true, force: true });
  renameSync(scratch, folder);
  return count;
}
