/** How a server reads a list from one variable, or from its arguments. */
export enum ListFormat {
  /** One text with a separator: `a,b`. */
  SEPARATED = 'separated',
  /** A JSON array: `["a","b"]`. Servers built on pydantic-settings read variables so, and no other form. */
  JSON = 'json',
  /** The argument again for each name: `--allowed-host a --allowed-host b`. Not for variables. */
  REPEATED = 'repeated',
}
