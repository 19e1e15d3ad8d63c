/*
 * Lists the fields of a custom resource, for the test that each has a row in its table:
 * node build-tools/import-fields.mjs CRD… > test/importers/fields/FORMAT.txt
 * A line is KIND and the path of a leaf: `[]` stands for any item, `*` for any key. Write the head comment with the
 * project, its version and its licence by hand.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

function* leaves(schema, path) {
  if (schema.type === 'array') {
    yield* leaves(schema.items ?? {}, `${path}[]`);
    return;
  }
  const { properties = {}, additionalProperties: any } = schema;
  const entries = Object.entries(properties);
  for (const [key, value] of entries) {
    yield* leaves(value, `${path}.${key}`);
  }
  if (typeof any === 'object') {
    yield* leaves(any, `${path}.*`);
  } else if (entries.length === 0) {
    yield path;
  }
}

const lines = new Set();
for (const file of process.argv.slice(2)) {
  const { names, versions } = parse(readFileSync(file, 'utf8')).spec;
  for (const { schema } of versions) {
    for (const path of leaves(schema.openAPIV3Schema.properties.spec, 'spec')) {
      lines.add(`${names.kind} ${path}`);
    }
  }
}
process.stdout.write(`${[...lines].sort().join('\n')}\n`);
