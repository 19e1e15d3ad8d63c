import { isDeepStrictEqual } from 'node:util';
import { Judged } from './objects';
import { getPath } from '../guardrails/json';
import { Subject } from '../guardrails/subject';

/** The annotation of hooks of Helm, which exist one after the other. */
const HELM_HOOK = 'helm.sh/hook';

/** An object and the one before it with the same kind, namespace and name. */
interface Duplicate {
  readonly first: number;
  readonly second: number;
  /** Whether it is the same object once more, which changes nothing. */
  readonly isRepeated: boolean;
}

/** Objects of which the one that is applied last replaces the other. */
export function duplicatesIn(subjects: readonly Subject[]): Duplicate[] {
  const seen = new Map<string, number>();
  return subjects.flatMap((subject, second) => {
    if (subject.name === '' || getPath(subject.manifest, 'metadata', 'annotations', HELM_HOOK) !== undefined) {
      return [];
    }
    const first = seen.get(nameOf(subject));
    if (first === undefined) {
      seen.set(nameOf(subject), second);
      return [];
    }
    return [{ first, second, isRepeated: isDeepStrictEqual(subjects[first].manifest, subject.manifest) }];
  });
}

/** Objects of several clusters cannot be told apart by their names: a comparison would pair some with others. */
export function refuseDuplicates(side: string, all: readonly Judged[]): void {
  const duplicate = duplicatesIn(all.map(({ subject }) => subject)).find(({ isRepeated }) => !isRepeated);
  if (duplicate !== undefined) {
    const [first, second] = [all[duplicate.first], all[duplicate.second]];
    const places = [first, second].map(({ place }) => place?.file.name ?? 'the manifests');
    throw new Error(
      `${side}: ${nameOf(first.subject)} is in ${places[0]} and, with other content, in ${places[1]}. ` +
        'Fix: compare the manifests of one cluster and stage at a time',
    );
  }
}

export function nameOf({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
