import { resolveCollector } from './collector';
import { GatewayDocument } from './document-spec';
import { Issues } from '../../../foundation/issues';
import { OtlpExport } from '../../../workload/telemetry';
import { GatewayTracing } from '../../settings/observation';

const SAMPLING = 0.1;

/** Where the gateway sends traces, and how many. */
export function resolveTracing(
  issues: Issues,
  otlp: OtlpExport | undefined,
  tracing: GatewayTracing | undefined,
): GatewayDocument['tracing'] {
  if (otlp === undefined) {
    checkNoTracing(issues, tracing);
    return undefined;
  }
  // resolveServer checks the same value again, with everything else of telemetry
  const collector = resolveCollector(issues, otlp, { prop: 'telemetry.otlp', path: '/v1/traces' });
  return collector && { ...collector, ...samplingOf(tracing) };
}

function samplingOf({ sampling = SAMPLING, clientSampling = false }: GatewayTracing = {}): Required<GatewayTracing> {
  return { sampling, clientSampling };
}

function checkNoTracing(issues: Issues, tracing: GatewayTracing | undefined): void {
  if (tracing !== undefined) {
    issues.add(
      'tracing',
      'has no effect: nothing says where traces go',
      'telemetry.otlp, or otlp in McpPlatform.configure',
    );
  }
}
