import { mountedAt } from './gateway-pods';
import { Json, asArray, asObject, asString, getPath } from './json';
import { ContainerView } from './pod-view';
import { Finding, findingUnless } from './rule';
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
export function hidingFindings({ path, json }: ContainerView, isOwnImage: boolean): Finding[] {
  return asArray(json.volumeMounts).flatMap((mount, i) =>
    findingUnless(
      !hidesPrograms(mountedAt(mount).replace(/(?!^)\/$/, ''), isOwnImage ? OWN_TREES : PROGRAM_TREES),
      `${path}.volumeMounts[${i}].mountPath`,
      'hides programs of the image, or what they load',
    ),
  );
}
