/** The kinds of source a server can have. */
export enum SourceKind {
  /** An image that speaks HTTP itself: `ServerSource.image`. */
  IMAGE = 'image',
  /** An image whose program speaks over standard input and output: `ServerSource.stdioImage`. */
  STDIO_IMAGE = 'stdio-image',
  /** A package of the npm registry: `ServerSource.npm`. */
  NPM = 'npm',
  /** A package of PyPI: `ServerSource.pypi`. */
  PYPI = 'pypi',
}
