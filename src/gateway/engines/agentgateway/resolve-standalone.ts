import { createHash } from 'crypto';
import { Duration } from 'cdk8s';
import { LogCollector, resolveLogCollector } from './access-log';
import { portOf } from './collector';
import { resolveAgentgatewayImage } from './image';
import { standaloneEnvironment } from './standalone-environment';
import { CONFIG_FOLDER, StandaloneTargets } from './standalone-targets';
import { GatewayCredentials } from '../credentials';
import { DocumentRoute, GatewayDocument } from './document-spec';
import { resolveExternalAuth } from './external-auth';
import { isInitializeOnly } from './mixed-revisions';
import { resourcesOf } from './standalone-size';
import { resolveTracing } from './tracing';
import { definedItems } from '../../../foundation/defined';
import { Issues } from '../../../foundation/issues';
import { GATEWAY_LABEL } from '../../../foundation/labels';
import { EgressRule } from '../../../network/egress';
import { PlatformSpec } from '../../../platform/resolve';
import { Sessions } from '../../../protocol/sessions';
import { PoolScope, withPodDefaults } from '../../../server/pool-membership';
import { SecretKey } from '../../../server/resolve/registry-credential';
import { ServerContext } from '../../../server/resolve/resolution';
import { resolveServer } from '../../../server/resolve/server';
import { MountSpec, Relaxation, ServerSpec, Texts } from '../../../server/spec';
import { ServerSource } from '../../../source/server-source';
import { ServerProbes } from '../../../workload/probes';
import { LogLevel } from '../../../workload/telemetry';
import { GatewayAuthKind } from '../../settings/auth-options';
import { RateLimitRule } from '../../settings/rate-limit';
import { ResolvedJwks, checkEgressPort, resolveJwks } from '../egress';
import { GatewayTarget, IGatewayBinding } from '../engine';

/** The key of the ConfigMap. */
export const CONFIG_FILE = 'config.json';
const TLS_FOLDER = '/etc/mcp-gateway-tls';
const HTTP_PORT = 8080;
const HTTPS_PORT = 8443;
const READINESS_PORT = 15021;
const METRICS_PORT = 15020;
/** Bounds a start that waits for keys from a URL that never answers. */
const STARTUP_SECONDS = 60;

export interface StandaloneInput {
  readonly path: string;
  readonly platform: PlatformSpec;
  readonly pool?: PoolScope;
  readonly options: { readonly version?: string; readonly image?: string };
}

/** A gateway in pods of its own. What depends on its servers is read when it is rendered. */
export interface StandaloneSpec {
  readonly workload: ServerSpec;
  readonly url: string;
  readonly serviceUrl: string;
  readonly configName: string;
  readonly credentials: GatewayCredentials;
  /** The files beside the configuration. */
  readonly files: Texts;
  /** Adds a server and returns the egress rules that lead to it and to what it needs, or throws and keeps nothing. */
  readonly addTarget: (issues: Issues, target: GatewayTarget) => EgressRule[];
  readonly document: () => GatewayDocument;
}

/** What the gateway itself reads, besides what its servers need. */
interface GatewayInputs {
  /** Where the key is that protects the ids of sessions; undefined: the gateway keeps none. */
  readonly session?: SecretKey;
  readonly jwks: ResolvedJwks;
  readonly tracing: GatewayDocument['tracing'];
  readonly log: LogCollector;
  /** The rules that lead to rate limit services. */
  readonly limitEgress: readonly EgressRule[];
  /** The rule that leads to an authorization service. */
  readonly authEgress?: EgressRule;
}

