// npm run test:cluster: what is proved on a real cluster.
//
//   KUBECONFIG=... npm run test:cluster [-- PART... --images FILE --crds DIR --write]
//
// Parts: dry-run, create, admission, live; all of them unless some are named. Any cluster will do that has nothing of its own in the namespaces of the examples. `live` needs nodes that
// run containers, a network plugin that enforces NetworkPolicy, and --images: what live/images.mjs prints. --crds has the definitions of custom kinds. --write writes docs/verified.md from
// this run and the ones before it on other versions.
//
// Exit code: 0 when all passed, 1 otherwise, 77 when there is no cluster.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, keep, writePage } from './verified.mjs';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '..', '..');
const DEMO = join(ROOT, 'dist-demo');
const SKIPPED = 77;
const PARTS = ['dry-run', 'create', 'admission', 'live'];

/** Runs a script and lets its output through. @returns its exit code and the last line of its standard output. */
function runScript(script, args) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [join(HERE, script), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: ROOT,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text;
      process.stdout.write(text);
    });
    child.on('close', code => resolve({ code, line: output.trim().split('\n').pop() }));
  });
}

async function main() {
  const {
    values: { images, crds, write },
    positionals,
  } = parseArgs({
    options: { images: { type: 'string' }, crds: { type: 'string' }, write: { type: 'boolean' } },
    allowPositionals: true,
  });
  const unknown = positionals.filter(part => !PARTS.includes(part));
  if (unknown.length > 0) {
    console.error(`no part is called ${unknown.join(', ')}: ${PARTS.join(', ')}`);
    return 2;
  }
  if (process.env.KUBECONFIG === undefined) {
    console.log('test:cluster: skipped (no KUBECONFIG)');
    return SKIPPED;
  }
  if (!existsSync(DEMO)) {
    console.error('there are no manifests in dist-demo: npm run demo');
    return 2;
  }
  const examples = readdirSync(DEMO)
    .sort()
    .map(name => join(DEMO, name));
  const files = examples.flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.yaml'))
      .map(file => join(folder, file)),
  );
  const scratch = mkdtempSync(join(tmpdir(), 'test-cluster-'));
  const results = join(scratch, 'live.json');
  const custom = crds === undefined ? [] : ['--crds', crds];
  const runs = {
    'dry-run': ['dry-run.mjs', [...custom, ...files]],
    'create': ['create.mjs', [...custom, ...examples]],
    'admission': ['admission.mjs', []],
    'live': ['live.mjs', ['--images', images, '--results', results]],
  };
  let failed = 0;
  for (const part of positionals.length > 0 ? positionals : PARTS) {
    if (part === 'live' && images === undefined) {
      console.log('live: skipped (no --images)');
      continue;
    }
    const { code, line } = await runScript(...runs[part]);
    const version = /v\d+\.\d+\.\d+\S*?(?=:)/.exec(line)?.[0];
    if (code === SKIPPED || version === undefined) {
      failed += code === SKIPPED ? 0 : 1;
      continue;
    }
    failed += code === 0 ? 0 : 1;
    const live = part === 'live' ? JSON.parse(readFileSync(results, 'utf8')) : undefined;
    keep(version, part, live === undefined ? { line } : { live });
    const stale = live === undefined || write === true ? [] : differences(live);
    stale.forEach(text => console.error(text));
    failed += stale.length > 0 ? 1 : 0;
  }
  rmSync(scratch, { recursive: true });
  if (write === true) {
    writePage();
  }
  return failed === 0 ? 0 : 1;
}

main().then(code => {
  process.exitCode = code;
});
