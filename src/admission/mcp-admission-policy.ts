import { ApiObject, Lazy } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { QuarantinedServer } from './admission-exemption';
import { AdmissionMode } from './admission-mode';
import { McpAdmissionPolicyProps } from './mcp-admission-policy-props';
import { AppNamespace, namespaceProblem, unwatchedProblem } from './namespaces';
import { PolicySpec } from './policy-spec';
import { rejectedProblems } from './rejected';
import { renderBinding } from './render-binding';
import { boundProblems } from './render-bounds';
import { renderParameters } from './render-parameters';
import { renderNetworkAdmission, renderWorkloadPolicy } from './render-policies';
import { renderQuarantine } from './render-quarantine';
import { renderSignatures } from './render-signatures';
import { AdmissionPolicySpec, resolveAdmissionPolicy } from './resolve';
import { checkQuarantined } from './resolve-quarantined';
import { kindOf } from '../foundation/kinds';
import { POOL_LABEL } from '../foundation/labels';
import { ADMISSION_RULES, QUARANTINE_RULE } from '../guardrails/admission-rules';
import { Guard } from '../guardrails/guard';
import { GuardedApiObject } from '../guardrails/guarded-api-object';
import { McpPlatform } from '../platform/mcp-platform';
import { McpPool } from '../pool/mcp-pool';
import { quarantinedServers } from '../server/quarantine';

/**
 * The rules of this library, enforced by the API server on whatever is applied to the selected namespaces, by hand or
 * by a controller.
 *
 * It is cluster-wide: emit it once, from the platform team's app. docs/admission.md says what it matches.
 */
export class McpAdmissionPolicy extends Construct {
  /** The ConfigMap with registries, packages, exemptions and quarantined servers. */
  public readonly parameters: ApiObject;

  /** The ValidatingAdmissionPolicies: of workloads, of the network, of quarantine. */
  public readonly policies: ApiObject[];

  /** What binds each policy to the namespaces. */
  public readonly bindings: ApiObject[];

  /** Kyverno's policy; undefined without `signatures`. */
  public readonly signaturePolicy?: ApiObject;

  private readonly spec: AdmissionPolicySpec;
  private readonly added: QuarantinedServer[] = [];

  public constructor(scope: Construct, id: string, props: McpAdmissionPolicyProps) {
    super(scope, id);
    const spec = resolveAdmissionPolicy(props, {
      path: this.node.path,
      id,
      platform: McpPlatform._read(this),
      rules: ADMISSION_RULES,
    });
    this.spec = spec;
    this.parameters = new GuardedApiObject(
      this,
      'Default',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: spec.name, namespace: spec.parametersNamespace, labels: spec.labels },
        data: Lazy.any({ produce: () => this.data() }),
      },
      () => this.added.length + quarantinedServers.of(this).length,
    );
    const failurePolicy = spec.mode === AdmissionMode.DENY ? 'Fail' : 'Ignore';
    const policies: [string, PolicySpec][] = [
      ['Workloads', renderWorkloadPolicy(ADMISSION_RULES, failurePolicy)],
      ['Network', renderNetworkAdmission(ADMISSION_RULES, failurePolicy)],
      ['Quarantine', renderQuarantine(QUARANTINE_RULE, failurePolicy)],
    ];
    this.policies = policies.map(([part, policy]) => this.clusterObject(part, 'ValidatingAdmissionPolicy', policy));
    this.bindings = this.policies.map(({ name, node }) =>
      this.clusterObject(`${node.id}Binding`, 'ValidatingAdmissionPolicyBinding', renderBinding(name, spec), name),
    );
    const { signer } = spec;
    this.signaturePolicy =
      signer === undefined
        ? undefined
        : new GuardedApiObject(this, 'Signatures', {
            apiVersion: 'kyverno.io/v1',
            kind: 'ClusterPolicy',
            metadata: { name: `${spec.name}-signatures`, labels: spec.labels },
            spec: renderSignatures(spec, signer),
          });
    this.node.addValidation({
      validate: () =>
        [...this.appProblems(), ...boundProblems(this.data())].map(problem => `${this.node.path}: ${problem}`),
    });
  }

  /**
   * Refuses replicas of a server, whoever asks for them. Servers of the same app with `Trust.quarantined` are among
   * them by themselves.
   *
   * @param namespace The namespace of its Deployment.
   * @param name The name of its Deployment.
   */
  public quarantine(namespace: string, name: string): void {
    this.added.push(checkQuarantined(`${this.node.path}: quarantine`, { namespace, name }));
  }

  private clusterObject(
    part: string,
    kind: string,
    spec: object,
    name = `${this.spec.name}-${part.toLowerCase()}`,
  ): ApiObject {
    return new GuardedApiObject(this, part, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind,
      metadata: { name, labels: this.spec.labels },
      spec,
    });
  }

  private data(): Record<string, string> {
    return renderParameters(this.spec, [...this.added, ...quarantinedServers.of(this)]);
  }

  /**
   * The parameters may not be in a namespace with pods, whose owner could write exemptions there; every quarantined
   * server must be in a namespace that the policy watches; what the app has there must be admitted.
   */
  private appProblems(): string[] {
    const { made, pools } = namespacesOf(this.node.root);
    const all = [...made, ...pools];
    const listed = this.data()
      .quarantined.split('\n')
      .filter(line => line !== '');
    return [
      ...all
        .flatMap(({ name, labels, path }) => {
          const problem = namespaceProblem(this.spec, name, labels);
          return problem === undefined ? [] : [`parametersNamespace ${problem}: ${path}`];
        })
        .slice(0, 1),
      ...listed.flatMap(server => unwatchedProblem(this.spec, server, made) ?? []),
      ...rejectedProblems(this.spec, Guard.of(this).finals(), all),
    ];
  }
}

/** The namespaces of an app: by their objects, and by their pools. */
function namespacesOf(root: IConstruct): { readonly made: AppNamespace[]; readonly pools: AppNamespace[] } {
  const constructs = root.node.findAll();
  const made = constructs
    .filter(
      construct => ApiObject.isApiObject(construct) && kindOf(construct.apiVersion, construct.kind) === 'Namespace',
    )
    .map(construct => {
      const { name, metadata, node } = ApiObject.of(construct);
      const { labels = {} } = (metadata.toJson() ?? {}) as { labels?: Record<string, string> };
      return { name, labels, path: node.path };
    });
  const pools = constructs
    .filter((construct): construct is McpPool => construct instanceof McpPool)
    .map(({ namespace, node }) => ({ name: namespace, labels: { [POOL_LABEL]: namespace }, path: node.path }));
  return { made, pools };
}
