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

/** What Linux takes as one argument (MAX_ARG_STRLEN). */
const MAX_ARGUMENT = 131_072;

/** Several rules ask for the packages of a container. */
const KNOWN = new WeakMap<Json, ContainerPackage[]>();

/** The packages that a container fetches: by a command of it, or as an installer of the library; each is told once. */
export function containerPackages(container: ContainerView): ContainerPackage[] {
  const known = KNOWN.get(container.json);
  if (known !== undefined) {
    return known;
  }
  const found = findPackages(container);
  const unique = [...new Map(found.map(one => [JSON.stringify(one), one])).values()];
  KNOWN.set(container.json, unique);
  return unique;
}

function findPackages(container: ContainerView): ContainerPackage[] {
  const { path, json } = container;
  const [command, args] = [wordsOf(json.command, json), wordsOf(json.args, json)];
  const source = installSource(container);
  const own =
    source === undefined
      ? packagesOf([...command, ...args], at =>
          at < command.length ? `${path}.command[${at}]` : `${path}.args[${at - command.length}]`,
        )
      : [{ field: `${path}.args[1]`, reference: readReference(source, args.at(1) ?? '') }];
  const ofHooks = HOOKS.flatMap(hook =>
    packagesOf(
      wordsOf(getPath(json, ...hook, 'exec', 'command'), json),
      at => `${path}.${hook.join('.')}.exec.command[${at}]`,
    ),
  );
  return [...own, ...ofHooks];
}

/** A word with which no program can be started is not read. */
function packagesOf(words: readonly string[], fieldOf: (at: number) => string): ContainerPackage[] {
  const long = words.findIndex(word => word.length > MAX_ARGUMENT);
  if (long === -1) {
    return packagesIn(words).map(({ at, ...reference }) => ({ field: fieldOf(at), reference }));
  }
  const text = `a word of ${words[long].length} characters`;
  const problem = `is longer than Linux takes, ${MAX_ARGUMENT} bytes`;
  return [{ field: fieldOf(long), reference: { ecosystem: 'npm', text, problem } }];
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
