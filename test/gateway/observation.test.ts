import { Yaml } from 'cdk8s';
import { documentFindings } from '../../src/guardrails/agentgateway-document';
import { Egress, GatewayAuth, Jwks, McpDiff, McpGatewayProps, McpReport, OtlpProtocol } from '../../src/index';
import { Manifest, find } from '../util/app';
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
    ['http.path', 'request.path'],
    ['server', 'mcp.tool.target'],
    ['tool', 'mcp.tool.name'],
    ['user', 'jwt.sub'],
    ['claims.client_id', 'jwt.client_id'],
    ['claims.tenant', 'jwt.tenant'],
  ]);
});

const AUDIT = {
  endpoint: 'https://audit.example.com/tenant-a/',
  egress: Egress.toCidrs('203.0.113.7/32').onPorts(443),
};

describe('the access log is sent', () => {
  test.each([
    {
      title: 'to a Service, over http',
      otlp: COLLECTOR,
      expected: { host: 'otel.observability.svc:4318', protocol: 'http' },
    },
    {
      title: 'to a Service, by gRPC',
      otlp: { ...COLLECTOR, endpoint: 'http://otel.observability.svc.cluster.local', protocol: OtlpProtocol.GRPC },
      expected: { host: 'otel.observability.svc.cluster.local:80', protocol: 'grpc' },
    },
    {
      title: 'outside, over TLS, below the path of the collector',
      otlp: AUDIT,
      expected: {
        host: 'audit.example.com:443',
        protocol: 'http',
        policies: { backendTLS: {} },
        path: '/tenant-a/v1/logs',
      },
    },
    {
      title: 'outside, over TLS, by gRPC, which has no path',
      otlp: { ...AUDIT, protocol: OtlpProtocol.GRPC },
      expected: { host: 'audit.example.com:443', protocol: 'grpc', policies: { backendTLS: {} } },
    },
  ])('$title', ({ otlp, expected }) => {
    expect(frontend({ accessLog: { otlp } }).accessLog.otlp).toEqual(expected);
  });

  test('with the fields of standard output and the claims that are named', () => {
    expect(frontend({ auth: OAUTH, accessLog: { otlp: AUDIT, claims: ['client_id'] } }).accessLog).toEqual({
      add: {
        'http.path': 'request.path',
        'server': 'mcp.tool.target',
        'tool': 'mcp.tool.name',
        'user': 'jwt.sub',
        'claims.client_id': 'jwt.client_id',
      },
      otlp: expect.objectContaining({ host: 'audit.example.com:443' }),
    });
  });

  test('to a collector of its own, not to that of traces', () => {
    const { accessLog, tracing } = frontend({ accessLog: { otlp: AUDIT }, telemetry: { otlp: COLLECTOR } });
    expect([accessLog.otlp, tracing]).toMatchObject([
      { host: 'audit.example.com:443' },
      { host: 'otel.observability.svc:4318' },
    ]);
  });

  test('nowhere because of telemetry alone', () => {
    expect(frontend({ accessLog: {}, telemetry: { otlp: COLLECTOR } }).accessLog).not.toHaveProperty('otlp');
  });
});

test('the network policy opens the way to the collector of the access log', () => {
  const egressOf = (props: Partial<McpGatewayProps>): unknown[] =>
    find(gatewayObjects(props), 'NetworkPolicy', 'gateway').spec.egress;
  const [before, after] = [egressOf({}), egressOf({ accessLog: { otlp: AUDIT } })];
  expect(after).toHaveLength(before.length + 1);
  expect(after).toContainEqual({
    to: [{ ipBlock: { cidr: '203.0.113.7/32' } }],
    ports: [{ port: 443, protocol: 'TCP' }],
  });
  // one collector for both is one rule
  expect(egressOf({ accessLog: { otlp: COLLECTOR }, telemetry: { otlp: COLLECTOR } })).toHaveLength(before.length + 1);
});

