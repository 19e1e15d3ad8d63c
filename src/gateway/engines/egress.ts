import { GatewayDocument } from './agentgateway/document-spec';
import { GatewayCredentials } from './credentials';
import { IMcpEndpoint } from '../../endpoint/endpoint';
import { Issues } from '../../foundation/issues';
import { hostProblem, isServiceHost } from '../../foundation/net/addresses';
import { Egress, EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { PlatformSpec } from '../../platform/resolve';
import { EndpointAddress } from '../../protocol/endpoint-address';
import { checkEgress } from '../../server/resolve/network-checks';
import { MountSpec } from '../../server/spec';
import { GatewayAuthKind, GatewayAuthRule } from '../settings/auth';
import { JwksUrl } from '../settings/jwks';

const JWKS_FOLDER = '/etc/mcp-gateway-jwks';

/** Where the keys of the issuer are, and how the gateway gets there. */
export interface PlacedJwks {
  readonly place: GatewayDocument['jwks'];
  readonly mount?: MountSpec;
  readonly way?: EgressRule;
}

/** The keys that tokens are verified with; nothing when callers show no token. */
export function resolveJwks(
  issues: Issues,
  auth: GatewayAuthRule,
  credentials: GatewayCredentials,
  platform: PlatformSpec,
): PlacedJwks {
  if (auth.kind !== GatewayAuthKind.OAUTH && auth.kind !== GatewayAuthKind.SERVICE_ACCOUNTS) {
    return { place: undefined };
  }
  const { _rule: rule } = auth.jwks;
  switch (rule.kind) {
    case 'inline':
      return { place: rule.json };
    case 'secret':
      return { place: { file: credentials.file(issues, 'auth.jwks', rule.secret, 'jwks') } };
    case 'configMap':
      return {
        place: { file: `${JWKS_FOLDER}/jwks.json` },
        mount: {
          name: 'jwks',
          path: JWKS_FOLDER,
          source: { configMap: rule.name },
          items: [{ key: rule.key, path: 'jwks.json' }],
        },
      };
    case 'url': {
      if (!checkJwksUrl(issues, rule, platform)) {
        return { place: undefined };
      }
      const inCluster = isServiceHost(rule.host, platform.clusterDomain);
      const byName = !inCluster && platform.engine === NetworkPolicyEngine.CILIUM;
      if (rule.egress === undefined && !byName) {
        issues.add(
          'auth.jwks',
          `has no way to ${rule.host}: the gateway fetches the keys when it starts, and ends when it cannot`,
          inCluster
            ? 'Jwks.fromUrl(url, Egress.toPods({ namespace, labels, port }))'
            : 'Jwks.fromUrl(url, Egress.toCidrs(…)), Jwks.fromConfigMap or Jwks.fromSecretSource, or NetworkPolicyEngine.CILIUM, which knows hosts by name',
        );
        return { place: undefined };
      }
      const way = (rule.egress ?? Egress.toHosts(rule.host).onPorts(rule.port))._rule;
      return { place: { url: rule.url }, way: wayThrough(issues, 'auth.jwks.egress', way, rule.port, platform) };
    }
  }
}

/** Refuses keys that others could change on the way. */
export function checkJwksUrl(issues: Issues, { url, host, secure }: JwksUrl, { clusterDomain }: PlatformSpec): boolean {
  if (isServiceHost(host, clusterDomain)) {
    return true;
  }
  const problem = hostProblem(host);
  if (problem !== undefined) {
    issues.add('auth.jwks', `is at ${host}, which ${problem}`);
  }
  return (
    issues.check(
      secure,
      'auth.jwks',
      `https: who can change the keys on the way can sign tokens; only hosts that end in .svc or .svc.${clusterDomain} are inside the cluster`,
      url,
    ) && problem === undefined
  );
}

/** The way to a server: by its pods, by what it says itself, or by its host name. */
export function wayTo(
  issues: Issues,
  endpoint: IMcpEndpoint,
  { host, port }: EndpointAddress,
  platform: PlatformSpec,
): EgressRule {
  if (endpoint.pods !== undefined) {
    return Egress.toServer(endpoint)._rule;
  }
  if (endpoint.egress === undefined && platform.engine !== NetworkPolicyEngine.CILIUM) {
    issues.add(
      'egress',
      `is missing: ${host} is a name, and a plain NetworkPolicy knows addresses alone`,
      'new McpRemoteServer(…, { egress: Egress.toCidrs(…) }), or NetworkPolicyEngine.CILIUM',
    );
    return { kind: 'peers', peers: [], ports: [port] };
  }
  return wayThrough(issues, 'egress', (endpoint.egress ?? Egress.toHosts(host).onPorts(port))._rule, port, platform);
}

/**
 * A way that must lead to a port. Ways to pods name the port of the pods, which need not be that of the Service in
 * front of them.
 */
export function wayThrough(
  issues: Issues,
  prop: string,
  way: EgressRule,
  port: number,
  platform: PlatformSpec,
): EgressRule {
  checkEgress(issues, prop, way, platform);
  const toPods = way.kind === 'peers' && way.ownPorts === true;
  if (!toPods && !way.ports.includes(port)) {
    issues.add(prop, `must open port ${port}, got ${way.ports.join(', ')}`, `….onPorts(${port})`);
  }
  return way;
}
