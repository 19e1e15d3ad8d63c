import { readFileSync } from 'fs';
import { join } from 'path';
import { firstApp } from '../../../src/cli/scaffold';
import { Workspace, expectHelp, run } from '../../util/command-line';

const workspace = new Workspace();

describe('cdk8s-mcp synth', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('synth');
  });

  const app = workspace.file('mcp.yaml', firstApp());

  test('writes the manifests of an app file and names the files', async () => {
    const out = join(workspace.path, 'dist');
    expect(await run(['synth', app, '-o', out])).toEqual({ code: 0, out: `${join(out, 'mcp.k8s.yaml')}\n`, err: '' });
    expect(readFileSync(join(out, 'mcp.k8s.yaml'), 'utf8')).toContain('kind: Deployment');
  });

  test('reads the standard input and writes to the standard output', async () => {
    const { code, out } = await run(['synth', '-', '--stdout'], firstApp());
    expect([code, out]).toEqual([0, readFileSync(join(workspace.path, 'dist', 'mcp.k8s.yaml'), 'utf8')]);
  });

  test('turns an app file into TypeScript', async () => {
    const { code, out } = await run(['synth', app, '--to', 'ts']);
    expect(code).toBe(0);
    expect(out).toContain("new McpServer(chart, 'everything', {");
  });

  test('writes nothing when one of several apps is refused', async () => {
    const out = join(workspace.path, 'nothing');
    const bad = workspace.file('bad.yaml', 'version: 1\nname: other\nservers: { a: {} }\n');
    expect(await run(['synth', app, bad, '-o', out])).toMatchObject({
      code: 2,
      out: '',
      err: `${bad}:3:12: servers.a.source is missing\n`,
    });
    expect(() => readFileSync(join(out, 'mcp.k8s.yaml'))).toThrow('ENOENT');
  });

  test('refuses two apps of one name', async () => {
    const again = workspace.file('again.yaml', firstApp());
    expect(await run(['synth', app, again])).toMatchObject({
      code: 2,
      err:
        `${again}: name is mcp, which is also the name of ${app}: both would write the same file. Fix: ` +
        'rename one of them\n',
    });
  });

  test.each<{ title: string; text: string; expected: string }>([
    {
      title: 'a key twice',
      text: 'version: 1\nversion: 1\n',
      expected: ':2:1: is not valid YAML: duplicate key',
    },
    {
      title: 'an alias of nothing',
      text: 'version: 1\nname: *a\n',
      expected: ':2:7: is not valid YAML: an alias without an anchor',
    },
    { title: 'no YAML', text: 'a: [', expected: ':1:5: is not valid YAML: bad indent' },
    {
      title: 'what is nested without end',
      text: '['.repeat(500_000),
      expected: ': is not valid YAML: must have at most 100 levels',
    },
    {
      title: 'several documents',
      text: 'version: 1\n---\nversion: 1\n',
      expected: ':2:1: is not valid YAML: has several documents: an app file must have one',
    },
    {
      title: 'a text that grows',
      text: [
        'a: &a [x,x,x,x,x,x,x,x,x,x]',
        'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
        'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
        'd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
      ].join('\n'),
      expected: ': is not valid YAML: Excessive alias count',
    },
  ])('tells of $title', async ({ text, expected }) => {
    const { code, err } = await run(['synth', '-'], text);
    expect(code).toBe(2);
    expect(err).toContain(`standard input${expected}`);
  });
});
