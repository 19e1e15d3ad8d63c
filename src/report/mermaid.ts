import { GatewayPosture, Posture, ServerPosture, Connection } from './posture';
import { idOf, isOpen } from './posture-text';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { visible } from '../foundation/visible';

const CLASSES = [
  'classDef server fill:#e8f1fd,stroke:#2f6fb5,color:#10243a',
  'classDef gateway fill:#e9f7ec,stroke:#2e8b57,color:#10291a',
  'classDef outside fill:#f6f6f6,stroke:#777777,color:#222222',
  'classDef quarantine fill:#fdeaea,stroke:#b3261e,color:#5b1410,stroke-dasharray:6 4',
  'classDef open fill:#fff1dd,stroke:#c25e00,color:#5b2c00,stroke-width:3px',
];
const OPEN_EDGE = 'stroke:#c25e00,stroke-width:3px';

/** All connections of one direction between two nodes. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly labels: Set<string>;
  open: boolean;
}

/** Which servers to draw: of these namespaces, and with these names. Nothing: all. */
export interface PictureFilter {
  readonly namespaces?: readonly string[];
  readonly servers?: readonly string[];
}

/**
 * A flowchart from clients on the left to what servers reach on the right. Namespaces are groups, with the names of
 * their pools. Connections to or from more than a named peer are thick. Several of one direction between
 * two nodes are one line with all their ports.
 */
export function renderMermaid(posture: Posture, filter: PictureFilter = {}): string {
  const { servers, gateways } = filtered(posture, filter);
  const chart = new Flowchart(poolsOf(posture));
  for (const server of servers) {
    chart.place(server.namespace, nodeOf('server', server), {
      text: server.name,
      style: server.quarantine === undefined ? 'server' : 'quarantine',
      shape: RECTANGLE,
    });
  }
  for (const gateway of gateways) {
    chart.place(gateway.namespace, nodeOf('gateway', gateway), {
      text: `${gateway.name}<br>${gateway.auth}`,
      style: gateway.auth === 'anonymous' ? 'open' : 'gateway',
      shape: HEXAGON,
    });
  }
  for (const gateway of gateways) {
    drawGateway(chart, gateway);
  }
  for (const server of servers) {
    drawServer(chart, server);
  }
  return chart.render();
}

/** The names of pools by their namespaces. */
function poolsOf({ servers, gateways, pools }: Posture): ReadonlyMap<string, string> {
  return new Map([
    ...pools.map(({ namespace }) => [namespace, namespace] as const),
    ...[...servers, ...gateways].flatMap(({ namespace, pool }) =>
      pool === undefined ? [] : [[namespace, pool] as const],
    ),
  ]);
}

/** The servers that are asked for, and the gateways that lead to them or are asked for by their namespaces. */
function filtered({ servers, gateways }: Posture, { namespaces, servers: names }: PictureFilter) {
  const isIn = (namespace: string): boolean => namespaces?.includes(namespace) ?? true;
  const drawn = servers.filter(
    server => isIn(server.namespace) && (names?.some(name => name === server.name || name === idOf(server)) ?? true),
  );
  const ids = new Set(drawn.map(idOf));
  return {
    servers: drawn,
    gateways: gateways
      .filter(
        gateway =>
          (names === undefined && isIn(gateway.namespace)) || gateway.servers.some(server => ids.has(idOf(server))),
      )
      .map(gateway => ({ ...gateway, servers: gateway.servers.filter(server => ids.has(idOf(server))) })),
  };
}

function drawGateway(chart: Flowchart, gateway: GatewayPosture): void {
  const node = nodeOf('gateway', gateway);
  for (const host of gateway.hosts) {
    chart.connect(chart.outside('host', host), node, '', gateway.auth === 'anonymous');
  }
  for (const connection of gateway.callers) {
    chart.connect(chart.peer(connection), node, portsOf(connection), isOpen(connection));
  }
  for (const server of gateway.servers) {
    chart.connect(node, nodeOf('server', server), '', false);
  }
  // a host that a policy names is drawn with the egress below
  const named = gateway.egress.flatMap(({ kind, name }) => (kind === 'host' ? (name ?? []) : []));
  for (const remote of gateway.remote.filter(host => !named.includes(host))) {
    chart.connect(node, chart.outside('remote', remote), '', false);
  }
  for (const connection of gateway.egress.filter(({ kind }) => kind !== 'server')) {
    chart.connect(node, chart.peer(connection), portsOf(connection), isOpen(connection));
  }
}

function drawServer(chart: Flowchart, server: ServerPosture): void {
  const node = nodeOf('server', server);
  // gateways of the same manifests have drawn their connections
  for (const connection of server.callers.filter(
    ({ kind, namespace = '', name = '' }) => kind !== 'gateway' || !chart.has(nodeOf('gateway', { namespace, name })),
  )) {
    chart.connect(chart.peer(connection), node, portsOf(connection), isOpen(connection));
  }
  for (const connection of server.egress) {
    chart.connect(node, chart.peer(connection), portsOf(connection), isOpen(connection));
  }
  if (server.access.length > 0) {
    chart.connect(
      node,
      chart.outside('api', 'Kubernetes API'),
      `${server.access.flatMap(({ rules }) => rules).length} rules`,
      false,
    );
  }
}

