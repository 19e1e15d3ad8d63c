import { fieldsIn, samplesIn, stepsOf, walkTable } from './walk';
import { McpImport } from '../../../src';
import { fateOf } from '../../../src/importers/field-table';
import { COMPOSE_FIELDS } from '../../../src/importers/fields/compose';
import { settled, synth } from '../importing';

const [SAMPLE] = samplesIn('compose');

walkTable('compose', COMPOSE_FIELDS, [
  { ...SAMPLE, entry: 'services.full' },
  { ...SAMPLE, title: 'child', entry: 'services.child' },
]);

test.each(fieldsIn('compose.txt'))('%s of a service has a fate', field => {
  expect(fateOf(COMPOSE_FIELDS, stepsOf(field))).toBeDefined();
});

test('a service with every key can be built once its decisions are made', () => {
  expect(() => synth(settled(McpImport.fromCompose(SAMPLE.text)))).not.toThrow();
});
