import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { ImportDecision, ImportLoss, ImportOutcome, McpImport } from '../../../src';
import { Fate, FieldTable, fateOf } from '../../../src/importers/field-table';
import { FormatKey } from '../../../src/importers/formats';
import { settled, synth } from '../importing';

/** A document of a format, and where in its report an entry begins, such as `mcpServers.notes` or `document 2`. */
export interface Sample {
  readonly title: string;
  readonly text: string;
  /** Left out: the entry is the whole document. */
  readonly entry?: string;
}

/** A leaf of a sample. */
interface Leaf {
  readonly sample: string;
  readonly loss: ImportLoss;
  readonly path: readonly string[];
  readonly decisions: readonly ImportDecision[];
}

const NOT_IMPORTED = 'not imported';
const EMPTY = 'it is empty';

/** The files of a folder beside this one, in the order of their names. */
export function samplesIn(folder: string, entry?: string): Sample[] {
  return readdirSync(join(__dirname, folder))
    .sort()
    .map(title => ({ title, text: readFileSync(join(__dirname, folder, title), 'utf8'), entry }));
}

/** The resources of some kinds in the files of a folder. */
export function resourcesIn(folder: string, ...kinds: readonly string[]): Sample[] {
  return samplesIn(folder).flatMap(({ title, text }) => {
    const documents = parseAllDocuments(text).map(document => document.toJS() as { readonly kind: string });
    return documents.flatMap(({ kind }, i) => {
      const entry = documents.length === 1 ? '' : `document ${i + 1}`;
      return kinds.includes(kind) ? [{ title: `${title} ${entry}`, text, entry }] : [];
    });
  });
}

/** The lines of a list of fields, without comments. */
export function fieldsIn(file: string): string[] {
  return readFileSync(join(__dirname, file), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'));
}

/** The steps of a path in a report: `env[0].value` is env, [], value. */
export function stepsOf(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => plain ?? (index === undefined ? quoted : '[]'),
  );
}

/** Tests that every row of a table is reached by a leaf of the samples, and that each leaf has the fate of its row. */
export function walkTable(format: FormatKey, table: FieldTable, samples: readonly Sample[]): void {
  const rows = Object.keys(table).map(row => ({ row, steps: stepsOfRow(row) }));
  const leaves = samples
    .flatMap(sample => leavesOf(format, sample))
    .map(leaf => ({ leaf, row: rowOf(rows, leaf.path) }));
  const known = leaves.filter(({ leaf, row }) => !isBesideRefused(leaf, row === undefined ? undefined : table[row]));

  test.each(samples)('each leaf of $title has the outcome of its row', ({ title }) => {
    const problems = known
      .filter(({ leaf }) => leaf.sample === title)
      .flatMap(({ leaf, row }) => {
        const problem = row === undefined ? 'it has no row' : problemOf(leaf, table[row]);
        return problem === undefined ? [] : [`${leaf.loss.field} (${row ?? ''}) ${problem}`];
      });
    expect(problems).toEqual([]);
  });

  test('each row is reached by a leaf of a sample', () => {
    const isReached = ({ leaf, row = '' }: (typeof known)[number]): boolean =>
      leaf.loss.reason !== EMPTY && !(isRefusal(table[row]) && leaf.loss.outcome === ImportOutcome.USED);
    const reached = new Set(known.filter(isReached).map(({ row }) => row));
    expect(rows.map(({ row }) => row).filter(row => !reached.has(row))).toEqual([]);
  });

  test('the rows are those that the importers find', () => {
    expect(leaves.filter(({ leaf, row }) => fateOf(table, leaf.path) !== table[row ?? ''])).toEqual([]);
  });
}

/** Tests that each field of a list has a row. */
export function coverList(table: FieldTable, fields: readonly string[]): void {
  test('each field of the source project has a fate', () => {
    expect(fields.length).toBeGreaterThan(0);
    // the parts of a template are listed by the table alone
    const hasParts = (field: string): boolean => Object.keys(table).some(row => row.startsWith(`${field}.`));
    const without = fields.filter(field => fateOf(table, stepsOfRow(field)) === undefined && !hasParts(field));
    expect(without).toEqual([]);
  });
}

