import { documentFindings } from '../../src/guardrails/agentgateway-document';
import { Egress, GatewayAuth, Jwks, McpGatewayProps, RateLimit } from '../../src/index';
import { documentOf, gatewayObjects, policiesOf } from '../util/gateway';

const OAUTH = GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp', 'jwks.json') });
const ACCOUNTS = GatewayAuth.serviceAccounts({
  issuer: 'https://kubernetes.default.svc',
  audience: 'mcp-gateway',
  jwks: Jwks.fromConfigMap('idp', 'jwks.json'),
});
const ANONYMOUS = GatewayAuth.anonymous('public documentation only');

function limited(key: string | undefined, auth?: GatewayAuth): Partial<McpGatewayProps> {
  const egress = Egress.toPods({ namespace: 'infra', labels: { app: 'ratelimit' }, port: 8081 });
  const rateLimit = RateLimit.remote({ host: 'ratelimit.infra.svc:8081', egress, key });
  return auth === undefined ? { rateLimit } : { rateLimit, auth };
}

describe('a request without a value for what is counted is counted with the others that have none', () => {
  test.each<{ key: string; auth?: GatewayAuth; sent: string }>([
    { key: 'jwt.azp', auth: OAUTH, sent: 'default(jwt.azp, "unknown")' },
    { key: 'jwt.sub', auth: OAUTH, sent: 'default(jwt.sub, "unknown")' },
    { key: 'jwt["a.b/c"]', auth: OAUTH, sent: 'default(jwt["a.b/c"], "unknown")' },
    { key: 'jwt.kubernetes.namespace', auth: ACCOUNTS, sent: 'default(jwt.kubernetes.namespace, "unknown")' },
    { key: 'request.headers["x-team"]', sent: 'default(request.headers["x-team"], "unknown")' },
    {
      key: 'string(jwt.tenant) + "/" + string(jwt.sub)',
      auth: OAUTH,
      sent: 'default(string(jwt.tenant) + "/" + string(jwt.sub), "unknown")',
    },
    {
      key: 'has(jwt.azp) ? jwt.azp : jwt.sub',
      auth: OAUTH,
      sent: 'default(has(jwt.azp) ? jwt.azp : jwt.sub, "unknown")',
    },
    {
      key: 'jwt.plan == "paid" ? "paid" : source.address',
      auth: OAUTH,
      sent: 'default(jwt.plan == "paid" ? "paid" : source.address, "unknown")',
    },
    { key: 'default(jwt.azp, jwt.cid)', auth: OAUTH, sent: 'default(default(jwt.azp, jwt.cid), "unknown")' },
    // what has a value already stays as it is
    { key: 'default(jwt.azp, "none")', auth: OAUTH, sent: 'default(jwt.azp, "none")' },
    { key: 'source.address', auth: ANONYMOUS, sent: 'source.address' },
    { key: '"everyone"', auth: ANONYMOUS, sent: '"everyone"' },
  ])('$key', ({ key, auth, sent }) => {
    const manifests = gatewayObjects(limited(key, auth));
    expect(policiesOf(manifests).remoteRateLimit.descriptors).toEqual([
      { type: 'requests', entries: [{ key: 'caller', value: sent }] },
    ]);
    expect(documentFindings(JSON.stringify(documentOf(manifests)))).toEqual([]);
  });
});

test.each([
  { auth: OAUTH, sent: 'jwt.sub' },
  { auth: ACCOUNTS, sent: 'jwt.sub' },
  { auth: undefined, sent: 'apiKey.client' },
])('without a key the name is counted that every caller has: $sent', ({ auth, sent }) => {
  const manifests = gatewayObjects(limited(undefined, auth));
  expect(policiesOf(manifests).remoteRateLimit.descriptors[0].entries[0].value).toBe(sent);
  expect(documentFindings(JSON.stringify(documentOf(manifests)))).toEqual([]);
});
