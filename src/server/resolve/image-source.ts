import { lowestPort } from './identity';
import { checkMember } from '../../platform/checks';
import { PlatformSpec } from '../../platform/resolve';
import { ContainerSpec } from '../spec';
import { checkCommandPackages } from './command-packages';
import { checkProtocol } from './protocol';
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
import { BuiltFrom, ImageSource, ImageSourceOptions } from '../../source/server-source';
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
  protocol: true,
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
  checkSessions(issues, options);
  checkProtocol(issues, 'source.', options);
  checkWorkingDir(issues, options.workingDir);
  const args = resolveWords(issues, reader, 'source.args', options.args);
  const command = resolveWords(issues, reader, 'source.command', options.command);
  checkCommandPackages(issues, platform, { command, args });
  checkBuiltPackages(issues, platform, source.built);
  return {
    version: image.tag,
    words: [
      ['source.command', command],
      ['source.args', args],
    ],
    runtime: options.runtime ?? ServerRuntime.OTHER,
    health: options.healthPath === undefined ? undefined : { path: options.healthPath, port: source.built?.healthPort },
    metricsPort: options.metricsPort,
    metricsPath: options.metricsPath,
    environment: [],
    egress: [],
    ...builtParts(source.built),
    container: {
      image: image.text,
      imagePullSecrets: resolvePullSecrets(issues, props, platform),
      command,
      args,
      workingDir: options.workingDir,
      port: options.port,
      path,
      transport: options.transport ?? HttpTransport.STREAMABLE,
      sessions: options.sessions,
      hostHeader: options.allowedHosts?._rewrite,
      protocol: options.protocol,
      hosts: resolveHostList(issues, options, 'allowedHosts', args),
      origins: resolveHostList(issues, options, 'allowedOrigins', args),
    },
  };
}

/** What is known of an image that PrebuiltImage describes; nothing of any other. */
function builtParts(
  built: BuiltFrom | undefined,
): Pick<ResolvedSource, 'processes' | 'memory' | 'bridgeFiles' | 'shellReason' | 'packages' | 'needed' | 'origin'> {
  if (built === undefined) {
    return { processes: 1, bridgeFiles: {}, packages: {}, needed: [] };
  }
  const { processes, memory, bridgeFiles, shellReason, packages, needed, origin } = built;
  return {
    processes,
    memory,
    bridgeFiles,
    shellReason,
    packages,
    needed,
    origin: origin && { ...origin, registries: [] },
  };
}

function checkBuiltPackages(issues: Issues, platform: PlatformSpec, built: BuiltFrom | undefined): void {
  if (built?.packages.server !== undefined) {
    checkPackage(issues, platform, { prop: 'source.package', name: built.packages.server });
  }
  if (built?.packages.bridge !== undefined) {
    checkBlocked(issues, platform, { prop: 'source.bridge', name: built.packages.bridge });
  }
}

function checkSessions(issues: Issues, { transport, sessions }: ImageSourceOptions): void {
  if (sessions === undefined) {
    issues.add(
      'source.sessions',
      `is missing: one of ${Object.values(Sessions).join(', ')}`,
      'Sessions.NONE for MCP 2026-07-28 and stateless servers, else Sessions.IN_MEMORY',
    );
  }
  checkMember(issues, 'source.sessions', Sessions, sessions);
  if (transport === HttpTransport.SSE && sessions === Sessions.NONE) {
    issues.add(
      'source.sessions',
      'cannot be none with HTTP+SSE: the stream and the messages of a client need the same process',
      'use Sessions.IN_MEMORY',
    );
  }
}

function checkWorkingDir(issues: Issues, workingDir: unknown): void {
  issues.check(
    workingDir === undefined || (isPlainText(workingDir) && (workingDir === '/' || isCleanAbsolutePath(workingDir))),
    'source.workingDir',
    'an absolute path without . or .. segments',
    workingDir,
  );
}

function checkPorts(issues: Issues, props: McpServerProps, options: ImageSourceOptions): void {
  const lowest = lowestPort(props);
  const { port, metricsPort } = options;
  issues.check(
    isPort(port) && port >= lowest,
    'source.port',
    {
      allowed: `an integer in ${lowest}-65535`,
      fix:
        lowest === 1024 && isPort(port)
          ? 'let the server listen on a higher port, or Hardening.restricted().withNetBindService(reason)'
          : undefined,
    },
    port,
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
      `must not be the MCP path ${path}: a current server answers GET there with 405,` +
        ' and some open a stream that never ends',
      'leave it out for a TCP probe',
    );
  }
}

const LIST_CLASSES = { allowedHosts: AllowedHosts, allowedOrigins: AllowedOrigins };

function resolveHostList(
  issues: Issues,
  options: ImageSourceOptions,
  option: keyof typeof LIST_CLASSES,
  args: readonly string[],
): ContainerSpec['hosts'] {
  const list = options[option];
  const prop = `source.${option}`;
  const type = LIST_CLASSES[option];
  if (list === undefined || !issues.check(isInstance(list, type), prop, `made by ${type.name}`, list)) {
    return undefined;
  }
  if (list._list === undefined) {
    return undefined;
  }
  const { target, additional } = list._list;
  const { flag } = target;
  if (flag !== undefined && args.some(arg => arg === flag || arg.startsWith(`${flag}=`))) {
    issues.add(
      'source.args',
      `already has ${flag}, which ${prop} fills in`,
      `drop it from args, or give the names as additional in ${prop}`,
    );
  }
  return { target, additional };
}
