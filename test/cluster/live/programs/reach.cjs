// Prints whether a TCP connection can be opened: HOST PORT.
const { connect } = require('node:net');

const [host, port] = process.argv.slice(1);

function end(outcome) {
  console.log(outcome);
  process.exit(0);
}

connect({ host, port: Number(port), timeout: 3000 })
  .on('connect', () => end('connected'))
  .on('timeout', () => end('timed out'))
  .on('error', ({ code }) => end(code));
