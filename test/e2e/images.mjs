// Images built with buildah, without a daemon and without pulling: the base images are made from the root file systems.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './commands.mjs';
import { rootfsOf } from './rootfs.mjs';

const AUTHORITY = '/etc/ssl/certs/ca-certificates.crt';
const IN_IMAGE = '/usr/local/share/e2e-authority.crt';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
// What builds of the images need where registries are behind a proxy with an authority of its own.
const TRUST = ['NODE_EXTRA_CA_CERTS', 'PIP_CERT'].flatMap(name => ['--env', `${name}=${IN_IMAGE}`]);

/** A store of images in a folder of its own. */
export class Images {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'mcp-e2e-images-'));
    this.mounted = [];
  }

  buildah(...args) {
    const store = ['--root', join(this.folder, 'store'), '--runroot', join(this.folder, 'run')];
    return run('buildah', [...store, ...args], { env: { ...process.env, BUILDAH_ISOLATION: 'chroot' } }).trim();
  }

  /** @returns the reference with digest of an image that has the root file system of another. */
  base(image, name) {
    const container = this.buildah('from', 'scratch');
    this.buildah('add', '--quiet', container, rootfsOf(image), '/');
    this.buildah('add', '--quiet', container, AUTHORITY, IN_IMAGE);
    this.buildah('config', '--env', `PATH=${PATH}`, ...TRUST, container);
    this.buildah('commit', '--quiet', '--rm', container, name);
    return this.pinned(name);
  }

  /** Builds a context. @returns the reference with digest. */
  build(context, name) {
    this.buildah('build', '--quiet', '--pull=never', '--tag', name, context);
    return this.pinned(name);
  }

  /** Builds a context of one Dockerfile. @returns the reference with digest. */
  buildText(dockerfile, name) {
    const context = mkdtempSync(join(this.folder, 'context-'));
    writeFileSync(join(context, 'Dockerfile'), dockerfile);
    return this.build(context, name);
  }

  pinned(name) {
    const [{ digest }] = JSON.parse(this.buildah('images', '--json', name));
    return `${name}@${digest}`;
  }

  /** The folder with the files of an image. */
  mount(name) {
    const container = this.buildah('from', '--pull=never', name);
    this.mounted.push(container);
    return this.buildah('mount', container);
  }

  remove() {
    this.mounted.forEach(container => this.buildah('rm', container));
    this.buildah('rmi', '--all', '--force');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
