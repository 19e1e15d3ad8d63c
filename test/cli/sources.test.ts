import { mkdirSync, symlinkSync } from 'fs';
import { join } from 'path';
import { SOUND, WEAK, Workspace, run } from '../util/command-line';

const workspace = new Workspace();
const HELP =
  'Fix: see whether the program that should write the manifests has failed (in a pipeline: set -o pipefail)\n';

describe('what has no manifest is an error', () => {
  const EMPTY = [
    { title: 'nothing at all', text: '', says: 'there is nothing in it' },
    { title: 'blanks', text: ' \n\n', says: 'there is nothing in it' },
    { title: 'a byte order mark', text: '\ufeff\n', says: 'there is nothing in it' },
    { title: 'comments', text: '---\n# Source: chart/templates/a.yaml\n---\n', says: 'there is nothing but comments' },
    { title: 'an empty document', text: '---\nnull\n', says: 'there is no object, such as in an empty List' },
    {
      title: 'a List without items',
      text: '{"apiVersion": "v1", "kind": "List", "items": []}',
      says: 'there is no object, such as in an empty List',
    },
  ];

  test.each(EMPTY.flatMap(row => ['check', 'report', 'graph'].map(command => ({ ...row, command }))))(
    '$command of $title',
    async ({ command, text, says }) => {
      expect(await run([command, '-'], text)).toEqual({
        code: 2,
        out: '',
        err: `standard input: has no manifest: ${says}. ${HELP}`,
      });
    },
  );

  test('on either side of diff', async () => {
    const sound = workspace.file('sound.yaml', SOUND);
    for (const words of [
      ['diff', '-', sound],
      ['diff', sound, '-'],
    ]) {
      expect(await run(words, '')).toMatchObject({ code: 2, err: expect.stringContaining('standard input: has no') });
    }
  });

  test('also beside files that have some', async () => {
    const empty = workspace.file('empty.yaml', '');
    expect(await run(['check', workspace.file('sound.yaml', SOUND), empty])).toMatchObject({
      code: 2,
      err: `${empty}: has no manifest: there is nothing in it. ${HELP}`,
    });
  });

  test('but not a file of a folder that has others', async () => {
    workspace.file('charts/a.yaml', '# nothing is enabled\n');
    workspace.file('charts/b.yaml', SOUND);
    expect(await run(['check', join(workspace.path, 'charts')])).toMatchObject({ code: 0 });
  });

  test('as a folder of empty files and as one without files', async () => {
    workspace.file('blank/a.yaml', '');
    workspace.file('blank/b.yaml', '\n');
    workspace.file('without/readme.md', '');
    const [blank, without] = ['blank', 'without'].map(name => join(workspace.path, name));
    expect(await run(['check', blank])).toMatchObject({
      code: 2,
      err: `${blank}: has no manifest: 2 files were read, and there is nothing in them. ${HELP}`,
    });
    expect(await run(['check', without])).toMatchObject({
      code: 2,
      err: `${without}: has no .yaml, .yml or .json file, nor has a folder in it\n`,
    });
  });
});

