type Reporting = typeof import('./lazy-exports');

/** The functions that make reports. They are loaded on first use: most apps make no report. */
export function loadReport(): Reporting {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./lazy-exports') as Reporting;
}
