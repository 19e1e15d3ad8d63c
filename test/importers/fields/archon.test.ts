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
