import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { IGatewayBinding } from './engine';
import { exposedHosts, ingressAnnotations, listenerNote, renderHttpRoute, renderIngress } from './render-exposure';
import { PRIMARY_PORT } from '../../foundation/labels';
import { GuardedApiObject } from '../../guardrails/guarded-api-object';

/** Gateway API: hostnames of an HTTPRoute. */
const MAX_HOSTS = 16;

/** The HTTPRoute or Ingress that leads to the Service of a gateway. */
export function emitExposure(scope: Construct, binding: IGatewayBinding, port: number, revision: () => number): void {
  const {
    name,
    namespace,
    labels,
    exposure: { _rule: exposure },
  } = binding;
  const metadata = { name, namespace, labels: { ...labels } };
  if (exposure.kind === 'httpRoute') {
    const note = listenerNote(exposure, namespace);
    new GuardedApiObject(
      scope,
      'HTTPRoute',
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { ...metadata, annotations: note === undefined ? undefined : { 'cdk8s-mcp/listener': note } },
        spec: Lazy.any({ produce: () => renderHttpRoute(exposure, binding.routes, { name, port }) }),
      },
      revision,
    );
    scope.node.addValidation({
      validate: () => {
        const { length } = exposedHosts(exposure.hostname, binding.routes);
        const problem =
          `${scope.node.path}: routes have ${length} host names, an HTTPRoute at most ${MAX_HOSTS}.` +
          ' Fix: GatewayRoutes.pathPerServer(), or several gateways';
        return length <= MAX_HOSTS ? [] : [problem];
      },
    });
  }
  if (exposure.kind === 'ingress') {
    new GuardedApiObject(
      scope,
      'Ingress',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { ...metadata, annotations: { ...ingressAnnotations(exposure) } },
        spec: Lazy.any({ produce: () => renderIngress(exposure, binding.routes, name, PRIMARY_PORT) }),
      },
      revision,
    );
  }
}
