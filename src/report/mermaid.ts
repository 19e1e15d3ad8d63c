import { idOf, isOpen } from './markdown';
import { GatewayPosture, Posture, ServerPosture, Connection } from './posture';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';

const CLASSES = [
  'classDef server fill:#e8f1fd,stroke:#2f6fb5,color:#10243a',
  'classDef gateway fill:#e9f7ec,stroke:#2e8b57,color:#10291a',
  'classDef outside fill:#f6f6f6,stroke:#777777,color:#222222',
  'classDef quarantine fill:#fdeaea,stroke:#b3261e,color:#5b1410,stroke-dasharray:6 4',
  'classDef open fill:#fff1dd,stroke:#c25e00,color:#5b2c00,stroke-width:3px',
];
const OPEN_EDGE = 'stroke:#c25e00,stroke-width:3px';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly open: boolean;
}

/** A flowchart from clients on the left to what servers reach on the right. Namespaces are groups; what nobody has named is drawn thick. */
export function renderMermaid({ servers, gateways }: Posture): string {
  const picture = new Picture();
  for (const server of servers) {
    picture.place(
      server.namespace,
      nodeOf('server', server),
      server.name,
      server.quarantine === undefined ? 'server' : 'quarantine',
      '["',
      '"]',
    );
  }
  for (const gateway of gateways) {
    picture.place(
      gateway.namespace,
      nodeOf('gateway', gateway),
      `${gateway.name}<br>${gateway.auth}`,
      gateway.auth === 'anonymous' ? 'open' : 'gateway',
      '{{"',
      '"}}',
    );
  }
  for (const gateway of gateways) {
    drawGateway(picture, gateway);
  }
  for (const server of servers) {
    drawServer(picture, server);
  }
  return picture.render();
}

function drawGateway(picture: Picture, gateway: GatewayPosture): void {
  const node = nodeOf('gateway', gateway);
  for (const host of gateway.hosts) {
    picture.connect(picture.outside('host', host), node, '', gateway.auth === 'anonymous');
  }
  for (const way of gateway.callers) {
    picture.connect(picture.peer(way), node, portsOf(way), isOpen(way));
  }
  for (const server of gateway.servers) {
    picture.connect(node, nodeOf('server', server), '', false);
  }
  // where a policy names the host itself, its way is drawn below
  const named = gateway.egress.flatMap(({ kind, name }) => (kind === 'host' ? (name ?? []) : []));
  for (const remote of gateway.remote.filter(host => !named.includes(host))) {
    picture.connect(node, picture.outside('remote', remote), '', false);
  }
  for (const way of gateway.egress.filter(({ kind }) => kind !== 'server')) {
    picture.connect(node, picture.peer(way), portsOf(way), isOpen(way));
  }
}

function drawServer(picture: Picture, server: ServerPosture): void {
  const node = nodeOf('server', server);
  // a gateway that is here has drawn its lines
  for (const way of server.callers.filter(
    ({ kind, namespace = '', name = '' }) => kind !== 'gateway' || !picture.has(nodeOf('gateway', { namespace, name })),
  )) {
    picture.connect(picture.peer(way), node, portsOf(way), isOpen(way));
  }
  for (const way of server.egress) {
    picture.connect(node, picture.peer(way), portsOf(way), isOpen(way));
  }
  if (server.access.length > 0) {
    picture.connect(
      node,
      picture.outside('api', 'Kubernetes API'),
      `${server.access.flatMap(({ rules }) => rules).length} rules`,
      false,
    );
  }
}

function portsOf({ ports, purpose }: Connection): string {
  return `${ports.join(', ')}${purpose === undefined ? '' : ` ${purpose}`}`;
}

interface Node {
  readonly id: string;
  readonly text: string;
  readonly style: string;
  readonly shape: readonly [open: string, close: string];
}

/** Nodes have names that say nothing, so that no name of a user can be taken for syntax; they are numbered in the order in which they come. */
class Picture {
  private readonly nodes = new Map<string, Node>();
  private readonly groups = new ListMap<string, string>();
  private readonly edges = new Map<string, Edge>();

  public place(namespace: string, key: string, label: string, style: string, open: string, close: string): void {
    // manifests of two clusters may have one name twice
    if (this.nodes.has(key)) {
      return;
    }
    this.nodes.set(key, { id: `n${this.nodes.size}`, text: label, style, shape: [open, close] });
    this.groups.add(namespace, key);
  }

  public has(key: string): boolean {
    return this.nodes.has(key);
  }

  public outside(kind: string, label: string, style = 'outside'): string {
    const key = `${kind} ${label}`;
    if (!this.nodes.has(key)) {
      this.nodes.set(key, { id: `n${this.nodes.size}`, text: label, style, shape: ['(["', '"])'] });
    }
    return key;
  }

  public peer(way: Connection): string {
    const { kind, namespace = '', name = '', to } = way;
    const known = kind === 'server' || kind === 'gateway' ? nodeOf(kind, { namespace, name }) : undefined;
    return known !== undefined && this.nodes.has(known)
      ? known
      : this.outside('peer', to, isOpen(way) ? 'open' : 'outside');
  }

  public connect(from: string, to: string, label: string, open: boolean): void {
    this.edges.set(JSON.stringify([from, to, label]), { from, to, label, open });
  }

  public render(): string {
    const id = (key: string): string => this.nodes.get(key)?.id ?? key;
    const line = (key: string): string => {
      const {
        id: own,
        text,
        style,
        shape,
      } = this.nodes.get(key) ?? { id: key, text: key, style: 'outside', shape: ['["', '"]'] as const };
      return `${own}${shape[0]}${escaped(text)}${shape[1]}:::${style}`;
    };
    const grouped = [...this.groups].sort(([a], [b]) => compare(a, b));
    const inside = new Set(grouped.flatMap(([, keys]) => keys));
    const edges = [...this.edges.values()];
    const opened = edges.flatMap(({ open }, i) => (open ? [i] : []));
    return [
      'flowchart LR',
      ...grouped.flatMap(([namespace, keys], i) => [
        `  subgraph g${i}["${escaped(namespace)}"]`,
        ...keys.map(key => `    ${line(key)}`),
        '  end',
      ]),
      ...[...this.nodes.keys()].filter(key => !inside.has(key)).map(key => `  ${line(key)}`),
      ...edges.map(
        ({ from, to, label, open }) =>
          `  ${id(from)} ${open ? '==>' : '-->'}${label === '' ? '' : `|"${escaped(label)}"|`} ${id(to)}`,
      ),
      ...CLASSES.map(style => `  ${style}`),
      ...(opened.length === 0 ? [] : [`  linkStyle ${opened.join(',')} ${OPEN_EDGE}`]),
      '',
    ].join('\n');
  }
}

function nodeOf(kind: 'server' | 'gateway', of: { readonly namespace: string; readonly name: string }): string {
  return `${kind} ${idOf(of)}`;
}

/** A text between quotes, with `<br>` alone as markup. Directives, `%%{…}%%`, count wherever they stand. */
function escaped(text: string): string {
  return text
    .replace(/<br>/g, '\u0000')
    .replace(/["#&<>;`\\%{}]/g, character => `#${character.charCodeAt(0)};`)
    .replace(/\s+/g, ' ')
    .replaceAll('\u0000', '<br>');
}
