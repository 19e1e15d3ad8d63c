import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { AgentgatewayPolicyBody } from './crds';
import { revisionProblem } from './mixed-revisions';
import { renderApiKeys, renderBackend, renderControllerRoute, renderGrants, renderPolicy } from './render-controller';
import { ControllerRoute, ControllerSpec, resolveController } from './resolve-controller';
import { definedEntries, definedItems } from '../../../foundation/defined';
import { references } from '../../../foundation/inventory';
import { Issues } from '../../../foundation/issues';
import { GuardedApiObject } from '../../../guardrails/guarded-api-object';
import { POLICIES_ANNOTATION, policiesDigest } from '../../../guardrails/policy-digest';
import { Callers } from '../../../network/callers';
import { McpPlatform } from '../../../platform/mcp-platform';
import { memoizedText } from '../../../server/objects';
import { objectMetadata, ObjectOwner } from '../../../server/render/metadata';
import { Texts } from '../../../server/spec';
import { GatewayAuthKind } from '../../settings/auth-options';
import { GatewayReference } from '../../settings/parent';
import { GatewayTarget, IBoundGateway, IGatewayBinding, IGatewayEngine } from '../engine';
import { emitMissingSecrets } from '../missing-secrets';
import { ParentSpec, parentOf, resolveParent } from '../parent-gateway';
import { authNotes, listenerNote } from '../render-exposure';

/** Options of `AgentgatewayEngine.controller()`. */
export interface AgentgatewayControllerOptions extends GatewayReference {
  /**
   * The listener. It must speak HTTPS. Without it the route attaches to every listener whose host name fits, one for
   * plain HTTP on port 80 too, and credentials then pass in the clear.
   *
   * @default - every listener whose host name fits
   */
  readonly sectionName?: string;

  /**
   * The pods that connect to the servers.
   *
   * @default - those that the controller starts for the Gateway: in its namespace, labelled
   * `gateway.networking.k8s.io/gateway-name`
   */
  readonly dataPlane?: Callers;
}

const MAX_TARGETS = 128;
const MAX_EXPRESSIONS = 256;
const MAX_EXPRESSION_LENGTH = 16_384;

/** @internal agentgateway in the pods of a Gateway, configured by its controller. */
export class AgentgatewayController implements IGatewayEngine {
  private readonly parent: ParentSpec;

  public constructor(options: AgentgatewayControllerOptions) {
    this.parent = resolveParent(
      'AgentgatewayEngine.controller',
      options,
      { gatewayName: true, gatewayNamespace: true, hostname: true, sectionName: true, dataPlane: true },
      (name, namespace) => ({ namespace, labels: { 'gateway.networking.k8s.io/gateway-name': name } }),
    );
  }

  public bind(scope: Construct, binding: IGatewayBinding): IBoundGateway {
    return new ControllerGateway(scope, binding, this.parent);
  }
}

const API_VERSIONS = {
  AgentgatewayBackend: 'agentgateway.dev/v1alpha1',
  AgentgatewayPolicy: 'agentgateway.dev/v1alpha1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
};

/** An object as it will be written, for the document of the engine. */
interface Part {
  readonly kind: string;
  readonly name: string;
  readonly spec: () => unknown;
}

class ControllerGateway implements IBoundGateway {
  public readonly url: string;
  public readonly dataPlane: Callers;
  private readonly spec: ControllerSpec;
  private readonly owner: ObjectOwner;
  private readonly parts = new Map<string, Part[]>();
  private readonly secrets = new Map<string, ApiObject>();
  private readonly bundles = new Map<string, ApiObject>();
  private additions = 0;

