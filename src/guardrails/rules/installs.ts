import { posix } from 'path';
import {
  BRIDGE_ANNOTATION,
  BRIDGE_INSTALLER,
  BUILDS_ANNOTATION,
  SERVER_CONTAINER,
  INSTALL_PATH,
  INSTALL_VOLUME,
  PACKAGE_ANNOTATION,
  SCRIPTS_ANNOTATION,
  SERVER_INSTALLER,
  SERVER_LABEL,
} from '../../foundation/labels';
import { bridgePackageIn, isByImage } from '../../foundation/packages/install-notes';
import { NO_SCRIPTS } from '../../foundation/packages/install-scripts';
import { constraintProblem } from '../../foundation/packages/package-pins';
import { readReference } from '../../foundation/packages/package-reference';
import { InstallSource, isInstaller, runsScript } from '../install-pods';
import { Json, getPath, asArray, asObject, describe, asString } from '../json';
import { ContainerView, PodView } from '../pod-view';
import { Finding, ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { variablesOf } from '../steering';
import { notesOf } from '../subject';
import { InstallerPlace, surroundingFindings } from './install-surroundings';

/** The number of arguments before flags or constraints: directory and pin, then name and program of a package. */
const WORDS = { [BRIDGE_INSTALLER]: 2, [SERVER_INSTALLER]: 4 } as const;

/** The directories of installations, which are the first argument. */
const DIRECTORIES = { [BRIDGE_INSTALLER]: 'bridge', [SERVER_INSTALLER]: 'server' } as const;
const BIN = /^(?:[A-Za-z0-9_][A-Za-z0-9._+-]{0,127})?$/;

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
    check: subject => {
      const { pod } = subject;
      const annotations = notesOf(subject);
      return pod === undefined || !installs(pod)
        ? []
        : [
            ...volumeFindings(pod),
            ...pod.containers.flatMap(container => mountFindings(container)),
            ...pod.containers
              .filter(isInstaller)
              .flatMap(container => installerFindings({ pod, container, annotations })),
            ...missingFindings(pod, annotations),
          ];
    },
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

function installerFindings(place: Omit<InstallerPlace, 'how'>): Finding[] {
  const { container, annotations } = place;
  const { path, json } = container;
  const livesOn = 'must be left out: an installer that keeps running can write at any time';
  const once = findingUnless(json.restartPolicy === undefined, `${path}.restartPolicy`, livesOn);
  const name = json.name === SERVER_INSTALLER ? SERVER_INSTALLER : BRIDGE_INSTALLER;
  const bridge = asString(annotations[BRIDGE_ANNOTATION]) ?? '';
  // its image starts its own program
  if (name === BRIDGE_INSTALLER && isByImage(bridge)) {
    return [
      ...once,
      ...findingUnless(json.command === undefined, `${path}.command`, 'must be left out'),
      ...surroundingFindings(place),
    ];
  }
  const [annotation, pinned] = pinOf(name, annotations, bridge);
  const how = pinned.startsWith('pypi:') ? 'pypi' : 'npm';
  const flags = asArray(json.args).slice(WORDS[name]);
  const mayRun = name === SERVER_INSTALLER && annotations[SCRIPTS_ANNOTATION] !== undefined;
  const wordFindings =
    how === 'pypi' ? constraintFindings(path, flags, WORDS[name]) : flagFindings(path, flags, mayRun);
  return [
    ...once,
    ...findingUnless(runsScript(json.command, how, name), `${path}.command`, 'must be the script of the library'),
    ...pinFindings(container, name, { how, annotation, pinned }),
    ...wordFindings,
    ...registryFindings(container, how, annotations),
    ...surroundingFindings({ ...place, how }),
  ];
}

/** What an annotation says is installed. */
interface AnnotatedPin {
  readonly how: InstallSource;
  readonly annotation: string;
  readonly pinned: string;
}

/** The first arguments: the directory, a package at one version that the annotation names too, and its program. */
function pinFindings(
  { path, json }: ContainerView,
  name: typeof BRIDGE_INSTALLER | typeof SERVER_INSTALLER,
  { how, annotation, pinned }: AnnotatedPin,
): Finding[] {
  const words = asArray(json.args).map(word => describe(word));
  const [directory, pin = '', program, bin] = words;
  const { name: packageName, problem } = readReference(how, pin);
  const isAnnotated = words.length >= WORDS[name] && `${how}:${pin}` === pinned;
  const isProgram = name === BRIDGE_INSTALLER || (program === packageName && BIN.test(bin));
  return [
    ...findingUnless(directory === DIRECTORIES[name], `${path}.args[0]`, `must be ${DIRECTORIES[name]}`),
    ...findingUnless(isAnnotated, `${path}.args[1]`, `must be what ${annotation} says, got ${pin}`),
    ...findingUnless(problem === undefined, `${path}.args[1]`, `is ${pin}, which ${problem ?? ''}`),
    ...findingUnless(
      isProgram || problem !== undefined,
      `${path}.args[2]`,
      'must be the name of the package and its program',
    ),
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

/** What an installer must have. */
function registryFindings(container: ContainerView, how: InstallSource, annotations: Json): Finding[] {
  const { path, json } = container;
  const variables = variablesOf(container);
  const readsScopes = asString(asArray(json.command)[2])?.includes('"$NPMRC"') === true;
  const index = how === 'pypi' ? 'PIP_INDEX_URL' : 'npm_config_registry';
  const mayBuild = how !== 'pypi' || annotations[BUILDS_ANNOTATION] !== undefined;
  const onlyWheels = mayBuild || variables.some(({ name, value }) => name === 'PIP_ONLY_BINARY' && value === ':all:');
  return [
    ...findingUnless(onlyWheels, `${path}.env`, 'must have PIP_ONLY_BINARY :all:'),
    ...findingUnless(
      variables.filter(({ name }) => name === index).length === 1,
      `${path}.env`,
      `must have ${index} once`,
    ),
    ...findingUnless(
      variables.filter(({ name }) => name === 'NPMRC').length === (readsScopes ? 1 : 0),
      `${path}.env`,
      readsScopes ? 'must have NPMRC once' : 'must have no NPMRC, which the script does not read',
    ),
  ];
}
