// Running programs, and the two errors that end a script without a result.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends the script with a message instead of a stack trace. */
export class Stop extends Error {}

/** Ends the script as skipped: this machine cannot do it. */
export class Skip extends Error {}

/** One word of a shell script. */
export const quote = word => `'${String(word).replaceAll("'", "'\\''")}'`;

/** Runs a program and returns its standard output; throws with what it printed when it fails. */
export function run(program, args, options = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    ...options,
  });
  if (error) {
    throw new Stop(`cannot run ${program}: ${error.message}`);
  }
  if (status !== 0) {
    throw new Stop(`${program} ${args.join(' ')} ended with ${status ?? signal}: ${stderr.trim() || stdout.trim()}`);
  }
  return stdout;
}

/** Runs a program in an environment without blocking and returns its exit code and output, whatever it is. */
export function attempt(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text;
      });
    }
    child.on('error', reject).on('close', code => resolve({ code, output }));
  });
}

/** Asks again and again until the answer is not undefined; throws after so many seconds. */
export async function until(seconds, what, ask) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (performance.now() > end) {
      throw new Error(`${what}: not within ${seconds} s`);
    }
    await sleep(20);
  }
}

/** Seconds since a moment of performance.now(). */
export const since = start => (performance.now() - start) / 1000;

export const round = number => Math.round(number * 100) / 100;
