type Reporting = typeof import('./lazy-exports');

/** What reports are made with. Loaded when one is asked for: most apps never do. */
export function loadReport(): Reporting {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./lazy-exports') as Reporting;
}
