import { imageProblem, isFromRegistry, parseImageReference } from '../../private/image-reference';
import { Quantity, compareQuantities, isWholeBytes, parseQuantity } from '../../private/quantities';
import { Json, at, integer, list, record, text } from '../json';
import { Finding, ObjectRule, WORKLOADS, expect } from '../rule';

const LOWEST_UID = 10001;
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/** The quantity of a resource as text, or undefined when it is missing. */
function amount(json: Json, group: 'requests' | 'limits', resource: string): string | undefined {
  const value = at(json, 'resources', group, resource);
  return typeof value === 'number' ? String(value) : text(value);
}

export const CONTAINER_RULES: readonly ObjectRule[] = [
  {
    id: 'read-only-root',
    title: 'The root file system is read-only',
    why: 'An intruder cannot replace the program or leave one behind.',
    fix: 'Set readOnlyRootFilesystem: true and give the server Storage, or use Hardening.withWritableRoot(reason).',
    severity: 'error',
    references: ['NSA/CISA: Immutable container file systems', 'CIS 5.7.3'],
    kinds: [WORKLOADS],
    check: ({ pod }) => (pod?.containers ?? []).flatMap(({ path, json }) =>
      expect(at(json, 'securityContext', 'readOnlyRootFilesystem') === true, `${path}.securityContext.readOnlyRootFilesystem`, 'must be true')),
  },
  {
    id: 'user-range',
    title: 'Containers run as a uid above 10000',
    why: 'A low uid may be one that the node knows.',
    fix: 'Leave the user to the library or the platform, or use Hardening.withUser(uid, reason).',
    severity: 'error',
    references: ['CIS 5.2.7'],
    kinds: [WORKLOADS],
    check: ({ pod }) => pod === undefined ? [] : [{ path: pod.path, json: pod.spec }, ...pod.containers].flatMap(({ path, json }) => {
      const uid = at(json, 'securityContext', 'runAsUser');
      return expect(uid === undefined || (integer(uid) ?? 0) >= LOWEST_UID, `${path}.securityContext.runAsUser`, `must be ${LOWEST_UID} or more, got ${String(uid)}`);
    }),
  },
  {
    id: 'image-pin',
    title: 'Images are pinned by tag and digest',
    why: 'A tag can be moved to another image at any time; the digest cannot.',
    fix: 'Write repository:tag@sha256:digest, never latest.',
    severity: 'error',
    references: ['OWASP MCP Top 10: Supply chain', 'NSA/CISA: Container images'],
    kinds: [WORKLOADS],
    check: ({ pod, imagePolicy }) => (pod?.containers ?? []).flatMap(({ path, json }) => {
      const image = parseImageReference(text(json.image) ?? '');
      const problem = typeof image === 'string' ? image : imageProblem(image, { requireDigest: imagePolicy.requireDigests });
      return expect(problem === undefined, `${path}.image`, problem ?? '');
    }),
  },
  {
    id: 'image-registry',
    title: 'Images come from an allowed registry',
    why: 'Anyone can publish to a public registry under a name that looks right.',
    fix: 'Use an image of McpPlatform.allowedRegistries.',
    severity: 'error',
    references: ['NSA/CISA: Container images'],
    kinds: [WORKLOADS],
    check: ({ pod, imagePolicy: { allowedRegistries } }) => (pod?.containers ?? []).flatMap(({ path, json }) => {
      if (allowedRegistries === undefined) { return []; }
      const image = parseImageReference(text(json.image) ?? '');
      return expect(typeof image !== 'string' && isFromRegistry(image, allowedRegistries), `${path}.image`, `is not from ${allowedRegistries.join(', ')}`);
    }),
  },
  {
    id: 'image-pull-policy',
    title: 'Images are pulled with the pod\'s own credentials',
    why: 'With another policy a pod may run an image that another tenant pulled to the node.',
    fix: 'Set imagePullPolicy: Always.',
    severity: 'error',
    references: ['Kubernetes: AlwaysPullImages'],
    kinds: [WORKLOADS],
    check: ({ pod }) => (pod?.containers ?? []).flatMap(({ path, json }) => expect(json.imagePullPolicy === 'Always', `${path}.imagePullPolicy`, 'must be Always')),
  },
  {
    id: 'resources',
    title: 'Containers have requests and limits that make sense',
    why: 'Without them one server starves the node, and an autoscaler on CPU has nothing to compare with.',
    fix: 'Set requests for cpu and memory, limits for memory and ephemeral-storage, each request at most its limit.',
    severity: 'error',
    references: ['NSA/CISA: Resource policies', 'OWASP MCP Top 10: Denial of service'],
    kinds: [WORKLOADS],
    check: ({ pod }) => (pod?.containers ?? []).filter(({ role }) => role !== 'ephemeralContainers').flatMap(({ path, json }) => [
      ...(['cpu', 'memory', 'ephemeral-storage'] as const).flatMap(name => resourceFindings(path, json, name)),
    ]),
  },
  {
    id: 'probes',
    title: 'Startup, readiness and liveness are probed, and differ',
    why: 'Without readiness calls reach a server that cannot answer; equal probes restart one that is only busy.',
    fix: 'Give every container the three probes, readiness and liveness on different ports or paths, each on a declared port.',
    severity: 'error',
    references: ['Kubernetes: Configure probes'],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],
    check: ({ pod }) => (pod?.containers ?? []).filter(({ role }) => role === 'containers').flatMap(({ path, json }) => probeFindings(path, json)),
  },
  {
    id: 'scratch-size',
    title: 'Scratch volumes have a size that fits the limits',
    why: 'A volume without size fills the node; one above the limit gets the pod evicted before it is full.',
    fix: 'Set sizeLimit, and an ephemeral-storage limit of at least the volumes together.',
    severity: 'error',
    references: ['NSA/CISA: Resource policies'],
    kinds: [WORKLOADS],
    check: ({ pod }) => {
      if (pod === undefined) { return []; }
      const sized = list(pod.spec.volumes)
        .map((volume, i) => ({ emptyDir: at(volume, 'emptyDir'), field: `${pod.path}.volumes[${i}].emptyDir.sizeLimit` }))
        .filter(({ emptyDir }) => emptyDir !== undefined)
        .map(({ emptyDir, field }) => ({ emptyDir, field, size: quantity(at(emptyDir, 'sizeLimit')) }));
      const onDisk = sized.filter(({ emptyDir }) => at(emptyDir, 'medium') !== 'Memory').flatMap(({ size }) => (size === undefined ? [] : [size]));
      const limits = pod.containers.flatMap(({ json }) => quantity(at(json, 'resources', 'limits', 'ephemeral-storage')) ?? []);
      return [
        ...sized.flatMap(({ size, field }) => expect(size !== undefined, field, 'must be a quantity')),
        ...expect(limits.length === 0 || compareQuantities(total(onDisk), total(limits)) <= 0, `${pod.path}.volumes`, 'on disk are larger together than the ephemeral-storage limits'),
      ];
    },
  },
];

