import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { AgentgatewayEngine } from './engines/agentgateway/engine';
import { hasOwnPods } from './engines/agentgateway/standalone';
import { GatewayRoute, IBoundGateway, IGatewayBinding } from './engines/engine';
import { GatewayServerOptions, McpClientKind, McpGatewayProps } from './mcp-gateway-props';
import { renderClientConfig } from './render-client-config';
import { GatewaySpec, resolveGateway } from './resolve';
import { resolveKagentServer } from './resolve-kagent';
import { resolveTarget } from './resolve-target';
import { serverProblems } from './server-problems';
import {
  GatewayListing,
  GatewayTargets,
  RegisteredTarget,
  ServiceAddress,
  mayRun,
  ownRouteOf,
  routesOf,
  targetOf,
} from './targets';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Issues } from '../foundation/issues';
import { GATEWAY_LABEL } from '../foundation/labels';
import { isInstance } from '../foundation/reader';
import { KagentServerOptions } from './settings/kagent';
import { GuardedApiObject } from '../guardrails/guarded-api-object';
import { Guardrails } from '../guardrails/guardrails';
import { Callers } from '../network/callers';
import { serverContextOf } from '../server/context';
import { ServerObjects } from '../server/objects';

/**
 * One authenticated address in front of many MCP servers.
 *
 * The data plane is one that exists: agentgateway by default, configured and hardened here. Adding a server opens two
 * holes in network policies, from the gateway to the port of the server, and nothing else.
 *
 * @example
 *
 * import { App, Chart } from 'cdk8s';
 * import { GatewayAuth, Jwks, McpGateway, McpServer, ServerSource, Sessions } from 'cdk8s-mcp';
 *
 * const chart = new Chart(new App(), 'mcp', { namespace: 'mcp-tools' });
 * const notes = new McpServer(chart, 'notes', {
 *   source: ServerSource.image(`ghcr.io/acme/notes:1.2.3@sha256:${'0'.repeat(64)}`, {
 *     port: 8080,
 *     sessions: Sessions.NONE,
 *   }),
 * });
 * new McpGateway(chart, 'gateway', {
 *   servers: [notes],
 *   auth: GatewayAuth.oauth({ issuer: 'https://idp.example.com', jwks: Jwks.fromConfigMap('idp-jwks', 'jwks.json') }),
 * });
 */
export class McpGateway extends Construct {
  /** The Kubernetes name of the gateway. */
  public readonly name: string;

  /** The namespace of the gateway. */
  public readonly namespace: string;

  /** The Deployment; undefined where the pods are those of someone else. */
  public readonly deployment?: ApiObject;

  /** The Service; undefined where the pods are those of someone else. */
  public readonly service?: ApiObject;

  /** The ServiceAccount; undefined where the pods are those of someone else. */
  public readonly serviceAccountObject?: ApiObject;

  /** The NetworkPolicy; undefined where the pods are those of someone else. */
  public readonly networkPolicy?: ApiObject;

  /** The HorizontalPodAutoscaler; undefined with a fixed number of replicas or pods of someone else. */
  public readonly autoscaler?: ApiObject;

  /** The PodDisruptionBudget; undefined where the pods are those of someone else. */
  public readonly disruptionBudget?: ApiObject;

  private readonly spec: GatewaySpec;
  private readonly bound: IBoundGateway;
  private readonly targets = new GatewayTargets();

  public constructor(scope: Construct, id: string, props: McpGatewayProps) {
    super(scope, id);
    this.spec = resolveGateway(props, serverContextOf(this, id));
    this.name = this.spec.name;
    this.namespace = this.spec.namespace;
    const {
      auth: { _rule: auth },
      servers,
      engine = AgentgatewayEngine.standalone(),
    } = this.spec;
    this.bound = engine.bind(this, this.binding());
    const objects: Partial<ServerObjects> = hasOwnPods(this.bound) ? this.bound.objects : {};
    this.deployment = objects.deployment;
    this.service = objects.service;
    this.serviceAccountObject = objects.serviceAccount;
    this.networkPolicy = objects.networkPolicy;
    this.autoscaler = objects.autoscaler;
    this.disruptionBudget = objects.disruptionBudget;
    if (auth.kind === 'anonymous') {
      Guardrails.of(this)._relax('gateway-anonymous', auth.reason);
    }
    this.node.addValidation({ validate: () => serverProblems(this.node.path, this.spec.rules, this.targets) });
    servers.forEach(server => this.addServer(server));
  }

  /**
   * Where clients reach all servers as one; undefined when each server has an address of its own alone:
   * `urlOf(server)`.
   */
  public get url(): string | undefined {
    const { federated } = this.spec.routes;
    return federated === undefined ? undefined : `${this.bound.url}${federated}`;
  }

  /** The servers behind the gateway, in the order of their prefixes. */
  public get servers(): IMcpEndpoint[] {
    return this.targets.sorted.map(({ endpoint }) => endpoint);
  }

  /** The engine's own document, for tests and for people. */
  public get configuration(): string {
    return this.bound.configuration();
  }

  /**
   * Puts a server behind the gateway. The order of calls does not matter. The server admits the gateway's pods, and the
   * gateway's policy lets them connect to it.
   *
   * @param server The server, in any namespace or chart of the app.
   * @param options How it stands behind the gateway.
   */
  public addServer(server: IMcpEndpoint, options: GatewayServerOptions = {}): void {
    const target = resolveTarget(server, options, {
      where: `${this.node.path}: addServer`,
      routes: this.spec.routes,
      targets: this.targets,
    });
    this.targets.add(target);
    // a server in quarantine keeps its prefix and address, and nothing is opened for it
    if (!mayRun(server)) {
      return;
    }
    try {
      this.bound.addTarget(target);
    } catch (error) {
      this.targets.remove(target);
      throw error;
    }
    server.allowFrom(this.bound.dataPlane);
  }

