import { readFileSync } from 'fs';
import { join } from 'path';
import { CREDENTIAL_FORMATS } from '../../src/foundation/credentials/credential-shapes';
import { ROOT } from '../util/paths';

interface Formats {
  readonly found: Readonly<Record<string, readonly string[]>>;
  readonly leftOut: readonly { readonly reason: string; readonly rules: readonly string[] }[];
}

const { found, leftOut }: Formats = JSON.parse(readFileSync(join(ROOT, 'build-tools/credential-formats.json'), 'utf8'));

test('every rule that gitleaks publishes is found or left out with a reason, once', () => {
  const rules = [...Object.values(found), ...leftOut.map(each => each.rules)].flat();
  expect(rules.length).toBeGreaterThan(200);
  expect(new Set(rules).size).toBe(rules.length);
  expect(leftOut.filter(({ reason }) => reason.length < 10)).toEqual([]);
});

test('what the list says is found is looked for', () => {
  expect(Object.keys(found).filter(format => !CREDENTIAL_FORMATS.includes(format))).toEqual([]);
});
