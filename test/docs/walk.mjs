/**
 * A newcomer's walk: every command that README, docs, CONTRIBUTING and the examples print, run as it is printed; app
 * files and programs that they print, synthesized. commands.yaml says where each is run, or why it is not; what it does
 * not say is an error. The package is packed for it, or taken from the tarball that is named: walk.mjs [TARBALL].
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { commandGroups, programs, yamlBlocks } from './commands.mjs';
import { pipelineFailures } from './pipelines.mjs';
import { Places } from './places.mjs';
import { serve } from './serve.mjs';
import { root } from '../../build-tools/examples.mjs';
import { pack } from '../package/pack.mjs';

const data = parse(readFileSync(join(root, 'test', 'docs', 'commands.yaml'), 'utf8'));
const listed = [...data.run, ...data.elsewhere, ...data.not, ...data.names.map(command => ({ command }))];
const groups = commandGroups();
const failures = [];

/** What the list and the pages do not agree on. */
function compareLists() {
  const known = new Set(listed.map(({ command }) => command));
  const printed = new Set(groups.flatMap(({ commands }) => commands));
  for (const { page, line, commands } of groups) {
    for (const command of commands.filter(one => !known.has(one))) {
      failures.push(`${page}:${line}: ${command}: is not in commands.yaml`);
    }
  }
  const steps = [...readFileSync(join(root, '.ci', 'run'), 'utf8').matchAll(/^step +\S+ +(\S+)/gm)].map(
    ([, step]) => step,
  );
  failures.push(
    ...[...known]
      .filter(command => !printed.has(command))
      .map(command => `commands.yaml: ${command}: is printed nowhere`),
    ...data.elsewhere
      .filter(({ step }) => !steps.includes(step))
      .map(({ command, step }) => `commands.yaml: ${command}: .ci/run has no step ${step}`),
  );
}

const has = program => spawnSync(program, ['--version']).status === 0;
const spelled = ({ command, each = {} }) =>
  Object.entries(each).reduce(
    (all, [word, values]) => all.flatMap(one => values.map(value => one.replace(word, value))),
    [command],
  );

const ran = new Set();
/** A command that stands alone, or one in the clone, needs to be run once only. */
function isOpen(entry, commands) {
  if (ran.has(entry) && (entry.in === 'clone' || commands.length === 1)) {
    return false;
  }
  ran.add(entry);
  return entry.needs === undefined || has(entry.needs);
}

/** Runs the commands of a group that can be run here, in the shell that they share. */
function walk(places, { page, line, commands }) {
  const known = commands.flatMap(command => data.run.find(one => one.command === command) ?? []);
  const entries = known.filter(entry => isOpen(entry, commands));
  if (entries.length === 0) {
    return 0;
  }
  const lines = entries.flatMap(entry => [entry.first ?? [], spelled(entry)].flat());
  const options = Object.assign({}, ...entries);
  const { cwd, status, output } = places.run(options.in, lines, options);
  const where = `${page}:${line}: ${entries.map(({ command }) => command).join('; ')}`;
  if (status !== 0) {
    failures.push(`${where}: exit code ${status}\n${output.slice(-2000)}`);
  }
  for (const { expect } of entries.filter(one => one.expect !== undefined)) {
    if (!new RegExp(expect, 'm').test(output)) {
      failures.push(`${where}: does not print ${expect}\n${output.slice(-2000)}`);
    }
  }
  const changed = options.clean && execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' }) !== '';
  if (changed) {
    failures.push(`${where}: leaves changes behind`);
  }
  return entries.length;
}

function synthesizeFiles(places) {
  const files = yamlBlocks().filter(({ page }) => !data.yaml.some(other => other.page === page));
  const idle = data.yaml.filter(({ page }) => !yamlBlocks().some(block => block.page === page));
  failures.push(...idle.map(({ page }) => `commands.yaml: ${page} has no YAML`));
  for (const { page, line, text } of files) {
    const folder = places.folder('installed');
    writeFileSync(join(folder, 'file.yaml'), text);
    const { status, output } = places.shell('installed', folder, ['npx cdk8s-mcp synth file.yaml -o out'], {});
    if (status !== 0) {
      failures.push(`${page}:${line}: the app file: ${output}`);
    }
  }
  return files.length;
}

function runPrograms(places) {
  const all = programs();
  for (const { page, line, text } of all) {
    const folder = places.folder('installed');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(join(folder, 'main.js'), outputText);
    const { status, output } = places.shell('installed', folder, ['node main.js'], {});
    const written = status === 0 ? readdirSync(join(folder, 'dist')) : [];
    if (written.length === 0) {
      failures.push(`${page}:${line}: the program: ${output}`);
    }
    for (const file of written) {
      places.keep(`line-${line}-${file}`, join(folder, 'dist', file));
    }
  }
  return all.length;
}

compareLists();
const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-docs-'));
let registry;
try {
  const tarball = pack(scratch, process.argv[2]);
  registry = await serve(tarball);
  const { text: app } = yamlBlocks().find(({ page }) => page === 'docs/command-line.md');
  const places = new Places(scratch, registry.address, app);
  const [files, apps] = [synthesizeFiles(places), runPrograms(places)];
  failures.push(...pipelineFailures(places));
  const count = groups.reduce((sum, group) => sum + walk(places, group), 0);
  const left = `${data.elsewhere.length} by other steps, ${data.not.length} not`;
  console.log(`docs: ${count} commands run as printed, ${left}; ${files} app files, ${apps} programs`);
} finally {
  registry?.close();
  rmSync(scratch, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.error(failures.map(failure => `docs: ${failure}`).join('\n'));
  process.exitCode = 1;
}
