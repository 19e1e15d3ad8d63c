import { checkRuleCount, renderRules, resolveGrants } from './authorization';
import { McpAuthorizationRule, McpJwks, ToolSelector } from './crds';
import { resolveToolSelector } from './tool-selector';
import { Issues, show } from '../../../foundation/issues';
import { PlatformSpec } from '../../../platform/resolve';
import { HttpTransport } from '../../../protocol/http-transport';
import { Stores } from '../../../server/resolve/secrets';
import { ExternalSecretSpec } from '../../../server/spec';
import { GatewayAuthKind } from '../../settings/auth-options';
import { OAuthRule } from '../../settings/auth-rules';
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

const MAX_SERVERS = 256;
const MAX_URL_LENGTH = 253;
const MAX_PATH_LENGTH = 1024;
/** The one key that the controller reads in a Secret. */
const SECRET_KEY = 'apiKey';
/** The one key that Envoy Gateway reads in a ConfigMap of keys. */
const JWKS_KEY = 'jwks';

export interface McpRouteParent extends ParentSpec {
  /** Why prompts and resources may be open to everyone with a token; undefined: they may not. */
  readonly uncheckedPrompts?: string;
}

/** A gateway that Envoy AI Gateway makes from an MCPRoute. What depends on its servers is read when it is rendered. */
export interface McpRouteSpec {
  readonly parent: ParentSpec;
  readonly url: string;
  readonly path: string;
  readonly oauth?: McpRouteOAuth;
  /** Who may call which tools, for callers with tokens. */
  readonly rules: () => McpAuthorizationRule[];
  readonly addTarget: (issues: Issues, target: GatewayTarget) => void;
  /** In the order of their prefixes. */
  readonly servers: () => McpRouteServer[];
}

export interface McpRouteOAuth {
  readonly rule: OAuthRule;
  readonly jwks: McpJwks;
}

export interface McpRouteServer {
  readonly prefix: string;
  readonly service: ServiceRef;
  readonly path: string;
  readonly selector?: ToolSelector;
  /** The Secret with what the server asks for; the header is undefined for a bearer token. */
  readonly credential?: {
    readonly secret: string;
    readonly header?: string;
    readonly externalSecrets: readonly ExternalSecretSpec[];
  };
}

export function resolveMcpRoute(
  binding: IGatewayBinding,
  parent: McpRouteParent,
  path: string,
  platform: PlatformSpec,
): McpRouteSpec {
  const issues = new Issues(path);
  const {
    namespace,
    auth: { _rule: auth },
    routes,
    rules,
    timings,
    rateLimit,
    cors,
  } = binding;
  checkExternalDataPlane(issues, binding, parent, platform);
  checkTimings(issues, timings, [], 'an MCPRoute');
  issues.check(
    namespace === parent.namespace,
    'namespace',
    `that of the Gateway, ${parent.namespace}: an MCPRoute can only refer to a Gateway in the same namespace`,
    namespace,
  );
  const federated = routes.filter(route => route.federated);
  refuseWhen(issues, federated.length === 0, {
    prop: 'routes',
    problem: 'must be GatewayRoutes.federated(): an MCPRoute prefixes every tool, even with one server',
    fix: 'GatewayRoutes.federated(path), or AgentgatewayEngine.standalone()',
  });
  const grants = resolveGrants(issues, binding, parent.uncheckedPrompts);
  refuseWhen(issues, rateLimit !== undefined, {
    prop: 'rateLimit',
    problem: 'cannot be set in an MCPRoute',
    fix: 'a BackendTrafficPolicy of Envoy Gateway, or AgentgatewayEngine.standalone()',
  });
  refuseWhen(issues, cors !== undefined, {
    prop: 'cors',
    problem: 'cannot be set in an MCPRoute: Envoy AI Gateway handles CORS itself',
  });
  const oauth = resolveAuth(issues, binding, platform);
  issues.throwIfAny();

  const { name } = binding;
  const resolvedServers = new Map<string, Omit<McpRouteServer, 'prefix'>>();
  const [{ path: served }] = federated;
  const issuer = auth.kind === GatewayAuthKind.OAUTH ? auth.issuer : '';
  const renderedRules = (): McpAuthorizationRule[] =>
    renderRules(issuer, rules.length === 0 ? undefined : grants, binding.targets);
  return {
    parent,
    rules: renderedRules,
    url: `https://${parent.hostname}`,
    path: served,
    oauth: auth.kind === GatewayAuthKind.OAUTH ? oauth : undefined,
    addTarget: (found, target) => {
      const { prefix, endpoint, address, tools } = target;
      checkStandaloneFeatures(found, endpoint);
      refuseWhen(
        found,
        binding.routes.some(route => !route.federated),
        {
          prop: 'routes',
          problem:
            'must be GatewayRoutes.federated(): the names of tools have a prefix on every address of an MCPRoute',
        },
      );
      refuseWhen(found, binding.targets.length > MAX_SERVERS, {
        prop: 'servers',
        problem: `are more than the ${MAX_SERVERS} that an MCPRoute holds`,
        fix: 'several gateways',
      });
      checkRuleCount(found, renderedRules());
      const service = serviceOf(found, endpoint);
      if (endpoint.pods !== undefined) {
        found.check(
          service.namespace === namespace,
          'server',
          `in the namespace of the gateway, ${namespace}: an MCPRoute can only refer to Services in the same namespace`,
          service.namespace,
        );
        if (prefix !== service.name) {
          found.add(
            'prefix',
            `must be ${show(service.name)}, got ${show(prefix)}: an MCPRoute takes it from the name of the Service`,
            'leave it out',
          );
        }
      }
      found.check(
        address.transport === HttpTransport.STREAMABLE,
        'server',
        'Streamable HTTP: Envoy AI Gateway supports no other transport',
        address.transport,
      );
      found.check(
        address.path.length <= MAX_PATH_LENGTH,
        'server.endpoint.path',
        `at most ${MAX_PATH_LENGTH} characters in an MCPRoute`,
        address.path,
      );
      const selector = resolveToolSelector(found, tools);
      const credential = resolveCredential(found, target, new Stores(`${name}-${prefix}`, namespace, platform));
      found.throwIfAny();
      resolvedServers.set(prefix, { service, path: address.path, selector, credential });
    },
    servers: () =>
      binding.targets.flatMap(({ prefix }) => {
        const server = resolvedServers.get(prefix);
        return server === undefined ? [] : [{ prefix, ...server }];
      }),
  };
}

