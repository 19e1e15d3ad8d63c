import { dnsFindings, isDnsOnly } from './cilium-dns';
import { endpointFindings, entityFindings, nameFindings, setFindings } from './cilium-peers';
import { portFindings } from './cilium-ports';
import { AppIndex } from '../app-index';
import { Json, getPath, asArray, asObject, asString, describe } from '../json';
import { portsProblem } from '../ports';
import { WrittenRange, rangeFindings, writtenRange } from '../ranges';
import { Finding, findingUnless } from '../rule';
import { Subject } from '../subject';
import { metadataFindings } from './cilium-metadata';
import { CiliumScope, Side, specsOf } from './cilium-scope';

/** Fields of a policy whose meaning is judged here, or that open nothing. */
const SPEC_FIELDS = [
  'description',
  'egress',
  'egressDeny',
  'enableDefaultDeny',
  'endpointSelector',
  'ingress',
  'ingressDeny',
  'labels',
  'log',
];
const COMMON_FIELDS = ['authentication', 'icmps', 'toPorts'];
const SIDES: Readonly<Record<'ingress' | 'egress', Side>> = {
  ingress: {
    endpoints: 'fromEndpoints',
    entities: 'fromEntities',
    ranges: 'fromCIDR',
    sets: 'fromCIDRSet',
    names: undefined,
  },
  egress: { endpoints: 'toEndpoints', entities: 'toEntities', ranges: 'toCIDR', sets: 'toCIDRSet', names: 'toFQDNs' },
};

/** What is open in a CiliumNetworkPolicy, in `spec` and in the list form `specs`. */
export function ciliumFindings(subject: Subject, app: AppIndex): Finding[] {
  const { manifest } = subject;
  const scope = scopeOf(subject, app);
  return [
    ...listFindings('', manifest, ['specs']),
    ...specsOf(manifest).flatMap(([field, spec]) => specFindings(field, spec, scope)),
  ];
}

function scopeOf({ manifest, facts, namespace, name }: Subject, app: AppIndex): CiliumScope {
  return {
    clusterwide: manifest.kind === 'CiliumClusterwideNetworkPolicy',
    clusterDomain: facts.clusterDomain,
    beside: app.find(namespace, 'NetworkPolicy', name)?.manifest,
  };
}

function specFindings(field: string, spec: unknown, scope: CiliumScope): Finding[] {
  return [
    ...unknownFields(field, asObject(spec), SPEC_FIELDS),
    ...listFindings(field, asObject(spec), ['ingress', 'egress', 'egressDeny']),
    ...(['ingress', 'egress'] as const).flatMap(direction => [
      ...findingUnless(
        ['undefined', 'true'].includes(describe(getPath(spec, 'enableDefaultDeny', direction))),
        `${field}.enableDefaultDeny.${direction}`,
        'must not be false',
      ),
      ...directionFindings(`${field}.${direction}`, asArray(getPath(spec, direction)), SIDES[direction], scope),
    ]),
    ...dnsFindings(field, spec, scope),
    ...metadataFindings(field, spec),
  ];
}

function directionFindings(field: string, rules: readonly unknown[], side: Side, scope: CiliumScope): Finding[] {
  const tooMany = portsProblem(rules.flatMap(rule => asArray(getPath(rule, 'toPorts'))));
  return [
    ...rules.flatMap((rule, i) => ruleFindings(`${field}[${i}]`, asObject(rule), side, scope)),
    ...findingUnless(tooMany === undefined, field, tooMany ?? ''),
    ...rangeFindings(
      field,
      rules.flatMap((rule, i) => rangesOf(`${field}[${i}]`, rule, side)),
    ),
  ];
}

function ruleFindings(field: string, rule: Json, side: Side, scope: CiliumScope): Finding[] {
  const peers = Object.values(side).flatMap((name: string | undefined) => name ?? []);
  const entities = asArray(rule[side.entities]);
  return [
    ...unknownFields(field, rule, [...COMMON_FIELDS, ...peers]),
    ...listFindings(field, rule, peers),
    ...findingUnless(
      peers.some(name => asArray(rule[name]).length > 0),
      field,
      'has no peer, which allows everyone',
    ),
    ...entityFindings(field, entities, side, isDnsOnly(rule)),
    ...asArray(rule[side.endpoints]).flatMap((endpoint, i) =>
      endpointFindings(`${field}.${side.endpoints}[${i}]`, endpoint, scope),
    ),
    ...asArray(rule[side.sets]).flatMap((set, i) => setFindings(`${field}.${side.sets}[${i}]`, set)),
    ...asArray(side.names && rule[side.names]).flatMap((name, i) => nameFindings(`${field}.toFQDNs[${i}]`, name)),
    ...portFindings(field, rule),
    ...findingUnless(
      rule.authentication === undefined || getPath(rule.authentication, 'mode') === 'required',
      `${field}.authentication.mode`,
      'must be required',
    ),
  ];
}

function rangesOf(field: string, rule: unknown, side: Side): WrittenRange[] {
  const inward = side === SIDES.ingress;
  const sets = asArray(getPath(rule, side.sets)).flatMap((set, i) =>
    getPath(set, 'cidr') === undefined ? [] : writtenRange(`${field}.${side.sets}[${i}]`, set),
  );
  const ranges = asArray(getPath(rule, side.ranges)).map((cidr, i) => ({
    field: `${field}.${side.ranges}[${i}]`,
    cidr: asString(cidr) ?? '',
    except: [],
  }));
  // exceptions keep private networks closed; the rest of the world may still come in
  const dnsOnly = isDnsOnly(asObject(rule));
  return [...ranges, ...sets].map(range =>
    inward
      ? { ...range, except: [], metadataIsMeant: true }
      : { ...range, nodeIsMeant: dnsOnly && /\/(32|128)$/.test(range.cidr) },
  );
}

function listFindings(field: string, object: Json, names: readonly string[]): Finding[] {
  return names.flatMap(name =>
    findingUnless(
      object[name] === undefined || Array.isArray(object[name]),
      field === '' ? name : `${field}.${name}`,
      'is not a list',
    ),
  );
}

function unknownFields(field: string, object: Json, known: readonly string[]): Finding[] {
  return Object.keys(object)
    .filter(name => !known.includes(name) && object[name] !== undefined)
    .map(name => ({ field: `${field}.${name}`, problem: 'is a field that can open more than its peers and ports' }));
}
