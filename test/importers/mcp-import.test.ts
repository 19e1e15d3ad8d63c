import { parse } from 'yaml';
import { MCP_JSON } from './clients';
import { leavesOf } from './importing';
import { ImportOutcome, McpImport } from '../../src';
import { buildApp } from '../../src/app-file/app-file';
import { refused } from '../util/refusal';

const IMAGE = `ghcr.io/acme/notes:1.4.0@sha256:${'a'.repeat(64)}`;
const COMPOSE = `
services:
  notes:
    image: ${IMAGE}
    ports: ["8080:8080"]
    environment: { LEVEL: info }
    labels: { a: "x | y" }
`;

describe('toTypeScript', () => {
  test('gives what the app file gives', () => {
    const imported = McpImport.fromCompose(COMPOSE);
    expect(imported.toTypeScript()).toBe(buildApp(parse(imported.toYaml()), { where: 'app.yaml' }).typescript);
    expect(imported.toTypeScript()).toContain("new McpServer(chart, 'notes', {");
  });

  test('says which decisions are open', () => {
    const [{ text }] = MCP_JSON;
    const message = refused(() => McpImport.fromMcpJson(text).toTypeScript());
    expect(message).toContain(
      'McpImport.toTypeScript: servers.github.source.npm.reference needs a decision: exact version (it has no ' +
        'version: write name@1.2.3)',
    );
    expect(message).toContain('platform.secretStore needs a decision: secret store');
  });
});

test('toYaml starts with the decisions, the required ones first', () => {
  const [{ text }] = MCP_JSON;
  const lines = McpImport.fromMcpJson(text).toYaml().split('\n');
  expect(lines.slice(0, 4)).toEqual([
    '# Imported from mcp.json.',
    '#',
    '# Required decisions:',
    '# - servers.github.source.npm.reference: exact version: it has no version: write name@1.2.3',
  ]);
  expect(lines.indexOf('# To review:')).toBeGreaterThan(3);
});

test('toMarkdown has the checklist and each field', () => {
  const imported = McpImport.fromCompose(COMPOSE);
  const markdown = imported.toMarkdown();
  expect(markdown).toContain('- [ ] `servers.notes.source.image.sessions` sessions: in-memory means one replica');
  expect(markdown).toContain('| `services.notes.labels.a` | a matter of the container engine |');
  expect(markdown.split('\n').filter(line => line.startsWith('| `'))).toHaveLength(imported.losses.length);
});

test('who may call and who answers for a server are to be decided, and stop nothing', () => {
  const open = McpImport.fromCompose(COMPOSE).decisions.filter(({ at }) =>
    /^servers\.notes\.(callers|owner)$/.test(at),
  );
  expect(open.map(({ what, required }) => [what, required])).toEqual([
    ['callers', false],
    ['owner', false],
  ]);
});

test('losses and decisions are copies', () => {
  const imported = McpImport.fromCompose(COMPOSE);
  imported.losses.pop();
  imported.decisions.pop();
  expect(imported.losses).toHaveLength(leavesOf(parse(COMPOSE)));
  expect(imported.decisions.map(({ what }) => what)).toContain('namespace');
});

test('what no importer knows is listed, with a reason', () => {
  const imported = McpImport.fromMcpJson(
    '{"mcpServers":{"notes":{"command":"npx","args":["notes@1.0.0"],"newThing":{"deep":[1,null]}}}}',
  );
  expect(imported.losses.slice(-2)).toEqual(
    ['mcpServers.notes.newThing.deep[0]', 'mcpServers.notes.newThing.deep[1]'].map(field => ({
      field,
      outcome: ImportOutcome.DROPPED,
      reason: 'not known to this version',
    })),
  );
});

test('a flag of docker that nobody knows is a loss', () => {
  const imported = McpImport.fromMcpJson(
    '{"mcpServers":{"notes":{"command":"docker","args":["run","--shiny=1","-i","--init","ghcr.io/acme/notes:1.0.0"]}}}',
  );
  expect(imported.losses).toContainEqual({
    field: 'mcpServers.notes.args[1]',
    outcome: ImportOutcome.DROPPED,
    reason: '--shiny has no equivalent in a cluster',
  });
});

test('a URL loses its user and query, which may be credentials', () => {
  const imported = McpImport.fromMcpJson(
    '{"mcpServers":{"a":{"url":"https://me:hunter22@mcp.example.com/mcp?key=hunter22"},"b":{"url":"https://${HOST}/mcp"}}}',
  );
  expect(parse(imported.toYaml()).remoteServers).toEqual({ a: { url: 'https://mcp.example.com/mcp' }, b: {} });
  expect(imported.decisions.filter(({ at }) => at.endsWith('.url')).map(({ at, what }) => [at, what])).toEqual([
    ['remoteServers.b.url', 'value'],
    ['remoteServers.a.url', 'credential'],
  ]);
  expect(imported.toYaml() + imported.toMarkdown()).not.toContain('hunter22');
});

test('a package with a credential in its URL is refused, and not shown', () => {
  const message = refused(() =>
    McpImport.fromMcpJson(
      '{"mcpServers":{"a":{"command":"npx","args":["git+https://me:hunter22@github.com/acme/a"]}}}',
    ),
  );
  expect(message).toContain('mcpServers.a.args[0] names a source with a credential');
  expect(message).not.toContain('hunter22');
});

test('a literal credential is replaced and told, and shown nowhere', () => {
  const imported = McpImport.fromMcpJson(
    JSON.stringify({
      mcpServers: {
        notes: {
          command: 'npx',
          args: ['notes@1.0.0', '--token', 'abc123'],
          env: {
            DB_PASSWORD: 'hunter22',
            HOOK: 'https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx',
          },
        },
      },
    }),
  );
  expect(imported.toYaml() + imported.toMarkdown()).not.toMatch(/abc123|hunter22|hooks\.slack\.com/);
  for (const name of ['TOKEN', 'DB_PASSWORD', 'HOOK']) {
    expect(imported.decisions).toContainEqual(
      expect.objectContaining({
        at: `servers.notes.secrets.${name}`,
        what: 'secret',
        how: expect.stringContaining('its literal was not copied'),
      }),
    );
  }
});
