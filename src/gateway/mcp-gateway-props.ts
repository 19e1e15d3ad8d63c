import { IGatewayEngine } from './engines/engine';
import { GatewayAuth } from './settings/auth';
import { Cors } from './settings/cors';
import { Exposure } from './settings/exposure';
import { GatewayAccessLog, GatewayTracing } from './settings/observation';
import { RateLimit } from './settings/rate-limit';
import { Resilience } from './settings/resilience';
import { GatewayRoutes } from './settings/routes';
import { GatewayTls } from './settings/tls';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Callers } from '../network/callers';
import { ToolPolicy } from '../workload/tool-policy';
import { ToolRule } from './settings/tool-rule';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';
import { Hardening } from '../workload/hardening';
import { Placement } from '../workload/placement';
import { ServerResources } from '../workload/resources';
import { Sandbox } from '../workload/sandbox';
import { Scaling } from '../workload/scaling';
import { Telemetry } from '../workload/telemetry';

/** Props of McpGateway. */
export interface McpGatewayProps {
  /** What callers must show. There is no default: nobody gets in by accident. */
  readonly auth: GatewayAuth;

  /**
   * The servers behind the gateway; `addServer` adds more. At least one in the end.
   *
   * @default - none yet
   */
  readonly servers?: IMcpEndpoint[];

  /**
   * The data plane.
   *
   * @default AgentgatewayEngine.standalone()
   */
  readonly engine?: IGatewayEngine;

  /**
   * How the gateway is reached from outside.
   *
   * @default Exposure.clusterIp()
   */
  readonly exposure?: Exposure;

  /**
   * Under which addresses the servers are reached.
   *
   * @default GatewayRoutes.federated()
   */
  readonly routes?: GatewayRoutes;

  /**
   * Who may use which tools, besides what each server's own `tools` say.
   *
   * @default - every caller that `auth` lets in may use every tool
   */
  readonly authorization?: ToolRule[];

  /**
   * How many requests the gateway lets through.
   *
   * @default - no limit
   */
  readonly rateLimit?: RateLimit;

  /**
   * How long the gateway waits, and what it does when a server does not answer as it should.
   *
   * @default - 60 s for an answer to begin, less at an address of several servers; 5 s for a connection; a broken
   * server is left out of federated lists
   */
  readonly resilience?: Resilience;

  /**
   * Which web pages may call the gateway from a browser.
   *
   * @default - none
   */
  readonly cors?: Cors;

  /**
   * The certificate, when the gateway ends TLS itself.
   *
   * @default - it does not; what exposes it does
   */
  readonly tls?: GatewayTls;

  /**
   * 64 hexadecimal digits that protect the ids of sessions (`openssl rand -hex 32`). With it the gateway keeps sessions
   * for clients of protocol 2025-11-25 and older. A new key ends them all.
   *
   * @default - the gateway keeps no sessions: each call stands alone, and servers with sessions in memory are errors
   */
  readonly sessionKey?: SecretSource;

  /**
   * Where the gateway may connect to besides its servers: an identity provider, for example.
   *
   * @default - nowhere
   */
  readonly egress?: Egress[];

  /**
   * Who may call the gateway inside the cluster.
   *
   * @default - nobody but the data plane that the exposure names
   */
  readonly callers?: Callers[];

  /**
   * How many replicas.
   *
   * @default Scaling.onCpu()
   */
  readonly scaling?: Scaling;

  /**
   * What a replica may use.
   *
   * @default - cpu 100m to 1, memory 256Mi
   */
  readonly resources?: ServerResources;

  /**
   * On which nodes the pods run.
   *
   * @default - any Linux node, spread over zones and hosts
   */
  readonly placement?: Placement;

  /**
   * A stronger wall between the gateway and the kernel.
   *
   * @default - the cluster's default runtime
   */
  readonly sandbox?: Sandbox;

  /**
   * How the containers are locked down.
   *
   * @default Hardening.restricted()
   */
  readonly hardening?: Hardening;

  /**
   * Names of Secrets with registry credentials.
   *
   * @default - McpPlatform's
   */
  readonly imagePullSecrets?: string[];

  /**
   * What the gateway tells about itself.
   *
   * @default - McpPlatform's
   */
  readonly telemetry?: Telemetry;

  /**
   * How much is traced.
   *
   * @default - a tenth of the requests, where telemetry says where traces go
   */
  readonly tracing?: GatewayTracing;

  /**
   * What is logged of each request besides caller, server and tool, and where the log is sent.
   *
   * @default - nothing more, to standard output
   */
  readonly accessLog?: GatewayAccessLog;

  /**
   * The Kubernetes name of the gateway and its objects.
   *
   * @default - the construct id in kebab-case
   */
  readonly name?: string;

  /**
   * The namespace. `default` and `kube-*` are errors.
   *
   * @default - that of the McpNamespace around it, else the chart's; without either an error
   */
  readonly namespace?: string;

  /**
   * The team that answers for the gateway, in the label `owner`.
   *
   * @default - that of the McpNamespace around it
   */
  readonly owner?: string;

  /**
   * The environment, in the label `environment`.
   *
   * @default - none
   */
  readonly environment?: string;

  /**
   * Labels for every object and pod. Those that the library sets itself are errors.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };

  /**
   * Annotations for every object that comes with the pods; not for the pods, nor for what exposes the gateway.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };

  /**
   * Annotations for the gateway's pods alone. A change rolls them.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [name: string]: string };

  /**
   * Annotations for the gateway's Service, beside `annotations`; of one name these count.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { readonly [name: string]: string };
}

/** How the servers of a pool stand behind a gateway. */
export interface GatewayPoolOptions {
  /**
   * What stands in front of the name of each server, with a `-`, where servers of two pools have one name: lower-case
   * letters, digits and -.
   *
   * @default - nothing: the prefix of a server is its name
   */
  readonly prefix?: string;
}

/** How one server stands behind a gateway. */
export interface GatewayServerOptions {
  /**
   * What stands in front of the names of its tools, and in its path or host: lower-case letters, digits and -, at most
   * 40 characters.
   *
   * @default - the server's name
   */
  readonly prefix?: string;

  /**
   * The path of the server alone. For routes with an address for each server.
   *
   * @default - by the routes: `/<prefix>/mcp`
   */
  readonly path?: string;

  /**
   * The host name of the server alone. For `GatewayRoutes.hostPerServer()`.
   *
   * @default - by the routes: `<prefix>.<domain>`
   */
  readonly hostname?: string;

  /**
   * Which of its tools may be used behind this gateway, besides what the server's own `tools` say.
   *
   * @default - every tool that the server's own policy lets through
   */
  readonly tools?: ToolPolicy;
}

/** The clients for which a gateway writes a configuration. */
export enum McpClientKind {
  /** `mcp.json` of Claude, Cursor and others: `mcpServers`. */
  MCP_JSON = 'mcp-json',
  /** `.vscode/mcp.json`: `servers` and `inputs`. */
  VS_CODE = 'vs-code',
}
