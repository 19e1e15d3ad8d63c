import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportOutcome, McpImport } from '../../src';
import { Manifest } from '../util/app';

const GOOD = { command: 'npx', args: ['-y', 'notes-mcp@1.0.0'] };
const REMOTE = { url: 'https://mcp.example.com/mcp' };
const PROXY = { command: 'npx', args: ['-y', 'mcp-remote@0.1.0', 'https://mcp.example.com/mcp'] };

/** The formats whose servers have settings of a client. */
const READERS: Readonly<Record<string, (server: object) => McpImport>> = {
  'mcp.json': server => McpImport.fromMcpJson(JSON.stringify({ mcpServers: { notes: server } })),
  'vscode': server => McpImport.fromVsCode(JSON.stringify({ servers: { notes: server } })),
};
const FILTERS: readonly { readonly client: string; readonly given: object; readonly expected: Manifest }[] = [
  { client: 'Gemini CLI', given: { includeTools: ['search', 'get_*'] }, expected: { allow: ['search', 'get_*'] } },
  { client: 'Gemini CLI', given: { excludeTools: ['delete'] }, expected: { deny: ['delete'] } },
  {
    client: 'Gemini CLI with both lists',
    given: { includeTools: ['get_*'], excludeTools: ['get_secret'] },
    expected: { of: { allow: ['get_*'], deny: ['get_secret'] } },
  },
  { client: 'Copilot', given: { tools: ['search', 'read'] }, expected: { allow: ['search', 'read'] } },
  { client: 'Claude', given: { allowedTools: ['mcp__notes__search'] }, expected: { allow: ['search'] } },
  { client: 'Claude', given: { disallowedTools: ['delete'] }, expected: { deny: ['delete'] } },
  { client: 'Windsurf, Roo and Amazon Q', given: { disabledTools: ['delete'] }, expected: { deny: ['delete'] } },
  { client: 'Amazon Q', given: { allowedTools: ['@notes/search'] }, expected: { allow: ['search'] } },
  { client: 'Codex', given: { enabled_tools: ['search'] }, expected: { allow: ['search'] } },
  { client: 'Codex', given: { disabled_tools: ['delete'] }, expected: { deny: ['delete'] } },
  { client: 'agents with one map', given: { tools: { include: ['search'] } }, expected: { allow: ['search'] } },
  { client: 'agents with switches', given: { tools: { search: true, delete: false } }, expected: { deny: ['delete'] } },
  { client: 'agents with one name', given: { toolFilter: 'search' }, expected: { allow: ['search'] } },
];
const UNSAYABLE: readonly { readonly title: string; readonly given: object }[] = [
  { title: 'no tool', given: { tools: [] } },
  { title: 'every tool denied', given: { excludeTools: ['*'] } },
  { title: 'a pattern that gateways do not know', given: { includeTools: ['*_read'] } },
  { title: 'two lists of the same kind', given: { includeTools: ['a'], tools: ['b'] } },
  { title: 'an unknown form', given: { toolFilter: { mode: 'strict' } } },
  { title: 'what is no text', given: { disabledTools: [{ name: 'delete' }] } },
];

describe.each(Object.entries(READERS))('a server in %s', (_, read) => {
  test.each(FILTERS)('keeps the filter of tools of $client: $given', ({ given, expected }) => {
    for (const server of [GOOD, REMOTE, PROXY]) {
      const imported = read({ ...server, ...given });
      const { servers, remoteServers } = parse(imported.toYaml());
      expect((servers ?? remoteServers).notes.tools).toEqual(expected);
      expect(unknownIn(imported)).toEqual([]);
      expect(() => synth(settled(imported))).not.toThrow();
    }
  });

  test.each(UNSAYABLE)('asks for the tools where the filter is $title', ({ given }) => {
    for (const [server, at] of [
      [GOOD, 'servers.notes.tools'],
      [REMOTE, 'remoteServers.notes.tools'],
    ] as const) {
      const imported = read({ ...server, ...given });
      expect(imported.decisions).toContainEqual(expect.objectContaining({ at, what: 'tools', required: true }));
      expect(unknownIn(imported)).toEqual([]);
      expect(() => synth(settled(imported))).not.toThrow();
    }
  });

  test.each([{ tools: ['*'] }, { tools: '*' }, { includeTools: ['*'], excludeTools: [] }])(
    'has every tool with %j',
    given => {
      const imported = read({ ...GOOD, ...given });
      expect(parse(imported.toYaml()).servers.notes.tools).toBeUndefined();
      expect(imported.decisions.map(({ what }) => what)).not.toContain('tools');
    },
  );

  test.each([{ disabled: true }, { enabled: false }, { disabled: 'true' }, { enabled: true, disabled: true }])(
    'that is switched off by %j is not built without a decision',
    given => {
      for (const [server, at] of [
        [GOOD, 'servers.notes'],
        [REMOTE, 'remoteServers.notes'],
      ] as const) {
        const imported = read({ ...server, ...given });
        expect(imported.decisions).toContainEqual(
          expect.objectContaining({ at, what: 'switched off', required: true }),
        );
        expect(() => imported.toTypeScript()).toThrow('switched off');
      }
    },
  );

  test('that is switched on needs no decision for it', () => {
    const imported = read({ ...GOOD, disabled: false, enabled: true });
    expect(imported.decisions.map(({ what }) => what)).not.toContain('switched off');
    expect(imported.losses.filter(({ outcome }) => outcome === ImportOutcome.OPEN)).toEqual([]);
  });

  test('sends the credentials of a remote server as headers', () => {
    const imported = read({
      ...REMOTE,
      bearer_token_env_var: 'NOTES_TOKEN',
      env_http_headers: { 'X-Tenant': 'TENANT' },
      http_headers: { 'X-Api-Key': 'hunter2hunter2' },
    });
    expect(Object.keys(parse(imported.toYaml()).remoteServers.notes.headers)).toEqual([
      'x-api-key',
      'x-tenant',
      'authorization',
    ]);
    expect(imported.toYaml() + imported.toMarkdown()).not.toContain('hunter2');
  });

  test.each([{ oauth: { clientId: 'notes' } }, { auth: 'oauth' }, { headersHelper: '/opt/bin/token.sh' }])(
    'that signed in with %j needs a header',
    given => {
      expect(read({ ...REMOTE, ...given }).decisions).toContainEqual(
        expect.objectContaining({ at: 'remoteServers.notes.headers', what: 'credential', required: true }),
      );
    },
  );
});
