import { ChildProcess, spawn, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  AgentgatewayEngine,
  CaBundle,
  Callers,
  CertificateIssuer,
  Egress,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  GatewayTls,
  HttpTransport,
  IngressController,
  Jwks,
  McpGateway,
  McpPlatform,
  McpPlatformProps,
  McpPool,
  McpRemoteServer,
  McpServer,
  SecretSource,
  ServerAuth,
  Sessions,
  SmokeTest,
  SmokeTestProps,
  Trust,
} from '../../src/index';
import { DIGEST, IMAGE, Manifest, chart, find, server, source, synth } from '../util/app';
import { KEY_SET } from '../util/keys';
import { ROOT } from '../util/paths';
import { freePort } from '../util/ports';

const token = ServerAuth.bearer(SecretSource.fromSecretName('token', 'value'));

/** The objects of a server with a test. */
function tested(props: Partial<SmokeTestProps> = {}, of: Parameters<typeof server>[1] = {}): Manifest[] {
  const scope = chart();
  new SmokeTest(scope, 'smoke', { server: server(scope, of), ...props });
  return synth(scope);
}

function jobOf(manifests: Manifest[]): Manifest {
  return find(manifests, 'Job');
}

function environmentOf(manifests: Manifest[]): Record<string, string> {
  const { env } = jobOf(manifests).spec.template.spec.containers[0];
  return Object.fromEntries(env.map(({ name, value }: { name: string; value: string }) => [name, value]));
}

describe('the Job', () => {
  test('asks the server that it is told of', () => {
    expect(environmentOf(tested())).toMatchObject({
      MCP_URL: 'http://tool.mcp-tools.svc.cluster.local:8080/mcp',
      MCP_SECONDS: '120',
    });
    expect(
      environmentOf(
        tested({
          timeout: Duration.seconds(7),
          expectTools: ['a', 'b'],
          call: { tool: 'a', argumentsJson: '{"x":1}' },
        }),
      ),
    ).toMatchObject({
      MCP_SECONDS: '7',
      MCP_EXPECT_TOOLS: '["a","b"]',
      MCP_CALL: '{"name":"a","arguments":{"x":1}}',
    });
  });

  test('is as hardened as a server, and ends', () => {
    const { spec } = jobOf(tested());
    const { spec: pod } = spec.template;
    expect(spec).toMatchObject({ backoffLimit: 1, activeDeadlineSeconds: 420, ttlSecondsAfterFinished: 86400 });
    expect(pod).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(pod.containers[0].securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.containers[0]).not.toHaveProperty('ports');
    expect(pod.containers[0]).not.toHaveProperty('readinessProbe');
  });

  test('has annotations of its objects on the Job, and those of pods on the pod', () => {
    const { metadata, spec } = jobOf(tested({ annotations: { a: 'object' }, podAnnotations: { a: 'pod' } }));
    expect([metadata.annotations.a, spec.template.metadata.annotations.a]).toEqual(['object', 'pod']);
  });

  test('has another name when it does something else, and the same one otherwise', () => {
    const name = (props: Partial<SmokeTestProps> = {}): string => jobOf(tested(props)).metadata.name;
    expect(name()).toMatch(/^smoke-[0-9a-f]{8}$/);
    expect(name()).toBe(name());
    expect(name({ expectTools: ['a'] })).not.toBe(name());
  });

  test('shows what the server asks for, from a file', () => {
    const manifests = tested(
      {},
      { serverAuth: ServerAuth.header('x-api-key', SecretSource.fromSecretName('token', 'value')) },
    );
    expect(environmentOf(manifests).MCP_HEADER).toBe(
      '{"header":"x-api-key","prefix":"","file":"/var/run/mcp/creds/credential"}',
    );
    expect(jobOf(manifests).spec.template.spec.volumes).toContainEqual(
      expect.objectContaining({
        name: 'creds',
        projected: expect.objectContaining({
          sources: [{ secret: { name: 'token', items: [{ key: 'value', path: 'credential' }] } }],
        }),
      }),
    );
  });

  test('runs where the server runs, unless it is told otherwise', () => {
    const scope = new Chart(Testing.app(), 'test');
    const other = server(scope, { namespace: 'mcp-other' });
    expect(new SmokeTest(scope, 'near', { server: other }).namespace).toBe('mcp-other');
    expect(new SmokeTest(scope, 'far', { server: other, namespace: 'agents' }).namespace).toBe('agents');
  });

  test('is none while its server is in quarantine', () => {
    const manifests = tested(
      {},
      { trust: Trust.quarantined({ reason: 'it sends data elsewhere', since: '2026-11-20' }) },
    );
    expect(manifests.map(({ kind }) => kind)).not.toContain('Job');
    expect(find(manifests, 'NetworkPolicy').spec.ingress).toEqual([]);
  });
});

