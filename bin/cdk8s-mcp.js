#!/usr/bin/env node
// a reader that has seen enough, such as head, is no error
process.stdout.on('error', error => { if (error.code !== 'EPIPE') { throw error; } });
require('../lib/cli/main.js').main(process.argv.slice(2)).then(code => { process.exitCode = code; });
