import { spawnSync } from 'child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Manifest } from './app';
import { expand } from './expansion';
import { envOf } from './stdio';

/** What the fake installer saw when it ran. */
export interface Seen {
  readonly args: string[];
  /** The files in HOME, by name. */
  readonly home: Record<string, string>;
  /** Files below the install path that held the token, relative to it. */
  readonly tokenIn: string[];
}

export interface Outcome {
  readonly status: number | null;
  readonly stderr: string;
  readonly seen?: Seen;
}

/** The script that stands for npm and python3: it notes what it sees, and fails or makes what an installation makes. */
const FAKE = `#!/usr/bin/env node
const fs = require('fs');
const { join, relative, dirname } = require('path');
const { spawnSync } = require('child_process');
const { FAKE, TREE, HOME, REGISTRY_TOKEN, FAIL, REAL_PYTHON } = process.env;
const args = process.argv.slice(2);
if (args.includes('-c')) { process.exit(spawnSync(REAL_PYTHON, args, { stdio: 'inherit' }).status); }
if (args[1] === 'venv') { process.exit(0); }
const files = from => fs.readdirSync(from, { withFileTypes: true, recursive: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath ?? entry.path, entry.name));
const text = file => fs.readFileSync(file, 'utf8');
const root = dirname(HOME);
fs.writeFileSync(join(FAKE, 'seen.json'), JSON.stringify({
  args,
  home: Object.fromEntries(files(HOME).map(file => [relative(HOME, file), text(file)])),
  tokenIn: files(root)
    .filter(file => REGISTRY_TOKEN && text(file).includes(REGISTRY_TOKEN))
    .map(file => relative(root, file)),
}));
fs.writeFileSync(join(HOME, 'cache'), 'what was downloaded');
if (FAIL) { console.error('installer error 404'); process.exit(1); }
const after = flag => args[args.indexOf(flag) + 1];
const packages = () => join(dirname(dirname(after('--python'))), 'lib', 'python3.99', 'site-packages');
const prefix = args.includes('--prefix') ? after('--prefix') : packages();
for (const [path, content] of Object.entries(JSON.parse(TREE))) {
  fs.mkdirSync(dirname(join(prefix, path)), { recursive: true });
  fs.writeFileSync(join(prefix, path), content, { mode: 0o755 });
}
`;

/** A directory that stands for /opt/mcp, with npm and python3 that only pretend. */
export class InstallSandbox {
  /** What a script sees as /opt/mcp. */
  public readonly path: string;
  private readonly root = mkdtempSync(join(tmpdir(), 'install-'));
  private readonly fake = join(this.root, 'fake');

  public constructor(private readonly realPython = '') {
    this.path = join(this.root, 'mcp');
    mkdirSync(this.path);
    mkdirSync(join(this.fake, 'bin'), { recursive: true });
    for (const name of ['npm', 'python3']) {
      writeFileSync(join(this.fake, 'bin', name), FAKE);
      chmodSync(join(this.fake, 'bin', name), 0o755);
    }
    writeFileSync(join(this.fake, 'node'), 'the node program');
  }

  /**
   * Runs an install container as the kubelet would, with its paths moved into the sandbox.
   *
   * @param tree The files that the installer makes, by path.
   * @param env What the container reads from Secrets, and what the fake needs to know.
   */
  public run(
    { command, args, ...container }: Manifest,
    tree: Record<string, string> = {},
    env: Record<string, string> = {},
  ): Outcome {
    const seenFile = join(this.fake, 'seen.json');
    rmSync(seenFile, { force: true });
    const moved = (text: string) =>
      text.replaceAll('/opt/mcp', this.path).replaceAll('/usr/local/bin/node', join(this.fake, 'node'));
    const literals = Object.entries(envOf(container)).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, moved(value)]] : [],
    );
    const variables = { ...Object.fromEntries(literals), ...env };
    const [program, ...words]: string[] = [...command, ...args].map((word: string) => moved(expand(word, variables)));
    const { status, stderr } = spawnSync(program, words, {
      cwd: this.root,
      encoding: 'utf8',
      env: {
        PATH: [join(this.fake, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
        FAKE: this.fake,
        TREE: JSON.stringify(tree),
        REAL_PYTHON: this.realPython,
        ...variables,
      },
    });
    return {
      status,
      stderr,
      seen: existsSync(seenFile) ? (JSON.parse(readFileSync(seenFile, 'utf8')) as Seen) : undefined,
    };
  }

  /** What lies directly in a directory of the sandbox; undefined where there is none. */
  public list(path: string): string[] | undefined {
    const full = join(this.root, path);
    return existsSync(full) ? readdirSync(full).sort() : undefined;
  }

  public read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  /** Where the program of the package leads, below the install path; undefined without one. */
  public get program(): string | undefined {
    const link = join(this.path, 'bin', 'server');
    return lstatSync(link, { throwIfNoEntry: false }) === undefined
      ? undefined
      : readlinkSync(link).slice(this.path.length + 1);
  }

  /** The files that hold a text, below everything that outlives the script. */
  public filesWith(text: string): string[] {
    return readdirSync(this.path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(file => readFileSync(file, 'utf8').includes(text));
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
