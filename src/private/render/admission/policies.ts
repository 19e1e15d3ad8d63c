import { AdmissionForm, AdmissionRule } from '../../admission-form';
import { celText } from '../../cel';

/** The spec of a ValidatingAdmissionPolicy, as far as it is written here. kubernetes-types has no admissionregistration/v1 with CEL. */
export interface PolicySpec {
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly paramKind: { readonly apiVersion: string; readonly kind: string };
  readonly matchConstraints: { readonly resourceRules: readonly ResourceRule[] };
  readonly matchConditions?: readonly Named[];
  readonly variables: readonly Named[];
  readonly validations: readonly Validation[];
}

interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
}

interface Named { readonly name: string; readonly expression: string }

interface Validation {
  readonly expression: string;
  readonly message: string;
  readonly messageExpression: string;
  readonly reason: 'Forbidden';
}

/** What becomes of an expression that fails; a policy that only warns lets the object in. */
type FailurePolicy = PolicySpec['failurePolicy'];

const PARAMETERS = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } } as const;
const WRITES = ['CREATE', 'UPDATE'];

const rule = (group: string, resources: readonly string[], operations: readonly string[] = WRITES): ResourceRule =>
  ({ apiGroups: [group], apiVersions: ['v1'], operations, resources });
const lines = (key: string): string => `params.data.?${key}.orValue('').split('\\n').filter(line, line != '')`;

/** Where the pods of a kind are described. */
const podIn = (object: string): string => `request.kind.kind == 'Pod' ? ${object}.spec : request.kind.kind == 'CronJob'`
  + ` ? ${object}.spec.jobTemplate.spec.template.spec : ${object}.spec.template.spec`;
const unchanged = (of: (object: string) => string): Named =>
  ({ name: 'new-or-changed', expression: `request.operation != 'UPDATE' || (${of('dyn(object)')}) != (${of('dyn(oldObject)')})` });

// an empty text has no last index before Kubernetes 1.32
const withoutLastWord = (name: string): string => `!${name}.contains('-') ? '' : ${name}.substring(0, ${name}.lastIndexOf('-'))`;

const NAMED: readonly Named[] = [
  { name: 'name', expression: "dyn(object).metadata.?name.orValue('')" },
  { name: 'where', expression: "request.kind.kind + ' ' + request.namespace + '/' + variables.name" },
];
/** Names without their last word and their last two: those of the owners, as controllers build names. */
const OWNERS: readonly Named[] = [
  { name: 'owner', expression: withoutLastWord('variables.name') },
  { name: 'grandowner', expression: withoutLastWord('variables.owner') },
];
const EXEMPT = (names: string): Named[] => [
  { name: 'names', expression: names },
  {
    name: 'exempt',
    expression: `${lines('exemptions')}.filter(line, line.contains(' ' + request.namespace + '/')).map(line, line.split(': ')[0]).filter(entry, variables.names.exists(name, entry.endsWith(' ' + name))).map(entry, entry.split(' ')[0])`,
  },
];

const POD_NAMES = `[variables.where] + (request.kind.kind == 'Pod'
  ? ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'].map(kind, kind + ' ' + request.namespace + '/' + variables.owner)
    + ['Deployment', 'CronJob', 'Job'].map(kind, kind + ' ' + request.namespace + '/' + variables.grandowner)
  : request.kind.kind == 'ReplicaSet' ? ['Deployment ' + request.namespace + '/' + variables.owner]
  : request.kind.kind == 'Job' ? ['CronJob ' + request.namespace + '/' + variables.owner] : [])`.replace(/\s*\n\s*/g, ' ');

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
      ...EXEMPT(POD_NAMES),
      { name: 'pod', expression: podIn('dyn(object)') },
      { name: 'context', expression: 'variables.pod.?securityContext.orValue({})' },
      { name: 'sized', expression: 'dyn(variables.pod.containers) + dyn(variables.pod.?initContainers.orValue([]))' },
      { name: 'containers', expression: 'variables.sized + dyn(variables.pod.?ephemeralContainers.orValue([]))' },
      { name: 'registries', expression: lines('allowedRegistries') },
      { name: 'allowed', expression: lines('allowedPackages') },
      { name: 'blocked', expression: lines('blockedPackages') },
      { name: 'blockedWords', expression: "variables.blocked.filter(p, !p.startsWith('oci:')).map(p, p.substring(p.indexOf(':') + 1))" },
      { name: 'blockedScopes', expression: "variables.blockedWords.filter(p, p.endsWith('/*')).map(p, p.substring(0, p.size() - 1))" },
      { name: 'blockedNames', expression: "variables.blockedWords.filter(p, !p.endsWith('/*'))" },
      { name: 'digests', expression: "params.data.?requireDigests.orValue('true') != 'false'" },
      { name: 'domain', expression: "params.data.?clusterDomain.orValue('cluster.local')" },
      { name: 'openshift', expression: "params.data.?openshift.orValue('false') == 'true'" },
    ],
    validations: rules.filter(({ admission }) => admission.of === 'Pods').map(renderValidation),
  };
}

