/**
 * The servers with the constructs of cdk8s-plus-28 where it has one, and ApiObjects for the rest.
 *
 * It has no construct for ExternalSecret and PodDisruptionBudget. What its constructs cannot express is left out:
 * bench/bench.mjs lists the kinds whose objects differ.
 */
const { ApiObject, App, Chart, Duration, Size } = require('cdk8s');
const kplus = require('cdk8s-plus-28');

module.exports = (servers, outdir) => {
  const app = new App({ outdir });
  const chart = new Chart(app, 'bench', { namespace: 'mcp-tools' });
  for (const server of servers) {
    addServer(chart, server);
  }
  return app;
};

function addServer(
  chart,
  { name, image, version, digest, port, healthPath, sessions, env, secrets, callers, egress, owner },
) {
  const labels = {
    'app.kubernetes.io/component': 'mcp-server',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'cdk8s',
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': 'mcp',
    'app.kubernetes.io/version': version,
    owner,
  };
  const metadata = { name, labels };
  const account = new kplus.ServiceAccount(chart, `${name}-account`, { metadata, automountToken: false });
  new ApiObject(chart, `${name}-secret`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { ...metadata, name: `${name}-vault` },
    spec: {
      refreshInterval: '1h0m0s',
      refreshPolicy: 'Periodic',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name: `${name}-vault`, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: Object.entries(secrets).map(([secretKey, place]) => ({
        secretKey,
        remoteRef: { ...place, conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
      })),
    },
  });
  const secret = kplus.Secret.fromSecretName(chart, `${name}-made-secret`, `${name}-vault`);
  const asVariable = 'the server is given its credential as a variable';
  const deployment = new kplus.Deployment(chart, `${name}-deployment`, {
    metadata: {
      ...metadata,
      annotations: {
        'cdk8s-mcp/sessions': sessions,
        'cdk8s-mcp/transport': 'streamable-http',
        'checkov.io/skip1': `CKV_K8S_35=${asVariable}`,
        'ignore-check.kube-linter.io/env-value-from': asVariable,
        'ignore-check.kube-linter.io/minimum-three-replicas': 'the HorizontalPodAutoscaler owns replicas',
        'ignore-check.kube-linter.io/read-secret-from-env-var': asVariable,
        'polaris.fairwinds.com/deploymentMissingReplicas-exempt': 'true',
        'polaris.fairwinds.com/priorityClassNotSet-exempt': 'true',
      },
    },
    podMetadata: {
      labels: { ...labels, 'cdk8s-mcp/server': name },
      annotations: { 'kubectl.kubernetes.io/default-container': 'server' },
    },
    select: false,
    serviceAccount: account,
    automountServiceAccountToken: false,
    minReady: Duration.seconds(5),
    progressDeadline: Duration.seconds(600),
    strategy: kplus.DeploymentStrategy.rollingUpdate({
      maxSurge: kplus.PercentOrAbsolute.absolute(1),
      maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
    }),
    terminationGracePeriod: Duration.seconds(45),
    securityContext: {
      user: 10001,
      group: 10001,
      fsGroup: 10001,
      fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH,
    },
    dns: { options: [{ name: 'ndots', value: '2' }] },
  });
  deployment.select(kplus.LabelSelector.of({ labels: { 'cdk8s-mcp/server': name } }));
  const container = deployment.addContainer({
    name: 'server',
    image: `${image}:${version}@${digest}`,
    ports: [{ name: 'mcp', number: port, protocol: kplus.Protocol.TCP }],
    envVariables: {
      ...Object.fromEntries(Object.keys(secrets).map(key => [key, kplus.EnvValue.fromSecretValue({ secret, key })])),
      ...Object.fromEntries(
        Object.entries({ HOME: '/tmp', ...env, XDG_CACHE_HOME: '/tmp/.cache' }).map(([key, value]) => [
          key,
          kplus.EnvValue.fromValue(value),
        ]),
      ),
    },
    liveness: kplus.Probe.fromTcpSocket({
      port,
      failureThreshold: 6,
      periodSeconds: Duration.seconds(20),
      timeoutSeconds: Duration.seconds(3),
    }),
    readiness: kplus.Probe.fromHttpGet(healthPath, {
      port,
      failureThreshold: 3,
      periodSeconds: Duration.seconds(10),
      timeoutSeconds: Duration.seconds(3),
    }),
    startup: kplus.Probe.fromTcpSocket({
      port,
      failureThreshold: 60,
      periodSeconds: Duration.seconds(2),
      timeoutSeconds: Duration.seconds(3),
    }),
    resources: {
      cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.units(1) },
      memory: { request: Size.mebibytes(256), limit: Size.mebibytes(256) },
    },
    securityContext: {
      user: 10001,
      group: 10001,
      ensureNonRoot: true,
      readOnlyRootFilesystem: true,
      privileged: false,
      allowPrivilegeEscalation: false,
      capabilities: { drop: [kplus.Capability.ALL] },
      seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
    },
  });
  container.mount('/tmp', kplus.Volume.fromEmptyDir(chart, `${name}-tmp`, 'tmp', { sizeLimit: Size.mebibytes(64) }));
  new kplus.Service(chart, `${name}-service`, {
    metadata,
    selector: deployment,
    ports: [{ name: 'mcp', port, targetPort: port, protocol: kplus.Protocol.TCP }],
  });
  new kplus.HorizontalPodAutoscaler(chart, `${name}-autoscaler`, {
    metadata,
    target: deployment,
    minReplicas: 3,
    maxReplicas: 6,
    metrics: [kplus.Metric.containerCpu({ container, target: kplus.MetricTarget.averageUtilization(70) })],
    scaleDown: {
      stabilizationWindow: Duration.seconds(600),
      strategy: kplus.ScalingStrategy.MIN_CHANGE,
      policies: [{ replicas: kplus.Replicas.absolute(1), duration: Duration.seconds(120) }],
    },
    scaleUp: {
      stabilizationWindow: Duration.seconds(0),
      policies: [{ replicas: kplus.Replicas.percent(100), duration: Duration.seconds(30) }],
    },
  });
  new kplus.NetworkPolicy(chart, `${name}-policy`, {
    metadata: {
      ...metadata,
      annotations: {
        'cdk8s-mcp/allowed-callers': callers
          .map(
            ({ namespace, labels: some }) =>
              `pods ${Object.entries(some)
                .map(pair => pair.join('='))
                .join(' ')} in ${namespace}`,
          )
          .join(', '),
        'cdk8s-mcp/allowed-egress': egress.map(rule => `${rule.cidr} port ${rule.port}`).join(', '),
      },
    },
    selector: deployment,
    ingress: {
      rules: callers.map(caller => ({
        peer: kplus.Pods.select(chart, `${name}-from-${caller.namespace}`, {
          labels: caller.labels,
          namespaces: kplus.Namespaces.select(chart, `${name}-in-${caller.namespace}`, { names: [caller.namespace] }),
        }),
        ports: [kplus.NetworkPolicyPort.tcp(port)],
      })),
    },
    egress: {
      rules: [
        {
          peer: kplus.Pods.select(chart, `${name}-dns`, {
            labels: { 'k8s-app': 'kube-dns' },
            namespaces: kplus.Namespaces.select(chart, `${name}-kube-system`, { names: ['kube-system'] }),
          }),
          ports: [
            kplus.NetworkPolicyPort.of({ port: 53, protocol: kplus.NetworkProtocol.UDP }),
            kplus.NetworkPolicyPort.tcp(53),
          ],
        },
        ...egress.map((rule, i) => ({
          peer: kplus.NetworkPolicyIpBlock.ipv4(chart, `${name}-to-${i}`, rule.cidr),
          ports: [kplus.NetworkPolicyPort.tcp(rule.port)],
        })),
      ],
    },
  });
  new ApiObject(chart, `${name}-budget`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { 'cdk8s-mcp/server': name } },
    },
  });
}
