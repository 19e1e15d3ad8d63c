/** One measurement in a fresh process: prints seconds and the growth of the resident set as JSON. */
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');

const [, , what, count, file] = process.argv;
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));

/** Servers as a platform team would write them: a token, a way out, callers. */
function build(servers) {
  const { App, Chart } = require('cdk8s');
  const { Callers, Egress, McpServer, SecretSource, SecretStore, ServerSource, Sessions } = require('..');
  const app = new App({ outdir });
  const chart = new Chart(app, 'bench', { namespace: 'mcp-tools' });
  const vault = SecretStore.clusterStore('vault');
  for (let i = 0; i < servers; i++) {
    new McpServer(chart, `server-${i}`, {
      source: ServerSource.image(`registry.example.com/acme/server-${i}:1.2.3@sha256:${'a'.repeat(64)}`, { port: 8080, healthPath: '/healthz', sessions: Sessions.NONE }),
      env: { REGION: 'eu-west-1', LOG_FORMAT: 'json' },
      secrets: { API_TOKEN: SecretSource.fromStore(vault, { key: `mcp/server-${i}`, property: 'token' }) },
      callers: [Callers.pods({ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } })],
      egress: [Egress.toCidrs('203.0.113.0/24')],
      owner: 'platform-team',
    });
  }
  return { app, chart };
}

/** The same servers behind one gateway, with all addresses. */
function buildGateway(servers) {
  const { GatewayAuth, GatewayRoutes, McpGateway, McpServer } = require('..');
  const { app, chart } = build(servers);
  const gateway = new McpGateway(chart, 'gateway', { auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }), routes: GatewayRoutes.mixed() });
  chart.node.children.filter(child => child instanceof McpServer).forEach(server => gateway.addServer(server));
  return app;
}

const runs = {
  'library': servers => () => build(servers).app.synth(),
  'gateway': servers => () => buildGateway(servers).synth(),
  // the objects that the library makes, for the bare run in a process that has not run the library
  'objects': servers => () => writeFileSync(file, JSON.stringify(build(servers).chart.toJson())),
  'bare': () => {
    const { ApiObject, App, Chart } = require('cdk8s');
    const objects = JSON.parse(readFileSync(file, 'utf8'));
    return () => {
      const app = new App({ outdir });
      const chart = new Chart(app, 'bench', { namespace: 'mcp-tools' });
      objects.forEach((object, i) => new ApiObject(chart, `object-${i}`, object));
      app.synth();
    };
  },
  'require-library': () => () => require('..'),
  'require-peers': () => () => [require('cdk8s'), require('cdk8s-plus-28')],
};

// modules are loaded before the clock starts, except where loading is what is measured
if (!what.startsWith('require')) { require('cdk8s'); }
if (what === 'library' || what === 'gateway') { require('..'); }
const job = runs[what](Number(count));
global.gc();
const before = process.memoryUsage().rss;
const start = performance.now();
job();
const seconds = (performance.now() - start) / 1000;
process.stdout.write(JSON.stringify({ seconds, mebibytes: (process.memoryUsage().rss - before) / 1024 / 1024 }));
rmSync(outdir, { recursive: true, force: true });
