import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { groupOf } from '../foundation/kinds';

/** Reads one resource and gives its server. */
export type ReadResource = (draft: Draft, name: string, spec: Field, nameField: Field) => ServerDraft | undefined;

/** The resources of some kinds among the documents; a List stands for its items. */
export function importResourcesOf(
  draft: Draft,
  documents: readonly Field[],
  matches: (resource: Field) => boolean,
  read: ReadResource,
): void {
  for (const resource of documents.flatMap(itemsOf)) {
    if (!matches(resource)) {
      resource.drop('not a server: apply it beside the app as before');
      continue;
    }
    draft.entry(resource.at('metadata', 'name').text ?? '', resource, entry => {
      importResource(draft, entry, read);
    });
  }
}

function importResource(draft: Draft, resource: Field, read: ReadResource): void {
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
  read(draft, name.text, resource.at('spec'), name);
  resource.at('metadata').drop('metadata of the resource');
  resource.at('status').drop('written by a controller');
}

/** The resources in a document. */
export function itemsOf(document: Field): readonly Field[] {
  if (document.at('kind').text !== 'List') {
    return [document];
  }
  for (const key of ['apiVersion', 'kind', 'metadata']) {
    document.at(key).drop('of the list');
  }
  return document.at('items').items;
}

/** Whether a resource is of a kind of a group, in any version. */
export function isOf(resource: Field, kind: string, ...groups: readonly string[]): boolean {
  return resource.at('kind').text === kind && groups.includes(groupOf(resource.at('apiVersion').text ?? ''));
}
