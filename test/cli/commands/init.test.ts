import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { parse, parseAllDocuments } from 'yaml';
import { appOf } from '../../../src/cli/app-files';
import { Project, firstApp, scaffold } from '../../../src/cli/scaffold';
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

  const files = (project: Partial<Project> = {}): ReadonlyMap<string, string> =>
    scaffold({
      kind: 'typescript',
      name: 'tools',
      pipeline: 'github',
      typescript: appOf({ name: 'first', text: firstApp() }).typescript,
      ...project,
    });

  test('gives both kinds of projects the same tests and workflow', () => {
    const [program, plain] = [files(), files({ kind: 'file' })];
    for (const path of ['test/manifests.test.js', '.github/workflows/manifests.yml', '.gitignore']) {
      expect(program.get(path)).toBe(plain.get(path));
    }
    expect([...program.keys()]).toEqual(expect.arrayContaining(['main.ts', 'cdk8s.yaml', 'tsconfig.json']));
  });

  test('writes the pipeline of the service that is named, GitHub unless told otherwise', async () => {
    const written = async (...flags: string[]): Promise<string[]> => {
      const project = join(workspace.path, `ci-${flags.join('')}`);
      expect((await run(['init', project, ...flags])).code).toBe(0);
      return ['.github/workflows/manifests.yml', '.gitlab-ci.yml'].filter(path => existsSync(join(project, path)));
    };
    expect(await written()).toEqual(['.github/workflows/manifests.yml']);
    expect(await written('--ci', 'gitlab')).toEqual(['.gitlab-ci.yml']);
    expect(await written('--ci', 'none')).toEqual([]);
    expect((await run(['init', join(workspace.path, 'x'), '--ci', 'jenkins'])).code).toBe(2);
  });

  test('pins the version of this package exactly', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const manifest = JSON.parse(files().get('package.json') ?? '');
    expect(manifest.dependencies['cdk8s-mcp']).toBe(version);
  });

  test('names the app and the project in the README, for Argo CD and Flux', () => {
    const readme = files({ kind: 'file' }).get('README.md') ?? '';
    expect(readme).toContain('`mcp.yaml` describes the servers');
    expect(readme).not.toMatch(/APP_FILE|PROJECT_NAME/);
    const objects = [...readme.matchAll(/```yaml\n([^]*?)```/g)].flatMap(([, text]) =>
      parseAllDocuments(text, { strict: true }).map(document => document.toJS() as Manifest),
    );
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Application tools',
      'GitRepository tools',
      'Kustomization tools',
    ]);
    const [application, repository, kustomization] = objects;
    expect(application.spec.source).toMatchObject({ path: 'dist', targetRevision: repository.spec.ref.branch });
    expect(application.spec.source.repoURL).toBe(repository.spec.url);
    expect(kustomization.spec).toMatchObject({
      path: './dist',
      sourceRef: { kind: 'GitRepository', name: repository.metadata.name },
    });
  });
});
