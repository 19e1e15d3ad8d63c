import { Variable } from '../entry';

/** Why `writesReason` opens nothing. */
export const NOTHING_TO_WRITE = 'every tool only reads';
/** How the facts of packages were found. */
export const RUN_OVER_STDIO = 'run on 2026-11-21 over standard input and output';
/** The same with a made-up credential: it started and listed its tools, and none was called. */
export const RUN_WITH_DUMMY = 'run on 2026-11-30 over standard input and output with a made-up credential';

export function required(name: string, purpose: string): Variable {
  return { name, purpose, required: true };
}

export function requiredSecret(name: string, purpose: string): Variable {
  return { name, purpose, required: true, secret: true };
}

export function optional(name: string, purpose: string): Variable {
  return { name, purpose };
}

export function optionalSecret(name: string, purpose: string): Variable {
  return { name, purpose, secret: true };
}
