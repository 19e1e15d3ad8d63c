import { parse, parseAllDocuments } from 'yaml';
import { Example, MCP_JSON, VS_CODE } from './clients';
import { ARCHON, CATALOG, COMPOSE, MATEY } from './containers';
import { leavesOf, settled, synth, unknownIn } from './importing';
import { KMCP, SIG_APPS, TOOLHIVE, V2DY } from './resources';
import { KUBERNETES } from './workloads';
import { McpImport } from '../../src';

interface Format {
  readonly read: (text: string) => McpImport;
  readonly examples: readonly Example[];
}

const FORMATS: Readonly<Record<string, Format>> = {
  'mcp.json': { read: text => McpImport.fromMcpJson(text), examples: MCP_JSON },
  'vscode': { read: text => McpImport.fromVsCode(text), examples: VS_CODE },
  'docker-compose': { read: text => McpImport.fromCompose(text), examples: COMPOSE },
  'docker-mcp-catalog': { read: text => McpImport.fromDockerCatalog(text), examples: CATALOG },
  'toolhive': { read: text => McpImport.fromToolHive(text), examples: TOOLHIVE },
  'kmcp': { read: text => McpImport.fromKmcp(text), examples: KMCP },
  'mcp.x-k8s.io': { read: text => McpImport.fromSigMcpServer(text), examples: SIG_APPS },
  'v2dy': { read: text => McpImport.fromV2dy(text), examples: V2DY },
  'matey': { read: text => McpImport.fromMatey(text), examples: MATEY },
  'archon': { read: text => McpImport.fromArchon(text), examples: ARCHON },
  'kubernetes': { read: text => McpImport.fromKubernetes(text), examples: KUBERNETES },
};

/** Credentials in the inputs. */
const LITERALS = /ghp_abc|hunter2|sk-proj-abc|postgres:password|myapikey|\$2a\$10|abcdefgh12345678/;

const plain = (text: string): unknown[] =>
  parseAllDocuments(text.replace(/\/\/ .*|\/\*.*?\*\//g, ''), { merge: true }).map(
    document => document.toJS() as unknown,
  );

describe.each(Object.keys(FORMATS))('a file of %s', format => {
  const { read, examples } = FORMATS[format];

  test('has at least five examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  describe.each(examples)('with $title', ({ text, expected }) => {
    const imported = read(text);
    const output = [imported.toYaml(), imported.toMarkdown()].join('\n');

    test('says what the input says', () => {
      expect(parse(imported.toYaml())).toMatchObject(expected);
    });
    test('tells what became of each leaf', () => {
      expect(imported.losses).toHaveLength(plain(text).reduce((sum: number, each) => sum + leavesOf(each), 0));
      expect(new Set(imported.losses.map(({ field }) => field)).size).toBe(imported.losses.length);
      expect(unknownIn(imported)).toEqual([]);
    });
    test('can be built once its decisions are made', () => {
      expect(() => synth(settled(imported))).not.toThrow();
    });
    test('holds no credential of the input', () => {
      expect(output).not.toMatch(LITERALS);
    });
    test('is the same each time, and detected', () => {
      const detected = McpImport.detect(text);
      expect([detected.format, detected.toYaml(), detected.toMarkdown()]).toEqual([
        format,
        imported.toYaml(),
        imported.toMarkdown(),
      ]);
    });
  });
});
