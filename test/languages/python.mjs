/** The wheel in virtual environments: with the newest and with the oldest peers that the package allows. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWheel, run } from '../../build-tools/bindings.mjs';
import { examples, root } from '../../build-tools/examples.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const oldest = Object.entries(peerDependencies).map(([name, range]) => `${name}==${range.replace('^', '')}`);

export function checkPython(out) {
  const wheel = buildWheel(out);
  const apps = examples().filter(name => existsSync(join(root, 'examples', name, 'app.py')));
  const found = [['newest', []], ['oldest', oldest]].map(([kind, pins]) => {
    const folder = join(out, kind);
    run('python3', ['-m', 'venv', folder]);
    const python = join(folder, 'bin', 'python');
    run(python, ['-m', 'pip', 'install', '--quiet', wheel, ...pins]);
    for (const name of apps) { synthesize(python, name, join(folder, name)); }
    return `${versions(python)} ${countTests(run(python, [join(here, 'python', 'test_interfaces.py')], { stdio: ['ignore', 'pipe', 'pipe'] }))}`;
  });
  return `${apps.length} examples byte by byte (${apps.join(', ')}); ${found.join('; ')}`;
}

function synthesize(python, name, folder) {
  mkdirSync(folder);
  copyFileSync(join(root, 'examples', name, 'app.py'), join(folder, 'app.py'));
  run(python, ['app.py'], { cwd: folder });
  const written = readdirSync(join(folder, 'dist')).map(file => readFileSync(join(folder, 'dist', file), 'utf8')).join('');
  if (written !== readFileSync(join(root, 'examples', name, 'expected.k8s.yaml'), 'utf8')) {
    throw new Error(`${python}: examples/${name}/app.py wrote something else than expected.k8s.yaml`);
  }
}

const versions = python => run(python, ['-c', `
from importlib.metadata import version
print(" ".join(f"{name} {version(name)}" for name in ${JSON.stringify(Object.keys(peerDependencies))}))`]).trim();

function countTests(output) {
  const [, count] = /^ran (\d+) tests$/m.exec(output) ?? [];
  if (!(Number(count) > 0)) { throw new Error(`no test ran: ${output}`); }
  return `${count} tests`;
}
