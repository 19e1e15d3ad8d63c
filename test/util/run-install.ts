import { execFile } from 'child_process';
import { Manifest } from './app';
import { envOf } from './stdio';

export interface InstallRun {
  /** Stands for /opt/mcp. */
  readonly folder: string;
  /** What stands for the hosts of the registries, by URL. */
  readonly servers: Readonly<Record<string, string>>;
  /** The variables that come from Secrets. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Runs an install container with the real npm or pip against registries on this machine. */
export function runInstall(
  { command, args, ...container }: Manifest,
  { folder, servers, secrets }: InstallRun,
): Promise<{ status: number; output: string }> {
  const moved = (text: string): string =>
    Object.entries(servers).reduce(
      (before, [from, to]) => {
        const [fromHost, toHost] = [from, to].map(url => new URL(url).host);
        return before
          .replaceAll(from, to)
          .replaceAll(`//${fromHost}/`, `//${toHost}/`)
          .replace(new RegExp(`^${fromHost.replaceAll('.', '\\.')}$`), new URL(to).hostname);
      },
      text.replaceAll('/opt/mcp', folder),
    );
  const literals = Object.entries(envOf(container)).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, moved(value)]] : [],
  );
  const [program, ...words]: string[] = [...command, ...args].map(moved);
  return new Promise(resolve => {
    execFile(
      program,
      words,
      { env: { ...Object.fromEntries(literals), PATH: process.env.PATH, ...secrets } },
      (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : 1, output: stdout + stderr });
      },
    );
  });
}
