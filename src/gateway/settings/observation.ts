import { OtlpExport } from '../../workload/telemetry';

/** How much of its traffic a gateway traces. Where traces go is `telemetry.otlp`, else McpPlatform's `otlp`. */
export interface GatewayTracing {
  /**
   * Which part of the requests is traced: a fraction from 0 to 1 with at most 4 decimals.
   *
   * @default 0.1
   */
  readonly sampling?: number;

  /**
   * Traces every request that comes with a trace (header `traceparent`); else `sampling` holds for these too. Exposes:
   * who may call can have every call traced, and fill the collector.
   *
   * @default false
   */
  readonly clientSampling?: boolean;
}

/** What a gateway logs of each request, besides caller, server and tool. */
export interface GatewayAccessLog {
  /**
   * Claims of callers' tokens by name, such as `client_id`, as the fields `claims.<name>`: letters, digits and _, at
   * most 20. Never whole tokens: names with `token`, `secret`, `password`, `cookie` or `authorization` are errors, and
   * so are claims where callers have no token. Exposes: what claims tell of people to whoever reads logs.
   *
   * @default - none
   */
  readonly claims?: string[];

  /**
   * Where the access log is sent besides standard output, such as the collector of an audit log: one record for each
   * request, with the same fields. Opens the way there. The URL is `https`, or `http` to a Service
   * (`<name>.<namespace>.svc`). Records that the collector does not take are lost. Exposes: who calls which tool, and
   * the claims, to whoever reads there.
   *
   * @default - standard output alone, whatever `telemetry` says
   */
  readonly otlp?: OtlpExport;
}
