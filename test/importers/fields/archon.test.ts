import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { walkTable } from './walk';
import { McpImport } from '../../../src';
import { ARCHON_FIELDS } from '../../../src/importers/fields/archon';
import { settled, synth, unknownIn } from '../importing';

const TEXT = readFileSync(join(__dirname, 'archon', 'values.yaml'), 'utf8');

walkTable(
  'archon',
  ARCHON_FIELDS,
  ['reports', 'tickets', 'search'].map(name => ({ title: name, text: TEXT, entry: `config.mcp.servers.${name}` })),
);

test('servers on HTTP, with access to the internet and those that are switched off say what the values say', () => {
  const imported = McpImport.fromArchon(TEXT);
  expect(unknownIn(imported)).toEqual([]);
  expect(parse(imported.toYaml()).servers).toMatchObject({
    reports: { source: { image: { port: 8080, transport: 'sse' } }, egress: [{ toPublicInternet: true }] },
    search: { source: { pypi: { reference: 'search-mcp==2.0.0' } } },
  });
  expect(imported.decisions).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ at: 'config.mcp.servers.drafts', what: 'switched off' }),
      expect.objectContaining({ at: 'servers.search.source', required: true }),
    ]),
  );
  expect(() => synth(settled(imported))).not.toThrow();
});

describe('the names of servers that Archon knows', () => {
  const imported = (servers: object, security: object = {}): McpImport =>
    McpImport.fromArchon(JSON.stringify({ config: { mcp: { servers, security } } }));

  test.each([
    ['filesystem', 'filesystem'],
    ['memory', 'memory'],
    ['everything', 'everything'],
    ['sequentialthinking', 'sequential-thinking'],
    ['time', 'time'],
  ])('%s becomes the preset %s, which can be built', (name, preset) => {
    const from = imported({ [name]: { enabled: true, args: [], env: {} } });
    expect(parse(from.toYaml()).servers[name]).toMatchObject({ preset });
    expect(parse(from.toYaml()).servers[name].source).toBeUndefined();
    expect(unknownIn(from)).toEqual([]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('fetch needs to know where it may connect to', () => {
    const required = (security: object): string[] =>
      imported({ fetch: {} }, security)
        .decisions.filter(each => each.required)
        .map(({ at }) => at);
    expect(required({ internetAccess: false })).toContain('servers.fetch.egress');
    expect(required({ internetAccess: true })).not.toContain('servers.fetch.egress');
    expect(() => synth(settled(imported({ fetch: {} })))).not.toThrow();
  });

  test.each([
    { title: 'arguments', name: 'time', entry: { args: ['--local-timezone', 'CET'] } },
    { title: 'variables', name: 'memory', entry: { env: { MEMORY_FILE_PATH: '/graph.jsonl' } } },
    { title: 'another folder', name: 'filesystem', entry: { allowedPaths: ['/notes'] } },
    { title: 'no preset', name: 'git', entry: {} },
  ])('stay packages with $title', ({ name, entry }) => {
    const server = parse(imported({ [name]: entry }).toYaml()).servers[name];
    expect(server.preset).toBeUndefined();
    expect(Object.keys(server.source as object)).toHaveLength(1);
  });
});
