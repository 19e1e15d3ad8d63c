/** `npm run wheel`: a Python wheel of the package. Needs python3 with pip. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildWheel, generate } from './bindings.mjs';

const out = process.argv[2] ?? 'dist';
for (const folder of ['python', 'wheel']) {
  rmSync(join(out, folder), { recursive: true, force: true });
}
generate(['python'], out);
console.log(buildWheel(out));
