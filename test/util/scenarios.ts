import { App, Chart, Duration, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { IMAGE, source } from './app';
import { CERTIFICATE } from './certificate';
import { backend, gateway } from './gateway';
import {
  AdmissionMode,
  AgentgatewayEngine,
  AllowedHosts,
  AllowedOrigins,
  Architecture,
  Bridge,
  CaBundle,
  Callers,
  CertificateIssuer,
  ClusterDns,
  Cors,
  Egress,
  EnvoyAiGatewayEngine,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  GatewayTls,
  Hardening,
  HttpRouteEngine,
  HttpTransport,
  ImageSignatures,
  IngressController,
  Isolation,
  Jwks,
  KuadrantEngine,
  KubernetesAccess,
  LogLevel,
  McpAdmissionPolicy,
  McpCapability,
  McpGateway,
  McpNamespace,
  McpPlatform,
  McpPlatformProps,
  McpPool,
  McpRemoteServer,
  McpServer,
  NetworkPolicyEngine,
  OtlpProtocol,
  PoolSubject,
  PrebuiltImage,
  Qos,
  RateLimit,
  Sandbox,
  Scaling,
  SecretSource,
  SecretStore,
  ServerAuth,
  ServerProbes,
  ServerRuntime,
  ServerSource,
  Sessions,
  SmokeTest,
  Storage,
  TaintEffect,
  ToolPolicy,
  ToolRule,
  Trust,
  VariableSource,
} from '../../src';

const vault = SecretStore.clusterStore('vault');
const team = SecretStore.namespaced('team');

/** Apps that between them use every prop of the library: snapshots, schemas and determinism are tested with them. */
export const SCENARIOS: Readonly<Record<string, () => App>> = {
  'minimal': () =>
    appWith({}, chart => {
      new McpServer(chart, 'tool', { source: source() });
    }),
  'everything on': () =>
    appWith(
      {
        kubernetesVersion: '1.33',
        clusterDomain: 'prod.example',
        apiServer: { cidrs: ['203.0.113.10/32'], port: 6443 },
        allowedRegistries: ['registry.example.com/acme'],
        allowedPackages: ['oci:registry.example.com/acme/*'],
        blockedPackages: ['oci:registry.example.com/acme/bad'],
        imagePullSecrets: ['registry'],
        privateCidrs: ['44.0.0.0/8'],
        secretStore: vault,
        monitoring: { namespace: 'monitoring', labels: { app: 'prometheus' } },
        otlp: {
          endpoint: 'http://otel.observability.svc:4317',
          protocol: OtlpProtocol.GRPC,
          egress: Egress.toPods({ namespace: 'observability', labels: { app: 'otel' }, port: 4317 }),
        },
      },
      everythingOn,
    ),
  'in-memory sessions': () =>
    appWith({}, chart => {
      new McpServer(chart, 'tool', {
        source: source({ sessions: Sessions.IN_MEMORY, transport: HttpTransport.SSE, path: '/sse' }),
        callers: [Callers.namespace('agents')],
      });
    }),
  'Cilium': () =>
    appWith({ networkPolicyEngine: NetworkPolicyEngine.CILIUM }, chart => {
      new McpServer(chart, 'tool', {
        source: source(),
        callers: [Callers.ciliumIngress(), Callers.pods({ namespace: 'agents', labels: { app: 'agent' } })],
        egress: [
          Egress.toHosts('registry.terraform.io', '*.hashicorp.com'),
          Egress.toHosts('db.example.com').onPorts(6432, 5432),
          Egress.toCidrs('203.0.113.0/24'),
        ],
        kubernetesAccess: KubernetesAccess.clusterReadOnly({ resources: ['nodes', 'namespaces', 'deployments.apps'] }),
      });
    }),
  'OpenShift': () =>
    appWith({ openshift: true }, chart => {
      new McpServer(chart, 'tool', { source: source() });
    }),
  'persistent storage': () =>
    appWith({}, chart => {
      new McpServer(chart, 'notes', {
        source: source(),
        storage: [
          Storage.persistent('/data', Size.gibibytes(5), { storageClass: 'fast' }),
          Storage.persistent('/models', Size.gibibytes(50), {
            accessMode: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY,
            existingClaim: 'models',
          }),
        ],
      });
      new McpServer(chart, 'wiki', {
        source: source({ sessions: Sessions.SHARED }),
        storage: [
          Storage.persistent('/data', Size.gibibytes(5), {
            accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
          }),
        ],
      });
    }),
  'metrics and OTLP': () =>
    appWith({}, chart => {
      new McpServer(chart, 'tool', {
        source: source({ metricsPort: 9090, metricsPath: '/stats' }),
        telemetry: {
          otlp: {
            endpoint: 'http://otel.observability.svc.cluster.local:4318',
            egress: Egress.toPods({ namespace: 'observability', labels: { app: 'otel' }, port: 4318 }),
          },
          metrics: { from: Callers.pods({ namespace: 'monitoring', labels: { app: 'prometheus' } }) },
          logLevel: LogLevel.WARNING,
        },
      });
    }),
  'NODE_LOCAL DNS': () =>
    appWith({ dns: ClusterDns.NODE_LOCAL }, chart => {
      new McpServer(chart, 'tool', { source: source() });
    }),
  'NODE_LOCAL DNS under Cilium': () =>
    appWith({ dns: ClusterDns.NODE_LOCAL, networkPolicyEngine: NetworkPolicyEngine.CILIUM }, chart => {
      new McpServer(chart, 'tool', { source: source(), egress: [Egress.toHosts('api.example.com')] });
    }),
  'public internet': () =>
    appWith({ privateCidrs: ['44.0.0.0/8', '2600:1f00::/24'] }, chart => {
      new McpServer(chart, 'tool', { source: source(), egress: [Egress.toPublicInternet()] });
    }),
  'npm under Cilium': () =>
    appWith({ networkPolicyEngine: NetworkPolicyEngine.CILIUM }, chart => {
      new McpServer(chart, 'everything', {
        source: ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31'),
      });
      new McpServer(chart, 'sessions', {
        source: ServerSource.npm('@scope/tool@1.2.3-rc.1', {
          bin: 'tool',
          args: ['--title', "it's $HOME"],
          allowScripts: true,
          isolation: Isolation.session({ maxSessions: 20 }),
          install: { memory: Size.gibibytes(1), storage: Size.gibibytes(2), deadline: Duration.minutes(20) },
        }),
      });
    }),
  'PyPI from mirrors, through a proxy': () =>
    appWith(
      {
        npmRegistry: {
          url: 'https://packages.example.com/npm/',
          egress: Egress.toCidrs('203.0.113.7/32'),
          credentials: SecretSource.fromSecretName('npm', 'token'),
        },
        pypiIndex: {
          url: 'https://packages.example.com/pypi/simple/',
          egress: Egress.toCidrs('203.0.113.7/32'),
          username: 'ci',
          credentials: SecretSource.fromStore(vault, { key: 'mcp/pypi' }),
          caBundle: CaBundle.fromConfigMap('mirror-ca', 'ca.pem'),
        },
        proxy: {
          url: 'http://proxy.example.com:3128',
          egress: Egress.toCidrs('203.0.113.8/32').onPorts(3128),
          noProxy: ['.example.com'],
        },
        caBundle: CaBundle.pem(CERTIFICATE),
        images: { python: 'registry.example.com/python:3.12.1@' + IMAGE.split('@')[1] },
      },
      chart => {
        new McpServer(chart, 'time', {
          source: ServerSource.pypi('Mcp_Server.Time[tz]==2026.10.19', {
            args: ['--zone', '$(TZ)'],
            constraints: ['mcp<2'],
            allowBuilds: true,
          }),
          env: { TZ: 'UTC' },
        });
      },
    ),
  'stdio images under Cilium': () =>
    appWith({ networkPolicyEngine: NetworkPolicyEngine.CILIUM }, chart => {
      new McpServer(chart, 'shell', {
        source: ServerSource.stdioImage(IMAGE, {
          command: ['/bin/sh', '/app/start.sh'],
          shellReason: 'the vendor ships its server as a script',
        }),
      });
      new McpServer(chart, 'distroless', {
        source: ServerSource.stdioImage(IMAGE, {
          command: ['/app/tool', '--stdio'],
          isolation: Isolation.session({ maxSessions: 5 }),
          bridge: Bridge.agentgateway({ image: `cr.agentgateway.dev/agentgateway:v1.3.1-musl@${IMAGE.split('@')[1]}` }),
        }),
      });
    }),
  'a prebuilt image': () =>
    appWith({}, chart => {
      new McpServer(chart, 'everything', {
        source: PrebuiltImage.of(ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31')).source(IMAGE),
      });
    }),
  'a gateway with nothing but keys': () =>
    appWith({}, chart => {
      gateway(chart, { servers: [backend(chart, 'notes')] });
    }),
  'a gateway with OAuth behind an HTTPRoute': () =>
    appWith(
      {
        networkPolicyEngine: NetworkPolicyEngine.CILIUM,
        otlp: { endpoint: 'https://otel.example.com/v2/', egress: Egress.toHosts('otel.example.com') },
      },
      oauthGateway,
    ),
  'a gateway with sessions that ends TLS': () =>
    appWith({ monitoring: { namespace: 'monitoring', labels: { app: 'prometheus' } } }, sessionGateway),
  'hosts behind an Ingress for service accounts': () =>
    appWith(
      { openshift: true, images: { agentgateway: `mirror.example.com/agentgateway:v1.6.0@${IMAGE.split('@')[1]}` } },
      hostGateway,
    ),
  'an open gateway under Cilium': () =>
    appWith({ networkPolicyEngine: NetworkPolicyEngine.CILIUM }, chart => {
      gateway(chart, {
        servers: [new McpRemoteServer(chart, 'docs', { url: 'https://docs.example.com/mcp' })],
        auth: GatewayAuth.anonymous('public documentation, nothing else is behind it'),
        exposure: Exposure.httpRoute({
          hostname: 'docs.example.net',
          parentName: 'public',
          from: [Callers.ciliumIngress()],
        }),
        rateLimit: RateLimit.remote({
          host: 'ratelimit.infra.svc:8081',
          egress: Egress.toPods({ namespace: 'infra', labels: { app: 'ratelimit' }, port: 8081 }),
          key: 'source.address',
          failOpen: true,
        }),
      });
    }),
  'a pool with everything': () => appWith({ secretStore: vault }, pooled),
  'public internet under Cilium': () =>
    appWith({ networkPolicyEngine: NetworkPolicyEngine.CILIUM }, chart => {
      new McpServer(chart, 'tool', { source: source(), egress: [Egress.toPublicInternet()] });
    }),
  "a gateway of agentgateway's controller": () =>
    appWith({}, chart => {
      const notes = new McpServer(chart, 'notes', {
        source: source(),
        tools: ToolPolicy.of({ allow: ['get_*', 'list'], deny: ['get_secret'] }),
        serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'mcp/notes', property: 'caller' })),
      });
      const old = new McpServer(chart, 'old', {
        source: source({ sessions: Sessions.IN_MEMORY, transport: HttpTransport.SSE, path: '/sse' }),
      });
      const docs = new McpRemoteServer(chart, 'docs', {
        url: 'https://docs.example.com/mcp',
        egress: Egress.toCidrs('203.0.113.0/24'),
        caBundle: CaBundle.pem(CERTIFICATE),
        headers: {
          'x-api-key': SecretSource.fromSecretName('docs', 'key'),
          'x-team': SecretSource.fromSecretName('docs', 'team'),
        },
      });
      new McpGateway(chart, 'gateway', {
        namespace: 'mcp-edge',
        servers: [notes, old, docs],
        engine: AgentgatewayEngine.controller({
          gatewayName: 'public',
          gatewayNamespace: 'gateways',
          hostname: 'mcp.example.com',
          sectionName: 'https',
        }),
        routes: GatewayRoutes.mixed(),
        auth: GatewayAuth.oauth({
          issuer: 'https://idp.example.com',
          jwks: Jwks.fromUrl('https://idp.example.com/jwks'),
          requiredScopes: ['mcp'],
        }),
        authorization: [
          ToolRule.allow({ servers: [notes], claims: [{ claim: 'groups', anyOf: ['writers'] }] }),
          ToolRule.allow({ servers: [old, docs] }),
        ],
        rateLimit: RateLimit.local({ requests: 60, burst: 100 }),
        resilience: { failClosed: true },
        cors: Cors.origins(['https://chat.example.com']),
        owner: 'platform',
      });
    }),
  "API keys under agentgateway's controller": () =>
    appWith({}, chart => {
      const notes = new McpServer(chart, 'notes', { source: source() });
      new McpGateway(chart, 'gateway', {
        servers: [notes],
        engine: AgentgatewayEngine.controller({
          gatewayName: 'public',
          gatewayNamespace: 'mcp-tools',
          hostname: 'mcp.example.com',
        }),
        auth: GatewayAuth.apiKeys({ ci: '5501d05e837a4a18b07e5aeb9a74e1907369f30eeccc2f882c80b391a60ef210' }),
        authorization: [ToolRule.allow({ clients: ['ci'] })],
      });
    }),
  'a gateway of Envoy AI Gateway': () =>
    appWith({}, chart => {
      const notes = new McpServer(chart, 'notes', {
        source: source(),
        tools: ToolPolicy.of({ allow: ['get_*', 'list'], deny: ['get_secret'] }),
        serverAuth: ServerAuth.header(
          'x-api-key',
          SecretSource.fromStore(vault, { key: 'mcp/notes', property: 'caller' }),
        ),
      });
      const wiki = new McpServer(chart, 'wiki', {
        source: source({ path: '/v1/mcp' }),
        serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('wiki', 'apiKey')),
      });
      new McpGateway(chart, 'gateway', {
        servers: [notes, wiki],
        engine: new EnvoyAiGatewayEngine({
          gatewayName: 'public',
          gatewayNamespace: 'mcp-tools',
          hostname: 'mcp.example.com',
        }),
        auth: GatewayAuth.oauth({
          issuer: 'https://idp.example.com',
          jwks: Jwks.fromConfigMap('idp', 'jwks'),
          resourceMetadata: { scopesSupported: ['mcp'], documentation: 'https://docs.example.com/mcp' },
        }),
      });
    }),
  'a gateway of Kuadrant': () =>
    appWith({}, chart => {
      const notes = new McpServer(chart, 'notes', {
        source: source(),
        tools: ToolPolicy.of({ allow: ['get_*', 'list'], deny: ['get_secret'] }),
      });
      const wiki = new McpServer(chart, 'wiki', { source: source({ path: '/v1/mcp' }), namespace: 'mcp-edge' });
      new McpGateway(chart, 'gateway', {
        servers: [notes, wiki],
        engine: new KuadrantEngine({
          gatewayName: 'public',
          gatewayNamespace: 'gateways',
          hostname: 'mcp.example.com',
          serverDomain: 'mcp.local',
          sectionName: 'mcps',
          broker: Callers.pods({ namespace: 'mcp-system', labels: { app: 'mcp-gateway' } }),
        }),
        auth: GatewayAuth.oauth({
          issuer: 'https://idp.example.com',
          jwks: Jwks.fromUrl('https://idp.example.com/jwks'),
          requiredScopes: ['mcp'],
        }),
        authorization: [
          ToolRule.allow({ servers: [notes], tools: ['get_*'], claims: [{ claim: 'groups', anyOf: ['editors'] }] }),
          ToolRule.allow({ servers: [wiki] }),
        ],
      });
    }),
  'routes without a gateway of their own': () =>
    appWith({}, chart => {
      const [notes, wiki] = ['notes', 'wiki'].map(
        id =>
          new McpServer(chart, id, {
            source: source({ path: '/v1/mcp' }),
            namespace: id === 'wiki' ? 'mcp-edge' : undefined,
          }),
      );
      new McpGateway(chart, 'gateway', {
        namespace: 'mcp-edge',
        servers: [notes, wiki],
        engine: new HttpRouteEngine({
          gatewayName: 'public',
          gatewayNamespace: 'gateways',
          hostname: 'mcp.example.com',
          dataPlane: Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } }),
        }),
        routes: GatewayRoutes.pathPerServer(),
        auth: GatewayAuth.anonymous('the mesh in front of the Gateway asks for certificates'),
      });
    }),
  'smoke tests of a server and of one behind a gateway': () =>
    appWith(
      { networkPolicyEngine: NetworkPolicyEngine.CILIUM, caBundle: CaBundle.fromConfigMap('ca', 'ca.crt') },
      chart => {
        const notes = backend(chart, 'notes', {
          serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'mcp/notes', property: 'caller' })),
        });
        const edge = gateway(chart, { servers: [notes] });
        new SmokeTest(chart, 'notes-test', {
          server: notes,
          expectTools: ['search'],
          call: { tool: 'search', argumentsJson: '{"query":"hello"}' },
          timeout: Duration.minutes(1),
        });
        new SmokeTest(chart, 'edge-test', {
          server: notes,
          gateway: edge,
          auth: ServerAuth.header('x-api-key', SecretSource.fromSecretName('smoke-test', 'key')),
          image: IMAGE,
          name: 'edge',
          owner: 'tools-team',
          labels: { 'example.com/tier': 'test' },
          annotations: { 'example.com/runbook': 'https://runbooks.example.com/smoke' },
        });
      },
    ),
  'admission': () => appWith({ allowedRegistries: ['registry.example.com/acme'], requireDigests: true }, admission),
};

