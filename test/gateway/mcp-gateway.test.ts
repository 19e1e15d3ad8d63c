import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  AgentgatewayEngine,
  AgentgatewayVersion,
  CaBundle,
  Callers,
  Egress,
  EndpointAddress,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  GatewayTls,
  HttpTransport,
  IMcpEndpoint,
  KagentServerOptions,
  Jwks,
  McpClientKind,
  McpGatewayProps,
  McpNamespace,
  McpPlatform,
  McpPlatformProps,
  McpRemoteServer,
  McpRemoteServerProps,
  NetworkPolicyEngine,
  RateLimit,
  SecretSource,
  SecretStore,
  ServerAuth,
  Sessions,
  ToolPolicy,
  ToolRule,
} from '../../src/index';
import { DIGEST, Manifest, chart, find, source, synth } from '../util/app';
import { API_KEYS, backend, documentOf, gateway, gatewayObjects, policiesOf } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp', 'jwks.json') });
const keysAt = (
  url: string,
  egress = Egress.toPods({ namespace: 'idp', labels: { app: 'idp' }, port: 8080 }),
): GatewayAuth => GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromUrl(url, egress) });
const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const ROUTE = Exposure.httpRoute({
  hostname: 'mcp.example.com',
  parentName: 'public',
  parentNamespace: 'gateways',
  from: FROM,
});
const vault = SecretStore.clusterStore('vault');

/** What a gateway in front of one server is refused with. */
function problem(props: Partial<McpGatewayProps>, platform: McpPlatformProps = {}): string {
  return refusal(scope => {
    McpPlatform.configure(scope, platform);
    gateway(scope, { servers: [backend(scope, 'notes')], ...props });
  });
}

