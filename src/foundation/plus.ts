import type { IResource } from 'cdk8s-plus-28';

/**
 * The namespace of a resource of cdk8s-plus, where known: imported ones have no metadata, although their type says so.
 */
export function namespaceOf(resource: IResource | undefined): string | undefined {
  // plain JavaScript and imported resources may lack it
  return (resource as { metadata?: { namespace?: string } } | undefined)?.metadata?.namespace;
}
