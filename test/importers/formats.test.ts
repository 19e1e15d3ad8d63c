import { parse, parseAllDocuments } from 'yaml';
import { MCP_JSON, VS_CODE } from './clients';
import { ARCHON, CATALOG, COMPOSE, MATEY } from './containers';
import { leavesOf, settled, synth, unknownIn } from './importing';
import { KMCP, SIG_APPS, TOOLHIVE, V2DY } from './resources';
import { McpImport } from '../../src';

const FORMATS = {
  'mcp.json': [(text: string) => McpImport.fromMcpJson(text), MCP_JSON],
  'vscode': [(text: string) => McpImport.fromVsCode(text), VS_CODE],
  'docker-compose': [(text: string) => McpImport.fromCompose(text), COMPOSE],
  'docker-mcp-catalog': [(text: string) => McpImport.fromDockerCatalog(text), CATALOG],
  'toolhive': [(text: string) => McpImport.fromToolHive(text), TOOLHIVE],
  'kmcp': [(text: string) => McpImport.fromKmcp(text), KMCP],
  'mcp.x-k8s.io': [(text: string) => McpImport.fromSigMcpServer(text), SIG_APPS],
  'v2dy': [(text: string) => McpImport.fromV2dy(text), V2DY],
  'matey': [(text: string) => McpImport.fromMatey(text), MATEY],
  'archon': [(text: string) => McpImport.fromArchon(text), ARCHON],
} as const;

/** Credentials in the inputs. */
const LITERALS = /ghp_abc|hunter2|sk-proj-abc|postgres:password|myapikey|\$2a\$10|abcdefgh12345678/;

const plain = (text: string): unknown[] =>
  parseAllDocuments(text.replace(/\/\/ .*|\/\*.*?\*\//g, ''), { merge: true }).map(
    document => document.toJS() as unknown,
  );

describe.each(Object.entries(FORMATS))('%s', (format, [read, examples]) => {
  test('has at least five examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  describe.each(examples)('%s', (_, text, expected) => {
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