function resolveAuth(
  issues: Issues,
  { auth: { _rule: auth } }: IGatewayBinding,
  platform: PlatformSpec,
): McpRouteOAuth | undefined {
  switch (auth.kind) {
    case GatewayAuthKind.ANONYMOUS:
      return undefined;
    case GatewayAuthKind.ANY_OF:
    case GatewayAuthKind.EXTERNAL:
      refuseStandaloneAuth(issues, auth);
      return undefined;
    case GatewayAuthKind.API_KEYS:
      issues.add(
        'auth',
        'must not be GatewayAuth.apiKeys: an MCPRoute reads plain keys from a Secret, but only their hashes are ' +
          'available',
        'GatewayAuth.oauth(…), or AgentgatewayEngine.standalone()',
      );
      return undefined;
    case GatewayAuthKind.SERVICE_ACCOUNTS:
      issues.add(
        'auth',
        'must not be GatewayAuth.serviceAccounts: an MCPRoute accepts only tokens of an authorization server',
        'GatewayAuth.oauth(…), or AgentgatewayEngine.standalone()',
      );
      return undefined;
    case GatewayAuthKind.OAUTH:
      refuseWhen(issues, auth.requiredScopes.length > 0, {
        prop: 'auth.requiredScopes',
        problem:
          'cannot be enforced: an MCPRoute checks scopes of calls of tools, and neither of prompts nor of resources',
        fix: 'resourceMetadata.scopesSupported tells clients of them, or AgentgatewayEngine.standalone()',
      });
      return { rule: auth, jwks: resolveJwks(issues, auth.jwks, platform) };
  }
}

function resolveJwks(issues: Issues, { _rule: rule }: Jwks, platform: PlatformSpec): McpJwks {
  switch (rule.kind) {
    case 'inline':
      return { localJWKS: { type: 'Inline', inline: rule.json } };
    case 'configMap':
      issues.check(
        rule.key === JWKS_KEY,
        'auth.jwks',
        `in the key ${JWKS_KEY} of the ConfigMap, which Envoy Gateway reads`,
        rule.key,
      );
      return { localJWKS: { type: 'ValueRef', valueRef: { group: '', kind: 'ConfigMap', name: rule.name } } };
    case 'url':
      checkJwksUrl(issues, rule, platform);
      issues.check(
        rule.url.length <= MAX_URL_LENGTH,
        'auth.jwks',
        `a URL of at most ${MAX_URL_LENGTH} characters in an MCPRoute`,
        rule.url,
      );
      refuseWhen(issues, rule.egress !== undefined, {
        prop: 'auth.jwks.egress',
        problem: 'has no effect: the pods of the Gateway fetch the keys',
        fix: 'Jwks.fromUrl(url), and allow their egress where the Gateway is made',
      });
      return { remoteJWKS: { uri: rule.url } };
    case 'secret':
      issues.add(
        'auth.jwks',
        'must not be Jwks.fromSecretSource: an MCPRoute cannot read keys from a Secret',
        "Jwks.fromConfigMap(name, 'jwks'), Jwks.fromUrl or Jwks.inline",
      );
      return { localJWKS: { type: 'Inline', inline: '' } };
  }
}

/** One bearer token, or one header with a value of its own. */
function resolveCredential(
  issues: Issues,
  { endpoint: { node, serverAuth, headers = {} } }: GatewayTarget,
  stores: Stores,
): McpRouteServer['credential'] {
  refuseWhen(issues, Object.keys(headers).length > 0, {
    prop: 'headers',
    problem: 'cannot be sent: an MCPRoute supports one credential',
    fix: 'serverAuth, or AgentgatewayEngine.standalone()',
  });
  if (serverAuth?._secret === undefined) {
    return undefined;
  }
  const { _header: header, _prefix: prefix, _secret: source } = serverAuth;
  const bearer = prefix !== '';
  if (!bearer && header === 'authorization') {
    issues.add(
      'serverAuth',
      'must be ServerAuth.bearer for the header authorization: Envoy AI Gateway writes Bearer in front of it',
    );
  }
  const { secret, key } = stores.locate(issues, source._ref, SECRET_KEY, `${node.path} serverAuth`);
  issues.check(
    key === SECRET_KEY,
    'serverAuth',
    `in the key ${SECRET_KEY} of the Secret, which Envoy AI Gateway reads`,
    key,
  );
  return { secret, header: bearer ? undefined : header, externalSecrets: stores.externalSecrets() };
}
