import * as fc from 'fast-check';
import { Quantity, compareQuantities, isWholeBytes, parseQuantity } from '../../src/foundation/quantities';
import { cases } from '../util/cases';

const runs = cases(1000, 20240518);

function quantity(text: string): Quantity {
  const parsed = parseQuantity(text);
  if (!parsed) {
    throw new Error(`not a quantity: ${text}`);
  }
  return parsed;
}

const same = (a: string, b: string) => compareQuantities(quantity(a), quantity(b)) === 0;

test.each([
  { a: '1', b: '1000m' },
  { a: '0', b: '-0' },
  { a: '+1', b: '1' },
  { a: '.5', b: '500m' },
  { a: '1.', b: '1' },
  { a: '1k', b: '1e3' },
  { a: '1E', b: '1e18' },
  { a: '1Ki', b: '1024' },
  { a: '0.5Gi', b: '512Mi' },
  { a: '1e3', b: '1E3' },
  { a: '1e-3', b: '1m' },
  { a: '1e+3', b: '1k' },
  { a: '100n', b: '0.1u' },
  { a: '1T', b: '1000G' },
  { a: '1Ei', b: '1024Pi' },
  { a: '1P', b: '1e15' },
  { a: '1M', b: '1000k' },
  { a: '2Ti', b: '2048Gi' },
])('$a is the same amount as $b', ({ a, b }) => {
  expect(same(a, b)).toBe(true);
});

test.each([
  '',
  ' ',
  ' 1',
  '1 ',
  '1 Gi',
  '1Gii',
  '1gi',
  '1K',
  '1ki',
  '0x1',
  'NaN',
  'Infinity',
  '1e',
  '1e1.5',
  '1e3k',
  '1.2.3',
  '.',
  '+',
  '-',
  'k',
  'm',
  '--1',
  '1,5',
  '1_000',
  '١',
  '1\n',
  '1e1000',
  '1'.repeat(65),
])('%j is no quantity', text => {
  expect(parseQuantity(text)).toBeUndefined();
});

test('quantities are exact where floating point is not', () => {
  expect(same('0.1', '100m')).toBe(true);
  expect(compareQuantities(quantity('9007199254740993'), quantity('9007199254740992'))).toBe(1);
  expect(compareQuantities(quantity('0.1Gi'), quantity('107374182'))).toBe(1);
  expect(compareQuantities(quantity('-1'), quantity('1'))).toBe(-1);
});

test('a quantity agrees with the arithmetic of its parts', () => {
  const units: [string, bigint, bigint][] = [
    ['', 1n, 1n],
    ['n', 1n, 10n ** 9n],
    ['u', 1n, 10n ** 6n],
    ['m', 1n, 1000n],
    ['k', 1000n, 1n],
    ['M', 10n ** 6n, 1n],
    ['G', 10n ** 9n, 1n],
    ['T', 10n ** 12n, 1n],
    ['P', 10n ** 15n, 1n],
    ['E', 10n ** 18n, 1n],
    ['Ki', 2n ** 10n, 1n],
    ['Mi', 2n ** 20n, 1n],
    ['Gi', 2n ** 30n, 1n],
    ['Ti', 2n ** 40n, 1n],
    ['Pi', 2n ** 50n, 1n],
    ['Ei', 2n ** 60n, 1n],
    ['e2', 100n, 1n],
    ['E-2', 1n, 100n],
    ['e0', 1n, 1n],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom('', '+', '-'),
      fc.bigInt({ min: 0n, max: 10n ** 20n }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 9 }),
      fc.constantFrom(...units),
      (sign, whole, fraction, [suffix, up, down]) => {
        const { numerator, denominator } = quantity(`${sign}${whole}${fraction && `.${fraction}`}${suffix}`);
        const scale = 10n ** BigInt(fraction.length);
        const expected = (sign === '-' ? -1n : 1n) * (whole * scale + BigInt(fraction || '0')) * up;
        return denominator > 0n && numerator * scale * down === expected * denominator;
      },
    ),
    runs,
  );
});

test('comparing is a total order', () => {
  const any = fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.constantFrom('', 'm', 'k', 'Ki', 'e1'))
    .map(([n, unit]) => quantity(`${n}${unit}`));
  fc.assert(
    fc.property(any, any, any, (a, b, c) => {
      const antisymmetric = compareQuantities(a, b) + compareQuantities(b, a) === 0;
      const transitive = compareQuantities(a, b) > 0 || compareQuantities(b, c) > 0 || compareQuantities(a, c) <= 0;
      return antisymmetric && transitive;
    }),
    runs,
  );
});

test.each([
  { text: '1', expected: true },
  { text: '0', expected: true },
  { text: '256Mi', expected: true },
  { text: '1.5Gi', expected: true },
  { text: '1000m', expected: true },
  { text: '128m', expected: false },
  { text: '0.1Gi', expected: false },
  { text: '-1', expected: false },
  { text: '1Gb', expected: false },
])('memory of $text is a whole number of bytes: $expected', ({ text, expected }) => {
  expect(isWholeBytes(text)).toBe(expected);
});
