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
import { RuleFinding, objectFindings, relationFindings, subjectOf } from '../guardrails/judge';
import { ACKNOWLEDGED, relaxationsOf } from '../guardrails/relaxations';
import { Subject } from '../guardrails/subject';

/** Checks manifests of any origin against all rules. */
export function judgeManifests(where: string, yaml: readonly string[], input: ManifestFacts): Judged[] {
  const issues = new Issues(where);
  const facts = resolveFacts(issues, input);
  const manifests = readManifests(issues, yaml);
  issues.throwIfAny();
  return judgeObjects(manifests, facts);
}

export function judgeObjects(manifests: readonly Json[], facts: PlatformFacts): Judged[] {
  const subjects = manifests.map(manifest => subjectOf(manifest, { facts }));
  const index = new AppIndex(subjects);
  return subjects.map(subject => {
    const findings = [...objectFindings(subject), ...relationFindings(subject, index)];
    return { subject, findings: findings.map(finding => ({ ...finding, acknowledged: reasonOn(subject, finding) })) };
  });
}

/** The reason that an object itself carries, if it counts. */
function reasonOn({ manifest }: Subject, { ruleId }: RuleFinding): string | undefined {
  const names = [...idsOf(ruleId).map(id => `${ACKNOWLEDGED}${id}`), ...relaxationsOf(ruleId)];
  return names
    .map(name => readReason(getPath(manifest, 'metadata', 'annotations', name)))
    .find(reason => reason !== undefined);
}
