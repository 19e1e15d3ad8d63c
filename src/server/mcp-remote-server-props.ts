import { CaBundle } from '../network/ca-bundle';
import { Egress } from '../network/egress';
import { HttpTransport } from '../protocol/http-transport';
import { ProtocolRevision } from '../protocol/protocol-revision';
import { Sessions } from '../protocol/sessions';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { ToolPolicy } from '../workload/tool-policy';

/** Props of McpRemoteServer. */
export interface McpRemoteServerProps {
  /** The URL of its MCP endpoint: https, or http for a Service of this cluster. Without credentials. */
  readonly url: string;

  /**
   * What it is called: the prefix of its tools. Lower-case letters, digits and -, at most 40 characters.
   *
   * @default - the construct id in kebab-case
   */
  readonly name?: string;

  /**
   * Headers with secrets that gateways send with each request, for example `authorization`. The value in the secret is
   * the whole value of the header.
   *
   * @default - none
   */
  readonly headers?: { readonly [name: string]: SecretSource };

  /**
   * What the server asks of its callers, where a header of `headers` is not enough: a token in the name of the calling
   * user.
   *
   * @default - nothing more than `headers`
   */
  readonly serverAuth?: ServerAuth;

  /**
   * Which of its tools gateways let through.
   *
   * @default - every tool
   */
  readonly tools?: ToolPolicy;

  /**
   * The authorities that its certificate is checked against.
   *
   * @default - those that everyone trusts
   */
  readonly caBundle?: CaBundle;

  /**
   * The way to it. Without Cilium, which knows hosts by name, it must be given.
   *
   * @default - its host by name
   */
  readonly egress?: Egress;

  /**
   * How it speaks.
   *
   * @default HttpTransport.STREAMABLE
   */
  readonly transport?: HttpTransport;

  /**
   * Where it keeps its sessions.
   *
   * @default Sessions.SHARED
   */
  readonly sessions?: Sessions;

  /**
   * The newest revision of MCP that the server answers. Behind one federated address clients may use 2026-07-28 only
   * when every server is known to answer it.
   *
   * @default - not known: gateways treat it as one of 2025-11-25
   */
  readonly protocol?: ProtocolRevision;
}
