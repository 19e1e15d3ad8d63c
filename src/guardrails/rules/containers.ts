import { isDeepStrictEqual } from 'util';
import {
  PINNED_IMAGE,
  TAGGED_IMAGE,
  imageProblem,
  isFromRegistry,
  parseImageReference,
} from '../../foundation/packages/image-reference';
import { Quantity, compareQuantities, isWholeBytes, parseQuantity } from '../../foundation/quantities';
import { celPattern } from '../admission-form';
import { Json, getPath, asInteger, asArray, describe, asString } from '../json';
import { ContainerView, PodView } from '../pod-view';
import { Finding, ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { Subject } from '../subject';

const LOWEST_UID = 10001;
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];

/** The same as resourceFindings for a container `c`, but for what the API server checks itself. */
const RESOURCES_SOUND = [
  ...['cpu', 'memory'].map(name => `'${name}' in c.?resources.?requests.orValue({})`),
  ...['memory', 'ephemeral-storage'].map(name => `'${name}' in c.?resources.?limits.orValue({})`),
  ...['requests', 'limits'].map(
    group => `c.resources.${group}.all(name, quantity(c.resources.${group}[name]).isGreaterThan(quantity('0')))`,
  ),
  'c.resources.requests.all(name, !(name in c.resources.limits) || quantity(c.resources.requests[name]).compareTo(quantity(c.resources.limits[name])) <= 0)',
].join(' && ');

/** The quantity of a resource as text, or undefined when it is missing. */
function amount(json: Json, group: 'requests' | 'limits', resource: string): string | undefined {
  const value = getPath(json, 'resources', group, resource);
  return typeof value === 'number' ? String(value) : asString(value);
}

function containersOf({ pod }: Subject): readonly ContainerView[] {
  return pod?.containers ?? [];
}

