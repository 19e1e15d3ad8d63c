import { QUARANTINE_ANNOTATION, SERVER_LABEL } from '../../foundation/labels';
import { Json, at, list, shown } from '../json';
import { RelationRule, WORKLOADS, expect } from '../rule';

export const QUARANTINE_RULES: readonly RelationRule[] = [
  {
    id: 'quarantine',
    title: 'A server in quarantine has no replicas, and nothing leads to it or out of it',
    why: 'A patch that gives it a replica, an autoscaler or a way out lets run what nobody trusts.',
    fix: 'Leave it as Trust.quarantined makes it, or trust it again with Trust.trusted().',
    severity: 'error',
    references: [
      'OWASP MCP03:2025 Tool Poisoning',
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
    ],
    scanners: [],
    kinds: [WORKLOADS],
    checkAmong: (subject, app) => {
      const { manifest, namespace, name, pod } = subject;
      if (!isQuarantined(manifest)) {
        const server = shown(pod?.labels[SERVER_LABEL]);
        const suspect = app.find(namespace, 'Deployment', server);
        return expect(
          suspect === undefined || !isQuarantined(suspect.manifest),
          `${pod?.path.replace(/spec$/, '') ?? ''}metadata.labels`,
          `have ${SERVER_LABEL}: ${server}, that of a server in quarantine, whose calls it would get`,
        );
      }
      const own = app.find(namespace, 'NetworkPolicy', name);
      const autoscaler = app.autoscalerOf(subject);
      return [
        ...expect(at(manifest, 'spec', 'replicas') === 0, 'spec.replicas', 'must be 0'),
        ...expect(autoscaler === undefined, 'spec.replicas', `are those of the autoscaler ${autoscaler?.name ?? ''}`),
        ...['ingress', 'egress'].flatMap(way =>
          expect(
            list(at(own?.manifest, 'spec', way)).length === 0,
            'metadata.name',
            `is that of a NetworkPolicy that opens ${way}`,
          ),
        ),
      ];
    },
  },
];

function isQuarantined(manifest: Json): boolean {
  return at(manifest, 'metadata', 'annotations', QUARANTINE_ANNOTATION) !== undefined;
}
