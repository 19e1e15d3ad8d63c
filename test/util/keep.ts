import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';

const { SCANNED_OUT: folder } = process.env;

/** Whether real scanners and API servers are to see what tests build. */
export const KEEPS = folder !== undefined;

/** Writes the manifests of an app where `SCANNED_OUT` names a folder, under the name of the test. */
export function keep(app: App): void {
  if (folder === undefined) {
    return;
  }
  const own = join(folder, expect.getState().currentTestName!.replace(/\W+/g, '-'));
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'mcp.k8s.yaml'), app.synthYaml());
}
