import { installSource } from './install-pods';
import { asArray, asString } from './json';
import { ContainerView } from './pod-view';
import { packagesIn } from '../foundation/packages/command-packages';
import { PackageReference, readReference } from '../foundation/packages/package-reference';

/** A package that a container fetches when it starts, and the field that names it. */
export interface ContainerPackage {
  readonly field: string;
  readonly reference: PackageReference;
}

/** The packages that a container fetches: by its command and arguments, or as an installer of the library. */
export function containerPackages(container: ContainerView): ContainerPackage[] {
  const { path, json } = container;
  const [command, args] = [json.command, json.args].map(words => asArray(words).map(word => asString(word) ?? ''));
  const source = installSource(container);
  if (source !== undefined) {
    return [{ field: `${path}.args[1]`, reference: readReference(source, args.at(1) ?? '') }];
  }
  return packagesIn([...command, ...args]).map(({ at, ...reference }) => ({
    field: at < command.length ? `${path}.command[${at}]` : `${path}.args[${at - command.length}]`,
    reference,
  }));
}