describe('network policy', () => {
  test('lets the test reach its server and DNS, and nobody else reach anything', () => {
    const manifests = tested();
    const [own, servers] = [find(manifests, 'NetworkPolicy', 'smoke'), find(manifests, 'NetworkPolicy', 'tool')];
    expect(own.spec).toMatchObject({ podSelector: { matchLabels: { 'cdk8s-mcp/smoke-test': 'smoke' } }, ingress: [] });
    expect(own.spec.egress).toHaveLength(2);
    expect(own.spec.egress[1]).toEqual({
      to: [expect.objectContaining({ podSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } } })],
      ports: [{ protocol: 'TCP', port: 8080 }],
    });
    expect(servers.spec.ingress).toEqual([
      {
        from: [expect.objectContaining({ podSelector: { matchLabels: { 'cdk8s-mcp/smoke-test': 'smoke' } } })],
        ports: [{ protocol: 'TCP', port: 8080 }],
      },
    ]);
  });

  test('lets it reach the gateway and not the server, by way of a gateway', () => {
    const scope = chart();
    const tool = server(scope);
    const gateway = new McpGateway(scope, 'gateway', {
      servers: [tool],
      auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }),
      routes: GatewayRoutes.pathPerServer(),
    });
    new SmokeTest(scope, 'smoke', { server: tool, gateway, auth: token });
    const manifests = synth(scope);
    const mayReach = (name: string): string => JSON.stringify(find(manifests, 'NetworkPolicy', name).spec.ingress);
    expect(environmentOf(manifests).MCP_URL).toBe('http://gateway.mcp-tools.svc.cluster.local:8080/tool/mcp');
    expect(mayReach('gateway')).toContain('cdk8s-mcp/smoke-test');
    expect(mayReach('tool')).not.toContain('cdk8s-mcp/smoke-test');
    expect(JSON.stringify(find(manifests, 'NetworkPolicy', 'smoke').spec.egress)).toContain(
      '"cdk8s-mcp/gateway":"gateway"',
    );
  });

  const exposures = {
    'an HTTPRoute': Exposure.httpRoute({
      hostname: 'mcp.example.com',
      parentName: 'public',
      from: [Callers.namespace('gateways')],
    }),
    'an Ingress': Exposure.ingress({
      hostname: 'mcp.example.com',
      className: 'nginx',
      tlsSecretName: 'mcp-tls',
      controller: IngressController.NGINX,
      from: [Callers.namespace('ingress')],
    }),
  };

  test.each(Object.entries(exposures))('asks the Service of a gateway that is exposed by %s', (_, exposure) => {
    const scope = chart();
    const tool = server(scope);
    const auth = GatewayAuth.apiKeys({ ci: 'c'.repeat(64) });
    const gateway = new McpGateway(scope, 'gateway', { servers: [tool], auth, exposure });
    new SmokeTest(scope, 'smoke', { server: tool, gateway, auth: token });
    const manifests = synth(scope);
    const environment = environmentOf(manifests);
    expect(environment.MCP_URL).toBe('http://gateway.mcp-tools.svc.cluster.local:8080/mcp');
    expect(environment).not.toHaveProperty('MCP_HOST');
    const { egress } = find(manifests, 'NetworkPolicy', 'smoke').spec;
    const { ports } = find(manifests, 'Service', 'gateway').spec;
    expect(egress).toContainEqual({
      to: [expect.objectContaining({ podSelector: { matchLabels: { 'cdk8s-mcp/gateway': 'gateway' } } })],
      ports: [{ protocol: 'TCP', port: ports[0].port }],
    });
  });

  test('asks the Service of a gateway for the host of a server that has its own', () => {
    const scope = chart();
    const tool = server(scope);
    const gateway = new McpGateway(scope, 'gateway', {
      servers: [tool],
      auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }),
      routes: GatewayRoutes.hostPerServer('mcp.example.com'),
      exposure: exposures['an Ingress'],
    });
    new SmokeTest(scope, 'smoke', { server: tool, gateway, auth: token });
    expect(environmentOf(synth(scope))).toMatchObject({
      MCP_URL: 'http://gateway.mcp-tools.svc.cluster.local:8080/mcp',
      MCP_HOST: 'tool.mcp.example.com',
    });
  });

  test('opens the way to the public address, and nothing at the gateway, where that address is asked', () => {
    const scope = chart();
    const tool = server(scope);
    const gateway = new McpGateway(scope, 'gateway', {
      servers: [tool],
      auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }),
      exposure: exposures['an Ingress'],
    });
    const publicEgress = [Egress.toPods({ namespace: 'ingress', labels: { app: 'ingress-nginx' }, port: 443 })];
    new SmokeTest(scope, 'smoke', { server: tool, gateway, publicEgress, auth: token });
    const manifests = synth(scope);
    expect(environmentOf(manifests).MCP_URL).toBe('https://mcp.example.com/mcp');
    expect(JSON.stringify(find(manifests, 'NetworkPolicy', 'gateway'))).not.toContain('cdk8s-mcp/smoke-test');
    expect(JSON.stringify(find(manifests, 'NetworkPolicy', 'smoke').spec.egress)).toContain('ingress-nginx');
  });

  test('needs the way to the public address of a gateway whose pods are those of someone else', () => {
    const scope = chart();
    const tool = server(scope);
    const engine = AgentgatewayEngine.controller({
      gatewayName: 'public',
      gatewayNamespace: 'gateways',
      hostname: 'mcp.example.com',
    });
    const auth = GatewayAuth.oauth({
      issuer: 'https://idp.example.com',
      jwks: Jwks.inline(KEY_SET),
    });
    const gateway = new McpGateway(scope, 'gateway', { servers: [tool], auth, engine });
    expect(() => new SmokeTest(scope, 'refused', { server: tool, gateway })).toThrow(
      'test/refused: gateway test/gateway has no Service: its engine has no pods, and clients call ' +
        'https://mcp.example.com/mcp (name the way to that address: publicEgress)',
    );
    const publicEgress = [Egress.toCidrs('198.51.100.7/32')];
    new SmokeTest(scope, 'smoke', { server: tool, gateway, publicEgress });
    expect(environmentOf(synth(scope)).MCP_URL).toBe('https://mcp.example.com/mcp');
  });
});

