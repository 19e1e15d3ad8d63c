import { Issues } from '../../src/foundation/issues';
import { Draft } from '../../src/importers/draft';
import { McpImport } from '../../src/importers/mcp-import';

const importOf = (names: readonly string[], broken: readonly string[] = []): string[] => {
  const good = { command: 'npx', args: ['-y', '@acme/notes-mcp@1.4.2'] };
  const bad = { command: 'docker', args: ['run', '--privileged', 'ghcr.io/acme/charts:3.0.0'] };
  const mcpServers = Object.fromEntries(names.map(name => [name, broken.includes(name) ? bad : good]));
  const yaml = McpImport.fromMcpJson(JSON.stringify({ mcpServers })).toYaml();
  return [...yaml.matchAll(/^ {2}([a-z0-9-]+):$/gm)].map(([, name]) => name);
};

test('servers whose names become the same have numbers in the order of the input', () => {
  expect(importOf(['a b', 'a  b', 'a-b', 'a_b', 'c'])).toStrictEqual(['a-b', 'a-b-2', 'a-b-3', 'a-b-4', 'c']);
});

test('a number that another server has for a name is left out', () => {
  expect(importOf(['a-b-3', 'a b', 'a  b', 'a_b'])).toStrictEqual(['a-b-3', 'a-b', 'a-b-2', 'a-b-4']);
});

test('the number of a server that is not imported is free again', () => {
  expect(importOf(['a b', 'a  b', 'a_b', 'a.b'], ['a  b'])).toStrictEqual(['a-b', 'a-b-2', 'a-b-3']);
});

test('thousands of servers of one name all have names that are short enough', () => {
  const draft = new Draft(new Issues('test'));
  const found = Array.from({ length: 10_001 }, () => draft.server('x'.repeat(46)).name);
  expect(new Set(found).size).toBe(10_001);
  expect(found[1]).toBe(`${'x'.repeat(41)}-2`);
  expect(found.at(-1)).toBe(`${'x'.repeat(40)}-10001`);
});
