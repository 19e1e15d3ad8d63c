import { gatewayPods } from '../gateway-pods';
import { asArray, getPath } from '../json';
import { RelationRule, WORKLOADS } from '../rule';

export const GATEWAY_CALLER_RULES: readonly RelationRule[] = [
  {
    id: 'gateway-callers',
    title: 'Somebody can reach each gateway',
    why: 'The network policy of a gateway without callers and without an exposure lets nobody in.',
    fix: 'Set callers to the pods of the agents, or exposure to the proxy in front of the gateway.',
    severity: 'warning',
    references: ['Kubernetes: Network Policies'],
    scanners: [],
    kinds: [WORKLOADS],
    checkInApp: (subject, app) => {
      const policies = gatewayPods(subject) === undefined ? [] : app.policiesOf(subject);
      const isClosed = policies.every(({ manifest }) => asArray(getPath(manifest, 'spec', 'ingress')).length === 0);
      return policies.length > 0 && isClosed
        ? [{ field: 'spec.template.metadata.labels', problem: 'are selected by network policies that admit nobody' }]
        : [];
    },
  },
];
