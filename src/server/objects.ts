import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { definedEntries } from '../foundation/defined';
import { GuardedApiObject } from '../guardrails/guarded-api-object';
import { RELAXED } from '../guardrails/relaxations';
import { CallerRule } from '../network/callers';
import { EgressRule } from '../network/egress';
import { NetworkPolicyEngine } from '../network/network-policy-engine';
import { renderRules, rolesOf } from './render/access';
import { POLICY_EXEMPTION, deploymentAnnotations, policyExemption } from './render/annotations';
import { renderAutoscaler, renderDisruptionBudget } from './render/availability';
import { renderCiliumPolicy } from './render/cilium-policy';
import { renderClaim } from './render/claim';
import { renderDeployment } from './render/deployment';
import { describeCallers, describeEgress } from './render/described-peers';
import { renderExternalSecret } from './render/external-secret';
import { Metadata, ObjectOwner, objectMetadata } from './render/metadata';
import { renderNetworkPolicy } from './render/network-policy';
import { renderService } from './render/service';
import { bridgeFilesName, fileData, filesName } from './render/volumes';
import { describeSharedSuffixes } from './shared-suffixes';
import { ExternalSecretSpec, ServerSpec } from './spec';

/** What is added to a server after its creation, read when it is rendered. */
export interface ServerAdditions {
  /** Further annotations of the Deployment. */
  readonly annotations?: Readonly<Record<string, string>>;
  callers(): CallerRule[];
  egress(): EgressRule[];
  /** Grows with each addition. */
  revision(): number;
}

/** The objects that pods need. */
export interface SharedObjects {
  readonly serviceAccount?: ApiObject;
  readonly networkPolicy: ApiObject;
  readonly externalSecrets: readonly ApiObject[];
}

/** The objects that others refer to. */
export interface ServerObjects extends SharedObjects {
  readonly deployment: ApiObject;
  readonly service: ApiObject;
  readonly autoscaler?: ApiObject;
  readonly disruptionBudget?: ApiObject;
}

/** An object whose spec is rendered when it is written. */
interface ObjectProps {
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Metadata;
  readonly render: () => unknown;
}

type CreateObject = (props: ObjectProps) => ApiObject;

function objectFactory(scope: Construct, spec: ServerSpec, { revision }: ServerAdditions): CreateObject {
  return ({ id, apiVersion, kind, metadata = objectMetadata(spec), render }) =>
    new GuardedApiObject(scope, id, { apiVersion, kind, metadata, spec: Lazy.any({ produce: render }) }, revision);
}

/** Creates one ApiObject for each Kubernetes object of a server, those that others refer to first. */
export function emitServer(scope: Construct, spec: ServerSpec, additions: ServerAdditions): ServerObjects {
  const createObject = objectFactory(scope, spec, additions);
  return {
    ...emitShared(scope, spec, additions),
    deployment: createObject({
      id: 'Default',
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: deploymentMetadata(spec, additions),
      render: () => renderDeployment(spec),
    }),
    service: createObject({
      id: 'Service',
      apiVersion: 'v1',
      kind: 'Service',
      metadata: serviceMetadata(spec),
      render: () => renderService(spec),
    }),
    autoscaler: emitAutoscaler(createObject, spec),
    disruptionBudget:
      spec.quarantine === undefined
        ? createObject({
            id: 'DisruptionBudget',
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            render: () => renderDisruptionBudget(spec),
          })
        : undefined,
  };
}

function deploymentMetadata(spec: ServerSpec, additions: ServerAdditions): Metadata {
  const annotations = { ...deploymentAnnotations(spec), ...additions.annotations };
  if (spec.network.engine !== NetworkPolicyEngine.CILIUM) {
    return objectMetadata(spec, { annotations });
  }
  const exemption = lazyText(() => policyExemption(spec, additions.egress()));
  return objectMetadata(spec, {
    annotations: { ...annotations, [POLICY_EXEMPTION]: exemption, ...sharedSuffixAnnotation(additions) },
  });
}

/** Written once there is one: egress can be added later. */
function sharedSuffixAnnotation({ egress }: ServerAdditions): Readonly<Record<string, string>> {
  return { [`${RELAXED}shared-suffix`]: lazyText(() => describeSharedSuffixes(egress())) };
}

function serviceMetadata(spec: ServerSpec): Metadata {
  const { capabilities, ownAnnotations } = spec;
  const offered = capabilities.length === 0 ? undefined : capabilities.join(',');
  return objectMetadata(spec, {
    annotations: definedEntries({ ...ownAnnotations.service, 'cdk8s-mcp/capabilities': offered }),
  });
}

function emitAutoscaler(createObject: CreateObject, spec: ServerSpec): ApiObject | undefined {
  const { scaling } = spec;
  if (scaling.kind !== 'auto') {
    return undefined;
  }
  return createObject({
    id: 'Autoscaler',
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    render: () => renderAutoscaler(spec, scaling),
  });
}

