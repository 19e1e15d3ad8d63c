import { parse } from 'yaml';
import { buildSamples, coverList, fieldsIn, samplesIn, walkTable } from './walk';
import { McpImport } from '../../../src';
import { SERVER_JSON_FIELDS } from '../../../src/importers/fields/server-json';

const SAMPLES = samplesIn('server-json').map(sample => ({ ...sample, text: JSON.stringify(parse(sample.text)) }));
const FIELDS = fieldsIn('server-json.txt');
const snakeCase = (field: string): string => field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

describe('server.json', () => {
  walkTable('serverJson', SERVER_JSON_FIELDS, SAMPLES);
  coverList(SERVER_JSON_FIELDS, [...FIELDS, ...FIELDS.filter(field => !field.startsWith('icons')).map(snakeCase)]);
  buildSamples('serverJson', SAMPLES);
});

test('folders of the host that a registry names are a required decision', () => {
  const sample = SAMPLES.find(({ title }) => title === 'image.yaml');
  const { decisions } = McpImport.fromServerJson(sample?.text ?? '');
  const folders = decisions.find(({ what }) => what === 'folders');
  expect(folders).toMatchObject({ at: 'servers.notes.storage', required: true });
  expect(folders?.how).toMatch(/permissions\.read .*permissions\.write /s);
});
