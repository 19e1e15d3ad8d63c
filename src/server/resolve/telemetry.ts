import { isEnvValue } from './environment';
import { lowestPort } from './identity';
import { Resolution } from './resolution';
import { ResolvedSource } from './resolved-source';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { isPort } from '../../foundation/net/ports';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { Callers } from '../../network/callers';
import { Peer, podPeer } from '../../network/peers';
import { checkMember, checkOtlp } from '../../platform/checks';
import { PlatformSpec } from '../../platform/resolve';
import { isHttpPath } from '../../workload/probes';
import { LogLevel, MetricsScrape, OtlpExport, Telemetry } from '../../workload/telemetry';

export const TELEMETRY_PROPS = { telemetry: true } as const;

const TELEMETRY: PropNames<Telemetry> = { otlp: true, metrics: true, logLevel: true };
const METRICS: PropNames<MetricsScrape> = { from: true, port: true, path: true };

export interface ResolvedTelemetry {
  readonly otlp?: OtlpExport;
  /** The prop that names the way to the collector. */
  readonly otlpEgressProp: string;
  /** The prop as it was read; `resolveMetrics` checks it. */
  readonly metrics?: MetricsScrape;
}

/** Where the server sends telemetry: as the prop says, else as the platform says. */
export function resolveTelemetry({ issues, props, platform }: Resolution): ResolvedTelemetry {
  const telemetry = new Reader(issues).struct(props.telemetry ?? {}, TELEMETRY, 'telemetry.');
  checkMember(issues, 'telemetry.logLevel', LogLevel, telemetry.logLevel);
  const { otlp, metrics } = telemetry;
  if (otlp !== undefined) {
    return { otlp: checkOtlp(issues, 'telemetry.otlp.', otlp), otlpEgressProp: 'telemetry.otlp.egress', metrics };
  }
  const exports = platform.otlp !== undefined && !exportsNothing(props, issues.apart());
  return { otlp: exports ? platform.otlp : undefined, otlpEgressProp: 'McpPlatform.otlp.egress', metrics };
}

const EXPORTERS = ['OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER', 'OTEL_LOGS_EXPORTER'];
/** Exporters that send nothing to a collector (OpenTelemetry, environment variables of SDKs: exporter selection). */
const WITHOUT_COLLECTOR: readonly string[] = ['none', 'console', 'logging', 'prometheus'];

/** Whether the server's variables turn its OpenTelemetry off: it then needs no way to the platform's collector. */
function exportsNothing({ env = {}, envValues = {} }: Resolution['props'], unread: Issues): boolean {
  // what is wrong with them is told where they are resolved
  const reader = new Reader(unread);
  const values = reader.entries(envValues, 'envValues').map(([name, value]) => [name, literalOf(value)] as const);
  const variables = new Map<string, unknown>([...values, ...reader.entries(env, 'env')]);
  const textOf = (name: string): string => {
    const value = variables.get(name);
    return typeof value === 'string' ? value.trim().toLowerCase() : '';
  };
  const isOff = (list: string): boolean => list.split(',').every(name => WITHOUT_COLLECTOR.includes(name.trim()));
  return textOf('OTEL_SDK_DISABLED') === 'true' || EXPORTERS.every(name => isOff(textOf(name)));
}

/** The text of a cdk8s-plus EnvValue; undefined where it comes from elsewhere. */
function literalOf(value: unknown): unknown {
  return isEnvValue(value) && value.valueFrom === undefined ? value.value : undefined;
}

export interface ResolvedMetrics {
  readonly port: number;
  readonly path: string;
  /** The peers that scrape; empty: none. */
  readonly scrapers: readonly Peer[];
}

/** The port that serves metrics and who scrapes it; undefined when there is none. */
export function resolveMetrics(
  resolution: Resolution,
  input: MetricsScrape | undefined,
  source: ResolvedSource,
): ResolvedMetrics | undefined {
  const { issues, platform } = resolution;
  const metrics = input && new Reader(issues).struct(input, METRICS, 'telemetry.metrics.');
  const port = metrics?.port ?? source.metricsPort;
  if (port === undefined) {
    checkNoMetrics(issues, metrics, source);
    return undefined;
  }
  checkMetricsPort(resolution, metrics?.port, port, source.container.port);
  const path = resolveMetricsPath(issues, metrics?.path, source);
  return { port, path, scrapers: resolveScrapers(issues, metrics, platform) };
}

/** @param input The port that the prop names; undefined when it is the port of the source. */
function checkMetricsPort(
  { issues, props }: Resolution,
  input: number | undefined,
  port: number,
  mcpPort: number,
): void {
  const prop = 'telemetry.metrics.port';
  if (input !== undefined) {
    const lowest = lowestPort(props);
    issues.check(isPort(input) && input >= lowest, prop, `an integer in ${lowest}-65535`, input);
  }
  if (port === mcpPort) {
    issues.add(
      input === undefined ? 'source.metricsPort' : prop,
      `must not be the MCP port ${port}: a scraper could then call tools`,
      'serve metrics on a separate port, or add the scraper to callers',
    );
  }
}

function resolveMetricsPath(issues: Issues, input: string | undefined, source: ResolvedSource): string {
  const path = input ?? source.metricsPath ?? '/metrics';
  issues.check(
    isPlainText(path) && isHttpPath(path),
    input === undefined ? 'source.metricsPath' : 'telemetry.metrics.path',
    'a path that starts with /',
    path,
  );
  return path;
}

/** Without a port nothing else of metrics has a meaning. */
function checkNoMetrics(issues: Issues, metrics: MetricsScrape | undefined, source: ResolvedSource): void {
  if (source.metricsPath !== undefined) {
    issues.add('source.metricsPath', 'is given without metricsPort');
  }
  if (metrics !== undefined) {
    issues.add('telemetry.metrics.port', "is missing: neither it nor the source's metricsPort is given");
  }
}

function resolveScrapers(
  issues: Issues,
  metrics: MetricsScrape | undefined,
  { monitoring }: PlatformSpec,
): readonly Peer[] {
  const prop = 'telemetry.metrics.from';
  const from = metrics?.from;
  if (from === undefined) {
    if (metrics !== undefined && monitoring === undefined) {
      issues.add(prop, 'is missing: no scraper is named', 'set it, or monitoring in McpPlatform.configure');
    }
    return monitoring === undefined ? [] : [podPeer(monitoring.namespace, monitoring.labels)];
  }
  if (!issues.check(isInstance(from, Callers), prop, 'made by Callers', from)) {
    return [];
  }
  const { _rule: rule } = from;
  if (rule.kind === 'cilium-ingress') {
    issues.add(prop, 'must name pods or address ranges');
    return [];
  }
  return rule.peers;
}
