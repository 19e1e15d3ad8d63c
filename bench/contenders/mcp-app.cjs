/** The same in an McpApp, which writes by itself. */
const { McpApp } = require('../..');
const library = require('./library.cjs');

module.exports = (servers, outdir) => library(servers, outdir, McpApp);
