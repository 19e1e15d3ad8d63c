import { Chart } from 'cdk8s';
import { Manifest, chart, server, synth } from './app';
import { refusal } from './refusal';
import { schemaProblems } from './schemas';
import {
  AgentgatewayEngine,
  Callers,
  EnvoyAiGatewayEngine,
  GatewayAuth,
  GatewayRoutes,
  HttpRouteEngine,
  IGatewayEngine,
  KuadrantEngine,
  McpGateway,
  McpGatewayProps,
  McpServerProps,
} from '../../src';

export const GATEWAY = { gatewayName: 'public', gatewayNamespace: 'mcp-tools', hostname: 'mcp.example.com' };
export const DATA_PLANE = Callers.pods({ namespace: 'gateways', labels: { app: 'proxy' } });
export const BROKER = Callers.pods({ namespace: 'mcp-system', labels: { app: 'broker' } });
export const KUADRANT = { ...GATEWAY, serverDomain: 'servers.mcp.example.com', broker: BROKER };
export const ANONYMOUS = GatewayAuth.anonymous('nobody but the tests calls this one');

/** The engines that own no Deployment, with the routes that each of them can have. */
export const ENGINES: Readonly<
  Record<string, { engine: () => IGatewayEngine; routes: GatewayRoutes; pods: Manifest }>
> = {
  "agentgateway's controller": {
    engine: () => AgentgatewayEngine.controller(GATEWAY),
    routes: GatewayRoutes.federated(),
    pods: { namespace: 'mcp-tools', labels: { 'gateway.networking.k8s.io/gateway-name': 'public' } },
  },
  'Envoy AI Gateway': {
    engine: () => new EnvoyAiGatewayEngine(GATEWAY),
    routes: GatewayRoutes.federated(),
    pods: {
      namespace: 'envoy-gateway-system',
      labels: {
        'gateway.envoyproxy.io/owning-gateway-name': 'public',
        'gateway.envoyproxy.io/owning-gateway-namespace': 'mcp-tools',
      },
    },
  },
  'Kuadrant': {
    engine: () => new KuadrantEngine(KUADRANT),
    routes: GatewayRoutes.federated(),
    pods: { namespace: 'mcp-tools', labels: { 'gateway.networking.k8s.io/gateway-name': 'public' } },
  },
  'HTTPRoutes': {
    engine: () => new HttpRouteEngine({ ...GATEWAY, dataPlane: DATA_PLANE }),
    routes: GatewayRoutes.pathPerServer(),
    pods: { namespace: 'gateways', labels: { app: 'proxy' } },
  },
};

export type Servers = (scope: Chart) => McpGatewayProps['servers'];

/** One server named `notes`. */
export function notes(props: Partial<McpServerProps> = {}): Servers {
  return scope => [server(scope, props, 'notes')];
}

/** The objects of a gateway and its servers, which the strict schemas accept. */
export function manifestsOf(props: Omit<McpGatewayProps, 'servers'>, servers: Servers = notes()): Manifest[] {
  const scope = chart();
  new McpGateway(scope, 'gateway', { ...props, servers: servers(scope) });
  const manifests = synth(scope);
  expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
  return manifests;
}

/** What a gateway is refused with. */
export function refusalOf(props: Omit<McpGatewayProps, 'servers'>, servers: Servers = notes()): string {
  return refusal(scope => new McpGateway(scope, 'gateway', { ...props, servers: servers(scope) }));
}

export function ofKind(manifests: readonly Manifest[], kind: string): Manifest[] {
  return manifests.filter(manifest => manifest.kind === kind);
}
