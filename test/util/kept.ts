import { Manifest } from './app';
import { AppIndex } from '../../src/guardrails/app-index';
import { objectFindings, relationFindings, subjectOf } from '../../src/guardrails/judge';
import { PROPS_KEEP } from '../../src/guardrails/props-keep';

/** What rules that no prop can break find in manifests that nobody changed: nothing, or they have to judge them. */
export function brokenByProps(manifests: readonly Manifest[]): string[] {
  const facts = { requireDigests: true, openshift: false, clusterDomain: 'cluster.local' };
  const subjects = manifests.map(manifest => subjectOf(manifest, { facts }));
  const index = new AppIndex(subjects);
  return subjects
    .flatMap(subject => [...objectFindings(subject), ...relationFindings(subject, index)])
    .filter(({ ruleId }) => PROPS_KEEP.has(ruleId))
    .map(({ ruleId, field, problem }) => `${ruleId}: ${field} ${problem}`);
}