function admission(chart: Chart): void {
  new McpServer(chart, 'tool', { source: source() });
  const policy = new McpAdmissionPolicy(chart, 'mcp', { parametersNamespace: 'mcp-admission' });
  policy.quarantine('mcp-tools', 'old');
  new McpAdmissionPolicy(chart, 'trial', {
    parametersNamespace: 'mcp-admission',
    name: 'mcp-trial',
    mode: AdmissionMode.WARN,
    allowedRegistries: ['grafana', 'ghcr.io/acme'],
    allowedPackages: ['oci:docker.io/grafana/*', 'npm:@scope/*'],
    blockedPackages: ['pypi:bad'],
    namespaceSelector: { 'mcp': 'yes', 'kubernetes.io/metadata.name': 'mcp-trial' },
    exemptions: [
      {
        rule: 'read-only-root',
        kind: 'Deployment',
        namespace: 'mcp-trial',
        name: 'vendor',
        reason: 'the vendor writes its licence beside the program',
      },
    ],
    quarantined: [
      { namespace: 'mcp-trial', name: 'b' },
      { namespace: 'mcp-trial', name: 'a' },
    ],
    signatures: ImageSignatures.keyless({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'https://github.com/acme/*',
    }),
  });
  new McpAdmissionPolicy(chart, 'signed', {
    parametersNamespace: 'mcp-admission',
    signatures: ImageSignatures.publicKey(
      '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n',
    ),
  });
}

