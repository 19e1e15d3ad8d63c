// Ends the loads of client/probe.mjs on some addresses, which then print what they have seen: URL...
const { readFileSync, readdirSync } = require('node:fs');

const urls = process.argv.slice(1);

function isLoad(pid) {
  try {
    const { mode, url } = JSON.parse(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[2]);
    return mode === 'load' && urls.includes(url);
  } catch {
    // another program, or one that has ended
    return false;
  }
}

for (const pid of readdirSync('/proc').filter(Number).filter(isLoad)) {
  process.kill(Number(pid), 'SIGUSR2');
}
