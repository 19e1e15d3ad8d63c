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
/** More in all than any command has. */
const MAX_COMMAND = 1_048_576;
const VARIABLE = /(\$+)\(([A-Za-z_][\w.-]*)\)/g;

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
      ? packagesOf(
          [...command, ...args],
          at => (at < command.length ? `${path}.command[${at}]` : `${path}.args[${at - command.length}]`),
          command.length > 0,
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

/** A word with which no program can be started is not read, nor is a command that is longer than any. */
function packagesOf(
  words: readonly string[],
  fieldOf: (at: number) => string,
  startsProgram = true,
): ContainerPackage[] {
  const unread = unreadable(words);
  return unread === undefined
    ? packagesIn(words, startsProgram).map(({ at, ...reference }) => ({ field: fieldOf(at), reference }))
    : [{ field: fieldOf(unread.at), reference: { ecosystem: 'npm', text: unread.text, problem: unread.problem } }];
}

/** What is too long in a command, and the position of the word. */
function unreadable(words: readonly string[]): { at: number; text: string; problem: string } | undefined {
  let length = 0;
  for (const [at, word] of words.entries()) {
    length += word.length;
    if (word.length > MAX_ARGUMENT) {
      const text = `a word of more than ${MAX_ARGUMENT} characters`;
      return { at, text, problem: `is longer than Linux takes, ${MAX_ARGUMENT} bytes` };
    }
    if (length > MAX_COMMAND) {
      return { at, text: 'a command', problem: `is longer than ${MAX_COMMAND} characters: put scripts into the image` };
    }
  }
  return undefined;
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
  let length = 0;
  return words.map(word => {
    const text = length > MAX_COMMAND ? word : expanded(word, values);
    length += text.length;
    return text;
  });
}

/** A word with the values of its variables, up to a length that is too long. */
function expanded(word: string, values: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  let [end, length] = [0, 0];
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  for (const { 0: reference, 1: dollars, 2: name, index } of word.matchAll(VARIABLE)) {
    add(word.slice(end, index));
    add(dollars.length === 1 ? (values.get(name) ?? reference) : reference);
    end = index + reference.length;
    if (length > MAX_ARGUMENT) {
      return parts.join('');
    }
  }
  return [...parts, word.slice(end)].join('');
}