describe('records say which gateway they are of', () => {
  const variables = (props: Partial<McpGatewayProps>): Manifest =>
    Object.fromEntries(
      find(gatewayObjects(props), 'Deployment', 'gateway')
        .spec.template.spec.containers[0].env.filter(({ name }: Manifest) => name.startsWith('OTEL_'))
        .map(({ name, value }: Manifest) => [name, value]),
    );
  const resource = {
    OTEL_RESOURCE_ATTRIBUTES: 'k8s.namespace.name=mcp-tools,service.namespace=mcp-tools',
    OTEL_SERVICE_NAME: 'gateway',
  };

  test('where the access log alone is sent', () => {
    expect(variables({ accessLog: { otlp: AUDIT } })).toEqual(resource);
  });

  test('once where telemetry says it already', () => {
    expect(variables({ accessLog: { otlp: AUDIT }, telemetry: { otlp: COLLECTOR } })).toEqual({
      ...resource,
      OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    });
  });
});

test('a report says where the access log is sent, and a diff when that changes', () => {
  const [before, after] = [{}, { accessLog: { otlp: AUDIT } }].map(props => [Yaml.stringify(...gatewayObjects(props))]);
  const report = McpReport.ofManifests(after);
  expect(JSON.parse(report.toJson()).gateways[0].accessLog).toBe('https://audit.example.com:443 (http)');
  expect(report.toMarkdown()).toContain('| access log to | <code>https://audit.example.com:443 (http)</code> |');
  expect(JSON.parse(McpReport.ofManifests(before).toJson()).gateways[0]).not.toHaveProperty('accessLog');
  expect(McpDiff.between(before, after).toText()).toContain(
    'access log: standard output → https://audit.example.com:443 (http)',
  );
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
    ...[
      'http://audit.example.com:4318',
      'http://203.0.113.7:4318',
      'http://otel.observability:4318',
      'http://otel.observability.svc.example.com:4318',
    ].map(endpoint => ({
      title: `an access log sent unencrypted to ${endpoint}`,
      props: { accessLog: { otlp: { endpoint, egress: Egress.toCidrs('203.0.113.7/32').onPorts(4318) } } },
      expected: `accessLog.otlp.endpoint must be https, or http to a Service, <name>.<namespace>.svc: who called which`,
    })),
    ...['audit.example.com:4317', 'https://user:secret@audit.example.com', wrong(1)].map((endpoint: string) => ({
      title: `an access log sent to ${endpoint}`,
      props: { accessLog: { otlp: { ...AUDIT, endpoint } } },
      expected: 'accessLog.otlp.endpoint must be an http or https URL without credentials',
    })),
    {
      title: 'an access log whose egress opens another port',
      props: { accessLog: { otlp: { ...AUDIT, egress: Egress.toCidrs('203.0.113.7/32').onPorts(4318) } } },
      expected: 'accessLog.otlp.egress must open port 443, got 4318 (….onPorts(443))',
    },
    {
      title: 'an access log whose egress the platform cannot enforce',
      props: { accessLog: { otlp: { ...AUDIT, egress: Egress.toHosts('audit.example.com') } } },
      expected: 'accessLog.otlp.egress',
    },
    {
      title: 'an access log without egress',
      props: { accessLog: { otlp: wrong({ endpoint: AUDIT.endpoint }) } },
      expected: 'accessLog.otlp.egress must be the egress to the collector',
    },
    {
      title: 'an access log with another protocol',
      props: { accessLog: { otlp: { ...AUDIT, protocol: wrong('tcp') } } },
      expected: 'accessLog.otlp.protocol must be one of grpc, http/protobuf',
    },
    {
      title: 'an access log with an unknown word',
      props: { accessLog: { otlp: wrong({ ...AUDIT, headers: {} }) } },
      expected: 'accessLog.otlp.headers is not a known prop',
    },
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