  /**
   * Admits further callers inside the cluster. Throws where the gateway's pods are those of someone else: who reaches
   * them is decided where they are made.
   *
   * @param callers Who may call.
   */
  public allowFrom(callers: Callers): void {
    const issues = new Issues(`${this.node.path}: allowFrom`);
    issues.check(isInstance(callers, Callers), 'callers', 'made by Callers', callers);
    issues.throwIfAny();
    if (!hasOwnPods(this.bound)) {
      throw new Error(
        `${this.node.path}: allowFrom: this engine has no pods. Fix: admit the callers where the Gateway is ` +
          'created, or AgentgatewayEngine.standalone()',
      );
    }
    this.bound.allowFrom(callers);
  }

  /** @internal Whether a server is behind the gateway. */
  public _has(server: IMcpEndpoint): boolean {
    return this.targets.of(server) !== undefined;
  }

  /** @internal What is known of its addresses. */
  public get _listing(): GatewayListing {
    const { name, namespace, url, bound, targets } = this;
    const { labels, auth } = this.spec;
    return {
      auth: auth.kind,
      owner: labels.owner,
      pods: hasOwnPods(bound) ? { namespace, labels: { [GATEWAY_LABEL]: name } } : undefined,
      url,
      servers: targets.served.map(({ endpoint, dedicatedRoute }) => ({
        endpoint,
        url: dedicatedRoute === undefined ? undefined : this.urlOf(endpoint),
      })),
    };
  }

  /**
   * Where clients reach one server: its own address where it has one, else that of all servers.
   *
   * @param server A server behind the gateway.
   */
  public urlOf(server: IMcpEndpoint): string {
    const registered = this.targets.of(server);
    if (registered === undefined) {
      throw new Error(`${this.node.path}: urlOf: server is not behind this gateway`);
    }
    const { hostname, path } = this.placeOf(registered);
    return `${hostname === undefined ? this.bound.url : `https://${hostname}`}${path}`;
  }

  /** @internal Where pods of the cluster reach one server; undefined where the engine makes no Service. */
  public _serviceAddressOf(server: IMcpEndpoint): ServiceAddress | undefined {
    const registered = this.targets.of(server);
    const { serviceUrl } = this.bound;
    if (registered === undefined || serviceUrl === undefined) {
      return undefined;
    }
    const { hostname, path } = this.placeOf(registered);
    return { url: `${serviceUrl}${path}`, hostname };
  }

  /**
   * The configuration with which a client of a person reaches the gateway, as JSON. It holds no secret: the client asks
   * for it.
   *
   * @param kind The client.
   */
  public clientConfig(kind: McpClientKind): string {
    const { url } = this;
    const addresses =
      url !== undefined
        ? [{ name: this.name, url }]
        : this.targets.served.map(({ prefix, endpoint }) => ({ name: prefix, url: this.urlOf(endpoint) }));
    return renderClientConfig(kind, addresses, this.spec.auth.kind);
  }

  /**
   * Tells kagent of the gateway: a RemoteMCPServer (kagent.dev/v1alpha2), which its agents refer to by name. The pods
   * of the agents must be among the gateway's `callers`. A server in quarantine is not announced: nothing is made, and
   * undefined is returned.
   *
   * @param id The id of the object in the construct tree.
   * @param options What it says.
   */
  public addKagentServer(id: string, options: KagentServerOptions): ApiObject | undefined {
    const { auth, timings, labels } = this.spec;
    const { name, namespace, body } = resolveKagentServer(options, {
      where: `${this.node.path}: addKagentServer`,
      gateway: this.name,
      namespace: this.namespace,
      auth: auth.kind,
      requestSeconds: timings.request,
      urlOf: server => (server === undefined ? this.url : this.urlOf(server)),
    });
    if (options.server !== undefined && !mayRun(options.server)) {
      return undefined;
    }
    return new GuardedApiObject(this, id, {
      apiVersion: 'kagent.dev/v1alpha2',
      kind: 'RemoteMCPServer',
      metadata: { name, namespace, labels: { ...labels } },
      spec: Lazy.any({ produce: () => ({ ...body }) }),
    });
  }

  /** A server has an address of its own, or there is one of all. */
  private placeOf({ dedicatedRoute }: RegisteredTarget): Pick<GatewayRoute, 'hostname' | 'path'> {
    return dedicatedRoute ?? { path: this.spec.routes.federated ?? '' };
  }

  /** What engines learn: read when they render, so that servers which are added later are seen. */
  private binding(): IGatewayBinding {
    const { name, namespace, labels, auth, rules, rateLimit, timings, cors, exposure, workload, routes } = this.spec;
    const { targets } = this;
    return {
      name,
      namespace,
      auth,
      rateLimit,
      timings,
      cors,
      exposure,
      workload,
      labels: { ...labels },
      rules: [...rules],
      get targets() {
        return targets.served.map(targetOf);
      },
      get routes() {
        return routesOf(routes, targets.served);
      },
      ownRoute: prefix => ownRouteOf(targets.withPrefix(prefix)),
    };
  }
}