describe('a gateway that is refused', () => {
  test.each<{ title: string; props: Partial<McpGatewayProps>; expected: string }>([
    {
      title: 'no auth',
      props: { auth: wrong(undefined) },
      expected:
        'test/gateway: auth is missing: say what callers must show (GatewayAuth.oauth(…), .apiKeys(…), ' +
        '.serviceAccounts(…), or .anonymous(reason))',
    },
    { title: 'auth as text', props: { auth: wrong('none') }, expected: 'auth must be made by GatewayAuth, got "none"' },
    { title: 'no server', props: { servers: [] }, expected: 'test/gateway: servers must have at least one server' },
    {
      title: 'a server that is text',
      props: { servers: [wrong('notes')] },
      expected:
        'test/gateway: addServer: server must be a server, such as an McpServer or an McpRemoteServer, got "notes"',
    },
    {
      title: 'a session key in the open',
      props: { sessionKey: wrong('0'.repeat(64)) },
      expected: 'sessionKey must be a SecretSource, got a literal (hidden)',
    },
    { title: 'an engine that is none', props: { engine: wrong({}) }, expected: 'engine must be an engine' },
    { title: 'a name with capitals', props: { name: 'Gateway' }, expected: 'name must be lower-case letters' },
    { title: 'the namespace default', props: { namespace: 'default' }, expected: 'namespace must not be "default"' },
    { title: 'a misspelt prop', props: wrong({ authorisation: [] }), expected: 'authorisation is not a known prop' },
    {
      title: 'a time-out below 5 s',
      props: { resilience: { requestTimeout: Duration.seconds(2) } },
      expected: 'resilience.requestTimeout must be a Duration of 5 to 3600 whole seconds, got "2 s"',
    },
    {
      title: 'a connection longer than the request',
      props: { resilience: { requestTimeout: Duration.seconds(5), connectTimeout: Duration.seconds(10) } },
      expected: 'resilience.connectTimeout must not be longer than the request',
    },
    {
      title: 'a session of a second',
      props: { resilience: { sessionTimeout: Duration.seconds(1) } },
      expected: 'resilience.sessionTimeout must be',
    },
    {
      title: 'six retries',
      props: { resilience: { retries: 6 } },
      expected: 'resilience.retries must be an integer in 0-5, got 6',
    },
    {
      title: 'failClosed as text',
      props: { resilience: { failClosed: wrong('yes') } },
      expected: 'resilience.failClosed must be true or false',
    },
    {
      title: 'claims of API keys',
      props: { authorization: [ToolRule.allow({ claims: [{ claim: 'groups', anyOf: ['dev'] }] })] },
      expected: 'authorization[0].claims can never hold: callers show no token with auth api-keys',
    },
    {
      title: 'clients of tokens',
      props: { auth: OAUTH, authorization: [ToolRule.allow({ clients: ['ci'] })] },
      expected: 'authorization[0].clients can never hold: callers show no API key with auth oauth',
    },
    {
      title: 'a remote limit for nobody',
      props: {
        auth: GatewayAuth.anonymous('public documentation only'),
        rateLimit: RateLimit.remote({ host: 'a.b:1', egress: Egress.toCidrs('203.0.113.0/24') }),
      },
      expected: 'rateLimit.key is missing: anonymous callers have no name to count by',
    },
    {
      title: 'hosts inside the cluster',
      props: { routes: GatewayRoutes.hostPerServer('mcp.example.com') },
      expected: 'routes GatewayRoutes.hostPerServer() needs an exposure',
    },
    {
      title: 'TLS twice',
      props: { tls: GatewayTls.fromSecretName('tls'), exposure: ROUTE },
      expected: 'tls does not fit the exposure',
    },
    {
      title: 'keys by URL under plain policies',
      props: {
        auth: GatewayAuth.oauth({
          issuer: 'https://idp.example.com',
          jwks: Jwks.fromUrl('https://idp.example.com/jwks'),
        }),
      },
      expected:
        'auth.jwks has no way to idp.example.com: the gateway fetches the keys when it starts, and ends ' +
        'when it cannot (Jwks.fromUrl(url, Egress.toCidrs(…)), Jwks.fromConfigMap or ' +
        'Jwks.fromSecretSource, or NetworkPolicyEngine.CILIUM',
    },
    {
      title: 'keys over http outside the cluster',
      props: { auth: keysAt('http://idp.svc.example.com/jwks') },
      expected:
        'auth.jwks must be https: who can change the keys on the way can sign tokens; only hosts that end in .svc or .svc.cluster.local are inside the cluster, got "http://idp.svc.example.com/jwks"',
    },
    {
      title: 'keys at another cluster domain',
      props: { auth: keysAt('http://idp.auth.svc.corp.local/jwks') },
      expected: 'auth.jwks must be https',
    },
    {
      title: 'keys at a name of the node',
      props: { auth: keysAt('https://idp.svc.localhost/jwks') },
      expected: 'auth.jwks is at idp.svc.localhost, which names the pod itself or its node',
    },
    {
      title: 'keys of a Service without its pods',
      props: {
        auth: GatewayAuth.oauth({
          issuer: 'https://idp.example.com',
          jwks: Jwks.fromUrl('http://keycloak.idp.svc/jwks'),
        }),
      },
      expected: 'auth.jwks has no way to keycloak.idp.svc',
    },
    {
      title: 'Cilium ingress under plain policies',
      props: {
        exposure: Exposure.httpRoute({
          hostname: 'mcp.example.com',
          parentName: 'public',
          from: [Callers.ciliumIngress()],
        }),
      },
      expected: 'exposure.from[0] Callers.ciliumIngress() needs Cilium',
    },
    {
      title: 'an image of 1.3',
      props: { engine: AgentgatewayEngine.standalone({ image: `cr.agentgateway.dev/agentgateway:v1.3.1@${DIGEST}` }) },
      expected:
        'engine.image must be agentgateway 1.4, 1.5, 1.6, got "v1.3.1" (older ones know neither gateways nor routes',
    },
    {
      title: 'an image of 1.7',
      props: { engine: AgentgatewayEngine.standalone({ image: `cr.agentgateway.dev/agentgateway:v1.7.0@${DIGEST}` }) },
      expected: 'nothing is known of the configuration of newer ones',
    },
    {
      title: 'an image without digest',
      props: { engine: AgentgatewayEngine.standalone({ image: 'cr.agentgateway.dev/agentgateway:v1.4.1' }) },
      expected: 'engine.image must be repository:tag@sha256:digest',
    },
    {
      title: 'an image that says no version',
      props: { engine: AgentgatewayEngine.standalone({ image: `mirror.example.com/agentgateway:stable@${DIGEST}` }) },
      expected: 'engine.version is missing: the tag "stable" of engine.image says none',
    },
    {
      title: 'an image of another version',
      props: {
        engine: AgentgatewayEngine.standalone({
          version: AgentgatewayVersion.V1_6,
          image: `mirror.example.com/agentgateway:v1.5.0@${DIGEST}`,
        }),
      },
      expected: 'engine.version 1.6 is not that of engine.image, whose tag says 1.5',
    },
    {
      title: 'a log level that is none',
      props: { telemetry: { logLevel: wrong('VERBOSE;x') } },
      expected: 'telemetry.logLevel must be one of debug, info, warn, error',
    },
    {
      title: 'misspelt telemetry',
      props: { telemetry: wrong({ logLevl: 'info' }) },
      expected: 'telemetry.logLevl is not a known prop',
    },
    {
      title: 'a way to the keys on another port',
      props: {
        auth: GatewayAuth.oauth({
          issuer: 'https://idp.example.com',
          jwks: Jwks.fromUrl('https://idp.example.com:9443/jwks', Egress.toCidrs('203.0.113.0/24')),
        }),
      },
      expected: 'auth.jwks.egress must open port 9443, got 443 (….onPorts(9443))',
    },
    {
      title: 'a way to the limiter on another port',
      props: { rateLimit: RateLimit.remote({ host: 'a.b:8081', egress: Egress.toCidrs('203.0.113.0/24') }) },
      expected: 'rateLimit.egress must open port 8081, got 443 (….onPorts(8081))',
    },
    {
      title: 'a client without a key',
      props: { authorization: [ToolRule.allow({ clients: ['nobody'] })] },
      expected: 'authorization[0].clients[0] must be a client with a key (ci), got "nobody"',
    },
    {
      title: 'telemetry that is no URL',
      props: { telemetry: { otlp: { endpoint: 'otel:4317', egress: Egress.toCidrs('203.0.113.0/24') } } },
      expected: 'telemetry.otlp.endpoint must be an http or https URL',
    },
  ])('has its mistake named before anything is written: $title', ({ props, expected }) => {
    expect(problem(props)).toContain(expected);
  });

  test('names an unknown version', () => {
    expect(
      refusal(() => {
        AgentgatewayEngine.standalone({ version: wrong('1.3') });
      }),
    ).toContain('AgentgatewayEngine.standalone: version must be one of 1.4, 1.5, 1.6');
  });

  test('is told the way out of a registry that is not allowed', () => {
    expect(problem({}, { allowedRegistries: ['registry.example.com'] })).toContain(
      'test/gateway: engine.image must be from an allowed registry (registry.example.com), got ' +
        '"cr.agentgateway.dev/agentgateway" (McpPlatform.allowedRegistries, or set images.agentgateway ' +
        'in McpPlatform.configure to a mirror of it)',
    );
  });

  test('is told all its problems in one error', () => {
    const text = problem({ resilience: { requestTimeout: Duration.seconds(1), retries: 9 }, name: 'X' });
    for (const prop of ['resilience.requestTimeout', 'resilience.retries', 'name']) {
      expect(text).toContain(prop);
    }
  });

  test('is told the numbers when a ConfigMap cannot hold its configuration', () => {
    const text = refusal(scope => {
      const names = Array.from({ length: 4000 }, (_, i) => `tool_${'x'.repeat(100)}_${i}`);
      const mcp = gateway(scope, { routes: GatewayRoutes.mixed() });
      for (let i = 0; i < 3; i += 1) {
        mcp.addServer(backend(scope, `notes-${i}`), { tools: ToolPolicy.allow(...names) });
      }
    });
    expect(text).toMatch(
      /test\/gateway: servers make a configuration of \d{7} bytes, a ConfigMap holds 1048576: 3 servers, 4 routes\. Fix: several gateways/,
    );
  });
});

/** A server of a class of someone's own, with what a test wants to be different. */
class Own extends Construct implements IMcpEndpoint {
  public readonly name = 'own';
  public readonly endpoint: EndpointAddress;
  public readonly pods = { namespace: 'own', labels: { app: 'own' } };
  public constructor(scope: Construct, address: Partial<EndpointAddress> = {}, members: Partial<IMcpEndpoint> = {}) {
    super(scope, 'own');
    this.endpoint = {
      host: 'own.own.svc',
      port: 80,
      path: '/mcp',
      url: 'http://own.own.svc/mcp',
      transport: HttpTransport.STREAMABLE,
      sessions: Sessions.NONE,
      ...address,
    };
    Object.assign(this, members);
  }
  public allowFrom(): void {}
}

