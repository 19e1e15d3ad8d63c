import { parse } from 'yaml';
import { appOf } from '../../src/cli/app-files';
import { renderedObjects } from '../../src/cli/rendered-objects';
import { YamlPlaces } from '../../src/foundation/yaml/yaml-places';
import { refused } from '../util/refusal';

const IMAGE = `"ghcr.io/acme/notes:1.2.3@sha256:${'a'.repeat(64)}"`;
const SOURCE = `source: { image: { reference: ${IMAGE}, port: 8080, sessions: none } }`;

function messageOf(text: string): string {
  return refused(() => renderedObjects(appOf({ name: 'app.yaml', text })));
}

describe('an error about an app file', () => {
  test('has a line for each mistake, in the order of the file, with its line and column', () => {
    const text = `# comments count
version: 1
namespace: mcp-tools
gateways:
  edge: {}
servers:
  forms:
    ${SOURCE}
    owner: 5
    egres: []
  values:
    ${SOURCE}
    egress:
      - toHosts: [a.example.com]
      - toCidrs: [203.0.113.0/24, 203.0.113.1/24]
      - toPods: { namespace: "-", labels: { app: b }, port: 1 }
  constructs:
    ${SOURCE}
    resources:
      cpu: { request: 2, limit: 1 }
    env:
      1A: x
  preset:
    preset: grafana
pools:
  research:
    namespace: mcp-research
    servers:
      inner: { ${SOURCE}, shutdown: { drain: 5 seconds }, callers: [{ server: nobody }] }
`;
    expect(messageOf(text).replace(/ \(known: [^\n]*\)$/gm, ' (known: …)')).toMatchSnapshot();
  });

  test('has the place of the value behind an alias', () => {
    const text = `version: 1
namespace: mcp-tools
servers:
  first: &one
    ${SOURCE}
    owner: 5
  second: *one
`;
    expect(messageOf(text).split('\n')).toEqual([
      expect.stringMatching(/^app\.yaml:6:5: servers\.first\.owner must be a string/),
      expect.stringMatching(/^app\.yaml:6:5: servers\.second\.owner must be a string/),
    ]);
  });

  test('counts from the start of the text: marks, comments and carriage returns are lines too', () => {
    const text = `%YAML 1.2\r\n---\r\n# comment\r\nversion: 1\r\nservers:\r\n  - a\r\n`;
    expect(messageOf(text)).toBe('app.yaml:5:1: servers must be a map with names as keys, got an array');
  });

  test('has places in a file of JSON', () => {
    expect(messageOf('{\n  "version": 1,\n  "servers": { "a": {} }\n}\n')).toBe(
      'app.yaml:3:16: servers.a.source is missing',
    );
  });

  test('has the place of the construct when a rule finds something in the finished manifests', () => {
    const text = `version: 1
namespace: mcp-tools
servers:
  first:
    ${SOURCE}
    name: same
  second:
    ${SOURCE}
    name: same
`;
    expect(messageOf(text)).toMatch(/app\.yaml:[47]:3: /);
  });
});

describe('the places of a text', () => {
  test.each<[path: string, line: number, column: number]>([
    ['', 1, 1],
    ['a', 1, 1],
    ['a.b.c', 2, 3],
    ['a.b.c.d', 2, 3],
    ['a[0]', 1, 1],
    ['a.list[1]', 5, 7],
    ['a.list[1].x', 5, 7],
    ['a.list[7]', 3, 3],
    ['a./etc/x.conf', 6, 3],
    ['a["/etc/x.conf"]', 6, 3],
    ['a./etc/x.conf: is wrong', 6, 3],
    ['a.list[0][1]', 4, 11],
    ['nothing', 1, 1],
  ])('%s is found at its key or item, else at what it would be in', (path, line, column) => {
    const text = 'a:\n  b: { c.d: 1 }\n  list:\n    - [1, 2]\n    - x: 1\n  /etc/x.conf: y\n';
    expect(parse(text)).toHaveProperty('a');
    const expected = path.startsWith('a.b.c.d') ? [2, 8] : [line, column];
    const { line: l, column: c } = new YamlPlaces(text).at(path);
    expect([l, c]).toEqual(expected);
  });
});
