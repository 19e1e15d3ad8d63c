import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { Workspace, expectHelp, run } from '../../util/command-line';

const workspace = new Workspace();

describe('cdk8s-mcp import', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('import');
  });

  const CLIENT = JSON.stringify({
    mcpServers: {
      memory: {
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-memory@2026.8.31'],
        env: { API_TOKEN: 'hunter2hunter2' },
      },
    },
  });

  test('turns what another system reads into an app file, and tells what is left to do', async () => {
    const { code, out, err } = await run(['import', '-'], CLIENT);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(
        /^standard input: .*; \d+ to decide, \d+ to review; --report FILE lists the outcome of each field\n$/,
      ),
    ]);
    expect(parse(out).servers.memory.source).toEqual({
      npm: { reference: '@modelcontextprotocol/server-memory@2026.8.31' },
    });
    expect(out).not.toContain('hunter2');
  });

  test('writes app file and report, which synth reads once the decisions are made', async () => {
    const folder = join(workspace.path, 'imported');
    const [app, report] = [join(folder, 'mcp.yaml'), join(folder, 'report.md')];
    expect(await run(['import', '-', '--format', 'mcp-json', '-o', app, '--report', report], CLIENT)).toMatchObject({
      code: 0,
      out: '',
    });
    expect(readFileSync(report, 'utf8')).toContain('API_TOKEN');
    const decided = 'platform: { networkPolicyEngine: cilium, secretStore: { clusterStore: vault } }';
    writeFileSync(app, `${readFileSync(app, 'utf8')}\n${decided}\n`);
    expect(await run(['synth', app, '-o', join(folder, 'dist')])).toMatchObject({
      code: 0,
      err: '',
    });
  });

  test('makes manifests of what leaves nothing to decide', async () => {
    const image = `ghcr.io/acme/notes:1.2.3@sha256:${'a'.repeat(64)}`;
    const resource = {
      apiVersion: 'mcp.x-k8s.io/v1beta1',
      kind: 'MCPServer',
      metadata: { name: 'notes', namespace: 'mcp-tools' },
      spec: { source: { type: 'ContainerImage', containerImage: { ref: image } }, config: { port: 8080 } },
    };
    const { code, out } = await run(['import', '-', '--to', 'manifests'], JSON.stringify(resource));
    expect([code, (await run(['check', '-'], out)).code]).toEqual([0, 0]);
  });

  test.each([
    { words: ['--only', 'memory'], expected: ['memory'] },
    { words: ['--except', 'memory, docs'], expected: ['notes'] },
  ])('takes the servers that $words names', async ({ words, expected }) => {
    const server = { command: 'npx', args: ['-y', 'notes-mcp@1.0.0'] };
    const several = JSON.stringify({ mcpServers: { memory: server, docs: server, notes: server } });
    const { code, out } = await run(['import', '-', ...words], several);
    expect([code, Object.keys(parse(out).servers)]).toEqual([0, expected]);
  });

  test('gives JSON to programs', async () => {
    const { out } = await run(['import', '-', '--json'], CLIENT);
    expect(Object.keys(JSON.parse(out))).toEqual(['format', 'decisions', 'losses']);
  });

  test.each<{ title: string; words: string[]; stdin: string; expected: string }>([
    {
      title: 'what no format is',
      words: ['import', '-'],
      stdin: '{"a": 1}',
      expected: 'McpImport.detect: text is in no format that can be imported',
    },
    {
      title: 'the wrong format',
      words: ['import', '-', '--format', 'kmcp'],
      stdin: CLIENT,
      expected: 'McpImport.fromKmcp: ',
    },
    {
      title: 'TypeScript while something is to be decided',
      words: ['import', '-', '--to', 'ts'],
      stdin: CLIENT,
      expected: 'McpImport.toTypeScript: ',
    },
  ])('gives exit code 2 to $title', async ({ words, stdin, expected }) => {
    const { code, err } = await run(words, stdin);
    expect([code, err.startsWith(expected)]).toEqual([2, true]);
  });
});
