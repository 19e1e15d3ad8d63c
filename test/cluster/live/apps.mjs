/** The servers of the live proof, as a user would write them, and the pods around them. Needs a compiled lib/. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { NPM_SERVER, PYPI_CONSTRAINTS, PYPI_SERVER } from './packages.mjs';
import { nodeCommand, pythonCommand } from './programs.mjs';

const require = createRequire(import.meta.url);
const { App, Chart, Duration, Size } = require('cdk8s');
const {
  AllowedHosts,
  Callers,
  Egress,
  Exposure,
  GatewayAuth,
  IngressController,
  McpGateway,
  McpNamespace,
  McpPlatform,
  McpServer,
  Scaling,
  SecretSource,
  ServerAuth,
  ServerSource,
  Sessions,
  SmokeTest,
  Storage,
  Trust,
} = require('../../../lib');

export const TOOLS = 'live-tools';
export const AGENTS = 'live-agents';
export const OTHERS = 'live-others';
export const DATA = 'live-data';
export const MIRROR = 'live-mirror';
/** For what Pod Security would refuse: it plays the metadata service of a cloud. */
export const HOSTS = 'live-hosts';
export const NAMESPACES = [TOOLS, AGENTS, OTHERS, DATA, MIRROR, HOSTS];

export const KEY = 'k'.repeat(40);
export const TOKEN = 't'.repeat(40);
export const DATABASE_PORT = 5432;
export const MIRROR_PORT = 4873;
const AGENT = { 'app.kubernetes.io/name': 'agent' };
const DATABASE = { app: 'database' };
const REGISTRY = { app: 'mirror' };

/** What each server is asked, directly and by way of the gateway. */
export const CALLS = {
  everything: { tool: 'echo', args: { message: 'hello' }, says: 'hello' },
  time: { tool: 'get_current_time', args: { timezone: 'UTC' }, says: 'UTC' },
  http: { tool: 'echo', args: { text: 'hello' }, says: 'hello', headers: { authorization: `Bearer ${TOKEN}` } },
};

/** The objects of all servers, in the order in which they are to be applied, and where the servers answer. */
export function servers(images, { quarantined = false } = {}) {
  const app = new App();
  const mirror = `http://mirror.${MIRROR}.svc.cluster.local:${MIRROR_PORT}`;
  const egress = Egress.toPods({ namespace: MIRROR, labels: REGISTRY, port: MIRROR_PORT });
  McpPlatform.configure(app, {
    images: { node: images.node, python: images.python, agentgateway: images.gateway },
    npmRegistry: { url: `${mirror}/npm/`, egress },
    pypiIndex: { url: `${mirror}/pypi/simple/`, egress },
  });
  const chart = new Chart(app, 'live');
  const namespace = new McpNamespace(chart, 'namespace', { name: TOOLS, owner: 'platform-team' });
  const callers = [Callers.pods({ namespace: AGENTS, labels: AGENT })];
  const token = SecretSource.fromSecretName('http', 'token');
  const everything = new McpServer(namespace, 'everything', {
    source: ServerSource.npm(NPM_SERVER),
    callers,
    scaling: Scaling.fixed(2),
  });
  const time = new McpServer(namespace, 'time', {
    source: ServerSource.pypi(PYPI_SERVER, { args: ['--local-timezone', 'UTC'], constraints: PYPI_CONSTRAINTS }),
    callers,
    scaling: Scaling.onCpu({ min: 2, max: 4 }),
  });
  const http = new McpServer(namespace, 'http', {
    source: ServerSource.image(images.http, {
      port: 8000,
      healthPath: '/healthz',
      sessions: Sessions.NONE,
      args: ['--address', '0.0.0.0:8000'],
      allowedHosts: AllowedHosts.argument('--allowed-hosts'),
    }),
    secrets: { MCP_GRAFANA_SERVER_TOKEN: token },
    secretFiles: { token },
    serverAuth: ServerAuth.bearer(token),
    storage: [Storage.scratch('/data', Size.mebibytes(16))],
    egress: [Egress.toPods({ namespace: DATA, labels: DATABASE, port: DATABASE_PORT })],
    callers,
    scaling: Scaling.fixed(2),
    trust: quarantined ? Trust.quarantined({ reason: 'the proof takes it out', since: '2026-11-20' }) : undefined,
  });
  const gateway = new McpGateway(namespace, 'gateway', {
    servers: [everything, time, http],
    auth: GatewayAuth.apiKeys({ ci: createHash('sha256').update(KEY).digest('hex') }),
    callers,
    scaling: Scaling.fixed(2),
    // nothing serves this class here: what asks the Service must not need it
    exposure: Exposure.ingress({
      hostname: 'mcp.example.com',
      className: 'public',
      tlsSecretName: 'mcp-example-com',
      controller: IngressController.HAPROXY,
      from: [Callers.namespace('ingress')],
    }),
  });
  const auth = ServerAuth.bearer(SecretSource.fromSecretName('gateway-key', 'key'));
  const ask = ({ tool, args }, prefix = '') => ({
    expectTools: [`${prefix}${tool}`],
    // beside everything else, a server may take minutes to start
    timeout: Duration.minutes(5),
    call: { tool: `${prefix}${tool}`, argumentsJson: JSON.stringify(args) },
  });
  new SmokeTest(namespace, 'everything-test', { server: everything, ...ask(CALLS.everything) });
  new SmokeTest(namespace, 'time-test', { server: time, ...ask(CALLS.time) });
  new SmokeTest(namespace, 'http-test', { server: http, ...ask(CALLS.http) });
  new SmokeTest(namespace, 'gateway-test', {
    server: everything,
    gateway,
    auth,
    ...ask(CALLS.everything, 'everything_'),
  });
  return {
    objects: app.charts.flatMap(one => one.toJson()),
    urls: {
      everything: everything.endpoint.url,
      time: time.endpoint.url,
      http: http.endpoint.url,
      // clients in the cluster use the Service; the public address is that of the Ingress
      gateway: gateway._serviceAddressOf(everything).url,
    },
  };
}

