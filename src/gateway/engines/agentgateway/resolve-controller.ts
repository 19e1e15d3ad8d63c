import { Issues } from '../../../foundation/issues';
import { API_KEYS_LABEL } from '../../../foundation/labels';
import { PlatformSpec } from '../../../platform/resolve';
import { Sessions } from '../../../protocol/sessions';
import { Texts } from '../../../server/spec';
import { GatewayAuthKind } from '../../settings/auth-options';
import { GatewayAuthRule } from '../../settings/auth-rules';
import { Cors } from '../../settings/cors';
import { LocalLimit, RateLimit } from '../../settings/rate-limit';
import { ToolRule } from '../../settings/tool-rule';
import { RequestedCredential, GatewayCredentials } from '../credentials';
import { checkJwksUrl } from '../egress';
import { GatewayRoute, GatewayTarget, GatewayTimings, IGatewayBinding } from '../engine';
import {
  checkExternalDataPlane,
  checkStandaloneFeatures,
  checkTimings,
  refuseStandaloneAuth,
  refuseWhen,
} from '../external-data-plane';
import { ParentSpec } from '../parent-gateway';

const MAX_CREDENTIALS = 8;
const MAX_ISSUER_LENGTH = 256;
const URL_SHAPE = /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/;
const MAX_URL_LENGTH = 1024;
/** The key that the controller reads in a ConfigMap with authorities. */
const AUTHORITIES_KEY = 'ca.crt';
/** Periods that the policy has a word for. */
export const RATE_UNITS: ReadonlyMap<number, 'Seconds' | 'Minutes' | 'Hours'> = new Map([
  [1, 'Seconds'],
  [60, 'Minutes'],
  [3600, 'Hours'],
]);

/** A gateway that agentgateway's controller configures. What depends on its servers is read when it is rendered. */
export interface ControllerSpec {
  readonly auth: GatewayAuthRule;
  readonly jwks?: ControllerJwks;
  /** The label of the ConfigMap with the hashes of API keys. */
  readonly keysLabel: Texts;
  readonly rules: readonly ToolRule[];
  readonly limit?: LocalLimit;
  readonly timings: GatewayTimings;
  readonly cors?: Cors;
  readonly credentials: GatewayCredentials;
  /** Certificates of authorities by the name of the ConfigMap that holds them. */
  readonly authorities: ReadonlyMap<string, string>;
  /** The Secrets that hold what is presented to servers. */
  readonly secrets: () => string[];
  readonly addTarget: (issues: Issues, target: GatewayTarget) => void;
  readonly routes: () => ControllerRoute[];
  /** The address of all servers together; undefined when there is none. */
  readonly federated: () => ControllerRoute | undefined;
  /** The address of one server alone; undefined when it has none. */
  readonly ownRoute: (prefix: string) => ControllerRoute | undefined;
}

export type ControllerJwks = { readonly inline: string } | { readonly remote: { readonly url: string } };

export interface ControllerRoute extends GatewayRoute {
  /** The name of its objects. */
  readonly objectName: string;
  readonly hostname: string;
  /** The URL that clients know. */
  readonly url: string;
  readonly stateful: boolean;
  readonly targets: ControllerTarget[];
}

export interface ControllerTarget extends GatewayTarget {
  readonly credentials: readonly RequestedCredential[];
  readonly secure: boolean;
  /** The ConfigMap with the authorities of its certificate; undefined for those that everyone trusts. */
  readonly authorities?: string;
}

