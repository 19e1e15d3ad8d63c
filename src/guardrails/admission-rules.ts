import { AdmissionForm, AdmissionRule } from './admission-form';
import { CATALOG } from './catalog';
import { RuleInfo } from './rule';
import { SERVER_LABEL } from '../foundation/labels';

type Enforced = Omit<RuleInfo, 'admission'> & { readonly admission: AdmissionForm };

/** Every rule that admission enforces on manifests, in the order of docs/rules.md. */
export const ADMISSION_RULES: readonly Enforced[] = CATALOG.flatMap(rule =>
  rule.admission === undefined ? [] : [{ ...rule, admission: rule.admission }],
);

/** Depends on the platform's list of quarantined servers, not on the manifest. Nothing is exempt from it. */
export const QUARANTINE_RULE = {
  id: 'quarantine',
  title: 'A quarantined server stays at zero replicas, and no other workload has its label',
  fix:
    `Leave it at 0 replicas and take the label ${SERVER_LABEL} off other pods; ` +
    'whoever trusts the server again takes it off the list quarantined.',
} as const satisfies Partial<AdmissionRule> & { title: string };
