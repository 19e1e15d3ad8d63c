import { McpReport } from '../../../src';
import { Workspace, run } from '../../util/command-line';
import { refused } from '../../util/refusal';

const workspace = new Workspace();
const CIRCULAR: Readonly<Record<string, string>> = {
  'a map in itself': 'metadata: &a { name: a, x: *a }',
  'a list in itself': 'metadata: { name: a, x: &a [1, *a] }',
  'a map in a map in itself': 'metadata: &a { name: a, x: { y: [{ z: *a }] } }',
};
const TAGS = ['!!set { A, B }', '!!js/function "x"', '!!binary aGk=', '!!omap [A: 1]', '!own x', '!!python/name:os x'];

describe.each(Object.entries(CIRCULAR))('%s is refused', (_, metadata) => {
  const text = `apiVersion: v1\nkind: ConfigMap\n${metadata}\n`;

  test.each(['check', 'report', 'graph', 'synth'])('by %s', async command => {
    const { code, err } = await run([command, '-'], text);
    expect([code, err]).toEqual([2, expect.stringContaining('an alias of what it is in')]);
  });

  test('by import', async () => {
    const { code, err } = await run(['import', '-'], text);
    expect([code, err]).toEqual([2, expect.stringContaining('must have at most 100 levels')]);
  });

  test('by diff, on each side', async () => {
    const circular = workspace.file('circular.yaml', text);
    const sound = workspace.file('sound.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n');
    for (const files of [
      [circular, sound],
      [sound, circular],
    ]) {
      const { code, err } = await run(['diff', ...files]);
      expect([code, err]).toEqual([2, expect.stringContaining('an alias of what it is in')]);
    }
  });
});

test('an alias of something else is read', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: &a { name: &n a, namespace: *n }\ndata: { a: *n }\n';
  expect(McpReport.ofManifests([text]).toJson()).toContain('"findings"');
});

describe.each(TAGS)('the tag of %s is refused', value => {
  test('in app files', async () => {
    const { code, err } = await run(['synth', '-', '--stdout'], `version: 1\nnamespace: a\nservers: { a: ${value} }\n`);
    expect([code, err]).toEqual([2, expect.stringContaining('a tag that is not known here')]);
  });

  test('in manifests', () => {
    expect(
      refused(() =>
        McpReport.ofManifests([`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: ${value}\n`]),
      ),
    ).toContain('a tag that is not known here');
  });
});

test('tags of what JSON has are read', async () => {
  const { err } = await run(['synth', '-', '--stdout'], 'version: !!int 1\nname: !!str a\nservers: !!map {}\n');
  expect(err).toBe('');
});