/** NetworkPolicies and Services. */
export function renderNetworkAdmission(rules: readonly AdmissionRule[], failurePolicy: FailurePolicy): PolicySpec {
  return {
    failurePolicy,
    ...PARAMETERS,
    matchConstraints: { resourceRules: [rule('', ['services']), rule('networking.k8s.io', ['networkpolicies'])] },
    matchConditions: [unchanged(object => `${object}.spec`)],
    variables: [...NAMED, ...EXEMPT('[variables.where]'), { name: 'spec', expression: 'dyn(object).spec' }],
    validations: ['Service', 'NetworkPolicy'].flatMap(kind => rules.filter(({ admission }) => admission.of === kind).map(one => {
      const validation = renderValidation(one);
      return { ...validation, expression: `request.kind.kind != '${kind}' || ${validation.expression}` };
    })),
  };
}

/** Replicas of the servers on the list, by whatever way they are asked for. A Scale has nothing but its name to tell it by. */
export function renderQuarantine({ id, fix }: Pick<AdmissionRule, 'id' | 'fix'>, failurePolicy: FailurePolicy): PolicySpec {
  const text = 'is quarantined and must not have replicas';
  return {
    failurePolicy,
    ...PARAMETERS,
    matchConstraints: {
      resourceRules: [
        rule('apps', ['deployments', 'replicasets']),
        rule('apps', ['deployments/scale', 'replicasets/scale'], ['UPDATE']),
      ],
    },
    matchConditions: [
      // what is being deleted may go, whatever it asks for
      { name: 'asks-for-replicas', expression: 'dyn(object).spec.?replicas.orValue(0) > 0 && !has(dyn(object).metadata.deletionTimestamp)' },
      // the controller of Deployments writes their annotations to a ReplicaSet before it takes its replicas away
      {
        name: 'new-or-more-replicas',
        expression: "request.operation != 'UPDATE' || request.resource.resource != 'replicasets' || dyn(object).spec.?replicas.orValue(0) > dyn(oldObject).spec.?replicas.orValue(0)",
      },
    ],
    variables: [
      NAMED[0],
      OWNERS[0],
      { name: 'server', expression: "request.namespace + '/' + (request.resource.resource == 'replicasets' ? variables.owner : variables.name)" },
    ],
    validations: [{
      expression: `!(variables.server in ${lines('quarantined')})`,
      message: `${id}: the server ${text}. Fix: ${fix}`,
      messageExpression: `${celText(`${id}: `)} + variables.server + ${celText(` ${text}. Fix: ${fix}`)}`,
      reason: 'Forbidden',
    }],
  };
}

function renderValidation({ id, fix, admission }: AdmissionRule): Validation {
  const { container, among = 'containers', problem } = admission;
  const said = celText(` ${problem}. Fix: ${fix}`);
  return {
    expression: `'${id}' in variables.exempt || ${conditionOf(admission)}`,
    message: `${id}: ${container === undefined ? 'it' : 'a container'} ${problem}. Fix: ${fix}`,
    messageExpression: container === undefined ? `'${id}: ' + variables.where + ${said}`
      : `'${id}: ' + variables.where + ', container ' + variables.${among}.filter(c, !(${container})).map(c, string(c.name)).join(', ') + ${said}`,
    reason: 'Forbidden',
  };
}

function conditionOf({ container, among = 'containers', expression }: AdmissionForm): string {
  return container === undefined ? `(${expression ?? 'true'})` : `variables.${among}.all(c, ${container})`;
}
