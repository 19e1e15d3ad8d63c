import { Issues } from '../../../foundation/issues';
import { isServiceHost } from '../../../foundation/net/addresses';
import { Egress, EgressRule } from '../../../network/egress';
import { NetworkPolicyEngine } from '../../../network/network-policy-engine';
import { PlatformSpec } from '../../../platform/resolve';
import { TokenEndpoint, tokenEndpointsOf } from '../../../secrets/delegation';
import { GatewayAuthKind } from '../../settings/auth-options';
import { checkEgressPort } from '../egress';
import { GatewayTarget, IGatewayBinding } from '../engine';

/** Checks that a gateway can get tokens for a server in the name of its callers; returns the ways to the endpoints. */
export function resolveTokenEndpoints(
  issues: Issues,
  { endpoint: { serverAuth, headers = {} } }: GatewayTarget,
  { auth }: IGatewayBinding,
  platform: PlatformSpec,
): EgressRule[] {
  const delegation = serverAuth?._delegation;
  if (delegation === undefined) {
    return [];
  }
  if (auth.kind !== GatewayAuthKind.OAUTH) {
    issues.add(
      'serverAuth',
      `cannot be ServerAuth.${delegation.kind}(…): callers show no token of a user with ${auth.kind}`,
      'GatewayAuth.oauth(…), or a secret for all callers: ServerAuth.bearer(…)',
    );
  }
  if (delegation.kind === 'crossAppAccess' && headers[delegation.idTokenHeader] !== undefined) {
    issues.add(
      `headers.${delegation.idTokenHeader}`,
      'is the header in which clients send the ID token',
      'one header, one value',
    );
  }
  return tokenEndpointsOf(delegation).map(each => egressTo(issues, each, platform));
}

function egressTo(issues: Issues, { prop, host, port, egress }: TokenEndpoint, platform: PlatformSpec): EgressRule {
  const inCluster = isServiceHost(host, platform.clusterDomain);
  const byName = !inCluster && platform.engine === NetworkPolicyEngine.CILIUM;
  const path = `serverAuth.${prop}`;
  if (egress === undefined && !byName) {
    issues.add(
      path,
      `is missing: the gateway gets tokens from ${host}, and nothing allows that`,
      inCluster
        ? 'Egress.toPods({ namespace, labels, port })'
        : 'Egress.toCidrs(…), or NetworkPolicyEngine.CILIUM, which supports host names',
    );
    return { kind: 'peers', peers: [], ports: [port] };
  }
  const rule = (egress ?? Egress.toHosts(host).onPorts(port))._rule;
  checkEgressPort(issues, { prop: path, rule, port }, platform);
  return rule;
}
