import { Duration } from 'cdk8s';
import { AgentgatewayEngine, GatewayRoutes, McpGatewayProps, SecretSource } from '../../src';
import { Manifest, chart, find, source, synth } from '../util/app';
import { backend, documentOf, gateway } from '../util/gateway';

/** TypeScript SDK 1.32 and client 2.4: how long a request may take. */
const CLIENT_SECONDS = 60;

function objectsOf(ids: readonly string[], props: Partial<McpGatewayProps> = {}): Manifest[] {
  const scope = chart();
  gateway(scope, { servers: ids.map(id => backend(scope, id, { source: source() })), ...props });
  return synth(scope);
}

function timeoutsOf(ids: readonly string[], props: Partial<McpGatewayProps> = {}): Record<string, number> {
  const { routes } = documentOf(objectsOf(ids, props));
  return Object.fromEntries(
    routes.map(({ name, policies }: Manifest) => [name, parseInt(policies.timeout.backendRequestTimeout, 10)]),
  );
}

const sessionKey = SecretSource.fromSecretName('session', 'key');

describe('how long a server may take until it begins to answer', () => {
  test('without sessions, three times as long is less than clients wait for a list', () => {
    expect(timeoutsOf(['notes', 'wiki'])).toEqual({ mcp: 15 });
    expect(3 * timeoutsOf(['notes', 'wiki']).mcp).toBeLessThan(CLIENT_SECONDS);
  });

  test('with sessions it is a little less than clients wait, so a call of 55 s ends', () => {
    const { mcp } = timeoutsOf(['notes', 'wiki'], { sessionKey });
    expect(mcp).toBe(57);
    expect([mcp < CLIENT_SECONDS, mcp > 55]).toEqual([true, true]);
  });

  test('an address of one server keeps 60 s, which costs nobody else anything', () => {
    expect(timeoutsOf(['notes'])).toEqual({ mcp: 60 });
    expect(timeoutsOf(['notes', 'wiki'], { routes: GatewayRoutes.mixed() })).toEqual({
      'mcp': 15,
      'mcp-notes': 60,
      'mcp-wiki': 60,
    });
  });

  test('what a user says holds at every address', () => {
    const resilience = { requestTimeout: Duration.seconds(40) };
    expect(timeoutsOf(['notes', 'wiki'], { routes: GatewayRoutes.mixed(), resilience, sessionKey })).toEqual({
      'mcp': 40,
      'mcp-notes': 40,
      'mcp-wiki': 40,
    });
  });

  test("is the same for agentgateway's controller", () => {
    const engine = AgentgatewayEngine.controller({
      gatewayName: 'public',
      gatewayNamespace: 'mcp-tools',
      hostname: 'mcp.example.com',
    });
    const manifests = objectsOf(['notes', 'wiki'], { engine, routes: GatewayRoutes.mixed() });
    const requestTimeout = (name: string): string =>
      find(manifests, 'AgentgatewayBackend', name).spec.mcp.targets[0].static.policies.http.requestTimeout;
    expect([requestTimeout('gateway-mcp'), requestTimeout('gateway-mcp-notes')]).toEqual(['15s', '60s']);
  });
});
