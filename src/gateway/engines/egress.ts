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
import { tokensOf } from '../settings/auth-parts';
import { GatewayAuthRule } from '../settings/auth-rules';
import { JwksUrl } from '../settings/jwks';

const JWKS_FOLDER = '/etc/mcp-gateway-jwks';

/** Where the keys of the issuer are, and the egress rule that leads there. */
export interface ResolvedJwks {
  readonly jwks?: GatewayDocument['jwks'];
  readonly mount?: MountSpec;
  readonly egress?: EgressRule;
}

/** The keys that tokens are verified with; nothing when callers show no token. */
export function resolveJwks(
  issues: Issues,
  auth: GatewayAuthRule,
  credentials: GatewayCredentials,
  platform: PlatformSpec,
): ResolvedJwks {
  const tokens = tokensOf(auth);
  if (tokens === undefined) {
    return {};
  }
  const { _rule: rule } = tokens.jwks;
  switch (rule.kind) {
    case 'inline':
      return { jwks: rule.json };
    case 'secret':
      return { jwks: { file: credentials.file(issues, 'auth.jwks', rule.secret, 'jwks') } };
    case 'configMap':
      return {
        jwks: { file: `${JWKS_FOLDER}/jwks.json` },
        mount: {
          name: 'jwks',
          path: JWKS_FOLDER,
          source: { configMap: rule.name },
          items: [{ key: rule.key, path: 'jwks.json' }],
        },
      };
    case 'url':
      return checkJwksUrl(issues, rule, platform) ? resolveJwksUrl(issues, rule, platform) : {};
  }
}

function resolveJwksUrl(issues: Issues, rule: JwksUrl, platform: PlatformSpec): ResolvedJwks {
  const inCluster = isServiceHost(rule.host, platform.clusterDomain);
  const byName = !inCluster && platform.engine === NetworkPolicyEngine.CILIUM;
  if (rule.egress === undefined && !byName) {
    issues.add(
      'auth.jwks',
      `has no egress rule that allows ${rule.host}: the gateway fetches the keys at start, and exits if it cannot`,
      inCluster
        ? 'Jwks.fromUrl(url, Egress.toPods({ namespace, labels, port }))'
        : 'Jwks.fromUrl(url, Egress.toCidrs(…)), Jwks.fromConfigMap or Jwks.fromSecretSource, or ' +
            'NetworkPolicyEngine.CILIUM, which supports host names',
    );
    return {};
  }
  const egress = (rule.egress ?? Egress.toHosts(rule.host).onPorts(rule.port))._rule;
  checkEgressPort(issues, { prop: 'auth.jwks.egress', rule: egress, port: rule.port }, platform);
  return { jwks: { url: rule.url }, egress };
}

/** Reports keys that others could change on the way. */
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
      'https: an attacker who changes the keys in transit can sign tokens; ' +
        `only hosts that end in .svc or .svc.${clusterDomain} ` +
        'are inside the cluster',
      url,
    ) && problem === undefined
  );
}

/** The egress rule that leads to a server: to its pods, as the server says itself, or to its host name. */
export function egressTo(
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
      `is missing: ${host} is a host name, and a plain NetworkPolicy supports only addresses`,
      'new McpRemoteServer(…, { egress: Egress.toCidrs(…) }), or NetworkPolicyEngine.CILIUM',
    );
    return { kind: 'peers', peers: [], ports: [port] };
  }
  const rule = (endpoint.egress ?? Egress.toHosts(host).onPorts(port))._rule;
  checkEgressPort(issues, { prop: 'egress', rule, port }, platform);
  return rule;
}

/** An egress rule of a prop that must open a port. */
interface PortEgress {
  readonly prop: string;
  readonly rule: EgressRule;
  readonly port: number;
}

/**
 * Reports an egress rule that the platform cannot enforce or that does not open the port. Rules for pods name the port
 * of the pods, which may differ from that of the Service in front of them.
 */
export function checkEgressPort(issues: Issues, { prop, rule, port }: PortEgress, platform: PlatformSpec): void {
  checkEgress(issues, prop, rule, platform);
  const toPods = rule.kind === 'peers' && rule.ownPorts === true;
  if (!toPods && !rule.ports.includes(port)) {
    issues.add(prop, `must open port ${port}, got ${rule.ports.join(', ')}`, `….onPorts(${port})`);
  }
}
