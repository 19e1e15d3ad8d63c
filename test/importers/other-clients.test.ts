import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportDecision, McpImport } from '../../src';
import { Manifest } from '../util/app';

const OPENCODE = `{
  // comments and trailing commas
  "$schema": "https://opencode.ai/config.json",
  "model": "example/model",
  "mcp": {
    "notes": {
      "type": "local",
      "command": ["npx", "-y", "notes-mcp@1.0.0", "--all"],
      "environment": { "LEVEL": "info", "NOTES_TOKEN": "{env:NOTES_TOKEN}", "REGION": "{env:REGION}" },
      "enabled": false,
      "timeout": 5000,
    },
    "docs": {
      "type": "remote",
      "url": "https://mcp.example.com/mcp",
      "headers": { "Authorization": "Bearer hunter2hunter2" },
      "oauth": false,
    },
  },
}`;
const OPENCODE_2 = JSON.stringify({
  mcp: { servers: { notes: { type: 'local', command: ['npx', 'notes-mcp@1.0.0'], disabled: true } } },
});
const ZED = `// Zed settings
{
  "theme": "One Dark", // a setting
  "context_servers": {
    "notes": {
      "source": "custom",
      "enabled": true,
      "command": { "path": "npx", "args": ["notes-mcp@1.0.0", "--all"], "env": { "LEVEL": "info" } },
    },
    "wiki": { "command": "uvx", "args": ["wiki-mcp==2.0.0"], "env": { "WIKI_TOKEN": "hunter2hunter2" } },
    "docs": { "url": "https://mcp.example.com/mcp", "headers": { "Authorization": "Bearer hunter2hunter2" } },
  },
}`;
const CODEX = `
# Codex
model = "example"
approval_policy = "on-request"
since = 2026-11-30

[mcp_servers.notes] # the team's
command = "npx"
args = ["-y", "notes-mcp@1.0.0", '--all']
env_vars = ["REGION"]
startup_timeout_sec = 20
enabled_tools = ["search"]

[mcp_servers.notes.env]
LEVEL = "info"
NOTES_TOKEN = "hunter2hunter2"

[mcp_servers.docs]
url = "https://mcp.example.com/mcp"
bearer_token_env_var = "DOCS_TOKEN"
enabled = false
`;
const CONTINUE = `
name: Team
version: 0.0.1
schema: v1
models: []
mcpServers:
  - name: notes
    type: stdio
    command: npx
    args: [notes-mcp@1.0.0, --all]
    env: { LEVEL: info, DSN: "\${{ secrets.NOTES_DSN }}" }
  - name: docs
    type: sse
    url: https://mcp.example.com/sse
    requestOptions: { headers: { Authorization: "Bearer \${{ secrets.DOCS }}" } }
`;
const GOOSE = `
GOOSE_PROVIDER: example
extensions:
  developer: { enabled: true, type: builtin, name: developer, bundled: true, timeout: 300 }
  notes:
    enabled: true
    type: stdio
    name: notes
    cmd: npx
    args: [notes-mcp@1.0.0, --all]
    envs: { LEVEL: info }
    env_keys: [NOTES_TOKEN]
    timeout: 300
    available_tools: [search]
  docs: { enabled: true, type: streamable_http, uri: https://mcp.example.com/mcp, headers: { Authorization: hunter2hunter2 } }
`;

const required = (from: McpImport, what: string): ImportDecision[] =>
  from.decisions.filter(each => each.required && each.what === what);
const appOf = (from: McpImport): Manifest => parse(from.toYaml()) as Manifest;

