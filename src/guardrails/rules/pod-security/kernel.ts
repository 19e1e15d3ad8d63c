/* Isolation of containers from the kernel of their node. */
import { podRule } from './pod-rule';
import { celList } from '../../../foundation/cel';
import { getPath, asArray, asObject, asString } from '../../json';
import { findingUnless } from '../../rule';

const SAFE_SYSCTLS = [
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

const SECCOMP_TYPES = ['RuntimeDefault', 'Localhost'];

export const APP_ARMOR = podRule(
  {
    id: 'app-armor',
    title: 'AppArmor is not disabled',
    why: 'Unconfined removes the container profile of the runtime.',
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
);

export const SE_LINUX = podRule(
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
);

export const PROC_MOUNT = podRule(
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
);

export const SECCOMP = podRule(
  {
    id: 'seccomp',
    title: 'System calls are filtered',
    why: 'Without seccomp every system call of the kernel is available.',
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
      ...findingUnless(
        podValue === undefined || SECCOMP_TYPES.includes(asString(podValue) ?? ''),
        `${pod.path}.securityContext.seccompProfile.type`,
        'must be RuntimeDefault or Localhost',
      ),
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
);

export const SYSCTLS = podRule(
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
        SAFE_SYSCTLS.includes(asString(getPath(sysctl, 'name')) ?? ''),
        `${path}.securityContext.sysctls[${i}].name`,
        'is not among the safe sysctls',
      ),
    ),
);