describe('a server behind a gateway is refused', () => {
  function added(build: (scope: Chart) => void): string {
    return refusal(build);
  }
  const server = (scope: Construct, id = 'notes') => backend(scope, id);

  test.each<{ title: string; build: (scope: Chart) => void; expected: string }>([
    {
      title: 'twice',
      build: scope => {
        const notes = server(scope);
        gateway(scope, { servers: [notes, notes] });
      },
      expected: 'test/gateway: addServer: server test/notes is behind this gateway already, as notes',
    },
    {
      title: 'with the prefix of another',
      build: scope => {
        gateway(scope, { servers: [server(scope)] }).addServer(server(scope, 'wiki'), { prefix: 'notes' });
      },
      expected:
        'prefix "notes" is that of test/notes (addServer(server, { prefix }), for the servers of a pool ' +
        'pool.addTo(gateway, { prefix }))',
    },
    {
      title: 'with a prefix that has _',
      build: scope => {
        gateway(scope).addServer(server(scope), { prefix: 'a_b' });
      },
      expected:
        'prefix must be lower-case letters, digits and -, starting with a letter, at most 40 characters, got "a_b"',
    },
    {
      title: 'with a prefix of 41 characters',
      build: scope => {
        gateway(scope).addServer(server(scope), { prefix: 'a'.repeat(41) });
      },
      expected: 'prefix must be',
    },
    {
      title: 'with a path where there are none',
      build: scope => {
        gateway(scope).addServer(server(scope), { path: '/notes' });
      },
      expected: 'path has no meaning: the servers have no addresses of their own',
    },
    {
      title: 'with a host where there are paths',
      build: scope => {
        gateway(scope, { routes: GatewayRoutes.pathPerServer() }).addServer(server(scope), {
          hostname: 'notes.example.com',
        });
      },
      expected: 'hostname has no meaning: the servers have paths of their own',
    },
    {
      title: 'with the path of another',
      build: scope => {
        const mcp = gateway(scope, { routes: GatewayRoutes.pathPerServer(), servers: [server(scope)] });
        mcp.addServer(server(scope, 'wiki'), { path: '/notes/mcp' });
      },
      expected: 'path /notes/mcp is that of test/notes',
    },
    {
      title: 'with the path of all',
      build: scope => {
        gateway(scope, { routes: GatewayRoutes.mixed('/all') }).addServer(server(scope), { path: '/all' });
      },
      expected: 'path /all is that of all servers together',
    },
    ...['/a/', '/A', 'a'].map(path => ({
      title: `with the path ${path}`,
      build: (scope: Chart) => {
        gateway(scope, { routes: GatewayRoutes.pathPerServer() }).addServer(server(scope), { path });
      },
      expected: 'path must be a path such as /notes/mcp',
    })),
    {
      title: 'with an address for a host',
      build: scope => {
        gateway(scope, { routes: GatewayRoutes.hostPerServer('a.example'), exposure: ROUTE }).addServer(server(scope), {
          hostname: '10.0.0.1',
        });
      },
      expected: 'hostname must be a host name',
    },
    {
      title: 'with a prefix that makes its host too long',
      build: scope => {
        const domain = `${'a'.repeat(60)}.`.repeat(4).slice(0, -1);
        gateway(scope, { routes: GatewayRoutes.hostPerServer(domain), exposure: ROUTE }).addServer(server(scope), {
          prefix: 'b'.repeat(40),
        });
      },
      expected: 'prefix must be short enough for a host name of 253 characters',
    },
    {
      title: 'with the host *',
      build: scope => {
        gateway(scope, { routes: GatewayRoutes.hostPerServer('a.example'), exposure: ROUTE }).addServer(server(scope), {
          hostname: '*.a.example',
        });
      },
      expected: 'hostname must be a host name',
    },
    {
      title: 'over WebSocket',
      build: scope => {
        gateway(scope, {
          servers: [backend(scope, 'notes', { source: source({ transport: HttpTransport.WEBSOCKET }) })],
        });
      },
      expected: 'server.endpoint.transport must be one of streamable-http, sse, which gateways speak, got "websocket"',
    },
    {
      title: 'with tools that are text',
      build: scope => {
        gateway(scope).addServer(server(scope), { tools: wrong(['a']) });
      },
      expected: 'tools must be made by ToolPolicy',
    },
    {
      title: 'with sessions in memory and a gateway that keeps none',
      build: scope => {
        gateway(scope, { servers: [backend(scope, 'notes', { source: source({ sessions: Sessions.IN_MEMORY }) })] });
      },
      expected:
        'test/gateway: addServer test/notes: server keeps its sessions in memory, and the gateway keeps ' +
        'none: each call would begin a new session (give the gateway a sessionKey)',
    },
    {
      title: "with a secret that cannot exist in the gateway's namespace",
      build: scope => {
        const notes = backend(scope, 'notes', {
          serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('notes', 'token')),
        });
        gateway(scope, { servers: [notes], namespace: 'elsewhere' });
      },
      expected:
        'test/notes serverAuth is a secret of namespace mcp-tools alone, and the gateway, which presents ' +
        'it, lives in elsewhere (SecretSource.fromStore with a SecretStore.clusterStore(…)',
    },
    {
      title: 'with a store of its namespace',
      build: scope => {
        const notes = backend(scope, 'notes', {
          serverAuth: ServerAuth.bearer(SecretSource.fromStore(SecretStore.namespaced('team'), { key: 'x' })),
        });
        gateway(scope, { servers: [notes], namespace: 'elsewhere' });
      },
      expected: 'is a secret of namespace mcp-tools alone',
    },
    {
      title: 'elsewhere, under plain policies and without a way',
      build: scope => {
        gateway(scope, { servers: [new McpRemoteServer(scope, 'docs', { url: 'https://docs.example.com/mcp' })] });
      },
      expected: 'egress is missing: docs.example.com is a name, and a plain NetworkPolicy knows addresses alone',
    },
    {
      title: "of a class of someone's own without address",
      build: scope => {
        class Odd extends Construct implements IMcpEndpoint {
          public readonly name = 'odd';
          public readonly endpoint = wrong({ host: 'a b', port: 0, path: 'x' });
          public allowFrom(): void {}
        }
        gateway(scope, { servers: [new Odd(scope, 'odd')] });
      },
      expected:
        'server.endpoint.host must be a DNS name without port, got "a b"; server.endpoint.port must be ' +
        'an integer in 1-65535, got 0; server.endpoint.path must be a path',
    },
    {
      title: "of a class of someone's own with a URL of another host",
      build: scope => {
        gateway(scope, { servers: [new Own(scope, { url: 'http://169.254.169.254/latest' })] });
      },
      expected:
        'server.endpoint.url must be the http or https URL of host, port and path, got "http://169.254.169.254/latest"',
    },
    {
      title: "of a class of someone's own without labels",
      build: scope => {
        gateway(scope, { servers: [new Own(scope, {}, { pods: { namespace: 'a', labels: {} } })] });
      },
      expected: 'server.pods.labels must have at least one label',
    },
    {
      title: "of a class of someone's own with a literal header",
      build: scope => {
        gateway(scope, { servers: [new Own(scope, {}, { headers: { 'x-key': wrong('secret') } })] });
      },
      expected: 'server.headers.x-key must be a SecretSource (a secret never stands in a manifest)',
    },
    {
      title: "of a class of someone's own with tools as a list",
      build: scope => {
        gateway(scope, { servers: [new Own(scope, {}, { tools: wrong(['a']) })] });
      },
      expected: 'server.tools must be made by ToolPolicy',
    },
    {
      title: 'with a header twice',
      build: scope => {
        const token = SecretSource.fromSecretName('a', 'b');
        gateway(scope, {
          servers: [new Own(scope, {}, { serverAuth: ServerAuth.bearer(token), headers: { authorization: token } })],
        });
      },
      expected: 'headers.authorization is the header that serverAuth sends (one header, one value)',
    },
    {
      title: 'elsewhere, by a way to another port',
      build: scope => {
        gateway(scope, {
          servers: [
            new McpRemoteServer(scope, 'docs', {
              url: 'https://docs.example.com:8443/mcp',
              egress: Egress.toCidrs('203.0.113.0/24'),
            }),
          ],
        });
      },
      expected: 'egress must open port 8443, got 443 (….onPorts(8443))',
    },
  ])('$title', ({ build, expected }) => {
    expect(added(build)).toContain(expected);
  });

  test('when a rule names it and it is not behind the gateway', () => {
    expect(
      refusal(scope => {
        gateway(scope, {
          servers: [server(scope)],
          authorization: [ToolRule.allow({ servers: [server(scope, 'wiki')] })],
        });
      }),
    ).toContain(
      'test/gateway: authorization[0].servers has test/wiki, which is not behind the gateway. Fix: ' +
        'addServer(server), or leave it out',
    );
  });

  test('and nothing is left of it: no file, no volume, no entry of a store', () => {
    const written = (refuse: boolean): string => {
      const scope = chart();
      const mcp = gateway(scope, {
        servers: [
          backend(scope, 'notes', { serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'notes' })) }),
        ],
      });
      if (refuse) {
        const bad = new McpRemoteServer(scope, 'bad', {
          url: 'https://bad.example.com/mcp',
          headers: {
            'x-a': SecretSource.fromStore(vault, { key: 'bad' }),
            'x-b': SecretSource.fromStore(SecretStore.namespaced('vault'), { key: 'bad' }),
          },
          caBundle: CaBundle.fromConfigMap('bad', 'ca.crt'),
          egress: Egress.toCidrs('203.0.113.0/24'),
        });
        expect(() => mcp.addServer(bad)).toThrow('of the same name "vault"');
      }
      return JSON.stringify(synth(scope));
    };
    expect(written(true)).toBe(written(false));
  });

  test('and is not half added: another may take its prefix', () => {
    const scope = chart();
    const mcp = gateway(scope);
    expect(() => mcp.addServer(backend(scope, 'notes', { source: source({ sessions: Sessions.IN_MEMORY }) }))).toThrow(
      'sessions in memory',
    );
    mcp.addServer(backend(scope, 'other'), { prefix: 'notes' });
    expect(mcp.servers.map(({ name }) => name)).toEqual(['other']);
  });
});

