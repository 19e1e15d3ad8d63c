import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { kindOf } from './kinds';
import { ListMap } from './list-map';
import { AppWide } from './scopes';

/**
 * Kinds of objects that a quota counts, with the quota's name for them. An ExternalSecret makes a Secret, a Certificate
 * one for each key.
 */
const COUNTED_KINDS: Readonly<Record<string, string>> = {
  Deployment: 'deployments.apps',
  Service: 'services',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  ExternalSecret: 'secrets',
  Certificate: 'secrets',
  ServiceAccount: 'serviceaccounts',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers.autoscaling',
  PodDisruptionBudget: 'poddisruptionbudgets.policy',
};
/** Kinds that create pods or claim storage. */
const CLAIMING_KINDS = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'PersistentVolumeClaim',
];

/** How many objects there are or may be, by the quota's name for them. */
export type ObjectCounts = Readonly<Record<string, number>>;

/** Names of objects that something in a namespace reads, by the quota's name for them. */
export type References = Readonly<Partial<Record<'secrets' | 'configmaps' | 'serviceaccounts', readonly string[]>>>;

/** What the servers and gateways of each namespace refer to; evaluated late, since servers are added to gateways. */
export const references = new AppWide(() => new ListMap<string, () => References>());

/** What the app has in a namespace. */
export interface Inventory {
  /** The names of objects, by the quota's name for them. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** The paths of objects with pods or storage that this library did not create. */
  readonly unmanagedWorkloads: readonly string[];
}

/**
 * The objects of an app by namespace. cdk8s validates an app once for each of its charts; they are grouped once for
 * all.
 */
export class NamespaceInventory {
  private objects: readonly ApiObject[] = [];
  private readonly inventories = new Map<string, Inventory>();
  private byNamespace?: ListMap<string | undefined, ApiObject>;

  public constructor(private readonly root: IConstruct) {}

  /** Sets the objects of the app. */
  public update(objects: readonly ApiObject[]): void {
    if (objects.length === this.objects.length && objects.every((object, i) => object === this.objects[i])) {
      return;
    }
    this.objects = objects;
    this.byNamespace = undefined;
    this.inventories.clear();
  }

  public get(namespace: string, isManaged: (object: ApiObject) => boolean): Inventory {
    if (this.objects.length === 0) {
      this.update(apiObjects(this.root.node.findAll()));
    }
    const made = this.inventories.get(namespace) ?? this.count(namespace, isManaged);
    this.inventories.set(namespace, made);
    const names = new Map([...made.names].map(([resource, found]) => [resource, new Set(found)]));
    for (const read of references.of(this.root).get(namespace) ?? []) {
      for (const [resource, used] of Object.entries(read())) {
        used.forEach(name => addTo(names, resource, name));
      }
    }
    return { ...made, names };
  }

  private count(namespace: string, isManaged: (object: ApiObject) => boolean): Inventory {
    if (this.byNamespace === undefined) {
      this.byNamespace = new ListMap();
      for (const object of this.objects) {
        this.byNamespace.add(object.metadata.namespace, object);
      }
    }
    const names = new Map<string, Set<string>>();
    const unmanagedWorkloads: string[] = [];
    for (const object of this.byNamespace.get(namespace) ?? []) {
      const { name, node } = object;
      const kind = kindOf(object.apiVersion, object.kind);
      if (Object.hasOwn(COUNTED_KINDS, kind)) {
        addTo(names, COUNTED_KINDS[kind], name);
      }
      if (CLAIMING_KINDS.includes(kind) && !isManaged(object)) {
        unmanagedWorkloads.push(`${node.path} (${kind})`);
      }
    }
    return { names, unmanagedWorkloads };
  }
}

export const namespaceInventories = new AppWide(root => new NamespaceInventory(root));

/** The objects among constructs. */
export function apiObjects(constructs: readonly IConstruct[]): ApiObject[] {
  // the type guard of cdk8s does not narrow a list
  return constructs.filter(construct => ApiObject.isApiObject(construct)) as ApiObject[];
}

function addTo(names: Map<string, Set<string>>, resource: string, name: string): void {
  names.set(resource, (names.get(resource) ?? new Set()).add(name));
}
