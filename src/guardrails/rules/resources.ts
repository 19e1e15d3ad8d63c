import { compareQuantities, isWholeBytes, parseQuantity } from '../../foundation/quantities';
import { Json, getPath, asString } from '../json';
import { isPositive } from '../quantity';
import { Finding, ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { containersOf } from '../subject';

/** The same as resourceFindings for a container `c`, but for what the API server checks itself. */
const RESOURCES_SOUND = [
  ...['cpu', 'memory'].map(name => `'${name}' in c.?resources.?requests.orValue({})`),
  ...['memory', 'ephemeral-storage'].map(name => `'${name}' in c.?resources.?limits.orValue({})`),
  ...['requests', 'limits'].map(
    group => `c.resources.${group}.all(name, quantity(c.resources.${group}[name]).isGreaterThan(quantity('0')))`,
  ),
  'c.resources.requests.all(name, !(name in c.resources.limits) || ' +
    'quantity(c.resources.requests[name]).compareTo(quantity(c.resources.limits[name])) <= 0)',
].join(' && ');

export const RESOURCES_RULE: ObjectRule = {
  id: 'resources',
  title: 'Containers have valid requests and limits',
  why: 'Without them one server can exhaust the node, and an autoscaler on CPU cannot work.',
  fix:
    'Set requests for cpu and memory, limits for memory and ephemeral-storage, all above 0, ' +
    'each request at most its limit.',
  severity: 'error',
  references: ['NSA/CISA: Resource policies'],
  scanners: [
    'kube-score:container-resources',
    'kube-score:container-memory-requests-equal-limits',
    'kube-score:container-ephemeral-storage-request-and-limit',
    'trivy:KSV015',
    'trivy:KSV016',
    'trivy:KSV018',
    'checkov:CKV_K8S_10',
    'checkov:CKV_K8S_12',
    'checkov:CKV_K8S_13',
  ],
  admission: {
    of: 'Pods',
    container: RESOURCES_SOUND,
    among: 'sized',
    problem:
      'must have requests for cpu and memory and limits for memory and ephemeral-storage, above 0, ' +
      'no request above its limit',
  },
  kinds: [WORKLOADS],
  check: subject =>
    containersOf(subject)
      .filter(({ role }) => role !== 'ephemeralContainers')
      .flatMap(({ path, json }) => [
        ...(['cpu', 'memory', 'ephemeral-storage'] as const).flatMap(name => resourceFindings(path, json, name)),
      ]),
};

function resourceFindings(path: string, json: Json, name: 'cpu' | 'memory' | 'ephemeral-storage'): Finding[] {
  const request = amount(json, 'requests', name);
  const limit = amount(json, 'limits', name);
  const valid = (value: string | undefined): boolean =>
    value === undefined || (name === 'cpu' ? parseQuantity(value) !== undefined : isWholeBytes(value));
  const [asked, most] = [parseQuantity(request ?? ''), parseQuantity(limit ?? '')];
  return [
    ...findingUnless(
      request !== undefined || name === 'ephemeral-storage',
      `${path}.resources.requests.${name}`,
      'is missing',
    ),
    ...findingUnless(limit !== undefined || name === 'cpu', `${path}.resources.limits.${name}`, 'is missing'),
    ...findingUnless(valid(request), `${path}.resources.requests.${name}`, `is not a quantity of ${name}: ${request}`),
    ...findingUnless(valid(limit), `${path}.resources.limits.${name}`, `is not a quantity of ${name}: ${limit}`),
    ...findingUnless(
      asked === undefined || isPositive(asked),
      `${path}.resources.requests.${name}`,
      `must be above 0, got ${request}`,
    ),
    ...findingUnless(
      most === undefined || isPositive(most),
      `${path}.resources.limits.${name}`,
      `must be above 0, got ${limit}: 0 means no limit`,
    ),
    ...findingUnless(
      asked === undefined || most === undefined || compareQuantities(asked, most) <= 0,
      `${path}.resources.requests.${name}`,
      `${request} is above the limit ${limit}`,
    ),
  ];
}

/** The quantity of a resource as text, or undefined when it is missing. */
function amount(json: Json, group: 'requests' | 'limits', resource: string): string | undefined {
  const value = getPath(json, 'resources', group, resource);
  return typeof value === 'number' ? String(value) : asString(value);
}
