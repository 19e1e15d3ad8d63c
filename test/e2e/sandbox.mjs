// What the containers of a pod share: network, host name and volumes. One process holds them, and they end with it: it
// waits for the end of its standard input, so nothing stays behind when this process dies, whatever it dies of.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quote, run, Stop } from './commands.mjs';
import { bytesOf, filesOf } from './manifest.mjs';

/** The option of mount(8) that gives a volume the size, owner and mode that the kubelet would. */
function tmpfsOptions({ emptyDir, persistentVolumeClaim, configMap, secret, projected }, fsGroup) {
  const size = emptyDir?.sizeLimit === undefined ? [] : [`size=${bytesOf(emptyDir.sizeLimit)}`];
  const owner = fsGroup === undefined ? [] : [`gid=${fsGroup}`];
  if (emptyDir || persistentVolumeClaim) {
    return [...size, ...owner, `mode=${fsGroup === undefined ? '0777' : '2777'}`].join(',');
  }
  return configMap || secret || projected ? [...owner, 'mode=0755'].join(',') : undefined;
}

/** Connects a network namespace with the host by a pair of interfaces, without a default route. */
function connect(pid) {
  for (let number = 1; number < 255; number += 1) {
    const link = `mcp-e2e-${number}`;
    try {
      run('ip', ['link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid)]);
    } catch (error) {
      if (/File exists/.test(error.message)) {
        continue;
      }
      throw error;
    }
    run('ip', ['address', 'add', `10.231.${number}.1/24`, 'dev', link]);
    run('ip', ['link', 'set', link, 'up']);
    const address = `10.231.${number}.2`;
    const inside = `ip link set lo up; ip address add ${address}/24 dev eth0; ip link set eth0 up`;
    run('nsenter', ['--target', String(pid), '--net', 'sh', '-ec', inside]);
    return { link, address };
  }
  throw new Stop('no free network for a pod');
}

export class Sandbox {
  /** Makes the namespaces and volumes of a pod. */
  static async open(pod) {
    const sandbox = new Sandbox();
    sandbox.folder = mkdtempSync(join(tmpdir(), 'mcp-e2e-'));
    sandbox.fsGroup = pod.spec.securityContext?.fsGroup;
    const volumes = (pod.spec.volumes ?? []).map(volume => {
      const options = tmpfsOptions(volume, sandbox.fsGroup);
      if (options === undefined) {
        throw new Stop(`${pod.name}: volume ${volume.name} is of a kind that is not supported here`);
      }
      const folder = quote(join(sandbox.folder, 'volumes', volume.name));
      return `mkdir -p ${folder}; mount -t tmpfs -o ${options} tmpfs ${folder}`;
    });
    const script = [
      `hostname ${quote(pod.name)}`,
      `mount -t tmpfs tmpfs ${quote(sandbox.folder)}`,
      ...volumes,
      'echo ready',
      'exec cat',
    ].join('\n');
    sandbox.holder = spawn('unshare', ['--mount', '--net', '--ipc', '--uts', 'sh', '-ec', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    sandbox.pid = sandbox.holder.pid;
    try {
      await Promise.race([
        once(sandbox.holder.stdout, 'data'),
        once(sandbox.holder, 'exit').then(() => {
          throw new Stop('cannot make namespaces');
        }),
      ]);
      Object.assign(sandbox, connect(sandbox.pid));
      sandbox.fill(pod);
    } catch (error) {
      sandbox.close();
      throw error;
    }
    return sandbox;
  }

  /** A path of the pod's folder as this process reaches it. */
  outside(...path) {
    return join('/proc', String(this.pid), 'root', this.folder, ...path);
  }

  fill(pod) {
    writeFileSync(this.outside('hosts'), `127.0.0.1\tlocalhost\n::1\tlocalhost\n${this.address}\t${pod.name}\n`);
    for (const volume of pod.spec.volumes ?? []) {
      for (const { path, text, mode } of filesOf(pod, volume) ?? []) {
        const file = this.outside('volumes', volume.name, path);
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, text, { mode });
        chownSync(file, 0, this.fsGroup ?? 0);
      }
    }
  }

  /** MiB that lie in a volume. */
  used(volume) {
    const { bsize, blocks, bfree } = statfsSync(this.outside('volumes', volume));
    return ((blocks - bfree) * bsize) / 2 ** 20;
  }

  /** Whether the pod's network leads anywhere but to its own subnet. */
  hasDefaultRoute() {
    const routes = readFileSync(`/proc/${this.pid}/net/route`, 'utf8').trim().split('\n').slice(1);
    return routes.some(route => route.split('\t')[1] === '00000000');
  }

  close() {
    this.holder.kill('SIGKILL');
    if (this.link) {
      run('sh', ['-c', `ip link delete ${this.link} 2>/dev/null || true`]);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
