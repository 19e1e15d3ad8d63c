import { PodView } from '../../pod-view';
import { Finding, ObjectRule, WORKLOADS } from '../../rule';
import { Subject } from '../../subject';

/** A rule about pods, whatever workload makes them. */
export function podRule(
  info: Omit<ObjectRule, 'kinds' | 'severity' | 'check'>,
  check: (pod: PodView, subject: Subject) => Finding[],
): ObjectRule {
  return {
    ...info,
    severity: 'error',
    kinds: [WORKLOADS],
    check: subject => (subject.pod === undefined ? [] : check(subject.pod, subject)),
  };
}
