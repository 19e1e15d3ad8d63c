import { App } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { McpGateway } from '../gateway/mcp-gateway';
import { GatewayAuthKind } from '../gateway/settings/auth-options';
import { GatewayListing, mayRun } from '../gateway/targets';
import { PodLabels } from '../network/mcp-peer';
import { McpPlatform } from '../platform/mcp-platform';
import { McpRemoteServer } from '../server/mcp-remote-server';
import { McpServer } from '../server/mcp-server';

/** An address of a gateway that leads into the cluster from outside. */
export interface Address {
  readonly url: string;
  readonly auth: GatewayAuthKind;
  /** The name of the gateway among all that is listed. */
  readonly gateway: string;
}

/** A server, or a gateway in front of several that are one for its clients. */
export interface Listed {
  /** Unique among all that is listed. */
  readonly name: string;
  /** Its place in the app, for messages. */
  readonly path: string;
  readonly owner?: string;
  readonly pods?: PodLabels;
  /** Undefined for a gateway. */
  readonly server?: McpServer | McpRemoteServer;
  /** The names of the servers behind a gateway. */
  readonly behind: readonly string[];
  readonly addresses: readonly Address[];
}

/** What can be listed of an app, in the order of names. */
export interface ListedApp {
  readonly servers: readonly Listed[];
  /** Gateways with one address for all their servers. */
  readonly gateways: readonly Listed[];
  /** What is left out, and why. */
  readonly notices: readonly string[];
}

/** Between the parts of a name that is in several namespaces; no Kubernetes name has it. */
const JOINER = '_';

/** Finds servers and gateways, and where clients outside the cluster reach them. */
export function listedApp(app: App): ListedApp {
  const all = app.node.findAll();
  const servers = all.filter(isServer);
  const gateways = all.filter(each => each instanceof McpGateway);
  const fronts = new Fronts(namesOf([...servers, ...gateways]));
  gateways.forEach(gateway => {
    fronts.add(gateway);
  });
  return {
    servers: servers
      .filter(mayRun)
      .map(server => fronts.listed(server))
      .sort(byName),
    gateways: [...fronts.gateways].sort(byName),
    notices: [
      ...fronts.notices,
      ...servers
        .filter(server => !mayRun(server))
        .map(({ node }) => `${node.path}: is in quarantine, and is not listed`),
    ],
  };
}

/** The gateways of an app and what stands behind them. */
class Fronts {
  public readonly gateways: Listed[] = [];
  public readonly notices: string[] = [];
  private readonly addresses = new ListMap<IConstruct, Address>();
  private readonly owners = new Map<IConstruct, string>();

  public constructor(private readonly nameOf: (construct: Named) => string) {}

  public add(gateway: McpGateway): void {
    const { path } = gateway.node;
    const listing = gateway._listing;
    if (!isOutside(gateway, listing)) {
      this.notices.push(`${path}: has no address outside the cluster: give it an exposure by httpRoute or ingress`);
      return;
    }
    const name = this.nameOf(gateway);
    const { auth, owner, pods, url, servers } = listing;
    servers.forEach(server => {
      this.addServer(server, owner, { auth, gateway: name });
    });
    if (url !== undefined && servers.length > 0) {
      const behind = servers.map(({ endpoint }) => (isServer(endpoint) ? this.nameOf(endpoint) : endpoint.name));
      this.gateways.push({ name, path, owner, pods, behind, addresses: [{ url, auth, gateway: name }] });
    }
  }

  public listed(server: McpServer | McpRemoteServer): Listed {
    const own = server instanceof McpServer ? server : undefined;
    return {
      name: this.nameOf(server),
      path: server.node.path,
      owner: own?._asked.spec.labels.owner ?? this.owners.get(server),
      pods: own?.pods,
      server,
      behind: [],
      addresses: this.addresses.get(server) ?? [],
    };
  }

  private addServer(
    { endpoint, url }: GatewayListing['servers'][number],
    owner: string | undefined,
    front: Omit<Address, 'url'>,
  ): void {
    if (url !== undefined) {
      this.addresses.add(endpoint, { url, ...front });
    }
    if (owner !== undefined && !this.owners.has(endpoint)) {
      this.owners.set(endpoint, owner);
    }
  }
}

/** Everything that is listed, in the order of names. */
export function inOrder({ servers, gateways }: ListedApp): Listed[] {
  return [...servers, ...gateways].sort(byName);
}

/** Listed servers that no address leads to: neither their own nor that of a gateway in front of them. */
export function unreached({ servers, gateways }: ListedApp): Listed[] {
  const behind = new Set(gateways.flatMap(gateway => gateway.behind));
  return servers.filter(({ name, addresses }) => addresses.length === 0 && !behind.has(name));
}

function isServer(construct: unknown): construct is McpServer | McpRemoteServer {
  return construct instanceof McpServer || construct instanceof McpRemoteServer;
}

/** The engines of an app give all addresses of a gateway the host names of one side. */
function isOutside(gateway: McpGateway, { url, servers }: GatewayListing): boolean {
  const inside = `.svc.${McpPlatform._read(gateway).clusterDomain}`;
  const urls = [url, ...servers.map(server => server.url)];
  return urls.some(each => each !== undefined && !new URL(each).hostname.endsWith(inside));
}

type Named = McpServer | McpRemoteServer | McpGateway;

/** The names of constructs; those that are in several namespaces with the namespace. */
function namesOf(constructs: readonly Named[]): (construct: Named) => string {
  const sharers = new ListMap<string, Named>();
  constructs.forEach(construct => {
    sharers.add(construct.name, construct);
  });
  const found = new Map<Named, string>();
  for (const [name, sharing] of sharers) {
    for (const construct of sharing) {
      const isPlain = sharing.length === 1 || construct instanceof McpRemoteServer;
      found.set(construct, isPlain ? name : `${construct.namespace}${JOINER}${name}`);
    }
  }
  checkUnique(found);
  // every construct is in it
  return construct => found.get(construct) ?? construct.name;
}

function checkUnique(names: ReadonlyMap<Named, string>): void {
  const before = new Map<string, Named>();
  for (const [construct, name] of names) {
    const other = before.get(name);
    if (other !== undefined) {
      throw new Error(
        `${construct.node.path}: its name ${name} is also that of ${other.node.path}, and what is listed needs ` +
          'names of its own. Fix: set the prop name of one of them',
      );
    }
    before.set(name, construct);
  }
}

function byName(a: Listed, b: Listed): number {
  return compare(a.name, b.name);
}
