/** A Gateway of the Gateway API that exists, and the host under which clients reach it. */
export interface GatewayReference {
  /** The name of the Gateway object. Its listener ends TLS. */
  readonly gatewayName: string;

  /** The namespace of the Gateway object. */
  readonly gatewayNamespace: string;

  /** The host name under which clients reach the servers. No wildcard. */
  readonly hostname: string;
}
