// Runs the pod of a synthesized Deployment: the init containers one after the other, then its container.
//
//   node test/e2e/pod.mjs --manifest FILE --server NAME     runs it and prints its address
//
// Init containers use the host's network, because they download packages. The main container is in a network of its own
// that reaches nothing but this machine, so a server that answers has downloaded nothing at run time. Exit code: that
// of the main container, 1 when an init container failed or the server was not ready, 2 when it could not run, 77 when
// skipped, 130 after SIGINT.
import { parseArgs } from 'node:util';
import { round, since, until } from './commands.mjs';
import { Container } from './container.mjs';
import { readPod, readinessOf } from './manifest.mjs';
import { needMachine } from './rootfs.mjs';
import { Sandbox } from './sandbox.mjs';
import { runScript } from './script.mjs';

const INIT_SECONDS = 300;
const READY_SECONDS = 60;

const open = new Set();
process.on('exit', () => open.forEach(pod => pod.kill()));
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => process.exit(code));
}

export class Pod {
  static async open(manifest) {
    const pod = new Pod();
    pod.manifest = manifest;
    pod.sandbox = await Sandbox.open(manifest);
    pod.containers = [];
    open.add(pod);
    return pod;
  }

  start(container, network) {
    const started = new Container(this.manifest, this.sandbox, container, { network, number: this.containers.length });
    this.containers.push(started);
    return started;
  }

  /**
   * Runs the init containers until one fails.
   *
   * @returns for each its name, exit code, seconds, peak memory in MiB and output.
   */
  async initialize() {
    const results = [];
    for (const manifest of this.manifest.spec.initContainers ?? []) {
      const container = this.start(manifest, 'host');
      const limit = setTimeout(() => container.kill(), INIT_SECONDS * 1000);
      const { code, seconds } = await container.ended;
      clearTimeout(limit);
      results.push({
        name: manifest.name,
        code,
        seconds,
        peakMiB: container.peakMiB,
        output: container.output,
        tail: container.tail(),
      });
      if (code !== 0) {
        break;
      }
    }
    return results;
  }

  /**
   * Starts the container and waits until its readiness probe passes.
   *
   * @returns the seconds that took.
   */
  async serve() {
    const [manifest] = this.manifest.spec.containers;
    const { path, port } = readinessOf(manifest);
    this.main = this.start(manifest, 'pod');
    this.url = `http://${this.sandbox.address}:${port}`;
    const { main } = this;
    await until(READY_SECONDS, `${this.manifest.name} is ready`, async () => {
      if (main.result) {
        throw new Error(`${manifest.name} ended with ${main.result.code}: ${main.tail()}`);
      }
      const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
      await response?.body?.cancel();
      return response?.ok || undefined;
    });
    return round(since(main.started));
  }

  /** Kills what still runs. What the pod was made of ends with it. */
  kill() {
    open.delete(this);
    this.containers.filter(({ result }) => !result).forEach(container => container.kill());
    this.sandbox.close();
  }

  async close() {
    this.kill();
    await Promise.all(this.containers.map(({ ended }) => ended));
  }
}

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: { manifest: { type: 'string' }, server: { type: 'string' } } });
  needMachine();
  const pod = await Pod.open(readPod(values.manifest, values.server));
  const inits = await pod.initialize();
  inits.forEach(({ name, code, seconds, peakMiB, tail }) =>
    console.log(`${name}: exit ${code}, ${seconds} s, peak ${peakMiB} MiB\n${tail}`),
  );
  if (inits.some(({ code }) => code !== 0)) {
    process.exit(1);
  }
  const seconds = await pod.serve().catch(error => {
    console.error(error.message);
    process.exit(1);
  });
  console.log(`ready at ${pod.url} after ${seconds} s`);
  const { code } = await pod.main.ended;
  console.log(`${pod.main.tail()}\nended with ${code}`);
  await pod.close();
  return code;
});
