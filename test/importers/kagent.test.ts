import { parse } from 'yaml';
import { settled, synth } from './importing';
import { ImportOutcome, McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = `ghcr.io/acme/notes-mcp:1.0.0@sha256:${'1'.repeat(64)}`;

const object = (kind: string, spec: object, version = 'v1alpha1'): string =>
  JSON.stringify({ apiVersion: `kagent.dev/${version}`, kind, metadata: { name: 'notes', namespace: 'agents' }, spec });
const kmcp = (deployment: object, spec: object = { transportType: 'stdio' }): McpImport =>
  McpImport.fromKmcp(object('MCPServer', { ...spec, deployment }));
const app = (from: McpImport): Manifest => parse(from.toYaml());
const required = (from: McpImport): string[] =>
  from.decisions.filter(each => each.required).map(({ at, what }) => `${at} ${what}`);
const HTTP = { transportType: 'http' };

describe('a RemoteMCPServer of kagent', () => {
  const remote = (spec: object): McpImport => McpImport.detect(object('RemoteMCPServer', spec, 'v1alpha2'));

  test('is a remote server with its transport and its headers from Secrets', () => {
    const from = remote({
      description: 'Notes',
      url: 'https://notes.example.com/sse',
      protocol: 'SSE',
      headersFrom: [
        { name: 'Authorization', valueFrom: { type: 'Secret', name: 'notes', key: 'authorization' } },
        { name: 'X-Tenant', value: 'hunter22' },
      ],
    });
    expect(app(from)).toEqual({
      version: 1,
      namespace: 'agents',
      remoteServers: {
        notes: {
          url: 'https://notes.example.com/sse',
          transport: 'sse',
          headers: {
            'authorization': { fromSecretName: { name: 'notes', key: 'authorization' } },
            'x-tenant': { fromPlatformStore: { key: 'notes/x-tenant' } },
          },
        },
      },
    });
    expect(from.toYaml() + from.toMarkdown()).not.toContain('hunter22');
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('without a URL is refused', () => {
    expect(() => remote({ protocol: 'SSE' })).toThrow('spec.url must be the URL of the remote server');
  });
});

describe('a ToolServer of kagent', () => {
  const tool = (config: object): McpImport => McpImport.detect(object('ToolServer', { description: 'Notes', config }));

  test.each([
    { key: 'sse', transport: 'sse' },
    { key: 'streamableHttp', transport: undefined },
  ])('with $key is a remote server', ({ key, transport }) => {
    const headersFrom = [{ name: 'X-Key', valueFrom: { type: 'Secret', valueRef: 'notes', key: 'key' } }];
    const from = tool({ type: key, [key]: { url: 'https://notes.example.com/x', headersFrom } });
    expect(app(from).remoteServers.notes).toEqual({
      url: 'https://notes.example.com/x',
      transport,
      headers: { 'x-key': { fromSecretName: { name: 'notes', key: 'key' } } },
    });
  });

  test('with a command is a server', () => {
    const envFrom = [{ name: 'NOTES_KEY', valueFrom: { type: 'Secret', valueRef: 'notes', key: 'key' } }];
    const from = tool({ stdio: { command: 'uvx', args: ['notes-mcp==1.0.0'], env: { LEVEL: 'info' }, envFrom } });
    expect(app(from).servers.notes).toMatchObject({
      source: { pypi: { reference: 'notes-mcp==1.0.0' } },
      env: { LEVEL: 'info' },
      secrets: { NOTES_KEY: { fromSecretName: { name: 'notes', key: 'key' } } },
    });
  });
});

describe('an MCPServer of kmcp', () => {
  test('has the files of its ConfigMaps where kmcp mounts them, which is asked for', () => {
    const from = kmcp({ image: IMAGE, configMapRefs: [{ name: 'notes' }, { name: 'more' }] }, HTTP);
    expect(required(from)).toEqual(['servers.notes.files files']);
    expect(from.decisions[0].how).toMatch(/configMapRefs\[0\] is mounted at \/configmaps\/notes.*\[1\] .*\/more/);
  });

  test('has variables in both forms, and from Secrets', () => {
    const from = kmcp(
      {
        image: IMAGE,
        env: {
          A: 'a',
          B: { value: 'b' },
          C: { valueFrom: { secretKeyRef: { name: 'notes', key: 'c' } } },
          D: { valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        },
      },
      HTTP,
    );
    expect(app(from).servers.notes).toMatchObject({
      env: { A: 'a', B: 'b' },
      secrets: { C: { fromSecretName: { name: 'notes', key: 'c' } } },
    });
    expect(required(from)).toEqual(['servers.notes.env.D value']);
  });

  test.each([
    { title: 'of the deployment', port: { port: 8000 }, transport: {}, expected: 8000 },
    { title: 'of the transport', port: {}, transport: { targetPort: 8000 }, expected: 8000 },
    { title: 'of kmcp', port: {}, transport: {}, expected: 3000 },
  ])('listens on the port $title', ({ port, transport, expected }) => {
    const from = kmcp({ image: IMAGE, ...port }, { ...HTTP, httpTransport: transport });
    expect(app(from).servers.notes.source.image.port).toBe(expected);
  });

  test('with two ports needs to be told which one is right', () => {
    const from = kmcp({ image: IMAGE, port: 8000 }, { ...HTTP, httpTransport: { targetPort: 9000 } });
    expect(required(from)).toEqual(['servers.notes.source.image.port port']);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test.each([
    { title: 'a sidecar', deployment: { sidecars: [{ name: 'a', image: 'a:1' }] }, expected: 'source container' },
    {
      title: 'an account of a cloud',
      deployment: { serviceAccount: { annotations: { 'example.com/role': 'a' } } },
      expected: 'serviceAccount account',
    },
    {
      title: 'nodes that it must not run on',
      deployment: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'NotIn', values: ['hdd'] }] }],
            },
          },
        },
      },
      expected: 'placement nodes',
    },
    {
      title: 'a package that it fetches',
      deployment: { cmd: 'npx', args: ['-y', 'notes-mcp@1.0.0'] },
      expected: 'source.image.reference fetched package',
    },
  ])('with $title asks about it', ({ deployment, expected }) => {
    const from = kmcp({ image: IMAGE, ...deployment }, HTTP);
    expect(required(from)).toEqual([`servers.notes.${expected}`]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('of a package that speaks HTTP asks for another way', () => {
    const from = kmcp({ cmd: 'npx', args: ['-y', 'notes-mcp@1.0.0', '--http'], port: 8000 }, HTTP);
    expect(required(from)).toContain('servers.notes.source.npm.reference fetched package');
  });

  test('that only connects to a remote server is one', () => {
    const from = kmcp({ image: 'node:24', cmd: 'npx', args: ['mcp-remote', 'https://notes.example.com/mcp'] });
    expect(app(from)).not.toHaveProperty('servers');
    expect(app(from).remoteServers.notes).toEqual({ url: 'https://notes.example.com/mcp' });
    expect(
      from.losses.filter(({ outcome, reason }) => outcome === ImportOutcome.DROPPED && /not known/.test(reason)),
    ).toEqual([]);
  });
});
