import { McpGatewayProps } from './mcp-gateway-props';
import { PlatformSpec } from '../platform/resolve';
import { GatewayTimings, GatewayWorkload, IGatewayEngine } from './engines/engine';
import { resolveAccessLog, resolveSampling } from './resolve-observation';
import { resolveRules } from './resolve-rules';
import { resolveTimings } from './resolve-timings';
import { nonEmpty } from '../foundation/non-empty';
import { checkCaller, checkEgress } from '../server/resolve/network-checks';
import { Texts } from '../server/spec';
import { GatewayAuth } from './settings/auth';
import { Cors } from './settings/cors';
import { Exposure } from './settings/exposure';
import { RateLimit } from './settings/rate-limit';
import { GatewayRoutes, RoutesRule } from './settings/routes';
import { GatewayTls } from './settings/tls';
import { ToolRule } from './settings/tool-rule';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Issues } from '../foundation/issues';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';
import { checkNamespace, mergeTexts, resolveMetadata, resolveName } from '../server/resolve/metadata';
import { ServerContext } from '../server/resolve/resolution';

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
  placement: true,
  sandbox: true,
  hardening: true,
  imagePullSecrets: true,
  telemetry: true,
  tracing: true,
  accessLog: true,
  name: true,
  namespace: true,
  owner: true,
  environment: true,
  labels: true,
  annotations: true,
  podAnnotations: true,
  serviceAnnotations: true,
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

/** Applies every default and checks every value; throws one error with all problems. */
export function resolveGateway(input: McpGatewayProps, context: ServerContext): GatewaySpec {
  const issues = new Issues(context.path);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  checkClasses(issues, props);
  const identity = resolveIdentity(issues, props, context);
  const rules = resolveRules(issues, reader, props);
  const exposure = props.exposure ?? Exposure.clusterIp();
  const callers = resolveCallers(issues, reader, props.callers, { exposure, platform: context.platform });
  const egress = reader.instances(props.egress, Egress, 'egress');
  egress.forEach((item, i) => checkEgress(issues, `egress[${i}]`, item._rule, context.platform));
  const servers = reader.list(props.servers, 'servers');
  const timings = resolveTimings(issues, reader, props);
  const tracing = resolveSampling(issues, reader, props.tracing);
  const accessLog = resolveAccessLog(issues, reader, props.accessLog, props.auth.kind);
  issues.throwIfAny();
  const { auth, engine, rateLimit, cors } = props;
  const { scaling, resources, placement, sandbox, hardening, imagePullSecrets, tls, sessionKey, telemetry } = props;
  const { podAnnotations, serviceAnnotations } = props;
  const { annotations, ...named } = identity;
  return {
    ...named,
    auth,
    engine,
    exposure,
    routes: (props.routes ?? GatewayRoutes.federated())._rule,
    rules,
    rateLimit,
    timings,
    cors,
    workload: {
      scaling,
      resources,
      placement,
      sandbox,
      hardening,
      imagePullSecrets,
      annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
      podAnnotations,
      serviceAnnotations,
      tls,
      sessionKey,
      telemetry,
      tracing,
      accessLog,
      egress: nonEmpty(egress),
      callers: nonEmpty(callers),
    },
    servers,
  };
}

function resolveIdentity(
  issues: Issues,
  props: McpGatewayProps,
  context: ServerContext,
): Pick<GatewaySpec, 'name' | 'namespace' | 'labels'> & { readonly annotations: Texts } {
  const { id, defaults, chartNamespace, pool } = context;
  const name = resolveName(issues, id, props.name);
  const namespace = checkNamespace(issues, props.namespace ?? defaults?.namespace ?? chartNamespace);
  if (pool !== undefined && namespace !== pool.name) {
    issues.add(
      'namespace',
      `must be the namespace of the pool ${pool.path}, ${pool.name}`,
      'leave it out, or create the gateway outside the pool',
    );
  }
  const { labels, annotations } = resolveMetadata(
    issues,
    { ...props, labels: mergeTexts(pool?.defaults.labels, props.labels) },
    {
      name,
      component: 'mcp-gateway',
      defaults,
      pool: pool?.name,
      annotationDomains: context.platform.annotationDomains,
    },
  );
  return { name, namespace, labels, annotations };
}

function resolveCallers(
  issues: Issues,
  reader: Reader,
  input: McpGatewayProps['callers'],
  { exposure, platform }: { readonly exposure: Exposure; readonly platform: PlatformSpec },
): Callers[] {
  const callers = reader.instances(input, Callers, 'callers');
  callers.forEach((caller, i) => checkCaller(issues, `callers[${i}]`, caller._rule, platform.engine));
  exposure.from.forEach((caller, i) => checkCaller(issues, `exposure.from[${i}]`, caller._rule, platform.engine));
  return callers;
}

const CLASSES = {
  exposure: Exposure,
  routes: GatewayRoutes,
  rateLimit: RateLimit,
  cors: Cors,
  tls: GatewayTls,
  sessionKey: SecretSource,
};

function checkClasses(issues: Issues, props: McpGatewayProps): void {
  if (props.auth === undefined) {
    issues.add(
      'auth',
      'is missing: set how callers authenticate',
      'GatewayAuth.oauth(…), .apiKeys(…), .serviceAccounts(…), .anyOf(…), .external(…), or .anonymous(reason)',
    );
  } else {
    issues.check(isInstance(props.auth, GatewayAuth), 'auth', 'made by GatewayAuth', props.auth);
  }
  for (const [prop, type] of Object.entries<Function>(CLASSES)) {
    // the keys are props
    const value: unknown = props[prop as keyof typeof CLASSES];
    if (prop === 'sessionKey' && typeof value === 'string') {
      issues.add(prop, 'must be a SecretSource, got a literal (hidden)', 'secrets must not be literals in a manifest');
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
