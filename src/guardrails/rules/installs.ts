import { posix } from 'path';
import {
  BRIDGE_ANNOTATION,
  BRIDGE_INSTALLER,
  BUILDS_ANNOTATION,
  SERVER_CONTAINER,
  INSTALL_ANNOTATION,
  INSTALL_PATH,
  INSTALL_VOLUME,
  PACKAGE_ANNOTATION,
  SCRIPTS_ANNOTATION,
  SERVER_INSTALLER,
  SERVER_LABEL,
} from '../../foundation/labels';
import { bridgePackageIn, hostsIn, isByImage } from '../../foundation/packages/install-notes';
import { NO_SCRIPTS } from '../../foundation/packages/install-scripts';
import { constraintProblem } from '../../foundation/packages/package-pins';
import { isInstaller, runsScript } from '../install-pods';
import { Json, getPath, asArray, asObject, describe, asString } from '../json';
import { ContainerView, PodView } from '../pod-view';
import { Finding, ObjectRule, WORKLOADS, findingUnless } from '../rule';

/** The number of arguments before flags or constraints: directory and pin, then name and program of a package. */
const WORDS = { [BRIDGE_INSTALLER]: 2, [SERVER_INSTALLER]: 4 } as const;

/** Variables that change what npm, pip and their interpreters do. */
const STEERING = /^(?:npm_|pip_|node_|python|ld_|path$)/i;
const FIXED: Readonly<Record<string, string>> = { HOME: `${INSTALL_PATH}/.install`, PIP_CONFIG_FILE: '/dev/null' };
const OUR_VARIABLES = new Set([
  'npm_config_cache',
  'npm_config_fetch_retries',
  'npm_config_fetch_retry_maxtimeout',
  'npm_config_fetch_timeout',
  'npm_config_registry',
  'npm_config_update_notifier',
  'PIP_CONFIG_FILE',
  'PIP_DEFAULT_TIMEOUT',
  'PIP_DISABLE_PIP_VERSION_CHECK',
  'PIP_INDEX_URL',
  'PIP_NO_CACHE_DIR',
  'PIP_NO_INPUT',
  'PIP_ONLY_BINARY',
  'PIP_PROGRESS_BAR',
  'PIP_RETRIES',
  'PIP_TRUSTED_HOST',
  'PIP_CERT',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_ENV_PROXY',
]);

export const INSTALL_RULES: readonly ObjectRule[] = [
  {
    id: 'install',
    title: 'The Deployment determines what is installed at pod start, and nothing changes it later',
    why: 'With a writable installation, another version or another registry, others decide what the server runs.',
    fix:
      'Leave volume, mounts and init containers of the installation as they are; change the source: its version, ' +
      'registry, allowScripts.',
    severity: 'error',
    references: [
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
      'NSA/CISA: Immutable container file systems',
    ],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod, manifest }) =>
      pod === undefined || !installs(pod)
        ? []
        : [
            ...volumeFindings(pod),
            ...pod.containers.flatMap(container => mountFindings(container)),
            ...pod.containers
              .filter(isInstaller)
              .flatMap(container =>
                installerFindings(container, asObject(getPath(manifest, 'metadata', 'annotations'))),
              ),
            ...missingFindings(pod, asObject(getPath(manifest, 'metadata', 'annotations'))),
          ],
  },
];

/** A server of this library whose pods install something. */
function installs({ labels, spec, containers }: PodView): boolean {
  const hasVolume = asArray(spec.volumes).some(volume => getPath(volume, 'name') === INSTALL_VOLUME);
  return labels[SERVER_LABEL] !== undefined && (hasVolume || containers.some(isInstaller));
}

function volumeFindings({ path, spec }: PodView): Finding[] {
  const found = asArray(spec.volumes).flatMap((volume, i) =>
    getPath(volume, 'name') === INSTALL_VOLUME ? [{ volume: asObject(volume), i }] : [],
  );
  return [
    ...findingUnless(found.length === 1, `${path}.volumes`, `must have the volume ${INSTALL_VOLUME} once`),
    ...found.flatMap(({ volume, i }) =>
      findingUnless(
        Object.keys(volume).sort().join() === 'emptyDir,name',
        `${path}.volumes[${i}]`,
        'must be an emptyDir, new for each pod',
      ),
    ),
  ];
}

/** Installers write to the volume; everybody else reads it, where the library has it. */
function mountFindings(container: ContainerView): Finding[] {
  const { path, json } = container;
  const mounts = asArray(json.volumeMounts).map((mount, i) => ({
    mount: asObject(mount),
    field: `${path}.volumeMounts[${i}]`,
  }));
  const ours = mounts.filter(({ mount }) => mount.name === INSTALL_VOLUME);
  const writes = isInstaller(container);
  return [
    ...findingUnless(
      ours.length === 1 || !(writes || json.name === SERVER_CONTAINER),
      `${path}.volumeMounts`,
      `must have the volume ${INSTALL_VOLUME} once`,
    ),
    ...ours.flatMap(({ mount: { mountPath, readOnly, subPath, subPathExpr }, field }) => {
      const whole = mountPath === INSTALL_PATH && subPath === undefined && subPathExpr === undefined;
      return [
        ...findingUnless(writes || readOnly === true, `${field}.readOnly`, 'must be true'),
        ...findingUnless(whole, `${field}.mountPath`, `must be ${INSTALL_PATH}, without subPath`),
      ];
    }),
    ...mounts
      .filter(({ mount }) => mount.name !== INSTALL_VOLUME)
      .flatMap(({ mount, field }) => {
        const hides = posix.normalize(`${asString(mount.mountPath) ?? ''}/`).startsWith(`${INSTALL_PATH}/`);
        return findingUnless(!hides, `${field}.mountPath`, `hides a part of ${INSTALL_PATH}`);
      }),
  ];
}

