import { asArray, getPath } from '../../../guardrails/json';
import { EnginePosture, backendDestination, specPolicies } from '../posture';

export const ENVOY_AI_GATEWAY_POSTURE: EnginePosture = {
  name: 'Envoy AI Gateway',
  configKind: 'MCPRoute',
  policyKinds: ['SecurityPolicy', 'MCPRoute'],
  destinations: (route, namespace) =>
    asArray(getPath(route, 'spec', 'backendRefs')).map(reference => backendDestination(reference, namespace)),
  policies: specPolicies,
};
