import { parse } from 'yaml';
import { settled, synth } from './importing';
import { ImportOutcome, McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = 'ghcr.io/acme/a:1.0.0';
const resource = (apiVersion: string, kind: string, spec: object): string =>
  JSON.stringify({ apiVersion, kind, metadata: { name: 'a' }, spec });
const compose = (keys: object): string =>
  JSON.stringify({ services: { a: { image: IMAGE, ports: ['8080'], ...keys } } });
const docker = (flags: string[], args: string[] = []): string =>
  JSON.stringify({ mcpServers: { a: { command: 'docker', args: ['run', '-i', ...flags, IMAGE, ...args] } } });
const client = (server: object): string => JSON.stringify({ mcpServers: { a: server } });
const npx = (...args: string[]): string => client({ command: 'npx', args: ['-y', 'a@1.0.0', ...args] });
const kmcp = (deployment: object, transportType = 'stdio'): string =>
  resource('kagent.dev/v1alpha1', 'MCPServer', { transportType, deployment: { image: IMAGE, ...deployment } });
const toolHive = (spec: object): string =>
  resource('toolhive.stacklok.dev/v1beta1', 'MCPServer', { image: IMAGE, transport: 'stdio', ...spec });
const proxy = (spec: object): string =>
  resource('toolhive.stacklok.dev/v1beta1', 'MCPRemoteProxy', { remoteUrl: 'https://mcp.example.com/mcp', ...spec });
const v2dy = (spec: object): string =>
  resource('mcp.v2dy.io/v1', 'MCPServer', { image: IMAGE, port: 8080, protocol: 'http', ...spec });
const matey = (spec: object): string =>
  resource('mcp.matey.ai/v1', 'MCPServer', { image: IMAGE, protocol: 'http', httpPort: 8080, ...spec });
const deployment = (container: object): string =>
  resource('apps/v1', 'Deployment', {
    template: { spec: { containers: [{ name: 'a', image: IMAGE, ports: [{ containerPort: 8080 }], ...container }] } },
  });
const catalog = (run: object): string => JSON.stringify({ name: 'a', image: IMAGE, type: 'server', run });
const registry = (args: string[]): string =>
  JSON.stringify({
    name: 'io.example/a',
    version: '1.0.0',
    packages: [
      {
        registryType: 'npm',
        identifier: 'a',
        version: '1.0.0',
        transport: { type: 'stdio' },
        packageArguments: args.map(value => ({ type: 'positional', value })),
      },
    ],
  });
const header = (name: string): string => client({ url: 'https://mcp.example.com/mcp', headers: { [name]: 'x' } });

const required = (text: string): string[] =>
  McpImport.detect(text)
    .decisions.filter(decision => decision.required)
    .map(({ at, what }) => `${at} ${what}`);
const serverOf = (text: string): Manifest => parse(McpImport.detect(text).toYaml()).servers.a;

const SHELL = 'servers.a.source.stdioImage.shellReason shell';
const MEMORY = 'servers.a.resources.memory.request request';
const HEADERS = 'remoteServers.a.headers credential';

describe.each([
  ['a shell in kmcp', kmcp({ cmd: 'sh', args: ['-c', 'exec ./run.sh $PORT'] }), SHELL],
  ['bash behind env', kmcp({ cmd: '/usr/bin/env', args: ['bash', 'run'] }), SHELL],
  ['a shell as entrypoint', docker(['--entrypoint', '/bin/bash'], ['run.sh']), SHELL],
  ['a variable of no server in kmcp', kmcp({ cmd: '/a', args: ['--x=$(NOPE)'] }), 'servers.a.env.NOPE value'],
  ['a secret of no server', npx('--x', '$(MY_TOKEN)'), 'servers.a.secrets.MY_TOKEN secret key'],
  ['a variable in v2dY', v2dy({ args: ['$(NOPE)'] }), 'servers.a.env.NOPE value'],
  ['a variable in the catalogue', catalog({ command: ['x', '$(NOPE)'] }), 'servers.a.env.NOPE value'],
  ['a variable in a registry', registry(['$(NOPE)']), 'servers.a.env.NOPE value'],
  ['a variable in a Deployment', deployment({ args: ['$(NOPE)'] }), 'servers.a.env.NOPE value'],
  ['a key that no Secret has', toolHive({ secrets: [{ name: 's', key: '..', targetEnvName: 'T' }] }), 'secrets.T'],
  ['a Secret that cannot be', toolHive({ secrets: [{ name: 'A_b', key: 'k', targetEnvName: 'T' }] }), 'secrets.T'],
  ['a variable that cannot be', toolHive({ secrets: [{ name: 's', key: 'k', targetEnvName: 'a b' }] }), 'a.secrets'],
  ['more than the limit', compose({ mem_limit: '128m', mem_reservation: '256m' }), MEMORY],
  ['more than the limit in docker', docker(['-m', '128m', '--memory-reservation', '1g']), MEMORY],
  ['more CPU than the limit', v2dy({ resources: { limits: { cpu: 1 }, requests: { cpu: 2 } } }), 'cpu.request'],
  ['a volume above the limit', compose({ mem_limit: '64m', shm_size: '1g' }), 'memory.limit limit'],
  ['memory that nothing has', compose({ mem_limit: '64e9g' }), 'servers.a.resources.memory.limit amount'],
  ['a disk beyond all', deployment({ resources: { limits: { memory: '900Ei' } } }), 'resources.memory.limit amount'],
  ['no amount of CPU', matey({ deploy: { resources: { limits: { cpus: 'many' } } } }), 'resources.cpu.limit amount'],
  ['a user of no Linux', compose({ user: '99999999999' }), 'servers.a.hardening user'],
  ['a user of no Linux in a pod', deployment({ securityContext: { runAsUser: 4294967296 } }), 'hardening user'],
  ['a root that is written to', compose({ read_only: false }), 'servers.a.storage storage'],
  ['a root of a pod', deployment({ securityContext: { readOnlyRootFilesystem: false } }), 'servers.a.storage storage'],
  ['a root of kmcp', kmcp({ cmd: '/a', securityContext: { readOnlyRootFilesystem: false } }), 'storage storage'],
  ['a header that is none', header('a b'), HEADERS],
  ['a header of a prototype', header('constructor'), HEADERS],
  ['a cookie', header('Cookie'), HEADERS],
  [
    'a header of a Secret that is none',
    proxy({
      headerForward: { addHeadersFromSecret: [{ headerName: 'a b', valueSecretRef: { name: 's', key: 'k' } }] },
    }),
    HEADERS,
  ],
  ['a port of no URL', client({ url: 'https://mcp.example.com:99999/mcp' }), 'remoteServers.a.url value'],
  ['the port 0', client({ url: 'https://mcp.example.com:0/mcp' }), 'remoteServers.a.url value'],
  ['a port of no container', compose({ ports: ['99999'] }), 'servers.a.source.image.port port'],
  ['a transport that nobody knows', toolHive({ transport: 'carrier-pigeon' }), 'image.transport'],
  ['such a transport of a proxy', proxy({ transport: 'carrier-pigeon' }), 'remoteServers.a.transport transport'],
  ['such a transport of a client', client({ url: 'https://mcp.example.com/mcp', type: 'x' }), 'a.transport'],
  ['such a transport of v2dY', v2dy({ protocol: 'x' }), 'image.transport'],
  ['hidden characters', npx('--x', 'a\u202eb'), 'servers.a.source.npm.args[1] value'],
  ['hidden characters in a variable', compose({ environment: { A: 'a\u200bb' } }), 'servers.a.env.A value'],
  ['a control character', kmcp({ cmd: '/a', args: ['a\u0007b'] }), 'servers.a.source.stdioImage.args[0] value'],
  ['hidden characters in a program', kmcp({ cmd: '/a\u202eb' }), 'servers.a.source.stdioImage.command command'],
  ['hidden characters in a package', npx().replace('a@1.0.0', 'a\u200b@1.0.0'), 'servers.a.source.npm.reference'],
])('%s', (_, text, at) => {
  test('is asked for, and the rest can be built', () => {
    expect(required(text)).toEqual(expect.arrayContaining([expect.stringContaining(at)]));
    const imported = McpImport.detect(text);
    expect(imported.toYaml()).not.toMatch(/[\u0007\u200b\u202e]/);
    expect(() => synth(settled(imported))).not.toThrow();
  });
});

test('what was taken out is open in the report', () => {
  const keys = { environment: { A: 'a\u202eb' }, mem_limit: '1m', mem_reservation: '2m' };
  const { losses } = McpImport.detect(compose(keys));
  const open = losses.filter(({ outcome }) => outcome === ImportOutcome.OPEN).map(({ field }) => field);
  expect(open).toEqual(expect.arrayContaining(['services.a.environment.A', 'services.a.mem_reservation']));
});

test('CPU is written as app files read it', () => {
  expect(serverOf(compose({ cpus: '1e3' })).resources.cpu).toEqual({ limit: '1000' });
  expect(serverOf(compose({ cpus: '0.0001' })).resources.cpu).toEqual({ request: '1m', limit: '1m' });
  expect(serverOf(deployment({ resources: { limits: { cpu: '50m' } } })).resources.cpu).toEqual({
    request: '50m',
    limit: '50m',
  });
});

test('a header that the transport sets is told, and not asked for', () => {
  const imported = McpImport.detect(header('Content-Type'));
  expect(imported.losses.find(({ field }) => field.includes('Content-Type'))?.reason).toBe('the transport sets it');
  expect(parse(imported.toYaml()).remoteServers.a.headers).toBeUndefined();
});

test.each([
  ['an option', compose({ tmpfs: ['/cache:size=16m,mode=1777'] }), '16Mi'],
  ['bytes', compose({ tmpfs: '/cache:size=1048577' }), '2Mi'],
  ['a long form', compose({ volumes: [{ type: 'tmpfs', target: '/cache', tmpfs: { size: '3m' } }] }), '3Mi'],
  ['a flag', docker(['--tmpfs', '/cache:size=1g']), '1Gi'],
  ['a mount', docker(['--mount', 'type=tmpfs,dst=/cache,tmpfs-size=32m']), '32Mi'],
])('the size of a directory in memory is that of the input: %s', (_, text, size) => {
  expect(serverOf(text).storage).toEqual([{ scratch: { path: '/cache', size } }]);
});

test('a directory in memory without a size is for review, and one with a share of the machine is asked for', () => {
  const { decisions } = McpImport.detect(compose({ tmpfs: '/cache' }));
  expect(decisions).toContainEqual(expect.objectContaining({ at: 'servers.a.storage[0]', what: 'size' }));
  expect(required(compose({ tmpfs: '/cache:size=50%' }))).toContain('servers.a.storage storage');
});

test.each(['constructor', '__proto__', 'toString', 'Constructor', 'prototype', 'hasOwnProperty'])(
  'a server that is called %s can be built',
  name => {
    const text = `{"mcpServers":{${JSON.stringify(name)}:{"command":"npx","args":["a@1.0.0"]}}}`;
    const imported = McpImport.detect(text);
    expect(Object.keys(parse(imported.toYaml()).servers)).toHaveLength(1);
    expect(() => synth(settled(imported))).not.toThrow();
  },
);

describe('lists of resources', () => {
  const own = (name: string): object => ({ ...(JSON.parse(deployment({})) as object), metadata: { name } });
  test.each([
    ['a list in a list', { kind: 'List', items: [{ kind: 'List', apiVersion: 'v1', items: [own('a')] }, own('b')] }],
    ['a list of one kind', { apiVersion: 'apps/v1', kind: 'DeploymentList', items: [own('a'), own('b')] }],
    ['both', { kind: 'List', items: [{ kind: 'DeploymentList', items: [own('a')] }, own('b')] }],
  ])('are read: %s', (_, list) => {
    const imported = McpImport.detect(JSON.stringify({ apiVersion: 'v1', ...list }));
    expect(Object.keys(parse(imported.toYaml()).servers)).toEqual(['a', 'b']);
  });
});
