import { duplicatesIn } from './duplicate-objects';
import { resolveFacts } from './facts';
import { ManifestFacts } from './manifest-facts';
import { Judged } from './objects';
import { readManifests } from './read-manifests';
import { Issues } from '../foundation/issues';
import { readReason } from '../foundation/reasons';
import { PlatformFacts } from '../foundation/scopes';
import { AppIndex } from '../guardrails/app-index';
import { idsOf } from '../guardrails/catalog';
import { Json, getPath } from '../guardrails/json';
import { RuleFinding, objectFindings, relationFindings, subjectOf, toRuleFinding } from '../guardrails/judge';
import { ACKNOWLEDGED, relaxationsOf } from '../guardrails/relaxations';
import { DUPLICATE_RULE } from '../guardrails/rules/objects';
import { Subject } from '../guardrails/subject';

const DUPLICATE = toRuleFinding(DUPLICATE_RULE, {
  field: 'metadata.name',
  problem: 'is that of another object of this kind and namespace, with other content',
});

/** Checks manifests of any origin against all rules. */
export function judgeManifests(where: string, yaml: readonly string[], input: ManifestFacts): Judged[] {
  const issues = new Issues(where);
  const facts = resolveFacts(issues, input);
  const manifests = readManifests(issues, yaml);
  issues.throwIfAny();
  return withoutRepeated(judgeObjects(manifests, facts));
}

/** Judges objects in their order. One that is there twice is judged once: the other is repeated and has no findings. */
export function judgeObjects(manifests: readonly Json[], facts: PlatformFacts): Judged[] {
  const subjects = manifests.map(manifest => subjectOf(manifest, { facts }));
  const duplicates = new Map(duplicatesIn(subjects).map(({ second, isRepeated }) => [second, isRepeated]));
  const index = new AppIndex(subjects.filter((_, i) => duplicates.get(i) !== true));
  return subjects.map((subject, i) => {
    if (duplicates.get(i) === true) {
      return { subject, findings: [], isRepeated: true };
    }
    const shared = duplicates.has(i) ? [DUPLICATE] : [];
    const findings = [...objectFindings(subject), ...relationFindings(subject, index), ...shared];
    return { subject, findings: findings.map(finding => ({ ...finding, acknowledged: reasonOn(subject, finding) })) };
  });
}

export function withoutRepeated(all: readonly Judged[]): Judged[] {
  return all.filter(({ isRepeated }) => isRepeated !== true);
}

/** The reason that an object itself carries, if it counts. */
function reasonOn({ manifest }: Subject, { ruleId }: RuleFinding): string | undefined {
  const names = [...idsOf(ruleId).map(id => `${ACKNOWLEDGED}${id}`), ...relaxationsOf(ruleId)];
  return names
    .map(name => readReason(getPath(manifest, 'metadata', 'annotations', name)))
    .find(reason => reason !== undefined);
}
