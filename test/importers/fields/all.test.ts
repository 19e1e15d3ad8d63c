import { FieldTable } from '../../../src/importers/field-table';
import { FORMATS, FORMAT_OPTIONS } from '../../../src/importers/formats';

interface Table {
  readonly format: string;
  readonly table: FieldTable;
}

const TABLES: readonly Table[] = [...FORMAT_OPTIONS].map(([format, key]) => ({ format, table: FORMATS[key].fields }));
/** A part of a sentence: it has no full stop of its own. */
const PART = /^[^\s.].*[^\s.]$/;

test('every format has a table', () => {
  expect(TABLES.map(({ format }) => format)).toHaveLength(Object.keys(FORMATS).length);
});

describe.each(TABLES)('the table of $format', ({ table }) => {
  const rows = Object.entries(table);

  test('has fields that are carried, and fields that are told or decided', () => {
    const kinds = new Set(rows.map(([, { kind }]) => kind));
    expect(kinds.has('carried')).toBe(true);
    expect(kinds.size).toBeGreaterThan(1);
  });

  test('says why a field is not carried', () => {
    const told = rows.flatMap(([row, fate]) => (fate.kind === 'told' ? [[row, fate.reason]] : []));
    expect(told.filter(([, reason]) => !PART.test(reason))).toEqual([]);
  });

  test('says of each decision where it goes, what it is and how it is made', () => {
    const open = rows.flatMap(([row, fate]) => (fate.kind === 'decision' ? [{ row, ...fate }] : []));
    const isMade = ({ at, what, how }: (typeof open)[number]): boolean =>
      PART.test(how) && / /.test(how) && /^[a-z]/.test(what) && (at === '') === (what === 'not imported');
    expect(open.filter(each => !isMade(each))).toEqual([]);
  });

  test('has no row twice, in two ways to write it', () => {
    const spelled = rows.map(([row]) => row.replaceAll('.[]', '[]'));
    expect(spelled.filter((row, i) => spelled.indexOf(row) !== i)).toEqual([]);
    expect(spelled.filter(row => row === '' || /\.\.|^\.|\.$/.test(row))).toEqual([]);
  });
});
