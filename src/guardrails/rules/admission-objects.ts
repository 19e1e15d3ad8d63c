import { AppIndex } from '../app-index';
import { Json, asArray, asObject, asString, describe, getPath } from '../json';
import { Finding, RelationRule, findingUnless } from '../rule';
import { Subject } from '../subject';

const DENY = 'Deny';
/** Expressions that are the same for every request. */
const ALWAYS = /^[\s(]*(?:true|!\s*false)[\s)]*$/;
const NEVER = /^[\s(]*(?:false|!\s*true)[\s)]*$/;

/** What has the API server refuse objects must do so itself. */
export const ADMISSION_OBJECT_RULES: readonly RelationRule[] = [
  {
    id: 'admission-policy',
    title: 'Admission policies are bound, have parameters, and fail closed',
    why: 'A policy without a binding, with a condition that is never true, or that ignores errors, refuses nothing.',
    fix: 'Leave policy, binding and parameters as McpAdmissionPolicy makes them; AdmissionMode.WARN is for trials.',
    severity: 'error',
    references: ['Kubernetes: Validating Admission Policy', 'OWASP MCP02:2025 Privilege Escalation via Scope Creep'],
    scanners: [],
    kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    checkInApp: (subject, app) =>
      subject.kind === 'ValidatingAdmissionPolicy' ? policyFindings(subject, app) : bindingFindings(subject, app),
  },
  {
    id: 'image-signatures',
    title: 'Policies about signatures require them of every image that they name',
    why: 'A signature that is not required, or that nobody attests, lets any image pass.',
    fix: 'Leave the ClusterPolicy as McpAdmissionPolicy makes it.',
    severity: 'error',
    references: ['OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering'],
    scanners: [],
    kinds: ['ClusterPolicy'],
    checkInApp: ({ manifest }) =>
      asArray(getPath(manifest, 'spec', 'rules')).flatMap((rule, i) =>
        asArray(getPath(rule, 'verifyImages')).flatMap((entry, k) =>
          signatureFindings(`spec.rules[${i}].verifyImages[${k}]`, entry, getPath(manifest, 'spec')),
        ),
      ),
  },
];

/** Labels that the library gives its objects: policies of others may be bound elsewhere. */
function isOfLibrary(manifest: Json): boolean {
  const labels = asObject(getPath(manifest, 'metadata', 'labels'));
  return labels['app.kubernetes.io/part-of'] === 'mcp' && labels['app.kubernetes.io/managed-by'] === 'cdk8s';
}

function policyFindings(subject: Subject, app: AppIndex): Finding[] {
  const { manifest, name } = subject;
  const validations = asArray(getPath(manifest, 'spec', 'validations'));
  const bindings = app.bindingsOfPolicy(name);
  const denies = bindings.some(binding => actionsOf(binding).includes(DENY));
  return [
    ...findingUnless(validations.length > 0, 'spec.validations', 'are empty: nothing is refused'),
    ...constantFindings('spec.validations', validations, ALWAYS, 'is always true: nothing is refused'),
    ...constantFindings(
      'spec.matchConditions',
      asArray(getPath(manifest, 'spec', 'matchConditions')),
      NEVER,
      'is never true: no object is looked at',
    ),
    ...findingUnless(
      asArray(getPath(manifest, 'spec', 'matchConstraints', 'resourceRules')).length > 0,
      'spec.matchConstraints.resourceRules',
      'are empty: no object is looked at',
    ),
    ...findingUnless(
      !denies || ['Fail', 'undefined'].includes(describe(getPath(manifest, 'spec', 'failurePolicy'))),
      'spec.failurePolicy',
      'must be Fail: the policy refuses objects, and its errors must not let them pass',
    ),
    ...findingUnless(
      bindings.length > 0 || !isOfLibrary(manifest),
      'metadata.name',
      'is bound by no ValidatingAdmissionPolicyBinding: the policy has no effect',
    ),
  ];
}

function constantFindings(field: string, entries: readonly unknown[], constant: RegExp, problem: string): Finding[] {
  return entries.flatMap((entry, i) =>
    findingUnless(!constant.test(asString(getPath(entry, 'expression')) ?? ''), `${field}[${i}].expression`, problem),
  );
}

function bindingFindings(subject: Subject, app: AppIndex): Finding[] {
  const { manifest } = subject;
  const params = getPath(manifest, 'spec', 'paramRef');
  const [name, namespace] = [asString(getPath(params, 'name')) ?? '', asString(getPath(params, 'namespace'))];
  const policy = asString(getPath(manifest, 'spec', 'policyName')) ?? '';
  return [
    ...findingUnless(actionsOf(subject).length > 0, 'spec.validationActions', 'are empty: nothing happens'),
    ...findingUnless(
      params === undefined || getPath(params, 'parameterNotFoundAction') === DENY,
      'spec.paramRef.parameterNotFoundAction',
      'must be Deny: without its parameters the policy would let everything pass',
    ),
    ...findingUnless(
      !isOfLibrary(manifest) || app.find(undefined, 'ValidatingAdmissionPolicy', policy) !== undefined,
      'spec.policyName',
      `is ${policy}, which is not in the manifests`,
    ),
    ...findingUnless(
      !isOfLibrary(manifest) || params === undefined || app.find(namespace, 'ConfigMap', name) !== undefined,
      'spec.paramRef.name',
      `is ${name} in namespace ${namespace ?? '(none)'}, which is not in the manifests`,
    ),
  ];
}

function actionsOf({ manifest }: Subject): readonly unknown[] {
  return asArray(getPath(manifest, 'spec', 'validationActions'));
}

function signatureFindings(field: string, entry: unknown, spec: unknown): Finding[] {
  const enforces = getPath(entry, 'failureAction') === 'Enforce';
  return [
    ...findingUnless(asArray(getPath(entry, 'imageReferences')).length > 0, `${field}.imageReferences`, 'are empty'),
    ...findingUnless(
      asArray(getPath(entry, 'attestors')).some(attestor => asArray(getPath(attestor, 'entries')).length > 0),
      `${field}.attestors`,
      'are empty: no signature is asked for',
    ),
    ...findingUnless(getPath(entry, 'required') !== false, `${field}.required`, 'must not be false'),
    ...findingUnless(
      !enforces || getPath(spec, 'webhookConfiguration', 'failurePolicy') !== 'Ignore',
      'spec.webhookConfiguration.failurePolicy',
      'must be Fail: the policy refuses images, and its errors must not let them pass',
    ),
  ];
}
