import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';

/** A package of the registry, in version 1.0.0. */
export interface RegistryPackage {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export interface AskedFor {
  readonly path: string;
  readonly authorization?: string;
}

/** A registry of npm packages on this machine that asks for a token. */
export class NpmRegistry {
  /** What clients asked for. */
  public readonly asked: AskedFor[] = [];
  private readonly server: Server;

  /** @param root The path of the registry, with a slash on both ends. */
  public constructor(
    private readonly root: string,
    private readonly packages: readonly RegistryPackage[],
    private readonly token: string,
  ) {
    this.server = createServer(({ url = '', headers: { authorization } }, response) => {
      const path = decodeURIComponent(url);
      this.asked.push({ path, authorization });
      const body = authorization === `Bearer ${this.token}` ? this.bodyOf(path) : undefined;
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
  }

  /** The URL without the path. */
  public get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async start(): Promise<void> {
    await new Promise<void>(ready => {
      this.server.listen(0, '127.0.0.1', ready);
    });
  }

  public async stop(): Promise<void> {
    await new Promise(closed => {
      this.server.close(closed);
      this.server.closeAllConnections();
    });
  }

  private bodyOf(path: string): string | Buffer | undefined {
    for (const one of this.packages) {
      const address = `${this.root}${one.name}`;
      if (path === address) {
        return this.describe(one);
      }
      if (path === `${address}/-/1.0.0.tgz`) {
        return tarball(one);
      }
    }
    return undefined;
  }

  private describe({ name, dependencies }: RegistryPackage): string {
    const dist = { tarball: `${this.origin}${this.root}${name}/-/1.0.0.tgz` };
    const version = { name, version: '1.0.0', bin: { run: 'run.js' }, dependencies, dist };
    return JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, 'versions': { '1.0.0': version } });
  }
}

function tarball({ name, dependencies }: RegistryPackage): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    mkdirSync(join(folder, 'package'));
    const manifest = { name, version: '1.0.0', bin: { run: 'run.js' }, dependencies };
    writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'package', 'run.js'), '#!/usr/bin/env node\n');
    execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
    return readFileSync(join(folder, 'package.tgz'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