const RESTRICTED = Object.fromEntries(
  ['enforce', 'audit', 'warn'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
);
const secured = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 10001,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

function pod({ namespace, name, labels }, container, spec = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      ...spec,
      containers: [{ name, securityContext: secured, ...container }],
    },
  };
}

function service(namespace, name, selector, port) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name }, spec: { selector, ports: [{ port }] } };
}

const secret = (name, stringData) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: TOOLS, name },
  stringData,
});
export const CLIENTS = {
  agent: { namespace: AGENTS, labels: AGENT, title: 'the allowed pod' },
  stranger: { namespace: AGENTS, labels: { app: 'stranger' }, title: 'another pod of the allowed namespace' },
  double: { namespace: OTHERS, labels: AGENT, title: 'the same labels in another namespace' },
  neighbour: { namespace: TOOLS, labels: { app: 'neighbour' }, title: "another pod of the servers' namespace" },
};

/** The namespaces beside that of the servers. */
export function namespaces() {
  const others = NAMESPACES.filter(name => name !== TOOLS);
  return others.map(name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: name === HOSTS ? { 'pod-security.kubernetes.io/enforce': 'privileged' } : RESTRICTED },
  }));
}

/** Clients, destinations and secrets. */
export function surroundings(images) {
  return [
    secret('http', { token: TOKEN }),
    secret('gateway-key', { key: KEY }),
    pod(
      { namespace: MIRROR, name: 'mirror', labels: REGISTRY },
      { image: images.mirror, readinessProbe: { tcpSocket: { port: MIRROR_PORT } } },
    ),
    service(MIRROR, 'mirror', REGISTRY, MIRROR_PORT),
    pod(
      { namespace: DATA, name: 'database', labels: DATABASE },
      { image: images.node, command: nodeCommand('listen', DATABASE_PORT) },
    ),
    service(DATA, 'database', DATABASE, DATABASE_PORT),
    pod(
      { namespace: HOSTS, name: 'metadata', labels: {} },
      {
        image: images.python,
        command: pythonCommand('metadata'),
        securityContext: { privileged: true, runAsUser: 0 },
      },
      { hostNetwork: true },
    ),
    ...Object.entries(CLIENTS).map(([name, { namespace, labels }]) =>
      pod({ namespace, name, labels }, { image: images.client }),
    ),
  ];
}
