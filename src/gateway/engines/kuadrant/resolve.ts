import { Issues, show } from '../../../foundation/issues';
import { Callers } from '../../../network/callers';
import { PlatformSpec } from '../../../platform/resolve';
import { HttpTransport } from '../../../protocol/http-transport';
import { checkCaller } from '../../../server/resolve/network-checks';
import { GatewayAuthKind } from '../../settings/auth-options';
import { GatewayAuthRule, OAuthRule } from '../../settings/auth-rules';
import { Jwks } from '../../settings/jwks';
import { checkJwksUrl } from '../egress';
import { GatewayTarget, IGatewayBinding } from '../engine';
import {
  checkExternalDataPlane,
  checkStandaloneFeatures,
  checkTimings,
  refuseStandaloneAuth,
  refuseWhen,
} from '../external-data-plane';
import { ParentSpec, ServiceRef, serviceOf } from '../parent-gateway';
import { PolicySubject } from './predicates';

/** The one path that the broker answers. */
const MCP_PATH = '/mcp';
const MAX_HOST_LENGTH = 253;
const OAUTH_OR_OWN = 'GatewayAuth.oauth(…), or AgentgatewayEngine.standalone()';

/** A Gateway with a broker of Kuadrant, and the names by which it finds servers. */
export interface KuadrantParent extends ParentSpec {
  readonly serverDomain: string;
  /** The pods that list the tools of servers. */
  readonly broker: Callers;
}

export interface KuadrantSpec {
  readonly parent: KuadrantParent;
  readonly url: string;
  readonly mcpPath: string;
  readonly auth: GatewayAuthRule;
  /** The keys of the issuer; undefined for callers without tokens. */
  readonly jwksUrl?: string;
  /** Checks a server. */
  readonly addTarget: (issues: Issues, target: GatewayTarget) => KuadrantServer;
}

/** A server behind the broker. */
export interface KuadrantServer extends PolicySubject {
  readonly prefix: string;
  /** The name of its HTTPRoute, AuthPolicy and MCPServerRegistration. */
  readonly objectName: string;
  /** What the router calls it. Clients cannot: the router overwrites the host of each request. */
  readonly hostname: string;
  readonly service: ServiceRef;
  readonly path: string;
}

export function resolveKuadrant(
  binding: IGatewayBinding,
  parent: KuadrantParent,
  path: string,
  platform: PlatformSpec,
): KuadrantSpec {
  const issues = new Issues(path);
  const {
    auth: { _rule: auth },
    routes,
    rules,
    timings,
    rateLimit,
    cors,
  } = binding;
  checkExternalDataPlane(issues, binding, parent, platform);
  checkCaller(issues, 'engine.broker', parent.broker._rule, platform.engine);
  checkTimings(issues, timings, [], 'objects of Kuadrant');
  refuseWhen(issues, !routes.some(route => route.federated && route.path === MCP_PATH), {
    prop: 'routes',
    problem: `must be GatewayRoutes.federated('${MCP_PATH}'): the broker of Kuadrant has this one address`,
    fix: 'leave it out, or AgentgatewayEngine.standalone()',
  });
  rules.forEach(({ _rule: rule }, i) =>
    refuseWhen(issues, rule.kind === 'require', {
      prop: `authorization[${i}]`,
      problem: 'cannot be ToolRule.require: an AuthPolicy does not have the variables of its expression',
      fix: 'ToolRule.allow({ tools, claims }), or AgentgatewayEngine.standalone()',
    }),
  );
  refuseWhen(issues, rateLimit !== undefined, {
    prop: 'rateLimit',
    problem: 'cannot be set in an AuthPolicy',
    fix: 'a RateLimitPolicy of Kuadrant, or AgentgatewayEngine.standalone()',
  });
  refuseWhen(issues, cors !== undefined, {
    prop: 'cors',
    problem: 'cannot be set: the broker of Kuadrant answers other origins itself',
  });
  const jwksUrl = resolveAuth(issues, auth, platform);
  issues.throwIfAny();
  return {
    parent,
    url: `https://${parent.hostname}`,
    mcpPath: MCP_PATH,
    auth,
    jwksUrl,
    addTarget: (found, target) => resolveServer(found, target, binding, parent),
  };
}

