/** The verdict of the catalogue. Servers that are archived or deprecated upstream are not in it. */
export enum PresetVerdict {
  /** No problem is known. */
  USABLE = 'usable',
  /** It works. Its known problems decide whether it fits. */
  USABLE_WITH_CARE = 'usable-with-care',
}
