import type * as kplus from 'cdk8s-plus-28';
import { IMcpPeer, PodLabels } from './mcp-peer';
import { Peer, checkEndpoint, checkPods, checkRange, fromPlusPeer } from './peers';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { hostProblem } from '../foundation/net/addresses';
import { isPort } from '../foundation/net/ports';
import { Reader } from '../foundation/reader';

const HTTPS = [443];

/** Pods and the port on which they listen. */
export interface EgressPods extends PodLabels {
  /**
   * The port of the pods, not of a Service in front of them: policies apply after the Service's address is replaced.
   */
  readonly port: number;
}

/** Where a server's pods may connect to, besides DNS. Connections are TCP. */
export class Egress {
  /**
   * Hosts by DNS name, on TCP 443. Only an engine that reads DNS answers can enforce this
   * (`NetworkPolicyEngine.CILIUM`); under plain NetworkPolicy it is an error.
   *
   * @param hosts For example `api.github.com` or `*.githubusercontent.com`, which stands for exactly one more label.
   */
  public static toHosts(...hosts: string[]): Egress {
    const issues = new Issues('Egress.toHosts');
    issues.check(hosts.length > 0, 'hosts', 'at least one host name', hosts);
    hosts.forEach((host, i) => {
      const problem = isPlainText(host) ? hostProblem(host) : 'must be a string';
      if (problem !== undefined) {
        issues.check(false, `hosts[${i}]`, `a DNS name outside the cluster: ${problem}`, host);
      }
    });
    issues.throwIfAny();
    return new Egress({ kind: 'hosts', hosts: [...hosts], ports: HTTPS });
  }

  /**
   * Address ranges, on TCP 443.
   *
   * @param cidrs For example `203.0.113.0/24`. A bare address, host bits, the whole world or a range with an instance
   * metadata address is an error.
   */
  public static toCidrs(...cidrs: string[]): Egress {
    const issues = new Issues('Egress.toCidrs');
    issues.check(cidrs.length > 0, 'cidrs', 'at least one address range', cidrs);
    cidrs.forEach((cidr, i) =>
      checkRange(issues, `cidrs[${i}]`, cidr, { fix: 'name the ranges, or use Egress.toPublicInternet()' }),
    );
    issues.throwIfAny();
    return new Egress({ kind: 'peers', peers: cidrs.map(cidr => ({ ipBlock: { cidr } })), ports: HTTPS });
  }

  /**
   * Another MCP server in the cluster, on its own port. That server must admit the caller as well: `allowFrom`.
   *
   * @param endpoint The server.
   */
  public static toServer(endpoint: IMcpPeer): Egress {
    const issues = new Issues('Egress.toServer');
    const peers = checkEndpoint(issues, endpoint, 'so it has no pods: use Egress.toHosts or Egress.toCidrs');
    issues.throwIfAny();
    return new Egress({ kind: 'peers', peers, ports: [endpoint.endpoint.port], ownPorts: true });
  }

  /**
   * Pods of any namespace, by labels.
   *
   * @param target Their namespace, labels and port.
   */
  public static toPods(target: EgressPods): Egress {
    const issues = new Issues('Egress.toPods');
    const { port, ...pods } = new Reader(issues).struct(target, { namespace: true, labels: true, port: true });
    const peer = checkPods(issues, '', pods);
    issues.check(isPort(port), 'port', 'an integer in 1-65535', port);
    issues.throwIfAny();
    return new Egress({ kind: 'peers', peers: [peer], ports: [port], ownPorts: true });
  }

  /**
   * Every public address, on TCP 443. Private, link-local, metadata, carrier-grade, benchmark, documentation, multicast
   * and reserved ranges (IANA special-purpose registries) and `McpPlatform.privateCidrs` stay closed, IPv4 and IPv6.
   *
   * A server that follows injected instructions can send what it knows anywhere: prefer `toHosts` or `toCidrs`.
   */
  public static toPublicInternet(): Egress {
    return new Egress({ kind: 'internet', ports: HTTPS });
  }

  /**
   * A peer from cdk8s-plus.
   *
   * @param peer For example `kplus.Pods.select(…)`.
   * @param port The port of the pods or addresses, 1 to 65535.
   */
  public static fromPeer(peer: kplus.INetworkPolicyPeer, port: number): Egress {
    const issues = new Issues('Egress.fromPeer');
    const peers = fromPlusPeer(issues, peer);
    issues.check(isPort(port), 'port', 'an integer in 1-65535', port);
    issues.throwIfAny();
    return new Egress({ kind: 'peers', peers, ports: [port], ownPorts: true });
  }

  private constructor(/** @internal */ public readonly _rule: EgressRule) {}

  /**
   * The same destinations on other TCP ports than 443.
   *
   * @param ports 1 to 65535.
   */
  public onPorts(...ports: number[]): Egress {
    const issues = new Issues('Egress.onPorts');
    issues.check(ports.length > 0, 'ports', 'at least one port', ports);
    ports.forEach((port, i) => issues.check(isPort(port), `ports[${i}]`, 'an integer in 1-65535', port));
    if (this._rule.kind === 'peers' && this._rule.ownPorts) {
      issues.add('ports', 'are already given: this destination names its own port');
    }
    issues.throwIfAny();
    return new Egress({ ...this._rule, ports: [...new Set(ports)].sort((a, b) => a - b) });
  }
}

/** @internal */
export type EgressRule = HostRule | PeerRule | InternetRule;

/** @internal */
export interface HostRule {
  readonly kind: 'hosts';
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
}

/** @internal */
export interface PeerRule {
  readonly kind: 'peers';
  readonly peers: readonly Peer[];
  readonly ports: readonly number[];
  readonly ownPorts?: boolean;
}

/** @internal */
export interface InternetRule {
  readonly kind: 'internet';
  readonly ports: readonly number[];
}