function appWith(platform: McpPlatformProps, build: (chart: Chart) => void): App {
  const app = Testing.app();
  McpPlatform.configure(app, platform);
  build(new Chart(app, 'test', { namespace: 'mcp-tools' }));
  return app;
}

function oauthGateway(chart: Chart): void {
  const edge = new McpNamespace(chart, 'edge', { name: 'mcp-edge', owner: 'platform' });
  const notes = backend(chart, 'notes', {
    tools: ToolPolicy.of({ allow: ['get_*', 'list'], deny: ['get_secret'] }),
    capabilities: [McpCapability.TOOLS, McpCapability.PROMPTS],
  });
  const wiki = backend(chart, 'wiki', {
    serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'mcp/wiki', property: 'caller' })),
  });
  const docs = new McpRemoteServer(chart, 'docs', {
    url: 'https://docs.example.com/v1/mcp',
    headers: {
      'x-api-key': SecretSource.fromSecretName('docs', 'key'),
      'x-tenant': SecretSource.fromStore(vault, { key: 'mcp/docs' }),
    },
    caBundle: CaBundle.pem(CERTIFICATE),
  });
  const mcp = gateway(edge, {
    servers: [wiki, docs],
    auth: GatewayAuth.oauth({
      issuer: 'https://idp.example.com/realms/mcp',
      jwks: Jwks.fromUrl('https://idp.example.com/realms/mcp/certs'),
      requiredScopes: ['mcp.read'],
      resourceMetadata: { scopesSupported: ['mcp.read', 'mcp.write'], documentation: 'https://wiki.example.com/mcp' },
    }),
    authorization: [
      ToolRule.allow({ servers: [notes, docs] }),
      ToolRule.allow({
        servers: [wiki],
        tools: ['search', 'read_*'],
        claims: [
          { claim: 'groups', anyOf: ['editors', 'admins'] },
          { claim: 'https://example.com/tenant', anyOf: ['a'] },
        ],
      }),
      ToolRule.require('!jwt.sub.endsWith("$test")'),
    ],
    routes: GatewayRoutes.mixed('/all/mcp'),
    exposure: Exposure.httpRoute({
      hostname: 'mcp.example.com',
      parentName: 'public',
      parentNamespace: 'gateways',
      sectionName: 'https',
      from: [Callers.ciliumIngress()],
    }),
    cors: Cors.origins(['https://chat.example.com', 'http://localhost:6274'], { allowCredentials: true }),
    rateLimit: RateLimit.all(
      RateLimit.local({ requests: 60, burst: 120 }),
      RateLimit.remote({
        host: 'ratelimit.infra.svc.cluster.local:8081',
        egress: Egress.toPods({ namespace: 'infra', labels: { app: 'ratelimit' }, port: 8081 }),
      }),
    ),
  });
  mcp.addKagentServer('kagent', {
    description: 'Notes, wiki and documentation',
    namespace: 'kagent',
    authorization: SecretSource.fromSecretName('mcp-gateway', 'header'),
  });
  mcp.addServer(notes, { prefix: 'team-notes', path: '/notes/mcp', tools: ToolPolicy.deny('get_all') });
}

