import { checkReferences, resolveEnvironment } from './environment';
import { resolveFiles } from './files';
import { lowestPort } from './image-source';
import { apiServerAddresses, placeInstalls, proxyVariables } from './installs';
import { checkNamespace, resolveMetadata, resolveName } from './metadata';
import { resolveNetwork } from './network';
import { mergePlacements, resolvePlacement } from './placement';
import { Issues, show } from '../../foundation/issues';
import { SERVER_CONTAINER, SERVER_LABEL } from '../../foundation/labels';
import { isDnsSubdomain, isPlainText } from '../../foundation/names';
import { namespaceOf } from '../../foundation/plus';
import { PropNames, Reader, compare, isInstance } from '../../foundation/reader';
import { NamespaceDefaults } from '../../foundation/scopes';
import { seconds } from '../../foundation/sizes';
import { PlatformSpec, checkMember } from '../../platform/resolve';
import { McpCapability } from '../../protocol/capability';
import { Sessions } from '../../protocol/sessions';
import { ServerAuth } from '../../secrets/server-auth';
import { Hardening, Relaxations } from '../../workload/hardening';
import { KubernetesAccess } from '../../workload/kubernetes-access';
import { Sandbox } from '../../workload/sandbox';
import { Shutdown } from '../../workload/shutdown';
import { Trust } from '../../workload/trust';
import { PoolScope } from '../pool-membership';
import { resolveResources } from './resources';
import { resolveScaling } from './scaling';
import { resolveSecrets } from './secrets';
import { EnvVarSpec, IdentitySpec, ProbesSpec, Relaxation, ServerSpec, WorkloadRole } from '../spec';
import { resolveSource } from './source';
import { resolveStorage } from './storage';
import { bundleFiles, bundleSpec, bundleVariables } from './trust-bundle';
import { ServerProbes } from '../../workload/probes';
import { ToolPolicy } from '../../workload/tool-policy';
import { McpServerProps } from '../mcp-server-props';
import { ServerDefaults } from '../server-defaults';
import { ResolvedSource } from './resolved-source';

const UID = 10001;

const PROPS: PropNames<McpServerProps> = {
  source: true,
  name: true,
  namespace: true,
  env: true,
  envValues: true,
  secrets: true,
  secretFiles: true,
  files: true,
  storage: true,
  resources: true,
  scaling: true,
  callers: true,
  egress: true,
  kubernetesAccess: true,
  serviceAccount: true,
  imagePullSecrets: true,
  probes: true,
  shutdown: true,
  placement: true,
  sandbox: true,
  hardening: true,
  telemetry: true,
  serverAuth: true,
  tools: true,
  trust: true,
  capabilities: true,
  owner: true,
  environment: true,
  labels: true,
  annotations: true,
};

/** Where a server is created. */
export interface ServerContext {
  readonly path: string;
  readonly id: string;
  readonly platform: PlatformSpec;
  /** What an McpNamespace above gives. */
  readonly defaults?: NamespaceDefaults;
  /** The namespace of the chart. */
  readonly chartNamespace?: string;
  /** The pool that the server is created in. */
  readonly pool?: PoolScope;
  /** What the pods are; undefined for a server. */
  readonly role?: WorkloadRole;
}

const SERVER: WorkloadRole = { component: 'mcp-server', container: SERVER_CONTAINER, selector: SERVER_LABEL };

