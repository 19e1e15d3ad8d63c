/** How many lines a team writes for a fleet in each form: lines that are neither blank nor comments. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputs } from './inputs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const program = join(here, '..', 'bin', 'cdk8s-mcp.js');
const COMMENT = /^\s*(?:#|\/\/|\/?\*)/;

const count = text => text.split('\n').filter(line => line.trim() !== '' && !COMMENT.test(line)).length;
const below = path =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + below(join(path, name)), 0)
    : count(readFileSync(path, 'utf8'));

/** Of each form, the lines for one server and for ten. */
export function lineTable(folder) {
  const [one, ten] = [1, 10].map(servers => linesFor(servers, join(folder, `lines-${servers}`)));
  return Object.keys(one).map(form => ({ form, one: one[form], ten: ten[form] }));
}

function linesFor(servers, folder) {
  const { app, values } = inputs(servers, folder);
  const cli = (...words) =>
    execFileSync(process.execPath, [program, 'synth', app, ...words], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const contenders = join(here, 'contenders');
  return {
    'app file of this library': below(app),
    'TypeScript with this library': count(cli('--to', 'ts')),
    'kustomize': below(join(folder, 'kustomize')),
    'Helm chart and its values': below(join(contenders, 'chart')) + below(values),
    'cdk8s-plus-28, with the values of the chart': below(join(contenders, 'plus.cjs')) + below(values),
    'plain YAML': count(cli('--stdout')),
  };
}