export function resolveStandalone(binding: IGatewayBinding, input: StandaloneInput): StandaloneSpec {
  const { path, platform, pool, options } = input;
  const { name, namespace } = binding;
  const issues = new Issues(path);
  const image = resolveAgentgatewayImage(issues, options, platform);
  checkTls(issues, binding);
  const credentials = new GatewayCredentials(name, namespace, platform);
  const inputs = resolveInputs(issues, binding, credentials, platform);
  issues.throwIfAny();

  const base = resolveBase(binding, image, { path, id: name, platform, pool: pool && withPodDefaults(pool) });
  const serviceUrl = serviceUrlOf(binding, base);
  const url = urlOf(binding, serviceUrl);
  const hasSessions = inputs.session !== undefined;
  const targets = new StandaloneTargets({ binding, platform, credentials, hasSessions });
  return {
    workload: resolveWorkload(binding, base, inputs, { credentials, targets }),
    url,
    serviceUrl,
    configName: configNameOf(binding),
    credentials,
    files: targets.files,
    addTarget: (found, target) => targets.add(found, target),
    document: () => ({
      name,
      logLevel: logLevelOf(binding),
      timings: binding.timings,
      port: base.container.port,
      tls: tlsFiles(binding),
      auth: binding.auth._rule,
      jwks: inputs.jwks.jwks,
      rules: binding.rules,
      limits: limitsOf(binding),
      cors: binding.cors,
      stateful: hasSessions,
      tracing: inputs.tracing,
      logCollector: inputs.log.collector,
      loggedClaims: binding.workload.accessLog?.claims ?? [],
      routes: documentRoutes(binding, url, targets),
    }),
  };
}

function checkTls(issues: Issues, { workload, exposure }: IGatewayBinding): void {
  if (workload.tls !== undefined && exposure._rule.kind !== 'clusterIp') {
    issues.add(
      'tls',
      'conflicts with the exposure, which terminates TLS and connects to the gateway over plain HTTP',
      'drop tls, or Exposure.clusterIp()',
    );
  }
}

function resolveInputs(
  issues: Issues,
  binding: IGatewayBinding,
  credentials: GatewayCredentials,
  platform: PlatformSpec,
): GatewayInputs {
  const { sessionKey, telemetry, tracing, accessLog } = binding.workload;
  return {
    session: sessionKey && credentials.locate(issues, 'sessionKey', sessionKey, 'session-key'),
    jwks: resolveJwks(issues, binding.auth._rule, credentials, platform),
    tracing: resolveTracing(issues, telemetry?.otlp ?? platform.otlp, tracing),
    log: resolveLogCollector(issues, accessLog, platform),
    authEgress: resolveExternalAuth(issues, binding.auth._rule, platform),
    limitEgress: limitsOf(binding).flatMap(limit => {
      if (limit.kind !== 'remote') {
        return [];
      }
      const { _rule: rule } = limit.egress;
      checkEgressPort(issues, { prop: 'rateLimit.egress', rule, port: portOf(limit.host) }, platform);
      return [rule];
    }),
  };
}

/**
 * The pods of the gateway. Credentials and mounts grow with its servers, so they are read when the pods are rendered.
 */
function resolveWorkload(
  binding: IGatewayBinding,
  base: ServerSpec,
  { session, jwks, log, limitEgress, authEgress }: GatewayInputs,
  { credentials, targets }: { readonly credentials: GatewayCredentials; readonly targets: StandaloneTargets },
): ServerSpec {
  const mounts = definedItems([configMount(binding), tlsMount(binding), jwks.mount]);
  return {
    ...base,
    labels: { ...base.labels, ...binding.labels },
    environment: standaloneEnvironment(base, session, log.collector !== undefined),
    container: {
      ...base.container,
      tls: binding.workload.tls !== undefined,
      sessions: session === undefined ? Sessions.NONE : Sessions.SHARED,
    },
    get credentials() {
      return { externalSecrets: [], files: credentials.mounted, inEnvironment: session !== undefined };
    },
    get mounts() {
      return [...mounts, ...targets.mounts];
    },
    get resources() {
      return resourcesOf(binding, base.resources);
    },
    // a running gateway does not read these again
    podAnnotations: { 'cdk8s-mcp/restart-hash': hashOf([logLevelOf(binding), binding.timings.session]) },
    clientAffinity: session !== undefined,
    identity: { ...base.identity, relaxations: [...base.identity.relaxations, ...relaxationsOf(binding)] },
    network: {
      ...base.network,
      egress: definedItems([...base.network.egress, ...limitEgress, authEgress, jwks.egress, log.egress]),
    },
  };
}

function configNameOf({ name }: IGatewayBinding): string {
  return `${name}-config`;
}

function configMount(binding: IGatewayBinding): MountSpec {
  return { name: 'config', path: CONFIG_FOLDER, source: { configMap: configNameOf(binding) } };
}

