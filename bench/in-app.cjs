/** One measurement in a fresh process, as JSON: the cost of an app once its modules are loaded, or of loading them. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');

const [, , what, input, outdir] = process.argv;
const LOADING = {
  'require-library': () => require('..'),
  'require-peers': () => [require('cdk8s'), require('cdk8s-plus-28')],
};

function app() {
  const contender = require(join(__dirname, 'contenders', `${what}.cjs`));
  const servers = JSON.parse(readFileSync(input, 'utf8'));
  return () => contender(servers, outdir).synth();
}

const job = LOADING[what] ?? app();
global.gc();
const [before, start] = [process.cpuUsage(), performance.now()];
job();
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    cpu: (user + system) / 1e6,
    wall: (performance.now() - start) / 1000,
    // the peak, in KiB
    mebibytes: process.resourceUsage().maxRSS / 1024,
  }),
);
