import { CiliumScope, Side } from './cilium-scope';
import { hostProblem } from '../../foundation/net/host-names';
import { wildcardProblem } from '../../foundation/net/wildcards';
import { Json, getPath, asArray, asObject, asString, describe } from '../json';
import { Finding, findingUnless } from '../rule';

/** Entities that are one known peer. Others are every node, every pod or everyone. */
const ENTITIES = ['ingress', 'kube-apiserver'];
/** The node may be reached for DNS alone: a cache of DNS answers there. */
const NODES = ['host', 'remote-node'];
const NAMESPACE = 'io.kubernetes.pod.namespace';
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';
/** The labels of pods; other sources are identities that Cilium makes, such as `reserved:world`. */
const SOURCE = /^(?:k8s:|any:)?([^:]+)$/;
const NAME = /^[\w-]+(?:\.[\w-]+)*\.?$/;

export function entityFindings(field: string, entities: readonly unknown[], side: Side, dnsOnly: boolean): Finding[] {
  const named = entities.map(describe);
  const toNode = side.names !== undefined && named.some(entity => NODES.includes(entity));
  const open = named.filter(
    entity => !ENTITIES.includes(entity) && !(side.names !== undefined && NODES.includes(entity)),
  );
  return [
    ...findingUnless(open.length === 0, field, `has the entity ${open.join(', ')}, which is not one known peer`),
    ...findingUnless(!toNode || dnsOnly, `${field}.${side.entities}`, 'reaches the node on other ports than DNS'),
  ];
}

/** Pods of one namespace by their labels, or of namespaces that labels name. */
export function endpointFindings(field: string, selector: unknown, { clusterwide }: CiliumScope): Finding[] {
  const { matchLabels, matchExpressions, ...others } = asObject(selector);
  const labels = Object.entries(asObject(matchLabels));
  const expressions = asArray(matchExpressions).map(asObject);
  const keys = [...labels.map(([key]) => key), ...expressions.map(({ key }) => describe(key))];
  const foreign = keys.find(key => !SOURCE.test(key));
  const named = [
    ...labels.flatMap(([key, value]) => (isName(value) ? [plain(key)] : [])),
    ...expressions.flatMap(expression => (namesValues(expression) ? [plain(describe(expression.key))] : [])),
  ];
  const ofNamespaces = keys.map(plain).filter(isOfNamespaces);
  const vague = ofNamespaces.find(key => !named.includes(key));
  return [
    ...findingUnless(Object.keys(others).length === 0, field, 'has other fields than matchLabels and matchExpressions'),
    ...findingUnless(foreign === undefined, field, `selects by ${foreign ?? ''}, which is no label of pods`),
    ...findingUnless(named.length > 0, field, 'selects everyone: it names no value of a label'),
    ...findingUnless(vague === undefined, field, `selects namespaces by ${vague ?? ''} without naming them`),
    ...findingUnless(
      !clusterwide || ofNamespaces.length > 0,
      field,
      'names no namespace: it selects pods of every one',
    ),
  ];
}

function plain(key: string): string {
  return SOURCE.exec(key)?.[1] ?? key;
}

function isOfNamespaces(key: string): boolean {
  return key === NAMESPACE || key.startsWith(NAMESPACE_LABELS);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function namesValues({ operator, values }: Json): boolean {
  return operator === 'In' && asArray(values).length > 0 && asArray(values).every(isName);
}

/** Ranges by exception; other kinds of sets name a group of ranges, which is elsewhere. */
export function setFindings(field: string, set: unknown): Finding[] {
  const { cidr, except: _, ...others } = asObject(set);
  return [
    ...findingUnless(cidr !== undefined, `${field}.cidr`, 'is missing: the ranges are elsewhere'),
    ...Object.keys(others).map(name => ({ field: `${field}.${name}`, problem: 'names ranges that are elsewhere' })),
  ];
}

/** One host by name, or the names below a domain of one owner. */
export function nameFindings(field: string, entry: unknown): Finding[] {
  const { matchName, matchPattern, ...others } = asObject(entry);
  const problem = matchPattern === undefined ? undefined : patternProblem(asString(matchPattern) ?? '');
  const ofName = matchName === undefined ? undefined : nameProblem(asString(matchName) ?? '');
  return [
    ...findingUnless(
      Object.keys(others).length === 0 && (matchName !== undefined || matchPattern !== undefined),
      field,
      'must have matchName or matchPattern and nothing else',
    ),
    ...findingUnless(ofName === undefined, `${field}.matchName`, ofName ?? ''),
    ...findingUnless(problem === undefined, `${field}.matchPattern`, problem ?? ''),
  ];
}

/** Why a pattern stands for names of others; a pattern without `*` is a name. */
function patternProblem(pattern: string): string | undefined {
  const text = pattern.toLowerCase().replace(/\.$/, '');
  return NAME.test(text) ? nameProblem(text) : wildcardProblem(text);
}

/** Why a name is none of a host, or stands for an address. Names of services have underscores. */
function nameProblem(name: string): string | undefined {
  const text = name.toLowerCase().replace(/\.$/, '').replaceAll('_', 'x');
  return NAME.test(name) ? hostProblem(text) : 'must be a host name';
}

/** The texts of `matchName` and `matchPattern`, as Cilium compares them. */
export function namesOf(entry: unknown): string[] {
  return [getPath(entry, 'matchName'), getPath(entry, 'matchPattern')].flatMap(name =>
    name === undefined ? [] : describe(name).toLowerCase().replace(/\.$/, ''),
  );
}
