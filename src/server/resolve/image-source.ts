import { PlatformSpec, checkMember } from '../../platform/resolve';
import { ContainerSpec } from '../spec';
import { checkBlocked, checkKind, checkPackage, resolveImage, resolvePullSecrets, resolveWords } from './source-parts';
import { Issues } from '../../foundation/issues';
import { isCleanAbsolutePath, isPlainText } from '../../foundation/names';
import { isPort } from '../../foundation/net/ports';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { HttpTransport } from '../../protocol/http-transport';
import { Sessions } from '../../protocol/sessions';
import { AllowedHosts } from '../../source/allowed-hosts';
import { AllowedOrigins } from '../../source/allowed-origins';
import { ServerRuntime } from '../../source/server-runtime';
import { ImageSource, ImageSourceOptions } from '../../source/server-source';
import { isHttpPath } from '../../workload/probes';
import { McpServerProps } from '../mcp-server-props';
import { ResolvedSource } from './resolved-source';

const OPTIONS: PropNames<ImageSourceOptions> = {
  port: true,
  sessions: true,
  path: true,
  healthPath: true,
  command: true,
  args: true,
  workingDir: true,
  transport: true,
  runtime: true,
  metricsPort: true,
  metricsPath: true,
  allowedHosts: true,
  allowedOrigins: true,
};

/** The container of a server whose image speaks HTTP itself. */
export function resolveImageSource(
  issues: Issues,
  props: McpServerProps,
  source: ImageSource,
  platform: PlatformSpec,
): ResolvedSource {
  const reader = new Reader(issues);
  const options = reader.struct(source.options, OPTIONS, 'source.');
  checkKind(issues, source.kind, platform);
  const image = resolveImage(issues, source.reference, platform);
  checkPorts(issues, props, options);
  const path = checkPath(issues, 'source.path', options.path ?? '/mcp');
  checkHealth(issues, options.healthPath, path);
  checkMember(issues, 'source.transport', HttpTransport, options.transport);
  checkMember(issues, 'source.runtime', ServerRuntime, options.runtime);
  const transport = options.transport ?? HttpTransport.STREAMABLE;
  if (options.sessions === undefined) {
    issues.add(
      'source.sessions',
      `is missing: one of ${Object.values(Sessions).join(', ')}`,
      'Sessions.NONE for MCP 2026-07-28 and stateless servers, else Sessions.IN_MEMORY',
    );
  }
  checkMember(issues, 'source.sessions', Sessions, options.sessions);
  if (transport === HttpTransport.SSE && options.sessions === Sessions.NONE) {
    issues.add(
      'source.sessions',
      "cannot be none with HTTP+SSE: a client's stream and its messages meet in one process",
      'use Sessions.IN_MEMORY',
    );
  }
  issues.check(
    options.workingDir === undefined ||
      (isPlainText(options.workingDir) && (options.workingDir === '/' || isCleanAbsolutePath(options.workingDir))),
    'source.workingDir',
    'an absolute path without . or .. segments',
    options.workingDir,
  );
  const args = resolveWords(issues, reader, 'source.args', options.args);
  const command = resolveWords(issues, reader, 'source.command', options.command);
  const { built } = source;
  if (built?.packages.server !== undefined) {
    checkPackage(issues, 'source.package', built.packages.server, platform);
  }
  if (built?.packages.bridge !== undefined) {
    checkBlocked(issues, 'source.bridge', built.packages.bridge, platform);
  }
  return {
    version: image.tag,
    words: [
      ['source.command', command],
      ['source.args', args],
    ],
    runtime: options.runtime ?? ServerRuntime.OTHER,
    processes: built?.processes ?? 1,
    memory: built?.memory,
    health: options.healthPath === undefined ? undefined : { path: options.healthPath, port: built?.healthPort },
    metricsPort: options.metricsPort,
    metricsPath: options.metricsPath,
    environment: [],
    bridgeFiles: built?.bridgeFiles ?? {},
    egress: [],
    shellReason: built?.shellReason,
    packages: built?.packages ?? {},
    needed: built?.needed ?? [],
    origin: built?.origin && { ...built.origin, registries: [] },
    container: {
      image: image.text,
      imagePullSecrets: resolvePullSecrets(issues, props, platform),
      command,
      args,
      workingDir: options.workingDir,
      port: options.port,
      path,
      transport,
      sessions: options.sessions,
      hosts: hostList(issues, 'source.allowedHosts', options.allowedHosts, AllowedHosts, args),
      origins: hostList(issues, 'source.allowedOrigins', options.allowedOrigins, AllowedOrigins, args),
    },
  };
}

/** Ports below 1024 need a capability, which is a relaxation. */
export function lowestPort({ hardening }: McpServerProps): number {
  return hardening?._relaxed?.netBindService === undefined ? 1024 : 1;
}

function checkPorts(issues: Issues, props: McpServerProps, options: ImageSourceOptions): void {
  const lowest = lowestPort(props);
  const { port, metricsPort } = options;
  issues.check(
    isPort(port) && port >= lowest,
    'source.port',
    `an integer in ${lowest}-65535`,
    port,
    lowest === 1024 && isPort(port)
      ? 'let the server listen on a higher port, or Hardening.restricted().withNetBindService(reason)'
      : undefined,
  );
  issues.check(
    metricsPort === undefined || (isPort(metricsPort) && metricsPort >= lowest),
    'source.metricsPort',
    `an integer in ${lowest}-65535`,
    metricsPort,
  );
}

function checkPath(issues: Issues, prop: string, path: unknown): string {
  const ok = isPlainText(path) && isHttpPath(path);
  issues.check(ok, prop, 'a path that starts with /', path);
  return ok ? path : '/';
}

function checkHealth(issues: Issues, healthPath: unknown, path: string): void {
  if (healthPath === undefined) {
    return;
  }
  if (checkPath(issues, 'source.healthPath', healthPath) === path) {
    issues.add(
      'source.healthPath',
      `must not be the MCP path ${path}: a current server answers GET there with 405, and some open a stream that never ends`,
      'leave it out for a TCP probe',
    );
  }
}

function hostList(
  issues: Issues,
  prop: string,
  list: AllowedHosts | AllowedOrigins | undefined,
  type: Function,
  args: readonly string[],
): ContainerSpec['hosts'] {
  if (list === undefined || !issues.check(isInstance(list, type), prop, `made by ${type.name}`, list)) {
    return undefined;
  }
  const { flag } = list._list.target;
  if (flag !== undefined && args.some(arg => arg === flag || arg.startsWith(`${flag}=`))) {
    issues.add(
      'source.args',
      `already has ${flag}, which ${prop} fills in`,
      `drop it from args, or give the names as additional in ${prop}`,
    );
  }
  return { target: list._list.target, additional: list._list.additional };
}
