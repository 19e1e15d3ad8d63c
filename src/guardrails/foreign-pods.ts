import { makesPods, onlyDescribes } from './data/pod-makers';
import { Json, asArray, asObject, asString, getPath } from './json';
import { NestedObject } from './nested-objects';
import { ContainerView, PodView, Pods, podView } from './pod-view';

/** Lists of containers, with what they are: Argo Workflows has sidecars, Tekton steps too. */
const LISTS: Readonly<Record<string, ContainerView['role']>> = {
  containers: 'containers',
  initContainers: 'initContainers',
  ephemeralContainers: 'ephemeralContainers',
  sidecars: 'containers',
  steps: 'containers',
};
/** Single containers of Argo Workflows. */
const SINGLE = ['container', 'script'];
/** Fields with which a template of Argo Workflows has pods of another shape than its workflow. */
const POD_FIELDS = [
  'volumes',
  'securityContext',
  'serviceAccountName',
  'automountServiceAccountToken',
  'hostAliases',
  'podSpecPatch',
  'metadata',
];
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'];
/** No object is nested more deeply. */
const MAX_DEPTH = 64;
/** An image by tag, digest or registry; an address is none. */
const IMAGE = /^[a-z0-9][a-zA-Z0-9._-]*(?:[/:@][a-zA-Z0-9._-]+)+$/;

/** Where the search is. */
interface Place {
  readonly path: string;
  readonly json: Json;
  /** The object around it, whose metadata are those of the pods. */
  readonly parent: Json;
}

/** Finds the pods in an object of a kind that nobody knows: every object with containers that have images. */
export class PodFinder {
  private readonly whole: PodView[] = [];
  private readonly parts: PodView[] = [];
  private hasImages = false;
  /** Containers and templates that are in a pod already. */
  private readonly done = new Set<Json>();
  private readonly isMaker: boolean;

  /** @param patches Parts of pods that are there as texts. */
  public constructor(kind: string, manifest: Json, patches: readonly NestedObject[]) {
    this.isMaker = makesPods(kind);
    if (!onlyDescribes(kind)) {
      this.search({ path: '', json: manifest, parent: {} }, 0);
    }
    for (const patch of patches) {
      const place = { ...patch, parent: {} };
      this.parts.push(podAt(place, this.take(place)));
    }
  }

  public get pods(): Pods {
    const { whole, parts, isMaker, hasImages } = this;
    return {
      whole: isMaker ? [] : whole,
      parts: isMaker ? [...whole, ...parts] : parts,
      areElsewhere: isMaker || (whole.length === 0 && (parts.length > 0 || hasImages)),
    };
  }

  private search(place: Place, depth: number): void {
    if (depth > MAX_DEPTH || this.done.has(place.json)) {
      return;
    }
    const templates = templatesIn(place);
    if (templates.length > 0) {
      this.addWorkflow(place, templates);
    } else {
      this.addPod(place);
    }
    this.hasImages ||= isImage(place.json.image);
    for (const [key, value] of Object.entries(place.json)) {
      const path = below(place.path, key);
      if (Array.isArray(value)) {
        this.searchList(path, value, depth, place.json);
      } else if (typeof value === 'object' && value !== null) {
        this.search({ path, json: asObject(value), parent: place.json }, depth + 1);
      }
    }
  }

  private searchList(path: string, list: readonly unknown[], depth: number, parent: Json): void {
    list.forEach((item, i) => {
      if (Array.isArray(item)) {
        this.searchList(`${path}[${i}]`, item, depth + 1, parent);
      } else {
        this.search({ path: `${path}[${i}]`, json: asObject(item), parent }, depth + 1);
      }
    });
  }

  private addPod(place: Place): void {
    const containers = this.take(place);
    if (containers.some(({ json }) => typeof json.image === 'string')) {
      const isTask = asArray(place.json.steps).some(step => getPath(step, 'image') !== undefined);
      (isTask ? this.parts : this.whole).push(podAt(place, containers));
    } else if (containers.length > 0 || reachesNode(place.json)) {
      this.parts.push(podAt(place, containers));
    } else if (isPrivileged(place.json)) {
      this.parts.push(podAt(place, [{ path: place.path, json: place.json, role: 'containers' }]));
    }
  }

  /** Templates that say nothing about their pods have those of their workflow; the others add to them. */
  private addWorkflow(place: Place, templates: readonly Place[]): void {
    const isOwn = ({ json }: Place): boolean => POD_FIELDS.some(field => json[field] !== undefined);
    const plain = templates.filter(template => !isOwn(template));
    this.whole.push(
      podAt(
        place,
        plain.flatMap(template => this.take(template)),
      ),
    );
    for (const template of templates.filter(isOwn)) {
      const spec = { ...place.json, volumes: undefined, ...template.json };
      this.whole.push(podAt({ ...template, json: spec, parent: template.json }, this.take(template)));
    }
    templates.forEach(({ json }) => this.done.add(json));
  }

  private take(place: Place): ContainerView[] {
    const containers = containersOf(place);
    containers.forEach(({ json }) => this.done.add(json));
    return containers;
  }
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function podAt({ path, json, parent }: Place, containers: readonly ContainerView[]): PodView {
  return podView({ path, spec: json, metadata: asObject(parent.metadata), containers });
}

/** The templates of a workflow that run containers. */
function templatesIn({ path, json }: Place): Place[] {
  return asArray(json.templates).flatMap((template, i) => {
    const place = { path: below(path, `templates[${i}]`), json: asObject(template), parent: json };
    return containersOf(place).some(container => container.json.image !== undefined) ? [place] : [];
  });
}

function containersOf({ path, json }: Place): ContainerView[] {
  const single = SINGLE.flatMap((key): ContainerView[] => {
    const container = asObject(json[key]);
    return typeof container.image === 'string' ? [{ path: below(path, key), json: container, role: 'containers' }] : [];
  });
  const set = asObject(json.containerSet);
  return [...single, ...listsIn(path, json), ...listsIn(below(path, 'containerSet'), set)];
}

function listsIn(path: string, json: Json): ContainerView[] {
  return Object.entries(LISTS).flatMap(([key, role]) => {
    const items = asArray(json[key]).map(asObject);
    // steps of others are no containers
    const areContainers = items.some(item => asString(item.image) !== undefined || isNamedContainer(key, item));
    return areContainers ? items.map((item, i) => ({ role, path: below(path, `${key}[${i}]`), json: item })) : [];
  });
}

function isNamedContainer(key: string, { name }: Json): boolean {
  return key.toLowerCase().endsWith('containers') && name !== undefined;
}

function reachesNode(json: Json): boolean {
  return (
    HOST_FIELDS.some(field => json[field] === true) ||
    asArray(json.volumes).some(volume => getPath(volume, 'hostPath') !== undefined)
  );
}

function isPrivileged({ securityContext }: Json): boolean {
  return (
    getPath(securityContext, 'privileged') === true ||
    getPath(securityContext, 'windowsOptions', 'hostProcess') === true ||
    asArray(getPath(securityContext, 'capabilities', 'add')).length > 0
  );
}

/** A reference, or the two halves of one as charts and operators have them. */
function isImage(image: unknown): boolean {
  return IMAGE.test(asString(image) ?? '') || asString(getPath(image, 'repository')) !== undefined;
}