describe('behind a gateway that ends TLS at its Service', () => {
  const issued = GatewayTls.certManager({ issuer: CertificateIssuer.issuer('internal'), secretName: 'tls' });
  const bundle = CaBundle.fromConfigMap('ca', 'ca.crt');

  interface Given {
    readonly everywhere?: McpPlatformProps;
    /** Of the test alone. */
    readonly platform?: McpPlatformProps;
    readonly test?: Partial<SmokeTestProps>;
  }

  function throughTls(tls: GatewayTls, { everywhere = {}, platform = {}, test: props = {} }: Given = {}): Manifest[] {
    const app = chart();
    McpPlatform.configure(App.of(app), everywhere);
    const scope = new Chart(App.of(app), 'smoke', { namespace: 'mcp-smoke' });
    McpPlatform.configure(scope, platform);
    const tool = server(app);
    const edge = new McpGateway(app, 'gateway', {
      servers: [tool],
      auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }),
      tls,
    });
    new SmokeTest(scope, 'smoke', { server: tool, gateway: edge, ...props });
    return synth(scope);
  }

  test.each<[string, GatewayTls]>([
    ['cert-manager', issued],
    ['a Secret', GatewayTls.fromSecretName('tls')],
  ])('is refused without the authority that signs its certificate: from %s', (_, tls) => {
    expect(() => throughTls(tls)).toThrow(
      'smoke/smoke: gateway test/gateway has a certificate for gateway.mcp-tools.svc.cluster.local, which no public ' +
        "authority signs, and the test trusts only those (name the authority that signs it for the test's scope: " +
        'McpPlatform.configure(chart, { caBundle: CaBundle.fromConfigMap(…) }))',
    );
  });

  test.each<[string, Given]>([
    ['its authority', { platform: { caBundle: bundle } }],
    ['an image of its own, which may have the authority', { test: { image: IMAGE } }],
    ['an image of the platform, which may have the authority', { platform: { images: { node: IMAGE } } }],
    [
      'a way of its own, whose certificate is not known',
      { test: { publicEgress: [Egress.toCidrs('198.51.100.7/32')] } },
    ],
    ['a domain of the cluster that may be public', { everywhere: { clusterDomain: 'k8s.example.com' } }],
  ])('runs with %s', (_, given) => {
    expect(environmentOf(throughTls(issued, given)).MCP_URL).toMatch(
      /^https:\/\/gateway\.mcp-tools\.svc\.[a-z0-9.]+:\d+\/mcp$/,
    );
  });

  test('trusts the authority of its own scope', () => {
    const trusting = environmentOf(throughTls(issued, { platform: { caBundle: bundle } }));
    expect(trusting).toHaveProperty('NODE_EXTRA_CA_CERTS');
  });
});

