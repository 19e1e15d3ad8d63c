import { GatewayTimings, GatewayWorkload, IGatewayBinding } from './engine';
import { ParentSpec } from './parent-gateway';
import { DEFAULT_TIMINGS } from './timings';
import { IMcpEndpoint } from '../../endpoint/endpoint';
import { Issues } from '../../foundation/issues';
import { PlatformSpec } from '../../platform/resolve';
import { checkCaller } from '../../server/resolve/network-checks';
import { GatewayAuthKind } from '../settings/auth-options';
import { GatewayAuthRule } from '../settings/auth-rules';

/** Props of the gateway's pods, and the fix for each where the engine does not create the pods. */
const FIX_BY_PROP: { readonly [K in keyof Required<GatewayWorkload>]: string } = {
  scaling: 'set replicas where the Gateway is made',
  resources: 'set them where the Gateway is made',
  placement: 'set it where the Gateway is made',
  sandbox: 'set it where the Gateway is made',
  hardening: 'set it where the Gateway is made',
  imagePullSecrets: 'set them where the Gateway is made',
  annotations: 'set them where the Gateway is made',
  podAnnotations: 'set them where the Gateway is made',
  serviceAnnotations: 'set them where the Gateway is made',
  tls: 'the listener of the Gateway terminates TLS',
  sessionKey: 'the Gateway protects the ids of its sessions itself',
  telemetry: 'set it where the Gateway is made',
  tracing: 'set it where the Gateway is made',
  accessLog: 'set it where the Gateway is made',
  egress: 'allow their egress where the Gateway is made',
  callers: 'its callers are set where the Gateway is made',
};

/** `federatedRequest` is the same prop. */
const TIMING_PROPS: { readonly [K in Exclude<keyof GatewayTimings, 'federatedRequest'>]: string } = {
  request: 'resilience.requestTimeout',
  connect: 'resilience.connectTimeout',
  session: 'resilience.sessionTimeout',
  failClosed: 'resilience.failClosed',
};

/** Reports what an engine without a Deployment cannot do, and callers that the policy engine cannot select. */
export function checkExternalDataPlane(
  issues: Issues,
  binding: IGatewayBinding,
  parent: ParentSpec,
  platform: PlatformSpec,
): void {
  const {
    workload,
    exposure: { _rule: exposure },
  } = binding;
  const gateway = `Gateway ${parent.namespace}/${parent.name}`;
  for (const [prop, fix] of Object.entries(FIX_BY_PROP)) {
    // the keys are those of the workload
    if (workload[prop as keyof GatewayWorkload] !== undefined) {
      issues.add(prop, `has no effect: the pods are those of ${gateway}`, `${fix}, or AgentgatewayEngine.standalone()`);
    }
  }
  if (exposure.kind !== 'clusterIp') {
    issues.add(
      'exposure',
      `must be Exposure.clusterIp(), got ${exposure.kind}: ${gateway} exposes the servers`,
      'leave it out; the hostname is an option of the engine',
    );
  }
  checkCaller(issues, 'engine.dataPlane', parent.dataPlane._rule, platform.engine);
}

/** Reports timings that the engine cannot set. Those that have their default were not set by the user. */
export function checkTimings(
  issues: Issues,
  timings: GatewayTimings,
  expressible: ReadonlyArray<keyof GatewayTimings>,
  carrier: string,
): void {
  for (const [timing, prop] of Object.entries(TIMING_PROPS)) {
    // the keys are those of the timings
    const key = timing as keyof GatewayTimings;
    if (!expressible.includes(key) && timings[key] !== DEFAULT_TIMINGS[key]) {
      issues.add(
        prop,
        `cannot be set in ${carrier}, got ${timings[key]}`,
        'leave it out, or AgentgatewayEngine.standalone()',
      );
    }
  }
}

/** Reports what only a gateway with pods of its own can do for a server. */
export function checkStandaloneFeatures(issues: Issues, { hostHeader, serverAuth }: IMcpEndpoint): void {
  refuseWhen(issues, serverAuth?._delegation !== undefined, {
    prop: 'serverAuth',
    problem: `cannot be ServerAuth.${serverAuth?._delegation?.kind}(…): this engine exchanges no tokens`,
  });
  refuseWhen(issues, hostHeader !== undefined, {
    prop: 'allowedHosts',
    problem: 'cannot be AllowedHosts.rewrite(…): this engine cannot set the Host header of one server',
    fix: 'AllowedHosts.argument or .variable where the server has one, or AgentgatewayEngine.standalone()',
  });
}

/** Why an engine cannot express a prop. */
export interface Refusal {
  readonly prop: string;
  readonly problem: string;
  /** Without it another engine is the fix. */
  readonly fix?: string;
}

/** Reports a prop that the engine cannot express when it is used. */
export function refuseWhen(issues: Issues, isUsed: boolean, refusal: Refusal): void {
  const { prop, problem, fix = 'AgentgatewayEngine.standalone()' } = refusal;
  if (isUsed) {
    issues.add(prop, problem, fix);
  }
}

/** Reports authentication that takes routes by header, or a way to a service, which only own pods have. */
export function refuseStandaloneAuth(issues: Issues, { kind }: GatewayAuthRule): void {
  const fix = 'AgentgatewayEngine.standalone()';
  refuseWhen(issues, kind === GatewayAuthKind.ANY_OF, {
    prop: 'auth',
    problem: 'must not be GatewayAuth.anyOf: requests with keys and with tokens need routes of their own',
    fix: `one of its ways, or ${fix}`,
  });
  refuseWhen(issues, kind === GatewayAuthKind.EXTERNAL, {
    prop: 'auth',
    problem:
      "must not be GatewayAuth.external: no policy here can allow traffic from the Gateway's pods to the service",
    fix,
  });
}