function sessionGateway(chart: Chart): void {
  const browser = new McpServer(chart, 'browser', {
    source: source({ sessions: Sessions.IN_MEMORY, transport: HttpTransport.SSE, path: '/sse' }),
  });
  const partner = new McpRemoteServer(chart, 'partner', {
    url: 'https://mcp.partner.example:8443/mcp',
    egress: Egress.toCidrs('203.0.113.0/24').onPorts(8443),
    caBundle: CaBundle.fromConfigMap('partner-ca', 'root.pem'),
    tools: ToolPolicy.allow('quote'),
  });
  gateway(chart, {
    servers: [browser, partner],
    auth: GatewayAuth.apiKeys({ 'team-a': 'a'.repeat(64), 'ci': 'b'.repeat(64) }),
    authorization: [ToolRule.allow({ clients: ['ci'], tools: ['*'] }), ToolRule.allow({ clients: ['team-a'] })],
    routes: GatewayRoutes.pathPerServer(),
    sessionKey: SecretSource.fromSecretName('gateway-session', 'key'),
    tls: GatewayTls.certManager({ issuer: CertificateIssuer.issuer('internal'), secretName: 'gateway-tls' }),
    resilience: {
      requestTimeout: Duration.seconds(30),
      connectTimeout: Duration.seconds(2),
      sessionTimeout: Duration.hours(1),
      failClosed: true,
    },
    callers: [Callers.namespace('agents')],
    egress: [Egress.toCidrs('198.51.100.0/24')],
    scaling: Scaling.fixed(2),
    resources: { unlimitedCpu: true },
    telemetry: {
      otlp: {
        endpoint: 'http://otel.observability.svc:4317',
        protocol: OtlpProtocol.GRPC,
        egress: Egress.toPods({ namespace: 'observability', labels: { app: 'otel' }, port: 4317 }),
      },
      logLevel: LogLevel.DEBUG,
    },
    owner: 'platform',
    environment: 'prod',
  });
}