describe('a server elsewhere is refused', () => {
  test.each<{ title: string; props: Partial<McpRemoteServerProps>; expected: string }>([
    {
      title: 'over http',
      props: { url: 'http://docs.example.com/mcp' },
      expected: 'test/docs: url must be https: the gateway sends credentials',
    },
    {
      title: 'with credentials',
      props: { url: 'https://me:secret@docs.example.com/mcp' },
      expected: 'url must be an https URL in lower case, without credentials, query and fragment, got "(hidden)"',
    },
    {
      title: 'with a query',
      props: { url: 'https://docs.example.com/mcp?key=secret' },
      expected: 'got "(hidden)" (what stands behind ? may be a credential: use headers)',
    },
    { title: 'at an address', props: { url: 'https://203.0.113.1/mcp' }, expected: 'its host is an address' },
    { title: 'at an address in disguise', props: { url: 'https://2852039166/mcp' }, expected: 'its host' },
    { title: 'at port 0', props: { url: 'https://docs.example.com:0/mcp' }, expected: 'with a port in 1-65535, got 0' },
    {
      title: 'over http at a host that only looks as if it were in the cluster',
      props: { url: 'http://mcp.svc.evil.example/mcp', egress: Egress.toCidrs('203.0.113.0/24').onPorts(80) },
      expected: 'url must be https',
    },
    {
      title: 'in the cluster without its pods',
      props: { url: 'http://docs.tools.svc.cluster.local:8080/mcp' },
      expected: 'egress is missing: a Service is reached by the labels of its pods',
    },
    {
      title: 'with a literal secret',
      props: { headers: { authorization: wrong('Bearer x') } },
      expected: 'headers.authorization must be a SecretSource, got a literal (hidden)',
    },
    {
      title: 'with an upper-case header',
      props: { headers: { 'X-Key': SecretSource.fromSecretName('a', 'b') } },
      expected: 'headers.X-Key must be an HTTP header name in lower case',
    },
    {
      title: 'with a header of the transport',
      props: { headers: { 'mcp-session-id': SecretSource.fromSecretName('a', 'b') } },
      expected: 'headers.mcp-session-id is set by the transport',
    },
    { title: 'with tools as a list', props: { tools: wrong(['a']) }, expected: 'tools must be made by ToolPolicy' },
    {
      title: 'with a name of 41 characters',
      props: { name: 'a'.repeat(41) },
      expected: 'name must be lower-case letters',
    },
    {
      title: 'over WebSocket',
      props: { transport: HttpTransport.WEBSOCKET },
      expected: 'transport must be one of streamable-http, sse, got "websocket"',
    },
    { title: 'without a URL', props: { url: wrong(undefined) }, expected: 'url must be an https URL' },
  ])('$title', ({ props, expected }) => {
    expect(
      refusal(scope => {
        new McpRemoteServer(scope, 'docs', { url: 'https://docs.example.com/mcp', ...props });
      }),
    ).toContain(expected);
  });

  test('as a caller, because it has no pods here', () => {
    expect(
      refusal(scope => {
        Callers.server(new McpRemoteServer(scope, 'docs', { url: 'https://docs.example.com/mcp' }));
      }),
    ).toContain('does not run in this cluster');
  });
});