/** An installation that the annotations name must be there. */
function missingFindings({ path, containers }: PodView, annotations: Json): Finding[] {
  const names = containers.filter(isInstaller).map(({ json }) => json.name);
  return [
    [BRIDGE_INSTALLER, BRIDGE_ANNOTATION],
    [SERVER_INSTALLER, PACKAGE_ANNOTATION],
  ].flatMap(([name, annotation]) => {
    const isThere = annotations[annotation] === undefined || names.includes(name);
    return findingUnless(isThere, `${path}.initContainers`, `must have ${name} for the annotation ${annotation}`);
  });
}

function installerFindings({ path, json }: ContainerView, annotations: Json): Finding[] {
  const livesOn = 'must be left out: an installer that keeps running can write at any time';
  const once = findingUnless(json.restartPolicy === undefined, `${path}.restartPolicy`, livesOn);
  const name = json.name === SERVER_INSTALLER ? SERVER_INSTALLER : BRIDGE_INSTALLER;
  const bridge = asString(annotations[BRIDGE_ANNOTATION]) ?? '';
  // its image starts its own program
  if (name === BRIDGE_INSTALLER && isByImage(bridge)) {
    return [...once, ...findingUnless(json.command === undefined, `${path}.command`, 'must be left out')];
  }
  const [annotation, pinned] = pinOf(name, annotations, bridge);
  const how = pinned.startsWith('pypi:') ? 'pypi' : 'npm';
  const [words, flags] = [asArray(json.args).slice(0, WORDS[name]), asArray(json.args).slice(WORDS[name])];
  const mayRun = name === SERVER_INSTALLER && annotations[SCRIPTS_ANNOTATION] !== undefined;
  const isPinned = words.length === WORDS[name] && `${how}:${describe(words[1])}` === pinned;
  const wordFindings =
    how === 'pypi' ? constraintFindings(path, flags, WORDS[name]) : flagFindings(path, flags, mayRun);
  return [
    ...once,
    ...findingUnless(runsScript(json.command, how, name), `${path}.command`, 'must be the script of the library'),
    ...findingUnless(isPinned, `${path}.args[1]`, `must be what ${annotation} says, got ${describe(words[1])}`),
    ...wordFindings,
    ...variableFindings(path, json, how, annotations),
  ];
}

/** The annotation that says what is installed, and the package with its version. */
function pinOf(name: string, annotations: Json, bridge: string): readonly [annotation: string, pinned: string] {
  return name === BRIDGE_INSTALLER
    ? [BRIDGE_ANNOTATION, `npm:${bridgePackageIn(bridge) ?? ''}`]
    : [PACKAGE_ANNOTATION, asString(annotations[PACKAGE_ANNOTATION]) ?? ''];
}

/** What follows the pin of a PyPI package. */
function constraintFindings(path: string, constraints: readonly unknown[], first: number): Finding[] {
  return constraints.flatMap((constraint, i) => {
    const isConstraint = constraintProblem(asString(constraint) ?? '') === undefined;
    return findingUnless(isConstraint, `${path}.args[${first + i}]`, 'must be a constraint');
  });
}

/** What follows the pin of an npm package. */
function flagFindings(path: string, flags: readonly unknown[], mayRun: boolean): Finding[] {
  const isSafe = flags.every(flag => flag === NO_SCRIPTS) && (mayRun || flags.length === 1);
  return findingUnless(isSafe, `${path}.args`, `must end with ${NO_SCRIPTS} and no other flag`);
}

function variableFindings(path: string, json: Json, how: string, annotations: Json): Finding[] {
  const hosts = hostsIn(asString(annotations[INSTALL_ANNOTATION]) ?? '');
  const variables = asArray(json.env).map((variable, i) => {
    const [name, value] = [asString(getPath(variable, 'name')) ?? '', asString(getPath(variable, 'value')) ?? ''];
    return { name, value, field: `${path}.env[${i}]` };
  });
  const index = how === 'pypi' ? 'PIP_INDEX_URL' : 'npm_config_registry';
  const mayBuild = how !== 'pypi' || annotations[BUILDS_ANNOTATION] !== undefined;
  const onlyWheels = mayBuild || variables.some(({ name, value }) => name === 'PIP_ONLY_BINARY' && value === ':all:');
  return [
    ...findingUnless(asArray(json.envFrom).length === 0, `${path}.envFrom`, 'must be empty'),
    ...findingUnless(onlyWheels, `${path}.env`, 'must have PIP_ONLY_BINARY :all:'),
    ...findingUnless(
      variables.filter(({ name }) => name === index).length === 1,
      `${path}.env`,
      `must have ${index} once`,
    ),
    ...variables.flatMap(({ name, value, field }) => [
      ...findingUnless(
        !STEERING.test(name) || OUR_VARIABLES.has(name),
        field,
        `is ${name}, which changes how is installed`,
      ),
      ...findingUnless((FIXED[name] ?? value) === value, `${field}.value`, `must be ${FIXED[name]}`),
      ...findingUnless(
        name !== index || hosts.includes(hostOf(value)),
        `${field}.value`,
        `must be a registry that ${INSTALL_ANNOTATION} names`,
      ),
      ...findingUnless(
        name !== 'PIP_TRUSTED_HOST' || hosts.includes(value),
        `${field}.value`,
        `must be a registry that ${INSTALL_ANNOTATION} names`,
      ),
    ]),
  ];
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/[:/].*$/s, '');
}
