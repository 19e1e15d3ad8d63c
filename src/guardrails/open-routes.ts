import { AppIndex } from './app-index';
import { isAuthenticated } from './auth-policies';
import { asArray, asString, getPath, Json } from './json';
import { referredKind } from './references';
import { backendsOf } from './route-backends';
import { RouteBackend } from './route-destination';
import { Finding } from './rule';
import { Subject } from './subject';

/** Policies of agentgateway that authenticate callers. */
const AUTHENTICATION = ['jwtAuthentication', 'apiKeyAuthentication', 'basicAuthentication'];

/** Routes by which callers reach tools without being asked for anything. */
export function openRouteFindings(subject: Subject, app: AppIndex): Finding[] {
  const backends = backendsOf(subject, app);
  const policies = policiesFor(subject, app);
  // without any policy it is said by the rule about policies
  const isOpen = policies.length > 0 && !policies.some(({ manifest }) => authenticates(manifest));
  const isAsked = isAuthenticated(subject, app);
  return backends
    .filter(({ leadsTo }) => leadsTo !== 'server' || !isAsked)
    .flatMap(backend => problemsOf(backend, isOpen));
}

function problemsOf({ field, name, leadsTo }: RouteBackend, isOpen: boolean): Finding[] {
  if (leadsTo === 'server') {
    return [
      { field, problem: `leads to the server behind ${name} past every gateway: nobody asks callers for anything` },
    ];
  }
  return leadsTo === 'agentgateway' && isOpen
    ? [{ field, problem: 'leads to an AgentgatewayBackend, and its AgentgatewayPolicies ask callers for nothing' }]
    : [];
}

/** The policies of a route that leads to agentgateway, of its backends, and of the Gateways that it is attached to. */
export function policiesFor(subject: Subject, app: AppIndex): readonly Subject[] {
  const backends = backendsOf(subject, app).filter(({ leadsTo }) => leadsTo === 'agentgateway');
  if (backends.length === 0) {
    return [];
  }
  const parents = asArray(getPath(subject.manifest, 'spec', 'parentRefs')).flatMap(parent =>
    app.policiesOfTarget(
      asString(getPath(parent, 'namespace')) ?? subject.namespace,
      referredKind(parent, 'Gateway'),
      asString(getPath(parent, 'name')) ?? '',
    ),
  );
  const ofBackends = backends.flatMap(({ kind, name }) => app.policiesOfTarget(subject.namespace, kind, name));
  return [...app.policiesOfRoute(subject), ...ofBackends, ...parents];
}

function authenticates(manifest: Json): boolean {
  const ofMcp = getPath(manifest, 'spec', 'backend', 'mcp', 'authentication');
  return (
    AUTHENTICATION.some(name => getPath(manifest, 'spec', 'traffic', name, 'mode') === 'Strict') ||
    // strict is its default
    (ofMcp !== undefined && (getPath(ofMcp, 'mode') ?? 'Strict') === 'Strict')
  );
}

/** An MCPRoute of Envoy AI Gateway that asks callers for nothing. */
export function openMcpRouteFindings({ manifest }: Subject): Finding[] {
  const policy = getPath(manifest, 'spec', 'securityPolicy');
  const asks = ['oauth', 'apiKeyAuth', 'extAuth'].some(name => getPath(policy, name) !== undefined);
  return asks ? [] : [{ field: 'spec.securityPolicy', problem: 'asks callers for nothing' }];
}