/** Every NetworkPolicy of an app by its name. */
function policies(manifests: Manifest[]): Record<string, Manifest> {
  return Object.fromEntries(
    manifests
      .filter(({ kind }) => kind.endsWith('NetworkPolicy'))
      .map(({ kind, metadata, spec }) => [`${kind} ${metadata.namespace}/${metadata.name}`, spec]),
  );
}

describe('network policy', () => {
  /** Two servers in charts and namespaces of their own, and a gateway that has `prefixes` of them. */
  function world(prefixes: string[]): Record<string, Manifest> {
    const app = Testing.app();
    const [tools, data, edge] = ['tools', 'data', 'edge'].map(
      name => new Chart(app, name, { namespace: `mcp-${name}` }),
    );
    const servers: Record<string, IMcpEndpoint> = {
      notes: backend(tools, 'notes', { callers: [Callers.namespace('agents')] }),
      wiki: backend(data, 'wiki'),
    };
    const other = backend(edge, 'other');
    const mcp = gateway(edge, { servers: [other] });
    prefixes.forEach(prefix => mcp.addServer(servers[prefix]));
    return policies([tools, data, edge].flatMap(of => Testing.synth(of)));
  }

  test('adding a server opens the way from the gateway to its port, on both sides, and nothing else', () => {
    const [before, after] = [world([]), world(['wiki'])];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(Object.keys(after).filter(name => JSON.stringify(after[name]) !== JSON.stringify(before[name]))).toEqual([
      'NetworkPolicy mcp-data/wiki',
      'NetworkPolicy mcp-edge/gateway',
    ]);
    const gatewayPods = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mcp-edge' } },
      podSelector: { matchLabels: { 'cdk8s-mcp/gateway': 'gateway' } },
    };
    expect(after['NetworkPolicy mcp-data/wiki']).toEqual({
      ...before['NetworkPolicy mcp-data/wiki'],
      ingress: [{ from: [gatewayPods], ports: [{ protocol: 'TCP', port: 8080 }] }],
    });
    const { egress, ...rest } = after['NetworkPolicy mcp-edge/gateway'];
    const { egress: egressBefore, ...restBefore } = before['NetworkPolicy mcp-edge/gateway'];
    expect(rest).toEqual(restBefore);
    const wiki = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mcp-data' } },
      podSelector: { matchLabels: { 'cdk8s-mcp/server': 'wiki' } },
    };
    expect(egress).toEqual([
      egressBefore[0],
      { ...egressBefore[1], to: expect.arrayContaining([...egressBefore[1].to, wiki]) },
    ]);
    expect(egress[1].to).toHaveLength(2);
  });

  test('an exposure admits its data plane and nobody else', () => {
    const closed = policies(gatewayObjects())['NetworkPolicy mcp-tools/gateway'];
    const exposed = policies(gatewayObjects({ exposure: ROUTE }))['NetworkPolicy mcp-tools/gateway'];
    expect(closed.ingress).toEqual([]);
    expect(exposed).toEqual({
      ...closed,
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateways' } },
              podSelector: { matchLabels: { app: 'envoy' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 8080 }],
        },
      ],
    });
  });

  test('keys by URL, a limiter and a collector open the way to their hosts', () => {
    const scope = chart();
    McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    gateway(scope, {
      servers: [new McpRemoteServer(scope, 'docs', { url: 'https://docs.example.com:8443/mcp' })],
      auth: GatewayAuth.oauth({
        issuer: 'https://idp.example.com',
        jwks: Jwks.fromUrl('https://keys.example.com/jwks'),
      }),
    });
    const spec = policies(synth(scope))['CiliumNetworkPolicy mcp-tools/gateway'];
    expect(spec.egress.slice(1)).toEqual([
      { toFQDNs: [{ matchName: 'keys.example.com' }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
      { toFQDNs: [{ matchName: 'docs.example.com' }], toPorts: [{ ports: [{ port: '8443', protocol: 'TCP' }] }] },
    ]);
  });

  test('keys by URL with a way of their own need no Cilium', () => {
    const keys = Jwks.fromUrl('https://keys.example.com/jwks', Egress.toCidrs('203.0.113.7/32'));
    const manifests = gatewayObjects({ auth: GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: keys }) });
    expect(policies(manifests)['NetworkPolicy mcp-tools/gateway'].egress).toContainEqual({
      to: [{ ipBlock: { cidr: '203.0.113.7/32' } }],
      ports: [{ protocol: 'TCP', port: 443 }],
    });
    expect(policiesOf(manifests).mcpAuthentication.jwks).toEqual({ url: 'https://keys.example.com/jwks' });
  });

  test.each([
    'http://idp.auth.svc/jwks',
    'http://idp.auth.svc.corp.local:8080/jwks',
    'https://idp.auth.svc.corp.local/jwks',
  ])('keys of a Service at %s open the way to its pods', url => {
    const scope = chart();
    McpPlatform.configure(scope, { clusterDomain: 'corp.local' });
    gateway(scope, { servers: [backend(scope, 'notes')], auth: keysAt(url) });
    expect(policiesOf(synth(scope)).mcpAuthentication.jwks).toEqual({ url });
  });
});

