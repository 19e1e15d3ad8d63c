import { memoize } from './memoize';

/** An exact rational number. The denominator is positive; the fraction is not reduced. */
export interface Quantity {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The grammar documented at `Quantity` in k8s.io/apimachinery/pkg/api/resource, with the whole-number exponents that
 * its parser takes. The parser also takes a sign or a suffix without digits (`+`, `k`) as zero; the grammar does not.
 */
const QUANTITY = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d{1,3}))?$/;

/** Longer texts are no quantity that a person wrote, and exact arithmetic on them would take time. */
const MAX_LENGTH = 64;

const BINARY: ReadonlyMap<string, bigint> = new Map(
  ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i) => [suffix, 1024n ** BigInt(i + 1)]),
);
const DECIMAL: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

/** The exact value of a Kubernetes resource quantity, or undefined when the text is none. */
export const parseQuantity = memoize((text: string): Quantity | undefined => {
  const match = text.length <= MAX_LENGTH ? QUANTITY.exec(text) : null;
  if (!match) {
    return undefined;
  }
  const [, sign, number, binary, decimal, exponent] = match;
  const [whole, fraction = ''] = number.split('.');
  const magnitude = BigInt(whole + fraction) * (BINARY.get(binary) ?? 1n);
  const power = (DECIMAL.get(decimal) ?? Number(exponent ?? 0)) - fraction.length;
  return {
    numerator: (sign === '-' ? -magnitude : magnitude) * (power > 0 ? 10n ** BigInt(power) : 1n),
    denominator: power < 0 ? 10n ** BigInt(-power) : 1n,
  };
});

export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}

/** Whether an amount of memory or storage is a whole number of bytes: `128m` parses, but means an eighth of a byte. */
export function isWholeBytes(text: string): boolean {
  const quantity = parseQuantity(text);
  return quantity !== undefined && quantity.numerator >= 0n && quantity.numerator % quantity.denominator === 0n;
}
