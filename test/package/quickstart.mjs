/**
 * README's quickstart as a newcomer types it: in an empty folder, with the newest versions of all that its commands ask
 * for and the packed package (or `quickstart.mjs TARBALL`), the program saved as it is printed. Without a package
 * registry it says "skipped".
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.mjs';
import { parts, commandsOf } from '../docs/commands.mjs';
import { serve } from '../docs/serve.mjs';

const PROGRAM = 'main.mjs';
const { blocks } = parts('README.md');
const first = test => blocks.findIndex(test);
const install = first(({ lines }) => lines[0].startsWith('npm install cdk8s-mcp'));
const program = first(({ lines }) => lines.some(line => line.includes("from 'cdk8s-mcp'")));
const run = first(({ lines }) => lines.includes(`node ${PROGRAM}`));
const project = first(({ lines }) => lines.some(line => /^npx cdk8s-mcp init \S+ &&/.test(line)));

/** Runs the commands of a block in one shell. */
function shell(cwd, block, env) {
  const commands = commandsOf(blocks[block]);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', ['set -eo pipefail', ...commands].join('\n')], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', ...env },
  });
  if (status !== 0) {
    throw new Error(`README.md:${blocks[block].line}: ${commands.join('; ')}: exit code ${status}\n${stdout}${stderr}`);
  }
}

function expectManifests(folder, server) {
  const dist = join(folder, 'dist');
  const text = readdirSync(dist)
    .map(file => readFileSync(join(dist, file), 'utf8'))
    .join('');
  if (!text.includes('kind: Deployment') || !text.includes(`cdk8s-mcp/server: ${server}`)) {
    throw new Error(`the quickstart wrote no Deployment of ${server} into ${dist}`);
  }
}

function walk(scratch, env) {
  const quickstart = join(scratch, 'quickstart');
  mkdirSync(quickstart);
  shell(quickstart, install, env);
  writeFileSync(join(quickstart, PROGRAM), blocks[program].lines.join('\n'));
  shell(quickstart, run, env);
  expectManifests(quickstart, 'grafana');
  const projects = join(scratch, 'projects');
  mkdirSync(projects);
  shell(projects, project, env);
  const [name] = readdirSync(projects);
  expectManifests(join(projects, name), 'everything');
}

const isOffline = spawnSync('npm', ['view', 'cdk8s', 'version', '--prefer-online', '--fetch-retries=0']).status !== 0;
if (isOffline) {
  console.log('quickstart: skipped (no package registry)');
} else if (![install, program, run, project].every((block, i, all) => block >= 0 && block > (all[i - 1] ?? -1))) {
  throw new Error('README.md prints no longer, in this order: npm install, the program, how to run it, init');
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-quickstart-'));
  let registry;
  try {
    registry = await serve(pack(scratch, process.argv[2]));
    walk(scratch, {
      npm_config_registry: registry.address,
      // of its own, so that it has the newest
      npm_config_cache: join(scratch, 'cache'),
      npm_config_yes: 'true',
    });
    console.log('quickstart: the commands and the program of README made manifests from an empty folder');
  } finally {
    registry?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
