import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { parse } from 'yaml';
import { appOf } from '../../src/cli/app-files';
import { McpImport } from '../../src/index';
import { Manifest } from '../util/app';
import { ROOT } from '../util/paths';

const folder = join(ROOT, 'examples');
const names = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);

/** Runs an example as its own app and returns what it wrote. */
function run(name: string): string {
  const out = mkdtempSync(join(tmpdir(), 'example-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = out;
  try {
    jest.isolateModules(() => {
      jest.requireActual(join(folder, name, 'app'));
    });
  } finally {
    if (before === undefined) {
      delete process.env.CDK8S_OUTDIR;
    } else {
      process.env.CDK8S_OUTDIR = before;
    }
  }
  const files = readdirSync(out);
  expect(files).toHaveLength(1);
  return readFileSync(join(out, files[0]), 'utf8');
}

describe('examples', () => {
  test('there are those that the documentation names', () => {
    expect(names.sort()).toEqual([
      '01-quickstart',
      '02-hosts-with-cilium',
      '03-stateful',
      '04-mixed-with-cdk8s-plus',
      '05-npm',
      '06-pypi',
      '07-stdio-image',
      '08-prebuilt',
      '09-gateway-oauth',
      '10-gateway-api-keys',
      '11-gateway-httproute',
      '12-remote-servers',
      '13-pool',
      '14-admission',
      '15-quarantine',
      '16-import-mcp-json',
      '16-import-server-json',
      '16-import-toolhive',
      '17-smoke-test',
    ]);
  });

  test.each(names)('%s synthesizes to the reviewed manifests, byte by byte', name => {
    expect(run(name)).toEqual(readFileSync(join(folder, name, 'expected.k8s.yaml'), 'utf8'));
  });

  describe.each(names.filter(name => name.startsWith('16-import-')))('the example %s', name => {
    const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
    const input = ['mcp.json', 'server.json', 'toolhive.yaml'].find(file => existsSync(join(folder, name, file)))!;

    test('has an app file that gives what the TypeScript beside it gives', () => {
      const { app, typescript } = appOf({ name: 'mcp.yaml', text: read('mcp.yaml') });
      expect(typescript).toBe(read('app.ts'));
      expect(app.charts.map(chart => Yaml.stringify(...chart.toJson())).join('')).toBe(read('expected.k8s.yaml'));
    });

    test('has an app file that keeps the programs and arguments that are imported', () => {
      const sources = (yaml: string): string[] =>
        Object.values(parse(yaml).servers as Record<string, { source: object }>)
          .map(({ source }) => Object.values(source)[0] as Manifest)
          .map(({ reference, args }) => JSON.stringify([reference.replace(/(?<=.)@sha256:.*$/, ''), args]));
      expect(sources(read('mcp.yaml'))).toEqual(sources(McpImport.detect(read(input)).toYaml()));
    });
  });

  test.each(names)('%s says what it shows in at most 40 lines of code', name => {
    expect(readFileSync(join(folder, name, 'app.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(41);
    expect(readFileSync(join(folder, name, 'README.md'), 'utf8')).toMatch(/^# /);
  });
});
