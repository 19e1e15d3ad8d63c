import { asArray, getPath } from '../../../guardrails/json';
import { EnginePosture, backendDestination, specPolicies } from '../posture';

export const HTTP_ROUTE_POSTURE: EnginePosture = {
  name: 'HTTPRoute',
  configKind: 'HTTPRoute',
  policyKinds: [],
  destinations: (route, namespace) =>
    asArray(getPath(route, 'spec', 'rules'))
      .flatMap(rule => asArray(getPath(rule, 'backendRefs')))
      .map(reference => backendDestination(reference, namespace)),
  policies: specPolicies,
};
