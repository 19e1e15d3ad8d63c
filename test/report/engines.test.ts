import schema from '../../schemas/report.schema.json';
import { ENGINES } from '../../src/report/engines';

describe('the engines that reports know', () => {
  test('have the names that the schema of the report allows', () => {
    const names = ENGINES.map(({ name }) => name);
    expect(schema.$defs.gateway.properties.engine.enum).toEqual(names);
  });

  test('are told apart by the kinds of their configurations', () => {
    const kinds = ENGINES.map(({ configKind }) => configKind);
    expect(new Set(kinds).size).toBe(ENGINES.length);
  });
});
