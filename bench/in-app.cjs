/** One measurement inside a fresh process, as JSON: what an app of a user pays once its modules are loaded, or what loading them costs. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');

const [, , what, given, outdir] = process.argv;
const jobs = {
  'require-library': () => () => require('..'),
  'require-peers': () => () => [require('cdk8s'), require('cdk8s-plus-28')],
};
const job = (
  jobs[what] ??
  (() => {
    const contender = require(join(__dirname, 'contenders', `${what}.cjs`));
    const servers = JSON.parse(readFileSync(given, 'utf8'));
    return () => contender(servers, outdir).synth();
  })
)();
global.gc();
const [before, start] = [process.cpuUsage(), performance.now()];
job();
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    cpu: (user + system) / 1e6,
    wall: (performance.now() - start) / 1000,
    // the largest that the process was, in KiB
    mebibytes: process.resourceUsage().maxRSS / 1024,
  }),
);
