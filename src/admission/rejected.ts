import { AdmissionMode } from './admission-mode';
import { AppNamespace, watches } from './namespaces';
import { AdmissionPolicySpec } from './resolve';
import { PlatformFacts } from '../foundation/scopes';
import { visibleLine } from '../foundation/visible';
import { admissionFindings } from '../guardrails/admission-findings';
import { asObject, asString, getPath } from '../guardrails/json';
import { RuleFinding } from '../guardrails/judge';
import { reasonsFor } from '../guardrails/relaxations';
import { FinalObject, Subject } from '../guardrails/subject';

/** Too short for a reason, so that nobody adds an exemption without one. */
const NO_REASON = 'REASON';

/**
 * The objects of the app that the policy rejects, as phrases with the exemption that each of them needs. What fails at
 * synth anyway is left out.
 */
export function rejectedProblems(
  spec: AdmissionPolicySpec,
  objects: readonly FinalObject[],
  namespaces: readonly AppNamespace[],
): string[] {
  if (spec.mode !== AdmissionMode.DENY) {
    return [];
  }
  const facts = factsOf(spec);
  return objects
    .filter(({ subject: { namespace } }) => namespace !== undefined && watches(spec, namespace, namespaces))
    .flatMap(({ path, subject, failing }) => {
      const found = admissionFindings(subject, facts).filter(
        ({ ruleId }) => !failing.has(ruleId) && !isExempt(spec, subject, ruleId),
      );
      const byRule = new Map(found.reverse().map(finding => [finding.ruleId, finding]));
      return [...byRule.values()].reverse().map(finding => problemOf(path, subject, finding));
    });
}

/** What the parameters say. */
function factsOf(spec: AdmissionPolicySpec): PlatformFacts {
  const { requireDigests, registries, allowedPackages, blockedPackages, openshift, clusterDomain } = spec;
  return {
    requireDigests,
    allowedRegistries: registries,
    allowedPackages: allowedPackages.length === 0 ? undefined : allowedPackages,
    blockedPackages,
    openshift,
    clusterDomain,
  };
}

function isExempt({ exemptions }: AdmissionPolicySpec, subject: Subject, ruleId: string): boolean {
  return exemptions.some(
    ({ rule, kind, namespace, name }) =>
      rule === ruleId && kind === subject.kind && namespace === subject.namespace && name === subject.name,
  );
}

function problemOf(path: string, subject: Subject, { ruleId, field, problem }: RuleFinding): string {
  const { kind, name, namespace, manifest } = subject;
  const annotations = asObject(getPath(manifest, 'metadata', 'annotations'));
  const reason = reasonsFor(ruleId)
    .map(key => asString(annotations[key]))
    .find(text => text !== undefined);
  const entry = Object.entries({ rule: ruleId, kind, namespace, name, reason: reason ?? NO_REASON })
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(', ');
  return visibleLine(
    `the policy rejects ${kind} ${namespace}/${name} of ${path}: ${ruleId}: ${field} ${problem}. ` +
      `Fix: add { ${entry} } to exemptions, or remove what breaks the rule.`,
  );
}
