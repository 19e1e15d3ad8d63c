/** examples/01-quickstart as it stands, with the image that STAND_IN_IMAGE names; writes to CDK8S_OUTDIR. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runApp } from '../../build-tools/examples.mjs';

const example = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'examples', '01-quickstart', 'app.ts');
const { STAND_IN_IMAGE: image, CDK8S_OUTDIR: outdir } = process.env;
if (image === undefined || outdir === undefined) {
  throw new Error('set STAND_IN_IMAGE to the image to run and CDK8S_OUTDIR to a folder');
}

const source = readFileSync(example, 'utf8');
const [pinned, ...more] = [...source.matchAll(/'([a-z0-9./-]+:[^'@]+@sha256:[0-9a-f]{64})'/g)].map(
  ([, reference]) => reference,
);
if (pinned === undefined || more.length > 0) {
  throw new Error(`expected one image in ${example}`);
}
runApp(source.replace(pinned, image), outdir);
