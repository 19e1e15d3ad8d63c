import { Construct } from 'constructs';
import {
  AgentgatewayEngine,
  Bridge,
  Egress,
  GatewayRoutes,
  HttpTransport,
  Isolation,
  McpRemoteServer,
  McpReport,
  McpServer,
  IMcpEndpoint,
  ProtocolRevision,
  SecretSource,
  ServerSource,
  Sessions,
} from '../../src';
import { documentFindings } from '../../src/guardrails/agentgateway-document';
import { DIGEST, Manifest, chart, synth } from '../util/app';
import { holds } from '../util/cel';
import { backend, configProblems, documentOf, gateway } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

type Servers = (scope: Construct) => IMcpEndpoint[];

const NPM = ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31');
const PER_SESSION = ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31', {
  bridge: Bridge.supergateway(),
  isolation: Isolation.session({ maxSessions: 4 }),
});

function image(protocol?: ProtocolRevision): ServerSource {
  return ServerSource.image(`registry.example.com/acme/notes:1.2.3@${DIGEST}`, {
    port: 8080,
    sessions: Sessions.NONE,
    protocol,
  });
}

function bridged(scope: Construct, id: string, from = NPM): McpServer {
  return new McpServer(scope, id, { source: from, egress: [Egress.toPublicInternet()] });
}

function documentWith(servers: Servers, routes = GatewayRoutes.federated()): Manifest {
  const scope = chart();
  gateway(scope, { servers: servers(scope), routes, sessionKey: SecretSource.fromSecretName('session', 'key') });
  return documentOf(synth(scope));
}

const allBridged: Servers = scope => [bridged(scope, 'one'), bridged(scope, 'two')];
const mixed: Servers = scope => [bridged(scope, 'one'), backend(scope, 'old')];

/** What a client sends first, and whether the gateway refuses it itself. */
function refuses(document: Manifest, route: number, request: unknown): boolean {
  const [response] = document.routes[route].policies.directResponse?.conditional ?? [];
  return response !== undefined && holds(response.condition, { request });
}

const modern = { method: 'POST', headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'server/discover' } };
const older = { method: 'POST', headers: { 'mcp-protocol-version': '2025-11-25' } };
const first = { method: 'POST', headers: {} };

describe('one address for several servers', () => {
  test('sends clients of 2026-07-28 to initialize when a server may not know that revision', () => {
    const document = documentWith(mixed);
    expect([modern, older, first].map(request => refuses(document, 0, request))).toEqual([true, false, false]);
    const [{ status, body, headers }] = document.routes[0].policies.directResponse.conditional;
    expect([status, headers]).toEqual([400, { 'content-type': '"application/json"' }]);
    expect(JSON.parse(body)).toEqual({
      jsonrpc: '2.0',
      error: { code: -32000, message: 'Bad Request: Unsupported protocol version (supported versions: 2025-11-25)' },
      id: null,
    });
  });

  test('passes the schema of agentgateway and the rules of the library', () => {
    const document = documentWith(mixed);
    expect(configProblems(document)).toEqual([]);
    expect(documentFindings(JSON.stringify(document))).toEqual([]);
  });

  test.each<{ title: string; servers: Servers }>([
    { title: 'behind mcp-proxy, which answers it', servers: allBridged },
    {
      title: 'that say that they answer it',
      servers: scope => [backend(scope, 'one', { source: image(ProtocolRevision.V2026_07_28) }), bridged(scope, 'two')],
    },
    { title: 'of which there is one', servers: scope => [backend(scope, 'one')] },
  ])('leaves 2026-07-28 to servers $title', ({ servers }) => {
    expect(refuses(documentWith(servers), 0, modern)).toBe(false);
  });

  test.each<{ title: string; old: (scope: Construct) => IMcpEndpoint }>([
    {
      title: 'that says 2025-11-25',
      old: scope => backend(scope, 'old', { source: image(ProtocolRevision.V2025_11_25) }),
    },
    {
      title: 'behind supergateway',
      old: scope => bridged(scope, 'old', PER_SESSION),
    },
    {
      title: 'elsewhere that does not say what it answers',
      old: scope =>
        new McpRemoteServer(scope, 'old', {
          url: 'https://mcp.example.com/mcp',
          egress: Egress.toCidrs('203.0.113.7/32').onPorts(443),
        }),
    },
  ])('keeps to 2025-11-25 with a server $title', ({ old }) => {
    const document = documentWith(scope => [bridged(scope, 'one'), old(scope)]);
    expect(refuses(document, 0, modern)).toBe(true);
  });
});

test('addresses of one server answer every client, also beside a federated one', () => {
  const document = documentWith(mixed, GatewayRoutes.mixed());
  const names = document.routes.filter((_: unknown, i: number) => refuses(document, i, modern));
  expect(names.map(({ name }: Manifest) => name)).toEqual(['mcp']);
});

test('a report says where clients of 2026-07-28 have to use 2025-11-25', () => {
  const scope = chart();
  gateway(scope, { servers: mixed(scope) });
  expect(McpReport.of(scope).toJson()).toContain('route mcp: protocol newest 2025-11-25');
});

describe('a server says which revision it answers', () => {
  test.each<{ title: string; make: (scope: Construct) => unknown; expected: string }>([
    {
      title: 'one that is none',
      make: scope => backend(scope, 'notes', { source: image(wrong('2024-11-05')) }),
      expected: 'source.protocol must be one of 2025-11-25, 2026-07-28, got "2024-11-05"',
    },
    {
      title: '2026-07-28 over HTTP+SSE',
      make: scope =>
        new McpRemoteServer(scope, 'old', {
          url: 'https://mcp.example.com/sse',
          egress: Egress.toCidrs('203.0.113.7/32').onPorts(443),
          transport: HttpTransport.SSE,
          protocol: ProtocolRevision.V2026_07_28,
        }),
      expected: 'protocol cannot be 2026-07-28 with transport sse, which this revision does not have',
    },
  ])('$title is an error', ({ make, expected }) => {
    expect(refusal(() => make(chart()))).toContain(expected);
  });
});

describe("agentgateway's controller, whose objects cannot answer clients themselves", () => {
  const engine = AgentgatewayEngine.controller({
    gatewayName: 'public',
    gatewayNamespace: 'gateways',
    hostname: 'mcp.example.com',
  });

  test('refuses one address for servers that may not answer 2026-07-28, with ways out', () => {
    const scope = chart();
    gateway(scope, { servers: mixed(scope), engine });
    expect(refusal(() => synth(scope))).toContain(
      'servers old behind the route mcp may not answer MCP 2026-07-28: clients of this revision would not see their ' +
        'tools. Fix: GatewayRoutes.pathPerServer(), resilience.failClosed, or protocol: ' +
        'ProtocolRevision.V2026_07_28 where it is so',
    );
  });

  test.each([
    { title: 'servers that all answer it', servers: allBridged, props: {} },
    { title: 'lists that fail as a whole', servers: mixed, props: { resilience: { failClosed: true } } },
    { title: 'addresses of their own', servers: mixed, props: { routes: GatewayRoutes.pathPerServer() } },
  ])('takes $title', ({ servers, props }) => {
    const scope = chart();
    gateway(scope, { servers: servers(scope), engine, ...props });
    expect(() => synth(scope)).not.toThrow();
  });
});