  public constructor(
    private readonly scope: Construct,
    private readonly binding: IGatewayBinding,
    private readonly parent: ParentSpec,
  ) {
    this.spec = resolveController(binding, parent, scope.node.path, McpPlatform._read(scope));
    this.url = `https://${parent.hostname}`;
    this.dataPlane = parent.dataPlane;
    const { name, namespace, labels } = binding;
    this.owner = { name, namespace, labels, annotations: {} };
    const { auth, keysLabel } = this.spec;
    if (auth.kind === GatewayAuthKind.API_KEYS) {
      const metadata = objectMetadata(this.owner, { name: `${name}-api-keys` });
      new GuardedApiObject(scope, 'ApiKeys', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...metadata, labels: { ...metadata.labels, ...keysLabel } },
        data: renderApiKeys(auth),
      });
    }
    references.of(scope).add(namespace, () => ({ secrets: this.spec.secrets() }));
    scope.node.addValidation({ validate: () => this.sizeProblems() });
    scope.node.addValidation({ validate: () => this.revisionProblems() });
  }

  public addTarget(target: GatewayTarget): void {
    const issues = new Issues(`${this.scope.node.path}: addServer ${target.endpoint.node.path}`);
    this.spec.addTarget(issues, target);
    issues.throwIfAny();
    this.additions += 1;
    if (this.additions === 1) {
      this.emitRoute(() => this.spec.federated());
    }
    this.emitRoute(() => this.spec.ownRoute(target.prefix));
    this.emitCredentials();
  }

  public configuration(): string {
    const parts = this.spec
      .routes()
      .flatMap(({ name }) => this.parts.get(name) ?? [])
      .map(({ kind, name, spec }) => ({ kind, name, spec: spec() }));
    return `${JSON.stringify(parts, undefined, 2)}\n`;
  }

  private emitRoute(find: () => ControllerRoute | undefined): void {
    const first = find();
    if (first === undefined) {
      return;
    }
    const { name } = first;
    // routes are never removed
    const read = (): ControllerRoute => find() ?? first;
    const { spec } = this;
    const emit = (
      kind: keyof typeof API_VERSIONS,
      render: (route: ControllerRoute) => unknown,
      suffix = '',
      annotations: Texts = {},
    ): Part => {
      const metadata = objectMetadata(this.owner, { name: `${this.binding.name}-${name}${suffix}`, annotations });
      const produce = (): unknown => render(read());
      new GuardedApiObject(
        this.scope,
        `${kind}-${name}${suffix}`,
        { apiVersion: API_VERSIONS[kind], kind, metadata, spec: Lazy.any({ produce }) },
        () => this.additions,
      );
      return { kind, name: metadata.name, spec: produce };
    };
    const parent = parentOf(this.parent, this.binding);
    const note = listenerNote(parent, this.binding.namespace);
    const backend = emit('AgentgatewayBackend', route => renderBackend(route, spec.timings));
    const hasGrants = spec.rules.some(({ _rule }) => _rule.kind === 'allow');
    const policies = definedItems([
      emit('AgentgatewayPolicy', route => renderPolicy(route, spec)),
      hasGrants ? emit('AgentgatewayPolicy', route => renderGrants(route, spec), '-grants') : undefined,
    ]);
    const annotations = definedEntries({
      ...authNotes(this.binding.auth),
      'cdk8s-mcp/listener': note,
      [POLICIES_ANNOTATION]: memoizedText(
        () => policiesDigest(policies.map(policy => policy.spec())),
        () => this.additions,
      ),
    });
    const route = emit('HTTPRoute', current => renderControllerRoute(current, spec, parent), '', annotations);
    this.parts.set(name, [backend, ...policies, route]);
  }

  private emitCredentials(): void {
    const { credentials, authorities } = this.spec;
    emitMissingSecrets(this.scope, this.owner, {
      credentials,
      emitted: this.secrets,
      revision: () => this.additions,
    });
    for (const [name, text] of [...authorities].filter(([bundle]) => !this.bundles.has(bundle))) {
      this.bundles.set(
        name,
        new GuardedApiObject(this.scope, `Authorities-${name}`, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: objectMetadata(this.owner, { name }),
          data: { 'ca.crt': text },
        }),
      );
    }
  }

  private revisionProblems(): string[] {
    const { path } = this.scope.node;
    return this.spec.timings.failClosed ? [] : this.spec.routes().flatMap(route => revisionProblem(path, route));
  }

  private sizeProblems(): string[] {
    const { path } = this.scope.node;
    return this.spec.routes().flatMap(route => {
      const { name, targets } = route;
      const policies = [renderPolicy(route, this.spec), renderGrants(route, this.spec)];
      const tooManyTargets =
        `${path}: servers are ${targets.length} on route ${name},` +
        ` an AgentgatewayBackend holds ${MAX_TARGETS}. Fix: several gateways`;
      const tooManyExpressions =
        `${path}: authorization and tools make more than an AgentgatewayPolicy holds on route ${name}:` +
        ` ${MAX_EXPRESSIONS} expressions of ${MAX_EXPRESSION_LENGTH} characters.` +
        ' Fix: several gateways, or fewer tools by name in ToolPolicy and ToolRule';
      return definedItems([
        targets.length <= MAX_TARGETS ? undefined : tooManyTargets,
        policies.map(expressionsOf).every(fitsIntoPolicy) ? undefined : tooManyExpressions,
      ]);
    });
  }
}

function fitsIntoPolicy(expressions: readonly string[]): boolean {
  return expressions.length <= MAX_EXPRESSIONS && expressions.every(text => text.length <= MAX_EXPRESSION_LENGTH);
}

function expressionsOf({ backend }: AgentgatewayPolicyBody): readonly string[] {
  return backend?.mcp.authorization.policy.matchExpressions ?? [];
}
