// `cdk8s-mcp` is the compiled library of this repository; the slash keeps a file of the same name beside the folder out
const Module = require('node:module');
const { join } = require('node:path');

const find = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return find.call(this, request === 'cdk8s-mcp' ? join(__dirname, '../') : request, ...rest);
};
