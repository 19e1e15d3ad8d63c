/* Access of pods to their node. */
import { podRule } from './pod-rule';
import { celList } from '../../../foundation/cel';
import { isSystemPriority } from '../../../foundation/names';
import { getPath, asArray, asObject, asString } from '../../json';
import { findingUnless } from '../../rule';

const HOST_NAMESPACE_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'];

const ALLOWED_VOLUME_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export const HOST_NAMESPACES = podRule(
  {
    id: 'host-namespaces',
    judgesParts: true,
    title: 'Pods share no Linux namespace with the node',
    why:
      'A pod in the namespaces of the node sees its processes, sockets and network, and network policies do not ' +
      'apply to it.',
    fix: 'Remove hostNetwork, hostPID and hostIPC.',
    references: ['PSS baseline: Host Namespaces', 'CIS 5.2.3', 'CIS 5.2.4', 'CIS 5.2.5'],
    scanners: [
      'pod-security:restricted/host-namespaces',
      'trivy:KSV008',
      'trivy:KSV009',
      'trivy:KSV010',
      'checkov:CKV_K8S_17',
      'checkov:CKV_K8S_18',
      'checkov:CKV_K8S_19',
    ],
    admission: {
      of: 'Pods',
      expression: HOST_NAMESPACE_FIELDS.map(field => `!variables.pod.?${field}.orValue(false)`).join(' && '),
      problem: 'shares a namespace with the node',
    },
  },
  ({ path, spec }) =>
    HOST_NAMESPACE_FIELDS.flatMap(field => findingUnless(spec[field] !== true, `${path}.${field}`, 'must not be true')),
);

export const HOST_ALIASES = podRule(
  {
    id: 'host-aliases',
    judgesParts: true,
    title: 'Pods set no host aliases and share no process namespace',
    why:
      'Entries in /etc/hosts redirect names past DNS rules; ' +
      'a shared process namespace lets one container read the memory of another.',
    fix: 'Remove hostAliases and shareProcessNamespace.',
    references: ['NSA/CISA: Kubernetes Pod security'],
    scanners: ['trivy:KSV007'],
  },
  ({ path, spec }) => [
    ...findingUnless(asArray(spec.hostAliases).length === 0, `${path}.hostAliases`, 'must be empty'),
    ...findingUnless(spec.shareProcessNamespace !== true, `${path}.shareProcessNamespace`, 'must not be true'),
  ],
);

/** The first value that is kept for classes of the system (scheduling.k8s.io/v1 PriorityClass). */
const SYSTEM_PRIORITY = 1_000_000_001;

export const PRIORITY = podRule(
  {
    id: 'system-priority',
    title: 'Pods do not have the priority of the system',
    why: 'They would displace the pods that keep nodes and the cluster alive, and are never displaced themselves.',
    fix: 'Use a PriorityClass of your own (kubectl create priorityclass), or none.',
    references: ['Kubernetes: Pod Priority and Preemption'],
    scanners: [],
    admission: {
      of: 'Pods',
      expression: "!variables.pod.?priorityClassName.orValue('').startsWith('system-')",
      problem: 'has a priority that is kept for the system',
    },
  },
  ({ path, spec }) => [
    ...findingUnless(
      !isSystemPriority(asString(spec.priorityClassName) ?? ''),
      `${path}.priorityClassName`,
      'is kept for the system',
    ),
    ...findingUnless(
      typeof spec.priority !== 'number' || spec.priority < SYSTEM_PRIORITY,
      `${path}.priority`,
      'is kept for the system',
    ),
  ],
);

export const TERMINAL = podRule(
  {
    id: 'terminal',
    title: 'No terminal or open standard input',
    why: 'A server is called over the network; attaching to its standard input bypasses every policy.',
    fix: 'Remove stdin and tty.',
    references: ['NSA/CISA: Kubernetes Pod security'],
    scanners: [],
  },
  pod =>
    pod.containers.flatMap(({ path, json }) =>
      ['stdin', 'tty'].flatMap(field => findingUnless(json[field] !== true, `${path}.${field}`, 'must not be true')),
    ),
);

