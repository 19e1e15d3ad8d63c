// The processes of a container, found by their pid namespace and numbered as the host does.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What read returns, or undefined when the process is gone. */
function ofLiving(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The processes that a process started. */
export function childrenOf(pid) {
  const text = ofLiving(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) ?? '';
  return text
    .split(' ')
    .filter(word => word !== '')
    .map(Number);
}

/** The name of a process's program. */
export const programOf = pid => ofLiving(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());

/** The command line of a process. */
export const wordsOf = pid =>
  ofLiving(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)) ?? [];

/** All processes of the container that has this one. */
function neighboursOf(pid) {
  const namespaceOf = one => ofLiving(() => readlinkSync(`/proc/${one}/ns/pid`));
  const namespace = namespaceOf(pid);
  return readdirSync('/proc').filter(
    name => /^\d+$/.test(name) && namespace !== undefined && namespaceOf(name) === namespace,
  );
}

/**
 * The memory of the container that has this process: the proportional set size of all its processes. The page cache
 * and the files of an emptyDir are not in it.
 */
export function pssMiB(pid) {
  const kib = neighboursOf(pid).map(one => {
    const text = ofLiving(() => readFileSync(`/proc/${one}/smaps_rollup`, 'utf8')) ?? '';
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
  });
  return Math.round(kib.reduce((sum, one) => sum + one, 0) / 1024);
}

/** Processes that ended and that nobody waited for, in the container that has this process. */
export function zombies(pid) {
  return neighboursOf(pid).filter(one =>
    /^State:\s+Z/m.test(ofLiving(() => readFileSync(`/proc/${one}/status`, 'utf8')) ?? ''),
  ).length;
}
