/** `npm run demo`: synthesizes examples/ into dist-demo/ and lists the objects. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { examples, root, synthesize } from './examples.mjs';

const out = join(root, 'dist-demo');

if (!existsSync(join(root, 'lib', 'index.js'))) {
  console.error('Compiling the library (once)…');
  execFileSync('npx', ['projen', 'compile'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
rmSync(out, { recursive: true, force: true });
for (const name of examples()) {
  const files = synthesize(name, join(out, name));
  const kinds = files.flatMap(file =>
    parseAllDocuments(readFileSync(file, 'utf8')).map(document => document.get('kind')),
  );
  const counts = [...new Set(kinds)].map(kind => [kind, kinds.filter(other => other === kind).length]);
  console.log(`${name}: ${kinds.length} objects in ${files.map(file => relative(root, file)).join(', ')}`);
  console.log(`  ${counts.map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(', ')}`);
}
console.log('Look at dist-demo/01-quickstart first; it was made from examples/01-quickstart/app.ts.');
