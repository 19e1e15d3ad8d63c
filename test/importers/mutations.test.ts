import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse, parseAllDocuments } from 'yaml';
import { Example, MCP_JSON, VS_CODE } from './clients';
import { ARCHON, CATALOG, COMPOSE, MATEY } from './containers';
import { samplesIn } from './fields/walk';
import { leavesOf } from './importing';
import { KMCP, SIG_APPS, TOOLHIVE, V2DY } from './resources';
import { KUBERNETES } from './workloads';
import { McpImport } from '../../src';
import { everyFew } from '../util/cases';

const FOLDER = join(__dirname, 'server-json');
const REAL: readonly Example[] = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json') && !name.startsWith('mongodb'))
  .map(name => ({ title: name, text: readFileSync(join(FOLDER, name), 'utf8'), expected: {} }));
/** Files with several documents as one. */
const listsIn = (folder: string): Example[] =>
  samplesIn(folder).map(({ title, text }) => ({
    title,
    text: JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: parseAllDocuments(text).map(document => document.toJS() as unknown),
    }),
    expected: {},
  }));
const FORMATS: readonly { format: string; read: (text: string) => McpImport; examples: readonly Example[] }[] = [
  { format: 'server.json', read: text => McpImport.fromServerJson(text), examples: REAL },
  { format: 'mcp.json', read: text => McpImport.fromMcpJson(text), examples: MCP_JSON },
  { format: 'vscode', read: text => McpImport.fromVsCode(text), examples: VS_CODE },
  { format: 'docker-compose', read: text => McpImport.fromCompose(text), examples: COMPOSE },
  { format: 'docker-mcp-catalog', read: text => McpImport.fromDockerCatalog(text), examples: CATALOG },
  { format: 'toolhive', read: text => McpImport.fromToolHive(text), examples: [...TOOLHIVE, ...listsIn('toolhive')] },
  { format: 'kmcp', read: text => McpImport.fromKmcp(text), examples: [...KMCP, ...listsIn('kmcp')] },
  { format: 'mcp.x-k8s.io', read: text => McpImport.fromSigMcpServer(text), examples: SIG_APPS },
  { format: 'v2dy', read: text => McpImport.fromV2dy(text), examples: V2DY },
  { format: 'matey', read: text => McpImport.fromMatey(text), examples: MATEY },
  { format: 'kubernetes', read: text => McpImport.fromKubernetes(text), examples: KUBERNETES },
  { format: 'archon', read: text => McpImport.fromArchon(text), examples: ARCHON },
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
  'a file of $format is imported whole or refused in our words, whatever stands in its place',
  ({ read, examples }) => {
    const problems = examples.flatMap(({ text }) => {
      const document: unknown = parseAllDocuments(text.replace(/\/\/ .*|\/\*.*?\*\//g, ''), { merge: true })[0].toJS();
      const mutants = STRANGE.flatMap(strange => [...mutated(document, strange)]);
      return everyFew(mutants).flatMap(mutant => outcome(read, mutant) ?? []);
    });
    expect([...new Set(problems)].slice(0, 5)).toEqual([]);
  },
  120_000,
);