/** Tests that the servers of samples can be built once their decisions are made. */
export function buildSamples(format: FormatKey, samples: readonly Sample[]): void {
  test.each([...new Map(samples.map(sample => [sample.text, sample])).values()])('$title can be built', ({ text }) => {
    expect(() => synth(settled(McpImport._read(format, text)))).not.toThrow();
  });
}

function leavesOf(format: FormatKey, { title, text, entry = '' }: Sample): Leaf[] {
  const { losses, decisions } = McpImport._read(format, text);
  return losses
    .filter(({ field }) => field.startsWith(entry) && (entry === '' || /^(?:$|[.[])/.test(field.slice(entry.length))))
    .map(loss => ({ sample: title, loss, path: stepsOf(loss.field.slice(entry.length)), decisions }));
}

/** Whether a leaf was left out because something else in its entry is refused. */
function isBesideRefused({ loss }: Leaf, fate: Fate | undefined): boolean {
  return loss.reason === 'not imported: see the decisions' && !isRefusal(fate);
}

function isRefusal(fate: Fate | undefined): boolean {
  return fate?.kind === 'decision' && fate.what === NOT_IMPORTED;
}

interface Row {
  readonly row: string;
  readonly steps: readonly string[];
}

/** The row that speaks for a path: the longest that matches, found without the code of the importers. */
function rowOf(rows: readonly Row[], path: readonly string[]): string | undefined {
  const rank = ({ steps }: Row): number => steps.length * 2 - (steps.includes('*') ? 1 : 0);
  return rows
    .filter(({ steps }) => steps.length <= path.length)
    .filter(({ steps }) => steps.every((step, i) => step === path[i] || (step === '*' && path[i] !== '[]')))
    .sort((a, b) => rank(b) - rank(a))
    .at(0)?.row;
}

function stepsOfRow(row: string): string[] {
  return row
    .replaceAll('[]', '.[]')
    .split('.')
    .filter(step => step !== '');
}

function problemOf({ loss, decisions }: Leaf, fate: Fate): string | undefined {
  const { outcome, reason } = loss;
  const isOpen = outcome === ImportOutcome.OPEN && isDecided(loss, decisions);
  const isKept = outcome === ImportOutcome.USED || outcome === ImportOutcome.ANNOTATED || isOpen;
  const isRight = {
    carried: () => isKept,
    // kept is better than told
    told: () => isKept || (outcome === ImportOutcome.DROPPED && fate.kind === 'told' && reason === fate.reason),
    // what is off is not refused
    decision: () =>
      (isRefusal(fate) && outcome === ImportOutcome.USED) ||
      (fate.kind === 'decision' && hasDecision(loss, fate, decisions)),
  }[fate.kind]();
  return isRight || reason === EMPTY ? undefined : `${outcome}: ${reason}`;
}

function hasDecision(
  { outcome, field }: ImportLoss,
  { at, what }: Extract<Fate, { kind: 'decision' }>,
  decisions: readonly ImportDecision[],
): boolean {
  if (what === NOT_IMPORTED) {
    return outcome === ImportOutcome.DROPPED && decisions.some(each => each.what === what && speaksOf(each.how, field));
  }
  return (
    outcome === ImportOutcome.OPEN &&
    decisions.some(each => each.required && each.what === what && each.at.endsWith(`.${at}`))
  );
}

/** Whether a decision speaks of a field, or of what it is in. */
function isDecided({ field }: ImportLoss, decisions: readonly ImportDecision[]): boolean {
  return decisions.some(({ how }) => speaksOf(how, field));
}

function speaksOf(text: string, field: string): boolean {
  const steps = field.split(/(?=[.[])/);
  const places = steps.map((_, i) => steps.slice(0, steps.length - i));
  const shortest = field.startsWith('document ') ? 3 : 2;
  return places.some((place, i) => (i === 0 || place.length >= shortest) && text.includes(place.join('')));
}
