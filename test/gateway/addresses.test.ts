import * as kplus from 'cdk8s-plus-28';
import {
  Callers,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  GatewayTls,
  Jwks,
  KagentServerOptions,
  McpClientKind,
  McpGatewayProps,
  SecretSource,
  SecretStore,
  ServerAuth,
} from '../../src/index';
import { Manifest, chart, find, synth } from '../util/app';
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
