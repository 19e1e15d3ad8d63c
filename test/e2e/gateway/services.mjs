// Services of the cluster as one pod sees them: each has an address of its own in the pod's network, and what comes
// there goes to the pod behind it. The names in the gateway's configuration lead to these addresses by /etc/hosts;
// ports and paths are as they are written.
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { run } from '../commands.mjs';

const FIRST = 10;

export class Services {
  constructor(sandbox) {
    this.sandbox = sandbox;
    this.services = new Map();
  }

  /** Makes a Service with a name and port, which leads to an address. */
  async add(host, port, address) {
    const own = this.sandbox.address.replace(/\d+$/, String(FIRST + this.services.size));
    run('ip', ['address', 'add', `${own}/24`, 'dev', this.sandbox.link]);
    appendFileSync(this.sandbox.outside('hosts'), `${own}\t${host}\n`);
    this.services.set(host, { own, port, address, sockets: new Set(), hangs: false });
    await this.offer(host);
  }

  /** Lets connections in. */
  async offer(host) {
    const service = this.services.get(host);
    const { own, port, address, sockets } = service;
    service.listener = createServer(incoming => {
      sockets.add(incoming.on('close', () => sockets.delete(incoming)).on('error', () => incoming.destroy()));
      if (service.hangs) {
        return;
      }
      const outgoing = connect(address);
      outgoing.on('error', () => incoming.destroy()).on('close', () => incoming.destroy());
      incoming.on('close', () => outgoing.destroy());
      incoming.pipe(outgoing).pipe(incoming);
    });
    service.listener.listen(port, own);
    await once(service.listener, 'listening');
  }

  /** A Service without a ready pod: connections are refused. */
  withdraw(host) {
    const { listener, sockets } = this.services.get(host);
    listener.close();
    sockets.forEach(socket => socket.destroy());
  }

  /** A Service whose pod takes connections and never answers, or one that answers again. */
  hang(host, hangs) {
    const service = this.services.get(host);
    service.hangs = hangs;
    service.sockets.forEach(socket => socket.destroy());
  }

  close() {
    for (const host of this.services.keys()) {
      this.withdraw(host);
    }
  }
}
