import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { GuardedApiObject } from '../guardrails/guarded-api-object';
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
import { ExternalSecretSpec, ServerSpec } from './spec';

/** What is added to a server after its creation, read when it is rendered. */
export interface ServerAdditions {
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

/** Makes an object of a server from what renders its spec. */
type CreateObject = (
  id: string,
  apiVersion: string,
  kind: string,
  render: () => unknown,
  metadata?: Metadata,
) => ApiObject;

function objectFactory(scope: Construct, spec: ServerSpec, { revision }: ServerAdditions): CreateObject {
  return (id, apiVersion, kind, render, metadata = objectMetadata(spec)) =>
    new GuardedApiObject(scope, id, { apiVersion, kind, metadata, spec: Lazy.any({ produce: render }) }, revision);
}

/** Creates one ApiObject for each Kubernetes object of a server, what others need first. */
export function emitServer(scope: Construct, spec: ServerSpec, additions: ServerAdditions): ServerObjects {
  const { scaling, network } = spec;
  const createObject = objectFactory(scope, spec, additions);
  const shared = emitShared(scope, spec, additions);
  const annotations = {
    ...deploymentAnnotations(spec),
    ...(network.engine !== NetworkPolicyEngine.CILIUM
      ? {}
      : {
          [POLICY_EXEMPTION]: lazyText(() => policyExemption(spec, additions.egress())),
        }),
  };
  return {
    ...shared,
    deployment: createObject(
      'Default',
      'apps/v1',
      'Deployment',
      () => renderDeployment(spec),
      objectMetadata(spec, { annotations }),
    ),
    service: createObject(
      'Service',
      'v1',
      'Service',
      () => renderService(spec),
      objectMetadata(
        spec,
        spec.capabilities.length === 0
          ? {}
          : { annotations: { 'cdk8s-mcp/capabilities': spec.capabilities.join(',') } },
      ),
    ),
    autoscaler:
      scaling.kind === 'auto'
        ? createObject('Autoscaler', 'autoscaling/v2', 'HorizontalPodAutoscaler', () => renderAutoscaler(spec, scaling))
        : undefined,
    disruptionBudget:
      spec.quarantine !== undefined
        ? undefined
        : createObject('DisruptionBudget', 'policy/v1', 'PodDisruptionBudget', () => renderDisruptionBudget(spec)),
  };
}

/** What the pods of a server need, and those of anything else that runs like one: account, files, claims, secrets, network policy. */
export function emitShared(scope: Construct, spec: ServerSpec, additions: ServerAdditions): SharedObjects {
  const { identity, files, bridgeFiles, volumes, network } = spec;
  const createObject = objectFactory(scope, spec, additions);
  const serviceAccount = !identity.serviceAccount.create
    ? undefined
    : new GuardedApiObject(scope, 'ServiceAccount', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: objectMetadata(spec),
        automountServiceAccountToken: false,
      });
  if (spec.quarantine === undefined) {
    emitAccess(scope, spec);
  }
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
  for (const { name, bytes, claim } of volumes) {
    if (claim?.create === true) {
      createObject(
        `Claim-${name}`,
        'v1',
        'PersistentVolumeClaim',
        () => renderClaim(bytes, claim),
        objectMetadata(spec, { name: claim.name }),
      );
    }
  }
  const externalSecrets = spec.credentials.externalSecrets.map(secret =>
    emitExternalSecret(scope, spec, () => secret, additions.revision),
  );
  const peers = {
    'cdk8s-mcp/allowed-callers': lazyText(() => describeCallers(additions.callers())),
    'cdk8s-mcp/allowed-egress': lazyText(() => describeEgress(network, additions.egress())),
  };
  const networkPolicy = createObject(
    'NetworkPolicy',
    'networking.k8s.io/v1',
    'NetworkPolicy',
    () => renderNetworkPolicy(spec, additions.callers(), additions.egress()),
    objectMetadata(spec, { annotations: peers }),
  );
  if (network.engine === NetworkPolicyEngine.CILIUM && spec.quarantine === undefined) {
    createObject('CiliumNetworkPolicy', 'cilium.io/v2', 'CiliumNetworkPolicy', () =>
      renderCiliumPolicy(spec, additions.callers(), additions.egress()),
    );
  }
  return { serviceAccount, externalSecrets, networkPolicy };
}

/** An ExternalSecret whose entries are read when it is written. */
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

/** A text that is read when it is written; cdk8s leaves it out when there is none. */
export function lazyText(produce: () => string | undefined): string {
  // cdk8s resolves lazy values wherever they stand
  return Lazy.any({ produce }) as unknown as string;
}

/** A text that costs to make: made again only when the revision has changed. */
export function memoizedText(produce: () => string, revision: () => number): string {
  let made: { readonly at: number; readonly text: string } | undefined;
  return lazyText(() => {
    if (made?.at !== revision()) {
      made = { at: revision(), text: produce() };
    }
    return made.text;
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
