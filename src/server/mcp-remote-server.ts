import { Construct } from 'constructs';
import { McpRemoteServerProps } from './mcp-remote-server-props';
import { poolScopes } from './pool-membership';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { CaBundle } from '../network/ca-bundle';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { McpPlatform } from '../platform/mcp-platform';
import { EndpointAddress } from '../protocol/endpoint-address';
import { resolveRemoteServer } from './resolve/remote-server';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { ToolPolicy } from '../workload/tool-policy';

/** An MCP server somewhere else: no workload here, a destination of gateways. */
export class McpRemoteServer extends Construct implements IMcpEndpoint {
  public readonly name: string;
  public readonly endpoint: EndpointAddress;
  public readonly serverAuth?: ServerAuth;
  public readonly tools?: ToolPolicy;
  public readonly caBundle?: CaBundle;
  public readonly egress?: Egress;
  private readonly secretHeaders: { readonly [name: string]: SecretSource };

  public constructor(scope: Construct, id: string, props: McpRemoteServerProps) {
    super(scope, id);
    const spec = resolveRemoteServer(this.node.path, id, props, McpPlatform._read(this).clusterDomain);
    this.name = spec.name;
    this.endpoint = spec.endpoint;
    this.serverAuth = spec.serverAuth;
    this.tools = spec.tools;
    this.caBundle = spec.caBundle;
    this.egress = spec.egress;
    this.secretHeaders = spec.headers;
    poolScopes.upwards(this).at(0)?.joinRemote(this);
  }

  /** Headers with secrets that gateways send. */
  public get headers(): { readonly [name: string]: SecretSource } | undefined {
    return { ...this.secretHeaders };
  }

  /**
   * Does nothing: who may call a server elsewhere is not decided in this cluster.
   *
   * @param _callers Who may call.
   */
  public allowFrom(_callers: Callers): void {}
}