export const CONTAINER_RULES: readonly ObjectRule[] = [
  {
    id: 'read-only-root',
    title: 'The root file system is read-only',
    why: 'An intruder cannot replace the program or leave one behind.',
    fix: 'Set readOnlyRootFilesystem: true and give the server Storage, or use Hardening.withWritableRoot(reason).',
    severity: 'error',
    references: ['NSA/CISA: Immutable container file systems', 'CIS 5.6.3'],
    scanners: ['kube-score:container-security-context-readonlyrootfilesystem', 'trivy:KSV014', 'checkov:CKV_K8S_22'],
    admission: {
      of: 'Pods',
      container: 'c.?securityContext.?readOnlyRootFilesystem.orValue(false)',
      problem: 'must have securityContext.readOnlyRootFilesystem: true',
    },
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(({ path, json }) =>
        findingUnless(
          getPath(json, 'securityContext', 'readOnlyRootFilesystem') === true,
          `${path}.securityContext.readOnlyRootFilesystem`,
          'must be true',
        ),
      ),
  },
  {
    id: 'user-range',
    title: 'Containers run as a uid above 10000',
    why: 'A low uid may be one that the node knows; without one the image decides.',
    fix: 'Leave the user to the library or the platform, or use Hardening.withUser(uid, reason).',
    severity: 'error',
    references: ['CIS 5.2.7'],
    scanners: ['kube-score:container-security-context-user-group-id', 'trivy:KSV020', 'checkov:CKV_K8S_40'],
    admission: {
      of: 'Pods',
      container:
        '(variables.openshift || has(c.securityContext) && has(c.securityContext.runAsUser) || has(variables.context.runAsUser))' +
        ` && c.?securityContext.?runAsUser.orValue(variables.context.?runAsUser.orValue(${LOWEST_UID})) >= ${LOWEST_UID}`,
      problem: `must have runAsUser ${LOWEST_UID} or more, there or on the pod`,
    },
    kinds: [WORKLOADS],
    check: ({ pod, facts }) =>
      pod === undefined
        ? []
        : pod.contexts.flatMap(({ path, json }, i) => {
            // a container without a uid has the pod's; OpenShift gives one where neither names it
            const uid = json.runAsUser ?? (i === 0 ? undefined : pod.contexts[0].json.runAsUser);
            const missing = i > 0 && uid === undefined && !facts.openshift;
            return [
              ...findingUnless(!missing, `${path}.runAsUser`, 'is missing here and on the pod'),
              ...findingUnless(
                uid === undefined || (asInteger(uid) ?? 0) >= LOWEST_UID,
                `${path}.runAsUser`,
                `must be ${LOWEST_UID} or more, got ${describe(uid)}`,
              ),
            ];
          }),
  },
  {
    id: 'image-pin',
    title: 'Images are pinned by tag and digest',
    why: 'A tag can be moved to another image at any time; the digest cannot.',
    fix: 'Write repository:tag@sha256:digest, never latest.',
    severity: 'error',
    references: [
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
      'NSA/CISA: Building secure container images',
    ],
    scanners: ['kube-score:container-image-tag', 'trivy:KSV013', 'checkov:CKV_K8S_14', 'checkov:CKV_K8S_43'],
    admission: {
      of: 'Pods',
      container:
        `c.image.matches(variables.digests ? ${celPattern(PINNED_IMAGE)} : ${celPattern(TAGGED_IMAGE)})` +
        ` && !c.image.matches(${celPattern('(?i):latest(?:@|$)')})`,
      problem: 'must have an image with registry, tag (not latest) and digest',
    },
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(({ path, json }) => {
        const image = parseImageReference(asString(json.image) ?? '');
        const problem =
          typeof image === 'string' ? image : imageProblem(image, { requireDigest: subject.facts.requireDigests });
        return findingUnless(problem === undefined, `${path}.image`, problem ?? '');
      }),
  },
  {
    id: 'image-registry',
    title: 'Images come from an allowed registry',
    why: 'Anyone can publish to a public registry under a name that looks right.',
    fix: 'Use an image of McpPlatform.allowedRegistries.',
    severity: 'error',
    references: [
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
      'NSA/CISA: Building secure container images',
    ],
    scanners: [],
    admission: {
      of: 'Pods',
      container: [
        "variables.registries.exists(r, c.image.startsWith(r + '/') || r.contains('/') && [':', '@'].exists(end, c.image.startsWith(r + end)))",
        // docker.io/node is docker.io/library/node: lists of packages compare one spelling
        "!c.image.matches(r'^docker[.]io/[^/]+$')",
      ].join(' && '),
      problem: 'must have an image of an allowed registry, written with its full name',
    },
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(({ path, json }) => {
        const { allowedRegistries } = subject.facts;
        if (allowedRegistries === undefined) {
          return [];
        }
        const image = parseImageReference(asString(json.image) ?? '');
        return findingUnless(
          typeof image !== 'string' && isFromRegistry(image, allowedRegistries),
          `${path}.image`,
          `is not from ${allowedRegistries.join(', ')}`,
        );
      }),
  },
  {
    id: 'image-pull-policy',
    title: "Images are pulled with the pod's own credentials",
    why: 'With another policy a pod may run an image that another tenant pulled to the node.',
    fix: 'Set imagePullPolicy: Always.',
    severity: 'error',
    references: ['Kubernetes: AlwaysPullImages'],
    scanners: ['kube-score:container-image-pull-policy'],
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(({ path, json }) =>
        findingUnless(json.imagePullPolicy === 'Always', `${path}.imagePullPolicy`, 'must be Always'),
      ),
  },
  {
    id: 'resources',
    title: 'Containers have requests and limits that make sense',
    why: 'Without them one server starves the node, and an autoscaler on CPU has nothing to compare with.',
    fix: 'Set requests for cpu and memory, limits for memory and ephemeral-storage, all above 0, each request at most its limit.',
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
        'must have requests for cpu and memory and limits for memory and ephemeral-storage, above 0, no request above its limit',
    },
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject)
        .filter(({ role }) => role !== 'ephemeralContainers')
        .flatMap(({ path, json }) => [
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
    scanners: [
      'kube-score:pod-probes',
      'kube-score:pod-probes-identical',
      'kube-linter:liveness-port',
      'kube-linter:readiness-port',
      'kube-linter:startup-port',
      'checkov:CKV_K8S_8',
      'checkov:CKV_K8S_9',
    ],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],
    check: subject =>
      containersOf(subject)
        .filter(({ role }) => role === 'containers')
        .flatMap(({ path, json }) => probeFindings(path, json)),
  },
  {
    id: 'scratch-size',
    title: 'Scratch volumes have a size that fits the limits',
    why: 'A volume without size fills the node; one above the limit gets the pod evicted before it is full.',
    fix: 'Set sizeLimit above 0, and limits of ephemeral-storage and memory of at least the volumes on disk and in memory together.',
    severity: 'error',
    references: ['NSA/CISA: Resource policies'],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod }) => {
      if (pod === undefined) {
        return [];
      }
      const sized = asArray(pod.spec.volumes)
        .map((volume, i) => ({
          emptyDir: getPath(volume, 'emptyDir'),
          field: `${pod.path}.volumes[${i}].emptyDir.sizeLimit`,
        }))
        .filter(({ emptyDir }) => emptyDir !== undefined)
        .map(({ emptyDir, field }) => ({
          inMemory: getPath(emptyDir, 'medium') === 'Memory',
          field,
          size: quantity(getPath(emptyDir, 'sizeLimit')),
        }));
      return [
        ...sized.flatMap(({ size, field }) =>
          findingUnless(size !== undefined && isPositive(size), field, 'must be a quantity above 0'),
        ),
        ...(
          [
            ['ephemeral-storage', false, 'on disk'],
            ['memory', true, 'in memory'],
          ] as const
        ).flatMap(([resource, memory, where]) => {
          const limit = limitOf(pod, resource);
          const volumes = total(
            sized.flatMap(({ inMemory, size }) => (inMemory === memory && size !== undefined ? [size] : [])),
          );
          return findingUnless(
            limit === undefined || compareQuantities(volumes, limit) <= 0,
            `${pod.path}.volumes`,
            `${where} are larger together than the ${resource} limits`,
          );
        }),
      ];
    },
  },
];

