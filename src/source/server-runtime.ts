/** The language runtime of a server, where it is known: its heap is then sized from the memory limit. */
export enum ServerRuntime {
  /** Node.js: `NODE_OPTIONS=--max-old-space-size` at 75 % of the memory limit. */
  NODE = 'node',
  /** Go: `GOMEMLIMIT` at 90 % of the memory limit. */
  GO = 'go',
  /** Another runtime, or not known: no hint is set. */
  OTHER = 'other',
}