function portsOf({ ports, purpose }: Connection): string {
  return `${ports.join(', ')}${purpose === undefined ? '' : ` ${purpose}`}`;
}

type Shape = readonly [open: string, close: string];

const RECTANGLE: Shape = ['["', '"]'];
const HEXAGON: Shape = ['{{"', '"}}'];
const STADIUM: Shape = ['(["', '"])'];

interface Look {
  readonly text: string;
  readonly style: string;
  readonly shape: Shape;
}

interface Node extends Look {
  readonly id: string;
}

/** Nodes are numbered in the order in which they come, so that no name of a user is taken for syntax. */
class Flowchart {
  private readonly nodes = new Map<string, Node>();
  private readonly groups = new ListMap<string, string>();
  private readonly edges = new Map<string, Edge>();

  public constructor(private readonly pools: ReadonlyMap<string, string>) {}

  /** Adds a node to the group of a namespace. */
  public place(namespace: string, key: string, look: Look): void {
    // manifests of two clusters may have one name twice
    if (this.add(key, look)) {
      this.groups.add(namespace, key);
    }
  }

  public has(key: string): boolean {
    return this.nodes.has(key);
  }

  /** The key of a node outside of all groups. */
  public outside(kind: string, text: string): string {
    const key = `${kind} ${text}`;
    this.add(key, { text, style: 'outside', shape: STADIUM });
    return key;
  }

  /** The key of the node at the other side of a connection. */
  public peer(connection: Connection): string {
    const { kind, namespace = '', name = '', to } = connection;
    const known = kind === 'server' || kind === 'gateway' ? nodeOf(kind, { namespace, name }) : undefined;
    if (known !== undefined && this.nodes.has(known)) {
      return known;
    }
    const key = `peer ${to}`;
    const look: Look = { text: to, style: isOpen(connection) ? 'open' : 'outside', shape: STADIUM };
    if (namespace === '') {
      this.add(key, look);
    } else {
      this.place(namespace, key, look);
    }
    return key;
  }

  public connect(from: string, to: string, label: string, open: boolean): void {
    const key = JSON.stringify([from, to]);
    const edge = this.edges.get(key) ?? { from, to, labels: new Set(), open: false };
    this.edges.set(key, edge);
    edge.open ||= open;
    if (label !== '') {
      edge.labels.add(label);
    }
  }

  public render(): string {
    const grouped = [...this.groups].sort(([a], [b]) => compare(a, b));
    const inside = new Set(grouped.flatMap(([, keys]) => keys));
    const edges = [...this.edges.values()];
    const opened = edges.flatMap(({ open }, i) => (open ? [i] : []));
    return [
      'flowchart LR',
      ...this.groupLines(grouped),
      ...[...this.nodes.keys()].filter(key => !inside.has(key)).map(key => `  ${this.nodeLine(key)}`),
      ...edges.map(edge => `  ${this.edgeLine(edge)}`),
      ...CLASSES.map(style => `  ${style}`),
      ...edgeStyle(opened),
      '',
    ].join('\n');
  }

  /** Each namespace is a group; those of one pool are in a group of the pool. */
  private groupLines(grouped: readonly (readonly [string, readonly string[]])[]): string[] {
    return grouped.flatMap(([namespace, keys], i) => {
      const pool = this.pools.get(namespace);
      const title = pool === undefined ? namespace : `pool ${pool}<br>${namespace}`;
      return [
        `  subgraph g${i}["${escaped(pool === namespace ? `pool ${pool}` : title)}"]`,
        ...keys.map(key => `    ${this.nodeLine(key)}`),
        '  end',
      ];
    });
  }

  private add(key: string, look: Look): boolean {
    if (this.nodes.has(key)) {
      return false;
    }
    this.nodes.set(key, { id: `n${this.nodes.size}`, ...look });
    return true;
  }

  private node(key: string): Node {
    return this.nodes.get(key) ?? { id: key, text: key, style: 'outside', shape: RECTANGLE };
  }

  private nodeLine(key: string): string {
    const { id, text, style, shape } = this.node(key);
    return `${id}${shape[0]}${escaped(text)}${shape[1]}:::${style}`;
  }

  private edgeLine({ from, to, labels, open }: Edge): string {
    const label = [...labels].join('<br>');
    const arrow = `${open ? '==>' : '-->'}${label === '' ? '' : `|"${escaped(label)}"|`}`;
    return `${this.node(from).id} ${arrow} ${this.node(to).id}`;
  }
}

function edgeStyle(edges: readonly number[]): string[] {
  return edges.length === 0 ? [] : [`  linkStyle ${edges.join(',')} ${OPEN_EDGE}`];
}

function nodeOf(kind: 'server' | 'gateway', of: { readonly namespace: string; readonly name: string }): string {
  return `${kind} ${idOf(of)}`;
}

/** A quoted text, in which only `<br>` is markup. Mermaid reads directives, `%%{…}%%`, even in quotes. */
function escaped(text: string): string {
  return text
    .split('<br>')
    .map(line =>
      visible(line.replace(/\s+/g, ' ')).replace(/["#&<>;`\\%{}]/g, character => `#${character.charCodeAt(0)};`),
    )
    .join('<br>');
}
