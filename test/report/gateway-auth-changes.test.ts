import { Egress, GatewayAuth, Jwks, McpDiff } from '../../src';
import { chart, yamlOf } from '../util/app';
import { API_KEYS, backend, gateway } from '../util/gateway';

const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp', 'jwks.json') });
const external = (failOpenReason?: string): GatewayAuth =>
  GatewayAuth.external({
    service: 'http://authorino.auth.svc:50051',
    egress: Egress.toPods({ namespace: 'auth', labels: { app: 'authorino' }, port: 50051 }),
    headers: ['authorization'],
    failOpenReason,
  });

function linesBetween(before: GatewayAuth, after: GatewayAuth): string {
  const texts = [before, after].map(auth => {
    const scope = chart();
    gateway(scope, { auth, servers: [backend(scope, 'notes')] });
    return [yamlOf(scope)];
  });
  return McpDiff.between(texts[0], texts[1]).toText();
}

test('keys beside tokens widen access, by a route that is new', () => {
  const text = linesBetween(OAUTH, GatewayAuth.anyOf(OAUTH, API_KEYS));
  expect(text).toContain('route mcp.keys is new');
  expect(text).toMatch(/widen[^\n]*auth/);
});

test('a client more widens access to the route of keys', () => {
  const keys = GatewayAuth.apiKeys({ ci: 'c'.repeat(64), cd: 'd'.repeat(64) });
  expect(linesBetween(GatewayAuth.anyOf(OAUTH, API_KEYS), GatewayAuth.anyOf(OAUTH, keys))).toMatch(/widen[^\n]*cd/);
});

test('an authorization service that need not answer widens access', () => {
  const text = linesBetween(external(), external('the agents must work while it is down'));
  expect(text).toMatch(/widen[^\n]*(failureMode|external-fail-open)/);
});
