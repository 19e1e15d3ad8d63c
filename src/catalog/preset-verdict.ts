/** What the catalogue says of a server. Servers that are archived or deprecated upstream are not in it. */
export enum PresetVerdict {
  /** Nothing is known that speaks against it. */
  USABLE = 'usable',
  /** It works, and its known problems decide whether it fits. */
  USABLE_WITH_CARE = 'usable-with-care',
}
