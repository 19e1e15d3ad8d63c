/** The outcome of a field of the input. */
export enum ImportOutcome {
  /** It is in the app file, or the library always does it. */
  USED = 'used',
  /** It is in an annotation. */
  ANNOTATED = 'annotated',
  /** One of the decisions is about it. */
  OPEN = 'open',
  /** It was not carried over, for the reason in the loss. */
  DROPPED = 'dropped',
}

/** One field of the input, and its outcome. */
export interface ImportLoss {
  /** Its path in the input, for example `packages[0].version`. */
  readonly field: string;

  /** Its outcome. */
  readonly outcome: ImportOutcome;

  /** Its place in the app file, or why it has none. */
  readonly reason: string;
}

/** A decision that the input leaves to the user. */
export interface ImportDecision {
  /** Its place in the app file, for example `servers.notes.source.image.reference`. */
  readonly at: string;

  /** What to decide, for example `digest`. */
  readonly what: string;

  /** How to decide it. */
  readonly how: string;

  /** Whether it must be made before anything can be built. Others are for review. */
  readonly required: boolean;
}
