import { Construct } from 'constructs';
import { IMcpEndpoint } from '../../endpoint/endpoint';
import { Callers } from '../../network/callers';
import { Egress } from '../../network/egress';
import { EndpointAddress } from '../../protocol/endpoint-address';
import { SecretSource } from '../../secrets/secret-source';
import { Hardening } from '../../workload/hardening';
import { Placement } from '../../workload/placement';
import { ServerResources } from '../../workload/resources';
import { Sandbox } from '../../workload/sandbox';
import { Scaling } from '../../workload/scaling';
import { Telemetry } from '../../workload/telemetry';
import { ToolPolicy } from '../../workload/tool-policy';
import { GatewayAuth } from '../settings/auth';
import { Cors } from '../settings/cors';
import { Exposure } from '../settings/exposure';
import { GatewayAccessLog, GatewayTracing } from '../settings/observation';
import { RateLimit } from '../settings/rate-limit';
import { GatewayTls } from '../settings/tls';
import { ToolRule } from '../settings/tool-rule';

/** For authors of engines: one server behind a gateway. */
export interface GatewayTarget {
  /**
   * What stands in front of its tools, and names it in rules: lower-case letters, digits and -, unique behind the
   * gateway.
   */
  readonly prefix: string;

  /** The server. */
  readonly endpoint: IMcpEndpoint;

  /** Where it answered when it was added: a later change of a class of someone's own changes nothing. */
  readonly address: EndpointAddress;

  /** Which of its tools may be used. Each of these policies must let a tool through. */
  readonly tools: ToolPolicy[];
}

/** For authors of engines: one address of a gateway. */
export interface GatewayRoute {
  /** A name that is unique behind the gateway. */
  readonly name: string;

  /**
   * The host name that a request must have.
   *
   * @default - any under which the gateway is reached
   */
  readonly hostname?: string;

  /** The path, which a request must have exactly. */
  readonly path: string;

  /** Several servers are one here, and the names of tools get the servers' prefixes. */
  readonly federated: boolean;

  /** The servers behind it; one unless it is federated. */
  readonly targets: GatewayTarget[];
}

/** For authors of engines: bounds of time of a gateway, with every default applied. */
export interface GatewayTimings {
  /** How long a server may take until it begins to answer, in seconds. */
  readonly request: number;

  /** The same at an address of several servers, whose lists wait for each of them. */
  readonly federatedRequest: number;

  /** How long a connection to a server may take, in seconds. */
  readonly connect: number;

  /** After how long without a request a session is forgotten, in seconds. */
  readonly session: number;

  /** Whether a federated list fails when one server fails. */
  readonly failClosed: boolean;
}

/** For authors of engines: what a user asks of a gateway's pods. An engine that owns no Deployment refuses it. */
export interface GatewayWorkload {
  /**
   * How many replicas.
   *
   * @default - the engine's
   */
  readonly scaling?: Scaling;

  /**
   * What a replica may use.
   *
   * @default - the engine's
   */
  readonly resources?: ServerResources;

  /**
   * On which nodes the pods run.
   *
   * @default - the engine's
   */
  readonly placement?: Placement;

  /**
   * A stronger wall between the gateway and the kernel.
   *
   * @default - the engine's
   */
  readonly sandbox?: Sandbox;

  /**
   * How the containers are locked down.
   *
   * @default - the engine's
   */
  readonly hardening?: Hardening;

  /**
   * Names of Secrets with registry credentials.
   *
   * @default - the engine's
   */
  readonly imagePullSecrets?: string[];

  /**
   * Annotations of the pods and of what comes with them.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };

  /**
   * Annotations of the pods alone. A change rolls them.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [name: string]: string };

  /**
   * Annotations of the Service, beside `annotations`; of one name these count.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { readonly [name: string]: string };

  /**
   * The certificate of a gateway that ends TLS itself.
   *
   * @default - it does not
   */
  readonly tls?: GatewayTls;

  /**
   * The key that protects the ids of sessions.
   *
   * @default - the gateway keeps no sessions
   */
  readonly sessionKey?: SecretSource;

  /**
   * What it tells about itself.
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
   * Where it may connect to besides its servers.
   *
   * @default - nowhere
   */
  readonly egress?: Egress[];

  /**
   * Who may call it inside the cluster.
   *
   * @default - whoever the exposure names
   */
  readonly callers?: Callers[];
}

/**
 * For authors of engines: what an engine is told about a gateway. It learns from nothing else: engines never read the
 * construct. Properties are read when the engine renders, so that servers which are added later are seen.
 *
 * @subclassable
 */
export interface IGatewayBinding {
  /** The Kubernetes name of the gateway. */
  readonly name: string;

  /** Its namespace. */
  readonly namespace: string;

  /** The labels of its objects. */
  readonly labels: { readonly [name: string]: string };

  /** The servers behind it, in the order of their prefixes. */
  readonly targets: GatewayTarget[];

  /** Its addresses, in the order of their names. */
  readonly routes: GatewayRoute[];

  /** What callers must show. */
  readonly auth: GatewayAuth;

  /** Who may use which tools. */
  readonly rules: ToolRule[];

  /** How many requests it lets through; undefined: no limit. */
  readonly rateLimit?: RateLimit;

  /** Bounds of time. */
  readonly timings: GatewayTimings;

  /** Which web pages may call it; undefined: none. */
  readonly cors?: Cors;

  /** How it is reached from outside. */
  readonly exposure: Exposure;

  /** What concerns the gateway's own pods. */
  readonly workload: GatewayWorkload;

  /**
   * The address that leads to one server alone; undefined when it has none. Costs the same however many servers there
   * are.
   *
   * @param prefix The prefix of the server.
   */
  ownRoute(prefix: string): GatewayRoute | undefined;
}

/**
 * For authors of engines: a gateway as an engine made it.
 *
 * @subclassable
 */
export interface IBoundGateway {
  /** Where clients reach it: scheme, host and port, without a path. */
  readonly url: string;

  /**
   * Where pods of the cluster reach it, whatever its exposure: scheme, host and port of its Service, without a path.
   *
   * @default - the engine makes no Service
   */
  readonly serviceUrl?: string;

  /** The pods that connect to the servers. Each server admits them and nobody else for the gateway's sake. */
  readonly dataPlane: Callers;

  /**
   * Tells that a server was added; the binding already has it. Makes what the server needs, such as its credentials.
   * Throws when the engine cannot serve it.
   *
   * @param target The server.
   */
  addTarget(target: GatewayTarget): void;

  /** The engine's own document, as text, for tests and for people. */
  configuration(): string;
}

/**
 * For authors of engines: a data plane that can stand in front of MCP servers. The library has `AgentgatewayEngine`,
 * `EnvoyAiGatewayEngine`, `KuadrantEngine` and `HttpRouteEngine`.
 *
 * @subclassable
 */
export interface IGatewayEngine {
  /**
   * Makes the objects of a gateway. Throws when the binding asks for what the engine cannot express.
   *
   * @param scope Where to make them.
   * @param binding What is known of the gateway.
   */
  bind(scope: Construct, binding: IGatewayBinding): IBoundGateway;
}
