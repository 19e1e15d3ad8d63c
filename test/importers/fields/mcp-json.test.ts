import { parse } from 'yaml';
import { Sample, buildSamples, samplesIn, walkTable } from './walk';
import { McpImport } from '../../../src';
import { FieldTable } from '../../../src/importers/field-table';
import { MCP_JSON } from '../../../src/importers/fields/mcp-json';
import { VS_CODE } from '../../../src/importers/fields/vscode';
import { FORMATS, FormatKey } from '../../../src/importers/formats';
import { unknownIn } from '../importing';

/** The servers of samples, with the key that a client has for them. */
function serversIn(folder: string, from: string, to = from): Sample[] {
  return samplesIn(folder).flatMap(({ title, text }) => {
    const { [from]: servers, ...others } = parse(text) as Readonly<Record<string, object>>;
    const json = JSON.stringify({ ...others, [to]: servers });
    return Object.keys(servers).map(name => ({ title: `${title} ${name}`, text: json, entry: `${to}.${name}` }));
  });
}

interface Client {
  readonly format: FormatKey;
  readonly table: FieldTable;
  readonly samples: readonly Sample[];
}

const CLIENTS: readonly Client[] = [
  { format: 'mcpJson', table: MCP_JSON, samples: serversIn('mcp-json', 'mcpServers') },
  {
    format: 'vsCode',
    table: VS_CODE,
    samples: [...serversIn('mcp-json', 'mcpServers', 'servers'), ...serversIn('vscode', 'servers')],
  },
];

describe.each(CLIENTS)('servers of $format', ({ format, table, samples }) => {
  walkTable(format, table, samples);
  buildSamples(format, samples);

  test('are known in full', () => {
    expect(FORMATS[format].fields).toBe(table);
    expect(samples.flatMap(({ text }) => unknownIn(McpImport._read(format, text)))).toEqual([]);
  });
});
