import { documentFindings } from '../../src/guardrails/agentgateway-document';
import { Egress, GatewayAuth, Jwks, McpGatewayProps } from '../../src/index';
import { backend, configProblems, documentOf, gateway, gatewayObjects } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp', 'jwks.json') });
const COLLECTOR = {
  endpoint: 'http://otel.observability.svc:4318',
  egress: Egress.toPods({ namespace: 'observability', labels: { app: 'otel' }, port: 4318 }),
};

function frontend(props: Partial<McpGatewayProps>): Record<string, Record<string, unknown>> {
  const document = documentOf(gatewayObjects(props));
  expect(configProblems(document)).toEqual([]);
  expect(documentFindings(JSON.stringify(document))).toEqual([]);
  return document.frontendPolicies;
}

describe('clients cannot have more traced than others, unless the prop says so', () => {
  test.each([
    { tracing: undefined, random: '0.1', client: '0.1' },
    { tracing: {}, random: '0.1', client: '0.1' },
    { tracing: { sampling: 0 }, random: '0.0', client: '0.0' },
    { tracing: { sampling: 1 }, random: '1.0', client: '1.0' },
    { tracing: { sampling: 0.0025 }, random: '0.0025', client: '0.0025' },
    { tracing: { sampling: 0.5, clientSampling: false }, random: '0.5', client: '0.5' },
    { tracing: { clientSampling: true }, random: '0.1', client: true },
  ])('$tracing', ({ tracing, random, client }) => {
    expect(frontend({ tracing, telemetry: { otlp: COLLECTOR } }).tracing).toMatchObject({
      randomSampling: random,
      clientSampling: client,
    });
  });
});

test('the access log has the claims that are named, each once and in order', () => {
  const { add } = frontend({ auth: OAUTH, accessLog: { claims: ['tenant', 'client_id', 'tenant'] } }).accessLog;
  expect(Object.entries(add as object)).toEqual([
    ['server', 'mcp.tool.target'],
    ['tool', 'mcp.tool.name'],
    ['user', 'jwt.sub'],
    ['claims.client_id', 'jwt.client_id'],
    ['claims.tenant', 'jwt.tenant'],
  ]);
});

describe('a gateway is refused with', () => {
  test.each<{ title: string; props: Partial<McpGatewayProps>; expected: string }>([
    ...[-0.1, 1.1, NaN, 0.00001, wrong('10%')].map(sampling => ({
      title: `a sampling of ${sampling}`,
      props: { tracing: { sampling }, telemetry: { otlp: COLLECTOR } },
      expected: 'tracing.sampling must be a fraction from 0 to 1',
    })),
    {
      title: 'a clientSampling that is no boolean',
      props: { tracing: { clientSampling: wrong('yes') }, telemetry: { otlp: COLLECTOR } },
      expected: 'tracing.clientSampling must be true or false',
    },
    {
      title: 'tracing without a collector',
      props: { tracing: { sampling: 1 } },
      expected: 'tracing has no effect: nothing says where traces go (telemetry.otlp, or otlp in',
    },
    { title: 'an unknown word', props: { tracing: wrong({ rate: 1 }) }, expected: 'tracing.rate is not a known prop' },
    ...['rawToken', 'access_token', 'a.b', 'https://example.com/x', 'in', ''].map(claim => ({
      title: `the claim ${claim}`,
      props: { auth: OAUTH, accessLog: { claims: [claim] } },
      expected: 'accessLog.claims[0] must be the name of a claim such as client_id',
    })),
    {
      title: 'claims of API keys',
      props: { accessLog: { claims: ['sub'] } },
      expected: 'accessLog.claims have no effect: callers have no token with auth api-keys',
    },
    {
      title: 'claims as text',
      props: { auth: OAUTH, accessLog: { claims: wrong('sub') } },
      expected: 'accessLog.claims must be a list',
    },
    {
      title: 'many claims',
      props: { auth: OAUTH, accessLog: { claims: Array.from({ length: 21 }, (_, i) => `c${i}`) } },
      expected: 'accessLog.claims must be at most 20 claims, got 21',
    },
  ])('$title', ({ props, expected }) => {
    expect(refusal(scope => gateway(scope, { servers: [backend(scope, 'notes')], ...props }))).toContain(expected);
  });
});
