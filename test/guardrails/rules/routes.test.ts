import { Chart, Testing } from 'cdk8s';
import {
  Callers,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  IngressController,
  McpGateway,
  McpGatewayProps,
} from '../../../src';
import { server } from '../../util/app';
import { byHand, problems, sound, testRules } from '../cases/mutant';
import { ROUTES, hostRoute } from '../cases/routes';

testRules(ROUTES);

test('nothing is said about routes, policies and backends of others', () => {
  const subject = sound();
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'copy', port: 80 } } };
  byHand(
    subject,
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'shop' },
      spec: {
        hostnames: ['shop.example.com', 'mcp.example.com'],
        rules: [{ filters: [mirror], backendRefs: [{ name: 'shop', port: 80 }] }],
      },
    },
    'shop',
  );
  byHand(subject, {
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'AgentgatewayBackend',
    metadata: { name: 'models' },
    spec: { ai: { provider: {} } },
  });
  expect(problems(subject)).toEqual([]);
});

test('a site beside a gateway, and a redirect to TLS, take none of its calls', () => {
  const subject = sound();
  const backend = new McpGateway(Chart.of(subject), 'gateway', {
    servers: [subject],
    auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }),
  });
  const redirect = { type: 'RequestRedirect', requestRedirect: { scheme: 'https' } };
  const path = { type: 'PathPrefix', value: '/mcp' };
  const rules = [
    { matches: [{ path }], backendRefs: [{ name: backend.node.id, port: 8080 }] },
    { matches: [{ path }], filters: [redirect] },
    { backendRefs: [{ name: 'site', port: 80 }] },
    { matches: [{ path: { type: 'PathPrefix', value: '/mcp-docs' } }], backendRefs: [{ name: 'docs', port: 80 }] },
  ];
  byHand(subject, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'by-hand' },
    spec: { hostnames: ['mcp.example.com'], rules },
  });
  expect(problems(subject).filter(problem => problem.includes('route-shadow'))).toEqual([]);
});

describe('gateways of one app', () => {
  const KEYS = GatewayAuth.apiKeys({ ci: 'a'.repeat(64) });
  const AT = { hostname: 'mcp.example.com', parentName: 'public', from: [Callers.namespace('gateways')] };

  function ingress(className: string): Exposure {
    return Exposure.ingress({
      hostname: 'mcp.example.com',
      className,
      tlsSecretName: 'mcp-tls',
      controller: IngressController.HAPROXY,
      from: [Callers.namespace('ingress')],
    });
  }

  function twoGateways(one: Partial<McpGatewayProps>, two: Partial<McpGatewayProps>): string[] {
    const app = Testing.app();
    [one, two].forEach((props, i) => {
      const chart = new Chart(app, `chart-${i}`, { namespace: `team-${i}` });
      new McpGateway(chart, `gateway-${i}`, { servers: [server(chart, {}, `tool-${i}`)], auth: KEYS, ...props });
    });
    try {
      app.synth();
      return [];
    } catch (error) {
      return String(error).split('\n').slice(1);
    }
  }

  test.each([
    {
      title: 'other paths',
      one: { exposure: Exposure.httpRoute(AT), routes: GatewayRoutes.federated('/team-a/mcp') },
      two: { exposure: Exposure.httpRoute(AT), routes: GatewayRoutes.federated('/team-b/mcp') },
    },
    {
      title: 'paths of which one is below the other',
      one: { exposure: Exposure.httpRoute(AT), routes: GatewayRoutes.federated('/mcp') },
      two: { exposure: Exposure.httpRoute(AT), routes: GatewayRoutes.federated('/mcp/team') },
    },
    {
      title: 'other listeners of a Gateway',
      one: { exposure: Exposure.httpRoute({ ...AT, parentNamespace: 'gateways', sectionName: 'inside' }) },
      two: { exposure: Exposure.httpRoute({ ...AT, parentNamespace: 'gateways', sectionName: 'outside' }) },
    },
    { title: 'other Ingress classes', one: { exposure: ingress('inside') }, two: { exposure: ingress('outside') } },
  ])('may share a host name with $title', ({ one, two }) => {
    expect(twoGateways(one, two)).toEqual([]);
  });

  test.each([
    { title: 'two HTTPRoutes', one: Exposure.httpRoute({ ...AT, parentNamespace: 'gateways' }), kind: 'HTTPRoute' },
    { title: 'an Ingress', one: ingress('haproxy'), kind: 'Ingress' },
  ])('in two charts with one address are an error that names both: $title', ({ one, kind }) => {
    const [found, ...more] = twoGateways(
      { exposure: one },
      { exposure: Exposure.httpRoute({ ...AT, parentNamespace: 'gateways', sectionName: 'https' }) },
    );
    expect(more).toEqual([]);
    expect(found).toContain(
      'chart-1/gateway-1/HTTPRoute: route-conflict: spec.rules[0] takes mcp.example.com/mcp, which ' +
        `${kind} team-0/gateway-0 leads to another gateway`,
    );
  });
});

test.each<{ kind: string; hostnames?: string[]; parents: string[] }>([
  { kind: 'GRPCRoute', hostnames: ['grpc.example.com', '*.mcp.example.com'], parents: ['public'] },
  { kind: 'GRPCRoute', hostnames: ['*.example.com'], parents: ['internal'] },
  { kind: 'GRPCRoute', parents: ['internal'] },
  { kind: 'TLSRoute', hostnames: ['*.example.org'], parents: ['public'] },
])('a $kind for $hostnames at the Gateway $parents takes no calls', ({ kind, hostnames, parents }) => {
  const subject = sound();
  new McpGateway(Chart.of(subject), 'gateway', {
    servers: [subject],
    auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }),
    exposure: Exposure.httpRoute({
      hostname: 'mcp.example.com',
      parentName: 'public',
      from: [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })],
    }),
  });
  byHand(subject, hostRoute(kind, hostnames, parents));
  expect(problems(subject).filter(problem => problem.includes('route-shadow'))).toEqual([]);
});
