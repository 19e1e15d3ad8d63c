import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { renderDefaultDeny, renderNamespaceLabels } from './render';
import { NamespaceSpec } from './resolve';
import { GuardedApiObject } from '../guardrails/guarded-api-object';

/** The Namespace with Pod Security's labels. */
export function emitNamespace(scope: Construct, spec: NamespaceSpec): ApiObject {
  return new GuardedApiObject(scope, 'Default', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: spec.name, labels: renderNamespaceLabels(spec) },
  });
}

/** The policy that closes a namespace for pods without a policy of their own. */
export function emitDefaultDeny(scope: Construct, { name, labels }: Pick<NamespaceSpec, 'name' | 'labels'>): ApiObject {
  return new GuardedApiObject(scope, 'DefaultDeny', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace: name, labels: { ...labels } },
    spec: renderDefaultDeny(),
  });
}