describe('a folder', () => {
  test('is read with the folders in it, but for hidden ones and packages', async () => {
    workspace.file('deep/a.yaml', SOUND);
    workspace.file('deep/team/b/weak.yml', WEAK.replaceAll('tool', 'weak'));
    workspace.file('deep/.git/c.yaml', 'not: an object');
    workspace.file('deep/node_modules/p/d.json', 'not: an object');
    workspace.file('deep/cdk8s-mcp.yaml', 'severity: error');
    const { code, out } = await run(['check', join(workspace.path, 'deep')]);
    expect([code, out.split('\n').length]).toEqual([1, 2]);
    expect(out).toContain('weak');
  });

  test('is read once although links lead back to it', async () => {
    workspace.file('loop/a/weak.yaml', WEAK);
    mkdirSync(join(workspace.path, 'loop', 'b'));
    symlinkSync('..', join(workspace.path, 'loop', 'a', 'up'));
    symlinkSync('../a', join(workspace.path, 'loop', 'b', 'other'));
    const { out } = await run(['check', join(workspace.path, 'loop'), '--json']);
    expect(JSON.parse(out)).toHaveLength(1);
  });

  test('is read as a cluster mounts a ConfigMap', async () => {
    workspace.file('mounted/..2026_11_30/weak.yaml', WEAK);
    symlinkSync('..2026_11_30', join(workspace.path, 'mounted', '..data'));
    symlinkSync('..data/weak.yaml', join(workspace.path, 'mounted', 'weak.yaml'));
    expect(JSON.parse((await run(['check', join(workspace.path, 'mounted'), '--json'])).out)).toHaveLength(1);
  });

  test('with a link to nowhere is an error', async () => {
    workspace.file('broken/a.yaml', SOUND);
    symlinkSync('gone.yaml', join(workspace.path, 'broken', 'b.yaml'));
    expect(await run(['check', join(workspace.path, 'broken')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('b.yaml'),
    });
  });
});

describe('several clusters', () => {
  const [eu, us] = [workspace.file('eu/mcp.yaml', SOUND), workspace.file('us/mcp.yaml', WEAK)];
  const named = ['--cluster', `eu=${eu}`, '--cluster', `us=${us}`];

  test('are judged apart: an object of both is no duplicate', async () => {
    const { code, out, err } = await run(['check', ...named]);
    expect([code, out.split('\n').length]).toEqual([1, 2]);
    expect(out).toContain('error  privileged  us: Deployment mcp-tools/tool: ');
    expect(err).toContain('1 error, 0 warnings\n');
  });

  test('in one judgement are told of', async () => {
    const { err } = await run(['check', eu, us]);
    const hint = 'If these are two clusters, judge each alone: --cluster NAME=PATH --cluster OTHER=PATH\n';
    expect(err).toContain(` is in ${eu} and in ${us}. ${hint}`);
  });

  test('in one folder are duplicates where their objects differ, and no comparison', async () => {
    workspace.file('both/eu/mcp.yaml', SOUND);
    workspace.file('both/us/mcp.yaml', WEAK);
    const both = join(workspace.path, 'both');
    const { code, out } = await run(['check', both, '--json']);
    expect(code).toBe(1);
    const found = JSON.parse(out).filter(({ rule }: { rule: string }) => rule === 'duplicate-object');
    expect(found).toMatchObject([{ object: 'Deployment mcp-tools/tool', file: join(both, 'us/mcp.yaml') }]);
    expect(await run(['diff', both, eu])).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        `before: Deployment mcp-tools/tool is in ${join(both, 'eu/mcp.yaml')} and, with other content, in ` +
          `${join(both, 'us/mcp.yaml')}. Fix: compare the manifests of one cluster and stage at a time\n`,
      ),
    });
  });

  test('may have the same object, which is judged once and no duplicate', async () => {
    workspace.file('same/eu/mcp.yaml', SOUND);
    workspace.file('same/us/mcp.yaml', SOUND);
    const same = join(workspace.path, 'same');
    expect(JSON.parse((await run(['check', same, '--json'])).out)).toEqual([]);
    expect(await run(['diff', same, same])).toMatchObject({ code: 0 });
  });

  test('may have several paths each', async () => {
    const { code, err } = await run(['check', '--cluster', `eu=${eu}`, '--cluster', `eu=${us}`]);
    expect(code).toBe(1);
    expect(err).toContain(`is in ${eu} and in ${us}. If these`);
  });

  test('have their names in every form', async () => {
    const [finding] = JSON.parse((await run(['check', ...named, '--json'])).out);
    expect(finding).toMatchObject({ cluster: 'us', rule: 'privileged', file: us });
    const sarif = JSON.parse((await run(['report', ...named, '--format', 'sarif'])).out);
    expect(sarif.runs[0].results[0].message.text).toMatch(/^cluster us: Deployment mcp-tools\/tool: /);
    const { clusters } = JSON.parse((await run(['report', ...named, '--format', 'json'])).out);
    expect(Object.keys(clusters)).toEqual(['eu', 'us']);
    expect(clusters.us.findings).toHaveLength(1);
    const { out } = await run(['report', ...named]);
    expect(out.match(/^# MCP posture.*$/gm)).toEqual(['# MCP posture: cluster eu', '# MCP posture: cluster us']);
  });

  test.each([
    { words: ['--cluster', 'eu'], expected: '--cluster must be NAME=PATH, such as eu=clusters/eu, got "eu"\n' },
    { words: ['--cluster', `=${eu}`], expected: `--cluster must be NAME=PATH, such as eu=clusters/eu, got "=${eu}"\n` },
    {
      words: [eu, '--cluster', `us=${us}`],
      expected: `${eu}: is of no cluster: give either files or --cluster NAME=PATH for each\n`,
    },
  ])('are refused in another form: $words', async ({ words, expected }) => {
    expect(await run(['check', ...words])).toEqual({ code: 2, out: '', err: expected });
  });
});
