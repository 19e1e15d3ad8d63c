/** What a change means for who can do what. */
export type Weight = 'widened' | 'changed' | 'narrowed';

/** One difference between two sets of manifests. */
export interface Change {
  readonly weight: Weight;
  /** What it is about, such as `server mcp-tools/notes`. */
  readonly subject: string;
  /** A stable identifier for programs, such as `egress-added`. */
  readonly kind: string;
  readonly text: string;
}
