import { Example } from './clients';

const EXISTING = (name: string, key: string): object => ({ fromSecretName: { name, key } });
const resource = (apiVersion: string, name: string, spec: string, more = ''): string =>
  `apiVersion: ${apiVersion}\nkind: MCPServer\nmetadata: { name: ${name}, namespace: mcp-tools${more} }\nspec:\n${spec.replace(/^/gm, '  ')}\n`;

const TH = 'toolhive.stacklok.dev/v1beta1';
export const TOOLHIVE: readonly Example[] = [
  {
    title: 'v1beta1, stdio, a Secret',
    text: resource(
      TH,
      'pg',
      'image: ghcr.io/acme/pg-mcp:1.4.0\ntransport: stdio\nsecrets: [{ name: pg, key: dsn, targetEnvName: DSN }]',
    ),
    expected: {
      namespace: 'mcp-tools',
      servers: {
        pg: {
          source: { stdioImage: { reference: 'ghcr.io/acme/pg-mcp:1.4.0' } },
          secrets: { DSN: EXISTING('pg', 'dsn') },
        },
      },
    },
  },
  {
    title: 'a package that is started in an image of its runner',
    text: resource(TH, 'notes', 'image: node:24-alpine\ntransport: stdio\nargs: [npx, -y, notes-mcp@1.0.0, --all]'),
    expected: { servers: { notes: { source: { npm: { reference: 'notes-mcp@1.0.0', args: ['--all'] } } } } },
  },
  {
    title: 'v1alpha1, HTTP, resources',
    text: resource(
      'toolhive.stacklok.dev/v1alpha1',
      'fetch',
      `
image: ghcr.io/stackloklabs/gofetch/server:1.0.5
transport: streamable-http
port: 8080
targetPort: 8081
args: [--verbose]
env: [{ name: LOG_LEVEL, value: info }]
permissionProfile: { type: builtin, name: network }
resources: { limits: { cpu: 100m, memory: 128Mi }, requests: { cpu: 50m, memory: 64Mi } }`.trim(),
    ),
    expected: {
      servers: {
        fetch: {
          source: { image: { port: 8081, args: ['--verbose'] } },
          env: { LOG_LEVEL: 'info' },
          egress: [{ toPublicInternet: true }],
          resources: { memory: { limit: '128Mi', request: '64Mi' } },
        },
      },
    },
  },
  {
    title: 'a template of the pod and the proxy',
    text: resource(
      TH,
      'github',
      `
image: ghcr.io/github/github-mcp-server:v1.2.0
transport: streamable-http
mcpPort: 8082
proxyPort: 8080
oidcConfigRef: { name: idp, audience: mcp }
authzConfig: { type: inline, inline: { policies: ["permit(principal, action, resource);"] } }
audit: { enabled: true }
rateLimiting: { shared: { maxTokens: 100 } }
serviceAccount: github
permissionProfile: { type: configmap, name: profile, key: p.json }
podTemplateSpec:
  spec:
    nodeSelector: { pool: mcp }
    tolerations: [{ key: mcp, operator: Exists, effect: NoSchedule }]
    securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
    containers:
      - name: mcp
        securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false }
        env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: gh, key: token } } }]`.trim(),
    ),
    expected: {
      servers: {
        github: {
          source: { image: { port: 8082 } },
          secrets: { TOKEN: EXISTING('gh', 'token') },
          placement: { nodeSelector: { pool: 'mcp' }, tolerations: [{ key: 'mcp', effect: 'NoSchedule' }] },
        },
      },
    },
  },
  {
    title: 'no network, replicas',
    text: resource(
      TH,
      'calc',
      'image: ghcr.io/acme/calc:1.0.0\npermissionProfile: { type: builtin, name: none }\n' +
        'backendReplicas: 1\nreplicas: 2\nsessionStorage: { provider: redis, address: "redis:6379" }\n' +
        'groupRef: { name: all }',
    ),
    expected: { servers: { calc: { scaling: { fixed: 1 } } } },
  },
  {
    title: 'beside other objects',
    text: `apiVersion: v1\nkind: Secret\nmetadata: { name: pg }\nstringData: { dsn: "postgres://me:hunter22@db/app" }\n---\n${resource(TH, 'pg', 'image: ghcr.io/acme/pg-mcp:1.4.0\ntransport: sse\nmcpPort: 9000\nenv: [{ name: API_TOKEN, value: hunter2 }]', ', labels: { a: b }')}---\n${resource(TH, 'calc', 'image: ghcr.io/acme/calc:1.0.0')}status: { phase: Running }\n`,
    expected: {
      servers: { pg: { source: { image: { port: 9000, transport: 'sse' } }, secrets: { API_TOKEN: {} } }, calc: {} },
    },
  },
];