function hostGateway(chart: Chart): void {
  gateway(chart, {
    servers: [backend(chart, 'notes'), backend(chart, 'wiki')],
    auth: GatewayAuth.serviceAccounts({
      issuer: 'https://kubernetes.default.svc.cluster.local',
      audience: 'mcp-gateway',
      jwks: Jwks.fromSecretSource(SecretSource.fromStore(team, { key: 'cluster', property: 'jwks' })),
      subjects: ['system:serviceaccount:agents:planner'],
    }),
    routes: GatewayRoutes.hostPerServer('mcp.example.com'),
    exposure: Exposure.ingress({
      hostname: 'mcp.example.com',
      className: 'nginx',
      tlsSecretName: 'mcp-tls',
      controller: IngressController.NGINX,
      from: [Callers.pods({ namespace: 'ingress', labels: { app: 'nginx' } })],
    }),
  });
}

function pooled(chart: Chart): void {
  const pool = new McpPool(chart, 'pool', {
    namespace: 'mcp-pool',
    owner: 'research',
    environment: 'prod',
    podSecurityVersion: 'v1.33',
    defaults: { scaling: Scaling.fixed(2), labels: { 'example.com/tier': '1' } },
    quota: { pods: 40 },
    limits: { maxMemory: Size.gibibytes(2), minCpu: kplus.Cpu.millis(50) },
    budget: { cpu: kplus.Cpu.units(8), memory: Size.gibibytes(8) },
    viewers: [PoolSubject.group('developers')],
    editors: [PoolSubject.user('jane@example.com'), PoolSubject.serviceAccount('ci', 'deploy')],
  });
  new McpServer(pool, 'notes', {
    source: source(),
    secrets: { TOKEN: SecretSource.fromPlatformStore({ key: 'notes' }) },
    storage: [Storage.persistent('/data', Size.gibibytes(5))],
    scaling: Scaling.fixed(1),
  });
  new McpServer(pool, 'wiki', {
    source: source(),
    tools: ToolPolicy.reviewed('{"tools": [{"name": "search", "inputSchema": {"type": "object"}}]}'),
  });
  new McpServer(pool, 'bad', {
    source: source(),
    secrets: { TOKEN: SecretSource.fromPlatformStore({ key: 'bad' }) },
    trust: Trust.quarantined({ reason: 'nobody has looked at its new release', since: '2026-11-20' }),
  });
  pool.addTo(gateway(pool, { sessionKey: SecretSource.fromPlatformStore({ key: 'session' }) }));
}

