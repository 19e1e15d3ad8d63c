import { join } from 'path';
import { Manifest } from '../../util/app';
import { SOUND, WEAK, Workspace, expectHelp, run } from '../../util/command-line';

const workspace = new Workspace();

describe('cdk8s-mcp check', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('check');
  });

  test('lets sound manifests pass', async () => {
    expect(await run(['check', '-'], SOUND)).toEqual({ code: 0, out: '', err: '0 errors, 0 warnings\n' });
  });

  test('tells what breaks a rule and how to fix it', async () => {
    const { code, out, err } = await run(['check', workspace.file('weak.yaml', WEAK)]);
    const table = 'rule        errors  warnings\nprivileged       1         0\n';
    expect([code, err]).toEqual([1, `${table}1 error, 0 warnings\n`]);
    expect(out).toMatch(
      /^error {2}privileged {2}Deployment mcp-tools\/tool: spec\.template\.spec\.containers\[0\]\..* Fix: .*\n$/,
    );
    expect(out).toContain(' spec.template.spec.containers[0].securityContext.privileged ');
  });

  test('gives JSON to programs, and nothing else on the standard output', async () => {
    const { out, err } = await run(['check', '-', '--json'], WEAK);
    expect(JSON.parse(out).map(({ rule }: Manifest) => rule)).toEqual(['privileged']);
    expect(err).toBe('');
  });

  test('is told of the cluster by flags', async () => {
    expect(await run(['check', '-', '--registry', 'ghcr.io/acme'], SOUND)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\n1 error, 0 warnings\n$/),
    });
    expect(
      await run(['check', '-', '--registry', 'ghcr.io/acme', '--registry', 'registry.example.com'], SOUND),
    ).toMatchObject({ code: 0 });
    expect(await run(['check', '-', '--no-digests'], SOUND.replace(/@sha256:[a-f0-9]+/, ''))).toMatchObject({
      code: 0,
    });
  });

  test('reads the manifests of a folder in the order of their names', async () => {
    workspace.file('many/b.yaml', WEAK);
    workspace.file(
      'many/a.yaml',
      [
        'apiVersion: v1',
        'kind: Service',
        'metadata: { name: open, namespace: a }',
        'spec: { type: NodePort, ports: [{ port: 80 }] }\n',
      ].join('\n'),
    );
    workspace.file('many/construct-metadata.json', '{}');
    const { code, out } = await run(['check', join(workspace.path, 'many')]);
    expect(code).toBe(1);
    expect(out).toContain('service-type');
  });

  test.each<{ title: string; words: string[]; stdin: string; expected: string }>([
    {
      title: 'a file that is not there',
      words: ['check', '/nowhere.yaml'],
      stdin: '',
      expected: '/nowhere.yaml: no such file or folder\n',
    },
    {
      title: 'a folder without manifests',
      words: ['check', join(workspace.path, 'none')],
      stdin: '',
      expected: `${join(workspace.path, 'none')}: no such file or folder\n`,
    },
    {
      title: 'what is no object',
      words: ['check', '-'],
      stdin: 'a: 1',
      expected: 'manifests: standard input document 1 is not a Kubernetes object: it has no apiVersion and kind\n',
    },
    {
      title: 'no file',
      words: ['check'],
      stdin: '',
      expected: "error: missing required argument 'files'\n(see --help)\n",
    },
    {
      title: 'an unknown flag',
      words: ['check', '-', '--frob'],
      stdin: '',
      expected: "error: unknown option '--frob'\n(see --help)\n",
    },
  ])('gives exit code 2 to $title', async ({ words, stdin, expected }) => {
    expect(await run(words, stdin)).toEqual({ code: 2, out: '', err: expected });
  });
});
