import { Chart } from 'cdk8s';
import { Callers, Egress } from '../../../src';
import { chart, server, yamlOf } from '../../util/app';
import { SOUND, expectHelp, run } from '../../util/command-line';
import { backend, gateway } from '../../util/gateway';

describe('cdk8s-mcp graph', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('graph');
  });

  test('draws a flowchart on the standard output', async () => {
    expect((await run(['graph', '-'], SOUND)).out).toMatch(/^flowchart LR\n/);
  });

  describe('of a part', () => {
    const scope = chart();
    const notes = backend(scope, 'notes', { callers: [Callers.namespace('agents')] });
    const files = backend(scope, 'files');
    gateway(scope, { servers: [notes, files], callers: [Callers.namespace('agents')] });
    const text = yamlOf(scope);

    test('has a server with its gateway, and no other', async () => {
      for (const name of ['notes', 'mcp-tools/notes']) {
        const { code, out } = await run(['graph', '-', '--server', name], text);
        expect(code).toBe(0);
        expect(out).toContain('["notes"]');
        expect(out).toContain('{{"gateway<br>');
        expect(out).not.toContain('["files"]');
      }
    });

    test('has a namespace', async () => {
      const other = SOUND.replaceAll('mcp-tools', 'elsewhere');
      const { out } = await run(['graph', '-', '--namespace', 'elsewhere'], `${text}---\n${other}`);
      expect(out).toContain('subgraph g0["elsewhere"]');
      expect(out).not.toContain('["notes"]');
    });

    test('refuses names that no server has, and says which there are', async () => {
      expect(await run(['graph', '-', '--server', 'nope'], text)).toEqual({
        code: 2,
        out: '',
        err: '--server nope: no such server in the manifests; there are: mcp-tools/files, mcp-tools/notes\n',
      });
      expect(await run(['graph', '-', '--namespace', 'nope'], text)).toMatchObject({ code: 2 });
    });
  });

  test('has one line for all connections of one direction between two nodes', async () => {
    const { out } = await run(['graph', '-'], yamlOf(pair()));
    const lines = out.split('\n').filter(line => / (?:-->|==>)/.test(line));
    const ends = lines.map(line => line.replace(/ (?:-->|==>)(?:\|.*\|)?/, ''));
    expect(new Set(ends).size).toBe(ends.length);
    expect(out).toMatch(/-->\|"5432<br>6379"\|/);
  });

  test('has peers with a namespace in its group, and names pools', async () => {
    const { out } = await run(['graph', '-'], yamlOf(pair()));
    expect(out).toMatch(/subgraph g\d+\["agents"\]\n +n\d+\(\[/);
    const quota = 'apiVersion: v1\nkind: ResourceQuota\n';
    const pool = 'metadata: { name: q, namespace: mcp-tools, labels: { cdk8s-mcp/pool: research } }\n';
    expect((await run(['graph', '-'], `${SOUND}---\n${quota}${pool}`)).out).toContain('["pool mcp-tools"]');
  });
});

/** A server with two connections to one range. */
function pair(): Chart {
  const scope = chart();
  server(scope, {
    callers: [Callers.namespace('agents')],
    egress: [Egress.toCidrs('203.0.113.0/24').onPorts(5432), Egress.toCidrs('203.0.113.0/24').onPorts(6379)],
  });
  return scope;
}
