/** The servers with this library, in an app of TypeScript. */
const { App, Chart } = require('cdk8s');
const { Callers, Egress, McpServer, SecretSource, SecretStore, ServerSource, Sessions } = require('../..');

module.exports = (servers, outdir, AppClass = App) => {
  const app = new AppClass({ outdir });
  const chart = new Chart(app, 'bench', { namespace: 'mcp-tools' });
  const vault = SecretStore.clusterStore('vault');
  for (const { name, image, version, digest, port, healthPath, env, secrets, callers, egress, owner } of servers) {
    new McpServer(chart, name, {
      source: ServerSource.image(`${image}:${version}@${digest}`, { port, healthPath, sessions: Sessions.NONE }),
      env,
      secrets: Object.fromEntries(
        Object.entries(secrets).map(([variable, place]) => [variable, SecretSource.fromStore(vault, place)]),
      ),
      callers: callers.map(pods => Callers.pods(pods)),
      egress: egress.map(({ cidr }) => Egress.toCidrs(cidr)),
      owner,
    });
  }
  return app;
};
