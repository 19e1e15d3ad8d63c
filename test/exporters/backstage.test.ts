import { join } from 'path';
import { parse } from 'yaml';
import { APP, annotated, listed, problemsBy } from './apps';
import { BackstageOptions, backstage } from '../../src/exporters/backstage';
import { yamlText } from '../../src/foundation/yaml/yaml-text';
import { Manifest } from '../util/app';
import { expectGolden } from '../util/golden';
import { ROOT } from '../util/paths';

const problems = problemsBy('backstage-api-mcp-server.json');
/** Of Backstage's catalog model: the names of entities and tags, and the keys of annotations. */
const NAME = /^(?=.{1,63}$)([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

function entities(app = APP, options: BackstageOptions = {}): Manifest[] {
  return backstage(listed(app), 'app.yaml', options).entities as Manifest[];
}

describe('an export to Backstage', () => {
  test('writes the reviewed entities', () => {
    expectGolden(join(ROOT, 'test', 'exporters', 'expected', 'catalog-info.yaml'), yamlText(entities()));
  });

  test('writes entities that the schema of Backstage allows', () => {
    expect(entities().map(entity => [entity.metadata.name, problems(entity)])).toEqual([
      ['notes', []],
      ['tools', []],
      ['wiki', []],
    ]);
    entities().forEach(({ metadata }) => {
      expect(metadata.name).toMatch(NAME);
    });
  });

  test('is checked by a schema that refuses what Backstage refuses', () => {
    const [{ spec, ...rest }] = entities();
    expect(problems({ ...rest, spec: { ...spec, remotes: [] } })).not.toEqual([]);
    expect(problems({ ...rest, spec: { ...spec, owner: undefined } })).not.toEqual([]);
    expect(problems({ ...rest, spec: { ...spec, definition: 'x' } })).not.toEqual([]);
  });

  test('takes the owner of the server, else that of its gateway, else that of the command', () => {
    expect(entities().map(({ spec }) => spec.owner)).toEqual(['notes-team', 'tools-team', 'edge-team']);
    const unowned = APP.replace('owner: edge-team', '');
    expect(entities(unowned, { owner: 'group:default/platform' }).map(({ spec }) => spec.owner)).toEqual([
      'notes-team',
      'tools-team',
      'group:default/platform',
    ]);
  });

  test('names every server without an owner, and says how to give it one', () => {
    const unowned = APP.replaceAll(/owner: \S+-team/g, '');
    expect(() => entities(unowned)).toThrow(
      /mcp\/notes has no owner, which Backstage needs.*--owner.*mcp\/tools has no owner.*mcp\/wiki has no owner/s,
    );
  });

  test('puts system and stage into every entity', () => {
    const specs = entities(APP, { system: 'agents', lifecycle: 'experimental' }).map(({ spec }) => spec);
    expect(specs.map(({ system, lifecycle }) => [system, lifecycle])).toEqual(
      Array.from({ length: 3 }, () => ['agents', 'experimental']),
    );
  });

  test.each<BackstageOptions>([
    { owner: 'two words' },
    { owner: 'a:b:c' },
    { system: '' },
    { system: 'x\n  y: z' },
    { lifecycle: 'Production: now' },
  ])('refuses %p', options => {
    expect(() => entities(APP, options)).toThrow(/--(owner|system|lifecycle) must be/);
  });

  test.each(['a: b', '- x', '"}\n---\nkind: User', '#', 'yes', '🗒'])('keeps the title %p one string', title => {
    const texts = { 'mcp-import/title': title, 'mcp-import/description': title };
    const made = entities(annotated(texts));
    expect(made.map(entity => problems(entity))).toEqual([[]]);
    expect(parse(yamlText(made))).toEqual(made[0]);
    expect(made[0].metadata.title).toBe(title.replace(/\s+/g, ' '));
  });
});
