import { Egress } from '../../network/egress';

/** How an authorization service is asked. */
export enum ExternalAuthProtocol {
  /** Envoy's external authorization over gRPC (`envoy.service.auth.v3.Authorization`). */
  GRPC = 'grpc',
  /** An HTTP request. An answer of 200 admits; any other is passed to the caller, with its status. */
  HTTP = 'http',
}

/** Options of an authorization service. */
export interface ExternalAuthOptions {
  /**
   * The service, as a URL with a port: `http://authorino-authorization.auth.svc.cluster.local:50051`. https, or http
   * for a Service of the cluster. A path is for HTTP only.
   */
  readonly service: string;

  /** The way to it. */
  readonly egress: Egress;

  /**
   * The headers of a request that are sent to the service, in lower case, such as `authorization`; at least one. No
   * other header is sent. Those that begin with `mcp-`, such as `mcp-method` and `mcp-name`, are passed on to servers
   * too; the others are credentials, and no server gets them.
   */
  readonly headers: string[];

  /**
   * How it is asked.
   *
   * @default ExternalAuthProtocol.GRPC
   */
  readonly protocol?: ExternalAuthProtocol;

  /**
   * Why requests pass while the service does not answer. Exposes: who can stop the service may call every tool.
   * Relaxes the rule `gateway-anonymous`.
   *
   * @default - they do not pass
   */
  readonly failOpenReason?: string;
}
