import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportDecision, McpImport } from '../../src';
import { Manifest } from '../util/app';

const IMAGE = `ghcr.io/acme/notes-mcp:1.0.0@sha256:${'1'.repeat(64)}`;

const object = (kind: string, name: string, spec: object): string =>
  JSON.stringify({ apiVersion: 'toolhive.stacklok.dev/v1beta1', kind, metadata: { name, namespace: 'tools' }, spec });
const imported = (...objects: readonly string[]): McpImport => McpImport.fromToolHive(objects.join('\n---\n'));
const server = (spec: object, ...others: readonly string[]): McpImport =>
  imported(object('MCPServer', 'notes', { image: IMAGE, transport: 'streamable-http', ...spec }), ...others);
const app = (from: McpImport): Manifest => parse(from.toYaml());
const notes = (from: McpImport): Manifest => app(from).servers.notes;
const decision = (from: McpImport, at: string, what: string): ImportDecision | undefined =>
  from.decisions.find(each => each.at === at && each.what === what);
const required = (from: McpImport): string[] => from.decisions.filter(each => each.required).map(({ at }) => at);

describe('variables that the operator of ToolHive adds', () => {
  test.each([
    {
      title: 'Streamable HTTP',
      spec: { mcpPort: 8086 },
      env: { MCP_TRANSPORT: 'streamable-http', MCP_HOST: '0.0.0.0', MCP_PORT: '8086', FASTMCP_PORT: '8086' },
    },
    {
      title: 'HTTP+SSE without a port',
      spec: { transport: 'sse' },
      env: { MCP_TRANSPORT: 'sse', MCP_HOST: '0.0.0.0', MCP_PORT: '8080', FASTMCP_PORT: '8080' },
    },
    { title: 'standard input', spec: { transport: 'stdio', mcpPort: 8086 }, env: { MCP_TRANSPORT: 'stdio' } },
    {
      title: 'a package in an image',
      spec: { transport: 'stdio', image: 'node:24-alpine', args: ['npx', '-y', 'notes-mcp@1.0.0'] },
      env: { MCP_TRANSPORT: 'stdio' },
    },
  ])('are kept for $title, and told', ({ spec, env }) => {
    const from = server(spec);
    expect(notes(from).env).toEqual(env);
    expect(decision(from, 'servers.notes.env', 'variables')?.how).toContain(Object.keys(env).join(', '));
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('do not replace those of the resource, which is told', () => {
    const from = server({ mcpPort: 8086, env: [{ name: 'MCP_PORT', value: '9999' }] });
    expect(notes(from).env).toMatchObject({ MCP_PORT: '9999', FASTMCP_PORT: '8086' });
    expect(decision(from, 'servers.notes.env', 'variables')?.how).toContain('its operator replaced MCP_PORT by');
  });

  test('are asked for with the port if the server cannot listen on it', () => {
    const from = server({ mcpPort: 80 });
    expect(required(from)).toEqual([
      'servers.notes.source.image.port',
      'servers.notes.env.MCP_PORT',
      'servers.notes.env.FASTMCP_PORT',
    ]);
    expect(from.decisions[0].how).not.toContain('; also ');
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('do not replace those of its pod', () => {
    const env = [{ name: 'MCP_TRANSPORT', value: 'http' }];
    const from = server({ mcpPort: 8086, podTemplateSpec: { spec: { containers: [{ name: 'mcp', env }] } } });
    expect(notes(from).env.MCP_TRANSPORT).toBe('http');
  });
});

describe('who may call a server of ToolHive', () => {
  test.each([
    { title: 'anyone', spec: {}, expected: 'without oidcConfigRef its proxy admitted anyone' },
    {
      title: 'callers with a token',
      spec: { oidcConfigRef: { name: 'corp' } },
      expected: 'its proxy checked the tokens',
    },
    { title: 'callers with an old token', spec: { oidcConfig: { type: 'inline' } }, expected: 'its proxy checked the' },
  ])('is told for $title', ({ spec, expected }) => {
    expect(decision(server(spec), 'servers.notes.callers', 'authentication')?.how).toContain(expected);
  });
});

describe('the tools that a proxy of ToolHive lets through', () => {
  const config = (spec: object): string => object('MCPToolConfig', 'few', spec);

  test('are those of the object that it refers to', () => {
    const from = server({ toolConfigRef: { name: 'few' } }, config({ toolsFilter: ['search', 'read'] }));
    expect(notes(from).tools).toEqual({ allow: ['search', 'read'] });
    expect(from.losses.find(({ field }) => field === 'document 2.spec.toolsFilter[0]')?.reason).toBe(
      'servers.notes.tools',
    );
  });

  test('have the names that the server gives them', () => {
    const toolsOverride = { search: { name: 'find', description: 'x' } };
    const from = server({ toolConfigRef: { name: 'few' } }, config({ toolsFilter: ['find'], toolsOverride }));
    expect(notes(from).tools).toEqual({ allow: ['search'] });
    expect(required(from)).toContain('servers.notes.tools');
  });

  test.each(['tools', 'toolsFilter'])('are those of the list %s of an older resource', key => {
    expect(notes(server({ [key]: ['search'] })).tools).toEqual({ allow: ['search'] });
  });

  test.each([
    { title: 'an object that is not in the file', spec: { toolConfigRef: { name: 'few' } } },
    { title: 'names that no tool has', spec: { toolsFilter: ['a b', 'search'] } },
    { title: 'policies', spec: { authzConfig: { type: 'inline', inline: { policies: ['permit(a, b, c);'] } } } },
    { title: 'policies elsewhere', spec: { authzConfigRef: { name: 'cedar' } } },
    { title: 'webhooks', spec: { webhookConfigRef: { name: 'checks' } } },
  ])('are asked for if they are in $title', ({ spec }) => {
    const from = server(spec);
    expect(notes(from)).not.toHaveProperty('tools');
    expect(required(from)).toContain('servers.notes.tools');
  });

  test('are asked for with each of the reasons', () => {
    const { how = '' } =
      decision(
        server({ toolConfigRef: { name: 'few' }, authzConfigRef: { name: 'cedar' } }),
        'servers.notes.tools',
        'tools',
      ) ?? {};
    expect(how).toMatch(/spec\.toolConfigRef names an MCPToolConfig .*; also spec\.authzConfigRef: its proxy decides/);
  });
});

describe('servers elsewhere that ToolHive reaches', () => {
  test.each(['MCPRemoteProxy', 'MCPServerEntry'])('keep headers, transport and tools: %s', kind => {
    const from = imported(
      object(kind, 'docs', {
        remoteUrl: 'https://docs.example.com/sse',
        transport: 'sse',
        headerForward: {
          addPlaintextHeaders: { 'X-Tenant': 'hunter22' },
          addHeadersFromSecret: [{ headerName: 'X-API-Key', valueSecretRef: { name: 'docs', key: 'api-key' } }],
        },
        caBundleRef: { configMapRef: { name: 'office-ca', key: 'ca.crt' } },
        toolsFilter: ['search'],
      }),
    );
    expect(app(from).remoteServers.docs).toEqual({
      url: 'https://docs.example.com/sse',
      transport: 'sse',
      headers: {
        'x-tenant': { fromPlatformStore: { key: 'docs/x-tenant' } },
        'x-api-key': { fromSecretName: { name: 'docs', key: 'api-key' } },
      },
      tools: { allow: ['search'] },
      caBundle: { fromConfigMap: { name: 'office-ca', key: 'ca.crt' } },
    });
    expect(from.toMarkdown() + from.toYaml()).not.toContain('hunter22');
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('ask for the credential that an object elsewhere adds', () => {
    const from = imported(
      object('MCPServerEntry', 'docs', {
        remoteUrl: 'https://docs.example.com/mcp',
        externalAuthConfigRef: { name: 'key' },
      }),
    );
    expect(required(from)).toContain('remoteServers.docs.headers');
  });

  test.each(['http://docs.tools.svc:8080/mcp', 'http://docs.tools.svc.cluster.local/mcp'])(
    'are pods of the cluster if their URL is %s, whose labels are asked for',
    remoteUrl => {
      const from = imported(object('MCPServerEntry', 'docs', { remoteUrl }));
      expect(app(from).remoteServers.docs.url).toBe(remoteUrl);
      expect(required(from)).toContain('remoteServers.docs.egress');
      expect(() => synth(settled(from))).not.toThrow();
    },
  );

  test.each(['http://docs.example.com/mcp', 'http://docs.tools:8080/mcp', 'https://localhost/mcp'])(
    'need another URL than %s, which is asked for',
    remoteUrl => {
      const from = imported(object('MCPServerEntry', 'docs', { remoteUrl }));
      expect(app(from).remoteServers.docs).not.toHaveProperty('url');
      expect(required(from)).toContain('remoteServers.docs.url');
    },
  );
});

describe('a VirtualMCPServer', () => {
  const member = (name: string, spec: object = {}): string =>
    object('MCPServer', name, { image: IMAGE, transport: 'streamable-http', groupRef: { name: 'office' }, ...spec });
  const gateway = (spec: object = {}): string =>
    object('VirtualMCPServer', 'office', {
      groupRef: { name: 'office' },
      incomingAuth: { type: 'anonymous' },
      ...spec,
    });

  test('is a gateway of the members of its group, wherever they stand', () => {
    const entry = object('MCPServerEntry', 'wiki', { remoteUrl: 'https://wiki.example.com/mcp', groupRef: 'office' });
    const from = imported(gateway(), member('notes'), entry, member('other', { groupRef: { name: 'shop' } }));
    expect(app(from).gateways).toEqual({
      office: {
        servers: ['notes', 'wiki'],
        sessionKey: { fromPlatformStore: { key: 'office/SESSION_KEY' } },
      },
    });
    expect(decision(from, 'gateways.office.auth', 'auth')?.how).toContain('it admitted all callers');
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('leaves out members that are not imported, and those that were not selected', () => {
    const bad = member('bad', { volumes: [{ name: 'a', hostPath: '/', mountPath: '/a' }] });
    const text = [member('notes'), bad, gateway()].join('\n---\n');
    expect(app(McpImport.fromToolHive(text)).gateways.office.servers).toEqual(['notes']);
    const selected = McpImport.fromToolHive(text, { only: ['office'] });
    expect(app(selected).gateways.office.servers).toEqual([]);
    expect(required(selected)).toContain('gateways.office.servers');
  });

  test('shows the tools of its filters and no others', () => {
    const tools = [{ workload: 'notes', filter: ['search'] }];
    const from = imported(member('notes'), gateway({ config: { aggregation: { tools } } }));
    expect(app(from).servers.notes.tools).toEqual({ allow: ['search'] });
  });

  test.each([
    { title: 'a filter besides that of the server', tools: { filter: ['read'] }, spec: { toolsFilter: ['search'] } },
    { title: 'no tool', tools: { excludeAll: true }, spec: {} },
    { title: 'an object that is not in the file', tools: { toolConfigRef: { name: 'few' } }, spec: {} },
  ])('asks for the tools if it has $title', ({ tools, spec }) => {
    const aggregation = { tools: [{ workload: 'notes', ...tools }] };
    const from = imported(member('notes', spec), gateway({ config: { aggregation } }));
    expect(required(from)).toContain('servers.notes.tools');
  });
});

describe('the template of a pod', () => {
  const template = (container: object, pod: object = {}, spec: object = {}): McpImport =>
    server({
      mcpPort: 8086,
      ...spec,
      podTemplateSpec: { spec: { ...pod, containers: [{ name: 'mcp', ...container }] } },
    });

  test('brings the program, its directory, its health path and the Secrets of its registry', () => {
    const from = template(
      {
        command: ['notes-mcp', 'serve'],
        args: ['--http'],
        workingDir: '/srv',
        readinessProbe: { httpGet: { path: '/healthz', port: 8086 } },
      },
      { imagePullSecrets: [{ name: 'registry' }] },
      { args: ['--fast'] },
    );
    expect(notes(from)).toMatchObject({
      source: {
        image: {
          command: ['notes-mcp'],
          args: ['serve', '--http', '--fast'],
          workingDir: '/srv',
          healthPath: '/healthz',
        },
      },
      imagePullSecrets: ['registry'],
    });
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('does not copy a credential of its command', () => {
    const from = template({ command: ['notes-mcp', '--token', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'] });
    expect(notes(from).source.image.args).toEqual(['--token', '$(TOKEN)']);
    expect(from.toYaml() + from.toMarkdown()).not.toContain('ghp_');
  });

  test('keeps a health path on a port of its own, by number and by name', () => {
    const ports = [{ name: 'health', containerPort: 9090 }];
    for (const port of [9090, 'health']) {
      const from = template({ ports, readinessProbe: { httpGet: { path: '/ready', port } } });
      expect(notes(from).probes).toEqual({ http: { path: '/ready', port: 9090 } });
      expect(() => synth(settled(from))).not.toThrow();
    }
  });

  test('asks about a directory that a bridge does not start in', () => {
    const from = template({ command: ['/app/notes'], workingDir: '/srv' }, {}, { transport: 'stdio' });
    expect(decision(from, 'servers.notes.source.stdioImage.reference', 'directory')?.required).toBe(true);
    expect(notes(from).source.stdioImage).not.toHaveProperty('workingDir');
  });

  test.each([
    { title: 'its probe waits for', probes: { startupProbe: { periodSeconds: 10, failureThreshold: 30 } } },
    { title: 'its liveness probe allows', probes: { livenessProbe: { periodSeconds: 10, failureThreshold: 30 } } },
  ])('has the longer start that $title', ({ probes }) => {
    const from = template(probes);
    expect(notes(from).probes).toEqual({ tcp: { startupTimeout: '300s' } });
    expect(required(from)).toEqual([]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('has the usual start if its probes wait no longer', () => {
    const from = template({ startupProbe: { tcpSocket: { port: 8086 }, periodSeconds: 10, failureThreshold: 3 } });
    expect(notes(from)).not.toHaveProperty('probes');
    expect(from.losses.find(({ field }) => field.endsWith('startupProbe.failureThreshold'))?.reason).toBe(
      'a server has 120 seconds to start',
    );
  });

  test('keeps the nodes that its affinity requires', () => {
    const nodes = (operator: string): object => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator, values: ['ssd'] }] }],
          },
        },
      },
    });
    expect(notes(template({}, nodes('In'))).placement).toEqual({ nodeSelector: { disk: 'ssd' } });
    expect(required(template({}, nodes('NotIn')))).toEqual(['servers.notes.placement']);
  });

  test('has the amounts of its pod, unless its container has its own', () => {
    const from = template(
      { resources: { limits: { memory: '256Mi' } } },
      { resources: { limits: { cpu: '2', memory: '1Gi' } } },
    );
    expect(notes(from).resources).toEqual({ cpu: { limit: '2' }, memory: { limit: '256Mi' } });
  });

  test.each([
    { title: 'lists', pod: { initContainers: [], hostAliases: [], volumes: [], imagePullSecrets: [] } },
    { title: 'maps', pod: { securityContext: {}, nodeSelector: {}, affinity: {}, overhead: {} } },
    { title: 'values', pod: { nodeName: null, tolerations: null, runtimeClassName: null } },
    { title: 'capabilities', pod: { securityContext: { capabilities: { add: [], drop: [] }, sysctls: [] } } },
  ])('asks nothing about empty $title, and knows them', ({ pod }) => {
    const from = template({ env: [], envFrom: [], command: [], ports: [], resources: {}, volumeMounts: [] }, pod);
    expect(required(from)).toEqual([]);
    expect(unknownIn(from)).toEqual([]);
  });

  test.each([
    { title: 'an init container', pod: { initContainers: [{ name: 'a', image: 'a:1' }] }, at: 'source' },
    { title: 'a node', pod: { nodeName: 'node-1' }, at: 'placement' },
    { title: 'names of hosts', pod: { hostAliases: [{ ip: '192.0.2.1', hostnames: ['a'] }] }, at: 'egress' },
    { title: 'a sandbox', pod: { runtimeClassName: 'kata' }, at: 'sandbox' },
  ])('asks about $title', ({ pod, at }) => {
    const from = template({}, pod);
    expect(required(from)).toEqual([`servers.notes.${at}`]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('asks about a container beside the server', () => {
    const containers = [{ name: 'sidecar', image: 'ghcr.io/acme/sidecar:1.0.0' }];
    const from = server({ podTemplateSpec: { spec: { containers } } });
    expect(decision(from, 'servers.notes.source', 'container')?.how).toContain(
      'spec.podTemplateSpec.spec.containers[0] is another container',
    );
  });

  test('keeps a longer time to end and the priority', () => {
    const from = template({}, { terminationGracePeriodSeconds: 90, priorityClassName: 'business' });
    expect(notes(from)).toMatchObject({ shutdown: { grace: '90s' }, placement: { priorityClassName: 'business' } });
    expect(notes(template({}, { terminationGracePeriodSeconds: 10 }))).not.toHaveProperty('shutdown');
  });
});

describe('a permission profile', () => {
  const profile = { permissionProfile: { type: 'configmap', name: 'profile', key: 'p.json' } };
  const map = (outbound: object): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'profile' },
      data: { 'p.json': JSON.stringify({ network: { outbound } }) },
    });

  test.each([
    { outbound: { allow_host: ['api.example.com'], allow_port: [443] }, egress: [{ toHosts: ['api.example.com'] }] },
    {
      outbound: { allow_host: ['.example.com'], allow_port: [8443] },
      egress: [{ toHosts: ['*.example.com'], onPorts: [8443] }],
    },
    { outbound: { insecure_allow_all: true }, egress: [{ toPublicInternet: true }] },
    { outbound: {}, egress: undefined },
  ])('in a ConfigMap of the file is the egress: $outbound', ({ outbound, egress }) => {
    const from = server(profile, map(outbound));
    expect(notes(from).egress).toEqual(egress);
    expect(required(from)).not.toContain('servers.notes.egress');
  });

  test('elsewhere is asked for', () => {
    expect(required(server(profile))).toContain('servers.notes.egress');
    expect(required(server(profile, map({}).replace('{\\"network', 'network')))).toContain('servers.notes.egress');
  });
});

test('an image that only connects to a remote server is a remote server and no workload', () => {
  const from = server({ transport: 'stdio', args: ['npx', '-y', 'mcp-remote', 'https://docs.example.com/mcp'] });
  expect(app(from)).toMatchObject({ remoteServers: { notes: { url: 'https://docs.example.com/mcp' } } });
  expect(app(from)).not.toHaveProperty('servers');
});

test('an image that fetches a package and serves HTTP needs another image', () => {
  expect(
    decision(
      server({ args: ['npx', '-y', 'notes-mcp@1.0.0'] }),
      'servers.notes.source.image.reference',
      'fetched package',
    ),
  ).toMatchObject({
    required: true,
  });
});
