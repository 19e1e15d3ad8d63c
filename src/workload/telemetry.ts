import { Callers } from '../network/callers';
import { Egress } from '../network/egress';

/** The protocol of an OpenTelemetry collector, as in `OTEL_EXPORTER_OTLP_PROTOCOL`. */
export enum OtlpProtocol {
  /** gRPC, usually port 4317. */
  GRPC = 'grpc',
  /** Protocol buffers over HTTP, usually port 4318. */
  HTTP_PROTOBUF = 'http/protobuf',
}

/** Where traces, metrics and logs are sent. */
export interface OtlpExport {
  /** The collector's URL, for example `http://otel-collector.observability.svc.cluster.local:4318`. */
  readonly endpoint: string;

  /** The egress rule for the collector, for example `Egress.toPods(…)` with the collector's labels. */
  readonly egress: Egress;

  /**
   * The collector's protocol.
   *
   * @default OtlpProtocol.HTTP_PROTOBUF
   */
  readonly protocol?: OtlpProtocol;
}

/** Who scrapes the metrics of a server. */
export interface MetricsScrape {
  /**
   * The pods that scrape.
   *
   * @default - McpPlatform's `monitoring`; without it an error
   */
  readonly from?: Callers;

  /**
   * The port of its own that serves metrics.
   *
   * @default - the source's `metricsPort`; without it an error
   */
  readonly port?: number;

  /**
   * The path of the metrics.
   *
   * @default - the source's `metricsPath`
   */
  readonly path?: string;
}

/** How much a server logs, in the variable `LOG_LEVEL`. */
export enum LogLevel {
  /** Everything, also what helps only developers. */
  DEBUG = 'debug',
  /** What happens. */
  INFO = 'info',
  /** What may become a problem. */
  WARNING = 'warn',
  /** Problems only. */
  ERROR = 'error',
}

/** What a server tells about itself. */
export interface Telemetry {
  /**
   * Where traces, metrics and logs are sent: sets the `OTEL_*` variables and opens the way there.
   *
   * @default - McpPlatform's `otlp`, unless `env` or `envValues` has `OTEL_SDK_DISABLED: true` or sets the exporters of
   * traces, metrics and logs to `none`, `console`, `logging` or `prometheus`; else nowhere
   */
  readonly otlp?: OtlpExport;

  /**
   * Who scrapes Prometheus metrics: opens the metrics port to them and to nobody else.
   *
   * @default - McpPlatform's `monitoring`, when the source names a metrics port
   */
  readonly metrics?: MetricsScrape;

  /**
   * The variable `LOG_LEVEL`.
   *
   * @default - not set
   */
  readonly logLevel?: LogLevel;
}