describe('names and addresses', () => {
  test('a second server renames nothing', () => {
    const targets = (count: number): Manifest => {
      const scope = chart();
      gateway(scope, { servers: ['notes', 'wiki'].slice(0, count).map(id => backend(scope, id)) });
      return documentOf(synth(scope)).routes[0].backends[0].mcp;
    };
    expect([targets(1), targets(2)].map(({ prefixMode, targets: list }) => [prefixMode, list[0].name])).toEqual([
      ['always', 'notes'],
      ['always', 'notes'],
    ]);
  });

  test('the order in which servers are added changes nothing', () => {
    const written = (ids: string[]): string => {
      const scope = chart();
      const servers = Object.fromEntries(
        ['a', 'b', 'c'].map(id => [
          id,
          backend(scope, id, { serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: id })) }),
        ]),
      );
      const mcp = gateway(scope, { routes: GatewayRoutes.mixed() });
      ids.forEach(id => mcp.addServer(servers[id]));
      return JSON.stringify(synth(scope));
    };
    expect(written(['c', 'a', 'b'])).toBe(written(['a', 'b', 'c']));
  });

  test.each<{ title: string; props: Partial<McpGatewayProps>; url: string | undefined; own: string }>([
    {
      title: 'inside the cluster',
      props: {},
      url: 'http://gateway.mcp-tools.svc.cluster.local:8080/mcp',
      own: 'http://gateway.mcp-tools.svc.cluster.local:8080/mcp',
    },
    {
      title: 'with TLS of its own',
      props: { tls: GatewayTls.fromSecretName('tls') },
      url: 'https://gateway.mcp-tools.svc.cluster.local:8443/mcp',
      own: 'https://gateway.mcp-tools.svc.cluster.local:8443/mcp',
    },
    {
      title: 'behind a route',
      props: { exposure: ROUTE },
      url: 'https://mcp.example.com/mcp',
      own: 'https://mcp.example.com/mcp',
    },
    {
      title: 'with paths',
      props: { exposure: ROUTE, routes: GatewayRoutes.pathPerServer() },
      url: undefined,
      own: 'https://mcp.example.com/notes/mcp',
    },
    {
      title: 'with both',
      props: { exposure: ROUTE, routes: GatewayRoutes.mixed('/all') },
      url: 'https://mcp.example.com/all',
      own: 'https://mcp.example.com/notes/mcp',
    },
  ])('a gateway $title has its address', ({ props, url, own }) => {
    const scope = chart();
    const notes = backend(scope, 'notes');
    const mcp = gateway(scope, { servers: [notes], auth: OAUTH, ...props });
    expect([mcp.url, mcp.urlOf(notes)]).toEqual([url, own]);
    const { routes } = documentOf(synth(scope));
    const resources = routes.map((route: Manifest) => route.policies.mcpAuthentication.resourceMetadata.resource);
    expect([...resources].sort()).toEqual([...new Set([own, url ?? own])].sort());
  });

  test('each route is an audience of its own, and is sent its own metadata', () => {
    const manifests = gatewayObjects({ auth: OAUTH, exposure: ROUTE, routes: GatewayRoutes.mixed() });
    for (const route of documentOf(manifests).routes) {
      const [
        {
          path: { exact },
        },
        {
          path: { exact: metadata },
        },
      ] = route.matches;
      expect(route.policies.mcpAuthentication).toMatchObject({
        audiences: [`https://mcp.example.com${exact}`],
        resourceMetadata: { resource: `https://mcp.example.com${exact}` },
      });
      expect(metadata).toBe(`/.well-known/oauth-protected-resource${exact}`);
    }
  });

  test('hosts of servers are told apart by host name, in the route from outside too', () => {
    const manifests = gatewayObjects({ exposure: ROUTE, routes: GatewayRoutes.hostPerServer('tools.example.com') });
    expect(documentOf(manifests).routes).toMatchObject([
      { hostnames: ['notes.tools.example.com'], matches: [{ path: { exact: '/mcp' } }] },
    ]);
    expect(find(manifests, 'HTTPRoute').spec.hostnames).toEqual(['notes.tools.example.com']);
  });

  test('more hosts than an HTTPRoute takes are an error', () => {
    expect(
      refusal(scope => {
        gateway(scope, {
          exposure: ROUTE,
          routes: GatewayRoutes.hostPerServer('a.example'),
          servers: Array.from({ length: 17 }, (_, i) => backend(scope, `s${i}`)),
        });
      }),
    ).toContain(
      'test/gateway: routes have 17 host names, an HTTPRoute at most 16. Fix: ' +
        'GatewayRoutes.pathPerServer(), or several gateways',
    );
  });

  test('a server that is not behind the gateway has no address there', () => {
    const scope = chart();
    expect(() => gateway(scope, { servers: [backend(scope, 'notes')] }).urlOf(backend(scope, 'wiki'))).toThrow(
      'test/gateway: urlOf: server is not behind this gateway',
    );
  });
});

describe('configuration for clients', () => {
  function config(kind: McpClientKind, props: Partial<McpGatewayProps> = {}): Manifest {
    const scope = chart();
    return JSON.parse(
      gateway(scope, { servers: [backend(scope, 'notes')], exposure: ROUTE, ...props }).clientConfig(kind),
    );
  }

  test.each<{ kind: McpClientKind; props: Partial<McpGatewayProps>; expected: Manifest }>([
    {
      kind: McpClientKind.MCP_JSON,
      props: {},
      expected: {
        mcpServers: {
          gateway: {
            type: 'http',
            url: 'https://mcp.example.com/mcp',
            headers: { Authorization: 'Bearer ${MCP_GATEWAY_CREDENTIAL}' },
          },
        },
      },
    },
    {
      kind: McpClientKind.MCP_JSON,
      props: { auth: OAUTH, routes: GatewayRoutes.pathPerServer() },
      expected: { mcpServers: { notes: { type: 'http', url: 'https://mcp.example.com/notes/mcp' } } },
    },
    {
      kind: McpClientKind.VS_CODE,
      props: { auth: OAUTH },
      expected: { servers: { gateway: { type: 'http', url: 'https://mcp.example.com/mcp' } } },
    },
    {
      kind: McpClientKind.VS_CODE,
      props: { auth: API_KEYS },
      expected: {
        inputs: [
          {
            type: 'promptString',
            id: 'mcp-gateway-credential',
            description: 'API key of the MCP gateway',
            password: true,
          },
        ],
        servers: {
          gateway: {
            type: 'http',
            url: 'https://mcp.example.com/mcp',
            headers: { Authorization: 'Bearer ${input:mcp-gateway-credential}' },
          },
        },
      },
    },
  ])('$kind', ({ kind, props, expected }) => {
    expect(config(kind, props)).toEqual(expected);
  });
});

