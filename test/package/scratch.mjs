/**
 * The published package as a user gets it: packs it (or takes `scratch.mjs TARBALL`), installs it into an app outside
 * the repository, and runs `cdk8s synth` on a TypeScript and on a compiled app. The output must be that of
 * examples/01-quickstart. Needs the package registry for cdk8s-cli and the peers.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from './pack.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-scratch-'));
const SERVER = 'mcp-server-memory';
const run = (command, args) =>
  execFileSync(command, args, { cwd: scratch, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

/** The plugin under `validations:` of cdk8s.yaml: sound manifests pass, what somebody else made beside them does not. */
function checkPlugin() {
  const plugin =
    'validations:\n  - package: ./node_modules/cdk8s-mcp\n    version: 0.0.0\n    class: McpPostureValidation\n';
  const synth = (main, extra = '') => {
    writeFileSync(join(scratch, 'cdk8s.yaml'), `language: typescript\napp: node ${main}\n${plugin}${extra}`);
    const { status, stdout, stderr } = spawnSync('npx', ['cdk8s', 'synth', '--check-upgrade=false'], {
      cwd: scratch,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };
  const expect = (ok, what, { status, output }) => {
    if (!ok) {
      throw new Error(`plugin: ${what}; exit code ${status}\n${output}`);
    }
  };
  const sound = synth('main.js');
  expect(sound.status === 0, 'refuses what the library made', sound);
  writeFileSync(
    join(scratch, 'by-hand.js'),
    `
    const { ApiObject, App, Chart } = require('cdk8s');
    const app = new App({ recordConstructMetadata: true });
    const chart = new Chart(app, 'mixed', { namespace: 'mcp-tools' });
    new ApiObject(chart, 'open', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'open' }, spec: { type: 'NodePort', selector: { app: 'a' }, ports: [{ port: 80 }] } });
    app.synth();
  `,
  );
  const refused = synth('by-hand.js');
  for (const [ok, what] of [
    [refused.status === 2, 'exit code'],
    [/service-type/.test(refused.output), 'rule'],
    [/Construct Path: mixed\/open/.test(refused.output), 'construct path'],
  ]) {
    expect(ok, `says nothing right of the ${what}`, refused);
  }
  const misspelt = synth('main.js', '    properties:\n      openShift: true\n');
  expect(
    misspelt.status !== 0 && /openShift is not a known prop/.test(misspelt.output),
    'takes a property that it does not know',
    misspelt,
  );
}

/** The program as a newcomer uses it: a project from nothing, its manifests, its tests. */
function checkProgram() {
  const project = join(scratch, 'project');
  run('npx', ['cdk8s-mcp', 'init', 'project', '--file']);
  symlinkSync(join(scratch, 'node_modules'), join(project, 'node_modules'));
  execFileSync('npm', ['test'], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
  run('npx', ['cdk8s-mcp', 'check', 'project/dist']);
  const [again, hash] = [0, 1].map(() =>
    run('npx', ['cdk8s-mcp', 'tools-hash', '--save', 'tools.json', 'npx', SERVER]),
  );
  if (!/^sha256:[0-9a-f]{64}\n$/.test(hash) || again !== hash) {
    throw new Error(`tools-hash: ${again} ${hash}`);
  }
}

/** From an empty folder: install, import what a client has, build it with its decisions made. Says how long it took. */
function walkAsNewcomer(tarball) {
  const example = join(root, 'examples', '16-import-mcp-json');
  const cwd = join(scratch, 'newcomer');
  mkdirSync(cwd);
  for (const name of ['mcp.json', 'mcp.yaml']) {
    copyFileSync(join(example, name), join(cwd, name));
  }
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
  const timed = (command, args) => {
    const start = performance.now();
    const output = execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
    return { output, seconds: (performance.now() - start) / 1000 };
  };
  const steps = [
    timed('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball]),
    timed('npx', ['cdk8s-mcp', 'import', 'mcp.json']),
    timed('npx', ['cdk8s-mcp', 'synth', 'mcp.yaml', '-o', 'dist']),
  ];
  if (!steps[1].output.includes('@brave/brave-search-mcp-server@2.1.4')) {
    throw new Error(`import: ${steps[1].output}`);
  }
  const [manifest] = readdirSync(join(cwd, 'dist'));
  if (readFileSync(join(cwd, 'dist', manifest), 'utf8') !== readFileSync(join(example, 'expected.k8s.yaml'), 'utf8')) {
    throw new Error('synth wrote something else than examples/16-import-mcp-json/expected.k8s.yaml');
  }
  const [install, imported, synth] = steps.map(({ seconds }) => seconds.toFixed(1));
  return `npm install ${install} s, import ${imported} s, synth ${synth} s`;
}

try {
  const packed = pack(scratch, process.argv[2]);
  const peers = ['cdk8s', 'cdk8s-plus-28', 'constructs'].map(name => [name, devDependencies[name]]);
  writeFileSync(
    join(scratch, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: Object.fromEntries([...peers, ['cdk8s-mcp', `file:${packed}`]]),
      devDependencies: {
        'cdk8s-cli': '2.207.60',
        'typescript': '5.9.3',
        'ts-node': '10.9.2',
        '@types/node': '20.19.25',
        '@modelcontextprotocol/server-memory': '2026.8.31',
      },
    }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);

  copyFileSync(join(root, 'examples', '01-quickstart', 'app.ts'), join(scratch, 'main.ts'));
  writeFileSync(
    join(scratch, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { target: 'es2022', module: 'commonjs', strict: true, skipLibCheck: false, types: ['node'] },
      files: ['main.ts'],
    }),
  );
  const expected = readFileSync(join(root, 'examples', '01-quickstart', 'expected.k8s.yaml'), 'utf8');
  const apps = { ts: 'npx ts-node main.ts', js: 'node main.js' };
  run('npx', ['tsc', '-p', 'tsconfig.json']);
  for (const [kind, app] of Object.entries(apps)) {
    rmSync(join(scratch, 'dist'), { recursive: true, force: true });
    writeFileSync(join(scratch, 'cdk8s.yaml'), `language: typescript\napp: ${app}\n`);
    run('npx', ['cdk8s', 'synth', '--check-upgrade=false']);
    if (!existsSync(join(scratch, 'dist', 'quickstart.k8s.yaml'))) {
      throw new Error(`${kind}: cdk8s synth wrote ${readdirSync(join(scratch, 'dist'))}`);
    }
    if (readFileSync(join(scratch, 'dist', 'quickstart.k8s.yaml'), 'utf8') !== expected) {
      throw new Error(`${kind}: cdk8s synth wrote something else than examples/01-quickstart/expected.k8s.yaml`);
    }
  }
  checkPlugin();
  checkProgram();
  const newcomer = walkAsNewcomer(packed);
  console.log(
    `package: cdk8s synth gave the reviewed manifests from apps outside the repository: ${Object.keys(apps).join(', ')}`,
  );
  console.log(`package: from an empty folder to manifests: ${newcomer}`);
  console.log('package: the program made a project, its manifests and passed its tests');
  console.log(
    'package: as a validation plugin it lets sound manifests pass and refuses those of others with exit code 2',
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
