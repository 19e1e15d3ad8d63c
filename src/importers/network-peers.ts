import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Json } from './texts';
import { credentialShape } from '../foundation/credentials/credentials';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { NAMESPACE_LABEL } from '../network/peers';

/* Peers and ports of networking.k8s.io/v1, as callers and egress. */

/** The network of a resource, and the namespace that peers without one are in. */
export interface Network {
  readonly ingressFrom: Field;
  readonly egressTo: Field;
  readonly egressPorts: Field;
  readonly namespace?: string;
}

export function importNetworkPeers(server: ServerDraft, network: Network): void {
  importCallers(server, network);
  importEgress(server, network);
}

function importCallers(server: ServerDraft, { ingressFrom, namespace }: Network): void {
  const open: string[] = [];
  const callers: Json[] = [];
  for (const peer of ingressFrom.items) {
    const form = callerOf(peer, namespace);
    if (form === undefined) {
      peer.open('see the decisions');
      open.push(peer.path);
    } else {
      callers.push(form);
      peer.use(`${server.at}.callers`);
    }
  }
  if (callers.length > 0) {
    server.set('callers', callers);
  }
  if (open.length > 0) {
    const how = 'write each in callers, as { pods: { namespace, labels } }, { namespace: … } or { cidrs: […] }';
    server.decide('callers', 'callers', `${open.join(', ')} cannot be read as a peer: ${how}`, true);
  }
}

function callerOf(peer: Field, namespace: string | undefined): Json | undefined {
  if (!isPeer(peer)) {
    return undefined;
  }
  const block = peer.at('ipBlock');
  if (block.isGiven) {
    const cidr = rangeOf(block);
    return valid(() => Callers.cidrs(cidr ?? '')) ? { cidrs: [cidr] } : undefined;
  }
  const pods = podsOf(peer, namespace);
  if (pods === undefined) {
    return undefined;
  }
  if (pods.labels === undefined) {
    return valid(() => Callers.namespace(pods.namespace)) ? { namespace: pods.namespace } : undefined;
  }
  const { labels } = pods;
  return valid(() => Callers.pods({ namespace: pods.namespace, labels })) ? { pods: { ...pods } } : undefined;
}

/** Ports belong to every peer. Ranges of ports, other protocols and every port at once have no form. */
function importEgress(server: ServerDraft, { egressTo, egressPorts, namespace }: Network): void {
  const ports = egressPorts.items.map(portOf);
  const known = ports.every(port => port !== undefined) ? ports.map(Number) : [];
  const open: string[] = [];
  for (const peer of egressTo.items) {
    const forms = known.length === 0 ? undefined : egressOf(peer, known, namespace);
    if (forms === undefined) {
      peer.open('see the decisions');
      open.push(peer.path);
    } else {
      forms.forEach(form => server.allowEgress(form));
      peer.use(`${server.at}.egress`);
    }
  }
  if (egressTo.items.length === 0 && egressPorts.isGiven) {
    open.push(egressPorts.path);
  }
  if (open.length > 0) {
    const how =
      'write each in egress with its TCP ports, as { toPods: { namespace, labels, port } } ' +
      'or { toCidrs: […], onPorts: […] }';
    egressPorts.open('see the decisions');
    server.decide('egress', 'egress', `${open.join(', ')} cannot be read as a destination: ${how}`, true);
  } else {
    egressPorts.use(`${server.at}.egress`);
  }
}

function portOf(item: Field): number | undefined {
  const port = Number(item.at('port').text);
  const isPlain = (item.at('protocol').text ?? 'TCP') === 'TCP' && !item.at('endPort').isGiven;
  return isPlain && Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
}

function egressOf(peer: Field, ports: readonly number[], namespace: string | undefined): Json[] | undefined {
  if (!isPeer(peer)) {
    return undefined;
  }
  const block = peer.at('ipBlock');
  if (block.isGiven) {
    const cidr = rangeOf(block);
    const isRange = valid(() => Egress.toCidrs(cidr ?? ''));
    return isRange ? [{ toCidrs: [cidr], onPorts: [...new Set(ports)] }] : undefined;
  }
  const pods = podsOf(peer, namespace);
  const labels = pods?.labels;
  if (pods === undefined || labels === undefined) {
    return undefined;
  }
  const areValid = valid(() => Egress.toPods({ namespace: pods.namespace, labels, port: 1024 }));
  return areValid
    ? [...new Set(ports)].map(port => ({ toPods: { namespace: pods.namespace, labels, port } }))
    : undefined;
}

/** Whether a peer says nothing that is not read here: what a misspelt selector leaves out would be everyone. */
function isPeer(peer: Field): boolean {
  const hasOnly = (field: Field, ...keys: readonly string[]): boolean =>
    !field.isGiven || (field.isMap && field.entries.every(([key]) => keys.includes(key)));
  return (
    hasOnly(peer, 'ipBlock', 'namespaceSelector', 'podSelector') &&
    hasOnly(peer.at('ipBlock'), 'cidr', 'except') &&
    [peer.at('namespaceSelector'), peer.at('podSelector')].every(selector =>
      hasOnly(selector, 'matchLabels', 'matchExpressions'),
    )
  );
}

/** An address range without exceptions. */
function rangeOf(block: Field): string | undefined {
  return block.at('except').items.length > 0 ? undefined : block.at('cidr').text;
}

interface PodsOf {
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Pods that are selected by labels in one namespace. Without labels every pod of the namespace. */
function podsOf(peer: Field, own: string | undefined): PodsOf | undefined {
  const [spaces, pods] = [peer.at('namespaceSelector'), peer.at('podSelector')];
  const namespace = spaces.isGiven ? namespaceOf(spaces) : own;
  if (namespace === undefined || pods.at('matchExpressions').items.length > 0) {
    return undefined;
  }
  const labels = pods.at('matchLabels').entries.map(([key, value]) => [key, value.text ?? '']);
  if (labels.some(([, value]) => credentialShape(value) !== undefined)) {
    return undefined;
  }
  return { namespace, labels: labels.length === 0 ? undefined : Object.fromEntries(labels) };
}

function namespaceOf(selector: Field): string | undefined {
  const labels = selector.at('matchLabels').entries;
  const isOne = labels.length === 1 && labels[0][0] === NAMESPACE_LABEL;
  return isOne && selector.at('matchExpressions').items.length === 0 ? labels[0][1].text : undefined;
}

/** Whether the library takes it. */
function valid(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}
