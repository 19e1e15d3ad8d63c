import { CHANGING_KINDS } from '../data/changing-kinds';
import { FOREIGN_NETWORKS, MESH_NETWORKS, OPENING_NETWORKS } from '../data/foreign-networks';
import { Json, asArray, asObject, describe, getPath } from '../json';
import { Finding, ObjectRule, RelationRule, findingUnless } from '../rule';

/** Sources of a PersistentVolume that are files or programs of a node. */
const OF_NODES = ['hostPath', 'local', 'flexVolume'];

const SERVICE_NAME = 'kubernetes.io/service-name';
const DENIES = new Set(['Deny', 'Drop', 'Reject', 'Log']);
const KYVERNO = ['ClusterPolicy', 'Policy'];
/** What a SecurityContextConstraints lets pods do that no hardened pod does. */
const PERMISSIONS = [
  'allowPrivilegedContainer',
  'allowHostDirVolumePlugin',
  'allowHostIPC',
  'allowHostNetwork',
  'allowHostPID',
  'allowHostPorts',
];

export const FOREIGN_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'unread-pods',
    title: 'All pods are in the manifests',
    why: 'A controller makes these pods from a chart, an image or a part of a pod, and no rule can judge them.',
    fix: 'Render it first, for example with helm template or kustomize build, and check what comes out.',
    severity: 'warning',
    references: ['NSA/CISA: Kubernetes Pod security'],
    scanners: [],
    check: ({ pods }) =>
      findingUnless(!pods.areElsewhere, 'kind', 'starts pods that are not in these manifests: render it first'),
  },
  {
    id: 'unread-objects',
    title: 'No object holds others',
    why: 'Objects in another are judged one by one at most, never with those that they refer to; texts are not read.',
    fix: 'Render it first, and check what comes out.',
    severity: 'warning',
    references: ['NSA/CISA: Kubernetes Pod security'],
    scanners: [],
    check: ({ nested: { objects, texts } }) => [
      ...objects.flatMap(({ path, json: { kind } }) =>
        findingUnless(kind === 'PersistentVolumeClaim', path, `holds a ${describe(kind)}, which is judged alone only`),
      ),
      ...texts.map(field => ({ field, problem: 'is the text of an object, which is not judged' })),
    ],
  },
  {
    id: 'unread-patches',
    title: 'Patches of pods are texts that can be judged',
    why: 'A placeholder may become anything, and null or a directive takes away what was judged.',
    fix: 'Write the fields into the template, or a patch in JSON or YAML that only adds.',
    severity: 'error',
    references: ['NSA/CISA: Kubernetes Pod security'],
    scanners: [],
    check: ({ nested: { unreadPatches } }) => unreadPatches.map(field => ({ field, problem: 'is not judged' })),
  },
  {
    id: 'node-volumes',
    title: 'No PersistentVolume is a path of a node',
    why: 'A pod that claims it gets files, sockets or devices of the node, which its own volumes may not be.',
    fix: 'Use a StorageClass, or a PersistentVolume of a storage system.',
    severity: 'error',
    references: ['PSS restricted: Volume Types', 'CIS 5.2.11'],
    scanners: [],
    kinds: ['PersistentVolume'],
    check: ({ manifest }) =>
      OF_NODES.flatMap(source =>
        findingUnless(getPath(manifest, 'spec', source) === undefined, `spec.${source}`, 'is a path of the node'),
      ),
  },
  {
    id: 'unread-networks',
    title: 'Who may reach whom is said by policies that are judged',
    why: 'Policies of other engines come before those of Kubernetes or add to them; a mesh may lead calls elsewhere.',
    fix: 'Use Callers and Egress, or acknowledge it after a review.',
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies'],
    scanners: [],
    kinds: [...FOREIGN_NETWORKS.keys()],
    check: ({ kind, manifest }) => findingUnless(onlyDenies(kind, manifest), 'kind', FOREIGN_NETWORKS.get(kind) ?? ''),
  },
  {
    id: 'late-mutations',
    title: 'Nothing changes objects after they were judged',
    why: 'What the cluster runs is then not what these manifests say.',
    fix: 'Write the change into the manifests, or see to it that it weakens none of them.',
    severity: 'warning',
    references: ['NSA/CISA: Kubernetes Pod security'],
    scanners: [],
    kinds: [...CHANGING_KINDS.keys(), ...KYVERNO],
    check: ({ kind, manifest }) =>
      CHANGING_KINDS.has(kind)
        ? [{ field: 'kind', problem: CHANGING_KINDS.get(kind) ?? '' }]
        : policyFindings(manifest),
  },
  {
    id: 'open-constraints',
    title: 'SecurityContextConstraints allow nothing that reaches the node',
    why: 'Whoever may use them runs pods that take over the node.',
    fix: 'Use restricted-v2 of OpenShift.',
    severity: 'error',
    references: ['CIS 5.2.1', 'CIS 5.2.2', 'PSS restricted'],
    scanners: [],
    kinds: ['SecurityContextConstraints.security.openshift.io', 'SecurityContextConstraints.core'],
    check: ({ manifest }) => [
      ...PERMISSIONS.flatMap(field =>
        findingUnless([undefined, null, false].includes(manifest[field] as null), field, 'must be false'),
      ),
      ...['allowedCapabilities', 'defaultAddCapabilities'].flatMap(field =>
        findingUnless(
          asArray(manifest[field]).every(name => name === 'NET_BIND_SERVICE'),
          field,
          'may only have NET_BIND_SERVICE',
        ),
      ),
      ...findingUnless(getPath(manifest, 'runAsUser', 'type') !== 'RunAsAny', 'runAsUser.type', 'must not be RunAsAny'),
      ...findingUnless(
        asArray(manifest.volumes).every(name => name !== '*' && name !== 'hostPath'),
        'volumes',
        'must not have * or hostPath',
      ),
    ],
  },
  {
    id: 'endpoints-by-hand',
    title: 'Calls of a Service with a selector lead to the pods that it selects',
    why: 'Addresses that are added by hand get a share of the calls, with their tokens, wherever they are.',
    fix: 'Leave EndpointSlices and Endpoints to Kubernetes.',
    severity: 'error',
    references: ['Kubernetes: Service', 'NSA/CISA: Network separation and hardening'],
    scanners: [],
    kinds: ['EndpointSlice', 'Endpoints'],
    checkInApp: ({ kind, name, namespace, manifest }, app) => {
      const isSlice = kind === 'EndpointSlice';
      const service = isSlice ? getPath(manifest, 'metadata', 'labels', SERVICE_NAME) : name;
      const selector = asObject(
        getPath(app.find(namespace, 'Service', describe(service))?.manifest, 'spec', 'selector'),
      );
      return findingUnless(
        Object.keys(selector).length === 0,
        isSlice ? `metadata.labels.${SERVICE_NAME}` : 'metadata.name',
        `adds addresses to the Service ${describe(service)}, which selects pods`,
      );
    },
  },
];

/** Whether a policy allows nothing, or only demands more of callers. */
function onlyDenies(kind: string, { spec }: Json): boolean {
  if (OPENING_NETWORKS.has(kind)) {
    return ['ingress', 'egress']
      .flatMap(direction => asArray(getPath(spec, direction)))
      .every(rule => DENIES.has(describe(getPath(rule, 'action') ?? getPath(rule, 'type'))));
  }
  const isStrict = getPath(spec, 'mtls', 'mode') === 'STRICT' && getPath(spec, 'portLevelMtls') === undefined;
  return MESH_NETWORKS.has(kind) && (getPath(spec, 'action') === 'DENY' || isStrict);
}

/** Rules of Kyverno that change or make objects. */
function policyFindings({ spec }: Json): Finding[] {
  return asArray(getPath(spec, 'rules')).flatMap((rule, i) =>
    ['mutate', 'generate'].flatMap(field =>
      findingUnless(
        getPath(rule, field) === undefined,
        `spec.rules[${i}].${field}`,
        'changes objects after they were judged',
      ),
    ),
  );
}
