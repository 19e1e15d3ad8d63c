import { Field } from './field';

/**
 * What becomes of a known field of a format. Its value is in the app file or the library always does it (`carried`), or
 * the user decides (`decision`), or it is told as not carried over, because no running server depends on it (`told`).
 */
export type Fate =
  | { readonly kind: 'carried' }
  | { readonly kind: 'decision'; readonly at: string; readonly what: string; readonly how: string }
  | { readonly kind: 'told'; readonly reason: string };

/**
 * The fate of every known field of an entry, by its path. `[]` stands for any item of a list and `*` for any key of a
 * map. A path speaks for everything below it, unless a longer one does.
 */
export type FieldTable = Readonly<Record<string, Fate>>;

export const CARRIED: Fate = { kind: 'carried' };

export function told(reason: string): Fate {
  return { kind: 'told', reason };
}

/** A required decision: its place below the server in the app file, what it is, and how to make it. */
export function decision(at: string, what: string, how: string): Fate {
  return { kind: 'decision', at, what, how };
}

/** The same fate for several fields. */
export function each(keys: readonly string[], fate: Fate, prefix = ''): FieldTable {
  return Object.fromEntries(keys.map(key => [`${prefix}${key}`, fate]));
}

/** Who takes decisions: a server, or the whole draft for a remote one. */
export interface Decider {
  decide(at: string, what: string, how: string, required?: boolean): void;
}

/**
 * Gives each field that nothing has read yet the fate of its row. What the table does not have, or what should have
 * been carried and was not read, stays unknown.
 */
export function settle(entry: Field, table: FieldTable, decider: Decider): void {
  settleBelow(entry, treeOf(table), undefined, decider);
}

/** The fate of the field at a path of keys: `[]` for items. undefined: it is not in the table. */
export function fateOf(table: FieldTable, path: readonly string[]): Fate | undefined {
  let node: Node | undefined = treeOf(table);
  let fate = node.fate;
  for (const key of path) {
    node = childOf(node, key);
    fate = node?.fate ?? fate;
  }
  return fate;
}

interface Node {
  fate?: Fate;
  readonly children: Map<string, Node>;
}

const TREES = new WeakMap<FieldTable, Node>();

function treeOf(table: FieldTable): Node {
  const known = TREES.get(table);
  if (known !== undefined) {
    return known;
  }
  const root: Node = { children: new Map() };
  for (const [path, fate] of Object.entries(table)) {
    let node = root;
    for (const key of path
      .replaceAll('[]', '.[]')
      .split('.')
      .filter(part => part !== '')) {
      const next: Node = node.children.get(key) ?? { children: new Map() };
      node.children.set(key, next);
      node = next;
    }
    node.fate = fate;
  }
  TREES.set(table, root);
  return root;
}

function childOf(node: Node | undefined, key: string): Node | undefined {
  return node?.children.get(key) ?? node?.children.get('*');
}

/** A fate, and the path of the field whose row it is. */
interface Given {
  readonly fate: Fate;
  readonly path: string;
}

function childrenOf(field: Field): readonly (readonly [key: string, child: Field])[] {
  return field.isMap ? field.entries : (field.isList ? field.items : []).map(item => ['[]', item] as const);
}

function settleBelow(field: Field, node: Node | undefined, above: Given | undefined, decider: Decider): void {
  const given = node?.fate === undefined ? above : { fate: node.fate, path: field.path };
  const children = childrenOf(field).map(([key, child]) => [child, childOf(node, key)] as const);
  for (const [child, childNode] of children) {
    settleBelow(child, childNode, given, decider);
  }
  if (children.length > 0 || field.isMarked) {
    return;
  }
  if (isNothing(field, given?.fate) && (node !== undefined || given !== undefined)) {
    field.drop('it is empty');
  } else if (given !== undefined) {
    apply(field, given, decider);
  }
}

/** Nothing is lost of an empty list. An empty map may say that something is on, which somebody has to decide. */
function isNothing(field: Field, fate: Fate | undefined): boolean {
  const isEmpty = !field.isGiven || field.isList || (field.isMap && fate?.kind !== 'decision');
  return isEmpty && fate?.kind !== 'told';
}

function apply(field: Field, { fate, path }: Given, decider: Decider): void {
  if (fate.kind === 'told') {
    field.drop(fate.reason);
  } else if (fate.kind === 'decision') {
    field.open('see the decisions');
    decider.decide(fate.at, fate.what, `${path}: ${fate.how}`, true);
  }
}
