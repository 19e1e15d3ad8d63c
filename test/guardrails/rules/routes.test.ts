import { Chart } from 'cdk8s';
import { Callers, Exposure, GatewayAuth, McpGateway } from '../../../src';
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