/** Applies every default and checks every value; throws one error with all problems. */
export function resolveServer(input: McpServerProps, context: ServerContext): ServerSpec {
  const { defaults, role = SERVER } = context;
  const shared = context.pool?.defaults ?? {};
  const platform = {
    ...context.platform,
    imagePullSecrets: [...context.platform.imagePullSecrets, ...(shared.imagePullSecrets ?? [])],
  };
  const issues = new Issues(context.path);
  const own = new Reader(issues).struct(input, PROPS);
  const props = withDefaults(own, shared);
  checkClasses(issues, props);
  checkSandbox(issues, own.sandbox, shared.sandbox);
  const name = resolveName(issues, context.id, props.name);
  const namespace = checkNamespace(issues, props.namespace ?? defaults?.namespace ?? context.chartNamespace);
  if (context.pool !== undefined && namespace !== context.pool.name) {
    issues.add(
      'namespace',
      `must be that of the pool ${context.pool.path}, ${show(context.pool.name)}, got ${show(namespace)}`,
      'leave it out, or create the server beside the pool',
    );
  }
  const source = resolveSource(issues, props, platform);
  // nothing else can be told of a server without a source
  if (source === undefined) {
    issues.throwIfAny();
    throw new Error(context.path);
  }
  const { container, install, origin } = source;
  const caBundle = platform.caBundle && bundleSpec(platform.caBundle._bundle, 'ca');
  const steps = install?.steps ?? [];
  const authorities = bundleFiles([caBundle, ...steps.map(({ spec }) => spec.caBundle)]);
  const { files, bridgeFiles } = resolveFiles(issues, props.files, { authorities, bridge: source.bridgeFiles });
  const contents = {
    filePaths: [...files.entries, ...bridgeFiles.entries].map(({ path }) => path),
    authorities: Object.keys(authorities),
    installBytes: install?.storage,
    needed: source.needed,
  };
  const volumes = resolveStorage(issues, props.storage, name, contents);
  const resources = resolveResources(issues, props.resources, volumes, source.memory);
  const wanted = steps.flatMap(({ credential }) => credential ?? []);
  const { variables, registries, ...credentials } = resolveSecrets(issues, props, {
    name,
    namespace,
    platform,
    registries: wanted,
  });
  const access = (props.kubernetesAccess ?? KubernetesAccess.none())._access;
  const ports = {
    port: container.port,
    metricsPort: source.metricsPort,
    metricsPath: source.metricsPath,
    lowestPort: lowestPort(props),
  };
  const { otlp, metrics, ...network } = resolveNetwork(issues, props, ports, access.rules.length > 0, platform);
  const apiServerCidrs = access.rules.length === 0 ? [] : apiServerAddresses(platform);
  const lists = [container.hosts, container.origins];
  const environment = resolveEnvironment(issues, props, {
    name,
    namespace,
    secrets: variables,
    runtime: source.runtime,
    heapBytes: resources.heapBytes / source.processes,
    defaults: [...source.environment, ...proxyVariables(platform, apiServerCidrs), ...bundleVariables(caBundle)],
    otlp,
    lists,
  });
  const variableNames = [
    ...environment.map(variable => variable.name),
    ...lists.flatMap(list => list?.target.variable ?? []),
  ];
  for (const [prop, words] of source.words) {
    checkReferences(issues, prop, words, variableNames);
  }
  const relaxed = props.hardening?._relaxed ?? {};
  const metadata = resolveMetadata(issues, props, {
    name,
    version: source.version,
    component: role.component,
    defaults,
    pool: context.pool?.name,
  });
  const spec: ServerSpec = {
    name,
    namespace,
    clusterDomain: platform.clusterDomain,
    labels: metadata.labels,
    annotations: metadata.annotations,
    podAnnotations: {},
    selectorLabels: { [role.selector]: name },
    scannerExemptions: platform.scannerExemptions,
    container: { ...container, name: role.container, metrics },
    installs: placeInstalls(steps, registries, platform, caBundle),
    origin,
    caBundle,
    environment,
    credentials: { ...credentials, inEnvironment: registries.size > 0 || environment.some(readsSecret) },
    files,
    bridgeFiles,
    mounts: [],
    volumes,
    resources: { requests: resources.requests, limits: resources.limits },
    ...resolveScaling(issues, props.scaling, container.sessions, volumes),
    identity: resolveIdentity(issues, props, { name, namespace, relaxed, platform, shellReason: source.shellReason }),
    access,
    probes: resolveProbes(issues, props.probes, source),
    shutdown: resolveShutdown(issues, props.shutdown),
    placement: mergePlacements(resolvePlacement(issues, shared.placement), resolvePlacement(issues, props.placement)),
    network: {
      ...network,
      egress: [
        ...network.egress,
        ...source.egress,
        ...(platform.proxy === undefined ? [] : [platform.proxy.egress._rule]),
      ],
    },
    clientAffinity: container.sessions === Sessions.IN_MEMORY,
    serverAuth: props.serverAuth,
    tools: props.tools,
    capabilities: resolveCapabilities(issues, props.capabilities),
  };
  const { startup } = spec.probes;
  if (origin?.deadline !== undefined && origin.deadline <= startup) {
    issues.add(
      'source.install.deadline',
      `must be longer than the server may take to start, got ${origin.deadline} s and ${startup} s`,
      'installing comes first',
    );
  }
  issues.throwIfAny();
  const quarantine = props.trust?._quarantine;
  return quarantine === undefined ? spec : quarantined(spec, quarantine);
}

