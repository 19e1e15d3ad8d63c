import { Json, asArray } from '../json';

/** What the rules of a Cilium policy are judged against. */
export interface CiliumScope {
  /** It has no namespace of its own that peers could be in. */
  readonly clusterwide: boolean;
  readonly clusterDomain: string;
  /** The NetworkPolicy of the same name. */
  readonly beside?: Json;
}

/** The names of the fields for peers in one direction. */
export interface Side {
  readonly endpoints: string;
  readonly entities: string;
  readonly ranges: string;
  readonly sets: string;
  readonly names?: string;
}

/** The parts of a policy: `spec`, and each of the list form `specs`, with their fields. */
export function specsOf({ spec, specs }: Json): (readonly [field: string, spec: unknown])[] {
  return [['spec', spec], ...asArray(specs).map((one, i) => [`specs[${i}]`, one] as const)];
}
