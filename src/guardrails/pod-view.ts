import { Json, asObject } from './json';

/** A container of a pod with its path in the manifest. */
export interface ContainerView {
  readonly path: string;
  readonly json: Json;
  readonly role: 'containers' | 'initContainers' | 'ephemeralContainers';
}

/** The pods that a workload makes. */
export interface PodView {
  /** The path of the pod's spec, for example `spec.template.spec`. */
  readonly path: string;
  readonly spec: Json;
  readonly metadata: Json;
  readonly labels: Json;
  readonly containers: readonly ContainerView[];
  /** The security contexts: the pod's own first, then those of its containers. */
  readonly contexts: readonly { readonly path: string; readonly json: Json }[];
}

/** The pods of an object. */
export interface Pods {
  /** Pods that are there as a whole. */
  readonly whole: readonly PodView[];
  /** Parts of pods, of which a controller makes pods: what is missing in them may come from elsewhere. */
  readonly parts: readonly PodView[];
  /** Whether a controller makes pods that are not in the manifest. */
  readonly areElsewhere: boolean;
}

/** A pod with everything that follows from its spec. */
export function podView(pod: Pick<PodView, 'path' | 'spec' | 'metadata' | 'containers'>): PodView {
  const { path, spec, metadata, containers } = pod;
  return {
    ...pod,
    labels: asObject(metadata.labels),
    contexts: [{ path, json: spec }, ...containers].map(({ path: owner, json }) => ({
      path: `${owner}.securityContext`,
      json: asObject(json.securityContext),
    })),
  };
}
