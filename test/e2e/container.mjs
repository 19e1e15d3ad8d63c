// One container without a container engine: namespaces of util-linux, an overlay on a root file system, and the process
// of the manifest as PID 1. Not there: seccomp, cgroups (limits are not enforced) and the Kubernetes API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { attempt, quote, round, since, until } from './commands.mjs';
import { commandLine, identityOf, variables } from './manifest.mjs';
import { childrenOf, pssMiB } from './processes.mjs';
import { rootfsOf } from './rootfs.mjs';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
/**
 * Where package registries are behind a proxy with an authority of its own, these variables of the host name it. They
 * are the only ones that a container gets beside those of its manifest and of its image.
 */
const AUTHORITY = ['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'SSL_CERT_FILE'];
/** Characters of the beginning and of the end of the output that are kept: enough to see why a process failed. */
const KEPT_OUTPUT = 64 * 1024;

/** What is not on a disk: /proc, /sys and /dev, as container runtimes make them. */
const KERNEL_FILE_SYSTEMS = readFileSync(join(import.meta.dirname, 'kernel-file-systems.sh'), 'utf8');

function environment(pod, container) {
  const authority = AUTHORITY.filter(name => process.env[name]).map(name => [name, CERTIFICATES]);
  return { PATH, HOSTNAME: pod.name, ...Object.fromEntries(authority), ...variables(pod, container) };
}

/** Options of setpriv for the user of a container, without any capability. */
export function privileges(pod, container) {
  const { uid, gid, groups } = identityOf(pod.spec, container);
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    `--groups=${groups.join(',')}`,
    '--bounding-set=-all',
    '--inh-caps=-all',
    '--no-new-privs',
  ];
}

const depth = ({ mountPath }) => mountPath.split('/').length;

/** Binds a file or folder. Links on the way, such as /var/run, lead to where they lead in the container. */
function bind(source, target, { readOnly, file }) {
  const lines = [
    `at=".$(chroot . readlink -m ${quote(target)})"`,
    file ? 'mkdir -p "${at%/*}"; touch "$at"' : 'mkdir -p "$at"',
    `mount --bind ${quote(source)} "$at"`,
  ];
  return readOnly ? [...lines, 'mount -o remount,bind,ro "$at"'] : lines;
}

/** The shell script that makes the container's file system around itself and becomes its process. */
function script(pod, sandbox, container, number) {
  const folder = join(sandbox.folder, 'containers', String(number));
  const mounts = [...(container.volumeMounts ?? [])]
    .sort((a, b) => depth(a) - depth(b))
    .map(({ name, mountPath, subPath, readOnly }) => {
      const { configMap } = pod.spec.volumes.find(volume => volume.name === name);
      const source = join(sandbox.folder, 'volumes', name, subPath ?? '');
      const missing = subPath && !configMap ? [`[ -e ${quote(source)} ] || mkdir -p -m 2777 ${quote(source)}`] : [];
      return [...missing, ...bind(source, mountPath, { readOnly: readOnly || configMap, file: subPath && configMap })];
    });
  const workingDir = container.workingDir ?? '/';
  return [
    `mkdir -p ${quote(folder)}/upper ${quote(folder)}/work ${quote(folder)}/root`,
    `cd ${quote(folder)}`,
    `mount -t overlay -o lowerdir=${quote(rootfsOf(container.image))},upperdir=upper,workdir=work overlay root`,
    'cd root',
    KERNEL_FILE_SYSTEMS,
    ...bind('/etc/resolv.conf', '/etc/resolv.conf', { readOnly: true, file: true }),
    ...bind(join(sandbox.folder, 'hosts'), '/etc/hosts', { readOnly: true, file: true }),
    ...bind(CERTIFICATES, CERTIFICATES, { readOnly: true, file: true }),
    ...mounts.flat(),
    `mkdir -p ${quote(`.${workingDir}`)}`,
    identityOf(pod.spec, container).readOnlyRoot ? `mount -o remount,bind,ro ${quote(`${folder}/root`)}` : ':',
    'pivot_root . mnt',
    'umount -l /mnt',
    `cd ${quote(workingDir)}`,
    processLine(pod, container, environment(pod, container)),
  ].join('\n');
}

/** Becomes the container's process, with its variables and its user. */
function processLine(pod, container, known) {
  return [
    'exec env -i --',
    ...Object.entries(known).map(([name, value]) => quote(`${name}=${value}`)),
    // a change of user undoes --kill-child of unshare, so that the signal at the parent's death is asked for again
    'setpriv --pdeathsig KILL',
    ...privileges(pod, container),
    '--',
    ...commandLine(container, known).map(quote),
  ].join(' ');
}

export class Container {
  /**
   * Starts a container. `network` is `host`, or `pod` for the network of the sandbox; `number` is one that no container
   * of the pod had before, so that each starts with a fresh file system.
   */
  constructor(pod, sandbox, container, { network, number }) {
    this.pod = pod;
    this.manifest = container;
    this.output = '';
    this.started = performance.now();
    const namespaces = ['--mount', '--ipc', '--uts'];
    if (network === 'pod') {
      namespaces.push('--net');
    }
    const enter = ['nsenter', '--target', String(sandbox.pid), ...namespaces];
    const isolate = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
    const shell = ['bash', '-ec', script(pod, sandbox, container, number)];
    this.process = spawn('setpriv', ['--pdeathsig', 'KILL', ...enter, ...isolate, ...shell], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        const all = this.output + text;
        this.output =
          all.length > 2 * KEPT_OUTPUT ? `${all.slice(0, KEPT_OUTPUT)}\n...\n${all.slice(-KEPT_OUTPUT)}` : all;
      });
    }
    /** The most memory that all processes of the container had together. */
    this.peakMiB = 0;
    const watch = setInterval(() => {
      const [child] = childrenOf(this.process.pid);
      if (child) {
        this.peakMiB = Math.max(this.peakMiB, pssMiB(child));
      }
    }, 100);
    /** The exit code, as Kubernetes shows it, and the seconds that the container lived. */
    this.ended = once(this.process, 'close').then(([code, signal]) => {
      clearInterval(watch);
      this.result = { code: code ?? 128 + constants.signals[signal], seconds: round(since(this.started)) };
      return this.result;
    });
  }

  /** PID 1 of the container, as the host numbers it. */
  pid() {
    return until(5, `${this.manifest.name} has a process`, () => {
      if (this.result) {
        throw new Error(`${this.manifest.name} ended with ${this.result.code}: ${this.tail()}`);
      }
      const [child] = childrenOf(this.process.pid);
      return child;
    });
  }

  /** Runs a shell script beside PID 1, as the same user. */
  async exec(text) {
    const enter = ['--target', String(await this.pid()), '--mount', '--pid', '--net', '--ipc', '--uts'];
    return attempt('nsenter', [...enter, 'setpriv', ...privileges(this.pod, this.manifest), '--', 'sh', '-c', text], {
      PATH,
    });
  }

  tail(lines = 15) {
    return this.output.trim().split('\n').slice(-lines).join('\n');
  }

  /** Ends PID 1 and with it every other process of the container. */
  kill() {
    this.process.kill('SIGKILL');
  }
}
