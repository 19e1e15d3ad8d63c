import { Json, asArray, asObject, asString, getPath } from './json';
import { ContainerView } from './pod-view';
import { Finding, findingUnless } from './rule';
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
