/** Columns with a heading each; the first one is text, the others are numbers. */
export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((_, i) => Math.max(...[heading, ...rows].map(row => row[i].length)));
  return [heading, ...rows].map(row =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
  );
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
