import { QUARANTINE_ANNOTATION, SERVER_LABEL } from '../../foundation/labels';
import { getPath, asArray, describe } from '../json';
import { RelationRule, WORKLOADS, findingUnless } from '../rule';
import { Subject, firstOf, notesOf } from '../subject';

export const QUARANTINE_RULES: readonly RelationRule[] = [
  {
    id: 'quarantine',
    title: 'A server in quarantine has no replicas, ingress and egress',
    why: 'A patch that adds a replica, an autoscaler or egress runs an untrusted server.',
    fix: 'Leave it as Trust.quarantined makes it, or trust it again with Trust.trusted().',
    severity: 'error',
    references: [
      'OWASP MCP03:2025 Tool Poisoning',
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
    ],
    scanners: [],
    kinds: [WORKLOADS],
    checkInApp: (subject, app) => {
      const { manifest, namespace, name, pod } = subject;
      if (!isQuarantined(subject)) {
        const server = describe(pod?.labels[SERVER_LABEL]);
        const suspect = app.find(namespace, 'Deployment', server);
        return findingUnless(
          suspect === undefined || !isQuarantined(suspect),
          `${pod?.path.replace(/spec$/, '') ?? ''}metadata.labels`,
          `have ${SERVER_LABEL}: ${server}, the label of a server in quarantine, and would get its calls`,
        );
      }
      const networkPolicy = app.find(namespace, 'NetworkPolicy', name);
      const scalers = app.scalersOf(subject);
      return [
        ...findingUnless(getPath(manifest, 'spec', 'replicas') === 0, 'spec.replicas', 'must be 0'),
        ...findingUnless(scalers.length === 0, 'spec.replicas', `are managed by the autoscaler ${firstOf(scalers)}`),
        ...['ingress', 'egress'].flatMap(way =>
          findingUnless(
            asArray(getPath(networkPolicy?.manifest, 'spec', way)).length === 0,
            'metadata.name',
            `is the name of a NetworkPolicy that allows ${way}`,
          ),
        ),
      ];
    },
  },
];

function isQuarantined(subject: Subject): boolean {
  return notesOf(subject)[QUARANTINE_ANNOTATION] !== undefined;
}
