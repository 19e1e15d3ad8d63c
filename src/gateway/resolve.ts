import { McpGatewayProps } from './mcp-gateway-props';
import { PlatformSpec } from '../platform/resolve';
import { PoolScope } from '../server/pool-membership';
import { GatewayTimings, GatewayWorkload, IGatewayEngine } from './engines/engine';
import { DEFAULT_TIMINGS } from './engines/timings';
import { checkCaller, checkEgress } from '../server/resolve/network';
import { Texts } from '../server/spec';
import { GatewayAuth, GatewayAuthKind } from './settings/auth';
import { Cors } from './settings/cors';
import { Exposure } from './settings/exposure';
import { RateLimit } from './settings/rate-limit';
import { Resilience } from './settings/resilience';
import { GatewayRoutes, RoutesRule } from './settings/routes';
import { GatewayTls } from './settings/tls';
import { ToolRule } from './settings/tool-rule';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Issues } from '../foundation/issues';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { NamespaceDefaults } from '../foundation/scopes';
import { seconds } from '../foundation/sizes';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';
import { checkNamespace, resolveMetadata, resolveName } from '../server/resolve/metadata';

const PROPS: PropNames<McpGatewayProps> = {
  auth: true,
  servers: true,
  engine: true,
  exposure: true,
  routes: true,
  authorization: true,
  rateLimit: true,
  resilience: true,
  cors: true,
  tls: true,
  sessionKey: true,
  egress: true,
  callers: true,
  scaling: true,
  resources: true,
  telemetry: true,
  name: true,
  namespace: true,
  owner: true,
  environment: true,
};
const RESILIENCE: PropNames<Resilience> = {
  requestTimeout: true,
  connectTimeout: true,
  sessionTimeout: true,
  retries: true,
  backoff: true,
  failClosed: true,
};

/** A gateway with every default applied and every value checked. Its servers come later. */
export interface GatewaySpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Texts;
  readonly auth: GatewayAuth;
  readonly engine?: IGatewayEngine;
  readonly exposure: Exposure;
  readonly routes: RoutesRule;
  readonly rules: readonly ToolRule[];
  readonly rateLimit?: RateLimit;
  readonly timings: GatewayTimings;
  readonly cors?: Cors;
  readonly workload: GatewayWorkload;
  readonly servers: readonly IMcpEndpoint[];
}

export interface GatewayContext {
  readonly path: string;
  readonly id: string;
  readonly platform: PlatformSpec;
  readonly defaults?: NamespaceDefaults;
  readonly chartNamespace?: string;
  readonly pool?: PoolScope;
}

export function resolveGateway(input: McpGatewayProps, context: GatewayContext): GatewaySpec {
  const issues = new Issues(context.path);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  checkClasses(issues, props);
  const name = resolveName(issues, context.id, props.name);
  const namespace = checkNamespace(issues, props.namespace ?? context.defaults?.namespace ?? context.chartNamespace);
  if (context.pool !== undefined && namespace !== context.pool.name) {
    issues.add(
      'namespace',
      `must be that of the pool ${context.pool.path}, ${context.pool.name}`,
      'leave it out, or create the gateway beside the pool',
    );
  }
  const { labels } = resolveMetadata(
    issues,
    { ...props, labels: context.pool?.defaults.labels },
    { name, component: 'mcp-gateway', defaults: context.defaults, pool: context.pool?.name },
  );
  const rules = reader.instances(props.authorization, ToolRule, 'authorization');
  rules.forEach((rule, i) => checkRule(issues, `authorization[${i}]`, rule, props.auth));
  if (
    props.auth.kind === GatewayAuthKind.ANONYMOUS &&
    props.rateLimit?._rules.some(rule => rule.kind === 'remote' && rule.key === undefined) === true
  ) {
    issues.add(
      'rateLimit.key',
      'is missing: anonymous callers have no name to count by',
      "key: 'source.address' counts by address",
    );
  }
  const exposure = props.exposure ?? Exposure.clusterIp();
  const routes = (props.routes ?? GatewayRoutes.federated())._rule;
  const callers = reader.instances(props.callers, Callers, 'callers');
  callers.forEach((caller, i) => checkCaller(issues, `callers[${i}]`, caller._rule, context.platform.engine));
  if (exposure._rule.kind !== 'clusterIp') {
    exposure._rule.from.forEach((caller, i) =>
      checkCaller(issues, `exposure.from[${i}]`, caller._rule, context.platform.engine),
    );
  }
  const egress = reader.instances(props.egress, Egress, 'egress');
  egress.forEach((item, i) => checkEgress(issues, `egress[${i}]`, item._rule, context.platform));
  const servers = reader.list(props.servers, 'servers');
  const timings = resolveTimings(issues, reader, props);
  issues.throwIfAny();
  const { scaling, resources, tls, sessionKey, telemetry } = props;
  return {
    name,
    namespace,
    labels,
    auth: props.auth,
    engine: props.engine,
    exposure,
    routes,
    rules,
    rateLimit: props.rateLimit,
    timings,
    cors: props.cors,
    workload: {
      scaling,
      resources,
      tls,
      sessionKey,
      telemetry,
      ...(egress.length === 0 ? {} : { egress }),
      ...(callers.length === 0 ? {} : { callers }),
    },
    servers,
  };
}

