// Kills the child of the container's main process, and prints its id.
const { readFileSync, readdirSync } = require('node:fs');

/** The second field after the name, which is in parentheses (proc(5), /proc/pid/stat). */
const parentOf = pid => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]);

const child = readdirSync('/proc')
  .filter(Number)
  .map(Number)
  .find(pid => pid !== 1 && pid !== process.pid && parentOf(pid) === 1);
process.kill(child, 'SIGKILL');
console.log(child);