function tlsMount({ workload: { tls } }: IGatewayBinding): MountSpec | undefined {
  if (tls === undefined) {
    return undefined;
  }
  const items = [tls._certificate, tls._privateKey].map(key => ({ key, path: key }));
  return { name: 'tls', path: TLS_FOLDER, source: { secret: tls._secret }, items };
}

function tlsFiles({ workload: { tls } }: IGatewayBinding): GatewayDocument['tls'] {
  return tls && { certificate: `${TLS_FOLDER}/${tls._certificate}`, privateKey: `${TLS_FOLDER}/${tls._privateKey}` };
}

function urlOf({ exposure: { _rule: exposure } }: IGatewayBinding, serviceUrl: string): string {
  return exposure.kind === 'clusterIp' ? serviceUrl : `https://${exposure.hostname}`;
}

function serviceUrlOf({ workload }: IGatewayBinding, base: ServerSpec): string {
  const scheme = workload.tls === undefined ? 'http' : 'https';
  return `${scheme}://${base.name}.${base.namespace}.svc.${base.clusterDomain}:${base.container.port}`;
}

function documentRoutes(binding: IGatewayBinding, url: string, targets: StandaloneTargets): DocumentRoute[] {
  // a route whose servers are all in quarantine has nothing to answer with
  const served = binding.routes.filter(route => route.targets.length > 0);
  return served.map(route => ({
    ...route,
    initializeOnly: isInitializeOnly(route),
    url: `${route.hostname === undefined ? url : `https://${route.hostname}`}${route.path}`,
    targets: route.targets.map(target => ({ ...target, credentials: [], ...targets.find(target.prefix) })),
  }));
}

function limitsOf({ rateLimit }: IGatewayBinding): readonly RateLimitRule[] {
  return rateLimit?._rules ?? [];
}

/** The lines of the access log have the level info and the target request, and are written at every level. */
function logLevelOf({ workload: { telemetry } }: IGatewayBinding): string {
  const level = telemetry?.logLevel ?? LogLevel.INFO;
  return level === LogLevel.WARNING || level === LogLevel.ERROR ? `${level},request=info` : level;
}

/** The pods are those of a server whose image speaks HTTP. */
function resolveBase(binding: IGatewayBinding, image: string, context: ServerContext): ServerSpec {
  const {
    name,
    namespace,
    labels,
    workload,
    exposure: { _rule: exposure },
  } = binding;
  const { scaling, resources, placement, sandbox, hardening, imagePullSecrets, annotations } = workload;
  const { podAnnotations, serviceAnnotations, telemetry, egress, callers = [], tls } = workload;
  const { owner, environment } = labels;
  return resolveServer(
    {
      name,
      namespace,
      source: ServerSource.image(image, {
        port: tls === undefined ? HTTP_PORT : HTTPS_PORT,
        sessions: Sessions.NONE,
        args: ['-f', `${CONFIG_FOLDER}/${CONFIG_FILE}`],
        metricsPort: METRICS_PORT,
        metricsPath: '/metrics',
      }),
      // readiness says that the configuration was read; that the port answers is what the other two probes ask
      probes: ServerProbes.http('/healthz/ready', {
        port: READINESS_PORT,
        startupTimeout: Duration.seconds(STARTUP_SECONDS),
      }),
      scaling,
      resources,
      placement,
      sandbox,
      hardening,
      imagePullSecrets,
      annotations,
      podAnnotations,
      serviceAnnotations,
      egress,
      telemetry,
      callers: exposure.kind === 'clusterIp' ? [...callers] : [...callers, ...exposure.from],
      owner,
      environment,
    },
    { ...context, role: { component: 'mcp-gateway', container: 'gateway', selector: GATEWAY_LABEL } },
  );
}

function relaxationsOf({ auth: { _rule: auth } }: IGatewayBinding): Relaxation[] {
  if (auth.kind === GatewayAuthKind.EXTERNAL && auth.failOpenReason !== undefined) {
    return [{ name: 'external-fail-open', reason: auth.failOpenReason }];
  }
  return auth.kind === GatewayAuthKind.ANONYMOUS ? [{ name: 'anonymous', reason: auth.reason }] : [];
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
