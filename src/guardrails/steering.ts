import { mountedAt } from './gateway-pods';
import { Json, asArray, asObject, asString, getPath } from './json';
import { ContainerView, PodView } from './pod-view';
import { Finding, findingUnless } from './rule';
import { BRIDGE_VOLUME } from '../foundation/labels';
import { PROGRAM_TREES, hidesPrograms } from '../foundation/program-paths';
import { SteeredProgram, isHarmlessPrefix, steeringProblem } from '../foundation/steering';

/** A variable of a container. */
export interface Variable {
  readonly field: string;
  readonly name: string;
  /** undefined: it comes from elsewhere. */
  readonly value?: string;
  readonly json: Json;
}

export function variablesOf({ path, json }: ContainerView): Variable[] {
  return asArray(json.env).map((variable, i) => {
    const isLiteral = getPath(variable, 'valueFrom') === undefined;
    return {
      field: `${path}.env[${i}]`,
      name: asString(getPath(variable, 'name')) ?? '',
      value: isLiteral ? (asString(getPath(variable, 'value')) ?? '') : undefined,
      json: asObject(variable),
    };
  });
}

/** Volumes that nobody writes to from within the pod. */
const FIXED_VOLUMES = ['configMap', 'secret', 'projected', 'downwardAPI', 'image'];

/** The folders of a container that a container of the pod writes to while the pod lives. */
export function writtenFolders({ spec, containers }: PodView, { json }: ContainerView): string[] {
  const fixed = new Set(
    asArray(spec.volumes)
      .filter(volume => FIXED_VOLUMES.some(kind => getPath(volume, kind) !== undefined))
      .map(volume => getPath(volume, 'name')),
  );
  const written = new Set(
    containers
      .filter(({ role, json: container }) => role !== 'initContainers' || container.restartPolicy === 'Always')
      .flatMap(container => asArray(container.json.volumeMounts))
      .filter(mount => getPath(mount, 'readOnly') !== true && !fixed.has(getPath(mount, 'name')))
      .map(mount => getPath(mount, 'name')),
  );
  return asArray(json.volumeMounts)
    .filter(mount => written.has(getPath(mount, 'name')))
    .map(mount => mountedAt(mount).replace(/\/$/, ''));
}

/** Variables that a program of the library would act upon, beside the server that they are for. */
export function steeringFindings(container: ContainerView, program: SteeredProgram): Finding[] {
  const { path, json } = container;
  return [
    ...variablesOf(container).flatMap(({ field, name, value }) => {
      const problem = steeringProblem(name, value, program);
      return problem === undefined ? [] : [{ field, problem: `is ${name}, which ${problem}` }];
    }),
    ...asArray(json.envFrom).flatMap((source, i) =>
      findingUnless(
        isHarmlessPrefix(asString(getPath(source, 'prefix')) ?? ''),
        `${path}.envFrom[${i}]`,
        'may hold names that the programs of the pod act upon: name each variable in env, or set a prefix',
      ),
    ),
  ];
}

/** The images of the library's own programs have node or Python in a folder of theirs. */
const OWN_TREES = [...PROGRAM_TREES, '/usr'];

/** Mounts over programs of the image. `isOwnImage`: it has nothing but a program of the library. */
export function hidingFindings(
  { path, json }: ContainerView,
  isOwnImage: boolean,
  further: readonly string[] = [],
): Finding[] {
  const ofImage = isOwnImage ? OWN_TREES : PROGRAM_TREES;
  const trees = [...ofImage, ...further];
  return asArray(json.volumeMounts).flatMap((mount, i) => {
    const folder = mountedAt(mount).replace(/(?!^)\/$/, '');
    const hides = hidesPrograms(folder, trees) || further.some(tree => tree.startsWith(`${folder}/`));
    return findingUnless(
      // another rule looks at the volume with the files of the bridge
      getPath(mount, 'name') === BRIDGE_VOLUME || !hides,
      `${path}.volumeMounts[${i}].mountPath`,
      'hides programs of the image, or what they load',
    );
  });
}
