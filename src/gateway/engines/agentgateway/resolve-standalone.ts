import { createHash } from 'crypto';
import { Duration } from 'cdk8s';
import { resolveAgentgatewayImage } from './image';
import { GatewayCredentials, PresentedCredential } from '../credentials';
import { GatewayDocument } from './document-spec';
import { resolveTracing } from './tracing';
import { Issues } from '../../../foundation/issues';
import { GATEWAY_LABEL } from '../../../foundation/labels';
import { compare } from '../../../foundation/reader';
import { EgressRule } from '../../../network/egress';
import { PlatformSpec } from '../../../platform/resolve';
import { Sessions } from '../../../protocol/sessions';
import { PoolScope, withPodDefaults } from '../../../server/pool-membership';
import { ServerContext } from '../../../server/resolve/resolution';
import { resolveServer } from '../../../server/resolve/server';
import { EnvVarSpec, MountSpec, Relaxation, ServerSpec, Texts } from '../../../server/spec';
import { ServerSource } from '../../../source/server-source';
import { ServerProbes } from '../../../workload/probes';
import { GatewayAuthKind } from '../../settings/auth';
import { resolveJwks, wayThrough, wayTo } from '../egress';
import { GatewayTarget, IGatewayBinding } from '../engine';

const CONFIG_FOLDER = '/etc/mcp-gateway';
/** The key of the ConfigMap. */
export const CONFIG_FILE = 'config.json';
const TLS_FOLDER = '/etc/mcp-gateway-tls';
const AUTHORITIES_FOLDER = '/etc/mcp-gateway-ca';
const HTTP_PORT = 8080;
const HTTPS_PORT = 8443;
const READINESS_PORT = 15021;
const METRICS_PORT = 15020;
/** Bounds a start that waits for keys from a URL that never answers. */
const STARTUP_SECONDS = 60;
/** Left for the process to end after its connections are closed. */
const SPARE_SECONDS = 5;

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
  readonly configName: string;
  readonly credentials: GatewayCredentials;
  /** The files beside the configuration. */
  readonly files: Texts;
  /** Makes room for a server and returns the way to it, or throws and keeps nothing of it. */
  readonly addTarget: (issues: Issues, target: GatewayTarget) => EgressRule;
  readonly document: () => GatewayDocument;
}

interface Placed {
  readonly credentials: readonly PresentedCredential[];
  readonly authorities?: string;
}

