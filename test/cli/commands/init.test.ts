import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { appOf } from '../../../src/cli/app-files';
import { firstApp, scaffold } from '../../../src/cli/scaffold';
import { Manifest } from '../../util/app';
import { Workspace, expectHelp, run } from '../../util/command-line';
import { ROOT } from '../../util/paths';

const workspace = new Workspace();

describe('cdk8s-mcp init', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('init');
  });

  const APP: Manifest = parse(firstApp());

  test('writes a project whose app file fits the schema', async () => {
    const project = join(workspace.path, 'My Servers');
    expect((await run(['init', project, '--file'])).code).toBe(0);
    const isAppFile = new Ajv2020({ strict: true }).compile(
      JSON.parse(readFileSync(join(ROOT, 'schemas', 'app.schema.json'), 'utf8')),
    );
    expect(isAppFile(parse(readFileSync(join(project, 'mcp.yaml'), 'utf8')))).toBe(true);
    expect(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).name).toBe('my-servers');
    expect(APP.servers.everything).toBeDefined();
  });

  test('overwrites nothing', async () => {
    const project = join(workspace.path, 'taken');
    workspace.file('taken/precious.txt', 'x');
    expect(await run(['init', project])).toEqual({ code: 2, out: '', err: `${project}: is not empty\n` });
  });

  test('gives both kinds of projects the same tests and workflow', () => {
    const [program, plain] = (['typescript', 'file'] as const).map(kind =>
      scaffold(kind, 'a', appOf({ name: 'first', text: firstApp() }).typescript),
    );
    for (const path of ['test/manifests.test.js', '.github/workflows/manifests.yml', '.gitignore']) {
      expect(program.get(path)).toBe(plain.get(path));
    }
    expect([...program.keys()]).toEqual(expect.arrayContaining(['main.ts', 'cdk8s.yaml', 'tsconfig.json']));
  });
});