/**
 * What pods need, those of a server and those of anything else that is built from a ServerSpec: ServiceAccount, roles,
 * files, claims, secrets and network policies.
 */
export function emitShared(scope: Construct, spec: ServerSpec, additions: ServerAdditions): SharedObjects {
  const createObject = objectFactory(scope, spec, additions);
  const serviceAccount = emitServiceAccount(scope, spec);
  if (spec.quarantine === undefined) {
    emitAccess(scope, spec);
  }
  emitFiles(scope, spec);
  emitClaims(createObject, spec);
  const externalSecrets = spec.credentials.externalSecrets.map(secret =>
    emitExternalSecret(scope, spec, () => secret, additions.revision),
  );
  return { serviceAccount, externalSecrets, networkPolicy: emitNetworkPolicies(createObject, spec, additions) };
}

function emitServiceAccount(scope: Construct, spec: ServerSpec): ApiObject | undefined {
  if (!spec.identity.serviceAccount.create) {
    return undefined;
  }
  return new GuardedApiObject(scope, 'ServiceAccount', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: objectMetadata(spec),
    automountServiceAccountToken: false,
  });
}

function emitFiles(scope: Construct, spec: ServerSpec): void {
  const { files, bridgeFiles } = spec;
  if (files.entries.length > 0) {
    new GuardedApiObject(scope, 'Files', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: objectMetadata(spec, { name: filesName(spec) }),
      data: fileData(files),
    });
  }
  if (bridgeFiles.entries.length > 0) {
    new GuardedApiObject(scope, 'BridgeFiles', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: objectMetadata(spec, { name: bridgeFilesName(spec) }),
      immutable: true,
      data: fileData(bridgeFiles),
    });
  }
}

function emitClaims(createObject: CreateObject, spec: ServerSpec): void {
  for (const { name, bytes, claim } of spec.volumes) {
    if (claim?.create === true) {
      createObject({
        id: `Claim-${name}`,
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: objectMetadata(spec, { name: claim.name, annotations: spec.ownAnnotations.claims }),
        render: () => renderClaim(bytes, claim),
      });
    }
  }
}

/** The NetworkPolicy and, under Cilium, the CiliumNetworkPolicy beside it. Returns the first. */
function emitNetworkPolicies(createObject: CreateObject, spec: ServerSpec, additions: ServerAdditions): ApiObject {
  const { network } = spec;
  const annotations = {
    'cdk8s-mcp/allowed-callers': lazyText(() => describeCallers(additions.callers())),
    'cdk8s-mcp/allowed-egress': lazyText(() => describeEgress(network, additions.egress())),
  };
  const networkPolicy = createObject({
    id: 'NetworkPolicy',
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: objectMetadata(spec, { annotations }),
    render: () => renderNetworkPolicy(spec, additions.callers(), additions.egress()),
  });
  if (network.engine === NetworkPolicyEngine.CILIUM && spec.quarantine === undefined) {
    createObject({
      id: 'CiliumNetworkPolicy',
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: objectMetadata(spec, { annotations: sharedSuffixAnnotation(additions) }),
      render: () => renderCiliumPolicy(spec, additions.callers(), additions.egress()),
    });
  }
  return networkPolicy;
}

/** An ExternalSecret whose entries are read when the object is written. */
export function emitExternalSecret(
  scope: Construct,
  spec: ObjectOwner,
  secret: () => ExternalSecretSpec,
  revision: () => number,
): ApiObject {
  const { store, name } = secret();
  return new GuardedApiObject(
    scope,
    `ExternalSecret-${store.name}`,
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: objectMetadata(spec, { name }),
      spec: Lazy.any({ produce: () => renderExternalSecret(secret()) }),
    },
    revision,
  );
}

/** A text that is computed when the object is written; cdk8s leaves the key out when it is undefined. */
export function lazyText(produce: () => string | undefined): string {
  // cdk8s resolves lazy values wherever they stand
  return Lazy.any({ produce }) as unknown as string;
}

/** A text that is expensive to compute: computed again only when the revision has changed. */
export function memoizedText(produce: () => string, revision: () => number): string {
  let cached: { readonly revision: number; readonly text: string } | undefined;
  return lazyText(() => {
    if (cached?.revision !== revision()) {
      cached = { revision: revision(), text: produce() };
    }
    return cached.text;
  });
}

function emitAccess(scope: Construct, spec: ServerSpec): void {
  for (const { cluster, name, namespace } of rolesOf(spec)) {
    const [kind, suffix] = [cluster ? 'ClusterRole' : 'Role', namespace === undefined ? '' : `-${namespace}`];
    const metadata = objectMetadata(spec, { name, namespace });
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    new GuardedApiObject(scope, `${kind}${suffix}`, { apiVersion, kind, metadata, rules: renderRules(spec) });
    new GuardedApiObject(scope, `${kind}Binding${suffix}`, {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      subjects: [{ kind: 'ServiceAccount', name: spec.identity.serviceAccount.name, namespace: spec.namespace }],
    });
  }
}
