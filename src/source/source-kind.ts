/** The kinds of source a server can have. */
export enum SourceKind {
  /** An image that speaks HTTP itself: `ServerSource.image`. */
  IMAGE = 'image',
}
