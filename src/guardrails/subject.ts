import { Json, asObject, getPath } from './json';
import { ContainerView, PodView } from './pod-view';
import { RuleNumbers } from './rule-numbers';
import { PlatformFacts } from '../foundation/scopes';

/** One object as it will be written. */
export interface Subject {
  readonly manifest: Json;
  /**
   * What the props made, before others changed it. Facts that the library wrote for rules are read here. Where props
   * are not known, it is the manifest.
   */
  readonly declared: Json;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** The pods that the object makes, where it is a workload. */
  readonly pod?: PodView;
  /** The facts of McpPlatform for the scope of the object. */
  readonly facts: PlatformFacts;
  /** The numbers that rules go by in the scope of the object. */
  readonly numbers: RuleNumbers;
}

/** The annotations by which the library tells rules what its props say. */
export function notesOf({ declared }: Subject): Json {
  return asObject(getPath(declared, 'metadata', 'annotations'));
}

/** The containers of every kind in the pods of a workload. */
export function containersOf({ pod }: Subject): readonly ContainerView[] {
  return pod?.containers ?? [];
}
