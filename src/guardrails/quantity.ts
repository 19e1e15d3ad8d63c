import { Quantity, parseQuantity } from '../foundation/quantities';

export function isPositive({ numerator }: Quantity): boolean {
  return numerator > 0n;
}

export function quantity(value: unknown): Quantity | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined;
}

export function total(quantities: readonly Quantity[]): Quantity {
  return quantities.reduce(
    (sum, { numerator, denominator }) => ({
      numerator: sum.numerator * denominator + numerator * sum.denominator,
      denominator: sum.denominator * denominator,
    }),
    { numerator: 0n, denominator: 1n },
  );
}
