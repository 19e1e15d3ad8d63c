import { celList } from '../../foundation/cel';
import { getPath, asArray, asObject, describe, asString } from '../json';
import { PodView } from '../pod-view';
import { Finding, ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { Subject } from '../subject';

const HOST_NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC'];
const VOLUME_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const IDS = ['runAsUser', 'runAsGroup', 'fsGroup'];
const SECCOMP_TYPES = ['RuntimeDefault', 'Localhost'];

/** A rule over pods: Pod Security Standards, profile *restricted*. */
function podRule(
  info: Omit<ObjectRule, 'kinds' | 'severity' | 'check'>,
  check: (pod: PodView, subject: Subject) => Finding[],
): ObjectRule {
  return {
    ...info,
    severity: 'error',
    kinds: [WORKLOADS],
    check: subject => (subject.pod === undefined ? [] : check(subject.pod, subject)),
  };
}

export const POD_SECURITY_RULES: readonly ObjectRule[] = [
  podRule(
    {
      id: 'host-namespaces',
      title: 'Pods share no namespace with the node',
      why: 'A pod in the namespaces of the node sees its processes, sockets and network, and network policy does not hold for it.',
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
        expression: HOST_NAMESPACES.map(field => `!variables.pod.?${field}.orValue(false)`).join(' && '),
        problem: 'shares a namespace with the node',
      },
    },
    ({ path, spec }) =>
      HOST_NAMESPACES.flatMap(field => findingUnless(spec[field] !== true, `${path}.${field}`, 'must not be true')),
  ),

  podRule(
    {
      id: 'host-aliases',
      title: 'Pods bring no host names of their own and share no process namespace',
      why: 'Entries in /etc/hosts redirect names past DNS rules; a shared process namespace lets one container read the memory of another.',
      fix: 'Remove hostAliases and shareProcessNamespace.',
      references: ['NSA/CISA: Kubernetes Pod security'],
      scanners: ['trivy:KSV007'],
    },
    ({ path, spec }) => [
      ...findingUnless(asArray(spec.hostAliases).length === 0, `${path}.hostAliases`, 'must be empty'),
      ...findingUnless(spec.shareProcessNamespace !== true, `${path}.shareProcessNamespace`, 'must not be true'),
    ],
  ),

  podRule(
    {
      id: 'terminal',
      title: 'No terminal or open standard input',
      why: 'A server is called over the network; whoever attaches to its input speaks to it past every policy.',
      fix: 'Remove stdin and tty.',
      references: ['NSA/CISA: Kubernetes Pod security'],
      scanners: [],
    },
    pod =>
      pod.containers.flatMap(({ path, json }) =>
        ['stdin', 'tty'].flatMap(field => findingUnless(json[field] !== true, `${path}.${field}`, 'must not be true')),
      ),
  ),

  podRule(
    {
      id: 'host-process',
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
  ),

  podRule(
    {
      id: 'privileged',
      title: 'No privileged containers',
      why: 'A privileged container is root on the node.',
      fix: 'Set privileged: false.',
      references: ['PSS baseline: Privileged Containers', 'CIS 5.2.2'],
      scanners: [
        'kube-score:container-security-context-privileged',
        'pod-security:restricted/privileged',
        'trivy:KSV017',
        'checkov:CKV_K8S_16',
      ],
      admission: {
        of: 'Pods',
        container: '!c.?securityContext.?privileged.orValue(false)',
        problem: 'must not have securityContext.privileged: true',
      },
    },
    pod =>
      pod.containers.flatMap(({ path, json }) =>
        findingUnless(
          getPath(json, 'securityContext', 'privileged') !== true,
          `${path}.securityContext.privileged`,
          'must not be true',
        ),
      ),
  ),

  podRule(
    {
      id: 'capabilities',
      title: 'Every container drops all capabilities',
      why: 'Each capability is a part of what root may do.',
      fix: 'Drop ALL; add nothing, or NET_BIND_SERVICE with Hardening.withNetBindService(reason).',
      references: ['PSS restricted: Capabilities', 'CIS 5.2.8', 'CIS 5.2.9'],
      scanners: [
        'pod-security:restricted/unrestricted-capabilities',
        'trivy:KSV003',
        'trivy:KSV004',
        'trivy:KSV005',
        'trivy:KSV022',
        'trivy:KSV106',
        'checkov:CKV_K8S_25',
        'checkov:CKV_K8S_28',
        'checkov:CKV_K8S_37',
        'checkov:CKV_K8S_39',
      ],
      admission: {
        of: 'Pods',
        container:
          '"ALL" in c.?securityContext.?capabilities.?drop.orValue([])' +
          ' && c.?securityContext.?capabilities.?add.orValue([]).all(name, name == "NET_BIND_SERVICE")',
        problem: 'must drop ALL capabilities and add none',
      },
    },
    pod =>
      pod.containers.flatMap(({ path, json }) => {
        const capabilities = asObject(getPath(json, 'securityContext', 'capabilities'));
        const added = asArray(capabilities.add).filter(name => name !== 'NET_BIND_SERVICE');
        return [
          ...findingUnless(
            asArray(capabilities.drop).includes('ALL'),
            `${path}.securityContext.capabilities.drop`,
            'must have ALL',
          ),
          ...findingUnless(
            added.length === 0,
            `${path}.securityContext.capabilities.add`,
            `must not have ${added.map(describe).join(', ')}`,
          ),
        ];
      }),
  ),

  podRule(
    {
      id: 'net-bind-service',
      title: 'No container adds NET_BIND_SERVICE without a reason',
      why: 'A server that listens on a port from 1024 up needs no capability at all.',
      fix: 'Listen on a higher port, or use Hardening.withNetBindService(reason).',
      references: ['CIS 5.2.9'],
      scanners: ['trivy:KSV022', 'checkov:CKV_K8S_25'],
    },
    pod =>
      pod.containers.flatMap(({ path, json }) =>
        findingUnless(
          !asArray(getPath(json, 'securityContext', 'capabilities', 'add')).includes('NET_BIND_SERVICE'),
          `${path}.securityContext.capabilities.add`,
          'has NET_BIND_SERVICE',
        ),
      ),
  ),

  podRule(
    {
      id: 'volume-types',
      title: 'Volumes come from the cluster, never from the node',
      why: 'A path of the node gives its files, sockets or devices to the pod.',
      fix: 'Use Storage, files or secretFiles.',
      references: ['PSS restricted: Volume Types', 'CIS 5.2.11'],
      scanners: [
        'pod-security:restricted/restricted-volume-types',
        'trivy:KSV006',
        'trivy:KSV023',
        'checkov:CKV_K8S_27',
      ],
      admission: {
        of: 'Pods',
        expression: `variables.pod.?volumes.orValue([]).all(v, ${celList(VOLUME_TYPES)}.exists(type, type in v))`,
        problem: 'has a volume of a type that is not allowed, such as hostPath',
      },
    },
    ({ path, spec }) =>
      asArray(spec.volumes).flatMap((volume, i) => {
        const types = Object.keys(asObject(volume)).filter(key => key !== 'name');
        const bad = types.filter(key => !VOLUME_TYPES.includes(key));
        return [
          ...findingUnless(
            types.length > 0,
            `${path}.volumes[${i}]`,
            'has no type, which means a volume without bounds',
          ),
          ...findingUnless(bad.length === 0, `${path}.volumes[${i}].${bad[0]}`, 'is no allowed type of volume'),
        ];
      }),
  ),

  podRule(
    {
      id: 'host-ports',
      title: 'No ports of the node',
      why: 'A host port is reachable past Services and policies.',
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
  ),

  podRule(
    {
      id: 'app-armor',
      title: 'AppArmor is not switched off',
      why: 'Unconfined takes away what the runtime puts around a container.',
      fix: 'Leave appArmorProfile out, or set RuntimeDefault or Localhost.',
      references: ['PSS baseline: AppArmor'],
      scanners: ['pod-security:restricted/forbidden-AppArmor-profile', 'trivy:KSV002'],
    },
    pod => [
      ...pod.contexts.flatMap(({ path, json }) =>
        findingUnless(
          [undefined, 'RuntimeDefault', 'Localhost'].includes(asString(getPath(json, 'appArmorProfile', 'type'))),
          `${path}.appArmorProfile.type`,
          'must be RuntimeDefault or Localhost',
        ),
      ),
      ...Object.entries(asObject(pod.metadata.annotations)).flatMap(([name, value]) =>
        findingUnless(
          !name.startsWith('container.apparmor.security.beta.kubernetes.io/') ||
            value === 'runtime/default' ||
            (asString(value) ?? '').startsWith('localhost/'),
          `${pod.path.replace(/spec$/, 'metadata')}.annotations.${name}`,
          'must be runtime/default or localhost/…',
        ),
      ),
    ],
  ),

  podRule(
    {
      id: 'se-linux',
      title: 'SELinux is not weakened',
      why: 'Another type, user or role can leave the container.',
      fix: 'Leave seLinuxOptions out.',
      references: ['PSS baseline: SELinux'],
      scanners: ['pod-security:restricted/seLinuxOptions', 'trivy:KSV025'],
    },
    pod =>
      pod.contexts.flatMap(({ path, json }) => {
        const options = asObject(json.seLinuxOptions);
        const type = asString(options.type) ?? '';
        return [
          ...findingUnless(
            type === '' || SELINUX_TYPES.includes(type),
            `${path}.seLinuxOptions.type`,
            'must be a container type',
          ),
          ...findingUnless(
            (options.user ?? '') === '' && (options.role ?? '') === '',
            `${path}.seLinuxOptions`,
            'must not set user or role',
          ),
        ];
      }),
  ),

  podRule(
    {
      id: 'proc-mount',
      title: '/proc stays masked',
      why: 'An unmasked /proc shows and changes settings of the kernel.',
      fix: 'Remove procMount.',
      references: ['PSS baseline: /proc Mount Type'],
      scanners: ['pod-security:restricted/procMount', 'trivy:KSV027'],
    },
    pod =>
      pod.containers.flatMap(({ path, json }) =>
        findingUnless(
          (getPath(json, 'securityContext', 'procMount') ?? 'Default') === 'Default',
          `${path}.securityContext.procMount`,
          'must be Default',
        ),
      ),
  ),

  podRule(
    {
      id: 'seccomp',
      title: 'System calls are filtered',
      why: 'Without seccomp every system call of the kernel can be tried.',
      fix: 'Set seccompProfile.type: RuntimeDefault on the pod and on every container.',
      references: ['PSS restricted: Seccomp', 'CIS 5.6.2'],
      scanners: [
        'kube-score:container-seccomp-profile',
        'pod-security:restricted/seccompProfile',
        'trivy:KSV030',
        'trivy:KSV104',
        'checkov:CKV_K8S_31',
      ],
      admission: {
        of: 'Pods',
        container:
          'c.?securityContext.?seccompProfile.?type.orValue(variables.context.?seccompProfile.?type.orValue(""))' +
          ` in ${celList(SECCOMP_TYPES)}`,
        problem: 'must have seccompProfile.type RuntimeDefault or Localhost',
      },
    },
    pod => {
      const podValue = getPath(pod.spec, 'securityContext', 'seccompProfile', 'type');
      return [
        ...(podValue === undefined
          ? []
          : findingUnless(
              SECCOMP_TYPES.includes(asString(podValue) ?? ''),
              `${pod.path}.securityContext.seccompProfile.type`,
              'must be RuntimeDefault or Localhost',
            )),
        ...pod.containers.flatMap(({ path, json }) =>
          findingUnless(
            SECCOMP_TYPES.includes(
              asString(getPath(json, 'securityContext', 'seccompProfile', 'type') ?? podValue) ?? '',
            ),
            `${path}.securityContext.seccompProfile.type`,
            'must be RuntimeDefault or Localhost',
          ),
        ),
      ];
    },
  ),

  podRule(
    {
      id: 'sysctls',
      title: 'Only sysctls that stay inside the pod',
      why: 'Others change the node for everyone.',
      fix: 'Remove the sysctl.',
      references: ['PSS baseline: Sysctls'],
      scanners: ['pod-security:restricted/forbidden-sysctls', 'trivy:KSV026'],
    },
    ({ path, spec }) =>
      asArray(getPath(spec, 'securityContext', 'sysctls')).flatMap((sysctl, i) =>
        findingUnless(
          SYSCTLS.includes(asString(getPath(sysctl, 'name')) ?? ''),
          `${path}.securityContext.sysctls[${i}].name`,
          'is not among the safe sysctls',
        ),
      ),
  ),

  podRule(
    {
      id: 'privilege-escalation',
      title: 'No process gains privileges',
      why: 'A set-uid program in the image would become root.',
      fix: 'Set allowPrivilegeEscalation: false on every container.',
      references: ['PSS restricted: Privilege Escalation', 'CIS 5.2.6'],
      scanners: ['pod-security:restricted/allowPrivilegeEscalation', 'trivy:KSV001', 'checkov:CKV_K8S_20'],
      admission: {
        of: 'Pods',
        container: '!c.?securityContext.?allowPrivilegeEscalation.orValue(true)',
        problem: 'must have securityContext.allowPrivilegeEscalation: false',
      },
    },
    pod =>
      pod.containers.flatMap(({ path, json }) =>
        findingUnless(
          getPath(json, 'securityContext', 'allowPrivilegeEscalation') === false,
          `${path}.securityContext.allowPrivilegeEscalation`,
          'must be false',
        ),
      ),
  ),

  podRule(
    {
      id: 'run-as-non-root',
      title: 'Containers run neither as root nor in its group',
      why: 'Root in a container is one kernel bug away from root on the node.',
      fix: 'Set runAsNonRoot: true and no uid or gid 0.',
      references: ['PSS restricted: Running as Non-root', 'CIS 5.2.7', 'NSA/CISA: Kubernetes Pod security'],
      scanners: [
        'kube-score:container-security-context-user-group-id',
        'pod-security:restricted/runAsNonRoot',
        'pod-security:restricted/runAsUser',
        'trivy:KSV012',
        'trivy:KSV021',
        'trivy:KSV105',
        'checkov:CKV_K8S_23',
      ],
      admission: {
        of: 'Pods',
        container:
          'c.?securityContext.?runAsNonRoot.orValue(variables.context.?runAsNonRoot.orValue(false))' +
          ` && [variables.context, c.?securityContext.orValue({})].all(s, ${IDS.map(field => `s.?${field}.orValue(1) != 0`).join(' && ')})` +
          ' && !(0 in variables.context.?supplementalGroups.orValue([]))',
        problem: 'must have runAsNonRoot: true and neither uid nor gid 0',
      },
    },
    pod => {
      const podValue = getPath(pod.spec, 'securityContext', 'runAsNonRoot');
      return [
        ...findingUnless(
          podValue === undefined || podValue === true,
          `${pod.path}.securityContext.runAsNonRoot`,
          'must be true',
        ),
        ...pod.containers.flatMap(({ path, json }) =>
          findingUnless(
            (getPath(json, 'securityContext', 'runAsNonRoot') ?? podValue) === true,
            `${path}.securityContext.runAsNonRoot`,
            'must be true',
          ),
        ),
        ...pod.contexts.flatMap(({ path, json }) =>
          IDS.flatMap(field => findingUnless(json[field] !== 0, `${path}.${field}`, 'must not be 0')),
        ),
        ...findingUnless(
          !asArray(getPath(pod.spec, 'securityContext', 'supplementalGroups')).includes(0),
          `${pod.path}.securityContext.supplementalGroups`,
          'must not have 0',
        ),
      ];
    },
  ),

  podRule(
    {
      id: 'probe-host',
      title: 'Probes and hooks ask the pod itself',
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
  ),
];
