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
  ['1', '1000m'],
  ['0', '-0'],
  ['+1', '1'],
  ['.5', '500m'],
  ['1.', '1'],
  ['1k', '1e3'],
  ['1E', '1e18'],
  ['1Ki', '1024'],
  ['0.5Gi', '512Mi'],
  ['1e3', '1E3'],
  ['1e-3', '1m'],
  ['1e+3', '1k'],
  ['100n', '0.1u'],
  ['1T', '1000G'],
  ['1Ei', '1024Pi'],
  ['1P', '1e15'],
  ['1M', '1000k'],
  ['2Ti', '2048Gi'],
])('%s is the same amount as %s', (a, b) => {
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
  ['1', true],
  ['0', true],
  ['256Mi', true],
  ['1.5Gi', true],
  ['1000m', true],
  ['128m', false],
  ['0.1Gi', false],
  ['-1', false],
  ['1Gb', false],
])('memory of %s is a whole number of bytes: %s', (text, expected) => {
  expect(isWholeBytes(text)).toBe(expected);
});