describe.each([
  { client: 'OpenCode', text: OPENCODE },
  { client: 'Zed', text: ZED },
  { client: 'Codex', text: CODEX },
  { client: 'Continue', text: CONTINUE },
  { client: 'Goose', text: GOOSE },
])('the file of $client', ({ text }) => {
  const from = McpImport.detect(text);

  test('is known as mcp.json, and nothing of it is unknown', () => {
    expect(from.format).toBe('mcp.json');
    expect(unknownIn(from)).toEqual([]);
  });

  test('gives its servers with their programs and variables', () => {
    const { servers, remoteServers } = appOf(from);
    expect(servers.notes).toMatchObject({
      source: { npm: { reference: 'notes-mcp@1.0.0', args: ['--all'] } },
      env: { LEVEL: 'info' },
    });
    expect(remoteServers.docs.url).toMatch(/^https:\/\/mcp\.example\.com/);
    expect(remoteServers.docs.headers.authorization).toEqual({ fromPlatformStore: { key: 'docs/authorization' } });
  });

  test('gives no credential, and can be built', () => {
    expect(from.toYaml() + from.toMarkdown()).not.toContain('hunter2');
    expect(() => synth(settled(from))).not.toThrow();
  });
});

test('OpenCode: references are those of the client, and a server that is off is a required decision', () => {
  const from = McpImport.detect(OPENCODE);
  expect(appOf(from).servers.notes.secrets).toHaveProperty('NOTES_TOKEN');
  expect(required(from, 'value').map(({ at }) => at)).toEqual(['servers.notes.env.REGION']);
  expect(required(from, 'switched off').map(({ at }) => at)).toEqual(['servers.notes']);
});

test('OpenCode: without a sign-in none is asked for', () => {
  expect(required(McpImport.detect(OPENCODE), 'credential')).toEqual([]);
});

test.each([
  {
    title: 'no words',
    servers: { notes: { type: 'local', command: [] }, docs: { type: 'remote', url: 'https://a.com/b' } },
  },
  { title: 'no name', servers: [{ command: 'npx' }, { name: 'docs', url: 'https://a.com/b' }] },
])('an entry with $title is left out, and the others are imported', ({ servers }) => {
  const from = McpImport.detect(JSON.stringify(Array.isArray(servers) ? { mcpServers: servers } : { mcp: servers }));
  expect(Object.keys(appOf(from).remoteServers as object)).toEqual(['docs']);
  expect(from.decisions.filter(({ what }) => what === 'not imported')).toHaveLength(1);
});

test('OpenCode: the second version of its file is known too', () => {
  const from = McpImport.detect(OPENCODE_2);
  expect(appOf(from).servers.notes.source).toEqual({ npm: { reference: 'notes-mcp@1.0.0' } });
  expect(required(from, 'switched off')).toHaveLength(1);
});

test('Codex: names of variables, tokens and tools are those of its file', () => {
  const from = McpImport.detect(CODEX);
  expect(appOf(from).servers.notes).toMatchObject({ tools: { allow: ['search'] } });
  expect(required(from, 'value').map(({ at }) => at)).toEqual(['servers.notes.env.REGION']);
  expect(required(from, 'switched off').map(({ at }) => at)).toEqual(['remoteServers.docs']);
});

test.each([
  { title: 'a key twice', text: `${CODEX}enabled = true` },
  { title: 'a text without end', text: `${CODEX}note = "` },
  { title: 'a number beyond those of JSON', text: `${CODEX}many = 9223372036854775807` },
  { title: 'deep lists', text: `${CODEX}deep = ${'['.repeat(200)}${']'.repeat(200)}` },
])('Codex: $title is an error with its place and nothing of the text', ({ text }) => {
  const detect = (): unknown => McpImport.detect(text);
  expect(detect).toThrow(/text is no TOML \(an error at line \d+, column \d+\)/);
  expect(detect).not.toThrow('hunter2');
});

test('Continue: what it keeps as a secret is one, whatever its name', () => {
  expect(appOf(McpImport.detect(CONTINUE)).servers.notes.secrets).toHaveProperty('DSN');
});

test('Goose: keys of its store are secrets, lists of tools become tools, and parts of the client are left out', () => {
  const from = McpImport.detect(GOOSE);
  expect(appOf(from).servers.notes).toMatchObject({ secrets: { NOTES_TOKEN: {} }, tools: { allow: ['search'] } });
  expect(from.decisions.find(({ what }) => what === 'not imported')?.at).toBe('extensions.developer');
});

test('Goose: an empty list of tools is every tool', () => {
  const from = McpImport.detect(GOOSE.replace('[search]', '[]'));
  expect(appOf(from).servers.notes.tools).toBeUndefined();
  expect(required(from, 'tools')).toEqual([]);
});
