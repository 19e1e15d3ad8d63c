import { Issues } from '../../foundation/issues';
import { CallerRule } from '../../network/callers';
import { EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { PlatformSpec } from '../../platform/resolve';

/** Callers that the engine cannot express are errors. */
export function checkCaller(issues: Issues, prop: string, rule: CallerRule, engine: NetworkPolicyEngine): void {
  if (rule.kind === 'cilium-ingress' && engine !== NetworkPolicyEngine.CILIUM) {
    issues.add(
      prop,
      'Callers.ciliumIngress() needs Cilium',
      'McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM }),' +
        " or name the proxy's pods with Callers.pods",
    );
  }
}

/** Destinations that the engine cannot express are errors: nothing is widened to fit. */
export function checkEgress(
  issues: Issues,
  prop: string,
  rule: EgressRule,
  { engine, clusterDomain }: Pick<PlatformSpec, 'engine' | 'clusterDomain'>,
): void {
  if (rule.kind !== 'hosts') {
    return;
  }
  for (const host of rule.hosts.filter(name => reachesCluster(name, clusterDomain))) {
    issues.add(
      prop,
      `names ${host}, which is inside the cluster: Cilium matches host names outside it only`,
      'use Egress.toServer or Egress.toPods',
    );
  }
  if (engine !== NetworkPolicyEngine.CILIUM) {
    issues.add(
      prop,
      `Egress.toHosts(${rule.hosts.join(', ')}) cannot be enforced: a plain NetworkPolicy supports addresses, not ` +
        'host names',
      'three options: NetworkPolicyEngine.CILIUM in McpPlatform.configure; Egress.toCidrs with the addresses of ' +
        'the hosts; Egress.toPublicInternet()',
    );
  }
}

/** The cluster domain, a name below it, or a wildcard that takes it in. */
function reachesCluster(host: string, clusterDomain: string): boolean {
  return (
    host === clusterDomain ||
    host.endsWith(`.${clusterDomain}`) ||
    (host.startsWith('*.') && clusterDomain.endsWith(host.slice(1)))
  );
}
