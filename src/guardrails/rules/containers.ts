import { DEFAULT_NUMBERS } from '../rule-numbers';
import { IMAGE_RULES } from './images';
import { PROBES_RULE } from './probes';
import { RESOURCES_RULE } from './resources';
import { SCRATCH_SIZE_RULE } from './scratch-size';
import { getPath, asInteger, describe } from '../json';
import { ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { containersOf } from '../subject';

const LOWEST_UID = DEFAULT_NUMBERS.lowestUid;

export const CONTAINER_RULES: readonly ObjectRule[] = [
  {
    id: 'read-only-root',
    title: 'The root file system is read-only',
    why: 'It prevents intruders from replacing the program or adding one.',
    fix: 'Set readOnlyRootFilesystem: true and give the server Storage, or use Hardening.withWritableRoot(reason).',
    severity: 'error',
    references: ['NSA/CISA: Immutable container file systems', 'CIS 5.6.3'],
    scanners: ['kube-score:container-security-context-readonlyrootfilesystem', 'trivy:KSV014', 'checkov:CKV_K8S_22'],
    admission: {
      of: 'Pods',
      container: 'c.?securityContext.?readOnlyRootFilesystem.orValue(false)',
      problem: 'must have securityContext.readOnlyRootFilesystem: true',
      relaxedBy: 'Hardening.withWritableRoot',
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
    why: 'A low uid may exist on the node; without one the image sets it.',
    fix: 'Leave the user to the library or the platform, or use Hardening.withUser(uid, reason).',
    severity: 'error',
    settings: 'RuleSettings.userRange({ lowestUid, reason })',
    references: ['CIS 5.2.7'],
    scanners: ['kube-score:container-security-context-user-group-id', 'trivy:KSV020', 'checkov:CKV_K8S_40'],
    admission: {
      of: 'Pods',
      container:
        '(variables.openshift || has(c.securityContext) && has(c.securityContext.runAsUser)' +
        ' || has(variables.context.runAsUser))' +
        ` && c.?securityContext.?runAsUser.orValue(variables.context.?runAsUser.orValue(${LOWEST_UID}))` +
        ` >= ${LOWEST_UID}`,
      problem: `must have runAsUser ${LOWEST_UID} or more, there or on the pod`,
      relaxedBy: 'Hardening.withUser',
    },
    kinds: [WORKLOADS],
    check: ({ pod, facts, numbers: { lowestUid } }) =>
      pod === undefined
        ? []
        : pod.contexts.flatMap(({ path, json }, i) => {
            // a container without a uid has the pod's; OpenShift gives one where neither names it
            const uid = json.runAsUser ?? (i === 0 ? undefined : pod.contexts[0].json.runAsUser);
            const missing = i > 0 && uid === undefined && !facts.openshift;
            return [
              ...findingUnless(!missing, `${path}.runAsUser`, 'is missing here and on the pod'),
              ...findingUnless(
                uid === undefined || (asInteger(uid) ?? 0) >= lowestUid,
                `${path}.runAsUser`,
                `must be ${lowestUid} or more, got ${describe(uid)}`,
              ),
            ];
          }),
  },
  ...IMAGE_RULES,
  RESOURCES_RULE,
  PROBES_RULE,
  SCRATCH_SIZE_RULE,
];
