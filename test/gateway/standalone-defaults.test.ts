import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { Egress, GatewayRoutes, LogLevel, McpGatewayProps, RateLimit, SecretSource, Sessions } from '../../src';
import { documentFindings } from '../../src/guardrails/agentgateway-document';
import { Manifest, chart, find, source, synth } from '../util/app';
import { backend, configProblems, documentOf, gateway, gatewayObjects, policiesOf } from '../util/gateway';
import { refusal } from '../util/refusal';

function container(manifests: Manifest[]): Manifest {
  return find(manifests, 'Deployment', 'gateway').spec.template.spec.containers[0];
}

function crowd(scope: Construct, count: number, sessions: Sessions, props: Partial<McpGatewayProps> = {}): Manifest[] {
  const servers = Array.from({ length: count }, (_, i) =>
    backend(scope, `s${i}`, { source: source({ sessions, protocol: undefined }) }),
  );
  gateway(scope, { servers, ...props });
  return synth(scope);
}

test('both halves of the drain last 15 s, so connections are served for 30 s', () => {
  const { env } = container(gatewayObjects());
  for (const name of ['CONNECTION_MIN_TERMINATION_DEADLINE', 'CONNECTION_TERMINATION_DEADLINE']) {
    expect(env).toContainEqual({ name, value: '15s' });
  }
});

describe('a rate limit service that hangs', () => {
  const rateLimit = RateLimit.remote({
    host: 'ratelimit.infra.svc.cluster.local:8081',
    egress: Egress.toPods({ namespace: 'infra', labels: { app: 'ratelimit' }, port: 8081 }),
    failOpen: true,
  });

  test('holds up a request for one second', () => {
    const manifests = gatewayObjects({ rateLimit });
    expect(policiesOf(manifests).remoteRateLimit.policies).toEqual({ http: { requestTimeout: '1s' } });
    expect(configProblems(documentOf(manifests))).toEqual([]);
  });

  test('is found in a configuration without that bound', () => {
    const document = documentOf(gatewayObjects({ rateLimit }));
    delete document.routes[0].policies.remoteRateLimit.policies;
    expect(documentFindings(JSON.stringify(document)).map(({ field }) => field)).toEqual([
      'routes[0].policies.remoteRateLimit.policies.http.requestTimeout',
    ]);
  });
});

test.each([
  [LogLevel.DEBUG, 'debug'],
  [LogLevel.INFO, 'info'],
  [LogLevel.WARNING, 'warn,request=info'],
  [LogLevel.ERROR, 'error,request=info'],
])('the access log is written at log level %s too', (logLevel, level) => {
  expect(documentOf(gatewayObjects({ telemetry: { logLevel } })).config.logging.level).toBe(level);
});

test('the access log has no query strings, in which a credential may be sent by mistake', () => {
  expect(documentOf(gatewayObjects()).frontendPolicies.accessLog.add['http.path']).toBe('request.path');
});

describe('the memory of a gateway', () => {
  test.each([
    [1, '256Mi'],
    [80, '256Mi'],
    [120, '336Mi'],
  ])('follows from the number of servers: %i', (count, memory) => {
    const { resources } = container(crowd(chart(), count, Sessions.NONE));
    expect([resources.requests.memory, resources.limits.memory]).toEqual([memory, memory]);
  });

  test('is what a user says', () => {
    const { resources } = container(
      crowd(chart(), 90, Sessions.NONE, { resources: { memory: { limit: Size.mebibytes(512) } } }),
    );
    expect(resources.limits.memory).toBe('512Mi');
  });
});

describe('servers with sessions in memory', () => {
  const sessionKey = SecretSource.fromSecretName('session', 'key');

  test('behind one address are as many as fit into a session id that proxies let through', () => {
    expect(refusal(() => crowd(chart(), 94, Sessions.IN_MEMORY, { sessionKey }))).toContain(
      'servers with sessions in memory are 94 on route mcp: a session id would have 7708 characters, and many ' +
        'proxies take headers of 8192. Fix: at most 93 of them behind one address',
    );
  });

  test('are any number at addresses of their own', () => {
    const routes = GatewayRoutes.pathPerServer();
    expect(() => crowd(chart(), 94, Sessions.IN_MEMORY, { sessionKey, routes })).not.toThrow();
  });
});
