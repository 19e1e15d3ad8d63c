/**
 * Where commands of the documentation are run: a clean clone, an empty folder, one with the package installed, one with
 * a stand-in for kubectl.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples, root } from '../../build-tools/examples.mjs';

const INSTALL = 'npm install cdk8s-mcp cdk8s cdk8s-plus-28 constructs';

export class Places {
  constructor(scratch, registry, app) {
    Object.assign(this, {
      scratch,
      registry,
      app,
      bin: join(scratch, 'bin'),
      clone: join(scratch, 'clone'),
      manifests: join(scratch, 'manifests'),
    });
    mkdirSync(this.bin);
    mkdirSync(this.manifests);
    for (const name of examples()) {
      this.keep(name, join(root, 'examples', name, 'expected.k8s.yaml'));
    }
    symlinkSync(join(root, 'test', 'docs', 'kubectl.mjs'), join(this.bin, 'kubectl'));
    writeFileSync(join(this.bin, 'helm'), `#!/bin/sh\nexec cat "$MANIFESTS/01-quickstart.yaml"\n`);
    chmodSync(join(this.bin, 'helm'), 0o755);
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, this.clone]);
  }

  /** Lets kubectl find the objects of a file. */
  keep(name, file) {
    copyFileSync(file, join(this.manifests, `${name}.yaml`));
  }

  /** Runs commands in one shell, with the folder that their place asks for. */
  run(place, commands, { files, env = {} } = {}) {
    const cwd = this.folder(place);
    if (files !== undefined) {
      for (const file of readdirSync(join(root, files))) {
        copyFileSync(join(root, files, file), join(cwd, file));
      }
    }
    return { cwd, ...this.shell(place, cwd, commands, env) };
  }

  folder(place) {
    if (place === 'clone') {
      return this.clone;
    }
    const folder = mkdtempSync(join(this.scratch, 'place-'));
    if (place === 'installed') {
      this.installed ??= this.install();
      symlinkSync(join(this.installed, 'node_modules'), join(folder, 'node_modules'));
      copyFileSync(join(this.installed, 'package.json'), join(folder, 'package.json'));
      writeFileSync(join(folder, 'app.yaml'), this.app);
    }
    return folder;
  }

  install() {
    const { cwd, status, output } = this.run('empty', [INSTALL]);
    if (status !== 0) {
      throw new Error(`${INSTALL}: ${output}`);
    }
    return cwd;
  }

  shell(place, cwd, commands, env) {
    // a cache of its own: npx keeps what it once got under the same version
    const cache = join(this.scratch, 'cache');
    const registry =
      place === 'clone' ? {} : { npm_config_registry: this.registry, npm_config_cache: cache, npm_config_yes: 'true' };
    const { stdout, stderr, status } = spawnSync('bash', ['-c', ['set -eo pipefail', ...commands].join('\n')], {
      cwd,
      encoding: 'utf8',
      timeout: 600_000,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${this.bin}:${process.env.PATH}`,
        MANIFESTS: this.manifests,
        JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
        ...registry,
        ...env,
      },
    });
    return { status, stdout, output: stdout + stderr };
  }
}
