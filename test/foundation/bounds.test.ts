import { Callers, Egress, GatewayAuth, McpPlatform, McpReport } from '../../src';
import { chart, server } from '../util/app';

const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 20_001 }, (_, i) => make(i));
const BOUND = 'has 20001 entries, more than the 20000 that one object can hold';

test.each<{ prop: string; give: () => unknown }>([
  { prop: 'env', give: () => server(chart(), { env: Object.fromEntries(many(i => [`V${i}`, 'x'])) }) },
  { prop: 'files', give: () => server(chart(), { files: Object.fromEntries(many(i => [`/a/${i}`, 'x'])) }) },
  { prop: 'callers', give: () => server(chart(), { callers: many(i => Callers.namespace(`n${i}`)) }) },
  { prop: 'blockedPackages', give: () => McpPlatform.configure(chart(), { blockedPackages: many(i => `npm:p${i}`) }) },
  { prop: 'hosts', give: () => Egress.toHosts(...many(i => `h${i}.example.com`)) },
  { prop: 'cidrs', give: () => Egress.toCidrs(...many(i => `203.0.${Math.floor(i / 256)}.${i % 256}/32`)) },
  { prop: 'sha256', give: () => GatewayAuth.apiKeys(Object.fromEntries(many(i => [`c${i}`, 'a'.repeat(64)]))) },
])('a list that no object can hold is an error about the bound: $prop', ({ prop, give }) => {
  expect(give).toThrow(`${prop} ${BOUND}`);
});

test('an object that no API server takes is not read', () => {
  const data = { a: 'x'.repeat(3_145_800) };
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' }, data };
  expect(() => McpReport.ofManifests([JSON.stringify(config)])).toThrow(
    'yaml[0] must be documents of at most 3145728 characters, which is the limit of the API server for one object',
  );
});

test('a List of many objects is read however long it is', () => {
  const item = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'b' },
    data: { a: 'x'.repeat(2e6) },
  };
  const list = { apiVersion: 'v1', kind: 'List', items: [item, { ...item, metadata: { name: 'b', namespace: 'b' } }] };
  expect(() => McpReport.ofManifests([JSON.stringify(list)])).not.toThrow();
});
