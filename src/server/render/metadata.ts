import { ServerSpec, Texts } from '../spec';

/** The metadata of an object of a server. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** Whose objects they are. */
export type ObjectOwner = Pick<ServerSpec, 'name' | 'namespace' | 'labels' | 'annotations'>;

/** What differs from the server's own metadata. */
export interface MetadataOptions {
  readonly name?: string;
  readonly namespace?: string;
  readonly annotations?: Texts;
}

export function objectMetadata(spec: ObjectOwner, options: MetadataOptions = {}): Metadata {
  const annotations = { ...spec.annotations, ...options.annotations };
  return {
    name: options.name ?? spec.name,
    namespace: options.namespace ?? spec.namespace,
    labels: { ...spec.labels },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}
