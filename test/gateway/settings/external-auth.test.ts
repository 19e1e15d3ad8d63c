import {
  AgentgatewayEngine,
  Egress,
  ExternalAuthOptions,
  ExternalAuthProtocol,
  GatewayAuth,
  McpGatewayProps,
  RateLimit,
  ToolRule,
} from '../../../src';
import { documentFindings, openRoutes } from '../../../src/guardrails/agentgateway-document';
import { Manifest, find } from '../../util/app';
import { backend, configProblems, documentOf, gateway, gatewayObjects, policiesOf } from '../../util/gateway';
import { refusal, refused, wrong } from '../../util/refusal';

const BASE: ExternalAuthOptions = {
  service: 'http://authorino.auth.svc:50051',
  egress: Egress.toPods({ namespace: 'auth', labels: { app: 'authorino' }, port: 50051 }),
  headers: ['authorization', 'mcp-name', 'x-tenant'],
};
const REASON = 'the service is in another region, and its loss must not stop the agents';
const external = (options: Partial<ExternalAuthOptions> = {}): GatewayAuth =>
  GatewayAuth.external({ ...BASE, ...options });

describe('a gateway with an authorization service', () => {
  test('asks it before every request, with the headers that are named, and refuses when it does not answer', () => {
    const manifests = gatewayObjects({ auth: external() });
    expect(configProblems(documentOf(manifests))).toEqual([]);
    expect(policiesOf(manifests).extAuthz).toEqual({
      host: 'authorino.auth.svc:50051',
      protocol: { grpc: {} },
      failureMode: 'deny',
      includeRequestHeaders: ['authorization', 'mcp-name', 'x-tenant'],
      policies: { http: { requestTimeout: '2s' } },
    });
  });

  test('hands no credential to servers, and what they need to read the request', () => {
    const { remove } = policiesOf(gatewayObjects({ auth: external() })).requestHeaderModifier;
    expect(remove).toEqual(['cookie', 'authorization', 'x-tenant']);
  });

  test('may reach it, and nothing more', () => {
    const [auth, plain] = [external(), GatewayAuth.apiKeys({ ci: 'c'.repeat(64) })].map(
      way => find(gatewayObjects({ auth: way }), 'NetworkPolicy', 'gateway').spec.egress as Manifest[],
    );
    const added = auth.filter(rule => !JSON.stringify(plain).includes(JSON.stringify(rule)));
    expect(JSON.stringify(added)).toContain('50051');
    expect(added).toHaveLength(1);
  });

  test('asks one outside the cluster over TLS, at its path over HTTP', () => {
    const auth = external({
      service: 'https://policy.example.com:443/check',
      egress: Egress.toCidrs('203.0.113.9/32').onPorts(443),
      protocol: ExternalAuthProtocol.HTTP,
    });
    const manifests = gatewayObjects({ auth });
    expect(configProblems(documentOf(manifests))).toEqual([]);
    expect(policiesOf(manifests).extAuthz).toMatchObject({
      host: 'policy.example.com:443',
      protocol: { http: { path: '"/check"' } },
      policies: { backendTLS: {} },
    });
  });

  test('lets requests pass without an answer only with a reason, which the manifest has', () => {
    const manifests = gatewayObjects({ auth: external({ failOpenReason: REASON }) });
    expect(policiesOf(manifests).extAuthz.failureMode).toBe('allow');
    expect(find(manifests, 'Deployment', 'gateway').metadata.annotations).toMatchObject({
      'cdk8s-mcp/auth': 'external',
      'cdk8s-mcp/relaxed-external-fail-open': REASON,
    });
  });

  test('tells an engine of the service', () => {
    expect(external().service).toMatchObject({ ...BASE, protocol: 'grpc', failOpenReason: undefined });
  });
});

test.each<{ title: string; options: Partial<ExternalAuthOptions>; expected: string }>([
  { title: 'no port', options: { service: 'https://policy.example.com' }, expected: 'service must be an https URL' },
  { title: 'a host alone', options: { service: 'authorino:50051' }, expected: 'service must be an https URL' },
  {
    title: 'a credential',
    options: { service: 'https://me:secret@policy.example.com:443' },
    expected: 'got "(hidden)"',
  },
  {
    title: 'a path for gRPC',
    options: { service: 'https://policy.example.com:443/check' },
    expected: 'service has the path /check, which gRPC does not have',
  },
  { title: 'no headers', options: { headers: [] }, expected: 'headers must have at least one header' },
  { title: 'every header', options: { headers: ['*'] }, expected: 'headers[0] must be the name of a header' },
  { title: 'a part of the request', options: { headers: [':path'] }, expected: 'headers[0] must be the name' },
  { title: 'a header of the request', options: { headers: ['accept'] }, expected: 'headers[0] must not be accept' },
  { title: 'no way', options: { egress: wrong(undefined) }, expected: 'egress must be the egress to the service' },
  {
    title: 'an unknown protocol',
    options: { protocol: wrong('rest') },
    expected: 'protocol must be one of grpc, http',
  },
  { title: 'no real reason', options: { failOpenReason: 'because' }, expected: 'failOpenReason must be' },
])('an authorization service is refused with $title', ({ options, expected }) => {
  const message = refused(() => external(options));
  expect(message).toContain(expected);
  expect(message).not.toContain('secret');
});

