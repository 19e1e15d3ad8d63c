import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { isPort } from '../../foundation/net/ports';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { CallerRule, Callers } from '../../network/callers';
import { Egress, EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { podPeer } from '../../network/peers';
import { PlatformSpec, checkMember, checkOtlp, dnsProblem } from '../../platform/resolve';
import { isHttpPath } from '../../workload/probes';
import { MetricsScrape, OtlpExport, Telemetry } from '../../workload/telemetry';
import { McpServerProps } from '../mcp-server-props';
import { NetworkSpec } from '../spec';

const TELEMETRY: PropNames<Telemetry> = { otlp: true, metrics: true, logLevel: true };
const LEVELS = { debug: 'debug', info: 'info', warn: 'warn', error: 'error' };

// managed clusters answer on 443, self-managed ones on 6443; the Cilium entity admits no other host
const API_SERVER_PORTS = [443, 6443];

/** What the source says of its ports. */
interface SourcePorts {
  readonly port: number;
  readonly metricsPort?: number;
  readonly metricsPath?: string;
  /** The lowest port that the hardening admits. */
  readonly lowestPort: number;
}

export interface ResolvedNetwork extends NetworkSpec {
  readonly otlp?: OtlpExport;
  readonly metrics?: { readonly port: number; readonly path: string };
}

/** Who may call and where the server may connect to. */
export function resolveNetwork(
  issues: Issues,
  props: McpServerProps,
  source: SourcePorts,
  usesApi: boolean,
  platform: PlatformSpec,
): ResolvedNetwork {
  const reader = new Reader(issues);
  const unfit = dnsProblem(platform);
  if (unfit !== undefined) {
    issues.add('McpPlatform', unfit);
  }
  const telemetry = reader.struct(props.telemetry ?? {}, TELEMETRY, 'telemetry.');
  checkMember(issues, 'telemetry.logLevel', LEVELS, telemetry.logLevel);
  const otlp = telemetry.otlp === undefined ? platform.otlp : checkOtlp(issues, 'telemetry.otlp.', telemetry.otlp);
  const callers = reader.instances(props.callers, Callers, 'callers').map(caller => caller._rule);
  callers.forEach((rule, i) => checkCaller(issues, `callers[${i}]`, rule, platform.engine));
  const egress = reader.instances(props.egress, Egress, 'egress').map(item => item._rule);
  egress.forEach((rule, i) => checkEgress(issues, `egress[${i}]`, rule, platform));
  if (otlp !== undefined) {
    checkEgress(
      issues,
      telemetry.otlp === undefined ? 'McpPlatform.otlp.egress' : 'telemetry.otlp.egress',
      otlp.egress._rule,
      platform,
    );
  }
  if (platform.proxy !== undefined) {
    checkEgress(issues, 'McpPlatform.proxy.egress', platform.proxy.egress._rule, platform);
  }
  const metrics = resolveMetrics(issues, telemetry.metrics, source, platform);
  return {
    engine: platform.engine,
    dns: platform.dns,
    privateCidrs: platform.privateCidrs,
    callers,
    egress: [...egress, ...(otlp === undefined ? [] : [otlp.egress._rule])],
    otlp,
    metrics: metrics && { port: metrics.port, path: metrics.path },
    // a rule that names nobody would let everybody in
    scrape:
      metrics?.scrape === undefined || metrics.scrape.length === 0
        ? undefined
        : { peers: metrics.scrape, port: metrics.port },
    apiServer: usesApi ? resolveApiServer(issues, platform) : undefined,
  };
}

/** Callers that the engine cannot express are errors. */
export function checkCaller(issues: Issues, prop: string, rule: CallerRule, engine: NetworkPolicyEngine): void {
  if (rule.kind === 'cilium-ingress' && engine !== NetworkPolicyEngine.CILIUM) {
    issues.add(
      prop,
      'Callers.ciliumIngress() needs Cilium',
      "McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM }), or name the proxy's pods with Callers.pods",
    );
  }
}

/** Destinations that the engine cannot express are errors: nothing is widened to fit. */
export function checkEgress(
  issues: Issues,
  prop: string,
  rule: EgressRule,
  { engine, clusterDomain }: Pick<PlatformSpec, 'engine' | 'clusterDomain'>,
): void {
  if (rule.kind !== 'hosts') {
    return;
  }
  for (const host of rule.hosts.filter(name => reachesCluster(name, clusterDomain))) {
    issues.add(
      prop,
      `names ${host}, which is inside the cluster: Cilium matches host names outside it only`,
      'use Egress.toServer or Egress.toPods',
    );
  }
  if (engine !== NetworkPolicyEngine.CILIUM) {
    issues.add(
      prop,
      `Egress.toHosts(${rule.hosts.join(', ')}) cannot be enforced: a plain NetworkPolicy knows addresses, not names`,
      'three ways out: NetworkPolicyEngine.CILIUM in McpPlatform.configure; Egress.toCidrs with the addresses of the hosts; Egress.toPublicInternet()',
    );
  }
}

/** The cluster domain, a name below it, or a wildcard that takes it in. */
function reachesCluster(host: string, clusterDomain: string): boolean {
  return (
    host === clusterDomain ||
    host.endsWith(`.${clusterDomain}`) ||
    (host.startsWith('*.') && clusterDomain.endsWith(host.slice(1)))
  );
}

function resolveMetrics(
  issues: Issues,
  scraped: MetricsScrape | undefined,
  source: SourcePorts,
  platform: PlatformSpec,
) {
  const input =
    scraped && new Reader(issues).struct(scraped, { from: true, port: true, path: true }, 'telemetry.metrics.');
  const port = input?.port ?? source.metricsPort;
  if (port === undefined) {
    if (source.metricsPath !== undefined) {
      issues.add('source.metricsPath', 'is given without metricsPort');
    }
    if (input !== undefined) {
      issues.add('telemetry.metrics.port', "is missing: neither it nor the source's metricsPort is given");
    }
    return undefined;
  }
  if (input?.port !== undefined) {
    issues.check(
      isPort(port) && port >= source.lowestPort,
      'telemetry.metrics.port',
      `an integer in ${source.lowestPort}-65535`,
      port,
    );
  }
  if (port === source.port) {
    issues.add(
      input?.port === undefined ? 'source.metricsPort' : 'telemetry.metrics.port',
      `must not be the MCP port ${port}: who may scrape could then call tools`,
      'serve metrics on a port of their own, or name the scraper in callers',
    );
  }
  const path = input?.path ?? source.metricsPath ?? '/metrics';
  issues.check(
    isPlainText(path) && isHttpPath(path),
    input?.path === undefined ? 'source.metricsPath' : 'telemetry.metrics.path',
    'a path that starts with /',
    path,
  );
  const from = input?.from;
  if (
    from !== undefined &&
    !issues.check(isInstance(from, Callers), 'telemetry.metrics.from', 'made by Callers', from)
  ) {
    return undefined;
  }
  if (from?._rule.kind === 'cilium-ingress') {
    issues.add('telemetry.metrics.from', 'must name pods or address ranges');
    return undefined;
  }
  const peers = from?._rule.peers;
  const scrape = peers ?? (platform.monitoring && [podPeer(platform.monitoring.namespace, platform.monitoring.labels)]);
  if (input !== undefined && scrape === undefined) {
    issues.add(
      'telemetry.metrics.from',
      'is missing: nobody is named who scrapes',
      'set it, or monitoring in McpPlatform.configure',
    );
  }
  return { port, path, scrape };
}

function resolveApiServer(issues: Issues, platform: PlatformSpec): NetworkSpec['apiServer'] {
  if (platform.engine === NetworkPolicyEngine.CILIUM) {
    return { cidrs: [], ports: platform.apiServer === undefined ? API_SERVER_PORTS : [platform.apiServer.port] };
  }
  if (platform.apiServer === undefined) {
    issues.add(
      'kubernetesAccess',
      'needs a way to the API server, which a plain NetworkPolicy knows only by address',
      'two ways out: apiServer: { cidrs, port } in McpPlatform.configure (kubectl get endpointslices -n default kubernetes), or NetworkPolicyEngine.CILIUM, which knows it as an entity',
    );
    return undefined;
  }
  return { cidrs: platform.apiServer.cidrs, ports: [platform.apiServer.port] };
}
