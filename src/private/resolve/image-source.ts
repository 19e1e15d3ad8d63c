import { PlatformSpec, checkMember, matchesPackage } from './platform';
import { ContainerSpec } from './server-spec';
import { McpServerProps } from '../../mcp-server-props';
import { AllowedHosts } from '../../source/allowed-hosts';
import { AllowedOrigins } from '../../source/allowed-origins';
import { HttpTransport } from '../../source/http-transport';
import { ServerRuntime } from '../../source/server-runtime';
import { ImageSourceOptions, ServerSource } from '../../source/server-source';
import { Sessions } from '../../source/sessions';
import { SourceKind } from '../../source/source-kind';
import { isHttpPath } from '../../workload/probes';
import { imageProblem, isFromRegistry, parseImageReference } from '../image-reference';
import { Issues } from '../issues';
import { credentialInArguments } from '../literals';
import { isCleanAbsolutePath, isDnsSubdomain, isPlainText } from '../names';
import { isPort } from '../ports';
import { Known, Reader, isA } from '../reading';

const OPTIONS: Known<ImageSourceOptions> = {
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

export interface ResolvedSource {
  readonly container: ContainerSpec;
  readonly options: ImageSourceOptions;
  readonly tag?: string;
}

/** The container of a server whose image speaks HTTP itself. */
export function resolveImageSource(issues: Issues, props: McpServerProps, platform: PlatformSpec): ResolvedSource | undefined {
  if (!issues.check(isA(props.source, ServerSource), 'source', 'a ServerSource, such as ServerSource.image(…)', props.source)) { return undefined; }
  const { reference, options: given } = props.source._source;
  const reader = new Reader(issues);
  const options = reader.struct(given, OPTIONS, 'source.');
  const image = resolveImage(issues, reference, platform);
  checkPorts(issues, props, options);
  const path = checkPath(issues, 'source.path', options.path ?? '/mcp');
  checkHealth(issues, options.healthPath, path);
  checkMember(issues, 'source.transport', HttpTransport, options.transport);
  checkMember(issues, 'source.runtime', ServerRuntime, options.runtime);
  const transport = options.transport ?? HttpTransport.STREAMABLE;
  if (options.sessions === undefined) {
    issues.add('source.sessions', `is missing: one of ${Object.values(Sessions).join(', ')}`, 'Sessions.NONE for MCP 2026-07-28 and stateless servers, else Sessions.IN_MEMORY');
  }
  checkMember(issues, 'source.sessions', Sessions, options.sessions);
  if (transport === HttpTransport.SSE && options.sessions === Sessions.NONE) {
    issues.add('source.sessions', 'cannot be none with HTTP+SSE: a client\'s stream and its messages meet in one process', 'use Sessions.IN_MEMORY');
  }
  issues.check(options.workingDir === undefined || (isPlainText(options.workingDir) && (options.workingDir === '/' || isCleanAbsolutePath(options.workingDir))), 'source.workingDir', 'an absolute path without . or .. segments', options.workingDir);
  const args = words(issues, reader, 'source.args', options.args);
  return {
    options,
    tag: image.tag,
    container: {
      image: image.text,
      imagePullSecrets: pullSecrets(issues, props, platform),
      command: words(issues, reader, 'source.command', options.command),
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

function resolveImage(issues: Issues, reference: unknown, platform: PlatformSpec): { text: string; tag?: string } {
  if (!isPlainText(reference)) {
    issues.check(false, 'source.image', 'an image reference', reference);
    return { text: '' };
  }
  const image = parseImageReference(reference);
  const problem = typeof image === 'string' ? image : imageProblem(image, { requireDigest: platform.requireDigests });
  if (problem !== undefined) {
    issues.check(false, 'source.image', `repository:tag${platform.requireDigests ? '@sha256:digest' : ''}; ${problem}`, reference);
  }
  if (typeof image === 'string') { return { text: '' }; }
  const { allowedRegistries, allowedPackages, blockedPackages } = platform;
  if (allowedRegistries !== undefined && !isFromRegistry(image, allowedRegistries)) {
    issues.check(false, 'source.image', `from an allowed registry (${allowedRegistries.join(', ')})`, image.name, 'McpPlatform.allowedRegistries');
  }
  issues.check(platform.allowedSources.includes(SourceKind.IMAGE), 'source', `of an allowed kind (${platform.allowedSources.join(', ')})`, SourceKind.IMAGE, 'McpPlatform.allowedSources');
  const name = `oci:${image.name}`;
  if (matchesPackage(name, blockedPackages)) { issues.add('source.image', `is blocked: ${name}`, 'McpPlatform.blockedPackages'); }
  if (allowedPackages !== undefined && !matchesPackage(name, allowedPackages)) { issues.add('source.image', `is not among the allowed packages: ${name}`, 'McpPlatform.allowedPackages'); }
  return image;
}

/** Ports below 1024 need a capability, which is a relaxation. */
export function lowestPort({ hardening }: McpServerProps): number {
  return hardening?._relaxed?.netBindService === undefined ? 1024 : 1;
}

function checkPorts(issues: Issues, props: McpServerProps, options: ImageSourceOptions): void {
  const lowest = lowestPort(props);
  const { port, metricsPort } = options;
  issues.check(isPort(port) && port >= lowest, 'source.port', `an integer in ${lowest}-65535`, port, lowest === 1024 && isPort(port) ? 'let the server listen on a higher port, or Hardening.restricted().withNetBindService(reason)' : undefined);
  issues.check(metricsPort === undefined || (isPort(metricsPort) && metricsPort >= lowest), 'source.metricsPort', `an integer in ${lowest}-65535`, metricsPort);
}

function checkPath(issues: Issues, prop: string, path: unknown): string {
  const ok = isPlainText(path) && isHttpPath(path);
  issues.check(ok, prop, 'a path that starts with /', path);
  return ok ? path : '/';
}

function checkHealth(issues: Issues, healthPath: unknown, path: string): void {
  if (healthPath === undefined) { return; }
  if (checkPath(issues, 'source.healthPath', healthPath) === path) {
    issues.add('source.healthPath', `must not be the MCP path ${path}: a current server answers GET there with 405, and some open a stream that never ends`, 'leave it out for a TCP probe');
  }
}

function words(issues: Issues, reader: Reader, prop: string, given: readonly string[] | undefined): string[] {
  const list = reader.textList(given, prop);
  const found = credentialInArguments(list);
  if (found !== undefined) { issues.add(`${prop}[${found.index}]`, `looks like ${found.shape}`, 'give the server a variable with secrets, or a file with secretFiles'); }
  list.forEach((word, i) => {
    if (/\$\{[A-Za-z_]/.test(word)) { issues.add(`${prop}[${i}]`, 'has a ${…} that nothing would replace: there is no shell', 'write the value, or $(NAME) for a declared variable'); }
  });
  return list;
}

function pullSecrets(issues: Issues, props: McpServerProps, platform: PlatformSpec): string[] {
  const names = new Reader(issues).textList(props.imagePullSecrets, 'imagePullSecrets');
  names.forEach((name, i) => issues.check(isDnsSubdomain(name), `imagePullSecrets[${i}]`, 'the name of a Secret', name));
  return [...new Set([...platform.imagePullSecrets, ...names])].sort();
}

function hostList(issues: Issues, prop: string, list: AllowedHosts | AllowedOrigins | undefined, type: Function, args: readonly string[]): ContainerSpec['hosts'] {
  if (list === undefined || !issues.check(isA(list, type), prop, `made by ${type.name}`, list)) { return undefined; }
  const { flag } = list._target;
  if (flag !== undefined && args.some(arg => arg === flag || arg.startsWith(`${flag}=`))) {
    issues.add('source.args', `already has ${flag}, which ${prop} fills in`, `drop it from args, or give the names as additional in ${prop}`);
  }
  return { target: list._target, additional: list._additional };
}