function resolveServer(
  issues: Issues,
  { prefix, endpoint, address, tools }: GatewayTarget,
  binding: IGatewayBinding,
  { serverDomain }: KuadrantParent,
): KuadrantServer {
  refuseWhen(
    issues,
    binding.routes.some(route => !route.federated),
    {
      prop: 'routes',
      problem: `must be GatewayRoutes.federated('${MCP_PATH}'): the broker of Kuadrant has this one address`,
    },
  );
  if (!/^[a-z0-9]+$/.test(prefix)) {
    issues.add(
      'prefix',
      `must be letters and digits, got ${show(prefix)}: an MCPServerRegistration takes nothing else`,
      `addServer(server, { prefix: ${show(prefix.replace(/[^a-z0-9]/g, ''))} })`,
    );
  }
  checkStandaloneFeatures(issues, endpoint);
  refuseWhen(issues, endpoint.serverAuth !== undefined && !endpoint.serverAuth.isDelegated, {
    prop: 'serverAuth',
    problem: 'cannot be sent: Kuadrant uses the credential of a server to list its tools, and not to call them',
  });
  refuseWhen(issues, Object.keys(endpoint.headers ?? {}).length > 0, {
    prop: 'headers',
    problem: 'cannot be sent: an MCPServerRegistration has no headers',
  });
  issues.check(
    address.transport === HttpTransport.STREAMABLE,
    'server',
    'Streamable HTTP: Kuadrant supports no other transport',
    address.transport,
  );
  const service = serviceOf(issues, endpoint);
  const hostname = `${prefix}.${binding.name}.${binding.namespace}.${serverDomain}`;
  if (hostname.length > MAX_HOST_LENGTH) {
    issues.add(
      'serverDomain',
      `makes the host name ${hostname} of ${hostname.length} characters, ${MAX_HOST_LENGTH} are allowed`,
      'a shorter serverDomain or prefix',
    );
  }
  issues.throwIfAny();
  const objectName = `${binding.name}-mcp-${prefix}`;
  return { prefix, objectName, hostname, service, path: address.path, endpoint, tools };
}

function resolveAuth(issues: Issues, auth: GatewayAuthRule, platform: PlatformSpec): string | undefined {
  switch (auth.kind) {
    case GatewayAuthKind.ANONYMOUS:
      return undefined;
    case GatewayAuthKind.API_KEYS:
      issues.add(
        'auth',
        'must not be GatewayAuth.apiKeys: an AuthPolicy reads plain keys from Secrets, but only their hashes are ' +
          'available',
        OAUTH_OR_OWN,
      );
      return undefined;
    case GatewayAuthKind.SERVICE_ACCOUNTS:
      return resolveJwks(issues, auth.jwks, platform);
    case GatewayAuthKind.OAUTH:
      checkMetadata(issues, auth);
      return resolveJwks(issues, auth.jwks, platform);
    default:
      refuseStandaloneAuth(issues, auth);
      return undefined;
  }
}

/** The broker serves the metadata, from settings of the one who runs it. */
function checkMetadata(issues: Issues, { scopesSupported, requiredScopes, documentation }: OAuthRule): void {
  refuseWhen(issues, documentation !== undefined || scopesSupported.join(' ') !== requiredScopes.join(' '), {
    prop: 'auth.resourceMetadata',
    problem: 'cannot be set: the broker of Kuadrant serves the metadata',
    fix: 'set it where the broker is made, or AgentgatewayEngine.standalone()',
  });
}

function resolveJwks(issues: Issues, { _rule: rule }: Jwks, platform: PlatformSpec): string | undefined {
  if (rule.kind !== 'url') {
    issues.add(
      'auth.jwks',
      'must be Jwks.fromUrl: an AuthPolicy reads keys from a URL alone',
      'Jwks.fromUrl(url), or AgentgatewayEngine.standalone()',
    );
    return undefined;
  }
  checkJwksUrl(issues, rule, platform);
  refuseWhen(issues, rule.egress !== undefined, {
    prop: 'auth.jwks.egress',
    problem: 'has no effect: Authorino fetches the keys',
    fix: 'Jwks.fromUrl(url), and allow its egress where Authorino is made',
  });
  return rule.url;
}
