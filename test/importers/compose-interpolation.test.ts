import { interpolate } from '../../src/importers/compose-interpolation';
import { NO_INPUTS, substituted } from '../../src/importers/values';

/** What a server would see; undefined: the user has to give a variable. */
const seen = (text: string): string | undefined => substituted(interpolate(text).text, NO_INPUTS);

describe('a text with variables', () => {
  test.each([
    ['${A:-b}', 'b'],
    ['${A-b}', 'b'],
    ['${A:-}', ''],
    ['${A:+b}', ''],
    ['${A+b}', ''],
    ['x${A:+-${B}}y', 'xy'],
    ['${REGISTRY:-ghcr.io/acme}/notes:${TAG:-1.4.2}', 'ghcr.io/acme/notes:1.4.2'],
    ['${A:-${B:-${C-d}}}', 'd'],
    ['${A:-{"k": {"n": 1}}}', '{"k": {"n": 1}}'],
    ['${A:-http://h:${P:-1}/x}-${B-y}', 'http://h:1/x-y'],
    ['$$5', '$5'],
    ['$$$$', '$$'],
    ['$$HOME ${A:-$$}', '$HOME $'],
    ['no variable } {', 'no variable } {'],
    ['', ''],
  ])('%s is %s when no variable is set', (text, expected) => {
    expect([seen(text), interpolate(text).isValid]).toEqual([expected, true]);
  });

  test.each([
    ['$A', '${A}'],
    ['${A}', '${A}'],
    ['$A$B_1-x', '${A}${B_1}-x'],
    ['${A:?say which}', '${A}'],
    ['$${HOME}', '${HOME}'],
    ['${A:-$${B}}', '${B}'],
    ['${A?}', '${A}'],
    ['${A:-${B}}', '${B}'],
    ['${API_TOKEN:-changeme}', '${API_TOKEN}'],
    ['${A:?one of {a, b}}', '${A}'],
  ])('%s leaves a variable open', (text, expected) => {
    expect([interpolate(text), seen(text)]).toEqual([{ text: expected, isValid: true }, undefined]);
  });

  test.each([
    '$',
    'a $ b',
    '$5',
    '${',
    '${}',
    '${A',
    '${A:-b',
    '${A:b}',
    '${1}',
    '${A:-$}',
    `${'${A:-'.repeat(5000)}x`,
  ])('that Compose refuses is not valid: %s', text => {
    expect(interpolate(text).isValid).toBe(false);
  });
});
