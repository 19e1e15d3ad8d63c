import { CaBundle } from '../network/ca-bundle';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { IMcpPeer } from '../network/mcp-peer';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { ToolPolicy } from '../workload/tool-policy';
import { Trust } from '../workload/trust';

/** Something that answers MCP at one address: a server in this cluster or elsewhere. */
export interface IMcpEndpoint extends IMcpPeer {
  /** What it is called. Gateways put it in front of the names of its tools. */
  readonly name: string;

  /** What it asks of its callers; undefined when it asks nothing. */
  readonly serverAuth?: ServerAuth;

  /** Further headers with secrets that its callers must send; undefined when there are none. */
  readonly headers?: { readonly [name: string]: SecretSource };

  /** Which of its tools gateways let through; undefined for every tool. */
  readonly tools?: ToolPolicy;

  /** Whether it may run; undefined: it may. Gateways leave out what may not. */
  readonly trust?: Trust;

  /** The way to it for something that runs elsewhere; undefined when its host name says enough. */
  readonly egress?: Egress;

  /** The authorities that its certificate is checked against; undefined for those that everyone trusts. */
  readonly caBundle?: CaBundle;

  /**
   * Admits further callers.
   *
   * @param callers Who may call.
   */
  allowFrom(callers: Callers): void;
}