describe('a test of a server in a pool', () => {
  const QUOTA = {
    pods: 100,
    cpuRequests: Cpu.units(50),
    memoryRequests: Size.gibibytes(50),
    memoryLimits: Size.gibibytes(50),
    ephemeralStorage: Size.gibibytes(90),
    storage: Size.gibibytes(1),
  };
  /** Where the Job is, and in which chart. */
  function placed(scopeOf: (app: App, pool: McpPool) => Construct, namespace?: string): string[] {
    const scope = chart(undefined);
    const app = App.of(scope);
    const pool = new McpPool(scope, 'pool', { namespace: 'mcp-pool', quota: QUOTA });
    const test_ = new SmokeTest(scopeOf(app, pool), 'smoke', { server: server(pool), namespace });
    app.synthYaml();
    return [Chart.of(test_).node.path, test_.namespace];
  }

  test('is in the scope of the pool, also in a chart of its own there', () => {
    expect(placed((_, pool) => pool)).toEqual(['test', 'mcp-pool']);
    expect(placed((_, pool) => new Chart(pool, 'smoke'))).toEqual(['test/pool/smoke', 'mcp-pool']);
  });

  test('or in another namespace', () => {
    expect(placed(app => new Chart(app, 'smoke'), 'mcp-smoke')).toEqual(['smoke', 'mcp-smoke']);
    expect(placed(app => new Chart(app, 'smoke', { namespace: 'mcp-smoke' }))).toEqual(['smoke', 'mcp-smoke']);
  });

  test('is refused elsewhere in the namespace of the pool, whatever its quota', () => {
    expect(() => placed(app => new Chart(app, 'smoke'))).toThrow(
      'namespace "mcp-pool" is also used by smoke/smoke, not in the pool: the quota does not include their ' +
        'resources. Fix: create them in the scope of the pool, or give them another namespace',
    );
  });
});

test('a pool has room for the pods of its tests', () => {
  const quotaOf = (withTest: boolean): Record<string, string> => {
    const scope = chart(undefined);
    const pool = new McpPool(scope, 'pool', { namespace: 'mcp-pool' });
    const tool = server(pool);
    if (withTest) {
      new SmokeTest(pool, 'smoke', { server: tool });
    }
    return find(synth(scope), 'ResourceQuota').spec.hard;
  };
  const [without, with_] = [quotaOf(false), quotaOf(true)];
  expect(Number(with_.pods) - Number(without.pods)).toBe(2);
  expect(with_['count/deployments.apps']).toBe(without['count/deployments.apps']);
  expect(Number(with_['count/configmaps'])).toBeGreaterThan(Number(without['count/configmaps']));
});

