// The apps that are proved: servers and gateways, synthesized by the compiled library as users write them.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { GUARDED_COMMAND } from './layers.mjs';

const require = createRequire(import.meta.url);
const { App, Chart, Duration, Size } = require('cdk8s');
const {
  Callers,
  Egress,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  Jwks,
  McpGateway,
  McpPlatform,
  McpRemoteServer,
  McpServer,
  NetworkPolicyEngine,
  ProtocolRevision,
  RateLimit,
  SecretSource,
  ServerAuth,
  ServerProbes,
  ServerSource,
  Sessions,
  Storage,
  ToolPolicy,
  ToolRule,
} = require('../../../lib');

export const NAMESPACE = 'mcp-e2e';
export const GUARDED_IMAGE = `registry.example.com/e2e/guarded:1.0.0@sha256:${'0'.repeat(64)}`;

export const ISSUER = 'https://idp.example.com';
export const PUBLIC_HOST = 'mcp.example.com';
export const LIMIT = 300;
/** The shortest that the library lets a server take until it answers. */
export const PATIENCE_SECONDS = 5;

const token = SecretSource.fromSecretName('guarded-token', 'token');

/**
 * What was in the cluster before: the token of the guarded server, headers for it as a whole, and the keys of the
 * issuer.
 */
export const existing = ({ guardedToken, team, jwks }) => ({
  'Secret/guarded-token': { token: guardedToken },
  'Secret/guarded-headers': { 'authorization': `Bearer ${guardedToken}`, 'x-team': team },
  'ConfigMap/idp-keys': { 'jwks.json': JSON.stringify(jwks) },
});

/** The keys of the issuer, in the manifest or beside it. */
export const jwksInline = jwks => Jwks.inline(JSON.stringify(jwks));
export const jwksInConfigMap = () => Jwks.fromConfigMap('idp-keys', 'jwks.json');

/** By name; in the order in which they are added to gateways. */
export const SERVERS = {
  everything: chart =>
    new McpServer(chart, 'everything', {
      source: ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31'),
      tools: ToolPolicy.of({ allow: ['echo', 'get-*'], deny: ['get-env'] }),
    }),
  files: chart =>
    new McpServer(chart, 'files', {
      source: ServerSource.npm('@modelcontextprotocol/server-filesystem@2026.8.31', { args: ['/data'] }),
      storage: [Storage.scratch('/data', Size.mebibytes(64))],
    }),
  guarded: chart =>
    new McpServer(chart, 'guarded', {
      source: ServerSource.image(GUARDED_IMAGE, {
        port: 8080,
        sessions: Sessions.NONE,
        command: GUARDED_COMMAND,
        protocol: ProtocolRevision.V2026_07_28,
      }),
      env: { TOKEN_FILE: '/var/run/mcp/creds/token' },
      secretFiles: { token },
      probes: ServerProbes.http('/healthz'),
      serverAuth: ServerAuth.bearer(token),
    }),
};

/** The guarded server again, without a guard and made with an SDK that knows no revision after 2025-11-25. */
const unguarded = (name, env) => chart =>
  new McpServer(chart, name, {
    source: ServerSource.image(GUARDED_IMAGE, { port: 8080, sessions: Sessions.NONE, command: GUARDED_COMMAND }),
    env: { SDK: '1', ...env },
    probes: ServerProbes.http('/healthz'),
  });

/** One of them has its list in pages, and answers in JSON. */
export const OLDER = { older: unguarded('older', {}), paged: unguarded('paged', { PAGE: '2', JSON: '1' }) };

/** The guarded server again, as one that someone else runs and that asks for two headers. */
const REMOTE = {
  ...SERVERS,
  guarded: chart =>
    new McpRemoteServer(chart, 'guarded', {
      url: `http://guarded.${NAMESPACE}.svc.cluster.local:8080/mcp`,
      headers: Object.fromEntries(
        ['authorization', 'x-team'].map(name => [name, SecretSource.fromSecretName('guarded-headers', name)]),
      ),
      egress: Egress.toPods({ namespace: NAMESPACE, labels: { 'cdk8s-mcp/server': 'guarded' }, port: 8080 }),
      protocol: ProtocolRevision.V2026_07_28,
    }),
};

/**
 * Writes the manifest of an app with some servers and their gateway.
 *
 * @returns the manifest, the names of the servers, and the path and host name where clients find one.
 */
export function synthesize(folder, makers, names, gatewayOf) {
  const app = new App();
  McpPlatform.configure(app, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  const chart = new Chart(app, 'e2e', { namespace: NAMESPACE });
  const servers = Object.fromEntries(names.map(name => [name, makers[name](chart)]));
  const gateway = new McpGateway(chart, 'gateway', {
    servers: Object.values(servers),
    ...gatewayOf(servers),
  });
  const manifest = join(mkdtempSync(join(folder, 'manifest-')), 'gateway.k8s.yaml');
  writeFileSync(manifest, app.synthYaml());
  const urlOf = name => new URL(gateway.urlOf(servers[name]));
  return { manifest, names, pathOf: name => urlOf(name).pathname, hostOf: name => urlOf(name).hostname };
}

/** Of a gateway that does not wait for servers as long as others do. */
export const IMPATIENT = {
  resilience: { requestTimeout: Duration.seconds(PATIENCE_SECONDS), connectTimeout: Duration.seconds(1) },
};

/** A gateway for clients with keys: alice may use everything, bob one server, carol some tools of the others. */
export function keysApp(folder, keys, names = Object.keys(SERVERS), more = {}) {
  return synthesize(folder, SERVERS, names, ({ everything, files, guarded }) => {
    const authorization = [
      ToolRule.allow({ clients: ['alice'] }),
      ToolRule.allow({ clients: ['bob'], servers: [everything] }),
    ];
    if (files && guarded) {
      authorization.push(ToolRule.allow({ clients: ['carol'], servers: [files, guarded], tools: ['list_*', 'greet'] }));
    }
    // HOME is /tmp there: a text that the gateway must not take for a variable
    authorization.push(ToolRule.require('size("$HOME") == 5'));
    const hashes = Object.entries(keys).map(([client, key]) => [client, GatewayAuth.hashOf(key)]);
    const auth = GatewayAuth.apiKeys(Object.fromEntries(hashes));
    return { auth, routes: GatewayRoutes.mixed(), authorization, ...more };
  });
}

/** A gateway for people with tokens of an issuer. */
export function oauthApp(folder, jwks) {
  return synthesize(folder, REMOTE, ['everything', 'guarded'], ({ everything, guarded }) => ({
    auth: GatewayAuth.oauth({ issuer: ISSUER, jwks, requiredScopes: ['mcp:use'] }),
    routes: GatewayRoutes.mixed(),
    exposure: Exposure.httpRoute({ hostname: PUBLIC_HOST, parentName: 'public', from: [Callers.ciliumIngress()] }),
    authorization: [
      ToolRule.allow({ servers: [everything], claims: [{ claim: 'groups', anyOf: ['dev'] }] }),
      ToolRule.allow({
        servers: [guarded],
        tools: ['greet', 'headers', 'text', 'wait'],
        claims: [{ claim: 'groups', anyOf: ['dev', 'ops'] }],
      }),
    ],
    rateLimit: RateLimit.local({ requests: LIMIT }),
  }));
}
