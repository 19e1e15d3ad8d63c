import { nonEmptyMap } from '../../foundation/non-empty';
import { ServerSpec, Texts } from '../spec';

/** The metadata of an object of a server. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** What the metadata of an object takes from the server or gateway that it belongs to. */
export type ObjectOwner = Pick<ServerSpec, 'name' | 'namespace' | 'labels' | 'annotations'>;

/** What differs from the server's own metadata. */
export interface MetadataOptions {
  readonly name?: string;
  readonly namespace?: string;
  readonly annotations?: Texts;
}

export function objectMetadata(spec: ObjectOwner, options: MetadataOptions = {}): Metadata {
  return {
    name: options.name ?? spec.name,
    namespace: options.namespace ?? spec.namespace,
    labels: { ...spec.labels },
    annotations: nonEmptyMap({ ...spec.annotations, ...options.annotations }),
  };
}
