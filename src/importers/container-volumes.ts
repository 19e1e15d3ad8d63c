import { openVariables } from './compose-interpolation';
import { MountRequest, addMount, parseVolume } from './container';
import { credentialFileName } from './credential-files';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { memberAt, shown } from './texts';
import { isCleanAbsolutePath } from '../foundation/names';

/** A folder that the server finds at a path, on the machine that starts it. */
interface Folder {
  readonly field: Field;
  readonly target: string;
}

/** Volumes that more than one service may use, by their names. */
export type NamedVolumes = Field | undefined;

/**
 * Volumes of a container. A file or folder beside the input, in a home folder or behind a variable is a decision; an
 * absolute path of the host is refused.
 */
export function importContainerVolumes(
  server: ServerDraft,
  volumes: readonly Field[],
  named: NamedVolumes = undefined,
): void {
  const folders: Folder[] = [];
  for (const volume of volumes) {
    const mount = mountOf(volume);
    if (!isOnClient(mount, named)) {
      addMount(server, mount, volume);
    } else if (isFile(mount)) {
      openFile(server, mount.target, volume, `the file ${shown(mount.source ?? '')}`);
    } else {
      folders.push({ field: volume, target: mount.target });
    }
  }
  openFolders(server, folders);
}

function mountOf(volume: Field): MountRequest {
  if (!volume.isMap) {
    return parseVolume(volume.text ?? '');
  }
  const [type = 'volume', source, target = ''] = ['type', 'source', 'target'].map(key => volume.at(key).text);
  return { type, source, target, size: volume.at('tmpfs', 'size').text };
}

/** Whether a mount has a source that is only on the machine of the person who starts the server. */
function isOnClient({ type, source = '', target }: MountRequest, named: NamedVolumes): boolean {
  if (/\.sock\b/.test(`${source}:${target}`) || !isCleanAbsolutePath(target)) {
    return false;
  }
  if (type === 'bind') {
    return /^(?:\.|~|\$\{|%|[^/\\:]+(?:\/|$))/.test(source) && !/^[A-Za-z]:/.test(source);
  }
  const volume = type === 'volume' ? named?.at(source) : undefined;
  return openVariables(source).length > 0 || volume?.at('driver_opts', 'device').isGiven === true;
}

/** Whether a mount is that of a file, by its names. */
function isFile({ source = '', target }: MountRequest): boolean {
  const [from, to] = [source, target].map(path => /[^/\\]*$/.exec(path)?.[0] ?? '');
  return (
    [from, to].some(name => /[^.]\.[A-Za-z][A-Za-z0-9]{0,9}$|^\.env/.test(name)) ||
    credentialFileName(from) ||
    credentialFileName(to)
  );
}

/** A file that the server reads, whose content the user has to give. */
export function openFile(server: ServerDraft, target: string, field: Field, what: string): void {
  const name = /[^/]*$/.exec(target)?.[0] ?? target;
  field.open('its content is not in the input');
  if (credentialFileName(name)) {
    openSecretFile(server, name, `${field.path} mounts ${what} at ${shown(target)}`);
    return;
  }
  const how =
    `${field.path} mounts ${what} at ${shown(target)}: write its content, ` +
    'or name it in secretFiles if it holds credentials';
  server.decide(memberAt('files', target), 'file', how, true);
}

/** A file with a secret, whose entry in a store the user has to name. */
export function openSecretFile(server: ServerDraft, name: string, why: string): void {
  const how =
    `${why}: name its source, such as { fromSecretName: { name, key } } or ` +
    `{ fromPlatformStore: { key: ${server.name}/${name} } }. ` +
    `The server finds it at /var/run/mcp/creds/${name}: let it read that path`;
  server.decide(memberAt('secretFiles', name), 'secret file', how, true);
}

/** One decision for all folders, because they belong to one list. */
export function openFolders(server: ServerDraft, folders: readonly Folder[]): void {
  if (folders.length === 0) {
    return;
  }
  const places = folders.map(({ field, target }) => `${field.path} at ${shown(target)}`);
  for (const { field } of folders) {
    field.open('a folder of the machine that starts it');
  }
  server.decide(
    'storage',
    'folders',
    `${places.join(', ')}: folders of the machine that starts it. Add { persistent: { path, size } } or ` +
      '{ scratch: { path, size } } for each, or files for what the server only reads',
    true,
  );
}
