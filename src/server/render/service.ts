import type { ServiceSpec } from 'kubernetes-types/core/v1';
import { PRIMARY_PORT } from '../../foundation/labels';
import { ServerSpec } from '../spec';

/** The Service of a server: reachable inside the cluster only. */
export function renderService({ selectorLabels, container, clientAffinity }: ServerSpec): ServiceSpec {
  return {
    type: 'ClusterIP',
    selector: { ...selectorLabels },
    ports: [
      {
        name: PRIMARY_PORT,
        port: container.port,
        targetPort: PRIMARY_PORT,
        protocol: 'TCP',
        appProtocol: container.tls === true ? 'https' : 'http',
      },
    ],
    sessionAffinity: clientAffinity ? 'ClientIP' : undefined,
  };
}
