/** The servers of this library behind one gateway, with all addresses. */
const { GatewayAuth, GatewayRoutes, McpGateway, McpServer } = require('../..');
const library = require('./library.cjs');

module.exports = (servers, outdir) => {
  const app = library(servers, outdir);
  const [chart] = app.charts;
  const gateway = new McpGateway(chart, 'gateway', {
    auth: GatewayAuth.apiKeys({ ci: 'c'.repeat(64) }),
    routes: GatewayRoutes.mixed(),
  });
  chart.node.children.filter(child => child instanceof McpServer).forEach(server => gateway.addServer(server));
  return app;
};
