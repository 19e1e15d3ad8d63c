const CODES = { red: 31, yellow: 33, bold: 1, dim: 2 };

export type Colour = keyof typeof CODES;

/** A text with the sequences that make a terminal show it in a colour. */
export function painted(text: string, colour: Colour | undefined): string {
  return colour === undefined || text === '' ? text : `\u001b[${CODES[colour]}m${text}\u001b[0m`;
}

/** Whether to write colours: FORCE_COLOR and NO_COLOR (no-color.org) decide, then whether it is a terminal. */
export function hasColours(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none = '', TERM: terminal } = env;
  if (forced !== undefined) {
    return forced !== '0' && forced !== 'false';
  }
  return none === '' && isTerminal && terminal !== 'dumb';
}
