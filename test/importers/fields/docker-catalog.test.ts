import { parse } from 'yaml';
import { samplesIn, walkTable } from './walk';
import { McpImport } from '../../../src';
import { DOCKER_CATALOG_FIELDS } from '../../../src/importers/fields/docker-catalog';
import { Manifest } from '../../util/app';
import { settled, synth, unknownIn } from '../importing';

const SAMPLES = samplesIn('docker-catalog').map(sample =>
  sample.title === 'catalog.yaml' ? { ...sample, entry: 'registry.wiki' } : sample,
);
const sample = (title: string): McpImport =>
  McpImport.fromDockerCatalog(SAMPLES.find(each => each.title === title)?.text ?? '');
const server = (imported: McpImport): Manifest => Object.values<Manifest>(parse(imported.toYaml()).servers)[0];
const decided = (imported: McpImport): string[] =>
  imported.decisions.map(({ at, what, required }) => `${required ? '! ' : ''}${at} ${what}`);
const one = (parts: object): McpImport =>
  McpImport.fromDockerCatalog(JSON.stringify({ name: 'a', image: 'mcp/a', type: 'server', ...parts }));

walkTable('dockerCatalog', DOCKER_CATALOG_FIELDS, SAMPLES);

test.each(SAMPLES)('$title is known in full, and can be built once its decisions are made', ({ title }) => {
  const imported = sample(title);
  expect(unknownIn(imported)).toEqual([]);
  expect(() => synth(settled(imported))).not.toThrow();
});

test('defaults of a form are put in, required values stay required, secrets are found by name', () => {
  const imported = sample('form.yaml');
  expect(server(imported)).toMatchObject({
    source: {
      stdioImage: {
        args: ['--transport=stdio', '--level=readonly', '--page=50', 'core', 'web', '--region={{tickets.region}}'],
      },
    },
    env: { TICKETS_MODE: 'fast', TICKETS_LIMIT: '100' },
    secrets: { TICKETS_TOKEN: {}, TICKETS_API_KEY: {} },
    hardening: { withUser: { uid: 20001 } },
  });
  expect(decided(imported)).toEqual(
    expect.arrayContaining([
      '! servers.tickets.env.TICKETS_SITE value',
      'servers.tickets.env.TICKETS_THEME value',
      '! servers.tickets.source.stdioImage.args[5] value',
      '! servers.tickets.storage folders',
      'servers.tickets.secrets.TICKETS_ADMIN_TOKEN optional secret',
    ]),
  );
  expect(imported.decisions.find(({ at }) => at.endsWith('args[5]'))?.how).toContain('(one of eu, us)');
});

test('a catalog has the same forms in a list', () => {
  expect(server(sample('catalog.yaml'))).toMatchObject({
    source: { stdioImage: { args: ['--space', 'TEAM'] } },
    env: { WIKI_DEPTH: '3' },
    secrets: { WIKI_TOKEN: {}, WIKI_OAUTH_TOKEN: {} },
  });
});

test('a secret in an argument is not a default of the form', () => {
  const imported = one({
    run: { command: ['--token={{a.token}}', '{{a.api_key}}'] },
    config: { parameters: { properties: { token: { type: 'string', default: 'changeme' } } } },
  });
  expect(server(imported).source.stdioImage.args).toEqual(['--token=$(TOKEN)', '$(ARG_2)']);
  expect(imported.toYaml()).not.toContain('changeme');
});

test.each([
  [{ type: 'integer', default: 'many' }, 'must be a number'],
  [{ type: 'boolean', default: 'maybe' }, 'must be true or false'],
  [{ type: 'string', enum: ['a', 'b'], default: 'c' }, 'must be one of the values of its enum'],
])('a default that does not fit its form is refused: %j', (property, reason) => {
  expect(() => one({ config: { parameters: { properties: { x: property } } } })).toThrow(
    `config.parameters.properties.x.default ${reason}`,
  );
});

test.each(['{{a.x|upper}}', '{{a.y}}', '{{b.x}}-{{a.y}}', '{{}}'])('what is not known stays open: %s', value => {
  const imported = one({
    config: { env: [{ name: 'X', value }], parameters: { properties: { x: { default: 'z' } } } },
  });
  expect(decided(imported)).toContain('servers.a.env.X value');
  expect(server(imported)).not.toHaveProperty('env');
});
