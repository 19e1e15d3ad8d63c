// Accepts TCP connections and closes them: PORT.
const { createServer } = require('node:net');

createServer(socket => socket.end()).listen(Number(process.argv[1]), '0.0.0.0');
process.on('SIGTERM', () => process.exit());
