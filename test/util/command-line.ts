import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { chart, server, yamlOf } from './app';
import { expectGolden } from './golden';
import { ROOT } from './paths';
import { main } from '../../src/cli/main';

/** What a run of the command line wrote, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
export async function run(
  words: readonly string[],
  stdin = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const written = { out: '', err: '' };
  const code = await main(words, {
    stdin: () => stdin,
    environment,
    out: text => {
      written.out += text;
    },
    err: text => {
      written.err += text;
    },
  });
  return { code, ...written };
}

/** A folder for the files of one test file, removed after its tests. */
export class Workspace {
  public readonly path = mkdtempSync(join(tmpdir(), 'cli-'));

  public constructor() {
    afterAll(() => {
      rmSync(this.path, { recursive: true });
    });
  }

  /** Writes a file and returns its path. */
  public file(name: string, text: string): string {
    const path = join(this.path, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  }
}

/** The manifests of one server, as YAML. */
export const SOUND = yamlOf(server(chart()));
/** The same with one broken rule. */
export const WEAK = SOUND.replace('privileged: false', 'privileged: true');

/** Compares the help of a command, or of all of them, with the reviewed text in `test/cli/help`. */
export async function expectHelp(command?: string): Promise<void> {
  const { isTTY } = process.stdout;
  // a terminal's width would change where lines are broken
  process.stdout.isTTY = false;
  try {
    const { code, out, err } = await run(command === undefined ? ['--help'] : [command, '--help']);
    expect([code, err]).toEqual([0, '']);
    expectGolden(join(ROOT, 'test', 'cli', 'help', `${command ?? 'cdk8s-mcp'}.txt`), out);
  } finally {
    process.stdout.isTTY = isTTY;
  }
}
