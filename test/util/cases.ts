/** `npm run test:deep` tries every case, `npm test` a share of them that is the same each time. */
export const ALL_CASES = process.env.TEST_CASES === 'all';

const SHARE = 20;
const FEWEST = 20;

/** What fast-check is run with. */
export interface Cases {
  readonly seed: number;
  readonly numRuns: number;
}

/** The cases of a property test: `full` of them in all, every `share`th otherwise. */
export function cases(full: number, seed: number, share = SHARE): Cases {
  const few = Math.min(full, Math.max(FEWEST, Math.ceil(full / share)));
  return { seed, numRuns: ALL_CASES ? full : few };
}

/** Every `share`th of the values, or all of them. */
export function everyFew<T>(values: readonly T[], share = SHARE): readonly T[] {
  return ALL_CASES ? values : values.filter((_, index) => index % share === 0);
}
