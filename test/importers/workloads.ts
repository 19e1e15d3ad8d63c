import { Example } from './clients';

const IMAGE = 'ghcr.io/acme/notes-mcp:1.4.0';
const deployment = (spec: string, more = ''): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata: { name: notes, namespace: mcp-tools${more} }
spec:
  selector: { matchLabels: { app: notes } }
  template:
    metadata: { labels: { app: notes } }
    spec:
${spec.trim().replace(/^/gm, '      ')}
`;
const container = (more: string): string =>
  `containers:\n  - name: notes\n    image: ${IMAGE}\n${more.replace(/^/gm, '    ')}`;
const service = (ports: string, more = ''): string =>
  `---
apiVersion: v1
kind: Service
metadata: { name: notes, namespace: mcp-tools }
spec: { selector: { app: notes }, ports: ${ports}${more} }
`;
const notes = (server: object): object => ({ namespace: 'mcp-tools', servers: { notes: server } });

export const KUBERNETES: readonly Example[] = [
  {
    title: 'a Deployment alone',
    text: deployment(container('ports: [{ containerPort: 8000 }]\nenv: [{ name: LOG_LEVEL, value: info }]')),
    expected: notes({ source: { image: { reference: IMAGE, port: 8000 } }, env: { LOG_LEVEL: 'info' } }),
  },
  {
    title: 'a Deployment, and a Service that leads to one of its ports by name',
    text:
      deployment(container('ports: [{ name: metrics, containerPort: 9000 }, { name: rpc, containerPort: 8000 }]')) +
      service('[{ port: 80, targetPort: rpc }]'),
    expected: notes({ source: { image: { port: 8000 } } }),
  },
  {
    title: 'a Deployment without ports, and a Service that leads to its number',
    text: deployment(container('args: [--transport, http]')) + service('[{ port: 8765 }]', ', type: NodePort'),
    expected: notes({ source: { image: { port: 8765, args: ['--transport', 'http'] } } }),
  },
  {
    title: 'probes, resources, places, pull secrets and a long end',
    text: deployment(`
${container(
  [
    'command: [notes-mcp]',
    'args: [serve]',
    'workingDir: /srv',
    'ports: [{ containerPort: 8000, name: http, protocol: TCP }]',
    'readinessProbe: { httpGet: { path: /healthz, port: http }, periodSeconds: 5 }',
    'livenessProbe: { tcpSocket: { port: 8000 } }',
    'resources: { limits: { memory: 512Mi }, requests: { cpu: 100m } }',
    'securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] }, readOnlyRootFilesystem: true }',
  ].join('\n'),
)}
nodeSelector: { pool: tools }
tolerations: [{ key: dedicated, operator: Equal, value: tools, effect: NoSchedule }]
imagePullSecrets: [{ name: registry }]
terminationGracePeriodSeconds: 120
restartPolicy: Always
`),
    expected: notes({
      source: {
        image: { port: 8000, healthPath: '/healthz', command: ['notes-mcp'], args: ['serve'], workingDir: '/srv' },
      },
      resources: { memory: { limit: '512Mi' }, cpu: { request: '100m' } },
      placement: { nodeSelector: { pool: 'tools' } },
      imagePullSecrets: ['registry'],
      shutdown: { grace: '120s' },
    }),
  },
  {
    title: 'all keys of a ConfigMap and a Secret beside it',
    text: `${deployment(
      container(
        'ports: [{ containerPort: 8000 }]\nenv: [{ name: MODE, value: own }]\n' +
          'envFrom: [{ configMapRef: { name: notes } }, { secretRef: { name: notes }, prefix: N_ }]',
      ),
    )}---
apiVersion: v1
kind: ConfigMap
metadata: { name: notes, namespace: mcp-tools }
data: { LEVEL: info, MODE: other, notes.yaml: "a: b" }
---
apiVersion: v1
kind: Secret
metadata: { name: notes, namespace: mcp-tools }
stringData: { TOKEN: hunter2 }
`,
    expected: notes({
      env: { MODE: 'own', LEVEL: 'info' },
      secrets: { N_TOKEN: { fromSecretName: { name: 'notes', key: 'TOKEN' } } },
    }),
  },
  {
    title: 'an autoscaler, an Ingress, a budget, a policy and roles',
    text: `${deployment(container('ports: [{ containerPort: 8000 }]'))}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: notes, namespace: mcp-tools }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: notes }, minReplicas: 2, maxReplicas: 5 }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: notes, namespace: mcp-tools }
spec: { rules: [{ host: notes.example.com }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: notes, namespace: mcp-tools }
spec: { minAvailable: 1 }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: notes, namespace: mcp-tools }
spec: { podSelector: { matchLabels: { app: notes } } }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: notes, namespace: mcp-tools }
rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: notes, namespace: mcp-tools }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: notes, namespace: mcp-tools }
`,
    expected: notes({ source: { image: { port: 8000 } } }),
  },
  {
    title: 'a StatefulSet with a volume of each pod',
    text: `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: notes, namespace: mcp-tools }
spec:
  serviceName: notes
  replicas: 1
  template:
    metadata: { labels: { app: notes } }
    spec:
      containers:
        - name: notes
          image: ${IMAGE}
          ports: [{ containerPort: 8000 }]
          volumeMounts: [{ name: data, mountPath: /data }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { storageClassName: fast, resources: { requests: { storage: 5Gi } } }
    - metadata: { name: unused }
      spec: { resources: { requests: { storage: 1Gi } } }
`,
    expected: notes({
      storage: [{ persistent: { path: '/data', size: '5Gi', storageClass: 'fast' } }],
      scaling: { fixed: 1 },
    }),
  },
  {
    title: 'a List of kubectl with what controllers write, and a container for metrics and one that prepares',
    text: `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { name: notes, namespace: mcp-tools, uid: 0, resourceVersion: "1", managedFields: [{ manager: kubectl }] }
    spec:
      replicas: 1
      strategy: { type: RollingUpdate }
      selector: { matchLabels: { app: notes } }
      template:
        metadata: { labels: { app: notes }, annotations: { checksum/config: abc } }
        spec:
          initContainers: [{ name: prepare, image: "busybox:1.37" }]
          containers:
            - { name: exporter, image: "ghcr.io/acme/exporter:1.0.0", ports: [{ containerPort: 9100 }] }
            - { name: notes, image: "${IMAGE}", ports: [{ containerPort: 8000 }], stdinOnce: false }
          dnsPolicy: ClusterFirst
          schedulerName: default-scheduler
    status: { availableReplicas: 1 }
`,
    expected: notes({ source: { image: { reference: IMAGE, port: 8000 } } }),
  },
  {
    title: 'two workloads, and pods that are none',
    text: `${deployment(container('ports: [{ containerPort: 8000 }]'))}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: wiki, namespace: mcp-tools }
spec:
  template:
    metadata: { labels: { app: wiki } }
    spec: { containers: [{ name: wiki, image: "ghcr.io/acme/wiki-mcp:2.0.0", ports: [{ containerPort: 3000 }] }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: clean, namespace: mcp-tools }
spec: { schedule: "0 0 * * *" }
---
apiVersion: v1
kind: Pod
metadata: { name: test, namespace: mcp-tools }
`,
    expected: { servers: { notes: {}, wiki: { source: { image: { port: 3000 } } } } },
  },
];
