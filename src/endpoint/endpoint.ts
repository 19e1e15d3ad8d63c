import { CaBundle } from '../network/ca-bundle';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { IMcpPeer } from '../network/mcp-peer';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { ToolPolicy } from '../workload/tool-policy';
import { Trust } from '../workload/trust';

/** An MCP endpoint: a server in this cluster or elsewhere. */
export interface IMcpEndpoint extends IMcpPeer {
  /** Its name. Gateways prefix the names of its tools with it. */
  readonly name: string;

  /** How its callers must authenticate; undefined for no authentication. */
  readonly serverAuth?: ServerAuth;

  /** Further headers with secrets that its callers must send; undefined when there are none. */
  readonly headers?: { readonly [name: string]: SecretSource };

  /** The Host header that gateways must send, such as `localhost:8000`; undefined for the name of its address. */
  readonly hostHeader?: string;

  /** Which of its tools gateways allow; undefined for every tool. */
  readonly tools?: ToolPolicy;

  /** Whether it may run; undefined: it may. Gateways leave it out otherwise. */
  readonly trust?: Trust;

  /** The egress rule for a server outside the cluster; undefined when its host name is enough. */
  readonly egress?: Egress;

  /** The authorities that its certificate is checked against; undefined for the public ones. */
  readonly caBundle?: CaBundle;

  /**
   * Admits further callers.
   *
   * @param callers Who may call.
   */
  allowFrom(callers: Callers): void;
}
