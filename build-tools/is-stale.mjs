/** Exits with 0 when a file of src is newer than the compiler's output, or there is no output. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.mjs';

const modified = file => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = readdirSync(join(root, 'src'), { recursive: true }).map(file => join('src', file));
const newest = Math.max(...[...sources, 'package.json'].map(modified));
process.exitCode = newest > modified('.jsii') ? 0 : 1;
