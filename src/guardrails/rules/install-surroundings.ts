import { AUTHORITIES_PATH, INSTALL_ANNOTATION, INSTALL_PATH, INSTALL_VOLUME } from '../../foundation/labels';
import { hostsIn } from '../../foundation/packages/install-notes';
import { scopesIn } from '../../foundation/packages/npmrc';
import { mountedAt } from '../gateway-pods';
import { InstallSource } from '../install-pods';
import { Json, asArray, asObject, asString, getPath } from '../json';
import { ContainerView, PodView } from '../pod-view';
import { Finding, findingUnless } from '../rule';
import { Variable, variablesOf } from '../steering';

/** An installer among the other containers of its pods. */
export interface InstallerPlace {
  readonly pod: PodView;
  readonly container: ContainerView;
  readonly annotations: Json;
  /** undefined: the image of a bridge copies itself. */
  readonly how?: InstallSource;
}

const HOME = `${INSTALL_PATH}/.install`;
const NUMBER = /^\d{1,6}$/;
const exactly = (value: string): RegExp => new RegExp(`^${value.replaceAll('.', '\\.')}$`);

/** The variables of installers and what they may be. Those without a pattern are looked at further. */
const COMMON: ReadonlyMap<string, RegExp | undefined> = new Map([
  ['HOME', exactly(HOME)],
  ['TMPDIR', exactly(HOME)],
  ['NODE_USE_ENV_PROXY', /^1$/],
]);
const OF_SOURCE: Readonly<Record<InstallSource, ReadonlyMap<string, RegExp | undefined>>> = {
  npm: new Map([
    ['NPMRC', undefined],
    ['npm_config_cache', exactly(`${HOME}/npm`)],
    ['npm_config_fetch_retries', NUMBER],
    ['npm_config_fetch_retry_maxtimeout', NUMBER],
    ['npm_config_fetch_timeout', NUMBER],
    ['npm_config_registry', undefined],
    ['npm_config_update_notifier', /^false$/],
  ]),
  pypi: new Map([
    ['PIP_CONFIG_FILE', /^\/dev\/null$/],
    ['PIP_DEFAULT_TIMEOUT', NUMBER],
    ['PIP_DISABLE_PIP_VERSION_CHECK', /^1$/],
    ['PIP_INDEX_URL', undefined],
    ['PIP_NO_CACHE_DIR', /^1$/],
    ['PIP_NO_INPUT', /^1$/],
    ['PIP_ONLY_BINARY', /^:all:$/],
    ['PIP_PROGRESS_BAR', /^off$/],
    ['PIP_RETRIES', NUMBER],
    ['PIP_TRUSTED_HOST', undefined],
    ['REGISTRY_HOST', undefined],
    ['REGISTRY_USER', /^[\x20-\x7e]*$/],
  ]),
};
const REGISTRIES = new Set(['NPMRC', 'npm_config_registry', 'PIP_INDEX_URL', 'PIP_TRUSTED_HOST', 'REGISTRY_HOST']);
const TOKEN = /^REGISTRY_TOKEN(?:_\d{1,5})?$/;
const AUTHORITIES = new Set(['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE']);
const PROXIES = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']);
const DIRECT = new Set(['NO_PROXY', 'no_proxy']);
/** The volumes of certificates: files of the server, and ConfigMaps that exist. */
const BUNDLES = new Set(['files', 'ca-bundle', 'npm-registry-bundle', 'pypi-index-bundle']);
const BUNDLE_PATH = new RegExp(`^${AUTHORITIES_PATH}/[\\w.-]+\\.crt$`);

/** What steers an installer besides its script: variables, mounts and the folder that it starts in. */
export function surroundingFindings(place: InstallerPlace): Finding[] {
  const { path, json } = place.container;
  return [
    ...findingUnless(asArray(json.envFrom).length === 0, `${path}.envFrom`, 'must be empty'),
    ...findingUnless(json.workingDir === undefined, `${path}.workingDir`, 'must be left out'),
    ...findingUnless(json.lifecycle === undefined, `${path}.lifecycle`, 'must be left out'),
    ...variablesOf(place.container).flatMap(variable => variableFindings(variable, place)),
    ...asArray(json.volumeMounts).flatMap((mount, i) =>
      findingUnless(
        getPath(mount, 'name') === INSTALL_VOLUME || isBundle(asObject(mount), place),
        `${path}.volumeMounts[${i}].mountPath`,
        'is nothing that an installer needs: what is there could change what it runs',
      ),
    ),
  ];
}

