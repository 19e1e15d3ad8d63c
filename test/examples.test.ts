import { mkdtempSync, readFileSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { appOf } from '../src/cli/app-files';

const folder = join(__dirname, '..', 'examples');
const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);

/** Runs an example as its own app and returns what it wrote. */
function run(name: string): string {
  const out = mkdtempSync(join(tmpdir(), 'example-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = out;
  try {
    jest.isolateModules(() => { jest.requireActual(join(folder, name, 'app')); });
  } finally {
    if (before === undefined) { delete process.env.CDK8S_OUTDIR; } else { process.env.CDK8S_OUTDIR = before; }
  }
  const files = readdirSync(out);
  expect(files).toHaveLength(1);
  return readFileSync(join(out, files[0]), 'utf8');
}

describe('examples', () => {
  test('there are those that the documentation names', () => {
    expect(names.sort()).toEqual([
      '01-quickstart', '02-hosts-with-cilium', '03-stateful', '04-mixed-with-cdk8s-plus', '05-npm', '06-pypi', '07-stdio-image', '08-prebuilt',
      '09-gateway-oauth', '10-gateway-api-keys', '11-gateway-httproute', '12-remote-servers', '13-pool', '14-admission', '15-quarantine', '16-import-mcp-json',
    ]);
  });

  test.each(names)('%s synthesizes to the reviewed manifests, byte by byte', name => {
    expect(run(name)).toEqual(readFileSync(join(folder, name, 'expected.k8s.yaml'), 'utf8'));
  });

  test('an app file gives what the TypeScript beside it gives', () => {
    const example = join(folder, '16-import-mcp-json');
    const { app, typescript } = appOf({ name: 'mcp.yaml', text: readFileSync(join(example, 'mcp.yaml'), 'utf8') });
    expect(typescript).toBe(readFileSync(join(example, 'app.ts'), 'utf8'));
    expect(app.charts.map(chart => Yaml.stringify(...chart.toJson())).join('')).toBe(readFileSync(join(example, 'expected.k8s.yaml'), 'utf8'));
  });

  test.each(names)('%s says what it shows in at most 40 lines of code', name => {
    expect(readFileSync(join(folder, name, 'app.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(41);
    expect(readFileSync(join(folder, name, 'README.md'), 'utf8')).toMatch(/^# /);
  });
});
