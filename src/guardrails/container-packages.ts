import { installSource } from './install-pods';
import { Json, asArray, asString, getPath, stringEntries } from './json';
import { ContainerView } from './pod-view';
import { packagesIn } from '../foundation/packages/command-packages';
import { PackageReference, readReference } from '../foundation/packages/package-reference';

/** A package that a container fetches when it starts, and the field that names it. */
export interface ContainerPackage {
  readonly field: string;
  readonly reference: PackageReference;
}

/** Commands that run in a container besides its own. */
const HOOKS = [
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
  ['startupProbe'],
  ['readinessProbe'],
  ['livenessProbe'],
] as const;

/** The packages that a container fetches: by a command of it, or as an installer of the library. */
export function containerPackages(container: ContainerView): ContainerPackage[] {
  const { path, json } = container;
  const [command, args] = [wordsOf(json.command, json), wordsOf(json.args, json)];
  const source = installSource(container);
  const own =
    source === undefined
      ? packagesIn([...command, ...args]).map(({ at, ...reference }) => ({
          field: at < command.length ? `${path}.command[${at}]` : `${path}.args[${at - command.length}]`,
          reference,
        }))
      : [{ field: `${path}.args[1]`, reference: readReference(source, args.at(1) ?? '') }];
  const ofHooks = HOOKS.flatMap(hook =>
    packagesIn(wordsOf(getPath(json, ...hook, 'exec', 'command'), json)).map(({ at, ...reference }) => ({
      field: `${path}.${hook.join('.')}.exec.command[${at}]`,
      reference,
    })),
  );
  return [...own, ...ofHooks];
}

/** The words of a command, with the variables that kubelet replaces by texts of the manifest. */
function wordsOf(command: unknown, container: Json): string[] {
  const words = asArray(command).map(word => asString(word) ?? '');
  if (!words.some(word => word.includes('$('))) {
    return words;
  }
  const values = new Map(
    asArray(container.env).flatMap(variable => {
      const { name, value } = Object.fromEntries(stringEntries(variable));
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  return words.map(word =>
    word.replace(/(\$+)\(([A-Za-z_][\w.-]*)\)/g, (reference, dollars: string, name: string) =>
      dollars.length === 1 ? (values.get(name) ?? reference) : reference,
    ),
  );
}
