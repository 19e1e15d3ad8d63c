import { lines, readableLists, unreadable } from './lists';
import { FailurePolicy, Named, PolicySpec } from './policy-spec';
import { NAMED, OWNERS, PARAMETERS, rule } from './render-policies';
import { celText } from '../foundation/cel';
import { SERVER_LABEL } from '../foundation/labels';
import { AdmissionRule } from '../guardrails/admission-form';

/** The value of the server's label on the pods that an object is or makes; a Scale has no labels. */
const labelIn = (object: string): string =>
  [
    `(request.kind.kind == 'Pod' ? ${object}.metadata.?labels`,
    `: request.kind.kind == 'CronJob' ? ${object}.spec.?jobTemplate.?spec.?template.?metadata.?labels`,
    `: ${object}.spec.?template.?metadata.?labels)[?${celText(SERVER_LABEL)}].orValue('')`,
  ].join(' ');

const replicasOf = (object: string): string => `dyn(${object}).spec.?replicas.orValue(0)`;

const CONDITIONS: readonly Named[] = [
  // an object that is being deleted may go, whatever it asks for
  {
    name: 'asks-for-replicas',
    expression:
      `(request.kind.kind in ['Pod', 'DaemonSet', 'Job', 'CronJob'] || ${replicasOf('object')} > 0)` +
      ' && !dyn(object).metadata.?deletionTimestamp.hasValue()',
  },
  // the controller of Deployments annotates a ReplicaSet before it takes its replicas away; finalizers of pods must go
  {
    name: 'new-or-more-replicas',
    expression:
      "request.operation != 'UPDATE' || (request.resource.resource == 'replicasets'" +
      ` ? ${replicasOf('object')} > ${replicasOf('oldObject')}` +
      ` : request.kind.kind != 'Pod' || ${labelIn('dyn(object)')} != ${labelIn('dyn(oldObject)')})`,
  },
];

/** Refuses pods of the servers on the list: those with the server's name, and those with the label of its Service. */
export function renderQuarantine(
  { id, fix }: Pick<AdmissionRule, 'id' | 'fix'>,
  failurePolicy: FailurePolicy,
): PolicySpec {
  const text = 'is quarantined: it must not have replicas, and nothing else its label';
  return {
    failurePolicy,
    ...PARAMETERS,
    matchConstraints: {
      resourceRules: [
        rule('', ['pods', 'replicationcontrollers']),
        rule('apps', ['deployments', 'replicasets', 'statefulsets', 'daemonsets']),
        rule('apps', ['deployments/scale', 'replicasets/scale'], ['UPDATE']),
        rule('batch', ['jobs', 'cronjobs']),
      ],
    },
    matchConditions: CONDITIONS,
    variables: [
      ...NAMED,
      OWNERS[0],
      { name: 'label', expression: labelIn('dyn(object)') },
      // a Scale has nothing but its name to tell it by
      {
        name: 'servers',
        expression:
          "(request.resource.resource == 'deployments' ? [variables.name]" +
          " : request.resource.resource == 'replicasets' ? [variables.owner] : [])" +
          " + (variables.label == '' ? [] : [variables.label])",
      },
      {
        name: 'found',
        expression:
          "variables.servers.map(name, request.namespace + '/' + name)" +
          `.filter(server, server in ${lines('quarantined')})`,
      },
      unreadable(['quarantined']),
    ],
    validations: [
      readableLists(['quarantined']),
      {
        expression: 'variables.found.size() == 0',
        message: `${id}: the server ${text}. Fix: ${fix}`,
        messageExpression:
          `${celText(`${id}: `)} + variables.where + ': ' + variables.found[0]` +
          ` + ${celText(` ${text}. Fix: ${fix}`)}`,
        reason: 'Forbidden',
      },
    ],
  };
}
