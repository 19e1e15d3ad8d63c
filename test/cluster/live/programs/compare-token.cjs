// Prints whether the mounted token is a given one: TOKEN.
const { readFileSync } = require('node:fs');

console.log(readFileSync('/var/run/mcp/creds/token', 'utf8') === process.argv[1] ? 'new' : 'old');
