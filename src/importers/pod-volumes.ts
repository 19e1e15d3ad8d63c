import { sizeOf } from './amounts';
import { OpenObjects, cleanPath, objectName, setEntry } from './cluster-objects';
import { refuseHost } from './container';
import { Field } from './field';
import { KeyFile, Keys, KeysOf, configMapOf, namedFiles, secretOf } from './mounted-keys';
import { always } from './pod-variables';
import { ServerDraft } from './server-draft';
import { withoutUndefined } from './texts';
import { isSystemPath } from '../server/resolve/storage';

/* Volumes of a pod, and storage that is like them. */

/** One place in the container, and what is mounted there. */
export interface Mounted {
  readonly path: Field;
  /** Has `subPath`, `readOnly` and the like. */
  readonly mount: Field;
  /** Has the kind of the volume, such as `emptyDir`. */
  readonly volume: Field;
  /** It is an emptyDir, even if nothing is said about it. */
  readonly isScratch?: boolean;
  readonly isReadOnly?: boolean;
}

const CONFIG_MAP_KEYS = {
  what: 'config map keys',
  how: 'name each file that the server reads as PATH: { name: …, key: … }',
};
const SECRET_KEYS = {
  what: 'secret keys',
  how: 'name each file that the server reads as PATH: { fromSecretName: { name: …, key: … } }',
};
const STORAGE = {
  what: 'storage',
  how: 'write what the server needs there, as scratch, memory or persistent, or as files and secretFiles',
};
const FILES = 'files are mounted one by one, read-only and with mode 0440';
/** The input has none of the objects. */
const NO_KEYS: KeysOf = () => undefined;
const DEFAULT_SIZE = '64Mi';

/** Volumes of a pod with the mounts of its container. */
export function importVolumes(server: ServerDraft, volumes: Field, mounts: Field, keysOf = NO_KEYS): void {
  const byName = new Map(volumes.items.map(volume => [volume.at('name').text, volume]));
  // a claim of a StatefulSet is read before, with its mount
  const mounted = mounts.items
    .filter(mount => !mount.at('mountPath').isMarked || !mount.at('mountPath').isGiven)
    .map(mount => {
      // what is not there has no kind
      const volume = byName.get(mount.at('name').text) ?? mount.at('volume');
      return { path: mount.at('mountPath'), mount, volume };
    });
  importMounts(server, mounted, keysOf);
  for (const volume of volumes.items) {
    refuseHostPath(volume);
    volume.drop('nothing mounts it');
  }
}

/** What is mounted into the container. What the library has no prop for becomes a decision. */
export function importMounts(server: ServerDraft, mounted: readonly Mounted[], keysOf = NO_KEYS): void {
  const open = new OpenObjects(server);
  const objects: Objects = { open, keysOf };
  for (const each of mounted) {
    refuseHostPath(each.volume);
    const path = cleanPath(each.path.text);
    if (path === undefined) {
      each.path.refuse('must mount at an absolute path without . and ..');
    } else {
      new MountReader(server, objects, each, path).read();
    }
  }
  open.decide();
}

function refuseHostPath(volume: Field): void {
  if (volume.at('hostPath').isGiven) {
    refuseHost(
      volume.at('hostPath'),
      'a folder of the host',
      'take it out, and give the server storage or files instead',
    );
  }
}

/** Objects that the volumes name. */
interface Objects {
  readonly open: OpenObjects;
  readonly keysOf: KeysOf;
}

class MountReader {
  public constructor(
    private readonly server: ServerDraft,
    private readonly objects: Objects,
    private readonly mounted: Mounted,
    private readonly path: string,
  ) {}

  public read(): void {
    const { mount } = this.mounted;
    const propagation = mount.at('mountPropagation').text ?? 'None';
    if (mount.at('subPathExpr').isGiven || propagation !== 'None') {
      this.cannot('asks for subPathExpr or mountPropagation');
      return;
    }
    mount.at('mountPropagation').use('the default');
    this.readVolume();
  }

  private readVolume(): void {
    const { volume } = this.mounted;
    if (volume.at('configMap').isGiven) {
      this.keys(configMapOf(volume.at('configMap')));
    } else if (volume.at('secret').isGiven) {
      this.keys(secretOf(volume.at('secret'), 'secretName'));
    } else if (volume.at('projected').isGiven) {
      this.projected(volume.at('projected', 'sources'));
    } else if (volume.at('persistentVolumeClaim').isGiven) {
      this.claim(volume.at('persistentVolumeClaim'));
    } else if (volume.at('emptyDir').value !== undefined || this.mounted.isScratch === true) {
      this.scratch(volume.at('emptyDir'));
    } else {
      this.cannot(volume.isGiven ? 'mounts a volume of another kind' : 'mounts a volume that the input does not have');
    }
  }

  /** The whole mount is a decision. */
  private cannot(problem: string): void {
    const { volume, mount } = this.mounted;
    this.objects.open.add(mount, 'storage', STORAGE, `${problem}, at ${this.path}`);
    volume.open('see the decisions');
  }

  /** Marks what says that there is a mount. */
  private mark(at: string): void {
    const { volume, mount, path } = this.mounted;
    for (const field of [path, mount.at('name'), mount.at('subPath'), volume.at('name')]) {
      field.use(at);
    }
  }

  private scratch(directory: Field): void {
    const medium = directory.at('medium').text ?? '';
    if (isSystemPath(this.path)) {
      this.cannot('mounts a directory over files of the system');
    } else if (!['', 'Memory'].includes(medium)) {
      this.cannot('asks for huge pages');
    } else {
      this.writeScratch(directory, medium === 'Memory');
    }
  }