function resolveCapabilities(issues: Issues, value: McpServerProps['capabilities']): string[] {
  const capabilities = new Reader(issues).textList(value, 'capabilities');
  capabilities.forEach((capability, i) => checkMember(issues, `capabilities[${i}]`, McpCapability, capability));
  return [...new Set(capabilities)].sort(compare);
}

/** Whether a variable takes its value from a Secret, by way of this library or of cdk8s-plus. */
function readsSecret({ valueFrom }: EnvVarSpec): boolean {
  return typeof valueFrom === 'object' && valueFrom !== null && 'secretKeyRef' in valueFrom;
}

/** Everything stays as it is but what would let it run, reach or be reached. */
function quarantined(spec: ServerSpec, quarantine: NonNullable<ServerSpec['quarantine']>): ServerSpec {
  const { network, credentials } = spec;
  return {
    ...spec,
    quarantine,
    scaling: { kind: 'fixed', replicas: 0 },
    credentials: { ...credentials, externalSecrets: [] },
    network: { ...network, callers: [], egress: [], scrape: undefined, apiServer: undefined },
  };
}

/** What the server says itself wins; labels, annotations, placement and pull secrets are put together. */
function withDefaults(
  props: McpServerProps,
  { labels, annotations, placement, imagePullSecrets, ...defaults }: ServerDefaults,
): McpServerProps {
  return {
    ...defaults,
    ...props,
    labels: together(labels, props.labels),
    annotations: together(annotations, props.annotations),
  };
}

/** What is no map stays what it is, for whoever checks it. */
function together(shared: McpServerProps['labels'], own: McpServerProps['labels']): McpServerProps['labels'] {
  return own === undefined ? shared : typeof own === 'object' && !Array.isArray(own) ? { ...shared, ...own } : own;
}

/** A member does not leave the sandbox of its pool without a word. */
function checkSandbox(issues: Issues, own: Sandbox | undefined, shared: Sandbox | undefined): void {
  if (own === undefined || shared === undefined || own._rule.strong || own._rule.reason !== undefined) {
    return;
  }
  if (own._rule.runtimeClass === shared._rule.runtimeClass) {
    return;
  }
  issues.add(
    'sandbox',
    `replaces that of the pool, ${show(shared._rule.runtimeClass ?? 'none')}, without a reason`,
    'Sandbox.runtimeClass(name, { reason }), Sandbox.none(reason), or leave it out',
  );
}

function checkClasses(issues: Issues, props: McpServerProps): void {
  const classes = {
    kubernetesAccess: KubernetesAccess,
    probes: ServerProbes,
    sandbox: Sandbox,
    hardening: Hardening,
    serverAuth: ServerAuth,
    tools: ToolPolicy,
    trust: Trust,
  };
  for (const [prop, type] of Object.entries(classes)) {
    // the keys are props
    const value: unknown = props[prop as keyof typeof classes];
    issues.check(value === undefined || isInstance(value, type), prop, `made by ${type.name}`, value);
  }
  // what follows reads these values
  issues.throwIfAny();
}

