import type * as kplus from 'cdk8s-plus-28';
import { IMcpPeer, PodLabels } from './mcp-peer';
import { Peer, checkEndpoint, checkPods, checkRanges, fromPlusPeer } from './peers';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { hostProblem } from '../foundation/net/addresses';
import { isPort } from '../foundation/net/ports';
import { sharedSuffix } from '../foundation/net/wildcards';
import { Reader } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';

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
   * @param hosts For example `api.github.com` or `*.example.com`, which stands for exactly one more label. A wildcard
   * below a domain where anybody can have a name (`*.co.uk`, `*.github.io`) is an error.
   */
  public static toHosts(...hosts: string[]): Egress {
    const issues = new Issues('Egress.toHosts');
    issues.check(hosts.length > 0, 'hosts', 'at least one host name', hosts);
    new Reader(issues).list(hosts, 'hosts').forEach((host, i) => {
      const problem = isPlainText(host) ? hostProblem(host) : 'must be a string';
      if (problem !== undefined) {
        issues.check(false, `hosts[${i}]`, `a DNS name outside the cluster: ${problem}`, host);
      }
    });
    issues.throwIfAny();
    return new Egress({ kind: 'hosts', hosts: [...hosts], ports: HTTPS });
  }

  /**
   * Names below a domain that its owner shares with others, on TCP 443: hosting, storage, tunnels. Enforced and
   * restricted as `toHosts` is. Exposes: whoever has an account there can receive what the server sends.
   *
   * @param host A wildcard such as `*.s3.eu-central-1.amazonaws.com` or `*.github.io`. Any other host, and the domain
   * of a registry such as `*.co.uk`, is an error.
   * @param reason Why, for the reviewer: one line of 10 to 256 characters. It is written as the annotation
   * `cdk8s-mcp/relaxed-shared-suffix` and stands in the report.
   */
  public static toSharedSuffix(host: string, reason: string): Egress {
    const issues = new Issues('Egress.toSharedSuffix');
    const problem = isPlainText(host) ? hostProblem(host, true) : 'must be a string';
    if (problem !== undefined) {
      issues.check(false, 'host', `a wildcard below a shared domain: ${problem}`, host);
    } else if (sharedSuffix(host) === undefined) {
      issues.add('host', `${host} is not below a domain that its owner shares`, `Egress.toHosts('${host}')`);
    }
    checkReason(issues, reason);
    issues.throwIfAny();
    return new Egress({ kind: 'hosts', hosts: [host], ports: HTTPS, shared: { host, reason } });
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
    checkRanges(issues, 'cidrs', cidrs, { fix: 'name the ranges, or use Egress.toPublicInternet()' });
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
  /** The wildcard over a shared domain among the hosts, and why. */
  readonly shared?: SharedSuffix;
}

/** @internal A wildcard over a domain that its owner shares. */
export interface SharedSuffix {
  readonly host: string;
  readonly reason: string;
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
