import { readFileSync } from 'fs';
import { join } from 'path';
import { McpImport } from '../../src';
import { FORMATS, FORMAT_OPTIONS } from '../../src/importers/formats';
import { ROOT } from '../util/paths';

const keys = Object.keys(FORMATS);
const formats = Object.entries(FORMATS).map(([key, format]) => ({ key, ...format }));
const factoryOf = (key: string): string => `from${key.charAt(0).toUpperCase()}${key.slice(1)}`;

describe('the registry of importers', () => {
  test('has the factories of McpImport', () => {
    const factories = Object.getOwnPropertyNames(McpImport).filter(name => name.startsWith('from'));

    expect(factories.sort()).toEqual(keys.map(factoryOf).sort());
  });

  test.each(keys)('makes the factory of %s read its own format', key => {
    const read = Reflect.get(McpImport, factoryOf(key)) as (text: string) => McpImport;

    expect(() => read('')).toThrow(`McpImport.${factoryOf(key)}: `);
  });

  test('names each format once', () => {
    for (const property of ['name', 'option', 'title'] as const) {
      const names = Object.values(FORMATS).map(format => format[property]);
      expect(new Set(names).size).toBe(keys.length);
    }
  });

  test('offers each format on the command line', () => {
    expect([...FORMAT_OPTIONS.values()].sort()).toEqual([...keys].sort());
    expect([...FORMAT_OPTIONS.keys()]).toEqual([...FORMAT_OPTIONS.keys()].sort());
  });

  test.each(formats)('has $key in the docs', ({ key, title, option, reads }) => {
    const docs = readFileSync(join(ROOT, 'docs', 'importing.md'), 'utf8');

    expect(docs).toContain(`\n## ${title}\n`);
    expect(docs).toContain(` | ${reads} | \`${option}\` | \`${factoryOf(key)}\` |\n`);
  });
});
