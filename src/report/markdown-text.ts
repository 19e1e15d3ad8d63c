import { visible } from '../foundation/visible';

/** A table of Markdown, whose cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** A text in a table: nothing in it is markup, and it stays on one line. */
export function cell(text: string): string {
  return visible(text.replace(/\s+/g, ' ')).replace(/[\\`*_[\]<>|#&]/g, character => `&#${character.charCodeAt(0)};`);
}

/** A text as code in a table. */
export function code(text: string): string {
  return `<code>${cell(text)}</code>`;
}
