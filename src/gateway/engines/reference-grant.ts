import { Construct } from 'constructs';
import { ReferenceGrantBody } from './crds-gateway-api';
import { ServiceRef } from './parent-gateway';
import { GuardedApiObject } from '../../guardrails/guarded-api-object';
import { ObjectOwner, objectMetadata } from '../../server/render/metadata';

/** Lets the routes of a gateway lead to a server of another namespace. Within one there is nothing to grant. */
export function emitReferenceGrant(
  scope: Construct,
  owner: ObjectOwner,
  { prefix, service }: { readonly prefix: string; readonly service: ServiceRef },
): void {
  const { name, namespace } = owner;
  if (service.namespace === namespace) {
    return;
  }
  new GuardedApiObject(scope, `ReferenceGrant-${prefix}`, {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    // gateways of one name in two namespaces may lead to one server
    metadata: objectMetadata(owner, { name: `${namespace}-${name}-${service.name}`, namespace: service.namespace }),
    spec: renderReferenceGrant(service, namespace),
  });
}

function renderReferenceGrant({ name }: ServiceRef, namespace: string): ReferenceGrantBody {
  return {
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }],
    to: [{ group: '', kind: 'Service', name }],
  };
}
