import { parse } from 'yaml';
import { buildSamples, coverList, fieldsIn, samplesIn, walkTable } from './walk';
import { SERVER_JSON_FIELDS } from '../../../src/importers/fields/server-json';

const SAMPLES = samplesIn('server-json').map(sample => ({ ...sample, text: JSON.stringify(parse(sample.text)) }));
const FIELDS = fieldsIn('server-json.txt');
const snakeCase = (field: string): string => field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

describe('server.json', () => {
  walkTable('serverJson', SERVER_JSON_FIELDS, SAMPLES);
  coverList(SERVER_JSON_FIELDS, [...FIELDS, ...FIELDS.filter(field => !field.startsWith('icons')).map(snakeCase)]);
  buildSamples('serverJson', SAMPLES);
});
