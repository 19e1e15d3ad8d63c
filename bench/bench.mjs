/**
 * `npm run bench`: what synth costs against bare cdk8s.
 *
 * (a) builds N servers with this library and synthesizes; (b) wraps the same JSON in plain ApiObjects and synthesizes. Both in one run, each
 * in a process of its own, alternately, median of 5. Also compares servers behind one gateway with the same servers alone, and
 * `require('cdk8s-mcp')` with requiring cdk8s and cdk8s-plus-28.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const SIZES = [100, 1000, 5000];
const REPEATS = 5;
const BEHIND_GATEWAY = 500;
const TARGETS = { ratio: 1.3, growth: 1.2, require: 1.25, gateway: 2 };

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const objects = join(scratch, 'objects.json');
const measure = (what, servers = 0) =>
  JSON.parse(execFileSync(process.execPath, ['--expose-gc', join(here, 'one-run.cjs'), what, String(servers), objects], { encoding: 'utf8' }));
const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const repeat = (...jobs) => {
  const runs = jobs.map(() => []);
  for (let i = 0; i < REPEATS; i++) { jobs.forEach((job, k) => runs[k].push(job())); }
  return runs.map(run => ({ seconds: median(run.map(({ seconds }) => seconds)), mebibytes: median(run.map(({ mebibytes }) => mebibytes)) }));
};
const verdict = (value, target) => `${value.toFixed(2)} (target <= ${target}: ${value <= target ? 'met' : 'MISSED'})`;

console.log('servers  library s  library MiB  bare s  bare MiB  ratio');
const rows = SIZES.map(servers => {
  measure('objects', servers);
  const [library, bare] = repeat(() => measure('library', servers), () => measure('bare', servers));
  const ratio = library.seconds / bare.seconds;
  console.log([String(servers).padStart(7), library.seconds.toFixed(3).padStart(10), library.mebibytes.toFixed(0).padStart(12), bare.seconds.toFixed(3).padStart(7), bare.mebibytes.toFixed(0).padStart(9), ratio.toFixed(2).padStart(6)].join(' '));
  return { servers, ratio, each: library.seconds / servers };
});
const [behind, alone] = repeat(() => measure('gateway', BEHIND_GATEWAY), () => measure('library', BEHIND_GATEWAY));
const [ours, theirs] = repeat(() => measure('require-library'), () => measure('require-peers'));
for (const { servers, ratio } of rows.slice(1)) { console.log(`ratio at ${servers}: ${verdict(ratio, TARGETS.ratio)}`); }
console.log(`time per server at 5000 over that at 1000: ${verdict(rows[2].each / rows[1].each, TARGETS.growth)}`);
console.log(`${BEHIND_GATEWAY} servers behind one gateway: ${behind.seconds.toFixed(3)} s over ${alone.seconds.toFixed(3)} s alone: ${verdict(behind.seconds / alone.seconds, TARGETS.gateway)}`);
console.log(`require: ${(ours.seconds * 1000).toFixed(0)} ms over ${(theirs.seconds * 1000).toFixed(0)} ms of the peers: ${verdict(ours.seconds / theirs.seconds, TARGETS.require)}`);
rmSync(scratch, { recursive: true, force: true });