export const HOST_PROCESS = podRule(
  {
    id: 'host-process',
    judgesParts: true,
    title: 'No Windows host process containers',
    why: 'They run on the node itself.',
    fix: 'Remove windowsOptions.hostProcess.',
    references: ['PSS baseline: HostProcess', 'CIS 5.2.10'],
    scanners: ['pod-security:restricted/hostProcess', 'trivy:KSV103'],
  },
  pod =>
    pod.contexts.flatMap(({ path, json }) =>
      findingUnless(
        getPath(json, 'windowsOptions', 'hostProcess') !== true,
        `${path}.windowsOptions.hostProcess`,
        'must not be true',
      ),
    ),
);

export const VOLUME_TYPES = podRule(
  {
    id: 'volume-types',
    judgesParts: true,
    title: 'Volumes have an allowed type, never a path of the node',
    why: 'A path of the node gives its files, sockets or devices to the pod.',
    fix: 'Use Storage, files or secretFiles.',
    references: ['PSS restricted: Volume Types', 'CIS 5.2.11'],
    scanners: ['pod-security:restricted/restricted-volume-types', 'trivy:KSV006', 'trivy:KSV023', 'checkov:CKV_K8S_27'],
    admission: {
      of: 'Pods',
      expression: `variables.pod.?volumes.orValue([]).all(v, ${celList(ALLOWED_VOLUME_TYPES)}.exists(type, type in v))`,
      problem: 'has a volume of a type that is not allowed, such as hostPath',
    },
  },
  ({ path, spec }) =>
    asArray(spec.volumes).flatMap((volume, i) => {
      const types = Object.keys(asObject(volume)).filter(key => key !== 'name');
      const bad = types.filter(key => !ALLOWED_VOLUME_TYPES.includes(key));
      return [
        ...findingUnless(types.length > 0, `${path}.volumes[${i}]`, 'has no type, so its size is not limited'),
        ...findingUnless(bad.length === 0, `${path}.volumes[${i}].${bad[0]}`, 'is not an allowed volume type'),
      ];
    }),
);

export const HOST_PORTS = podRule(
  {
    id: 'host-ports',
    judgesParts: true,
    title: 'No ports of the node',
    why: 'A host port bypasses Services and network policies.',
    fix: 'Remove hostPort and hostIP.',
    references: ['PSS baseline: Host Ports', 'CIS 5.2.12'],
    scanners: ['pod-security:restricted/hostPort', 'trivy:KSV024', 'checkov:CKV_K8S_26'],
    admission: {
      of: 'Pods',
      container: 'c.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0 && port.?hostIP.orValue("") == "")',
      problem: 'must not have hostPort or hostIP',
    },
  },
  pod =>
    pod.containers.flatMap(({ path, json }) =>
      asArray(json.ports).flatMap((port, i) => [
        ...findingUnless((getPath(port, 'hostPort') ?? 0) === 0, `${path}.ports[${i}].hostPort`, 'must not be set'),
        ...findingUnless(getPath(port, 'hostIP') === undefined, `${path}.ports[${i}].hostIP`, 'must not be set'),
      ]),
    ),
);

export const PROBE_HOST = podRule(
  {
    id: 'probe-host',
    title: 'Probes and hooks connect to the pod itself',
    why: 'A probe with another host makes kubelet send requests from the node (refused by Pod Security since 1.34).',
    fix: 'Remove host; a Host header belongs in httpHeaders.',
    references: ['PSS baseline: Host Probes / Lifecycle Hooks'],
    scanners: ['pod-security:restricted/probe-or-lifecycle-host'],
  },
  pod =>
    pod.containers.flatMap(({ path, json }) =>
      [
        ['livenessProbe'],
        ['readinessProbe'],
        ['startupProbe'],
        ['lifecycle', 'preStop'],
        ['lifecycle', 'postStart'],
      ].flatMap(where =>
        ['httpGet', 'tcpSocket'].flatMap(how =>
          findingUnless(
            (getPath(json, ...where, how, 'host') ?? '') === '',
            `${path}.${where.join('.')}.${how}.host`,
            'must not be set',
          ),
        ),
      ),
    ),
);