export function resolveStandalone(
  binding: IGatewayBinding,
  { path, platform, pool, options }: StandaloneInput,
): StandaloneSpec {
  const issues = new Issues(path);
  const {
    name,
    namespace,
    workload: { tls, sessionKey, telemetry },
    auth: { _rule: auth },
    exposure: { _rule: exposure },
  } = binding;
  const image = resolveAgentgatewayImage(issues, options, platform);
  if (tls !== undefined && exposure.kind !== 'clusterIp') {
    issues.add(
      'tls',
      'does not fit the exposure: what exposes the gateway ends TLS and speaks plain HTTP to it',
      'drop tls, or Exposure.clusterIp()',
    );
  }
  const credentials = new GatewayCredentials(name, namespace, platform);
  const session = sessionKey && credentials.locate(issues, 'sessionKey', sessionKey, 'session-key');
  const jwks = resolveJwks(issues, auth, credentials, platform);
  const tracing = resolveTracing(issues, telemetry?.otlp ?? platform.otlp);
  const limits = binding.rateLimit?._rules ?? [];
  const egressRules = limits.flatMap(limit =>
    limit.kind === 'remote'
      ? [wayThrough(issues, 'rateLimit.egress', limit.egress._rule, portOf(limit.host), platform)]
      : [],
  );
  issues.throwIfAny();

  const base = resolveBase(binding, image, { path, id: name, platform, pool: pool && withPodDefaults(pool) });
  const { port } = base.container;
  const drain = Math.floor((base.shutdown.grace - base.shutdown.drain - SPARE_SECONDS) / 2);
  const placed = new Map<string, Placed>();
  const files: Record<string, string> = {};
  const authorities: MountSpec[] = [];
  const logLevel = telemetry?.logLevel ?? 'info';
  const environment: EnvVarSpec[] = [
    // the configuration has the log level
    ...base.environment.filter(variable => variable.name !== 'LOG_LEVEL'),
    { name: 'CONNECTION_MIN_TERMINATION_DEADLINE', value: `${drain}s` },
    ...(base.resources.limits.cpu === undefined
      ? []
      : [{ name: 'CPU_LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } } }]),
    ...(session === undefined
      ? []
      : [{ name: 'SESSION_KEY', valueFrom: { secretKeyRef: { name: session.secret, key: session.key } } }]),
  ];
  const mounts: MountSpec[] = [
    { name: 'config', path: CONFIG_FOLDER, source: { configMap: `${name}-config` } },
    ...(tls === undefined
      ? []
      : [
          {
            name: 'tls',
            path: TLS_FOLDER,
            source: { secret: tls._secret },
            items: [tls._certificate, tls._privateKey].map(key => ({ key, path: key })),
          },
        ]),
    ...(jwks.mount === undefined ? [] : [jwks.mount]),
  ];
  const host = `${name}.${namespace}.svc.${platform.clusterDomain}`;
  const url =
    exposure.kind === 'clusterIp'
      ? `${tls === undefined ? 'http' : 'https'}://${host}:${port}`
      : `https://${exposure.hostname}`;
  const workload: ServerSpec = {
    ...base,
    environment: environment.sort((a, b) => compare(a.name, b.name)),
    container: {
      ...base.container,
      tls: tls !== undefined,
      sessions: session === undefined ? Sessions.NONE : Sessions.SHARED,
    },
    get credentials() {
      return { externalSecrets: [], files: credentials.mounted, inEnvironment: session !== undefined };
    },
    get mounts() {
      return [...mounts, ...authorities];
    },
    // what a running gateway does not read again
    podAnnotations: { 'cdk8s-mcp/restart-hash': hashOf([logLevel, binding.timings.session]) },
    clientAffinity: session !== undefined,
    identity: { ...base.identity, relaxations: relaxationsOf(binding) },
    network: {
      ...base.network,
      egress: [...base.network.egress, ...egressRules, ...(jwks.way === undefined ? [] : [jwks.way])],
    },
  };
  return {
    workload,
    url,
    configName: `${name}-config`,
    credentials,
    files,
    addTarget: (found, { prefix, endpoint, address }) => {
      if (exposure.kind === 'clusterIp' && binding.ownRoute(prefix)?.hostname !== undefined) {
        found.add(
          'routes',
          'GatewayRoutes.hostPerServer() needs an exposure: inside the cluster no name leads to those hosts',
          'Exposure.httpRoute(…), Exposure.ingress(…), or GatewayRoutes.pathPerServer()',
        );
      }
      if (address.sessions === Sessions.IN_MEMORY && session === undefined) {
        found.add(
          'server',
          'keeps its sessions in memory, and the gateway keeps none: each call would begin a new session',
          'give the gateway a sessionKey',
        );
      }
      const way = wayTo(found, endpoint, address, platform);
      const presented = credentials.present(found, prefix, endpoint);
      const bundle = endpoint.caBundle?._bundle;
      if (bundle?.text !== undefined) {
        files[`${prefix}.crt`] = bundle.text;
      }
      if (bundle?.configMap !== undefined) {
        authorities.push({
          name: `authorities-${prefix}`,
          path: `${AUTHORITIES_FOLDER}/${prefix}`,
          source: { configMap: bundle.configMap.name },
          items: [{ key: bundle.configMap.key, path: 'ca.crt' }],
        });
      }
      placed.set(prefix, {
        credentials: presented,
        authorities:
          bundle === undefined
            ? undefined
            : bundle.text === undefined
              ? `${AUTHORITIES_FOLDER}/${prefix}/ca.crt`
              : `${CONFIG_FOLDER}/${prefix}.crt`,
      });
      return way;
    },
    document: () => ({
      name,
      logLevel,
      timings: binding.timings,
      port,
      tls: tls && { certificate: `${TLS_FOLDER}/${tls._certificate}`, privateKey: `${TLS_FOLDER}/${tls._privateKey}` },
      auth,
      jwks: jwks.place,
      rules: binding.rules,
      limits,
      cors: binding.cors,
      stateful: session !== undefined,
      tracing,
      // where all servers are in quarantine nothing is left to answer
      routes: binding.routes
        .filter(({ targets }) => targets.length > 0)
        .map(route => ({
          ...route,
          url: `${route.hostname === undefined ? url : `https://${route.hostname}`}${route.path}`,
          targets: route.targets.map(target => ({ ...target, credentials: [], ...placed.get(target.prefix) })),
        })),
    }),
  };
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
  const { scaling, resources, telemetry, egress, callers = [], tls } = workload;
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
      egress,
      telemetry,
      callers: [...callers, ...(exposure.kind === 'clusterIp' ? [] : exposure.from)],
      owner,
      environment,
    },
    { ...context, role: { component: 'mcp-gateway', container: 'gateway', selector: GATEWAY_LABEL } },
  );
}

function relaxationsOf({ auth: { _rule: auth } }: IGatewayBinding): Relaxation[] {
  return auth.kind === GatewayAuthKind.ANONYMOUS ? [{ name: 'anonymous', reason: auth.reason }] : [];
}

function portOf(host: string): number {
  return Number(host.slice(host.lastIndexOf(':') + 1));
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