  private writeScratch(directory: Field, isMemory: boolean): void {
    const limit = directory.at('sizeLimit');
    const size = sizeOf(limit.text);
    if (limit.isGiven && size === undefined) {
      this.cannot('has a size that no directory can have');
      return;
    }
    if (this.path === '/tmp' && size === undefined && !isMemory) {
      this.marked(directory, 'every server may write to /tmp');
      this.server.decide(
        'storage',
        'size',
        `/tmp has ${DEFAULT_SIZE}: add { scratch: { path: /tmp, size: … } } for more`,
      );
      return;
    }
    const form = { path: this.path, size: size ?? DEFAULT_SIZE };
    const at = this.server.addStorage(isMemory ? { memory: form } : { scratch: form });
    if (size === undefined) {
      this.server.draft.decide(at, 'size', `${directory.path} has no limit: how much the server writes there`);
    }
    this.marked(directory, at);
  }

  private marked(directory: Field, at: string): void {
    directory.use(at);
    this.mark(at);
    // what nobody writes to is told by the table of the format
    if (!this.mounted.mount.at('readOnly').flag) {
      this.mounted.mount.at('readOnly').use(at);
    }
  }

  private claim(claim: Field): void {
    const { mount } = this.mounted;
    const name = objectName(claim.at('claimName'));
    if (name === undefined) {
      claim.at('claimName').refuse('must be the name of a claim');
      return;
    }
    if (isSystemPath(this.path)) {
      this.cannot(`mounts the claim ${name} over files of the system`);
      return;
    }
    if (mount.at('subPath').isGiven) {
      this.cannot(`mounts a folder of the claim ${name}, whole claims are mounted here`);
      return;
    }
    const isReadOnly = this.mounted.isReadOnly === true || mount.at('readOnly').flag || claim.at('readOnly').flag;
    const at = this.server.addStorage({
      persistent: withoutUndefined({
        path: this.path,
        size: '1Gi',
        existingClaim: name,
        accessMode: isReadOnly ? 'ReadOnlyMany' : undefined,
      }),
    });
    for (const field of [claim.at('claimName'), claim.at('readOnly'), mount.at('readOnly')]) {
      field.use(at);
    }
    this.mark(at);
    this.server.draft.decide(at, 'size', 'the size of the claim that exists');
    if (isReadOnly) {
      this.server.draft.decide(at, 'access mode', 'it is mounted read-only: its claim must allow ReadOnlyMany');
    }
  }

  /** Keys that are named become files at their own paths. */
  private keys(keys: Keys): void {
    const name = objectName(keys.name);
    const files = namedFiles(keys, this.path, this.mounted.mount.at('subPath').text ?? '', this.objects.keysOf);
    if (name === undefined) {
      keys.name.refuse('must be the name of the object');
    } else if (files === undefined) {
      this.openKeys(keys, name, 'that it does not name');
    } else if (files.some(({ path }) => isSystemPath(path))) {
      this.openKeys(keys, name, 'among files of the system: choose another folder, and tell the server');
    } else {
      this.writeKeys(keys, name, files);
    }
  }

  private openKeys({ object, prop }: Keys, name: string, which: string): void {
    const { mount, volume, path } = this.mounted;
    const isSecret = prop === 'secretFiles';
    const file = `name: ${name}, key: KEY`;
    const form = `${this.path}/KEY: ${isSecret ? `{ fromSecretName: { ${file} } }` : `{ ${file} }`}`;
    const need = `mounts keys of the ${isSecret ? 'Secret' : 'ConfigMap'} ${name} ${which} (${form})`;
    this.objects.open.add(object, prop, isSecret ? SECRET_KEYS : CONFIG_MAP_KEYS, need);
    for (const field of [path, mount, volume.at('name')]) {
      field.open('see the decisions');
    }
  }

  private writeKeys({ object, name, prop }: Keys, text: string, files: readonly KeyFile[]): void {
    let at = `${this.server.at}.${prop}`;
    for (const { path, key } of files) {
      const file = prop === 'secretFiles' ? { fromSecretName: { name: text, key } } : { name: text, key };
      at = setEntry(this.server, prop, path, file);
    }
    if (files.some(({ path }) => path.startsWith('/root/'))) {
      this.server.decide(
        prop,
        'path',
        '/root is closed to a server that is not root in most images: choose another path',
      );
    }
    always(object.at('optional'));
    object.at('defaultMode').drop(FILES);
    name.use(at);
    for (const item of object.at('items').items) {
      item.at('mode').drop(FILES);
      item.use(at);
    }
    this.mark(at);
    this.mounted.mount.at('readOnly').use('files are always read-only');
    this.mounted.mount.at('recursiveReadOnly').use('files are always read-only');
  }

  private projected(sources: Field): void {
    const keys = sources.items.map(source => {
      if (source.at('configMap').isGiven) {
        return configMapOf(source.at('configMap'));
      }
      return source.at('secret').isGiven ? secretOf(source.at('secret'), 'name') : undefined;
    });
    if (keys.length === 0 || keys.includes(undefined)) {
      this.cannot('mounts a volume with a token, fields of the pod or certificates');
      return;
    }
    for (const each of keys) {
      if (each !== undefined) {
        this.keys(each);
      }
    }
    this.mounted.volume.at('projected', 'defaultMode').drop(FILES);
  }
}
