import * as fc from 'fast-check';
import {
  isCleanAbsolutePath,
  isDataKey,
  isDnsLabel,
  isDnsSubdomain,
  isEnvName,
  isLabelValue,
  isPlainText,
  isPortName,
  isQualifiedName,
  isServiceName,
  toKebabCase,
} from '../../src/foundation/names';
import { cases } from '../util/cases';

const runs = cases(2000, 20240517);

/** Short strings over the characters that decide these grammars, and the odd foreign one. */
const nearNames = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aZ09-._/ é'), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'ab0-.'), minLength: 60, maxLength: 66 }),
  fc.string({ unit: fc.constantFrom('a', 'b.', '0'), minLength: 245, maxLength: 256 }),
);

// The patterns as k8s.io/apimachinery/pkg/util/validation writes them.
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const whole =
  (pattern: string, max = Infinity) =>
  (v: string) =>
    v.length <= max && new RegExp(`^(?:${pattern})$`).test(v);
const dotName = (v: string) => v === '.' || v === '..' || v.startsWith('..');

describe('a name', () => {
  const subdomain = whole(`${label}(\\.${label})*`, 253);
  test.each<{ title: string; ours: (v: string) => boolean; theirs: (v: string) => boolean }>([
    { title: 'isDnsLabel', ours: isDnsLabel, theirs: whole(label, 63) },
    { title: 'isServiceName', ours: isServiceName, theirs: whole('[a-z]([-a-z0-9]*[a-z0-9])?', 63) },
    { title: 'isDnsSubdomain', ours: isDnsSubdomain, theirs: subdomain },
    { title: 'isEnvName', ours: isEnvName, theirs: v => whole('[-._a-zA-Z][-._a-zA-Z0-9]*')(v) && !dotName(v) },
    { title: 'isLabelValue', ours: isLabelValue, theirs: whole(`(${qualified})?`, 63) },
    { title: 'isDataKey', ours: isDataKey, theirs: v => whole('[-._a-zA-Z0-9]+', 253)(v) && !dotName(v) },
    {
      title: 'isQualifiedName',
      ours: isQualifiedName,
      theirs: v => {
        const parts = v.split('/');
        const name = whole(qualified, 63);
        return parts.length === 1 ? name(parts[0]) : parts.length === 2 && subdomain(parts[0]) && name(parts[1]);
      },
    },
    {
      title: 'isPortName',
      ours: isPortName,
      theirs: v =>
        v.length <= 15 &&
        /^[-a-z0-9]+$/.test(v) &&
        /[a-z]/.test(v) &&
        !v.includes('--') &&
        !v.startsWith('-') &&
        !v.endsWith('-'),
    },
  ])('is what Kubernetes says it is: $title', ({ ours, theirs }) => {
    fc.assert(
      fc.property(nearNames, v => ours(v) === theirs(v)),
      runs,
    );
  });
});

test.each([
  { title: 'a port name without a letter', accepted: isPortName('8080') },
  { title: 'a port name of 16 characters', accepted: isPortName('a'.repeat(16)) },
  { title: 'a service name that starts with a digit', accepted: isServiceName('1password') },
  { title: 'an environment name that only newer servers take', accepted: isEnvName('a b-c') },
  { title: 'an environment name that starts with a digit', accepted: isEnvName('1A') },
  { title: 'a trailing newline', accepted: isDnsLabel('a\n') },
])('$title is refused', ({ accepted }) => {
  expect(accepted).toBe(false);
});

test.each([
  { id: 'grafana', name: 'grafana' },
  { id: 'grafanaProd', name: 'grafana-prod' },
  { id: 'HTTPServer', name: 'http-server' },
  { id: 'HTTP2Server', name: 'http2-server' },
  { id: 's3Bucket', name: 's3-bucket' },
  { id: 'already-kebab', name: 'already-kebab' },
  { id: 'A', name: 'a' },
  { id: '', name: '' },
])('the id $id is named $name', ({ id, name }) => {
  expect(toKebabCase(id)).toBe(name);
});

test.each(['grafana_prod', 'grafana.prod', 'grafana prod', 'caféBar', '\u212aelvin'])(
  'the id %j keeps what makes it an invalid name',
  id => {
    expect(isDnsLabel(toKebabCase(id))).toBe(false);
  },
);

test('naming an id twice changes nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'abAB01-_') }),
      id => toKebabCase(toKebabCase(id)) === toKebabCase(id),
    ),
    runs,
  );
});

test.each(['/tmp', '/var/run/mcp/creds', '/a b', '/..data', '/.config', '/a/...', '/données', `/${'a'.repeat(4095)}`])(
  '%j is a clean path',
  path => {
    expect(isCleanAbsolutePath(path)).toBe(true);
  },
);

test.each([
  '',
  '/',
  'tmp',
  './tmp',
  '/tmp/',
  '//tmp',
  '/a//b',
  '/.',
  '/..',
  '/a/./b',
  '/a/../b',
  '/a/..',
  '/a:b',
  '/a\\b',
  '/a\n',
  '/a\0',
  '/a\u007f',
  '/a\u0085',
  '/a\ud800',
  `/${'a'.repeat(4096)}`,
  `/${'é'.repeat(2048)}`,
])('%j is no clean path', path => {
  expect(isCleanAbsolutePath(path)).toBe(false);
});

test('plain text is any string that UTF-8 can carry, without NUL', () => {
  expect(['', 'é', '👍', 'a\nb'].every(isPlainText)).toBe(true);
  expect(['a\0', '\ud800', 'a\udc00b', 1, null, undefined, ['a']].some(isPlainText)).toBe(false);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), v => isPlainText(v) === !v.includes('\0')),
    runs,
  );
});
