import { Stats, readdirSync, realpathSync, statSync } from 'fs';
import { join } from 'path';

/** The names of the configuration of `check`, which is no manifest. */
export const CONFIGURATIONS = ['cdk8s-mcp.yaml', '.cdk8s-mcp.yaml'];

const MANIFEST = /\.(?:ya?ml|json)$/;
/** Files of cdk8s and of ours beside manifests. */
const OTHERS = ['construct-metadata.json', ...CONFIGURATIONS];
const PACKAGES = 'node_modules';

/**
 * The files of manifests in a folder, in the order of names: that of the file system varies. `deep`: in the folders
 * below too, but for hidden ones and node_modules.
 */
export function manifestsIn(folder: string, depth: 'flat' | 'deep'): string[] {
  return depth === 'flat' ? new Walk().filesIn(folder) : new Walk().filesBelow(folder);
}

/** Each folder is read once, however many links lead to it. */
class Walk {
  private readonly seen = new Set<string>();

  public filesBelow(folder: string): string[] {
    const real = realpathSync(folder);
    if (this.seen.has(real)) {
      return [];
    }
    this.seen.add(real);
    return readdirSync(folder)
      .sort()
      .flatMap(name => {
        const path = join(folder, name);
        if (isManifest(name) && statOf(path)?.isFile() === true) {
          return [path];
        }
        return !name.startsWith('.') && name !== PACKAGES && statOf(path)?.isDirectory() === true
          ? this.filesBelow(path)
          : [];
      });
  }

  public filesIn(folder: string): string[] {
    return readdirSync(folder)
      .filter(isManifest)
      .sort()
      .map(name => join(folder, name))
      .filter(path => statOf(path)?.isFile() === true);
  }
}

function isManifest(name: string): boolean {
  return MANIFEST.test(name) && !OTHERS.includes(name);
}

/** Links are followed: a mounted ConfigMap is made of them. One of a manifest that leads nowhere is an error. */
function statOf(path: string): Stats | undefined {
  return isManifest(path) ? statSync(path) : statSync(path, { throwIfNoEntry: false });
}
