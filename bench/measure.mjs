/** The cost of commands and apps: each run in a process of its own, contenders in turn, the median of several runs. */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const run = (command, args) =>
  JSON.parse(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));

/** A whole command, start to finish; `out` is where its output goes. */
export const command = (words, out = '-') => run('python3', [join(here, 'usage.py'), out, ...words]);

/** A whole command that ends with an error when it finds something. */
export const finding = words => command(['sh', '-c', '"$@" || true', 'sh', ...words]);

/** The work of an app alone: its modules and its input are loaded. */
export const inApp = (contender, input = '', outdir = '') =>
  run(process.execPath, ['--expose-gc', join(here, 'in-app.cjs'), contender, input, outdir]);

const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The medians of each job. */
export function alternately(repeats, jobs) {
  const runs = jobs.map(() => []);
  for (let i = 0; i < repeats; i++) {
    jobs.forEach((job, k) => runs[k].push(job()));
  }
  return runs.map(run =>
    Object.fromEntries(['cpu', 'wall', 'mebibytes'].map(what => [what, median(run.map(each => each[what]))])),
  );
}
