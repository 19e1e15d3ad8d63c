/** Rewrites examples/<name>/expected.k8s.yaml. Review the diff: it is what users get. */
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examples, root, synthesize } from './examples.mjs';

const out = mkdtempSync(join(tmpdir(), 'examples-'));
for (const name of examples()) {
  const [manifest] = synthesize(name, join(out, name));
  copyFileSync(manifest, join(root, 'examples', name, 'expected.k8s.yaml'));
}