test.each<{ title: string; props: (scope: ReturnType<typeof chart>) => unknown; message: string }>([
  { title: 'no server', props: () => ({}), message: 'test/smoke: server must be a server, got undefined' },
  {
    title: 'a server elsewhere',
    props: scope => ({ server: new McpRemoteServer(scope, 'far', { url: 'https://mcp.example.com/mcp' }) }),
    message: 'server test/far does not run in this cluster (test it through a gateway: gateway)',
  },
  {
    title: 'a server of the old transport',
    props: scope => ({
      server: new McpServer(scope, 'old', {
        source: source({ transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY }),
      }),
    }),
    message: 'server test/old speaks sse, the test speaks streamable-http',
  },
  {
    title: 'arguments that are no object',
    props: scope => ({ server: server(scope), call: { tool: 'a', argumentsJson: '[1]' } }),
    message: 'call.argumentsJson must be a JSON object, got "[1]"',
  },
  {
    title: 'a time of no length',
    props: scope => ({ server: server(scope), timeout: Duration.seconds(0) }),
    message: 'timeout must be',
  },
  {
    title: 'a prop that is not known',
    props: scope => ({ server: server(scope), tools: [] }),
    message: 'tools is not a known prop',
  },
  {
    title: 'an image without digest',
    props: scope => ({ server: server(scope), image: 'docker.io/library/node:24' }),
    message: 'digest',
  },
  {
    title: 'a public address without a gateway',
    props: scope => ({ server: server(scope), publicEgress: [Egress.toPublicInternet()] }),
    message: 'publicEgress needs gateway: a server has no public address',
  },
  {
    title: 'no way to the public address',
    props: scope => ({
      server: server(scope),
      gateway: new McpGateway(scope, 'gateway', { auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }) }),
      publicEgress: [],
    }),
    message: 'publicEgress must name the way to the public address, got none',
  },
  {
    title: 'a gateway that does not have the server',
    props: scope => ({
      server: server(scope),
      gateway: new McpGateway(scope, 'gateway', { auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }) }),
    }),
    message: 'test/gateway: urlOf: server is not behind this gateway',
  },
  {
    title: 'auth that is a text',
    props: scope => ({ server: server(scope), auth: 'token' }),
    message: 'auth must be made by ServerAuth',
  },
])('a smoke test with $title is refused', ({ props, message }) => {
  const scope = chart();
  const given = props(scope) as SmokeTestProps;
  expect(() => new SmokeTest(scope, 'smoke', given)).toThrow(message);
});

test('an image of the user takes the place of the usual one', () => {
  const image = `ghcr.io/acme/node:24.1.0@${DIGEST}`;
  expect(jobOf(tested({ image })).spec.template.spec.containers[0].image).toBe(image);
});

