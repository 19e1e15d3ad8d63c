import { AGENTGATEWAY_CONTROLLER_POSTURE, AGENTGATEWAY_POSTURE } from '../gateway/engines/agentgateway/posture';
import { ENVOY_AI_GATEWAY_POSTURE } from '../gateway/engines/envoy-ai-gateway/posture';
import { HTTP_ROUTE_POSTURE } from '../gateway/engines/http-route/posture';
import { KUADRANT_POSTURE } from '../gateway/engines/kuadrant/posture';
import { EnginePosture } from '../gateway/engines/posture';

/** The engine of a gateway in pods of its own. */
export const POD_ENGINE: EnginePosture = AGENTGATEWAY_POSTURE;

/** Engines whose controllers read objects. The first with an object of its `configKind` is the gateway's engine. */
export const OBJECT_ENGINES: readonly EnginePosture[] = [
  AGENTGATEWAY_CONTROLLER_POSTURE,
  ENVOY_AI_GATEWAY_POSTURE,
  KUADRANT_POSTURE,
  // the last: other engines write an HTTPRoute too
  HTTP_ROUTE_POSTURE,
];

/** Every engine that reports know. */
export const ENGINES: readonly EnginePosture[] = [POD_ENGINE, ...OBJECT_ENGINES];
