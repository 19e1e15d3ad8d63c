/** How much of the processors other programs take while the benchmark runs. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Where /proc/self/stat has utime, stime, cutime and cstime, counted from the state. */
const TIMES = [11, 15];

/** CPU seconds of this process and of those it waited for, as Linux counts them. */
function own() {
  const [, fields] = readFileSync('/proc/self/stat', 'utf8').split(/\) (?=[A-Z] )/);
  const ticks = fields.split(' ').slice(...TIMES);
  return ticks.reduce((sum, tick) => sum + Number(tick), 0) / Number(execFileSync('getconf', ['CLK_TCK']));
}

/** CPU seconds of all programs. */
const all = () => cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;

/** @returns a function that says what share others have had since; undefined where that cannot be known. */
export function watchOthers() {
  if (process.platform !== 'linux') {
    return () => undefined;
  }
  const now = () => ({ others: all() - own(), seconds: process.uptime() });
  const before = now();
  return () => {
    const { others, seconds } = now();
    return (others - before.others) / (seconds - before.seconds) / cpus().length;
  };
}
