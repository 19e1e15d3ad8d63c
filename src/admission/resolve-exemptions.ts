import { AdmissionExemption } from './admission-exemption';
import { Issues } from '../foundation/issues';
import { isDnsLabel, isDnsSubdomain, isPlainText } from '../foundation/names';
import { PropNames, Reader } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';
import { ADMITTED_WORKLOADS } from '../guardrails/admission-findings';
import { AdmissionRule } from '../guardrails/admission-form';

const EXEMPTION: PropNames<AdmissionExemption> = { rule: true, kind: true, namespace: true, name: true, reason: true };

/** The objects that a rule lets pass. */
export function resolveExemptions(
  issues: Issues,
  reader: Reader,
  input: readonly AdmissionExemption[] | undefined,
  rules: readonly AdmissionRule[],
): AdmissionExemption[] {
  return reader.list(input, 'exemptions').flatMap((one, i) => {
    const prefix = `exemptions[${i}].`;
    const exemption = reader.struct(one, EXEMPTION, prefix);
    return checkExemption(issues, exemption, prefix, rules) ? [exemption] : [];
  });
}

function checkExemption(
  issues: Issues,
  { rule, kind, namespace, name, reason }: AdmissionExemption,
  prefix: string,
  rules: readonly AdmissionRule[],
): boolean {
  const known = rules.find(({ id }) => id === rule);
  const kinds = known === undefined || known.admission.of === 'Pods' ? ADMITTED_WORKLOADS : [known.admission.of];
  const checks = [
    issues.check(
      known !== undefined,
      `${prefix}rule`,
      { allowed: 'the id of a rule that admission enforces', fix: `one of ${rules.map(({ id }) => id).join(', ')}` },
      rule,
    ),
    issues.check(
      isPlainText(kind) && (known === undefined || kinds.includes(kind)),
      `${prefix}kind`,
      `one of ${kinds.join(', ')}`,
      kind,
    ),
    issues.check(
      isPlainText(namespace) && isDnsLabel(namespace),
      `${prefix}namespace`,
      'the name of a namespace',
      namespace,
    ),
    issues.check(
      isPlainText(name) && isDnsSubdomain(name),
      `${prefix}name`,
      'the name of the object, without wildcards',
      name,
    ),
  ];
  checkReason(issues, reason, `${prefix}reason`);
  return checks.every(Boolean);
}
