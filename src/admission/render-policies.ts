import { ListName, lines, readableLists, scalar, unreadable } from './lists';
import { FailurePolicy, Named, PolicySpec, ResourceRule, Validation } from './policy-spec';
import { celText } from '../foundation/cel';
import { AdmissionForm, AdmissionRule } from '../guardrails/admission-form';

export const PARAMETERS = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } } as const;
const WRITES = ['CREATE', 'UPDATE'];

export const rule = (
  group: string,
  resources: readonly string[],
  operations: readonly string[] = WRITES,
): ResourceRule => ({ apiGroups: [group], apiVersions: ['v1'], operations, resources });

/** Where the pods of a kind are described. */
const podIn = (object: string): string =>
  `request.kind.kind == 'Pod' ? ${object}.spec : request.kind.kind == 'CronJob'` +
  ` ? ${object}.spec.jobTemplate.spec.template.spec : ${object}.spec.template.spec`;
const unchanged = (of: (object: string) => string): Named => ({
  name: 'new-or-changed',
  expression: `request.operation != 'UPDATE' || (${of('dyn(object)')}) != (${of('dyn(oldObject)')})`,
});

// an empty text has no last index before Kubernetes 1.32
const withoutLastWord = (name: string): string =>
  `!${name}.contains('-') ? '' : ${name}.substring(0, ${name}.lastIndexOf('-'))`;

export const NAMED: readonly Named[] = [
  { name: 'name', expression: "dyn(object).metadata.?name.orValue('')" },
  { name: 'where', expression: "request.kind.kind + ' ' + request.namespace + '/' + variables.name" },
];
/** Names without their last word and their last two: those of the owners, as controllers build names. */
export const OWNERS: readonly Named[] = [
  { name: 'owner', expression: withoutLastWord('variables.name') },
  { name: 'grandowner', expression: withoutLastWord('variables.owner') },
];
/**
 * Controllers cut the name of what makes a pod to 58 characters and put five behind it, so the last word may be gone in
 * part or whole.
 */
const CUT: readonly Named[] = [
  {
    name: 'cut',
    expression: "request.kind.kind == 'Pod' && variables.name.size() == 63 ? variables.name.substring(0, 58) : ''",
  },
  { name: 'whole', expression: "variables.cut == '' || variables.cut.endsWith('-')" },
  { name: 'cutOwner', expression: withoutLastWord('variables.cut') },
];
/**
 * The shortest name of a Deployment whose pods have a cut name: its ReplicaSets have ten characters more and a dash.
 */
const SHORTEST_CUT = 47;
const fullName = (kind: string, name: string): string => `${kind} + ' ' + request.namespace + '/' + ${name}`;
const exempt = (names: string, extra = ''): Named[] => [
  { name: 'names', expression: names },
  {
    name: 'exempt',
    expression:
      `${lines('exemptions')}.filter(line, line.contains(' ' + request.namespace + '/'))` +
      ".map(line, line.split(': ')[0])" +
      `.filter(entry, variables.names.exists(name, entry.endsWith(' ' + name))${extra})` +
      ".map(entry, entry.split(' ')[0])",
  },
];

/** The full names of an owner of some kinds. */
const namesOf = (kinds: readonly string[], owner: string): string =>
  `[${kinds.map(kind => `'${kind}'`).join(', ')}].map(kind, ${fullName('kind', owner)})`;

const WHOLE_OWNERS = namesOf(['ReplicaSet', 'DaemonSet', 'Job', 'ReplicationController'], 'variables.owner');
const WHOLE_GRANDOWNERS = namesOf(['Deployment', 'CronJob', 'Job'], 'variables.grandowner');
const CUT_OWNERS = namesOf(['Deployment', 'CronJob'], 'variables.cutOwner');
const HAS_GRANDOWNER = `(variables.cut == '' || variables.grandowner.size() >= ${SHORTEST_CUT - 1})`;

/** The full names of the object and of what may have made it. */
const POD_NAMES = [
  "[variables.where] + (request.kind.kind == 'Pod'",
  `? [${fullName("'StatefulSet'", 'variables.owner')}]`,
  `+ (variables.whole ? ${WHOLE_OWNERS} : [])`,
  `+ (variables.whole && ${HAS_GRANDOWNER}`,
  `? ${WHOLE_GRANDOWNERS} : [])`,
  `+ (variables.cutOwner.size() < ${SHORTEST_CUT} ? [] : ${CUT_OWNERS})`,
  `: request.kind.kind == 'ReplicaSet' ? [${fullName("'Deployment'", 'variables.owner')}]`,
  `: request.kind.kind == 'Job' ? [${fullName("'CronJob'", 'variables.owner')}] : [])`,
].join(' ');
const CUT_NAMES =
  " || variables.cut != '' && ['Deployment', 'ReplicaSet', 'DaemonSet', 'Job', 'ReplicationController']" +
  `.exists(kind, entry.contains(' ' + ${fullName('kind', 'variables.cut')}))`;

