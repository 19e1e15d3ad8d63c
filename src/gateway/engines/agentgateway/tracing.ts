import { GatewayDocument } from './document-spec';
import { Issues } from '../../../foundation/issues';
import { OtlpExport, OtlpProtocol } from '../../../workload/telemetry';
import { GatewayTracing } from '../../settings/observation';

const SAMPLING = 0.1;

/** Where the gateway sends traces, in the words of its configuration: host and port, not a URL. */
export function resolveTracing(
  issues: Issues,
  otlp: OtlpExport | undefined,
  tracing: GatewayTracing | undefined,
): GatewayDocument['tracing'] {
  if (otlp === undefined) {
    checkNoTracing(issues, tracing);
    return undefined;
  }
  const { endpoint, protocol = OtlpProtocol.HTTP_PROTOBUF } = otlp;
  // resolveServer checks the same value again, with everything else of telemetry
  const [, scheme, host, port, path = ''] = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(endpoint) ?? [];
  if (scheme === undefined) {
    issues.check(false, 'telemetry.otlp.endpoint', 'an http or https URL without credentials', endpoint);
    return undefined;
  }
  const below = path.replace(/\/$/, '');
  const secure = scheme === 'https';
  return {
    host: `${host}:${port ?? (secure ? 443 : 80)}`,
    protocol,
    secure,
    ...samplingOf(tracing),
    path: below === '' || protocol === OtlpProtocol.GRPC ? undefined : `${below}/v1/traces`,
  };
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
