/**
 * Sound objects of the library, for mutants to weaken: each call makes an app of its own, whose names and namespace are
 * the one given.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../build-tools/examples.mjs';

const require = createRequire(import.meta.url);
const { App, Chart, Size } = require('cdk8s');
const {
  Callers,
  Exposure,
  GatewayAuth,
  IngressController,
  KubernetesAccess,
  McpGateway,
  McpNamespace,
  McpPlatform,
  McpServer,
  Scaling,
  ServerSource,
  Sessions,
  Storage,
} = require(join(root, 'lib', 'index.js'));

const CALLERS = [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })];
const IMAGE = `registry.example.com/acme/tool:1.2.3@sha256:${'a'.repeat(64)}`;

/** What beside a plain server there is. */
const PROPS = {
  server: {},
  fixed: { scaling: Scaling.fixed(3) },
  scratch: { storage: [Storage.scratch('/data', Size.mebibytes(64))] },
  access: { kubernetesAccess: KubernetesAccess.readOnly({ resources: ['configmaps'] }) },
  gateway: {},
};

export const VARIANTS = Object.keys(PROPS);

/** The final JSON of a sound server and what is around it. */
export function sound(name, variant = 'server') {
  const chart = new Chart(new App(), 'sound');
  McpPlatform.configure(chart, { apiServer: { cidrs: ['192.0.2.10/32'], port: 6443 } });
  const namespace = new McpNamespace(chart, 'namespace', { name, owner: 'tests' });
  const source = ServerSource.image(IMAGE, { port: 8080, sessions: Sessions.NONE, healthPath: '/healthz' });
  const server = new McpServer(namespace, name, { source, callers: CALLERS, ...PROPS[variant] });
  if (variant === 'gateway') {
    const controller = IngressController.OTHER;
    const exposure = Exposure.ingress({
      hostname: `${name}.example.com`,
      className: 'public',
      tlsSecretName: 'tls',
      controller,
      from: CALLERS,
    });
    new McpGateway(namespace, `${name}-gateway`, {
      servers: [server],
      auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }),
      exposure,
    });
  }
  return chart.toJson();
}