function resourceFindings(path: string, json: Json, name: 'cpu' | 'memory' | 'ephemeral-storage'): Finding[] {
  const request = amount(json, 'requests', name);
  const limit = amount(json, 'limits', name);
  const valid = (value: string | undefined): boolean =>
    value === undefined || (name === 'cpu' ? parseQuantity(value) !== undefined : isWholeBytes(value));
  const [asked, most] = [parseQuantity(request ?? ''), parseQuantity(limit ?? '')];
  return [
    ...(name === 'ephemeral-storage'
      ? []
      : findingUnless(request !== undefined, `${path}.resources.requests.${name}`, 'is missing')),
    ...(name === 'cpu' ? [] : findingUnless(limit !== undefined, `${path}.resources.limits.${name}`, 'is missing')),
    ...findingUnless(valid(request), `${path}.resources.requests.${name}`, `is no quantity of ${name}: ${request}`),
    ...findingUnless(valid(limit), `${path}.resources.limits.${name}`, `is no quantity of ${name}: ${limit}`),
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

function probeFindings(path: string, json: Json): Finding[] {
  const ports = asArray(json.ports).flatMap(port => [getPath(port, 'name'), getPath(port, 'containerPort')]);
  return [
    ...PROBES.flatMap(name =>
      findingUnless(
        questionOf(json[name]) !== undefined,
        `${path}.${name}`,
        json[name] === undefined ? 'is missing' : 'asks nothing',
      ),
    ),
    ...PROBES.flatMap(name =>
      ['httpGet', 'tcpSocket'].flatMap(how => {
        const port = getPath(json, name, how, 'port');
        return findingUnless(
          port === undefined || ports.includes(port),
          `${path}.${name}.${how}.port`,
          `asks ${describe(port)}, which the container does not declare`,
        );
      }),
    ),
    ...findingUnless(
      json.livenessProbe === undefined || asksElse(questionOf(json.livenessProbe), questionOf(json.readinessProbe)),
      `${path}.livenessProbe`,
      'asks the same as readinessProbe',
    ),
  ];
}

function asksElse(one: unknown[] | undefined, other: unknown[] | undefined): boolean {
  return one?.[0] !== other?.[0] || !isDeepStrictEqual(one, other);
}

/** What a probe asks, without when and how often; headers do not make another question. */
function questionOf(probe: unknown): unknown[] | undefined {
  const how = HANDLERS.find(name => getPath(probe, name) !== undefined);
  return how === undefined
    ? undefined
    : [how, ...['path', 'port', 'service', 'command'].map(part => getPath(probe, how, part))];
}

/** The limit of a pod: of its containers together, or of one init container if that is more (k8s.io/component-helpers/resource, PodLimits). */
function limitOf(pod: PodView, resource: string): Quantity | undefined {
  const limits = pod.containers.flatMap(({ role, json }) => {
    const limit = quantity(getPath(json, 'resources', 'limits', resource));
    return limit === undefined
      ? []
      : [{ role, limit, stays: role === 'containers' || json.restartPolicy === 'Always' }];
  });
  if (limits.length === 0) {
    return undefined;
  }
  const running = total(limits.filter(({ stays }) => stays).map(({ limit }) => limit));
  return limits
    .filter(({ role }) => role === 'initContainers')
    .reduce((most, { limit }) => (compareQuantities(limit, most) > 0 ? limit : most), running);
}

function isPositive({ numerator }: Quantity): boolean {
  return numerator > 0n;
}

function quantity(value: unknown): Quantity | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined;
}

function total(quantities: readonly Quantity[]): Quantity {
  return quantities.reduce(
    (sum, { numerator, denominator }) => ({
      numerator: sum.numerator * denominator + numerator * sum.denominator,
      denominator: sum.denominator * denominator,
    }),
    { numerator: 0n, denominator: 1n },
  );
}