const KM = 'kagent.dev/v1alpha1';
export const KMCP: readonly Example[] = [
  {
    title: 'a package that is started in an image of its runner',
    text: resource(
      'kagent.dev/v1alpha1',
      'notes',
      'transportType: stdio\ndeployment: { image: mcp/everything, cmd: uvx, args: [notes-mcp==1.0.0, --all] }',
    ),
    expected: { servers: { notes: { source: { pypi: { reference: 'notes-mcp==1.0.0', args: ['--all'] } } } } },
  },
  {
    title: 'npx without an image',
    text: resource(
      KM,
      'pg',
      'transportType: stdio\nstdioTransport: {}\ndeployment: { cmd: npx, args: ["-y", ' +
        '"@acme/pg-mcp@1.4.0"], secretRefs: [{ name: pg }] }',
    ),
    expected: { servers: { pg: { source: { npm: { reference: '@acme/pg-mcp@1.4.0' } } } } },
  },
  {
    title: 'uvx with variables',
    text: resource(
      KM,
      'fetch',
      'transportType: stdio\ntimeout: 30s\ndeployment: { cmd: uvx, args: [mcp-server-fetch], port: ' +
        '3000, env: { LOG_LEVEL: info, FETCH_TOKEN: hunter22 } }',
    ),
    expected: {
      servers: {
        fetch: {
          source: { pypi: { reference: 'mcp-server-fetch' } },
          env: { LOG_LEVEL: 'info' },
          secrets: { FETCH_TOKEN: {} },
        },
      },
    },
  },
  {
    title: 'HTTP with an image',
    text: resource(
      KM,
      'web',
      `
transportType: http
httpTransport: { targetPort: 8080, path: /mcp/v1, tls: { secretRef: { name: tls } } }
deployment:
  image: ghcr.io/acme/web:1.0.0
  port: 8080
  imagePullPolicy: Always
  cmd: /app/web
  args: [--http]
  replicas: 1
  resources: { requests: { cpu: 100m, memory: 100Mi } }
  labels: { team: a }
  annotations: { b: c }
  imagePullSecrets: [{ name: ghcr }]`.trim(),
    ),
    expected: {
      servers: {
        web: {
          source: { image: { port: 8080, path: '/mcp/v1', command: ['/app/web'], args: ['--http'] } },
          labels: { team: 'a' },
          imagePullSecrets: ['ghcr'],
          scaling: { fixed: 1 },
        },
      },
    },
  },
  {
    title: 'volumes, security, nodes',
    text: resource(
      KM,
      'files',
      `
transportType: stdio
deployment:
  image: ghcr.io/acme/files:1.0.0
  cmd: /files
  volumes:
  - { name: cache, emptyDir: {} }
  - { name: data, persistentVolumeClaim: { claimName: files } }
  - { name: conf, configMap: { name: files } }
  volumeMounts:
  - { name: cache, mountPath: /cache }
  - { name: data, mountPath: /data }
  - { name: conf, mountPath: /etc/files, readOnly: true }
  securityContext: { runAsUser: 1000, capabilities: { drop: [ALL] }, readOnlyRootFilesystem: true }
  podSecurityContext: { fsGroup: 1000 }
  nodeSelector: { disk: ssd }
  affinity: { nodeAffinity: {} }
  serviceAccountName: files`.trim(),
    ),
    expected: {
      servers: {
        files: {
          source: { stdioImage: { command: ['/files'] } },
          storage: [{ scratch: { path: '/cache' } }, { persistent: { path: '/data', existingClaim: 'files' } }],
          placement: { nodeSelector: { disk: 'ssd' } },
        },
      },
    },
  },
  {
    title: 'a List',
    text:
      'apiVersion: v1\nkind: List\nitems:\n- ' +
      resource(KM, 'a', 'transportType: http\ndeployment: { image: "ghcr.io/acme/a:1.0.0" }').replaceAll('\n', '\n  '),
    expected: { servers: { a: { source: { image: { port: 3000 } } } } },
  },
];

