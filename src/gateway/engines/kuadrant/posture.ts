import { Json, asArray, asObject, getPath } from '../../../guardrails/json';
import { EnginePosture, PolicyEntry, backendDestination, specPolicies } from '../posture';

export const KUADRANT_POSTURE: EnginePosture = {
  name: 'Kuadrant',
  configKind: 'MCPServerRegistration',
  routeKind: 'HTTPRoute',
  policyKinds: ['AuthPolicy'],
  destinations: (route, namespace) =>
    asArray(getPath(route, 'spec', 'rules'))
      .flatMap(rule => asArray(getPath(rule, 'backendRefs')))
      .map(reference => backendDestination(reference, namespace)),
  policies: policiesOf,
};

/** An AuthPolicy has one target. */
function policiesOf(manifest: Json): PolicyEntry[] {
  const { targetRef, ...spec } = asObject(manifest.spec);
  return specPolicies({ ...manifest, spec: { ...spec, targetRefs: [targetRef] } });
}
