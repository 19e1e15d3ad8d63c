import { Issues } from '../../../foundation/issues';
import { OtlpExport, OtlpProtocol } from '../../../workload/telemetry';

/** Where the gateway sends telemetry of one kind, in the words of its configuration: host and port, not a URL. */
export interface Collector {
  readonly host: string;
  readonly protocol: OtlpProtocol;
  readonly secure: boolean;
  /** undefined: the usual one of the kind. */
  readonly path?: string;
}

/** Telemetry of one kind. */
export interface Signal {
  /** The prop that says where it goes. */
  readonly prop: string;
  /** Its path below the URL of a collector (OTLP specification 1.7, OTLP/HTTP Request). */
  readonly path: '/v1/logs' | '/v1/traces';
}

/** The collector of a signal; undefined when its URL cannot be used. */
export function resolveCollector(issues: Issues, otlp: OtlpExport, signal: Signal): Collector | undefined {
  const { endpoint, protocol = OtlpProtocol.HTTP_PROTOBUF } = otlp;
  const [, scheme, host, port, path = ''] = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(endpoint) ?? [];
  if (scheme === undefined) {
    issues.check(false, `${signal.prop}.endpoint`, 'an http or https URL without credentials', endpoint);
    return undefined;
  }
  const below = path.replace(/\/$/, '');
  const secure = scheme === 'https';
  return {
    host: `${host}:${port ?? (secure ? 443 : 80)}`,
    protocol,
    secure,
    path: below === '' || protocol === OtlpProtocol.GRPC ? undefined : `${below}${signal.path}`,
  };
}

/** The port of `host:port`. */
export function portOf(host: string): number {
  return Number(host.slice(host.lastIndexOf(':') + 1));
}
