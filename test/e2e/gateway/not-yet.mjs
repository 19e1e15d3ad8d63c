/**
 * Checks that say what is right and that the library does not pass yet, as `subject: title`. One that passes fails the
 * run, so that it is taken out of this list.
 */
export const notYet = [
  'gateway: 2025 client: a denied tool is refused with a blank behind its name',
  'gateway: 2026 client: a denied tool is refused with a blank behind its name',
  'gateway-synth: size("é") == 1 is refused by synth, or holds',
];
