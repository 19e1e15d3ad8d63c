// resolves `cdk8s-mcp` to this repository; the trailing slash excludes a file of the same name beside the folder
const Module = require('node:module');
const { join } = require('node:path');

const find = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return find.call(this, request === 'cdk8s-mcp' ? join(__dirname, '../') : request, ...rest);
};
