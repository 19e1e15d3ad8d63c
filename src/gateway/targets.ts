import { GatewayRoute, GatewayTarget } from './engines/engine';
import { GatewayAuthKind } from './settings/auth-options';
import { RoutesRule } from './settings/routes';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { definedItems } from '../foundation/defined';
import { compare } from '../foundation/reader';
import { PodLabels } from '../network/mcp-peer';

/** Where pods of the cluster reach a server behind a gateway. */
export interface ServiceAddress {
  readonly url: string;
  /** The host name that a request must have, where it is not that of the URL. */
  readonly hostname?: string;
}

/** A server behind a gateway, with its own address where the routes give it one. */
export interface RegisteredTarget extends GatewayTarget {
  readonly dedicatedRoute?: { readonly path: string; readonly hostname?: string };
}

/** What clients and those who list a gateway must know of it. */
export interface GatewayListing {
  readonly auth: GatewayAuthKind;
  readonly owner?: string;
  /** The gateway's own pods; undefined where they are those of someone else. */
  readonly pods?: PodLabels;
  /** Where all servers are one; undefined where each has its own address alone. */
  readonly url?: string;
  /** The servers that may run, in the order of their prefixes, with their own addresses. */
  readonly servers: readonly { readonly endpoint: IMcpEndpoint; readonly url?: string }[];
}

/** The servers of a gateway by what must be unique among them. */
export class GatewayTargets {
  private readonly byPrefix = new Map<string, RegisteredTarget>();
  private readonly byEndpoint = new Map<IMcpEndpoint, RegisteredTarget>();
  private readonly byAddress = new Map<string, RegisteredTarget>();

  public get size(): number {
    return this.byPrefix.size;
  }

  /** In the order of their prefixes. */
  public get sorted(): RegisteredTarget[] {
    return [...this.byPrefix.values()].sort((a, b) => compare(a.prefix, b.prefix));
  }

  /** Those that may run, in the order of their prefixes. */
  public get served(): RegisteredTarget[] {
    return this.sorted.filter(({ endpoint }) => mayRun(endpoint));
  }

  public withPrefix(prefix: string): RegisteredTarget | undefined {
    return this.byPrefix.get(prefix);
  }

  public of(endpoint: IMcpEndpoint): RegisteredTarget | undefined {
    return this.byEndpoint.get(endpoint);
  }

  public at(dedicatedRoute: RegisteredTarget['dedicatedRoute']): RegisteredTarget | undefined {
    return this.byAddress.get(addressOf(dedicatedRoute));
  }

  public add(target: RegisteredTarget): void {
    this.byPrefix.set(target.prefix, target);
    this.byEndpoint.set(target.endpoint, target);
    if (target.dedicatedRoute !== undefined) {
      this.byAddress.set(addressOf(target.dedicatedRoute), target);
    }
  }

  public remove(target: RegisteredTarget): void {
    this.byPrefix.delete(target.prefix);
    this.byEndpoint.delete(target.endpoint);
    this.byAddress.delete(addressOf(target.dedicatedRoute));
  }
}

/** What engines learn of a server. */
export function targetOf({ prefix, endpoint, address, tools }: RegisteredTarget): GatewayTarget {
  return { prefix, endpoint, address: { ...address }, tools: [...tools] };
}

/** The addresses of a gateway, in the order of their names. */
export function routesOf({ federated }: RoutesRule, targets: readonly RegisteredTarget[]): GatewayRoute[] {
  const federatedRoute: GatewayRoute | undefined =
    federated === undefined
      ? undefined
      : { name: 'mcp', path: federated, federated: true, targets: targets.map(targetOf) };
  return definedItems([federatedRoute, ...targets.map(ownRouteOf)]).sort((a, b) => compare(a.name, b.name));
}

/** The address of one server alone, which it has while it may run. */
export function ownRouteOf(target: RegisteredTarget | undefined): GatewayRoute | undefined {
  if (target?.dedicatedRoute === undefined || !mayRun(target.endpoint)) {
    return undefined;
  }
  return { ...target.dedicatedRoute, name: `mcp-${target.prefix}`, federated: false, targets: [targetOf(target)] };
}

/** Whether a server is not in quarantine. Classes of users may have no trust. */
export function mayRun({ trust }: IMcpEndpoint): boolean {
  return trust === undefined || trust.isTrusted;
}

export function addressOf(dedicatedRoute: RegisteredTarget['dedicatedRoute']): string {
  return `${dedicatedRoute?.hostname ?? ''}${dedicatedRoute?.path ?? ''}`;
}
