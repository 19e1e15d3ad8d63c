import type { IResource } from 'cdk8s-plus-28';

/** The namespace of a resource of cdk8s-plus, where it says so: imported ones have no metadata, whatever the interface says. */
export function namespaceOf(resource: IResource | undefined): string | undefined {
  // plain JavaScript and imported resources may lack it
  return (resource as { metadata?: { namespace?: string } } | undefined)?.metadata?.namespace;
}
