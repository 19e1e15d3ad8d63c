import { Construct } from 'constructs';
import { renderServerRoute } from './render';
import { HttpRouteSpec, RoutedServer, resolveHttpRoutes } from './resolve';
import { definedEntries } from '../../../foundation/defined';
import { Issues } from '../../../foundation/issues';
import { compare } from '../../../foundation/reader';
import { GuardedApiObject } from '../../../guardrails/guarded-api-object';
import { Callers } from '../../../network/callers';
import { McpPlatform } from '../../../platform/mcp-platform';
import { ObjectOwner, objectMetadata } from '../../../server/render/metadata';
import { GatewayReference } from '../../settings/parent';
import { HttpRouteBody } from '../crds-gateway-api';
import { GatewayTarget, IBoundGateway, IGatewayBinding, IGatewayEngine } from '../engine';
import { ParentSpec, parentOf, resolveParent } from '../parent-gateway';
import { emitReferenceGrant } from '../reference-grant';
import { RouteParent, authNotes, listenerNote } from '../render-exposure';

/** Options of HttpRouteEngine. */
export interface HttpRouteEngineOptions extends GatewayReference {
  /**
   * The listener. It must speak HTTPS. Without it the route attaches to every listener whose host name fits, one for
   * plain HTTP on port 80 too, and credentials then pass in the clear.
   *
   * @default - every listener whose host name fits
   */
  readonly sectionName?: string;

  /** The pods of the Gateway's data plane, which connect to the servers. Without this hole nobody gets in. */
  readonly dataPlane: Callers;
}

/**
 * Any Gateway of the Gateway API, with one HTTPRoute for each server: `GatewayRoutes.pathPerServer()` or
 * `.hostPerServer(…)`.
 *
 * A route does not read MCP. What callers may do is up to the servers and the Gateway: only
 * `GatewayAuth.anonymous(reason)` can be expressed, and tool policies, rules, rate limits, CORS and
 * credentials of servers are errors.
 */
export class HttpRouteEngine implements IGatewayEngine {
  private readonly parent: ParentSpec;

  /** @param options The Gateway, the host name and the data plane. */
  public constructor(options: HttpRouteEngineOptions) {
    this.parent = resolveParent('HttpRouteEngine', options, {
      gatewayName: true,
      gatewayNamespace: true,
      hostname: true,
      sectionName: true,
      dataPlane: true,
    });
  }

  /**
   * Prepares the routes of a gateway, which come with its servers. Throws when the binding asks for what a route cannot
   * express.
   *
   * @param scope Where to make them.
   * @param binding What is known of the gateway.
   */
  public bind(scope: Construct, binding: IGatewayBinding): IBoundGateway {
    return new RoutedGateway(scope, binding, this.parent);
  }
}

class RoutedGateway implements IBoundGateway {
  public readonly url: string;
  public readonly dataPlane: Callers;
  private readonly spec: HttpRouteSpec;
  private readonly owner: ObjectOwner;
  private readonly route: RouteParent;
  private readonly servers: RoutedServer[] = [];

  public constructor(
    private readonly scope: Construct,
    private readonly binding: IGatewayBinding,
    parent: ParentSpec,
  ) {
    this.spec = resolveHttpRoutes(binding, parent, scope.node.path, McpPlatform._read(scope));
    this.url = `https://${parent.hostname}`;
    this.dataPlane = parent.dataPlane;
    const { name, namespace, labels } = binding;
    this.owner = { name, namespace, labels, annotations: {} };
    this.route = parentOf(parent, binding);
  }

  public addTarget(target: GatewayTarget): void {
    const issues = new Issues(`${this.scope.node.path}: addServer ${target.endpoint.node.path}`);
    const server = this.spec.addTarget(issues, target);
    this.servers.push(server);
    const { namespace, auth } = this.binding;
    const note = listenerNote(this.route, namespace);
    new GuardedApiObject(this.scope, `HTTPRoute-${server.prefix}`, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: objectMetadata(this.owner, {
        name: server.objectName,
        annotations: definedEntries({ ...authNotes(auth), 'cdk8s-mcp/listener': note }),
      }),
      spec: this.body(server),
    });
    emitReferenceGrant(this.scope, this.owner, server);
  }

  public configuration(): string {
    return `${JSON.stringify(
      [...this.servers]
        .sort((a, b) => compare(a.prefix, b.prefix))
        .map(server => ({ kind: 'HTTPRoute', name: server.objectName, spec: this.body(server) })),
      undefined,
      2,
    )}\n`;
  }

  private body(server: RoutedServer): HttpRouteBody {
    return renderServerRoute(server, this.binding.auth._rule, this.route, this.binding.namespace);
  }
}
