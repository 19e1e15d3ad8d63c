import { Names } from './name-places';
import { Named } from './posture';
import { idOf } from './posture-text';

/** Names as they will be, by the names as they are. */
export class NewNames implements Names {
  /** By namespace and name. */
  public readonly objects = new Map<string, Named>();
  public readonly namespaces = new Map<string, string>();
  public readonly prefixes = new Map<string, string>();

  public object(namespace: string, name: string): Named {
    const known = this.objects.get(`${namespace}/${name}`);
    if (known !== undefined) {
      return known;
    }
    // the rights of a server in other namespaces have both of its names
    const [home, server] = name.includes(':') ? name.split(':') : [];
    return {
      namespace: this.namespace(namespace),
      name: home === undefined || server === undefined ? name : idOf(this.object(home, server)).replace('/', ':'),
    };
  }

  public namespace(name: string): string {
    return this.namespaces.get(name) ?? name;
  }

  public prefix(prefix: string): string {
    return this.prefixes.get(prefix) ?? prefix;
  }
}

/** Remembers each name that there is. */
export class TakenNames implements Names {
  public readonly objects = new Set<string>();
  public readonly namespaces = new Set<string>();
  public readonly prefixes = new Set<string>();

  public object(namespace: string, name: string): Named {
    this.objects.add(`${namespace}/${name}`);
    this.namespaces.add(namespace);
    return { namespace, name };
  }

  public namespace(name: string): string {
    this.namespaces.add(name);
    return name;
  }

  public prefix(prefix: string): string {
    this.prefixes.add(prefix);
    return prefix;
  }
}
