import { Names } from './name-places';
import { Named } from './posture';
import { idOf } from './posture-text';

/** The server in the name of rights outside of its namespace, such as `mcp-tools:notes`: no other name has a colon. */
export function ownerIn(name: string): Named | undefined {
  const [, namespace, server] = /^([^:]+):([^:]+)$/.exec(name) ?? [];
  return namespace === undefined ? undefined : { namespace, name: server };
}

export function nameOfRights(owner: Named): string {
  return idOf(owner).replace('/', ':');
}

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
    const owner = ownerIn(name);
    return {
      namespace: this.namespace(namespace),
      name: owner === undefined ? name : nameOfRights(this.object(owner.namespace, owner.name)),
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
