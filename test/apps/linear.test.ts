import { McpReport } from '../../src';
import { chart, server, synth } from '../util/app';

const many = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Seconds of the processor, whatever else the machine does. */
function seconds(work: () => unknown): number {
  const started = process.cpuUsage().user;
  work();
  return (process.cpuUsage().user - started) / 1e6;
}

function build(props: Parameters<typeof server>[1]): void {
  const scope = chart();
  server(scope, props);
  synth(scope);
}

function report(manifest: object): void {
  McpReport.ofManifests([JSON.stringify({ metadata: { name: 'a', namespace: 'b' }, ...manifest })]).toMarkdown();
}

const pod = (container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  spec: { containers: [{ name: 'a', image: 'x', ...container }] },
});

test.each<[string, () => void]>([
  ['40,000 variables', () => build({ env: Object.fromEntries(many(40_000).map(i => [`V${i}`, 'x'])) })],
  ['16,000 files', () => build({ files: Object.fromEntries(many(16_000).map(i => [`/c/v${i}`, 'x'])) })],
  ['variables in a manifest', () => report(pod({ env: many(50_000).map(i => ({ name: `V${i}`, value: 'x' })) }))],
  ['arguments in a manifest', () => report(pod({ args: many(50_000).map(i => `--a${i}`) }))],
  [
    'ports of a Service',
    () => report({ apiVersion: 'v1', kind: 'Service', spec: { ports: many(30_000).map(port => ({ port })) } }),
  ],
  ['texts of any kind', () => report({ apiVersion: 'x/v1', kind: 'Y', spec: { a: many(50_000).map(String) } })],
  ['what opens and never ends', () => build({ env: { A: '${a'.repeat(32_000) } })],
  ...['${a', 'password=', 'aGVsbG8gd29ybGQ', 'curl -u a', 'login a ', '"auth":"', '{', 'ab: "', 'a:b@', '1234567'].map(
    (text): [string, () => void] => [
      `900 kB of ${text}`,
      () => report({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: text.repeat(900_000 / text.length) } }),
    ],
  ),
])('%s take linear time', (_, work) => {
  expect(seconds(work)).toBeLessThan(6);
});
