import type * as kplus from 'cdk8s-plus-28';
import { IMcpPeer, PodLabels } from './mcp-peer';
import { Peer, checkEndpoint, checkNamespaceName, checkPods, checkRanges, fromPlusPeer, namespacePeer } from './peers';
import { Issues } from '../foundation/issues';

/** Who may connect to a server. */
export class Callers {
  /**
   * Every pod of a namespace.
   *
   * @param name The namespace.
   */
  public static namespace(name: string): Callers {
    const issues = new Issues('Callers.namespace');
    checkNamespaceName(issues, 'name', name);
    issues.throwIfAny();
    return new Callers({ kind: 'peers', peers: [namespacePeer(name)] });
  }

  /**
   * Pods of a namespace, by labels.
   *
   * @param pods Their namespace and labels.
   */
  public static pods(pods: PodLabels): Callers {
    const issues = new Issues('Callers.pods');
    const peer = checkPods(issues, '', pods);
    issues.throwIfAny();
    return new Callers({ kind: 'peers', peers: [peer] });
  }

  /**
   * The pods of another MCP server.
   *
   * @param endpoint The server that calls. One that runs elsewhere has no pods here and is an error.
   */
  public static server(endpoint: IMcpPeer): Callers {
    const issues = new Issues('Callers.server');
    const peers = checkEndpoint(issues, endpoint, 'so its callers have no pods: use Callers.cidrs');
    issues.throwIfAny();
    return new Callers({ kind: 'peers', peers });
  }

  /**
   * Address ranges outside the cluster, for example of a load balancer.
   *
   * @param cidrs For example `203.0.113.0/24`.
   */
  public static cidrs(...cidrs: string[]): Callers {
    const issues = new Issues('Callers.cidrs');
    issues.check(cidrs.length > 0, 'cidrs', 'at least one address range', cidrs);
    checkRanges(issues, 'cidrs', cidrs, { inward: true });
    issues.throwIfAny();
    return new Callers({ kind: 'peers', peers: cidrs.map(cidr => ({ ipBlock: { cidr } })) });
  }

  /** Cilium's own ingress and Gateway API proxies, which no label selects. An error under other engines. */
  public static ciliumIngress(): Callers {
    return new Callers({ kind: 'cilium-ingress' });
  }

  /**
   * A peer from cdk8s-plus.
   *
   * @param peer For example a `kplus.Deployment`.
   */
  public static fromPeer(peer: kplus.INetworkPolicyPeer): Callers {
    const issues = new Issues('Callers.fromPeer');
    const peers = fromPlusPeer(issues, peer);
    issues.throwIfAny();
    return new Callers({ kind: 'peers', peers });
  }

  private constructor(/** @internal */ public readonly _rule: CallerRule) {}
}

/** @internal */
export type CallerRule =
  { readonly kind: 'peers'; readonly peers: readonly Peer[] } | { readonly kind: 'cilium-ingress' };
