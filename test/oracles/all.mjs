// npm run test:oracles: what the library writes, judged by programs that are built from other projects' modules.
//
//   npm run test:oracles [-- NAME... --write]
//
// Each oracle is a script beside this one; all of them run unless some are named. The last line that one prints is
// `PROGRAM VERSION: RESULT`; it ends with 0, with 1 when something does not hold, or with 77 when what it is built with
// is not there. --write keeps date, version and result in docs/verified.md.
//
// Exit code: 0 when all passed, 1 otherwise, 2 when it could not run, 77 when all were skipped.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepOracle, writeOracles } from '../cluster/verified.mjs';

const HERE = import.meta.dirname;
const SKIPPED = 77;
const RESULT = /^(.+?) (v?\d[^\s:]*): (.+)$/;

const names = readdirSync(HERE)
  .filter(file => file.endsWith('.mjs') && file !== basename(import.meta.filename))
  .map(file => basename(file, '.mjs'))
  .sort();

/** Runs one oracle and lets its output through. @returns its exit code. */
function consult(name) {
  console.log(`== ${name}`);
  const begun = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [join(HERE, `${name}.mjs`)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  process.stdout.write(stdout);
  console.log(`== ${name}: exit code ${status} in ${Math.round((performance.now() - begun) / 1000)} s`);
  if (status === SKIPPED) {
    return SKIPPED;
  }
  const [, program, version, result] = RESULT.exec(stdout.trim().split('\n').pop()) ?? [];
  if (program === undefined) {
    console.error(`${name}: did not print its result`);
    return 1;
  }
  keepOracle({ name, program, version, result, holds: status === 0 });
  return status === 0 ? 0 : 1;
}

function main() {
  const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
  const unknown = positionals.filter(name => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`no oracle is called ${unknown.join(', ')}: ${names.join(', ')}`);
    return 2;
  }
  const codes = (positionals.length > 0 ? positionals : names).map(consult);
  if (values.write) {
    writeOracles();
  }
  const count = code => codes.filter(one => one === code).length;
  console.log(`oracles: ${count(0)} passed, ${count(1)} failed, ${count(SKIPPED)} skipped`);
  if (count(SKIPPED) === codes.length) {
    return SKIPPED;
  }
  return count(1) === 0 ? 0 : 1;
}

process.exitCode = main();
