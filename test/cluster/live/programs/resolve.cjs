// Prints the address of a host name, or why it has none: HOST.
const { lookup } = require('node:dns').promises;

lookup(process.argv[1]).then(
  ({ address }) => console.log(address),
  ({ code }) => console.log(code),
);