test.each<{ title: string; props: Partial<McpGatewayProps>; expected: string }>([
  {
    title: 'plain HTTP to another host',
    props: { auth: external({ service: 'http://policy.example.com:50051' }) },
    expected: 'auth.service must be https outside the cluster',
  },
  {
    title: 'egress to another port',
    props: { auth: external({ egress: Egress.toCidrs('203.0.113.9/32').onPorts(443) }) },
    expected: 'auth.egress must open port 50051, got 443',
  },
  {
    title: 'rules over claims',
    props: { authorization: [ToolRule.allow({ claims: [{ claim: 'groups', anyOf: ['dev'] }] })] },
    expected: 'authorization[0].claims can never match: callers have no token with auth external',
  },
  {
    title: 'a limit for each caller',
    props: {
      rateLimit: RateLimit.remote({
        host: 'ratelimit.infra.svc:8081',
        egress: Egress.toPods({ namespace: 'infra', labels: { app: 'ratelimit' }, port: 8081 }),
      }),
    },
    expected: 'rateLimit.key is missing: callers with auth external cannot be counted by name',
  },
  {
    title: "agentgateway's controller",
    props: {
      engine: AgentgatewayEngine.controller({
        gatewayName: 'g',
        gatewayNamespace: 'gateways',
        hostname: 'mcp.example.com',
      }),
    },
    expected: 'auth must not be GatewayAuth.external',
  },
])('a gateway with an authorization service is refused with $title', ({ props, expected }) => {
  const message = refusal(scope => gateway(scope, { auth: external(), servers: [backend(scope, 'notes')], ...props }));
  expect(message).toContain(expected);
});

describe('a configuration with an authorization service', () => {
  const changed = (change: (policies: Manifest) => void): string => {
    const document = documentOf(gatewayObjects({ auth: external() }));
    change(document.routes[0].policies);
    return JSON.stringify(document);
  };

  test('has no findings as it is written, and no open route', () => {
    expect(documentFindings(changed(() => undefined))).toEqual([]);
    expect(openRoutes(changed(() => undefined))).toEqual([]);
  });

  test('is open when the service need not answer', () => {
    expect(openRoutes(changed(({ extAuthz }) => (extAuthz.failureMode = 'allow')))).toEqual(['routes[0]']);
    expect(openRoutes(changed(({ extAuthz }) => delete extAuthz.failureMode))).toEqual(['routes[0]']);
  });

  test.each<{ title: string; change: (policies: Manifest) => void; field: string }>([
    {
      title: 'the service is elsewhere, unencrypted',
      change: ({ extAuthz }) => (extAuthz.host = 'evil.example:80'),
      field: 'extAuthz.policies.backendTLS',
    },
    {
      title: 'it gets every header',
      change: ({ extAuthz }) => (extAuthz.includeRequestHeaders = []),
      field: 'extAuthz.includeRequestHeaders',
    },
    {
      title: 'it gets the body',
      change: ({ extAuthz }) => (extAuthz.includeRequestBody = { maxRequestBytes: 8192 }),
      field: 'extAuthz.includeRequestBody',
    },
    {
      title: 'it is asked only now and then',
      change: policies => (policies.extAuthz = { conditional: [] }),
      field: 'extAuthz.conditional',
    },
    {
      title: 'its answers are kept',
      change: ({ extAuthz }) => (extAuthz.cache = {}),
      field: 'extAuthz.cache',
    },
    {
      title: 'it may hang',
      change: ({ extAuthz }) => delete extAuthz.policies.http,
      field: 'extAuthz.policies.http.requestTimeout',
    },
    {
      title: 'servers get a credential',
      change: ({ requestHeaderModifier }) => (requestHeaderModifier.remove = ['cookie', 'authorization']),
      field: 'requestHeaderModifier.remove',
    },
  ])('is refused when $title', ({ change, field }) => {
    expect(documentFindings(changed(change)).map(finding => finding.field)).toContain(`routes[0].policies.${field}`);
  });
});
