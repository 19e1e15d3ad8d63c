import { checkCaller, checkEgress } from './network-checks';
import { Resolution } from './resolution';
import { ResolvedSource } from './resolved-source';
import { resolveMetrics, resolveTelemetry } from './telemetry';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { Reader } from '../../foundation/reader';
import { Callers } from '../../network/callers';
import { Egress } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { PlatformSpec, dnsProblem } from '../../platform/resolve';
import { OtlpExport } from '../../workload/telemetry';
import { NetworkSpec } from '../spec';

export const NETWORK_PROPS = { callers: true, egress: true } as const;

// managed clusters answer on 443, self-managed ones on 6443; the Cilium entity admits no other host
const API_SERVER_PORTS = [443, 6443];

export interface ResolvedNetwork {
  readonly network: NetworkSpec;
  readonly otlp?: OtlpExport;
  readonly metrics?: { readonly port: number; readonly path: string };
}

/**
 * Who may call and where the server may connect to.
 *
 * @param usesApi The server calls the Kubernetes API.
 */
export function resolveNetwork(resolution: Resolution, source: ResolvedSource, usesApi: boolean): ResolvedNetwork {
  const { issues, props, platform } = resolution;
  const { engine, dns, privateCidrs, proxy } = platform;
  const reader = new Reader(issues);
  const dnsMismatch = dnsProblem(platform);
  if (dnsMismatch !== undefined) {
    issues.add('McpPlatform', dnsMismatch);
  }
  const { otlp, otlpEgressProp, metrics: metricsInput } = resolveTelemetry(resolution);
  const callers = reader.instances(props.callers, Callers, 'callers').map(caller => caller._rule);
  callers.forEach((rule, i) => checkCaller(issues, `callers[${i}]`, rule, engine));
  const egress = reader.instances(props.egress, Egress, 'egress').map(item => item._rule);
  egress.forEach((rule, i) => checkEgress(issues, `egress[${i}]`, rule, platform));
  if (otlp !== undefined) {
    checkEgress(issues, otlpEgressProp, otlp.egress._rule, platform);
  }
  if (proxy !== undefined) {
    checkEgress(issues, 'McpPlatform.proxy.egress', proxy.egress._rule, platform);
  }
  const metrics = resolveMetrics(resolution, metricsInput, source);
  const network: NetworkSpec = {
    engine,
    dns,
    privateCidrs,
    callers,
    egress: definedItems([...egress, otlp?.egress._rule, ...source.egress, proxy?.egress._rule]),
    // a rule without peers would admit everybody
    scrape:
      metrics === undefined || metrics.scrapers.length === 0
        ? undefined
        : { peers: metrics.scrapers, port: metrics.port },
    apiServer: usesApi ? resolveApiServer(issues, platform) : undefined,
  };
  return { network, otlp, metrics: metrics && { port: metrics.port, path: metrics.path } };
}

function resolveApiServer(issues: Issues, platform: PlatformSpec): NetworkSpec['apiServer'] {
  if (platform.engine === NetworkPolicyEngine.CILIUM) {
    return { cidrs: [], ports: platform.apiServer === undefined ? API_SERVER_PORTS : [platform.apiServer.port] };
  }
  if (platform.apiServer === undefined) {
    issues.add(
      'kubernetesAccess',
      'needs egress to the API server, which a plain NetworkPolicy supports only by address',
      'two options: apiServer: { cidrs, port } in McpPlatform.configure (kubectl get endpointslices -n default ' +
        'kubernetes), or NetworkPolicyEngine.CILIUM, which supports it as an entity',
    );
    return undefined;
  }
  return { cidrs: platform.apiServer.cidrs, ports: [platform.apiServer.port] };
}
