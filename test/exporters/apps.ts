import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { buildApp } from '../../src/app-file/app-file';
import { ListedApp, listedApp } from '../../src/exporters/listed-app';
import { Manifest } from '../util/app';
import { ROOT } from '../util/paths';

/** What is listed of an app file. */
export function listed(text: string): ListedApp {
  return listedApp(buildApp(parse(text), { where: 'app.yaml', outdir: Testing.app().outdir }).app);
}

/** The app file of these tests. */
export const APP = readFileSync(join(ROOT, 'test', 'exporters', 'app.yaml'), 'utf8');

/** What a schema of `test/schemas` says against a document. */
export function problemsBy(schema: string): (document: unknown) => string[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'test', 'schemas', schema), 'utf8')));
  return document =>
    validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** A server of an app file, by its annotations. */
export function annotated(annotations: Record<string, string>): string {
  const app: Manifest = {
    version: 1,
    namespace: 'mcp-tools',
    platform: { networkPolicyEngine: 'cilium' },
    servers: { notes: { owner: 'a', source: { npm: 'notes@1.0.0' }, annotations } },
    gateways: {
      edge: {
        servers: ['notes'],
        routes: 'pathPerServer',
        auth: { anonymous: 'the notes are public' },
        exposure: {
          httpRoute: { hostname: 'mcp.example.com', parentName: 'public', from: [{ namespace: 'gateways' }] },
        },
      },
    },
  };
  return JSON.stringify(app);
}
