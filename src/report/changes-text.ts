import { Change, Weight } from './change';
import { cell, code, table } from './markdown-text';
import { visibleLine } from '../foundation/visible';

const SIGNS: Readonly<Record<Weight, string>> = { widened: '+', changed: '~', narrowed: '-' };
const ORDER: readonly Weight[] = ['widened', 'changed', 'narrowed'];

export function renderChangesText(changes: readonly Change[]): string {
  return sorted(changes)
    .map(({ weight, subject, text }) => `${visibleLine(`${SIGNS[weight]} ${weight.padEnd(8)} ${subject}: ${text}`)}\n`)
    .join('');
}

export function renderChangesMarkdown(changes: readonly Change[]): string {
  if (changes.length === 0) {
    return '# MCP changes\n\nNo changes in meaning.\n';
  }
  const counts = ORDER.map(weight => `${changes.filter(change => change.weight === weight).length} ${weight}`).join(
    ', ',
  );
  const rows = sorted(changes).map(({ weight, subject, text }) => [
    weight === 'widened' ? '**widened**' : weight,
    code(subject),
    cell(text),
  ]);
  return `# MCP changes\n\n${counts}.\n\n${table(['', 'what', 'change'], rows)}\n`;
}

/** By weight; what needs attention comes first. */
function sorted(changes: readonly Change[]): Change[] {
  return [...changes].sort((a, b) => ORDER.indexOf(a.weight) - ORDER.indexOf(b.weight));
}
