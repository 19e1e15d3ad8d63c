import { resolveClients } from './clients';
import { ResolvedContents, resolveContents } from './contents';
import { checkReferences, resolveEnvironment } from './environment';
import { resolveAccess, resolveIdentity } from './identity';
import { apiServerAddresses, completeInstalls, proxyVariables } from './installs';
import { checkInstallDeadline, resolveProbes, resolveShutdown } from './lifecycle';
import { resolveMetadata, resolveName, resolveServerNamespace } from './metadata';
import { ResolvedNetwork, resolveNetwork } from './network';
import { mergePlacements, resolvePlacement } from './placement';
import { readProps } from './props';
import { Resolution, ServerContext } from './resolution';
import { ResolvedSource } from './resolved-source';
import { resolveScaling } from './scaling';
import { ResolvedSecrets, resolveSecrets } from './secrets';
import { resolveSource } from './source';
import { bundleVariables } from './trust-bundle';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { SERVER_CONTAINER, SERVER_LABEL } from '../../foundation/labels';
import { PlatformSpec } from '../../platform/resolve';
import { Sessions } from '../../protocol/sessions';
import { McpServerProps } from '../mcp-server-props';
import { applyTrust } from './trust';
import { CredentialsSpec, EnvVarSpec, ServerSpec, WorkloadRole } from '../spec';

const SERVER: WorkloadRole = { component: 'mcp-server', container: SERVER_CONTAINER, selector: SERVER_LABEL };

/**
 * Applies every default and checks every value; throws one error with all problems.
 *
 * Each prop is resolved by one file of this folder; props.ts lists them.
 */
export function resolveServer(input: McpServerProps, context: ServerContext): ServerSpec {
  const { defaults, pool, role = SERVER } = context;
  const issues = new Issues(context.path);
  const platform = platformOf(context);
  const props = readProps(issues, input, context);
  const name = resolveName(issues, context.id, props.name);
  const namespace = resolveServerNamespace(issues, props.namespace, context);
  const resolution: Resolution = { issues, props, platform, name, namespace };
  const source = requireSource(resolution, context);
  const steps = source.install?.steps ?? [];
  const secrets = resolveSecrets(
    resolution,
    steps.flatMap(({ credentials }) => credentials),
  );
  const contents = resolveContents(resolution, source, secrets.placed);
  const access = resolveAccess(props);
  const network = resolveNetwork(resolution, source, access.rules.length > 0);
  const environment = environmentOf(resolution, {
    source,
    contents,
    secrets,
    network,
    usesApi: access.rules.length > 0,
  });
  const metadata = resolveMetadata(issues, props, {
    name,
    version: source.version,
    component: role.component,
    defaults,
    pool: pool?.name,
    annotationDomains: platform.annotationDomains,
  });
  const spec: ServerSpec = {
    name,
    namespace,
    ...metadata,
    clusterDomain: platform.clusterDomain,
    podAnnotations: {},
    selectorLabels: { [role.selector]: name },
    scannerExemptions: platform.scannerExemptions,
    container: { ...source.container, name: role.container, metrics: network.metrics },
    installs: completeInstalls(steps, secrets.registries, platform, contents.caBundle),
    origin: source.origin,
    caBundle: contents.caBundle,
    environment,
    credentials: credentialsOf(secrets, environment),
    files: contents.files,
    bridgeFiles: contents.bridgeFiles,
    mountedFiles: contents.mountedFiles,
    mounts: [],
    volumes: contents.volumes,
    resources: contents.resources,
    ...resolveScaling(issues, { own: props.scaling, shared: pool?.defaults.scaling }, source, contents.volumes),
    identity: resolveIdentity(resolution, source.shellReason),
    access,
    probes: resolveProbes(issues, props.probes, source),
    shutdown: resolveShutdown(issues, props.shutdown),
    placement: mergePlacements(
      issues,
      resolvePlacement(issues, pool?.defaults.placement),
      resolvePlacement(issues, props.placement),
    ),
    network: network.network,
    clientAffinity: source.container.sessions === Sessions.IN_MEMORY,
    ...resolveClients(issues, props),
  };
  checkInstallDeadline(issues, source.origin?.deadline, spec.probes.startup);
  issues.throwIfAny();
  return applyTrust(spec, props.trust);
}

/** The platform with the pull secrets of the pool. */
function platformOf({ platform, pool }: ServerContext): PlatformSpec {
  const poolSecrets = pool?.defaults.imagePullSecrets ?? [];
  return { ...platform, imagePullSecrets: [...platform.imagePullSecrets, ...poolSecrets] };
}

/** Without a source nothing else can be checked. */
function requireSource({ issues, props, platform }: Resolution, { path }: ServerContext): ResolvedSource {
  const source = resolveSource(issues, props, platform);
  if (source === undefined) {
    issues.throwIfAny();
    throw new Error(path);
  }
  return source;
}

interface EnvironmentParts {
  readonly source: ResolvedSource;
  readonly contents: ResolvedContents;
  readonly secrets: ResolvedSecrets;
  readonly network: ResolvedNetwork;
  readonly usesApi: boolean;
}

/** The environment variables, and a check of the `$(NAME)` in the words of the source that refer to them. */
function environmentOf(resolution: Resolution, parts: EnvironmentParts): EnvVarSpec[] {
  const { issues, platform } = resolution;
  const { source, contents, secrets, network, usesApi } = parts;
  const lists = definedItems([source.container.hosts, source.container.origins]);
  const environment = resolveEnvironment(resolution, {
    secrets: secrets.variables,
    runtime: source.runtime,
    heapBytes: contents.heapBytes / source.processes,
    defaults: [
      ...source.environment,
      ...proxyVariables(platform, usesApi ? apiServerAddresses(platform) : []),
      ...bundleVariables(contents.caBundle),
    ],
    otlp: network.otlp,
    lists,
    bridge: source.origin && {
      bridge: source.origin.bridge,
      isPackage: source.origin.package !== undefined,
      written: contents.volumes.filter(({ readOnly }) => !readOnly).map(({ path }) => path),
    },
  });
  const names = definedItems([...environment.map(({ name }) => name), ...lists.map(({ target }) => target.variable)]);
  for (const [prop, words] of source.words) {
    checkReferences(issues, prop, words, names);
  }
  return environment;
}

function credentialsOf(
  { externalSecrets, files, registries }: ResolvedSecrets,
  environment: readonly EnvVarSpec[],
): CredentialsSpec {
  return { externalSecrets, files, inEnvironment: registries.size > 0 || environment.some(readsSecret) };
}

/** Whether a variable takes its value from a Secret, by a prop of this library or by cdk8s-plus. */
function readsSecret({ valueFrom }: EnvVarSpec): boolean {
  return typeof valueFrom === 'object' && valueFrom !== null && 'secretKeyRef' in valueFrom;
}
