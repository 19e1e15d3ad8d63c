import { LocatedFinding } from '../report/locations';

/** A finding of `check`. */
export interface CheckedFinding extends LocatedFinding {
  /** Whether the baseline has it. */
  readonly isKnown: boolean;
}

/** Whether somebody has to do something about it. */
export function isOpen({ finding, isKnown }: CheckedFinding): boolean {
  return finding.acknowledged === undefined && !isKnown;
}

/** The object of a finding, with its cluster where there are several. */
export function objectOf({ finding: { object }, cluster }: LocatedFinding): string {
  return cluster === undefined ? object : `${cluster}: ${object}`;
}
