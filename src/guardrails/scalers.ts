import { Json, asInteger, asObject, asString, getPath } from './json';
import { referredKind } from './references';
import { Subject } from './subject';

/** What sets the replicas of a workload, in the words of its kind. */
export interface Scaler {
  /** The kind and name of the workload. */
  readonly target: { readonly kind: string; readonly name: string };
  /** The lower bound, and its field; 0: pods start when there is work. */
  readonly min: number;
  readonly minField: string;
  /** The upper bound, and its field; infinite where it cannot be read. */
  readonly max: number;
  readonly maxField: string;
  /** The pods while there is no work, where that is a bound of its own. */
  readonly idle?: number;
}

/** The bounds of a kind when it leaves them out. */
interface Reader {
  readonly min: readonly string[];
  readonly max: readonly string[];
  readonly idle?: readonly string[];
  readonly otherwise: readonly [min: number, max: number];
}

/**
 * Kubernetes: HorizontalPodAutoscaler v2 (a maximum is required); KEDA 2.20: ScaledObject specification; KEDA HTTP
 * add-on 0.14: HTTPScaledObject, which makes a ScaledObject of its name.
 */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['HorizontalPodAutoscaler', { min: ['minReplicas'], max: ['maxReplicas'], otherwise: [1, 0] }],
  [
    'ScaledObject.keda.sh',
    { min: ['minReplicaCount'], max: ['maxReplicaCount'], idle: ['idleReplicaCount'], otherwise: [0, 100] },
  ],
  ['HTTPScaledObject.http.keda.sh', { min: ['replicas', 'min'], max: ['replicas', 'max'], otherwise: [0, 100] }],
]);
/** Annotations with which the add-on makes no ScaledObject. */
const MAKES_NONE = ['skip-scaledobject-creation', 'orphan-scaledobject'].map(
  name => `httpscaledobject.keda.sh/${name}`,
);
const PAUSED = 'autoscaling.keda.sh/paused-replicas';

/** Kinds that set the replicas of workloads. */
export const SCALERS: readonly string[] = [...READERS.keys()];

/** What an object scales; undefined for one that scales nothing. */
export function scalerOf({ kind, manifest }: Subject): Scaler | undefined {
  const reader = READERS.get(kind);
  const notes = asObject(getPath(manifest, 'metadata', 'annotations'));
  if (reader === undefined || MAKES_NONE.some(annotation => notes[annotation] === 'true')) {
    return undefined;
  }
  const spec = asObject(manifest.spec);
  const [min, max] = reader.otherwise;
  const { scaleTargetRef } = spec;
  return {
    target: { kind: referredKind(scaleTargetRef, 'Deployment'), name: asString(getPath(scaleTargetRef, 'name')) ?? '' },
    min: asInteger(getPath(spec, ...reader.min)) ?? min,
    minField: `spec.${reader.min.join('.')}`,
    max: Math.max(boundOf(getPath(spec, ...reader.max), max), pausedAt(notes)),
    maxField: `spec.${reader.max.join('.')}`,
    idle: reader.idle && asInteger(getPath(spec, ...reader.idle)),
  };
}

function boundOf(value: unknown, otherwise: number): number {
  return value === undefined ? otherwise : (asInteger(value) ?? Infinity);
}

/** A ScaledObject that is paused holds the replicas at a number. */
function pausedAt(notes: Json): number {
  return Number(asString(notes[PAUSED]) ?? 0) || 0;
}