test('the Job can be patched like any other object', () => {
  const scope = chart();
  expect(new SmokeTest(scope, 'smoke', { server: server(scope) }).job).toBeInstanceOf(ApiObject);
});

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the program', () => {
  const program = join(ROOT, 'assets', 'smoke-test.cjs');
  const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
  const KEY = 'a-key-that-nobody-may-see';
  writeFileSync(join(folder, 'key'), `${KEY}\n`);
  const startStandIn = (port: number, env: Record<string, string> = {}): ChildProcess =>
    spawn(
      process.execPath,
      [join(ROOT, 'test', 'cluster', 'stand-in', 'server.mjs'), '--address', `127.0.0.1:${port}`],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } },
    );
  let standIn: ChildProcess;
  let failed: Readonly<Record<string, Promise<Outcome>>>;
  let url: string;
  const modern: Server = createServer((request, response) => {
    let text = '';
    request
      .on('data', part => {
        text += part;
      })
      .on('end', () => {
        const { id, method, params } = JSON.parse(text);
        const answer = (status: number, body: object): void => {
          response
            .writeHead(status, { 'content-type': 'application/json' })
            .end(JSON.stringify({ jsonrpc: '2.0', id, ...body }));
        };
        const stateless =
          request.headers['mcp-protocol-version'] === '2026-07-28' &&
          request.headers['mcp-method'] === method &&
          params?._meta?.['io.modelcontextprotocol/protocolVersion'] === '2026-07-28';
        if (!stateless) {
          answer(400, { error: { code: -32600, message: 'no such method' } });
          return;
        }
        if (method === 'tools/list') {
          answer(200, { result: { tools: [{ name: 'sum' }] } });
          return;
        }
        answer(200, { result: { content: [], isError: request.headers['mcp-name'] !== 'sum' } });
      });
  });

  beforeAll(async () => {
    await new Promise<void>(resolve => {
      modern.listen(0, '127.0.0.1', resolve);
    });
    const port = await freePort();
    standIn = startStandIn(port, { MCP_GRAFANA_SERVER_TOKEN: KEY });
    await new Promise(resolve => {
      standIn.stdout?.once('data', resolve);
    });
    url = `http://127.0.0.1:${port}/mcp`;
    // each of them tries for seconds, so all do at once
    failed = Object.fromEntries(FAILURES.map(({ title, env }) => [title, run({ MCP_URL: url, ...env })]));
  });
  afterAll(() => {
    standIn.kill();
    modern.close();
    modern.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const HEADER = JSON.stringify({ header: 'authorization', prefix: 'Bearer ', file: join(folder, 'key') });
  const call = (name: string, given: object): string => JSON.stringify({ name, arguments: given });

  const FAILURES: readonly { title: string; env: Record<string, string>; message: string }[] = [
    { title: 'the credential is missing', env: {}, message: 'answers 401 to initialize: it asks for credentials' },
    {
      title: 'a tool is missing',
      env: { MCP_HEADER: HEADER, MCP_EXPECT_TOOLS: '["echo","other"]' },
      message: 'tools/list has no other; it has echo',
    },
    {
      title: 'the tool reports an error',
      env: { MCP_HEADER: HEADER, MCP_CALL: call('echo', {}) },
      message: 'tools/call echo: the tool reports an error',
    },
    {
      title: 'the server refuses the call',
      env: { MCP_HEADER: HEADER, MCP_CALL: call('nothing', {}) },
      message: 'tools/call: the server answers error -32602',
    },
    { title: 'nobody answers', env: { MCP_URL: 'http://127.0.0.1:9/mcp' }, message: 'http://127.0.0.1:9/mcp: ' },
  ];

  async function run(env: Record<string, string>): Promise<Outcome> {
    const child = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, MCP_SECONDS: '8', ...env } });
    let [out, err] = ['', ''];
    child.stdout.on('data', part => {
      out += part;
    });
    child.stderr.on('data', part => {
      err += part;
    });
    const status = await new Promise<number | null>(resolve => {
      child.on('close', resolve);
    });
    expect(`${out}${err}`).not.toContain(KEY);
    return { status, out, err };
  }

  test('asks a server with a handshake, with its credential', async () => {
    const env = {
      MCP_URL: url,
      MCP_HEADER: HEADER,
      MCP_EXPECT_TOOLS: '["echo"]',
      MCP_CALL: call('echo', { text: 'hello' }),
    };
    expect(await run(env)).toEqual({ status: 0, out: `${url}: protocol 2025-11-25, 1 tools, echo answers\n`, err: '' });
  });

  test('asks a server without a handshake, by another host than that of its address too', async () => {
    const { port } = modern.address() as AddressInfo;
    const env = { MCP_URL: `http://127.0.0.1:${port}/mcp`, MCP_CALL: call('sum', {}) };
    const answered = { status: 0, out: expect.stringContaining('protocol 2026-07-28, 1 tools, sum answers') };
    expect(await run(env)).toMatchObject(answered);

    const hosts = new Set<string | undefined>();
    modern.on('request', ({ headers }) => hosts.add(headers.host));
    expect(await run({ ...env, MCP_HOST: 'tool.mcp.example.com' })).toMatchObject(answered);
    expect([...hosts]).toEqual(['tool.mcp.example.com']);
  });

  test.each(FAILURES)('fails when $title', async ({ title, message }) => {
    const { status, out, err } = await failed[title];
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  test('waits for a server that is not there yet', async () => {
    const port = await freePort();
    const asked = run({ MCP_URL: `http://127.0.0.1:${port}/mcp`, MCP_SECONDS: '20' });
    await sleep(500);
    const late = startStandIn(port);
    try {
      expect(await asked).toMatchObject({ status: 0, err: '' });
    } finally {
      late.kill();
    }
  });

  test('is plain JavaScript that node reads', () => {
    expect(spawnSync(process.execPath, ['--check', program]).status).toBe(0);
  });
});
