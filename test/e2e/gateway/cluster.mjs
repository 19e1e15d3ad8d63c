// Runs what an app has: the pods of its servers, and those of its gateway with the Services that they reach.
import { readPod } from '../manifest.mjs';
import { Pod } from '../pod.mjs';
import { GUARDED_IMAGE, NAMESPACE } from './apps.mjs';
import { Services } from './services.mjs';

export const hostOf = name => `${name}.${NAMESPACE}.svc.cluster.local`;

export class Cluster {
  /**
   * `standFor` lets the layer of programs stand for an image, `program` is the gateway's; `existing` are the data of
   * Secrets and ConfigMaps that were there before, by `Kind/name`.
   */
  constructor(standFor, program, existing) {
    this.standFor = standFor;
    this.program = program;
    this.existing = existing;
    this.servers = new Map();
    this.open = [];
    this.starting = [];
  }

  /** Remembers what starts, so that the end waits for it. */
  begin(promise) {
    this.starting.push(promise);
    return promise;
  }

  async start(described) {
    for (const [name, data] of Object.entries(this.existing)) {
      described.data.set(name, data);
    }
    const pod = await Pod.open(described);
    this.open.push(pod);
    const failed = (await pod.initialize()).find(({ code }) => code !== 0);
    if (failed) {
      throw new Error(`${described.name}: ${failed.name} ended with ${failed.code}: ${failed.tail}`);
    }
    return pod;
  }

  portOf({ manifest }) {
    return manifest.spec.containers[0].ports.find(({ name }) => name === 'mcp').containerPort;
  }

  /** Starts a server of an app. */
  serve(app, name) {
    return this.begin(this.startServer(app, name));
  }

  /** Starts a replica of the gateway of an app. @returns its pod, url, services and the seconds until it was ready. */
  replica(app) {
    return this.begin(this.startReplica(app));
  }

  async startServer({ manifest }, name) {
    this.standFor(GUARDED_IMAGE);
    const pod = await this.start(readPod(manifest, name));
    await pod.serve();
    this.servers.set(name, pod);
    return pod;
  }

  async startReplica({ manifest, names }) {
    const described = readPod(manifest, 'gateway');
    const [container] = described.spec.containers;
    this.program.standFor(container.image);
    container.command = this.program.entrypoint;
    const pod = await this.start(described);
    const services = new Services(pod.sandbox);
    this.open.push(services);
    for (const name of names) {
      const server = this.servers.get(name);
      await services.add(hostOf(name), this.portOf(server), {
        host: server.sandbox.address,
        port: this.portOf(server),
      });
    }
    const ready = await pod.serve();
    return { pod, services, ready, url: `http://${pod.sandbox.address}:${this.portOf(pod)}` };
  }

  /** Stops everything, the last first. */
  async close() {
    await Promise.allSettled(this.starting);
    await Promise.all(this.open.reverse().map(one => one.close()));
  }
}