interface IdentityInput {
  readonly name: string;
  readonly namespace: string;
  readonly relaxed: Relaxations;
  readonly platform: PlatformSpec;
  readonly shellReason?: string;
}

function resolveIdentity(
  issues: Issues,
  props: McpServerProps,
  { name, namespace, relaxed, platform, shellReason }: IdentityInput,
): IdentitySpec {
  if (platform.openshift && relaxed.user !== undefined) {
    issues.add(
      'hardening',
      'withUser has no effect on OpenShift, which gives users itself',
      'drop it, or openshift in McpPlatform.configure',
    );
  }
  const account: unknown = props.serviceAccount?.name;
  const named = isPlainText(account) && isDnsSubdomain(account) && account !== 'default';
  issues.check(
    props.serviceAccount === undefined || named,
    'serviceAccount',
    'a cdk8s-plus ServiceAccount other than default',
    account ?? props.serviceAccount,
  );
  const home = namespaceOf(props.serviceAccount);
  if (home !== undefined && home !== namespace) {
    issues.add(
      'serviceAccount',
      `lives in namespace ${show(home)}, the server in ${show(namespace)}`,
      'pods use accounts of their own namespace only',
    );
  }
  return {
    uid: platform.openshift ? undefined : (relaxed.user?.uid ?? UID),
    readOnlyRoot: relaxed.writableRoot === undefined,
    addedCapabilities: relaxed.netBindService === undefined ? [] : ['NET_BIND_SERVICE'],
    serviceAccount: { name: named ? account : name, create: props.serviceAccount === undefined },
    runtimeClass: props.sandbox?._rule.runtimeClass,
    overhead: props.sandbox?._rule.overhead,
    relaxations: relaxationsOf(relaxed, {
      access: props.kubernetesAccess?._access.reason,
      shell: shellReason,
      sandbox: props.sandbox?._rule.reason,
    }),
  };
}

function relaxationsOf(
  { writableRoot, user, netBindService }: Relaxations,
  { access, shell, sandbox }: { access?: string; shell?: string; sandbox?: string },
): Relaxation[] {
  return [
    { name: 'writable-root', reason: writableRoot },
    { name: 'user', reason: user?.reason },
    { name: 'net-bind-service', reason: netBindService },
    { name: 'kubernetes-access', reason: access },
    { name: 'shell', reason: shell },
    { name: 'sandbox', reason: sandbox },
  ].flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }]));
}

function resolveProbes(
  issues: Issues,
  input: ServerProbes | undefined,
  { health, container }: ResolvedSource,
): ProbesSpec {
  const rule = (input ?? (health === undefined ? ServerProbes.tcp() : undefined))?._rule;
  const path = rule === undefined ? health?.path : rule.path;
  const port = rule?.port ?? (rule === undefined ? health?.port : undefined) ?? container.port;
  if (rule?.port !== undefined && rule.port < 1024 && rule.port !== container.port) {
    issues.check(false, 'probes', 'on a port in 1024-65535 or on the MCP port', rule.port);
  }
  if (path !== undefined && path === container.path && port === container.port) {
    issues.add('probes', `must not ask the MCP path ${path}`, 'use a health path, or ServerProbes.tcp()');
  }
  return {
    health: path === undefined ? undefined : { path, port },
    startup: rule?.startup ?? ServerProbes.tcp()._rule.startup,
  };
}

function resolveShutdown(issues: Issues, input: Shutdown | undefined): ServerSpec['shutdown'] {
  const props = new Reader(issues).struct(input ?? {}, { drain: true, grace: true }, 'shutdown.');
  const drain = props.drain === undefined ? 10 : seconds(issues, 'shutdown.drain', props.drain, 0, 3600);
  const grace = props.grace === undefined ? 45 : seconds(issues, 'shutdown.grace', props.grace, 1, 7200);
  if (grace <= drain) {
    issues.add(
      'shutdown.grace',
      `must be longer than the drain, got ${grace} s and ${drain} s`,
      'the server would be killed before it gets SIGTERM',
    );
  }
  return { drain, grace };
}
