/** Writes schemas/app.schema.json from the compiled API. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './examples.mjs';

const require = createRequire(import.meta.url);
const { Forms } = require(join(root, 'lib', 'app-file', 'forms.js'));
const { appFileSchema } = require(join(root, 'lib', 'app-file', 'schema.js'));

writeFileSync(
  join(root, 'schemas', 'app.schema.json'),
  `${JSON.stringify(appFileSchema(new Forms()), undefined, 2)}\n`,
);
