import { ResolvedBridge } from './bridge';
import { RegistrySpec } from './mirror-registry';
import { RegistriesSpec, everyRegistry } from './package-registry';
import { BundleContent, bundleSpec, bundleVariables } from './trust-bundle';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { BRIDGE_INSTALLER, INSTALL_PATH, SERVER_INSTALLER } from '../../foundation/labels';
import { NO_SCRIPTS } from '../../foundation/packages/install-scripts';
import { npmrcText } from '../../foundation/packages/npmrc';
import { PackagePin } from '../../foundation/packages/package-pins';
import { Reader, compare } from '../../foundation/reader';
import { seconds, sizeBytes } from '../../foundation/sizes';
import { PlatformSpec } from '../../platform/resolve';
import { InstallResources } from '../../source/install-resources';
import { CaBundleSpec, EnvVarSpec, InstallSpec } from '../spec';
import { RegistryCredential, SecretKey } from './registry-credential';

const MIB = 1024 * 1024;
const HOME = `${INSTALL_PATH}/.install`;
const COPY_BYTES = 64 * MIB;

/** One install container, before it is known which Secret holds its credential. */
export interface PlannedInstall {
  readonly spec: InstallSpec & { readonly caBundle?: BundleContent };
  readonly credentials: readonly RegistryCredential[];
  readonly registries?: RegistriesSpec;
}

export interface InstallBounds {
  readonly memory: number;
  readonly storage: number;
  readonly deadline?: number;
}

/** What installing may use. */
export function resolveBounds(issues: Issues, input: InstallResources | undefined): InstallBounds {
  const { memory, storage, deadline } = new Reader(issues).struct(
    input ?? {},
    { memory: true, storage: true, deadline: true },
    'source.install.',
  );
  return {
    memory: memory === undefined ? 512 * MIB : sizeBytes(issues, 'source.install.memory', memory),
    storage: storage === undefined ? 512 * MIB : sizeBytes(issues, 'source.install.storage', storage),
    deadline:
      deadline === undefined ? undefined : seconds(issues, 'source.install.deadline', deadline, { min: 60, max: 3600 }),
  };
}

/** How a bridge is installed. */
export interface BridgeInstall {
  readonly image: string;
  readonly memory: number;
  /** Where it comes from; undefined for a bridge that is copied from an image. */
  readonly registries?: RegistriesSpec;
  /** Copies the node program too, for images that have none. */
  readonly copyNode: boolean;
}

/** The bridge, from npm or from an image of its own. */
export function planBridge(bridge: ResolvedBridge, install: BridgeInstall): PlannedInstall {
  const { registries, memory, ...container } = install;
  const common = { name: BRIDGE_INSTALLER, directory: 'bridge', ...container } as const;
  if (registries === undefined || bridge.npmPackage === undefined) {
    return {
      credentials: [],
      spec: { ...common, how: 'copy', pin: '', extra: bridge.image?.args ?? [], environment: [], memory: COPY_BYTES },
    };
  }
  return npmInstall({ ...common, memory, pin: bridge.npmPackage, extra: [NO_SCRIPTS] }, registries);
}

/** Where a package of the server is installed, and from which registries. */
export interface PackageInstall {
  readonly image: string;
  readonly memory: number;
  readonly registries: RegistriesSpec;
}

/** A package of the server and which of its programs is started. */
export interface ServerPackage {
  readonly pin: PackagePin;
  readonly bin: string;
}

/** The server's own npm package. */
export function planNpm(server: ServerPackage, install: PackageInstall, allowScripts: boolean): PlannedInstall {
  const { registries, ...container } = install;
  return npmInstall({ ...container, ...serverInstall(server), extra: allowScripts ? [] : [NO_SCRIPTS] }, registries);
}

/** What pip may install besides the package. */
export interface PypiRules {
  readonly constraints: readonly string[];
  readonly allowBuilds: boolean;
}

/** The server's own PyPI package. */
export function planPypi(server: ServerPackage, install: PackageInstall, rules: PypiRules): PlannedInstall {
  const { registries, ...container } = install;
  const registry = registries.usual;
  const hasCredentials = registry.credentials !== undefined;
  const environment = definedItems<EnvVarSpec>([
    ...homeVariables(),
    { name: 'PIP_CONFIG_FILE', value: '/dev/null' },
    { name: 'PIP_DEFAULT_TIMEOUT', value: '30' },
    { name: 'PIP_DISABLE_PIP_VERSION_CHECK', value: '1' },
    { name: 'PIP_INDEX_URL', value: registry.url },
    { name: 'PIP_NO_CACHE_DIR', value: '1' },
    { name: 'PIP_NO_INPUT', value: '1' },
    rules.allowBuilds ? undefined : { name: 'PIP_ONLY_BINARY', value: ':all:' },
    { name: 'PIP_PROGRESS_BAR', value: 'off' },
    { name: 'PIP_RETRIES', value: '2' },
    // pip refuses http from hosts that it is not told to trust; which http is allowed is checked with the registry
    registry.url.startsWith('http:') ? { name: 'PIP_TRUSTED_HOST', value: registry.host } : undefined,
    hasCredentials ? { name: 'REGISTRY_HOST', value: registry.host } : undefined,
    hasCredentials ? { name: 'REGISTRY_USER', value: registry.username } : undefined,
  ]);
  const spec: InstallSpec = {
    ...container,
    ...serverInstall(server),
    how: 'pypi',
    extra: rules.constraints,
    environment,
  };
  return planned(spec, registries, 'pypi-index');
}

