import type { PolicyRule } from 'kubernetes-types/rbac/v1';

const CORE_RESOURCES = [
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'persistentvolumeclaims',
  'pods',
  'pods/log',
  'pods/status',
  'resourcequotas',
  'serviceaccounts',
  'services',
];
const READ_VERBS = ['get', 'list', 'watch'];
const WRITE_VERBS = ['patch', 'update'];

/** Everything in the namespace but Secrets. */
export function viewerRules(): PolicyRule[] {
  return [
    { apiGroups: [''], resources: [...CORE_RESOURCES], verbs: READ_VERBS },
    {
      apiGroups: ['apps'],
      resources: ['deployments', 'deployments/scale', 'deployments/status', 'replicasets'],
      verbs: READ_VERBS,
    },
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: READ_VERBS },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: READ_VERBS },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: READ_VERBS },
    { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: READ_VERBS },
  ];
}

/** Workloads and how they scale. Nothing by which rights, secrets or network policy could be had. */
export function editorRules(): PolicyRule[] {
  return [
    ...viewerRules(),
    { apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'], verbs: WRITE_VERBS },
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: WRITE_VERBS },
    { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: WRITE_VERBS },
  ];
}