const WORKLOAD_LISTS: readonly ListName[] = ['allowedPackages', 'allowedRegistries', 'blockedPackages', 'exemptions'];
const NETWORK_LISTS: readonly ListName[] = ['exemptions'];

/** Pods and everything that makes them. */
export function renderWorkloadPolicy(rules: readonly AdmissionRule[], failurePolicy: FailurePolicy): PolicySpec {
  return {
    failurePolicy,
    ...PARAMETERS,
    matchConstraints: {
      resourceRules: [
        rule('', ['pods', 'replicationcontrollers']),
        rule('', ['pods/ephemeralcontainers', 'pods/resize'], ['UPDATE']),
        rule('apps', ['deployments', 'replicasets', 'statefulsets', 'daemonsets']),
        rule('batch', ['jobs', 'cronjobs']),
      ],
    },
    matchConditions: [unchanged(podIn)],
    variables: [
      ...NAMED,
      ...OWNERS,
      ...CUT,
      ...exempt(POD_NAMES, CUT_NAMES),
      { name: 'pod', expression: podIn('dyn(object)') },
      { name: 'context', expression: 'variables.pod.?securityContext.orValue({})' },
      { name: 'sized', expression: 'dyn(variables.pod.containers) + dyn(variables.pod.?initContainers.orValue([]))' },
      { name: 'containers', expression: 'variables.sized + dyn(variables.pod.?ephemeralContainers.orValue([]))' },
      { name: 'registries', expression: lines('allowedRegistries') },
      { name: 'allowed', expression: lines('allowedPackages') },
      { name: 'blocked', expression: lines('blockedPackages') },
      {
        name: 'blockedWords',
        expression: "variables.blocked.filter(p, !p.startsWith('oci:')).map(p, p.substring(p.indexOf(':') + 1))",
      },
      {
        name: 'blockedScopes',
        expression: "variables.blockedWords.filter(p, p.endsWith('/*')).map(p, p.substring(0, p.size() - 1))",
      },
      { name: 'blockedNames', expression: "variables.blockedWords.filter(p, !p.endsWith('/*'))" },
      { name: 'digests', expression: `${scalar('requireDigests', 'true')} != 'false'` },
      { name: 'domain', expression: scalar('clusterDomain', 'cluster.local') },
      { name: 'openshift', expression: `${scalar('openshift', 'false')} == 'true'` },
      unreadable(WORKLOAD_LISTS),
    ],
    validations: [
      readableLists(WORKLOAD_LISTS),
      ...rules.filter(({ admission }) => admission.of === 'Pods').map(renderValidation),
    ],
  };
}

/** NetworkPolicies and Services. */
export function renderNetworkAdmission(rules: readonly AdmissionRule[], failurePolicy: FailurePolicy): PolicySpec {
  return {
    failurePolicy,
    ...PARAMETERS,
    matchConstraints: { resourceRules: [rule('', ['services']), rule('networking.k8s.io', ['networkpolicies'])] },
    matchConditions: [unchanged(object => `${object}.spec`)],
    variables: [
      ...NAMED,
      ...exempt('[variables.where]'),
      { name: 'spec', expression: 'dyn(object).spec' },
      unreadable(NETWORK_LISTS),
    ],
    validations: [
      readableLists(NETWORK_LISTS),
      ...['Service', 'NetworkPolicy'].flatMap(kind =>
        rules
          .filter(({ admission }) => admission.of === kind)
          .map(one => {
            const validation = renderValidation(one);
            return { ...validation, expression: `request.kind.kind != '${kind}' || ${validation.expression}` };
          }),
      ),
    ],
  };
}

function renderValidation({ id, fix, admission }: AdmissionRule): Validation {
  const { container, among = 'containers', problem, relaxedBy } = admission;
  const exemption =
    relaxedBy === undefined ? '' : ` What has ${relaxedBy} also needs an exemption of this policy (docs/admission.md).`;
  const rest = `${problem}. Fix: ${fix}${exemption}`;
  const message = celText(` ${rest}`);
  const offenders =
    `', container ' + variables.${among}.filter(c, !(${container}))` + ".map(c, string(c.name)).join(', ')";
  return {
    expression: `'${id}' in variables.exempt || ${conditionOf(admission)}`,
    message: `${id}: ${container === undefined ? 'it' : 'a container'} ${rest}`,
    messageExpression: `'${id}: ' + variables.where + ${container === undefined ? '' : `${offenders} + `}${message}`,
    reason: 'Forbidden',
  };
}

function conditionOf({ container, among = 'containers', expression }: AdmissionForm): string {
  return container === undefined ? `(${expression ?? 'true'})` : `variables.${among}.all(c, ${container})`;
}
