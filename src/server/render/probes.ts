import type { Container, Probe } from 'kubernetes-types/core/v1';
import { PRIMARY_PORT } from '../../foundation/labels';
import { ServerSpec } from '../spec';

const STARTUP_PERIOD = 2;

/**
 * Startup and readiness by port name, liveness by port number: scanners call probes of one port value identical. HTTP
 * probes of servers that check the Host header carry a name that it knows: kubelet would send the pod's address.
 */
export function renderProbes({
  name,
  container,
  probes,
}: ServerSpec): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const { health } = probes;
  const host = container.hostHeader ?? (container.hosts && name);
  const httpHeaders = host === undefined ? undefined : [{ name: 'Host', value: host }];
  const readiness: Probe =
    health === undefined
      ? { tcpSocket: { port: PRIMARY_PORT } }
      : {
          httpGet: {
            path: health.path,
            port: health.port === container.port ? PRIMARY_PORT : health.port,
            httpHeaders,
          },
        };
  return {
    startupProbe: {
      tcpSocket: { port: PRIMARY_PORT },
      periodSeconds: STARTUP_PERIOD,
      timeoutSeconds: 3,
      failureThreshold: Math.ceil(probes.startup / STARTUP_PERIOD),
    },
    readinessProbe: { ...readiness, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    livenessProbe: { tcpSocket: { port: container.port }, periodSeconds: 20, timeoutSeconds: 3, failureThreshold: 6 },
  };
}

/**
 * A pause before SIGTERM, while endpoints are taken out of the Service. `sleep` needs no shell in the image (Kubernetes
 * 1.30).
 */
export function renderLifecycle({ shutdown }: ServerSpec): { lifecycle?: Container['lifecycle'] } {
  return shutdown.drain === 0 ? {} : { lifecycle: { preStop: { sleep: { seconds: shutdown.drain } } } };
}
