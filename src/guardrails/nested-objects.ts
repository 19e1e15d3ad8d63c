import { onlyDescribes } from './data/pod-makers';
import { Json, asObject } from './json';
import { isKnownKind } from '../foundation/kinds';
import { composeDocuments } from '../foundation/yaml/yaml-documents';

/** What is at a path of an object. */
export interface NestedObject {
  readonly path: string;
  readonly json: Json;
}

/** What an object of a kind that nobody knows has a controller make, beside pods. */
export interface Nested {
  /** Manifests in the manifest. */
  readonly objects: readonly NestedObject[];
  /** The paths of texts that are manifests. */
  readonly texts: readonly string[];
  /** Patches of pods that can be judged. */
  readonly patches: readonly NestedObject[];
  /** The paths of the others. */
  readonly unreadPatches: readonly string[];
}

const NONE: Nested = { objects: [], texts: [], patches: [], unreadPatches: [] };
/** What a manifest has, and a reference to an object has not. */
const BODIES = ['metadata', 'spec', 'data', 'stringData', 'rules', 'roleRef', 'webhooks'];
const PATCH = 'podSpecPatch';
/** No object is nested more deeply. */
const MAX_DEPTH = 64;
const API_VERSION = /apiVersion["']?:/;
const KIND = /kind["']?:/;

/** What is nested in a manifest. Known kinds hold no others, and policies only describe them. */
export function nestedIn(kind: string, manifest: Json): Nested {
  return isKnownKind(kind) || onlyDescribes(kind) ? NONE : new Search(manifest);
}

class Search implements Nested {
  public readonly objects: NestedObject[] = [];
  public readonly texts: string[] = [];
  public readonly patches: NestedObject[] = [];
  public readonly unreadPatches: string[] = [];
  private readonly seen = new Set<unknown>();

  public constructor(manifest: Json) {
    for (const [key, value] of Object.entries(manifest)) {
      if (key !== 'metadata') {
        this.visit(key, key, value, 0);
      }
    }
  }

  private visit(path: string, key: string, value: unknown, depth: number): void {
    if (typeof value === 'string') {
      this.addText(path, key, value);
    } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH && !this.seen.has(value)) {
      this.seen.add(value);
      if (isManifest(asObject(value))) {
        this.objects.push({ path, json: asObject(value) });
        return;
      }
      for (const [name, item] of Object.entries(value)) {
        this.visit(Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, name, item, depth + 1);
      }
    }
  }

  private addText(path: string, key: string, text: string): void {
    if (key === PATCH) {
      const json = text.trim() === '' ? {} : patchIn(text);
      if (json === undefined) {
        this.unreadPatches.push(path);
      } else {
        this.patches.push({ path, json });
      }
    } else if (API_VERSION.test(text) && KIND.test(text)) {
      this.texts.push(path);
    }
  }
}

function isManifest(json: Json): boolean {
  return (
    typeof json.apiVersion === 'string' &&
    typeof json.kind === 'string' &&
    BODIES.some(name => typeof json[name] === 'object' && json[name] !== null)
  );
}

/** A patch in JSON or YAML that only adds. Placeholders may become anything; null and directives take away. */
function patchIn(text: string): Json | undefined {
  if (text.includes('{{')) {
    return undefined;
  }
  try {
    const documents = composeDocuments(text, { version: '1.1', merge: false, uniqueKeys: true });
    const [value, ...others] = documents.map((document): unknown => document.toJS({ maxAliasCount: 0 }));
    const isSound = documents.every(({ errors }) => errors.length === 0) && others.length === 0 && onlyAdds(value);
    return isSound && typeof value === 'object' && !Array.isArray(value) ? asObject(value) : undefined;
  } catch {
    return undefined;
  }
}

function onlyAdds(value: unknown): boolean {
  return (
    value !== null &&
    (typeof value !== 'object' || Object.entries(value).every(([key, item]) => !key.startsWith('$') && onlyAdds(item)))
  );
}