/**
 * The variables of the proxy: in upper case for most programs, in lower case for curl and what is built on it.
 *
 * @param direct Hosts and addresses that are reached without the proxy, by egress rules of their own.
 */
export function proxyVariables({ proxy, clusterDomain }: PlatformSpec, direct: readonly string[] = []): EnvVarSpec[] {
  if (proxy === undefined) {
    return [];
  }
  const noProxy = [
    ...new Set(['localhost', '127.0.0.1', '::1', '.svc', `.${clusterDomain}`, ...direct, ...(proxy.noProxy ?? [])]),
  ].join(',');
  const pairs = [
    ['HTTP_PROXY', proxy.url],
    ['HTTPS_PROXY', proxy.url],
    ['NO_PROXY', noProxy],
  ] as const;
  return [
    ...pairs.flatMap(([name, value]) => [
      { name, value },
      { name: name.toLowerCase(), value },
    ]),
    { name: 'NODE_USE_ENV_PROXY', value: '1' },
  ];
}

/**
 * Where clients of the Kubernetes API find it: by the variable that each container has, or by the addresses behind it.
 */
export function apiServerAddresses({ apiServer }: PlatformSpec): string[] {
  return [
    '$(KUBERNETES_SERVICE_HOST)',
    ...(apiServer?.cidrs ?? []).map(cidr => cidr.replace(cidr.includes(':') ? /\/128$/ : /\/32$/, '')),
  ];
}

/** The install containers with the credentials, certificates and proxy that they need. */
export function completeInstalls(
  steps: readonly PlannedInstall[],
  secrets: ReadonlyMap<string, SecretKey>,
  platform: PlatformSpec,
  platformBundle: CaBundleSpec | undefined,
): InstallSpec[] {
  return steps.map(({ spec, credentials, registries }) => {
    if (spec.how === 'copy') {
      return { ...spec, caBundle: undefined, environment: [] };
    }
    const caBundle = spec.caBundle ?? platformBundle;
    const environment = definedItems<EnvVarSpec>([
      ...spec.environment,
      ...proxyVariables(platform, directHosts(registries)),
      ...bundleVariables(caBundle),
      ...credentials.map(({ key, variable }) => tokenVariable(variable, secrets.get(key))),
    ]);
    return { ...spec, caBundle, environment: environment.sort((a, b) => compare(a.name, b.name)) };
  });
}

/** Mirrors are reached without the proxy. */
function directHosts(registries: RegistriesSpec | undefined): string[] {
  return registries === undefined
    ? []
    : everyRegistry(registries)
        .filter(({ isMirror }) => isMirror)
        .map(({ host }) => host);
}

function tokenVariable(name: string, secret: SecretKey | undefined): EnvVarSpec | undefined {
  return secret && { name, valueFrom: { secretKeyRef: { name: secret.secret, key: secret.key } } };
}

function npmInstall(spec: Omit<InstallSpec, 'how' | 'environment'>, registries: RegistriesSpec): PlannedInstall {
  const scopeLines = registries.scopes.map(({ scope, registry: { url }, tokenVariable: name }) => ({
    scope,
    url,
    tokenVariable: name,
  }));
  const hasScopes = scopeLines.length > 0;
  const environment = definedItems<EnvVarSpec>([
    ...homeVariables(),
    hasScopes ? { name: 'NPMRC', value: npmrcText(scopeLines) } : undefined,
    { name: 'npm_config_cache', value: `${HOME}/npm` },
    { name: 'npm_config_fetch_retries', value: '2' },
    { name: 'npm_config_fetch_retry_maxtimeout', value: '10000' },
    { name: 'npm_config_fetch_timeout', value: '60000' },
    { name: 'npm_config_registry', value: registries.usual.url },
    { name: 'npm_config_update_notifier', value: 'false' },
  ]);
  return planned({ ...spec, how: 'npm', environment, hasScopes }, registries, 'npm-registry');
}

function serverInstall({ pin: { text, name }, bin }: ServerPackage) {
  return {
    name: SERVER_INSTALLER,
    directory: 'server',
    pin: text,
    program: { package: name, bin },
    copyNode: false,
  } as const;
}

/** @param key Names the credential of the usual registry and the bundle of certificates. */
function planned(spec: InstallSpec, registries: RegistriesSpec, key: string): PlannedInstall {
  const { usual, scopes, caBundle } = registries;
  // scopes of one registry share its token
  const byVariable = new Map(
    scopes.map(({ scope, registry, tokenVariable: variable = '' }) => [
      variable,
      credentialsOf(registry, `npm-scope-${scope.slice(1)}`, variable),
    ]),
  );
  return {
    spec: caBundle === undefined ? spec : { ...spec, caBundle: bundleSpec(caBundle, key) },
    registries,
    credentials: [credentialsOf(usual, key, 'REGISTRY_TOKEN'), ...byVariable.values()].flat(),
  };
}

function credentialsOf({ prop, credentials }: RegistrySpec, key: string, variable: string): RegistryCredential[] {
  return credentials === undefined ? [] : [{ key, prop: `${prop}.credentials`, variable, ref: credentials._ref }];
}

function homeVariables(): EnvVarSpec[] {
  return [
    { name: 'HOME', value: HOME },
    { name: 'TMPDIR', value: HOME },
  ];
}
