import { Draft } from './draft';
import { Field } from './field';
import { Decider, FieldTable, settle } from './field-table';
import { credentialShape } from '../foundation/credentials/credentials';
import { groupOf } from '../foundation/kinds';

/** How many kinds an error names. */
const MOST_KINDS = 10;

/** Reads one resource and gives what takes its decisions: a server, or what else it became. */
export type ReadResource = (draft: Draft, name: string, spec: Field, nameField: Field) => Decider | undefined;

/** How the resources of a kind are read, and the fate of each of their fields. */
export interface ResourceKind {
  readonly read: ReadResource;
  readonly fields?: FieldTable;
  /** It refers to what other resources became. */
  readonly isLast?: boolean;
}

/** The kinds of a format. */
export interface Kinds {
  readonly kindOf: (resource: Field) => ResourceKind | undefined;
  /** Gives another resource its outcomes, once those of the kinds are read. */
  readonly rest?: (resource: Field) => void;
}

function dropOther(resource: Field): void {
  resource.drop('not a server: apply it beside the app as before');
}

/** The resources of some kinds among the documents; a List stands for its items. */
export function importResourcesOf(
  draft: Draft,
  documents: readonly Field[],
  matches: (resource: Field) => boolean,
  read: ReadResource,
): void {
  importKinds(draft, documents.flatMap(itemsOf), { kindOf: resource => (matches(resource) ? { read } : undefined) });
}

/** Reads the resources whose kind is read; the others have their outcomes after them. */
export function importKinds(draft: Draft, resources: readonly Field[], { kindOf, rest = dropOther }: Kinds): void {
  const all = resources.map(resource => ({ resource, kind: kindOf(resource) }));
  const known = all.flatMap(({ resource, kind }) => (kind === undefined ? [] : [{ resource, kind }]));
  const isLast = ({ kind }: { kind: ResourceKind }): boolean => kind.isLast === true;
  for (const { resource, kind } of [...known.filter(one => !isLast(one)), ...known.filter(isLast)]) {
    draft.entry(resource.at('metadata', 'name').text ?? '', resource, entry => {
      importResource(draft, entry, kind);
    });
  }
  for (const { resource, kind } of all) {
    if (kind === undefined) {
      rest(resource);
    }
  }
}

function importResource(draft: Draft, resource: Field, { read, fields }: ResourceKind): void {
  const name = resource.at('metadata', 'name');
  if (name.text === undefined) {
    name.refuse('must be the name of the resource');
    return;
  }
  for (const key of ['apiVersion', 'kind']) {
    resource.at(key).use('the kind of the resource');
  }
  draft.inNamespace(resource.at('metadata', 'namespace'));
  if (!resource.at('spec').isMap) {
    resource.at('spec').refuse('must be a map');
    return;
  }
  const decider = read(draft, name.text, resource.at('spec'), name);
  if (fields !== undefined && decider !== undefined) {
    settle(resource, fields, decider);
  }
  resource.at('metadata').drop('metadata of the resource');
  resource.at('status').drop('written by a controller');
}

/** The resources in a document: those of a list, of `DeploymentList` and the like too, and of lists in it. */
export function itemsOf(document: Field): readonly Field[] {
  if (!/^(?:[A-Z][A-Za-z0-9]*)?List$/.test(document.at('kind').text ?? '') || !document.at('items').isList) {
    return [document];
  }
  for (const key of ['apiVersion', 'kind', 'metadata']) {
    document.at(key).drop('of the list');
  }
  return document.at('items').items.flatMap(itemsOf);
}

/** Whether a resource is of a kind of a group, in any version. */
export function isOf(resource: Field, kind: string, ...groups: readonly string[]): boolean {
  return resource.at('kind').text === kind && groups.includes(groupOf(resource.at('apiVersion').text ?? ''));
}

/** The kinds among the documents, such as `HelmRelease of helm.toolkit.fluxcd.io`, each once: the first few. */
export function kindsOf(documents: readonly Field[]): readonly string[] {
  const kinds = documents.flatMap(itemsOf).flatMap(resource => {
    const [kind, version] = [resource.at('kind').text, resource.at('apiVersion').text];
    return isKindName(kind) && isApiVersion(version) ? [kindName(kind, version)] : [];
  });
  return [...new Set(kinds)].slice(0, MOST_KINDS);
}

function kindName(kind: string, apiVersion: string): string {
  return apiVersion.includes('/') ? `${kind} of ${apiVersion.split('/')[0]}` : kind;
}

function isKindName(text: string | undefined): text is string {
  return text !== undefined && /^[A-Z][A-Za-z0-9]{0,62}$/.test(text) && credentialShape(text) === undefined;
}

function isApiVersion(text: string | undefined): text is string {
  return text !== undefined && /^(?:[a-z0-9.-]{1,253}\/)?v[a-z0-9]{1,30}$/.test(text);
}
