import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { renderMcpRoute } from './render';
import { McpRouteParent, McpRouteSpec, resolveMcpRoute } from './resolve';
import { definedEntries } from '../../../foundation/defined';
import { references } from '../../../foundation/inventory';
import { Issues } from '../../../foundation/issues';
import { checkReason } from '../../../foundation/reasons';
import { GuardedApiObject } from '../../../guardrails/guarded-api-object';
import { RELAXED } from '../../../guardrails/relaxations';
import { Callers } from '../../../network/callers';
import { McpPlatform } from '../../../platform/mcp-platform';
import { emitExternalSecret } from '../../../server/objects';
import { ObjectOwner, objectMetadata } from '../../../server/render/metadata';
import { Texts } from '../../../server/spec';
import { GatewayReference } from '../../settings/parent';
import { GatewayTarget, IBoundGateway, IGatewayBinding, IGatewayEngine } from '../engine';
import { resolveParent } from '../parent-gateway';
import { authNotes } from '../render-exposure';

/** Options of EnvoyAiGatewayEngine. */
export interface EnvoyAiGatewayOptions extends GatewayReference {
  /**
   * The pods that connect to the servers.
   *
   * @default - those that Envoy Gateway starts for the Gateway: in `envoy-gateway-system`, labelled
   * `gateway.envoyproxy.io/owning-gateway-name` and `-namespace`
   */
  readonly dataPlane?: Callers;

  /**
   * Why everyone with a valid token may use prompts and resources: `ToolRule` needs this, because an MCPRoute checks
   * calls of tools alone. The reason is an annotation of the route and in reports.
   *
   * @default - rules of the gateway are an error
   */
  readonly uncheckedPrompts?: string;
}

/**
 * The pods of a Gateway of Envoy Gateway, configured by an MCPRoute of Envoy AI Gateway (Apache-2.0) 1.2 or newer;
 * older ones do not check the issuer of tokens.
 *
 * Gateway, route and servers live in one namespace. All servers are one, and the names of tools are `<name of the
 * Service>__<tool>`. `ToolRule.allow` names tools without wildcards, in at most 32 rules of 16 tools. It cannot express
 * required scopes, API keys, service accounts, rate limits, CORS (every origin is answered), and timeouts: they are
 * errors.
 */
export class EnvoyAiGatewayEngine implements IGatewayEngine {
  private readonly parent: McpRouteParent;

  /** @param options The Gateway and the host name. */
  public constructor(options: EnvoyAiGatewayOptions) {
    const parent = resolveParent(
      'EnvoyAiGatewayEngine',
      options,
      { gatewayName: true, gatewayNamespace: true, hostname: true, dataPlane: true, uncheckedPrompts: true },
      (name, namespace) => ({
        namespace: 'envoy-gateway-system',
        labels: {
          'gateway.envoyproxy.io/owning-gateway-name': name,
          'gateway.envoyproxy.io/owning-gateway-namespace': namespace,
        },
      }),
    );
    const { uncheckedPrompts } = options;
    if (uncheckedPrompts !== undefined) {
      const issues = new Issues('EnvoyAiGatewayEngine');
      checkReason(issues, uncheckedPrompts, 'uncheckedPrompts');
      issues.throwIfAny();
    }
    this.parent = { ...parent, uncheckedPrompts };
  }

  /**
   * Makes the MCPRoute of a gateway. Throws when the binding asks for what it cannot express.
   *
   * @param scope Where to make it.
   * @param binding What is known of the gateway.
   */
  public bind(scope: Construct, binding: IGatewayBinding): IBoundGateway {
    return new McpRouteGateway(scope, binding, this.parent);
  }
}

class McpRouteGateway implements IBoundGateway {
  public readonly url: string;
  public readonly dataPlane: Callers;
  private readonly spec: McpRouteSpec;
  private readonly owner: ObjectOwner;
  private additions = 0;

  public constructor(
    private readonly scope: Construct,
    private readonly binding: IGatewayBinding,
    private readonly parent: McpRouteParent,
  ) {
    this.spec = resolveMcpRoute(binding, parent, scope.node.path, McpPlatform._read(scope));
    this.url = this.spec.url;
    this.dataPlane = parent.dataPlane;
    const { name, namespace, labels } = binding;
    this.owner = { name, namespace, labels, annotations: {} };
    references
      .of(scope)
      .add(namespace, () => ({ secrets: this.spec.servers().flatMap(({ credential }) => credential?.secret ?? []) }));
  }

  public addTarget(target: GatewayTarget): void {
    const issues = new Issues(`${this.scope.node.path}: addServer ${target.endpoint.node.path}`);
    this.spec.addTarget(issues, target);
    issues.throwIfAny();
    this.additions += 1;
    // an MCPRoute without servers is refused by the API server
    if (this.additions === 1) {
      this.emitRoute();
    }
    const { credential } = this.spec.servers().filter(({ prefix }) => prefix === target.prefix)[0];
    if (credential !== undefined && credential.externalSecrets.length > 0) {
      const scope = new Construct(this.scope, `Server-${target.prefix}`);
      credential.externalSecrets.forEach(secret =>
        emitExternalSecret(
          scope,
          this.owner,
          () => secret,
          () => 0,
        ),
      );
    }
  }

  public configuration(): string {
    return `${JSON.stringify(renderMcpRoute(this.spec), undefined, 2)}\n`;
  }

  private notes(): Texts {
    const { auth, rules } = this.binding;
    const reason = rules.length === 0 ? undefined : this.parent.uncheckedPrompts;
    return definedEntries({ ...authNotes(auth), [`${RELAXED}unchecked-prompts`]: reason });
  }

  private emitRoute(): void {
    new GuardedApiObject(
      this.scope,
      'MCPRoute',
      {
        apiVersion: 'aigateway.envoyproxy.io/v1beta1',
        kind: 'MCPRoute',
        metadata: objectMetadata(this.owner, { annotations: this.notes() }),
        spec: Lazy.any({ produce: () => renderMcpRoute(this.spec) }),
      },
      () => this.additions,
    );
  }
}