describe('kagent', () => {
  function told(props: Partial<McpGatewayProps>, options: Partial<KagentServerOptions>, own = false): Manifest {
    const scope = chart();
    const notes = backend(scope, 'notes');
    gateway(scope, { servers: [notes], ...props }).addKagentServer('kagent', {
      description: 'Notes',
      server: own ? notes : undefined,
      ...options,
    });
    return find(synth(scope), 'RemoteMCPServer');
  }

  test('is told the address, the time-out and where the credential is', () => {
    const { metadata, spec } = told(
      {},
      { namespace: 'kagent', authorization: SecretSource.fromSecretName('mcp', 'header') },
    );
    expect([metadata.name, metadata.namespace, spec]).toEqual([
      'gateway',
      'kagent',
      {
        description: 'Notes',
        protocol: 'STREAMABLE_HTTP',
        url: 'http://gateway.mcp-tools.svc.cluster.local:8080/mcp',
        timeout: '60s',
        headersFrom: [{ name: 'Authorization', valueFrom: { type: 'Secret', name: 'mcp', key: 'header' } }],
      },
    ]);
  });

  test('is told of one server alone', () => {
    const { metadata, spec } = told(
      { auth: GatewayAuth.anonymous('public documentation only'), routes: GatewayRoutes.pathPerServer() },
      {},
      true,
    );
    expect([metadata.name, spec.url, spec.headersFrom]).toEqual([
      'gateway-notes',
      'http://gateway.mcp-tools.svc.cluster.local:8080/notes/mcp',
      undefined,
    ]);
  });

  test.each<{ title: string; options: Partial<KagentServerOptions>; expected: string }>([
    {
      title: 'without a credential',
      options: {},
      expected:
        'test/gateway: addKagentServer: authorization is missing: the gateway answers 401 without it (auth api-keys)',
    },
    {
      title: 'with a credential in the open',
      options: { authorization: wrong('Bearer x') },
      expected: 'authorization must be a SecretSource (a secret never stands in a manifest)',
    },
    {
      title: 'with a Secret of another namespace',
      options: {
        authorization: SecretSource.fromSecret(
          new kplus.Secret(chart('other'), 'secret', { metadata: { name: 's', namespace: 'other' } }),
          'k',
        ),
        namespace: 'agents',
      },
      expected: 'authorization is in a Secret of namespace "other", the object lives in "agents"',
    },
    {
      title: 'with a store',
      options: { authorization: SecretSource.fromStore(vault, { key: 'x' }) },
      expected: 'authorization comes from a store, and kagent reads Secrets that exist',
    },
    {
      title: 'without description',
      options: { description: '' },
      expected: 'description must be a text for the agents',
    },
    {
      title: 'a description that YAML would change',
      options: { description: 'tells agents what they find here\n \nand nothing else\n ' },
      expected: 'description has a line of one blank',
    },
    {
      title: 'in the namespace default',
      options: { namespace: 'default' },
      expected: 'namespace must not be "default"',
    },
    { title: 'with a name that is none', options: { name: 'A b' }, expected: 'name must be a DNS subdomain name' },
  ])('is refused $title', ({ options, expected }) => {
    expect(
      refusal(() => {
        told({}, options);
      }),
    ).toContain(expected);
  });
});

describe('secrets', () => {
  test("a server's credential is a second ExternalSecret, in the gateway's namespace, and in no configuration", () => {
    const scope = chart();
    const edge = new McpNamespace(scope, 'edge', { name: 'mcp-edge' });
    const notes = backend(scope, 'notes', {
      serverAuth: ServerAuth.header('X-Key', SecretSource.fromStore(vault, { key: 'mcp/notes', property: 'caller' })),
    });
    const mcp = gateway(edge);
    mcp.addServer(notes);
    const manifests = synth(scope);
    const secret = find(manifests, 'ExternalSecret', 'gateway-vault');
    expect([secret.metadata.namespace, secret.spec.data]).toEqual([
      'mcp-edge',
      [{ secretKey: 'notes.x-key', remoteRef: { key: 'mcp/notes', property: 'caller' } }],
    ]);
    expect(documentOf(manifests).routes[0].backends[0].mcp.targets[0].policies.backendAuth).toEqual({
      key: { value: { file: '/var/run/mcp/creds/notes.x-key' }, location: { header: { name: 'x-key' } } },
    });
    expect(find(manifests, 'Deployment', 'gateway').spec.template.spec.volumes).toContainEqual({
      name: 'creds',
      projected: {
        defaultMode: 288,
        sources: [{ secret: { name: 'gateway-vault', items: [{ key: 'notes.x-key', path: 'notes.x-key' }] } }],
      },
    });
  });

  test('a store that two servers share is asked by one ExternalSecret', () => {
    const scope = chart();
    const mcp = gateway(scope);
    for (const id of ['b', 'a']) {
      mcp.addServer(backend(scope, id, { serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: id })) }));
    }
    expect(
      find(synth(scope), 'ExternalSecret', 'gateway-vault').spec.data.map(({ secretKey }: Manifest) => secretKey),
    ).toEqual(['a.authorization', 'b.authorization']);
  });

  test('the session key is a variable from a Secret, and sessions are kept with it alone', () => {
    const keyed = gatewayObjects({ sessionKey: SecretSource.fromSecretName('session', 'key') });
    const [{ env }] = find(keyed, 'Deployment', 'gateway').spec.template.spec.containers;
    expect(env).toContainEqual({ name: 'SESSION_KEY', valueFrom: { secretKeyRef: { name: 'session', key: 'key' } } });
    expect(
      [keyed, gatewayObjects()].map(manifests => [
        documentOf(manifests).routes[0].backends[0].mcp.statefulMode,
        find(manifests, 'Service', 'gateway').spec.sessionAffinity,
      ]),
    ).toEqual([
      ['stateful', 'ClientIP'],
      ['stateless', undefined],
    ]);
  });
});

