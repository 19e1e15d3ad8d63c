import { objectName } from './cluster-objects';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { credentialShape } from '../foundation/credentials/credentials';
import { isLabelValue, isQualifiedName, isSystemPriority, isWritableKey } from '../foundation/names';
import { Architecture, TaintEffect } from '../workload/placement';

/* On which nodes pods run. */

const ARCHITECTURE = 'kubernetes.io/arch';
const OPERATING_SYSTEM = 'kubernetes.io/os';
const SPREAD = 'pods are spread over zones and hosts';

interface Placement {
  readonly nodeSelector: Map<string, string>;
  readonly tolerations: object[];
  readonly architectures: string[];
  priorityClassName?: string;
}

/** On which nodes pods run. */
export function importPlacement(server: ServerDraft, from: Field): void {
  const placement: Placement = { nodeSelector: new Map(), tolerations: [], architectures: [] };
  for (const [key, value] of from.at('nodeSelector').entries) {
    if (!selectNode(server, placement, { key, values: [value], field: value })) {
      value.refuse('must be a label of nodes');
    }
  }
  from.at('tolerations').items.forEach(item => {
    tolerate(server, placement, item);
  });
  importAffinity(server, placement, from.at('affinity'));
  from.at('topologySpreadConstraints').drop(SPREAD);
  importPriority(server, placement, from.at('priorityClassName'));
  write(server, placement);
}

function write(server: ServerDraft, placement: Placement): void {
  const { nodeSelector, tolerations, architectures, priorityClassName } = placement;
  const props = Object.entries({
    nodeSelector: nodeSelector.size === 0 ? undefined : Object.fromEntries(nodeSelector),
    tolerations: tolerations.length === 0 ? undefined : tolerations,
    architectures: architectures.length === 0 ? undefined : architectures,
    priorityClassName,
  }).filter(([, value]) => value !== undefined);
  if (props.length > 0) {
    server.set('placement', Object.fromEntries(props));
  }
}

interface Wish {
  readonly key: string;
  readonly values: readonly Field[];
  /** What is marked or refused. */
  readonly field: Field;
}

function selectNode(server: ServerDraft, placement: Placement, { key, values, field }: Wish): boolean {
  const texts = values.map(value => value.text ?? '');
  const [first = ''] = texts;
  if (key === OPERATING_SYSTEM && texts.length === 1 && first === 'linux') {
    field.use('every server runs on Linux');
    return true;
  }
  if (key === ARCHITECTURE && texts.length > 0 && texts.every(isArchitecture)) {
    return selectArchitectures(server, placement, texts, field);
  }
  const before = placement.nodeSelector.get(key);
  if (texts.length !== 1 || !isLabel(key, first) || (before ?? first) !== first) {
    return false;
  }
  placement.nodeSelector.set(key, first);
  field.use(`${server.at}.placement.nodeSelector`);
  return true;
}

/** A node must meet every condition. */
function selectArchitectures(
  server: ServerDraft,
  placement: Placement,
  texts: readonly string[],
  field: Field,
): boolean {
  const common = [...new Set(texts)].filter(text => allowed(placement, text));
  if (common.length === 0) {
    return false;
  }
  placement.architectures.splice(0, placement.architectures.length, ...common);
  field.use(`${server.at}.placement.architectures`);
  return true;
}

function allowed({ architectures }: Placement, text: string): boolean {
  return architectures.length === 0 || architectures.includes(text);
}

function isArchitecture(text: string): boolean {
  return Object.values<string>(Architecture).includes(text);
}

function isLabel(key: string, value: string): boolean {
  return isQualifiedName(key) && isWritableKey(key) && isLabelValue(value) && credentialShape(value) === undefined;
}

/** A toleration of everything would let a server onto nodes that are kept for others. */
function tolerate(server: ServerDraft, placement: Placement, item: Field): void {
  const [key, value, effect] = ['key', 'value', 'effect'].map(name => item.at(name).text);
  const isKnown = effect === undefined || Object.values<string>(TaintEffect).includes(effect);
  item.at('tolerationSeconds').drop('how long a pod stays on a node that has such a taint is not set');
  if (key === undefined || !isKnown || !isLabel(key, value ?? '') || !isOneTaint(item)) {
    item.open('see the decisions');
    server.decide(
      'placement.tolerations',
      'tolerations',
      `${item.path} tolerates what cannot be written as one taint: name the taints of the nodes that are meant, ` +
        'such as [{ key: dedicated, value: mcp, effect: NoSchedule }], or write []',
      true,
    );
    return;
  }
  const parts = Object.entries({ key, value, effect }).filter(([, text]) => text !== undefined);
  placement.tolerations.push(Object.fromEntries(parts));
  item.useEach(['key', 'value', 'effect', 'operator'], `${server.at}.placement.tolerations`);
}

/** `Equal`, which is the default, without a value means the value of no text, and not every value. */
function isOneTaint(item: Field): boolean {
  const [operator = 'Equal', value] = ['operator', 'value'].map(key => item.at(key).text);
  return operator === 'Exists' ? value === undefined : operator === 'Equal' && (value ?? '') !== '';
}

/** What nodes must be is carried if it says one value for each label; wishes are not needed to run. */
function importAffinity(server: ServerDraft, placement: Placement, affinity: Field): void {
  const required = affinity.at('nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const terms = required.at('nodeSelectorTerms').items;
  const expressions = terms[0]?.at('matchExpressions').items ?? [];
  const isSimple = terms.length === 1 && !terms[0].at('matchFields').isGiven && expressions.length > 0;
  const isCarried = isSimple && expressions.every(expression => selectExpression(server, placement, expression));
  if (required.isGiven && !isCarried) {
    required.open('see the decisions');
    server.decide(
      'placement',
      'nodes',
      `${required.path} says which nodes are allowed: write it as { nodeSelector: { LABEL: VALUE } } or architectures`,
      true,
    );
  }
  affinity
    .at('nodeAffinity', 'preferredDuringSchedulingIgnoredDuringExecution')
    .drop('a wish: pods run on any node that is allowed');
  affinity.dropEach(['podAffinity', 'podAntiAffinity'], SPREAD);
}

function selectExpression(server: ServerDraft, placement: Placement, expression: Field): boolean {
  const key = expression.at('key').text ?? '';
  return (
    expression.at('operator').text === 'In' &&
    selectNode(server, placement, { key, values: expression.at('values').items, field: expression })
  );
}

function importPriority(server: ServerDraft, placement: Placement, field: Field): void {
  const name = objectName(field);
  if (name === undefined || isSystemPriority(name)) {
    field.drop('such a priority is kept for the system');
  } else {
    placement.priorityClassName = name;
    field.use(`${server.at}.placement.priorityClassName`);
  }
}