function checkClasses(issues: Issues, props: McpGatewayProps): void {
  if (props.auth === undefined) {
    issues.add(
      'auth',
      'is missing: say what callers must show',
      'GatewayAuth.oauth(…), .apiKeys(…), .serviceAccounts(…), or .anonymous(reason)',
    );
  } else {
    issues.check(isInstance(props.auth, GatewayAuth), 'auth', 'made by GatewayAuth', props.auth);
  }
  const classes = {
    exposure: Exposure,
    routes: GatewayRoutes,
    rateLimit: RateLimit,
    cors: Cors,
    tls: GatewayTls,
    sessionKey: SecretSource,
  };
  for (const [prop, type] of Object.entries(classes)) {
    // the keys are props
    const value: unknown = props[prop as keyof typeof classes];
    if (prop === 'sessionKey' && typeof value === 'string') {
      issues.add(prop, 'must be a SecretSource, got a literal (hidden)', 'a secret never stands in a manifest');
    } else {
      issues.check(value === undefined || isInstance(value, type), prop, `made by ${type.name}`, value);
    }
  }
  // plain JavaScript may pass anything
  const bind: unknown = (props.engine as Partial<IGatewayEngine> | undefined)?.bind;
  issues.check(
    props.engine === undefined || typeof bind === 'function',
    'engine',
    'an engine, such as AgentgatewayEngine.standalone()',
    props.engine,
  );
  // what follows reads these values
  issues.throwIfAny();
}

/** Conditions on what callers never show would refuse everyone. */
function checkRule(issues: Issues, prop: string, { _rule: rule }: ToolRule, { kind, _rule: auth }: GatewayAuth): void {
  if (rule.kind !== 'allow') {
    return;
  }
  const tokens = kind === GatewayAuthKind.OAUTH || kind === GatewayAuthKind.SERVICE_ACCOUNTS;
  if (rule.claims.length > 0 && !tokens) {
    issues.add(
      `${prop}.claims`,
      `can never hold: callers show no token with auth ${kind}`,
      'GatewayAuth.oauth(…), or clients for API keys',
    );
  }
  if (rule.clients !== undefined && kind !== GatewayAuthKind.API_KEYS) {
    issues.add(
      `${prop}.clients`,
      `can never hold: callers show no API key with auth ${kind}`,
      'GatewayAuth.apiKeys(…), or claims for tokens',
    );
  }
  const known = auth.kind === GatewayAuthKind.API_KEYS ? auth.hashes.map(([client]) => client) : undefined;
  rule.clients?.forEach((client, i) => {
    if (known?.includes(client) === false) {
      issues.check(false, `${prop}.clients[${i}]`, `a client with a key (${known.join(', ')})`, client);
    }
  });
}

function resolveTimings(issues: Issues, reader: Reader, { resilience = {} }: McpGatewayProps): GatewayTimings {
  const input = reader.struct(resilience, RESILIENCE, 'resilience.');
  const { retries = DEFAULT_TIMINGS.retries, failClosed = DEFAULT_TIMINGS.failClosed } = input;
  issues.check(
    Number.isInteger(retries) && retries >= 0 && retries <= 5,
    'resilience.retries',
    'an integer in 0-5',
    retries,
  );
  issues.check(typeof failClosed === 'boolean', 'resilience.failClosed', 'true or false', failClosed);
  const time = (
    prop: 'requestTimeout' | 'connectTimeout' | 'sessionTimeout' | 'backoff',
    otherwise: number,
    least: number,
    most: number,
  ): number => {
    const value = input[prop];
    return value === undefined ? otherwise : seconds(issues, `resilience.${prop}`, value, { min: least, max: most });
  };
  const timings = {
    request: time('requestTimeout', DEFAULT_TIMINGS.request, 5, 3600),
    connect: time('connectTimeout', DEFAULT_TIMINGS.connect, 1, 60),
    session: time('sessionTimeout', DEFAULT_TIMINGS.session, 60, 86_400),
    retries,
    backoff: time('backoff', DEFAULT_TIMINGS.backoff, 1, 60),
    failClosed,
  };
  if (timings.connect > timings.request) {
    issues.add(
      'resilience.connectTimeout',
      `must not be longer than the request, got ${timings.connect} s and ${timings.request} s`,
    );
  }
  return timings;
}