function resourceFindings(path: string, json: Json, name: 'cpu' | 'memory' | 'ephemeral-storage'): Finding[] {
  const request = amount(json, 'requests', name);
  const limit = amount(json, 'limits', name);
  const valid = (value: string | undefined): boolean => value === undefined || (name === 'cpu' ? parseQuantity(value) !== undefined : isWholeBytes(value));
  const [asked, most] = [parseQuantity(request ?? ''), parseQuantity(limit ?? '')];
  return [
    ...name === 'ephemeral-storage' ? [] : expect(request !== undefined, `${path}.resources.requests.${name}`, 'is missing'),
    ...name === 'cpu' ? [] : expect(limit !== undefined, `${path}.resources.limits.${name}`, 'is missing'),
    ...expect(valid(request), `${path}.resources.requests.${name}`, `is no quantity of ${name}: ${request}`),
    ...expect(valid(limit), `${path}.resources.limits.${name}`, `is no quantity of ${name}: ${limit}`),
    ...expect(asked === undefined || most === undefined || compareQuantities(asked, most) <= 0, `${path}.resources.requests.${name}`, `${request} is above the limit ${limit}`),
  ];
}

function probeFindings(path: string, json: Json): Finding[] {
  const ports = list(json.ports).flatMap(port => [at(port, 'name'), at(port, 'containerPort')]);
  const described = PROBES.map(name => JSON.stringify(['httpGet', 'tcpSocket', 'grpc', 'exec'].map(how => at(json, name, how))));
  return [
    ...PROBES.flatMap(name => expect(Object.keys(record(json[name])).length > 0, `${path}.${name}`, 'is missing')),
    ...PROBES.flatMap(name => ['httpGet', 'tcpSocket'].flatMap(how => {
      const port = at(json, name, how, 'port');
      return expect(port === undefined || ports.includes(port), `${path}.${name}.${how}.port`, `asks ${String(port)}, which the container does not declare`);
    })),
    ...expect(json.livenessProbe === undefined || described[1] !== described[2], `${path}.livenessProbe`, 'asks the same as readinessProbe'),
  ];
}

function quantity(value: unknown): Quantity | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined;
}

function total(quantities: readonly Quantity[]): Quantity {
  return quantities.reduce((sum, { numerator, denominator }) => ({
    numerator: sum.numerator * denominator + numerator * sum.denominator,
    denominator: sum.denominator * denominator,
  }), { numerator: 0n, denominator: 1n });
}
