import { Chart, Duration } from 'cdk8s';
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
  Jwks,
  McpGatewayProps,
  McpPlatform,
  McpPlatformProps,
  McpRemoteServer,
  McpRemoteServerProps,
  RateLimit,
  Resilience,
  SecretSource,
  SecretStore,
  ServerAuth,
  Sessions,
  ToolPolicy,
  ToolRule,
} from '../../src/index';
import { DIGEST, chart, source, synth } from '../util/app';
import { API_KEYS, backend, gateway } from '../util/gateway';
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
        'test/gateway: auth is missing: set how callers authenticate (GatewayAuth.oauth(…), .apiKeys(…), ' +
        '.serviceAccounts(…), .anyOf(…), .external(…), or .anonymous(reason))',
    },
    {
      title: 'auth as text',
      props: { auth: wrong('none') },
      expected: 'auth must be made by GatewayAuth, got text (hidden)',
    },
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
      title: 'retries, which agentgateway never makes for MCP',
      props: { resilience: { retries: 2 } as Resilience },
      expected: 'resilience.retries',
    },
    {
      title: 'failClosed as text',
      props: { resilience: { failClosed: wrong('yes') } },
      expected: 'resilience.failClosed must be true or false',
    },
    {
      title: 'claims of API keys',
      props: { authorization: [ToolRule.allow({ claims: [{ claim: 'groups', anyOf: ['dev'] }] })] },
      expected: 'authorization[0].claims can never match: callers have no token with auth api-keys',
    },
    {
      title: 'clients of tokens',
      props: { auth: OAUTH, authorization: [ToolRule.allow({ clients: ['ci'] })] },
      expected: 'authorization[0].clients can never match: callers have no API key with auth oauth',
    },
    {
      title: 'a remote limit for nobody',
      props: {
        auth: GatewayAuth.anonymous('public documentation only'),
        rateLimit: RateLimit.remote({ host: 'a.b:1', egress: Egress.toCidrs('203.0.113.0/24') }),
      },
      expected: 'rateLimit.key is missing: anonymous callers cannot be counted by name',
    },
    ...[
      { auth: OAUTH, key: 'apiKey.client', uses: 'apiKey', kind: 'oauth' },
      { auth: API_KEYS, key: 'default(jwt.azp, jwt.sub)', uses: 'jwt', kind: 'api-keys' },
      { auth: API_KEYS, key: 'has(jwt.sub) ? jwt.sub : source.address', uses: 'jwt', kind: 'api-keys' },
      {
        auth: GatewayAuth.anonymous('public documentation only'),
        key: 'default(jwt.sub, apiKey.client)',
        uses: 'apiKey and jwt',
        kind: 'anonymous',
      },
    ].map(({ auth, key, uses, kind }) => ({
      title: `the key ${key} with ${kind}`,
      props: {
        auth,
        rateLimit: RateLimit.remote({ host: 'a.b:443', egress: Egress.toCidrs('203.0.113.0/24'), key }),
      },
      expected: `rateLimit.key uses ${uses}, which no caller has with auth ${kind}`,
    })),
    {
      title: 'hosts inside the cluster',
      props: { routes: GatewayRoutes.hostPerServer('mcp.example.com') },
      expected: 'routes GatewayRoutes.hostPerServer() needs an exposure',
    },
    {
      title: 'TLS twice',
      props: { tls: GatewayTls.fromSecretName('tls'), exposure: ROUTE },
      expected: 'tls conflicts with the exposure',
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
        'auth.jwks has no egress rule that allows idp.example.com: the gateway fetches the keys at start, and ' +
        'exits if it cannot (Jwks.fromUrl(url, Egress.toCidrs(…)), Jwks.fromConfigMap or Jwks.fromSecretSource, ' +
        'or NetworkPolicyEngine.CILIUM',
    },
    {
      title: 'keys over http outside the cluster',
      props: { auth: keysAt('http://idp.svc.example.com/jwks') },
      expected:
        'auth.jwks must be https: an attacker who changes the keys in transit can sign tokens; only hosts that ' +
        'end in .svc or .svc.cluster.local are inside the cluster, got "http://idp.svc.example.com/jwks"',
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
      expected: 'auth.jwks has no egress rule that allows keycloak.idp.svc',
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
        'engine.image must be agentgateway 1.4, 1.5, 1.6, got "v1.3.1" (older versions support neither ' +
        'gateways and routes',
    },
    {
      title: 'an image of 1.7',
      props: { engine: AgentgatewayEngine.standalone({ image: `cr.agentgateway.dev/agentgateway:v1.7.0@${DIGEST}` }) },
      expected: 'the configuration of newer versions is not known',
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
    const text = problem({
      resilience: { requestTimeout: Duration.seconds(1), connectTimeout: Duration.minutes(2) },
      name: 'X',
    });
    for (const prop of ['resilience.requestTimeout', 'resilience.connectTimeout', 'name']) {
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
      expected: 'test/gateway: addServer: server test/notes is already behind this gateway as notes',
    },
    {
      title: 'with the prefix of another',
      build: scope => {
        gateway(scope, { servers: [server(scope)] }).addServer(server(scope, 'wiki'), { prefix: 'notes' });
      },
      expected:
        'prefix "notes" is already used by test/notes (addServer(server, { prefix }), for the servers of a pool ' +
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
      expected: 'path has no effect: the servers have no separate addresses',
    },
    {
      title: 'with a host where there are paths',
      build: scope => {
        gateway(scope, { routes: GatewayRoutes.pathPerServer() }).addServer(server(scope), {
          hostname: 'notes.example.com',
        });
      },
      expected: 'hostname has no effect: the servers have separate paths',
    },
    {
      title: 'with the path of another',
      build: scope => {
        const mcp = gateway(scope, { routes: GatewayRoutes.pathPerServer(), servers: [server(scope)] });
        mcp.addServer(server(scope, 'wiki'), { path: '/notes/mcp' });
      },
      expected: 'path /notes/mcp is already used by test/notes',
    },
    {
      title: 'with the path of all',
      build: scope => {
        gateway(scope, { routes: GatewayRoutes.mixed('/all') }).addServer(server(scope), { path: '/all' });
      },
      expected: 'path /all is already used by the address of all servers',
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
        'test/gateway: addServer test/notes: server keeps its sessions in memory, but the gateway keeps none: ' +
        'each call would start a new session (set sessionKey of the gateway)',
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
      expected: 'egress is missing: docs.example.com is a host name, and a plain NetworkPolicy supports only addresses',
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
      expected: 'server.headers.x-key must be a SecretSource (secrets must not be literals in a manifest)',
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
      expected: 'got "(hidden)" (the part after ? may be a credential: use headers)',
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
