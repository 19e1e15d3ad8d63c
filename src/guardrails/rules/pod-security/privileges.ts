/* Privileges of the processes in a container. */
import { podRule } from './pod-rule';
import { getPath, asArray, asObject, describe } from '../../json';
import { findingUnless } from '../../rule';

const IDS = ['runAsUser', 'runAsGroup', 'fsGroup'];

/** In CEL, of a security context `s`. */
const NO_ID_IS_ZERO = IDS.map(field => `s.?${field}.orValue(1) != 0`).join(' && ');

export const PRIVILEGED = podRule(
  {
    id: 'privileged',
    judgesParts: true,
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
);

export const CAPABILITIES = podRule(
  {
    id: 'capabilities',
    title: 'Every container drops all capabilities',
    why: 'Each capability is a part of the privileges of root.',
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
);

export const NET_BIND_SERVICE = podRule(
  {
    id: 'net-bind-service',
    judgesParts: true,
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
);

export const PRIVILEGE_ESCALATION = podRule(
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
);

export const RUN_AS_NON_ROOT = podRule(
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
        ` && [variables.context, c.?securityContext.orValue({})].all(s, ${NO_ID_IS_ZERO})` +
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
);