const SIG = 'mcp.x-k8s.io/v1beta1';
const source = 'source: { type: ContainerImage, containerImage: { ref: "ghcr.io/acme/pg-mcp:1.4.0" } }';
export const SIG_APPS: readonly Example[] = [
  {
    title: 'the smallest',
    text: resource(SIG, 'pg', `${source}\nconfig: { port: 8080, envFrom: [{ secretRef: { name: pg } }] }`),
    expected: { servers: { pg: { source: { image: { port: 8080 } } } } },
  },
  {
    title: 'variables and arguments',
    text: resource(
      SIG,
      'pg',
      `${source}\nconfig: { port: 8080, path: /rpc, arguments: [--read-only], env: [{ name: DSN, ` +
        'valueFrom: { secretKeyRef: { name: pg, key: dsn, optional: false } } }, { name: LEVEL, value: ' +
        'info }, { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }] }',
    ),
    expected: {
      servers: {
        pg: {
          source: { image: { path: '/rpc', args: ['--read-only'] } },
          secrets: { DSN: EXISTING('pg', 'dsn') },
          env: { LEVEL: 'info' },
        },
      },
    },
  },
  {
    title: 'storage',
    text: resource(
      'mcp.x-k8s.io/v1alpha1',
      'pg',
      `${source}\nconfig:\n  port: 8080\n  storage:\n    - { path: /cache, permissions: ReadWrite, ` +
        'source: { type: EmptyDir, emptyDir: {} } }\n    - { path: /etc/pg, permissions: ReadOnly, ' +
        'source: { type: ConfigMap, configMap: { name: pg } } }',
    ),
    expected: { servers: { pg: { storage: [{ scratch: { path: '/cache' } }] } } },
  },
  {
    title: 'runtime, health, stateless',
    text: resource(
      SIG,
      'pg',
      `
${source}
config: { port: 8080 }
runtime:
  replicas: 1
  security:
    serviceAccountName: pg
    podSecurityContext: { runAsNonRoot: true }
    securityContext: { runAsUser: 65532, readOnlyRootFilesystem: true }
  resources: { limits: { cpu: 500m, memory: 256Mi } }
  health: { readinessProbe: { httpGet: { path: /healthz, port: 8080 } }, livenessProbe: { tcpSocket: { port: 8080 } } }
mcp: { stateless: true }`.trim(),
    ),
    expected: {
      servers: {
        pg: {
          source: { image: { sessions: 'none', healthPath: '/healthz' } },
          hardening: { withUser: { uid: 65532 } },
          scaling: { fixed: 1 },
        },
      },
    },
  },
  {
    title: 'network, gateway, labels',
    text: resource(
      SIG,
      'pg',
      `
${source}
config: { port: 8080 }
network:
  ingressFrom: [{ namespaceSelector: { matchLabels: { a: b } } }]
  egressTo: [{ ipBlock: { cidr: 203.0.113.0/24 } }]
  egressPorts: [{ port: 443 }]
  dnsEgressPeer: { namespaceSelector: {} }
transport: { tls: { secretName: pg } }
gateway: { provider: envoy, configRef: { name: x } }
extraLabels: { team: a, sidecar.istio.io/inject: 'true' }
extraAnnotations: { note: b }`.trim(),
    ),
    expected: { servers: { pg: { labels: { team: 'a' } } } },
  },
];

const V2 = 'mcp.v2dy.io/v1';
export const V2DY: readonly Example[] = [
  {
    title: 'HTTP with a Secret',
    text: resource(
      V2,
      'pg',
      'image: ghcr.io/acme/pg-mcp:1.4.0\nport: 8080\nprotocol: http\n' +
        'env: [{ name: DSN, valueFrom: { secretKeyRef: { name: pg, key: dsn } } }]',
    ),
    expected: { servers: { pg: { source: { image: { port: 8080 } }, secrets: { DSN: EXISTING('pg', 'dsn') } } } },
  },
  {
    title: 'stdio',
    text: resource(V2, 'notes', 'image: ghcr.io/acme/notes:1.0.0\nprotocol: stdio\nargs: [serve]'),
    expected: { servers: { notes: { source: { stdioImage: { args: ['serve'] } } } } },
  },
  {
    title: 'resources and replicas',
    text: resource(
      V2,
      'notes',
      'image: ghcr.io/acme/notes:1.0.0\nport: 3000\nprotocol: http\n' +
        'replicas: 3\nresources: { limits: { cpu: 1, memory: 1Gi } }',
    ),
    expected: { servers: { notes: { resources: { cpu: { limit: '1' }, memory: { limit: '1Gi' } } } } },
  },
  {
    title: 'another group, and auth',
    text: resource(
      'mcp.v2dy.github.io/v1',
      'notes',
      'image: ghcr.io/acme/notes:1.0.0\nport: 3000\nauth: { bearer: { value: hunter22 } }\n' +
        'kagent: { enabled: true }\nenv: [{ name: A, value: b }]',
    ),
    expected: { servers: { notes: { env: { A: 'b' } } } },
  },
  {
    title: 'a template',
    text: resource(
      'mcp.my.domain/v1alpha1',
      'notes',
      'image: ghcr.io/acme/notes:1.0.0\nport: 3000\nprotocol: sse\npodTemplate: { resources: { ' +
        'requests: { memory: 64Mi } }, security: { runAsNonRoot: true }, scheduling: { nodeSelector: { ' +
        'a: b } }, health: { path: /x } }',
    ),
    expected: {
      servers: {
        notes: {
          source: { image: { transport: 'sse' } },
          placement: { nodeSelector: { a: 'b' } },
          resources: { memory: { request: '64Mi' } },
        },
      },
    },
  },
];
