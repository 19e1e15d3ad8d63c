import * as kplus from 'cdk8s-plus-28';
import {
  Callers,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  GatewayTls,
  IngressController,
  Jwks,
  KagentServerOptions,
  McpClientKind,
  McpGatewayProps,
  SecretSource,
  SecretStore,
  ServerAuth,
  Trust,
} from '../../src/index';
import { Manifest, chart, find, synth } from '../util/app';
import { ofKind } from '../util/external-data-planes';
import { API_KEYS, backend, documentOf, gateway, gatewayObjects } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp', 'jwks.json') });
const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const ROUTE = Exposure.httpRoute({
  hostname: 'mcp.example.com',
  parentName: 'public',
  parentNamespace: 'gateways',
  from: FROM,
});
const vault = SecretStore.clusterStore('vault');

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
      const paths: string[] = route.matches.map(({ path }: Manifest) => path.exact);
      const [exact] = paths;
      expect(route.policies.mcpAuthentication).toMatchObject({
        audiences: [`https://mcp.example.com${exact}`],
        resourceMetadata: { resource: `https://mcp.example.com${exact}` },
      });
      const metadata = `/.well-known/oauth-protected-resource${exact}`;
      expect(paths).toEqual([exact, `${exact}/`, metadata, `${metadata}/`]);
    }
  });

  test('hosts of servers are told apart by host name, in the route from outside too', () => {
    const manifests = gatewayObjects({ exposure: ROUTE, routes: GatewayRoutes.hostPerServer('tools.example.com') });
    expect(documentOf(manifests).routes).toMatchObject([
      { hostnames: ['notes.tools.example.com'], matches: [{ path: { exact: '/mcp' } }, { path: { exact: '/mcp/' } }] },
    ]);
    expect(find(manifests, 'HTTPRoute').spec.hostnames).toEqual(['notes.tools.example.com']);
  });

  test('a server that is not behind the gateway has no address there', () => {
    const scope = chart();
    expect(() => gateway(scope, { servers: [backend(scope, 'notes')] }).urlOf(backend(scope, 'wiki'))).toThrow(
      'test/gateway: urlOf: server is not behind this gateway',
    );
  });
});

describe('what leads to a gateway matches what it answers', () => {
  const INGRESS = Exposure.ingress({
    hostname: 'mcp.example.com',
    className: 'haproxy',
    tlsSecretName: 'mcp-tls',
    controller: IngressController.HAPROXY,
    from: FROM,
  });

  /** Every address in the configuration of the gateway, as host and path. */
  function answered(manifests: Manifest[]): string[] {
    return documentOf(manifests)
      .routes.flatMap(({ hostnames = ['mcp.example.com'], matches }: Manifest) =>
        hostnames.flatMap((host: string) => matches.map(({ path }: Manifest) => `${host}${path.exact}`)),
      )
      .sort();
  }

  function routed(manifests: Manifest[]): string[] {
    return ofKind(manifests, 'HTTPRoute')
      .flatMap(({ spec: { hostnames, rules } }) =>
        rules.flatMap(({ matches }: Manifest) =>
          matches.flatMap(({ path: { type, value } }: Manifest) =>
            hostnames.map((host: string) => (type === 'Exact' ? `${host}${value}` : `${host}${value} and below`)),
          ),
        ),
      )
      .sort();
  }

  function admitted(manifests: Manifest[]): string[] {
    return find(manifests, 'Ingress')
      .spec.rules.flatMap(({ host, http }: Manifest) =>
        http.paths.map(({ path, pathType }: Manifest) =>
          pathType === 'Exact' ? `${host}${path}` : `${host}${path} and below`,
        ),
      )
      .sort();
  }

  const ROUTES = {
    'all as one': GatewayRoutes.federated('/team-a/mcp'),
    'a path for each': GatewayRoutes.pathPerServer(),
    'both': GatewayRoutes.mixed('/all/mcp'),
    'a host for each': GatewayRoutes.hostPerServer('tools.example.com', '/x'),
  };

  test.each(
    Object.entries(ROUTES).flatMap(([title, routes]) => [
      { title: `${title}, OAuth`, routes, auth: OAUTH },
      { title: `${title}, keys`, routes, auth: API_KEYS },
    ]),
  )('$title', ({ routes, auth }) => {
    const made = (exposure: Exposure): Manifest[] => {
      const scope = chart();
      gateway(scope, { servers: ['notes', 'wiki'].map(id => backend(scope, id)), exposure, routes, auth });
      return synth(scope);
    };
    const [byRoute, byIngress] = [made(ROUTE), made(INGRESS)];
    expect(routed(byRoute)).toEqual(answered(byRoute));
    expect(admitted(byIngress)).toEqual(answered(byIngress));
    expect(answered(byRoute).length).toBeGreaterThan(0);
  });

  test.each([
    { title: 'paths', routes: GatewayRoutes.pathPerServer(), auth: OAUTH, count: 33, names: ['gateway', 'gateway-2'] },
    { title: 'paths with keys', routes: GatewayRoutes.pathPerServer(), auth: API_KEYS, count: 64, names: ['gateway'] },
    { title: 'hosts', routes: GatewayRoutes.hostPerServer('a.example'), auth: OAUTH, count: 16, names: ['gateway'] },
    {
      title: 'more hosts',
      routes: GatewayRoutes.hostPerServer('a.example'),
      auth: OAUTH,
      count: 33,
      names: ['gateway', 'gateway-2', 'gateway-3'],
    },
  ])('many $title are as many HTTPRoutes as the API takes them in', ({ routes, auth, count, names }) => {
    const scope = chart();
    const made = gateway(scope, { exposure: ROUTE, routes, auth });
    Array.from({ length: count }, (_, i) => backend(scope, `s${i}`)).forEach(server => made.addServer(server));
    const manifests = synth(scope);
    const all = ofKind(manifests, 'HTTPRoute');
    expect(all.map(({ metadata }) => metadata.name).sort()).toEqual(names);
    expect(routed(manifests)).toEqual(answered(manifests));
    for (const { spec } of all) {
      const matches: number[] = spec.rules.map((rule: Manifest) => rule.matches.length);
      expect(Math.max(...matches)).toBeLessThanOrEqual(64);
      expect(matches.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(128);
      expect(matches.length).toBeLessThanOrEqual(16);
      expect(spec.hostnames.length).toBeLessThanOrEqual(16);
    }
  });

  test('nothing leads to a gateway whose servers are all in quarantine', () => {
    const scope = chart();
    const held = backend(scope, 'notes', {
      trust: Trust.quarantined({ reason: 'reported as malicious', since: '2026-11-01' }),
    });
    gateway(scope, { servers: [held], exposure: ROUTE });
    expect(ofKind(synth(scope), 'HTTPRoute')).toEqual([]);
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
        'test/gateway: addKagentServer: authorization is missing: without it the gateway answers 401 (auth api-keys)',
    },
    {
      title: 'with a credential in the open',
      options: { authorization: wrong('Bearer x') },
      expected: 'authorization must be a SecretSource (secrets must not be literals in a manifest)',
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
      expected: 'authorization comes from a store, but kagent only reads existing Secrets',
    },
    {
      title: 'without description',
      options: { description: '' },
      expected: 'description must be a string for the agents',
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
