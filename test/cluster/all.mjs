// npm run test:cluster: what is proved on a real cluster.
//
//   KUBECONFIG=... npm run test:cluster [-- PART... --images FILE --crds DIR --write]
//
// Parts: dry-run, create, admission, live; all of them unless some are named. Any cluster will do that has nothing of
// its own in the namespaces of the examples. `live` needs nodes that run containers, a network plugin that enforces
// NetworkPolicy, and --images: what live/images.mjs prints. --crds has the definitions of custom kinds. --write writes
// docs/verified.md from this run and the ones before it on other versions.
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

function readArguments() {
  const options = { images: { type: 'string' }, crds: { type: 'string' }, write: { type: 'boolean', default: false } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  return { ...values, parts: positionals };
}

/** Why nothing can be run, with the exit code; undefined when it can. */
function obstacle(parts) {
  const unknown = parts.filter(part => !PARTS.includes(part));
  if (unknown.length > 0) {
    return { code: 2, message: `no part is called ${unknown.join(', ')}: ${PARTS.join(', ')}` };
  }
  if (process.env.KUBECONFIG === undefined) {
    return { code: SKIPPED, message: 'test:cluster: skipped (no KUBECONFIG)' };
  }
  return existsSync(DEMO) ? undefined : { code: 2, message: 'there are no manifests in dist-demo: npm run demo' };
}

/** The script and the arguments of each part. */
function commandsOf({ images, crds }, results) {
  const examples = readdirSync(DEMO)
    .sort()
    .map(name => join(DEMO, name));
  const files = examples.flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.yaml'))
      .map(file => join(folder, file)),
  );
  const definitions = crds === undefined ? [] : ['--crds', crds];
  return {
    'dry-run': ['dry-run.mjs', [...definitions, ...files]],
    'create': ['create.mjs', [...definitions, ...examples]],
    'admission': ['admission.mjs', []],
    'live': ['live.mjs', ['--images', images, '--results', results]],
  };
}

/** Runs a part and keeps its results for docs/verified.md. @returns whether it passed, or was skipped. */
async function runPart(part, [script, args], { results, write }) {
  const { code, line } = await runScript(script, args);
  const version = /v\d+\.\d+\.\d+\S*?(?=:)/.exec(line)?.[0];
  if (code === SKIPPED || version === undefined) {
    return code === SKIPPED;
  }
  if (part !== 'live') {
    keep(version, part, { line });
    return code === 0;
  }
  const live = JSON.parse(readFileSync(results, 'utf8'));
  keep(version, part, { live });
  const stale = write ? [] : differences(live);
  stale.forEach(text => console.error(text));
  return code === 0 && stale.length === 0;
}

async function main() {
  const { parts, ...options } = readArguments();
  const problem = obstacle(parts);
  if (problem !== undefined) {
    (problem.code === SKIPPED ? console.log : console.error)(problem.message);
    return problem.code;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'test-cluster-'));
  const results = join(scratch, 'live.json');
  const commands = commandsOf(options, results);
  let passed = true;
  for (const part of parts.length > 0 ? parts : PARTS) {
    if (part === 'live' && options.images === undefined) {
      console.log('live: skipped (no --images)');
      continue;
    }
    passed = (await runPart(part, commands[part], { results, write: options.write })) && passed;
  }
  rmSync(scratch, { recursive: true });
  if (options.write) {
    writePage();
  }
  return passed ? 0 : 1;
}

main().then(code => {
  process.exitCode = code;
});