export function resolveController(
  binding: IGatewayBinding,
  parent: ParentSpec,
  path: string,
  platform: PlatformSpec,
): ControllerSpec {
  const issues = new Issues(path);
  const {
    name,
    namespace,
    auth: { _rule: auth },
    rules,
    timings,
    cors,
  } = binding;
  checkExternalDataPlane(issues, binding, parent, platform);
  checkTimings(issues, timings, ['request', 'connect', 'failClosed'], "objects of agentgateway's controller");
  refuseStandaloneAuth(issues, auth);
  const limit = resolveLimit(issues, binding.rateLimit);
  refuseWhen(issues, cors?._maxAge === 0, {
    prop: 'cors.maxAge',
    problem: 'must be at least 1 second in an AgentgatewayPolicy',
    fix: 'Duration.seconds(1)',
  });
  const jwks = resolveJwks(issues, auth, platform);
  issues.throwIfAny();

  const credentials = new GatewayCredentials(name, namespace, platform);
  const resolvedTargets = new Map<string, Pick<ControllerTarget, 'credentials' | 'secure' | 'authorities'>>();
  const authorities = new Map<string, string>();
  const routeOf = (route: GatewayRoute): ControllerRoute => {
    const hostname = route.hostname ?? parent.hostname;
    return {
      ...route,
      hostname,
      objectName: `${name}-${route.name}`,
      url: `https://${hostname}${route.path}`,
      stateful: route.targets.some(({ address }) => address.sessions === Sessions.IN_MEMORY),
      targets: route.targets.map(target => ({
        ...target,
        credentials: [],
        secure: false,
        ...resolvedTargets.get(target.prefix),
      })),
    };
  };
  const known = (route: GatewayRoute | undefined): ControllerRoute | undefined => route && routeOf(route);
  return {
    auth,
    jwks,
    keysLabel: { [API_KEYS_LABEL]: name },
    rules,
    limit,
    timings,
    cors,
    credentials,
    authorities,
    secrets: () =>
      [...resolvedTargets.values()].flatMap(target => target.credentials.map(({ located }) => located.secret)),
    addTarget: (found, { prefix, endpoint, address }) => {
      checkStandaloneFeatures(found, endpoint);
      const count = Object.keys(endpoint.headers ?? {}).length + (endpoint.serverAuth === undefined ? 0 : 1);
      if (count > MAX_CREDENTIALS) {
        found.add('headers', `are ${count} with serverAuth, an AgentgatewayBackend holds ${MAX_CREDENTIALS}`);
      }
      const bundle = endpoint.caBundle?._bundle;
      if (bundle?.configMap !== undefined) {
        found.check(
          bundle.configMap.key === AUTHORITIES_KEY,
          'caBundle',
          `in the key ${AUTHORITIES_KEY} of the ConfigMap, which the controller reads`,
          bundle.configMap.key,
        );
      }
      const configMapName = `${name}-ca-${prefix}`;
      const requested = credentials.request(found, prefix, endpoint);
      if (bundle?.text !== undefined) {
        authorities.set(configMapName, bundle.text);
      }
      resolvedTargets.set(prefix, {
        credentials: requested,
        secure: address.url.startsWith('https:'),
        authorities: bundle === undefined ? undefined : (bundle.configMap?.name ?? configMapName),
      });
    },
    routes: () => binding.routes.map(routeOf),
    federated: () => known(binding.routes.find(({ federated }) => federated)),
    ownRoute: prefix => known(binding.ownRoute(prefix)),
  };
}

/** The controller reads one local limit, for a second, a minute or an hour. */
function resolveLimit(issues: Issues, rateLimit: RateLimit | undefined): LocalLimit | undefined {
  const limits = rateLimit?._rules ?? [];
  refuseWhen(
    issues,
    limits.some(({ kind }) => kind === 'remote'),
    {
      prop: 'rateLimit',
      problem: "must not be RateLimit.remote: no policy here can allow traffic from the Gateway's pods to the service",
      fix: 'RateLimit.local(…), or AgentgatewayEngine.standalone()',
    },
  );
  const [first, ...more] = limits.flatMap(limit => (limit.kind === 'local' ? [limit] : []));
  refuseWhen(issues, more.length > 0, {
    prop: 'rateLimit',
    problem: 'must be one RateLimit.local: the controller reads the first of several',
    fix: 'the strictest of them, or AgentgatewayEngine.standalone()',
  });
  if (first !== undefined && !RATE_UNITS.has(first.seconds)) {
    issues.add(
      'rateLimit.per',
      `must be 1 second, 1 minute or 1 hour in an AgentgatewayPolicy, got ${first.seconds} s`,
    );
  }
  return first;
}

/**
 * The controller fetches the keys itself, so no egress is needed here; a policy cannot read them from a Secret or
 * ConfigMap.
 */
function resolveJwks(issues: Issues, auth: GatewayAuthRule, platform: PlatformSpec): ControllerJwks | undefined {
  if (auth.kind !== GatewayAuthKind.OAUTH && auth.kind !== GatewayAuthKind.SERVICE_ACCOUNTS) {
    return undefined;
  }
  issues.check(
    auth.issuer.length <= MAX_ISSUER_LENGTH,
    'auth.issuer',
    `at most ${MAX_ISSUER_LENGTH} characters in an AgentgatewayPolicy`,
    auth.issuer,
  );
  const { _rule: rule } = auth.jwks;
  switch (rule.kind) {
    case 'inline':
      return { inline: rule.json };
    case 'url':
      checkJwksUrl(issues, rule, platform);
      issues.check(
        rule.url.length <= MAX_URL_LENGTH && URL_SHAPE.test(rule.url),
        'auth.jwks',
        'a URL without query in an AgentgatewayPolicy',
        rule.url,
      );
      refuseWhen(issues, rule.egress !== undefined, {
        prop: 'auth.jwks.egress',
        problem: "has no effect: agentgateway's controller fetches the keys",
        fix: 'Jwks.fromUrl(url), and allow egress of the controller where it is installed',
      });
      return { remote: { url: rule.url } };
    default:
      issues.add(
        'auth.jwks',
        'must be Jwks.fromUrl or Jwks.inline: an AgentgatewayPolicy reads keys from no' +
          ` ${rule.kind === 'secret' ? 'Secret' : 'ConfigMap'}`,
        'Jwks.inline(json), or AgentgatewayEngine.standalone()',
      );
      return undefined;
  }
}
