import { AdmissionForm } from './admission-form';
import { AppIndex } from './app-index';
import { Subject } from './subject';

/** What a rule found wrong with one object. */
export interface Finding {
  /** The path of the field, for example `spec.template.spec.hostNetwork`. */
  readonly field: string;
  /** What is wrong with it, as the rest of a sentence that starts with the field. */
  readonly problem: string;
}

/** The facts of a rule. */
export interface RuleInfo {
  /** Stable: acknowledgements and annotations name it. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** A warning shows in reports and never fails synth. */
  readonly severity: 'error' | 'warning';
  /** Controls of standards that require it. */
  readonly references: readonly string[];
  /** Checks of scanners for the same condition, as `<scanner>:<check>`; test/scanners proves each of them. */
  readonly scanners: readonly string[];
  /** How its numbers are set, where it has any. */
  readonly settings?: string;
  /** The ids that it had before: acknowledgements by them still count. */
  readonly formerly?: readonly string[];
  /** The same condition for the API server, if it needs only the object and the parameters of the policy. */
  readonly admission?: AdmissionForm;
}

/** A rule that looks at one object alone. */
export interface ObjectRule extends RuleInfo {
  /** The kinds it looks at; left out: every kind. `Pods` are all workloads. */
  readonly kinds?: readonly string[];
  /** It says what must not be there, so it judges parts of pods too, in which much is missing. */
  readonly judgesParts?: boolean;
  check(subject: Subject): Finding[];
}

/** A rule that compares an object with others of the app. */
export interface RelationRule extends RuleInfo {
  readonly kinds?: readonly string[];
  /** What admission, which sees no other object, finds: of each rule that has a form for it. */
  readonly checkAlone?: (subject: Subject) => Finding[];
  checkInApp(subject: Subject, app: AppIndex): Finding[];
}

/** In `kinds`: everything that makes pods. */
export const WORKLOADS = 'Pods';

/** A finding unless a condition holds. */
export function findingUnless(ok: boolean, field: string, problem: string): Finding[] {
  return ok ? [] : [{ field, problem }];
}
