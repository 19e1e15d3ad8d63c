import { IMcpEndpoint } from '../../endpoint/endpoint';
import { SecretSource } from '../../secrets/secret-source';

/** A RemoteMCPServer of kagent (kagent.dev/v1alpha2): how kagent's agents find a gateway. */
export interface KagentServerOptions {
  /** What the agents are told about the tools. */
  readonly description: string;

  /**
   * The namespace of the agents that use it.
   *
   * @default - the gateway's
   */
  readonly namespace?: string;

  /**
   * The value of the header `Authorization`, for example `Bearer …`, in a Secret of that namespace. Without, only an
   * open gateway can be used.
   *
   * @default - none
   */
  readonly authorization?: SecretSource;

  /**
   * One server alone, where it has an address of its own.
   *
   * @default - all servers as one
   */
  readonly server?: IMcpEndpoint;

  /**
   * The name of the object.
   *
   * @default - the gateway's; with `server` that and the server's name
   */
  readonly name?: string;
}
