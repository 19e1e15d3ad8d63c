// Writes a file of some mebibytes to /data: MIB.
const { writeFileSync } = require('node:fs');

writeFileSync('/data/fill', Buffer.alloc(Number(process.argv[1]) * 1024 * 1024, 1));
console.log('written');