function everythingOn(chart: Chart): void {
  const edge = new McpNamespace(chart, 'namespace', { name: 'mcp-edge', owner: 'platform' });
  const peer = new McpServer(edge, 'peer', {
    source: ServerSource.image(IMAGE, { port: 8081, sessions: Sessions.SHARED }),
  });
  const tool = new McpServer(edge, 'tool', {
    source: source({
      path: '/v1/mcp',
      healthPath: '/healthz',
      command: ['/usr/bin/tool'],
      args: ['--region', '$(REGION)', '--verbose'],
      workingDir: '/srv/app',
      runtime: ServerRuntime.NODE,
      metricsPort: 9090,
      allowedHosts: AllowedHosts.argument('--allowed-hosts', { additional: ['mcp.example.com'] }),
      allowedOrigins: AllowedOrigins.variable('ALLOWED_ORIGINS', {
        separator: ';',
        additional: ['https://chat.example.com'],
      }),
    }),
    name: 'all-of-it',
    env: { REGION: 'eu-1', TEMPLATE: 'costs $(HOME) and $$5', MAX_TOKENS: '4096' },
    envValues: {
      POD_IP: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_IP),
      FLAGS: kplus.EnvValue.fromConfigMap(kplus.ConfigMap.fromConfigMapName(chart, 'flags', 'flags'), 'all'),
    },
    variables: {
      LEVEL: VariableSource.fromConfigMap('flags', 'level'),
      MEMORY_MIB: VariableSource.fromResource('limits.memory', '1Mi'),
      NODE: VariableSource.fromPodField('spec.nodeName'),
    },
    secrets: {
      API_TOKEN: SecretSource.fromStore(vault, { key: 'mcp/tool', property: 'token', version: '3' }),
      OTHER_TOKEN: SecretSource.fromPlatformStore({ key: 'mcp/other' }),
      THIRD_TOKEN: SecretSource.fromSecretName('third', 'token'),
    },
    secretFiles: {
      'tls.key': SecretSource.fromStore(team, { key: 'tls', property: 'key' }),
      'ca.crt': SecretSource.fromSecretName('third', 'ca.crt'),
      '/etc/tool/kubeconfig': SecretSource.fromSecretName('third', 'kubeconfig'),
    },
    files: { '/etc/tool/config.yaml': 'level: 3\nmode: "on"\n', '/etc/tool/empty': '' },
    configMapFiles: { '/etc/tool/rules.yaml': { name: 'flags', key: 'rules.yaml' } },
    storage: [Storage.scratch('/var/cache/tool', Size.mebibytes(100)), Storage.memory('/dev/shm', Size.mebibytes(64))],
    resources: {
      cpu: { request: kplus.Cpu.millis(500), limit: kplus.Cpu.millis(500) },
      memory: { request: Size.gibibytes(1) },
      qos: Qos.GUARANTEED,
    },
    scaling: Scaling.onMemory({ min: 2, max: 9, targetPercent: 80 }),
    callers: [Callers.namespace('agents'), Callers.server(peer), Callers.cidrs('198.51.100.0/24', '2001:db8:1::/48')],
    egress: [
      Egress.toServer(peer),
      Egress.toCidrs('203.0.113.0/24').onPorts(5432, 443),
      Egress.toPods({ namespace: 'data', labels: { app: 'db' }, port: 5432 }),
      Egress.toPublicInternet(),
    ],
    kubernetesAccess: KubernetesAccess.readOnly({
      namespaces: ['apps', 'mcp-edge'],
      resources: ['pods', 'pods/log', 'deployments.apps'],
    }),
    imagePullSecrets: ['mirror'],
    probes: ServerProbes.http('/ready', { port: 8090, startupTimeout: Duration.minutes(10) }),
    shutdown: { drain: Duration.seconds(20), grace: Duration.minutes(2) },
    placement: {
      nodeSelector: { pool: 'tools' },
      tolerations: [{ key: 'dedicated', value: 'tools', effect: TaintEffect.NO_SCHEDULE }, { key: 'spot' }],
      priorityClassName: 'tools',
      architectures: [Architecture.ARM64, Architecture.AMD64],
    },
    sandbox: Sandbox.gvisor(),
    hardening: Hardening.restricted().withWritableRoot('the vendor writes its licence file next to the program'),
    telemetry: { metrics: {}, logLevel: LogLevel.DEBUG },
    serverAuth: ServerAuth.bearer(SecretSource.fromStore(vault, { key: 'mcp/tool', property: 'caller' })),
    owner: 'tools-team',
    environment: 'prod',
    labels: { 'example.com/cost-centre': '4711' },
    annotations: { 'example.com/runbook': 'https://runbooks.example.com/tool' },
  });
  peer.allowFrom(Callers.server(tool));
}
