import { cleanPath } from './cluster-objects';
import { openVariables } from './compose-interpolation';
import { listOf } from './container-keys';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { shown } from './texts';

/*
 * What a container needs beside its image, in the keys of compose and Matey.
 */

/** The directory in which the program starts. */
export function importDirectory(server: ServerDraft, directory: Field): void {
  const { text = '' } = directory;
  if (text === '') {
    return;
  }
  const path = openVariables(text).length === 0 ? cleanPath(text) : undefined;
  if (server.sourceKind === 'image' && path !== undefined) {
    server.sourceOption('workingDir', path);
    directory.use(`${server.sourceAt}.workingDir`);
    return;
  }
  directory.open('the program cannot start there');
  const how = `${directory.path} is ${shown(text)}: name the program and its files by absolute paths`;
  server.decide(`source.${server.sourceKind}.command`, 'command', how, true);
}

/** Services that have to be reached. */
export function askForDependencies(server: ServerDraft, lists: readonly Field[]): void {
  const needed = lists.flatMap(namesIn);
  if (needed.length > 0) {
    server.decide(
      'egress',
      'dependencies',
      `it needs ${[...new Set(needed)].join(', ')}: add { toPods: { namespace, labels, port } } for each that it ` +
        'calls, or { toServer: … } for a server of this file, and the Service to its variables',
    );
  }
}

/** `[db, "cache:redis"]` or a map of names. */
function namesIn(field: Field): string[] {
  const names = field.isMap ? field.entries.map(([name]) => name) : listOf(field).map(({ text = '' }) => text);
  return names.map(name => shown(name.replace(/:.*$/, '')));
}
