/** A line without content: blank, a comment, a directive, or the border of a document. */
const NO_CONTENT = /^\uFEFF?(?:%.*|(?:(?:---|\.\.\.)(?=\s|$))?\s*(?:#.*)?)$/;

/** Whether a text of YAML has no value at all. */
export function isBlankYaml(text: string): boolean {
  return text.split('\n').every(line => NO_CONTENT.test(line));
}