function variableFindings(variable: Variable, place: InstallerPlace): Finding[] {
  const { field, name, value } = variable;
  const problem = variableProblem(variable, place);
  if (problem === undefined) {
    return [];
  }
  const isName = problem === CHANGES || value === undefined;
  return [
    {
      field: isName ? field : `${field}.value`,
      problem: problem === CHANGES ? `is ${name}, which ${CHANGES}` : problem,
    },
  ];
}

const CHANGES = 'changes how is installed';

function variableProblem({ name, value, json }: Variable, place: InstallerPlace): string | undefined {
  if (place.how === undefined) {
    return CHANGES;
  }
  if (TOKEN.test(name)) {
    return getPath(json, 'valueFrom', 'secretKeyRef') === undefined ? 'must come from a Secret' : undefined;
  }
  const known = OF_SOURCE[place.how];
  const pattern = known.get(name) ?? COMMON.get(name);
  if (value === undefined) {
    return CHANGES;
  }
  if (pattern !== undefined) {
    return pattern.test(value) ? undefined : `is not what the library sets ${name} to`;
  }
  if (REGISTRIES.has(name) && known.has(name)) {
    return registryProblem(registriesIn(name, value), place);
  }
  return networkProblem(name, value, place);
}

/** The registries that a variable names; undefined for a text that the library does not write. */
function registriesIn(name: string, value: string): string[] | undefined {
  return name === 'NPMRC' ? scopesIn(value)?.map(({ url }) => url) : [value];
}

function registryProblem(urls: readonly string[] | undefined, { annotations }: InstallerPlace): string | undefined {
  const hosts = hostsIn(asString(annotations[INSTALL_ANNOTATION]) ?? '');
  if (urls === undefined) {
    return 'must be lines with the registries of scopes and the variables of their tokens, as the library writes them';
  }
  return urls.every(url => hosts.includes(hostOf(url)))
    ? undefined
    : `must be a registry that ${INSTALL_ANNOTATION} names`;
}

/** Certificates and proxies, which the server's container has too or which are mounted. */
function networkProblem(name: string, value: string, place: InstallerPlace): string | undefined {
  if (AUTHORITIES.has(name)) {
    const isMounted = asArray(place.container.json.volumeMounts).some(
      mount => getPath(mount, 'mountPath') === value && isBundle(asObject(mount), place),
    );
    return isMounted ? undefined : 'must be certificates that the library mounts';
  }
  if (!PROXIES.has(name) && !DIRECT.has(name)) {
    return CHANGES;
  }
  const ofServer = place.pod.containers.filter(({ role }) => role === 'containers').flatMap(variablesOf);
  const isShared = PROXIES.has(name)
    ? [...PROXIES].every(one => ofServer.some(variable => variable.name === one && variable.value === value))
    : ofServer.some(variable => variable.name === name);
  return isShared ? undefined : 'must be the proxy of the platform, which the server has too';
}

function isBundle({ name, mountPath, readOnly, subPathExpr }: Json, { pod }: InstallerPlace): boolean {
  const volume = asArray(pod.spec.volumes).find(one => getPath(one, 'name') === name);
  return (
    BUNDLES.has(asString(name) ?? '') &&
    getPath(volume, 'configMap') !== undefined &&
    BUNDLE_PATH.test(mountedAt({ mountPath }).slice(0, -1)) &&
    readOnly === true &&
    subPathExpr === undefined
  );
}

/** The host of a URL without user and query, or a host that stands alone; empty for anything else. */
function hostOf(url: string): string {
  return /^(?:https?:\/\/)?([\w.-]+)(?::\d+)?(?:\/[\w.~%+@/-]*)?$/.exec(url)?.[1] ?? '';
}
