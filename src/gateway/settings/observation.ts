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
}
