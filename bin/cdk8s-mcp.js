#!/usr/bin/env node
// a run is short: compiling what is only warm costs more than it saves
require('node:v8').setFlagsFromString('--interrupt-budget=500000');
// a reader that has seen enough, such as head, is no error
process.stdout.on('error', error => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
});
require('../lib/cli/main.js')
  .main(process.argv.slice(2))
  .then(code => {
    process.exitCode = code;
  });