describe('what a gateway presents', () => {
  test("headers that look alike are files of their own, and none is that of the gateway's keys", () => {
    const scope = chart();
    McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    const secret = (key: string): SecretSource => SecretSource.fromSecretName('s', key);
    const headers = { 'x-api': secret('a'), 'x_api': secret('b'), 'x.api': secret('c'), 'json': secret('d') };
    gateway(scope, {
      servers: [new McpRemoteServer(scope, 'jwks', { url: 'https://docs.example.com/mcp', headers })],
      auth: GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromSecretSource(secret('keys')) }),
    });
    const manifests = synth(scope);
    const { volumes } = find(manifests, 'Deployment').spec.template.spec;
    expect(volumes.find(({ name }: Manifest) => name === 'creds').projected.sources[0].secret.items).toEqual([
      { key: 'keys', path: 'jwks' },
      { key: 'd', path: 'jwks.json' },
      { key: 'a', path: 'jwks.x-api' },
      { key: 'c', path: 'jwks.x_2eapi' },
      { key: 'b', path: 'jwks.x_5fapi' },
    ]);
    expect(policiesOf(manifests).mcpAuthentication.jwks).toEqual({ file: '/var/run/mcp/creds/jwks' });
  });

  test('authorities of a server called bundle are another volume than those of the platform', () => {
    const scope = chart();
    McpPlatform.configure(scope, {
      networkPolicyEngine: NetworkPolicyEngine.CILIUM,
      caBundle: CaBundle.fromConfigMap('company', 'ca.crt'),
    });
    gateway(scope, {
      servers: [
        new McpRemoteServer(scope, 'bundle', {
          url: 'https://docs.example.com/mcp',
          caBundle: CaBundle.fromConfigMap('partner', 'ca.crt'),
        }),
      ],
    });
    const names = find(synth(scope), 'Deployment').spec.template.spec.volumes.map(({ name }: Manifest) => name);
    expect(names).toEqual(['authorities-bundle', 'ca-bundle', 'config', 'tmp']);
  });

  test('a grant may name hundreds of servers, and a policy hundreds of tools', () => {
    const scope = chart();
    const servers = Array.from({ length: 300 }, (_, i) => backend(scope, `server-${i}`));
    gateway(scope, {
      servers,
      authorization: [ToolRule.allow({ servers, tools: Array.from({ length: 400 }, (_, i) => `tool_${i}`) })],
    });
    expect(policiesOf(synth(scope)).mcpAuthorization.rules).toHaveLength(1);
  });

  test('an address that changes after the server was added is not written', () => {
    const scope = chart();
    const own = new Own(scope);
    gateway(scope, { servers: [own] });
    const before = JSON.stringify(synth(scope));
    Object.assign(own.endpoint, { url: 'ftp://evil.example/mcp' });
    expect(JSON.stringify(synth(scope))).toBe(before);
  });
});

describe('a running gateway', () => {
  function restartHash(props: Partial<McpGatewayProps>): string {
    return find(gatewayObjects(props), 'Deployment', 'gateway').spec.template.metadata.annotations[
      'cdk8s-mcp/restart-hash'
    ];
  }

  test('is rolled by what it does not read again, and by nothing else', () => {
    expect(restartHash({ resilience: { sessionTimeout: Duration.hours(1) } })).not.toBe(restartHash({}));
    const reloaded = {
      rateLimit: RateLimit.local({ requests: 1 }),
      resilience: { requestTimeout: Duration.seconds(9) },
      routes: GatewayRoutes.mixed(),
    };
    expect(restartHash(reloaded)).toBe(restartHash({}));
  });

  test('mounts its configuration as a directory, so that changes arrive', () => {
    const {
      containers: [{ volumeMounts, args }],
    } = find(gatewayObjects(), 'Deployment', 'gateway').spec.template.spec;
    expect([args, volumeMounts[0]]).toEqual([
      ['-f', '/etc/mcp-gateway/config.json'],
      { name: 'config', mountPath: '/etc/mcp-gateway', readOnly: true },
    ]);
  });

  test('drains twice its deadline and ends within the grace period', () => {
    const {
      containers: [{ env, lifecycle }],
      terminationGracePeriodSeconds: grace,
    } = find(gatewayObjects(), 'Deployment', 'gateway').spec.template.spec;
    const deadline = Number(
      env.find(({ name }: Manifest) => name === 'CONNECTION_MIN_TERMINATION_DEADLINE').value.replace('s', ''),
    );
    expect(lifecycle.preStop.sleep.seconds + 2 * deadline + 5).toBeLessThanOrEqual(grace);
    expect(deadline).toBe(15);
  });

  test('is asked by three probes: the port starts, the configuration is read, the port answers', () => {
    const {
      containers: [container],
    } = find(gatewayObjects(), 'Deployment', 'gateway').spec.template.spec;
    expect([
      container.startupProbe.tcpSocket,
      container.readinessProbe.httpGet,
      container.livenessProbe.tcpSocket,
    ]).toEqual([{ port: 'mcp' }, { path: '/healthz/ready', port: 15021 }, { port: 8080 }]);
    expect(container.startupProbe.periodSeconds * container.startupProbe.failureThreshold).toBe(60);
  });

  test.each([
    { version: AgentgatewayVersion.V1_4, tag: 'v1.4.1' },
    { version: AgentgatewayVersion.V1_5, tag: 'v1.5.0' },
    { version: AgentgatewayVersion.V1_6, tag: 'v1.6.0' },
  ])('is of version $version by digest', ({ version, tag }) => {
    const { image } = find(
      gatewayObjects({ engine: AgentgatewayEngine.standalone({ version }) }),
      'Deployment',
      'gateway',
    ).spec.template.spec.containers[0];
    expect(image).toMatch(new RegExp(`^cr\\.agentgateway\\.dev/agentgateway:${tag}@sha256:[0-9a-f]{64}$`));
  });

  test('an SSE server is an sse target', () => {
    const scope = chart();
    McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    gateway(scope, {
      servers: [
        new McpRemoteServer(scope, 'docs', { url: 'https://docs.example.com/sse', transport: HttpTransport.SSE }),
      ],
    });
    expect(documentOf(synth(scope)).routes[0].backends[0].mcp.targets[0]).toMatchObject({
      name: 'docs',
      sse: { host: 'https://docs.example.com/sse' },
    });
  });
});
