import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { ImportOutcome, McpImport } from '../../../src';
import { fateOf } from '../../../src/importers/field-table';
import { MCP_JSON } from '../../../src/importers/fields/mcp-json';
import { settled, synth, unknownIn } from '../importing';

const FOLDER = join(__dirname, 'mcp-json');

describe.each(readdirSync(FOLDER))('the sample %s', file => {
  const imported = McpImport.fromMcpJson(JSON.stringify(parse(readFileSync(join(FOLDER, file), 'utf8'))));

  test('has no field without a fate', () => {
    expect(unknownIn(imported)).toEqual([]);
  });

  test('gives each field the fate of its row', () => {
    for (const { field, outcome, reason } of imported.losses) {
      const path = field
        .replace(/^mcpServers\.\w+\./, '')
        .replaceAll(/\[\d+\]/g, '.[]')
        .split('.');
      const fate = fateOf(MCP_JSON, path);
      expect([field, fate?.kind]).toEqual([field, expect.any(String)]);
      if (fate?.kind === 'told') {
        expect([field, outcome, reason]).toEqual([field, ImportOutcome.DROPPED, fate.reason]);
      } else if (fate?.kind === 'decision') {
        expect([field, outcome]).toEqual([field, ImportOutcome.OPEN]);
      }
    }
  });

  test('can be built once its decisions are made', () => {
    expect(() => synth(settled(imported))).not.toThrow();
  });
});
