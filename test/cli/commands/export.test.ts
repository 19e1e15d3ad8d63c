import { existsSync, readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { Workspace, expectHelp, run } from '../../util/command-line';
import { ROOT } from '../../util/paths';

const workspace = new Workspace();
const APP = join(ROOT, 'test', 'exporters', 'app.yaml');
const REGISTRY = ['--to', 'server-json', '--publisher', 'io.github.acme', '--entry-version', '2.0.0'];

describe('cdk8s-mcp export', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('export');
  });

  test('writes what clients read, and tells what it leaves out', async () => {
    const { code, out, err } = await run(['export', APP, '--to', 'mcp-json']);
    expect([code, Object.keys(JSON.parse(out).mcpServers)]).toEqual([0, ['notes', 'tools', 'wiki']]);
    expect(err).toMatch(/app\.yaml: 3 exported\n {2}mcp\/inside: has no address outside the cluster/);
  });

  test('writes one file for each entry of a registry', async () => {
    const folder = join(workspace.path, 'registry');
    expect(await run(['export', APP, ...REGISTRY, '-o', folder])).toMatchObject({ code: 0, out: '' });
    const files = readdirSync(folder).sort();
    expect(files).toEqual(['charts', 'everything', 'notes', 'time', 'tools', 'wiki'].map(name => `${name}.json`));
    const { out } = await run(['export', APP, ...REGISTRY]);
    expect(JSON.parse(out)).toEqual(files.map(file => JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  });

  test('writes entities as documents of one file', async () => {
    const file = join(workspace.path, 'catalog-info.yaml');
    expect(await run(['export', '-', '--to', 'backstage', '-o', file], readFileSync(APP, 'utf8'))).toMatchObject({
      code: 0,
      out: '',
    });
    const text = readFileSync(file, 'utf8');
    expect(parseAllDocuments(text).map(document => document.toJS().kind)).toEqual(['API', 'API', 'API']);
    expect((await run(['export', APP, '--to', 'backstage'])).out).toBe(text);
  });

  test('writes no hidden characters into files, and names no entry of a store', async () => {
    const folder = join(workspace.path, 'hidden');
    const app = readFileSync(APP, 'utf8').replace('mcp-import/title: Notes', 'mcp-import/title: "No\\u202etes"');
    expect(await run(['export', '-', ...REGISTRY, '-o', folder], app)).toMatchObject({ code: 0 });
    const text = readFileSync(join(folder, 'notes.json'), 'utf8');
    expect(text).not.toMatch(/\u202e|mcp\/notes/);
    expect(JSON.parse(text).title).toBe('No\u202etes');
  });

  test('is the same in every run', async () => {
    for (const words of [REGISTRY, ['--to', 'mcp-json'], ['--to', 'backstage']]) {
      expect(await run(['export', APP, ...words])).toEqual(await run(['export', APP, ...words]));
    }
  });

  test('writes nothing of an app that synth refuses', async () => {
    const out = join(workspace.path, 'nothing.json');
    const bad = workspace.file(
      'bad.yaml',
      'version: 1\nnamespace: tools\ngateways: { edge: { auth: { anonymous: x } } }\n',
    );
    const { code } = await run(['export', bad, '--to', 'mcp-json', '-o', out]);
    expect([code, existsSync(out)]).toEqual([2, false]);
    const same = await run(['synth', bad, '--stdout']);
    expect(same).toEqual(await run(['export', bad, '--to', 'mcp-json']));
  });

  test.each<{ title: string; words: string[]; expected: string }>([
    { title: 'no form', words: [], expected: "error: required option '--to <form>' not specified" },
    { title: 'an unknown form', words: ['--to', 'xml'], expected: "'xml' is invalid. Allowed choices are server-json" },
    { title: 'no publisher', words: ['--to', 'server-json'], expected: '--publisher is missing: registries need' },
    {
      title: 'a flag of another form',
      words: ['--to', 'mcp-json', '--entry-version', '1.0.0'],
      expected: '--entry-version: has no effect on mcp-json: it is for server-json\n',
    },
  ])('gives exit code 2 to $title', async ({ words, expected }) => {
    const { code, out, err } = await run(['export', APP, ...words]);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(expected)]);
  });

  test('refuses a folder', async () => {
    const folder = join(workspace.path, 'apps');
    workspace.file('apps/a.yaml', 'version: 1');
    workspace.file('apps/b.yaml', 'version: 1');
    expect(await run(['export', folder, '--to', 'mcp-json'])).toMatchObject({
      code: 2,
      err: `${folder}: is a folder: export its files one by one\n`,
    });
  });
});
