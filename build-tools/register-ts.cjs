// runs TypeScript apps of this repository with `cdk8s-mcp` resolved to the compiled library
const Module = require('node:module');
const { join } = require('node:path');

const root = join(__dirname, '..');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request === 'cdk8s-mcp' ? root : request, ...rest);
};
require('ts-node').register({ transpileOnly: true, compilerOptions: { module: 'commonjs', target: 'es2022', ignoreDeprecations: '6.0' } });
