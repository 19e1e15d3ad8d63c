import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse, parseAllDocuments } from 'yaml';
import { Example, MCP_JSON, VS_CODE } from './clients';
import { ARCHON, CATALOG, COMPOSE, MATEY } from './containers';
import { leavesOf } from './importing';
import { KMCP, SIG_APPS, TOOLHIVE, V2DY } from './resources';
import { McpImport } from '../../src';
import { everyFew } from '../util/cases';

const FOLDER = join(__dirname, 'server-json');
const REAL: readonly Example[] = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json') && !name.startsWith('mongodb'))
  .map(name => [name, readFileSync(join(FOLDER, name), 'utf8'), {}]);
const FORMATS: readonly (readonly [string, (text: string) => McpImport, readonly Example[]])[] = [
  ['server.json', text => McpImport.fromServerJson(text), REAL],
  ['mcp.json', text => McpImport.fromMcpJson(text), MCP_JSON],
  ['vscode', text => McpImport.fromVsCode(text), VS_CODE],
  ['docker-compose', text => McpImport.fromCompose(text), COMPOSE],
  ['docker-mcp-catalog', text => McpImport.fromDockerCatalog(text), CATALOG],
  ['toolhive', text => McpImport.fromToolHive(text), TOOLHIVE],
  ['kmcp', text => McpImport.fromKmcp(text), KMCP],
  ['mcp.x-k8s.io', text => McpImport.fromSigMcpServer(text), SIG_APPS],
  ['v2dy', text => McpImport.fromV2dy(text), V2DY],
  ['matey', text => McpImport.fromMatey(text), MATEY],
  ['archon', text => McpImport.fromArchon(text), ARCHON],
];
const STRANGE: readonly unknown[] = [null, 7, 'x', '', [], {}, [null, ['y']], { 'a b': { c: true } }];

/** The value with one of its parts replaced, for each part. */
function* mutated(value: unknown, strange: unknown): Generator<unknown> {
  yield strange;
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const isList = Array.isArray(value);
  for (const [key, part] of Object.entries(value)) {
    for (const other of mutated(part, strange)) {
      const copy = { ...value, [key]: other };
      yield isList ? Object.values(copy) : copy;
    }
  }
}

function outcome(read: (text: string) => McpImport, given: unknown): string | undefined {
  try {
    const imported = read(JSON.stringify(given));
    const { losses } = imported;
    imported.toMarkdown();
    return losses.length === leavesOf(given) && parse(imported.toYaml()).version === 1 ? undefined : 'a leaf is lost';
  } catch (error) {
    const expected =
      error instanceof Error &&
      Object.getPrototypeOf(error) === Error.prototype &&
      /^McpImport\.\w+: \S/.test(error.message);
    return expected ? undefined : String(error instanceof Error ? error.stack : error);
  }
}

test.each(FORMATS)(
  '%s: whatever stands somewhere, it is imported whole or refused in our words',
  (_, read, examples) => {
    const problems = examples.flatMap(([, text]) => {
      const document: unknown = parseAllDocuments(text.replace(/\/\/ .*|\/\*.*?\*\//g, ''), { merge: true })[0].toJS();
      const mutants = STRANGE.flatMap(strange => [...mutated(document, strange)]);
      return everyFew(mutants).flatMap(mutant => outcome(read, mutant) ?? []);
    });
    expect([...new Set(problems)].slice(0, 5)).toEqual([]);
  },
  120_000,
);
