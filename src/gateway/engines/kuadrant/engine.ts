import { Construct } from 'constructs';
import { renderAuthPolicy, renderRegistration, renderRoute } from './render';
import { KuadrantParent, KuadrantServer, KuadrantSpec, resolveKuadrant } from './resolve';
import { definedEntries } from '../../../foundation/defined';
import { Issues } from '../../../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../../../foundation/names';
import { compare, isInstance } from '../../../foundation/reader';
import { GuardedApiObject } from '../../../guardrails/guarded-api-object';
import { Callers } from '../../../network/callers';
import { McpPlatform } from '../../../platform/mcp-platform';
import { ObjectOwner, objectMetadata } from '../../../server/render/metadata';
import { GatewayReference } from '../../settings/parent';
import { GatewayTarget, IBoundGateway, IGatewayBinding, IGatewayEngine } from '../engine';
import { parentOf, resolveParent } from '../parent-gateway';
import { emitReferenceGrant } from '../reference-grant';
import { RouteParent, authNotes, listenerNote } from '../render-exposure';

/** Options of KuadrantEngine. */
export interface KuadrantEngineOptions extends GatewayReference {
  /**
   * The domain of the listener for servers, without `*.`, such as `mcp.local`. Each server gets a name below it, which
   * only the Gateway itself uses.
   */
  readonly serverDomain: string;

  /** The pods of the broker, of the MCPGatewayExtension, which list the tools of the servers. */
  readonly broker: Callers;

  /**
   * The listener for servers. It must be on the port of the listener that the MCPGatewayExtension names.
   *
   * @default - every listener whose host name fits
   */
  readonly sectionName?: string;

  /**
   * The pods that connect to the servers.
   *
   * @default - those that Istio starts for the Gateway: in its namespace, labelled
   * `gateway.networking.k8s.io/gateway-name`
   */
  readonly dataPlane?: Callers;
}

/**
 * The MCP gateway of Kuadrant (Apache-2.0, mcp.kuadrant.io/v1): a Gateway of Istio with a broker and Kuadrant's
 * AuthPolicy. Each server gets an HTTPRoute, an MCPServerRegistration and an AuthPolicy, which reads the name of the
 * tool that the router found in the request.
 *
 * All servers are one, at `/mcp`, and the names of tools are `<prefix>_<tool>`. What the broker answers itself, such as
 * lists of tools, is up to the AuthPolicy of its own route: a tool that is denied is listed all the same. It cannot
 * express `ToolRule.require`, API keys, keys of an issuer without a URL, credentials of servers, rate limits, CORS,
 * timeouts and retries: they are errors.
 */
export class KuadrantEngine implements IGatewayEngine {
  private readonly parent: KuadrantParent;

  /** @param options The Gateway, the host names and the pods. */
  public constructor(options: KuadrantEngineOptions) {
    const parent = resolveParent(
      'KuadrantEngine',
      options,
      {
        gatewayName: true,
        gatewayNamespace: true,
        hostname: true,
        serverDomain: true,
        broker: true,
        sectionName: true,
        dataPlane: true,
      },
      (name, namespace) => ({ namespace, labels: { 'gateway.networking.k8s.io/gateway-name': name } }),
    );
    const { serverDomain, broker } = options;
    const issues = new Issues('KuadrantEngine');
    issues.check(
      isPlainText(serverDomain) && isDnsSubdomain(serverDomain),
      'serverDomain',
      'the domain of the listener for servers, without *., such as mcp.local',
      serverDomain,
    );
    issues.check(isInstance(broker, Callers), 'broker', 'made by Callers', broker);
    issues.throwIfAny();
    this.parent = { ...parent, serverDomain, broker };
  }

  /**
   * Prepares the objects of a gateway, which come with its servers. Throws when the binding asks for what they cannot
   * express.
   *
   * @param scope Where to make them.
   * @param binding What is known of the gateway.
   */
  public bind(scope: Construct, binding: IGatewayBinding): IBoundGateway {
    return new KuadrantGateway(scope, binding, this.parent);
  }
}

class KuadrantGateway implements IBoundGateway {
  public readonly url: string;
  public readonly dataPlane: Callers;
  private readonly spec: KuadrantSpec;
  private readonly owner: ObjectOwner;
  private readonly route: RouteParent;
  private readonly servers: KuadrantServer[] = [];

  public constructor(
    private readonly scope: Construct,
    private readonly binding: IGatewayBinding,
    parent: KuadrantParent,
  ) {
    this.spec = resolveKuadrant(binding, parent, scope.node.path, McpPlatform._read(scope));
    this.url = this.spec.url;
    this.dataPlane = parent.dataPlane;
    const { name, namespace, labels } = binding;
    this.owner = { name, namespace, labels, annotations: {} };
    this.route = parentOf(parent, binding);
  }

  public addTarget(target: GatewayTarget): void {
    const issues = new Issues(`${this.scope.node.path}: addServer ${target.endpoint.node.path}`);
    const server = this.spec.addTarget(issues, target);
    this.servers.push(server);
    target.endpoint.allowFrom(this.spec.parent.broker);
    // whoever applies them in this order has no route without its policy
    this.emit(server, 'kuadrant.io/v1', 'AuthPolicy');
    this.emit(server, 'gateway.networking.k8s.io/v1', 'HTTPRoute');
    this.emit(server, 'mcp.kuadrant.io/v1', 'MCPServerRegistration');
    emitReferenceGrant(this.scope, this.owner, server);
  }

  public configuration(): string {
    return `${JSON.stringify(
      [...this.servers]
        .sort((a, b) => compare(a.prefix, b.prefix))
        .flatMap(server => Object.entries(this.bodies(server)).map(([kind, spec]) => this.entry(server, kind, spec))),
      undefined,
      2,
    )}\n`;
  }

  private entry({ objectName: name }: KuadrantServer, kind: string, spec: object): object {
    return { kind, name, spec };
  }

  private emit(server: KuadrantServer, apiVersion: string, kind: keyof ReturnType<KuadrantGateway['bodies']>): void {
    const { namespace, auth } = this.binding;
    const note = kind === 'HTTPRoute' ? listenerNote(this.route, namespace) : undefined;
    new GuardedApiObject(this.scope, `${kind}-${server.prefix}`, {
      apiVersion,
      kind,
      metadata: objectMetadata(this.owner, {
        name: server.objectName,
        annotations: definedEntries({ ...authNotes(auth), 'cdk8s-mcp/listener': note }),
      }),
      spec: this.bodies(server)[kind],
    });
  }

  private bodies(
    server: KuadrantServer,
  ): Readonly<Record<'AuthPolicy' | 'HTTPRoute' | 'MCPServerRegistration', object>> {
    const { namespace, rules } = this.binding;
    return {
      AuthPolicy: renderAuthPolicy(server, this.spec, rules),
      HTTPRoute: renderRoute(server, this.route, namespace),
      MCPServerRegistration: renderRegistration(server),
    };
  }
}
