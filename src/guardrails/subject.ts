import { Json, asObject, getPath } from './json';
import { Nested } from './nested-objects';
import { ContainerView, PodView, Pods } from './pod-view';
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
  /** The one name of its kind: `Service`, and `Service.serving.knative.dev` for a kind of others. */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** The pods that are judged, where the object is a workload: the first, until others have their turn. */
  readonly pod?: PodView;
  /** Everything that is known of its pods: a kind of others may make several. */
  readonly pods: Pods;
  /** What else of a kind of others a controller acts upon. */
  readonly nested: Nested;
  /** The facts of McpPlatform for the scope of the object. */
  readonly facts: PlatformFacts;
  /** The numbers that rules go by in the scope of the object. */
  readonly numbers: RuleNumbers;
}

/** A guarded object as it will be written, and the rules that it breaks without a reason. */
export interface FinalObject {
  /** The path of the construct that a person knows. */
  readonly path: string;
  readonly subject: Subject;
  readonly failing: ReadonlySet<string>;
}

/** The annotations by which the library tells rules what its props say. */
export function notesOf({ declared }: Subject): Json {
  return asObject(getPath(declared, 'metadata', 'annotations'));
}

/** One subject for each of the pods that are there as a whole, and one for an object without any. */
export function viewsOf(subject: Subject): readonly Subject[] {
  const { whole } = subject.pods;
  return whole.length < 2 ? [subject] : whole.map(pod => ({ ...subject, pod }));
}

/** The containers of every kind in the pods of a workload. */
export function containersOf({ pod }: Subject): readonly ContainerView[] {
  return pod?.containers ?? [];
}

/** The name of the first object of a list, and how many others there are. */
export function firstOf(subjects: readonly Subject[]): string {
  const [name, others] = [subjects.at(0)?.name ?? '', subjects.length - 1];
  return others > 0 ? `${name} and ${others} more` : name;
}
