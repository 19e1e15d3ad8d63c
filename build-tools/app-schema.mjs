/** Writes schemas/app.schema.json from the compiled API. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.mjs';
import { compiled } from './pages.mjs';

const { Forms } = compiled('app-file/forms.js');
const { appFileSchema } = compiled('app-file/schema.js');

const schema = appFileSchema(new Forms());
writeFileSync(join(root, 'schemas', 'app.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
