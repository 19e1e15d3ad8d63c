import {
  AgentgatewayEngine,
  Callers,
  Exposure,
  McpGatewayProps,
  McpPlatform,
  McpTesting,
  NetworkPolicyEngine,
} from '../../../src';
import { chart, synth } from '../../util/app';
import { backend, gateway } from '../../util/gateway';

const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];

/** The findings of the rule for a gateway. */
function warnings(props: Partial<McpGatewayProps>, networkPolicyEngine = NetworkPolicyEngine.KUBERNETES): string[] {
  const scope = chart();
  McpPlatform.configure(scope, { networkPolicyEngine });
  gateway(scope, { servers: [backend(scope, 'notes')], ...props });
  synth(scope);
  return McpTesting.findings(scope)
    .filter(({ rule }) => rule === 'gateway-callers')
    .map(({ severity }) => severity);
}

test.each(Object.values(NetworkPolicyEngine))('under %s a gateway that nobody can reach is a warning', engine => {
  expect(warnings({}, engine)).toEqual(['warning']);
  expect(warnings({ callers: [] }, engine)).toEqual(['warning']);
});

test.each<{ title: string; props: Partial<McpGatewayProps> }>([
  { title: 'callers', props: { callers: FROM } },
  {
    title: 'an exposure',
    props: { exposure: Exposure.httpRoute({ hostname: 'mcp.example.com', parentName: 'public', from: FROM }) },
  },
  {
    title: 'pods of somebody else',
    props: {
      engine: AgentgatewayEngine.controller({
        gatewayName: 'public',
        gatewayNamespace: 'gateways',
        hostname: 'mcp.example.com',
        sectionName: 'https',
      }),
    },
  },
])('a gateway with $title is none', ({ props }) => {
  expect(warnings(props)).toEqual([]);
});
