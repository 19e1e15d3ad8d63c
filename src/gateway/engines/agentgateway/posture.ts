import { asArray, asObject, asString, describe, getPath } from '../../../guardrails/json';
import { ProtocolRevision } from '../../../protocol/protocol-revision';
import { Destination, EnginePosture, PolicyEntry, specPolicies } from '../posture';

/** Parts of `policies` that say nothing about callers. */
const TIMINGS = ['timeout'];

/** agentgateway in pods of its own, with a configuration file. */
export const AGENTGATEWAY_POSTURE: EnginePosture = {
  name: 'agentgateway',
  policyKinds: [],
  destinations: file =>
    asArray(file.routes)
      .flatMap(route => asArray(getPath(route, 'backends')))
      .flatMap(backend => asArray(getPath(backend, 'mcp', 'targets')))
      .map(target =>
        hostDestination(asString(getPath(target, 'mcp', 'host')) ?? asString(getPath(target, 'sse', 'host'))),
      ),
  policies: file => asArray(file.routes).flatMap(routePolicies),
  routes: file => asArray(file.routes).map(routeName),
  log: file => collectorOf(getPath(file, 'frontendPolicies', 'accessLog', 'otlp')),
};

/** agentgateway as a controller of the Gateway API. */
export const AGENTGATEWAY_CONTROLLER_POSTURE: EnginePosture = {
  name: 'agentgateway controller',
  configKind: 'AgentgatewayBackend',
  policyKinds: ['AgentgatewayPolicy'],
  destinations: backend =>
    asArray(getPath(backend, 'spec', 'mcp', 'targets')).map(target =>
      hostDestination(asString(getPath(target, 'static', 'host'))),
    ),
  policies: specPolicies,
};

function routePolicies(route: unknown): PolicyEntry[] {
  return Object.entries(asObject(getPath(route, 'policies')))
    .filter(([name]) => !TIMINGS.includes(name))
    .map(([name, policy]) => ({
      place: `route ${routeName(route)}`,
      route: routeName(route),
      ...entryOf(name, policy),
    }));
}

/** An answer of the gateway's own is what clients of a newer revision of MCP are told. */
function entryOf(name: string, policy: unknown): Pick<PolicyEntry, 'name' | 'policy'> {
  return name === 'directResponse'
    ? { name: 'protocol', policy: { newest: ProtocolRevision.V2025_11_25, response: policy } }
    : { name, policy };
}

/** Such as `https://logs.example.com:443 (grpc)`. */
function collectorOf(otlp: unknown): string | undefined {
  if (otlp === undefined) {
    return undefined;
  }
  const scheme = getPath(otlp, 'policies', 'backendTLS') === undefined ? 'http' : 'https';
  return `${scheme}://${describe(getPath(otlp, 'host'))} (${describe(getPath(otlp, 'protocol'))})`;
}

function routeName(route: unknown): string {
  return describe(getPath(route, 'name'));
}

/** `notes.mcp-tools.svc.cluster.local`, with or without scheme, port and path, is a Service. */
function hostDestination(address = ''): Destination {
  const host = address
    .replace(/^\w+:\/\//, '')
    // the part before @ may be a credential
    .replace(/^[^/]*@/, '')
    .replace(/[:/].*$/, '');
  const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.|$)/.exec(host) ?? [];
  return namespace === undefined ? { remote: host } : { service: { namespace, name } };
}
