/** What became of a field of the input. */
export enum ImportOutcome {
  /** It stands in the app file, or the library does always what it says. */
  USED = 'used',
  /** It stands in an annotation. */
  ANNOTATED = 'annotated',
  /** Somebody has to decide: one of the decisions says what. */
  OPEN = 'open',
  /** It has no place here, for the reason given. */
  DROPPED = 'dropped',
}

/** One field of the input, and what became of it. */
export interface ImportLoss {
  /** Where it stands in the input, for example `packages[0].version`. */
  readonly field: string;

  /** What became of it. */
  readonly outcome: ImportOutcome;

  /** Where it went, or why it went nowhere. */
  readonly reason: string;
}

/** What nobody but the user can decide. */
export interface ImportDecision {
  /** Where it belongs in the app file, for example `servers.notes.source.image.reference`. */
  readonly at: string;

  /** What is to be decided, in a few words, for example `digest`. */
  readonly what: string;

  /** How to decide it. */
  readonly how: string;

  /** Whether nothing can be built before. The others are to be looked at. */
  readonly required: boolean;
}
