import { samplesIn, walkTable } from './walk';
import { ImportDecision, McpImport } from '../../../src';
import { MATEY_FIELDS } from '../../../src/importers/fields/matey';
import { settled, synth, unknownIn } from '../importing';

const [PLATFORM, RESOURCE] = samplesIn('matey');

walkTable('matey', MATEY_FIELDS, [
  { ...PLATFORM, entry: 'servers.wiki' },
  { ...PLATFORM, title: 'events', entry: 'servers.events' },
  { ...RESOURCE, entry: 'document 1.spec' },
  { ...RESOURCE, title: 'news', entry: 'document 2.spec' },
]);

const find = (imported: McpImport, at: string, what: string): ImportDecision | undefined =>
  imported.decisions.find(each => each.at === at && each.what === what);

test('servers of the platform, its login and its registry are decisions, without their credentials', () => {
  const imported = McpImport.fromMatey(PLATFORM.text);
  expect(unknownIn(imported)).toEqual([]);
  expect(find(imported, 'servers', 'memory')).toMatchObject({ required: true });
  expect(find(imported, 'servers', 'task_scheduler')).toMatchObject({ required: true });
  expect(find(imported, 'servers', 'pull secrets')).toMatchObject({ required: true });
  expect(find(imported, 'servers', 'authentication')?.how).toContain('proxy_auth, rbac');
  expect(find(imported, 'servers.wiki.callers', 'authentication')).toMatchObject({ required: true });
  expect([imported.toYaml(), imported.toMarkdown()].join('')).not.toMatch(/hunter22|myapikey|postgres:password/);
  expect(() => synth(settled(imported))).not.toThrow();
});

test('a resource keeps what its pods need', () => {
  const imported = McpImport.fromMatey(RESOURCE.text);
  expect(unknownIn(imported)).toEqual([]);
  expect(() => synth(settled(imported))).not.toThrow();
});
