import { Chart, Duration, Testing } from 'cdk8s';
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
  HttpTransport,
  IMcpEndpoint,
  Jwks,
  McpGatewayProps,
  McpNamespace,
  McpPlatform,
  McpRemoteServer,
  NetworkPolicyEngine,
  RateLimit,
  SecretSource,
  SecretStore,
  ServerAuth,
  Sessions,
  ToolRule,
} from '../../src/index';
import { Manifest, chart, find, synth } from '../util/app';
import { backend, documentOf, gateway, gatewayObjects, policiesOf } from '../util/gateway';

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
      [
        {
          secretKey: 'notes.x-key',
          remoteRef: {
            key: 'mcp/notes',
            property: 'caller',
            conversionStrategy: 'Default',
            decodingStrategy: 'None',
            metadataPolicy: 'None',
          },
        },
      ],
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
