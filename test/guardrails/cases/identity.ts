import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Mutant, Mutants, byHand, edit, editPod } from './mutant';
import { KubernetesAccess, McpNamespace, McpServer } from '../../../src';
import { Manifest } from '../../util/app';

const ACCESS = KubernetesAccess.readOnly({ resources: ['pods'] });
const API_SERVER = { apiServer: { cidrs: ['203.0.113.10/32'] } };

/** Audiences of API servers, and others that only look like them. */
export const API_AUDIENCES = [
  '',
  'api',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'https://kubernetes.default.svc',
  'https://kubernetes.default.svc.cluster.local',
  'https://kubernetes.default.svc.corp.example',
  'kubernetes.svc.default',
  'https://kubernetes.default:443',
  'https://api.cluster.local',
  'cluster.local',
  'kube-apiserver',
  'k3s',
  'https://container.googleapis.com/v1/projects/a/locations/b/clusters/c',
  'https://oidc.eks.eu-west-1.amazonaws.com/id/ABC',
  'https://oidc-eks.eks.us-east-1.api.aws/id/ABC',
  'https://ABC.gr7.eu-west-1.eks.amazonaws.com',
  'https://x-abc.hcp.westeurope.azmk8s.io',
  'https://westeurope.oic.prod-aks.azure.com/tenant/id/',
  'https://rh-oidc.s3.us-east-1.amazonaws.com/abc',
  'https://oidc.op1.openshiftapps.com/abc',
  'https://api.cluster.example.com:6443',
];
export const OTHER_AUDIENCES = [
  'vault',
  'openshift',
  'sts.amazonaws.com',
  'https://vault.vault.svc.cluster.local',
  'my-kubernetes-tool',
  'https://api.example.com',
];

function inPod(title: string, field: string, change: (pod: Manifest) => void): Mutant {
  return { title, field: `spec.template.spec.${field}`, breaks: subject => editPod(subject, change) };
}

function child(subject: McpServer, id: string): ApiObject {
  const found = subject.node.findAll().find(({ node }) => node.id === id);
  if (found === undefined) {
    throw new Error(`no ${id}`);
  }
  return ApiObject.of(found);
}

function inRole(title: string, field: string, rule: Manifest): Mutant {
  return {
    title,
    field,
    path: 'test/tool/Role-mcp-tools',
    props: { kubernetesAccess: ACCESS },
    platform: API_SERVER,
    breaks: subject =>
      child(subject, 'Role-mcp-tools').addJsonPatch(
        JsonPatch.replace('/rules/0', { apiGroups: [''], resources: ['pods'], verbs: ['get'], ...rule }),
      ),
  };
}

function roleByHand(title: string, kind: string, field: string, json: Manifest): Mutant {
  return {
    title,
    field,
    path: 'test/by-hand',
    breaks: subject =>
      byHand(subject, { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'by-hand' }, ...json }),
  };
}

function namespace(title: string, mode: string, change: (labels: Manifest) => void): Mutant {
  return {
    title,
    field: `metadata.labels.pod-security.kubernetes.io/${mode}`,
    path: 'test/pool',
    breaks: subject =>
      edit(new McpNamespace(Chart.of(subject), 'pool', { name: 'pool' }).namespaceObject, json =>
        change(json.metadata.labels),
      ),
  };
}

export const IDENTITY: Mutants = {
  'token-mount': [
    inPod('a patch that mounts the token', 'automountServiceAccountToken', pod => {
      pod.automountServiceAccountToken = true;
    }),
    inPod('a patch that leaves the token to the default', 'automountServiceAccountToken', pod => {
      delete pod.automountServiceAccountToken;
    }),
    {
      title: 'a ServiceAccount that mounts its token',
      field: 'automountServiceAccountToken',
      path: 'test/tool/ServiceAccount',
      breaks: subject =>
        edit(child(subject, 'ServiceAccount'), json => {
          json.automountServiceAccountToken = true;
        }),
    },
    {
      title: 'a ServiceAccount by hand',
      field: 'automountServiceAccountToken',
      path: 'test/by-hand',
      breaks: subject => byHand(subject, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'by-hand' } }),
    },
  ],

  'token-grant': [
    inPod(
      'a patch that projects a token for the API server into a server without permissions',
      'volumes[1].projected.sources[0].serviceAccountToken',
      pod => {
        pod.volumes.push({
          name: 'api',
          projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }] },
        });
      },
    ),
    ...API_AUDIENCES.map(audience =>
      inPod(
        `a token for the API server under the audience "${audience}"`,
        'volumes[1].projected.sources[0].serviceAccountToken',
        pod => {
          pod.volumes.push({
            name: 'api',
            projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600, audience } }] },
          });
        },
      ),
    ),
  ],

  'token-lifetime': [
    inPod('a token that lasts a week', 'volumes[1].projected.sources[0].serviceAccountToken.expirationSeconds', pod => {
      pod.volumes.push({
        name: 'vault',
        projected: {
          sources: [{ serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 604800 } }],
        },
      });
    }),
    inPod('a token without end', 'volumes[1].projected.sources[0].serviceAccountToken.expirationSeconds', pod => {
      pod.volumes.push({
        name: 'vault',
        projected: {
          sources: [{ serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 'never' } }],
        },
      });
    }),
  ],

  'service-account': [
    inPod('the default account', 'serviceAccountName', pod => {
      pod.serviceAccountName = 'default';
    }),
    inPod('no account', 'serviceAccountName', pod => {
      delete pod.serviceAccountName;
    }),
    inPod('an empty account', 'serviceAccountName', pod => {
      pod.serviceAccountName = '';
    }),
  ],

  'service-links': [
    inPod('service links switched on', 'enableServiceLinks', pod => {
      pod.enableServiceLinks = true;
    }),
    inPod('service links left to the default', 'enableServiceLinks', pod => {
      delete pod.enableServiceLinks;
    }),
  ],

  'shutdown': [
    inPod('a grace period as short as the drain', 'containers[0].lifecycle.preStop.sleep.seconds', pod => {
      pod.terminationGracePeriodSeconds = 10;
    }),
    inPod('a drain longer than the default grace', 'containers[0].lifecycle.preStop.sleep.seconds', pod => {
      delete pod.terminationGracePeriodSeconds;
      pod.containers[0].lifecycle.preStop.sleep.seconds = 31;
    }),
    inPod('no grace at all', 'containers[0].lifecycle.preStop.sleep.seconds', pod => {
      pod.terminationGracePeriodSeconds = 0;
      delete pod.containers[0].lifecycle;
    }),
  ],

  'rbac-wildcard': [
    inRole('a patch that grants every verb', 'rules[0].verbs', { verbs: ['*'] }),
    inRole('a patch that grants every resource', 'rules[0].resources', { resources: ['*'] }),
    inRole('a patch that grants every API group', 'rules[0].apiGroups', { apiGroups: ['*'] }),
    inRole('a patch that grants a subresource of everything', 'rules[0].resources', { resources: ['*/exec'] }),
    roleByHand('a ClusterRole for every URL', 'ClusterRole', 'rules[0].nonResourceURLs', {
      rules: [{ nonResourceURLs: ['*'], verbs: ['get'] }],
    }),
    roleByHand('a ClusterRole that takes what others label', 'ClusterRole', 'aggregationRule', {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
      rules: [],
    }),
  ],

  'rbac-sensitive': [
    ...[
      'secrets',
      'pods/exec',
      'pods/attach',
      'pods/portforward',
      'pods/proxy',
      'nodes/proxy',
      'services/proxy',
      'serviceaccounts/token',
      'pods/ephemeralcontainers',
      'certificatesigningrequests/approval',
    ].map(resource => inRole(`a patch that grants ${resource}`, 'rules[0].resources', { resources: [resource] })),
    ...['escalate', 'bind', 'impersonate'].map(verb =>
      inRole(`a patch that grants ${verb}`, 'rules[0].verbs', { verbs: [verb] }),
    ),
    ...[
      'pods',
      'deployments',
      'cronjobs',
      'rolebindings',
      'clusterroles',
      'persistentvolumes',
      'mutatingwebhookconfigurations',
    ].map(resource =>
      inRole(`a patch that lets it create ${resource}`, 'rules[0].resources', {
        resources: [resource],
        verbs: ['get', 'create'],
      }),
    ),
    ...['networkpolicies', 'ciliumnetworkpolicies', 'services', 'endpointslices', 'ingresses'].flatMap(resource =>
      ['update', 'delete'].map(verb =>
        inRole(`a patch that lets it ${verb} ${resource}`, 'rules[0].resources', {
          resources: [resource],
          verbs: ['get', verb],
        }),
      ),
    ),
    ...(
      [
        ['', 'namespaces', 'patch'],
        ['', 'configmaps', 'update'],
        ['', 'nodes/log', 'get'],
        ['', 'nodes/status', 'patch'],
        ['', 'events', 'delete'],
        ['apps', 'deployments/scale', 'patch'],
        ['admissionregistration.k8s.io', 'validatingadmissionpolicies', 'delete'],
        ['admissionregistration.k8s.io', 'mutatingadmissionpolicies', 'create'],
        ['external-secrets.io', 'externalsecrets', 'create'],
        ['gateway.networking.k8s.io', 'httproutes', 'patch'],
        ['agentgateway.dev', 'agentgatewaypolicies', 'delete'],
        ['helm.toolkit.fluxcd.io', 'helmreleases', 'create'],
        ['jobset.x-k8s.io', 'jobsets', 'create'],
        ['toolhive.stacklok.dev', 'mcpservers', 'create'],
        ['certificates.k8s.io', 'certificatesigningrequests', 'create'],
        ['coordination.k8s.io', 'leases', 'update'],
        ['subresources.kubevirt.io', 'virtualmachineinstances/console', 'get'],
        ['management.cattle.io', 'tokens', 'list'],
      ] as const
    ).map(([group, resource, verb]) =>
      roleByHand(`a ClusterRole that may ${verb} ${resource}`, 'ClusterRole', 'rules[0].resources', {
        rules: [{ apiGroups: ['', group], resources: ['pods', resource], verbs: [verb] }],
      }),
    ),
    ...['approve', 'sign', 'use', 'impersonate-on:user-info'].map(verb =>
      roleByHand(`a ClusterRole with the verb ${verb}`, 'ClusterRole', 'rules[0].verbs', {
        rules: [{ apiGroups: ['certificates.k8s.io'], resources: ['signers'], verbs: [verb] }],
      }),
    ),
    roleByHand('a ClusterRole for the logs of the API server', 'ClusterRole', 'rules[0].nonResourceURLs', {
      rules: [{ nonResourceURLs: ['/healthz', '/logs/'], verbs: ['get'] }],
    }),
    roleByHand('a Role by hand that reads secrets', 'Role', 'rules[0].resources', {
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
    }),
  ],

  'rbac-admin': [
    ...[
      'cluster-admin',
      'admin',
      'edit',
      'system:node',
      'system:kube-controller-manager',
      'system:aggregate-to-edit',
      'system:controller:clusterrole-aggregation-controller',
    ].map(name =>
      roleByHand(`a binding to ${name}`, 'ClusterRoleBinding', 'roleRef.name', {
        roleRef: { kind: 'ClusterRole', name },
        subjects: [],
      }),
    ),
    ...[
      'system:masters',
      'system:authenticated',
      'system:unauthenticated',
      'system:serviceaccounts',
      'system:serviceaccounts:mcp-tools',
      'system:nodes',
    ].map(name =>
      roleByHand(`a binding of the group ${name}`, 'RoleBinding', 'subjects[0].name', {
        roleRef: { kind: 'Role', name: 'reader' },
        subjects: [{ kind: 'Group', name }],
      }),
    ),
    roleByHand('a binding of the default account', 'RoleBinding', 'subjects[0].name', {
      roleRef: { kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'mcp-tools' }],
    }),
    roleByHand('a binding of the default account as a user', 'RoleBinding', 'subjects[0].name', {
      roleRef: { kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'User', name: 'system:serviceaccount:mcp-tools:default' }],
    }),
    roleByHand('a binding of the anonymous user', 'RoleBinding', 'subjects[0].name', {
      roleRef: { kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'User', name: 'system:anonymous' }],
    }),
    {
      title: 'a patch that binds the server to cluster-admin',
      field: 'roleRef.name',
      path: 'test/tool/RoleBinding-mcp-tools',
      props: { kubernetesAccess: ACCESS },
      platform: API_SERVER,
      breaks: subject =>
        child(subject, 'RoleBinding-mcp-tools').addJsonPatch(JsonPatch.replace('/roleRef/name', 'cluster-admin')),
    },
  ],

  'rbac-elsewhere': [
    {
      title: 'a patch that binds the server to a role of others',
      field: 'roleRef.name',
      path: 'test/tool/RoleBinding-mcp-tools',
      props: { kubernetesAccess: ACCESS },
      platform: API_SERVER,
      breaks: subject =>
        child(subject, 'RoleBinding-mcp-tools').addJsonPatch(
          JsonPatch.replace('/roleRef', {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'ClusterRole',
            name: 'some-strong-role',
          }),
        ),
    },
    ...['Role', 'ClusterRole'].map(kind =>
      roleByHand(`a binding to a ${kind} that is not there`, 'RoleBinding', 'roleRef.name', {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'strong' },
        subjects: [],
      }),
    ),
  ],

  'pod-security-labels': [
    ...['enforce', 'audit', 'warn'].flatMap(mode => [
      namespace(`a namespace whose ${mode} is privileged`, mode, labels => {
        labels[`pod-security.kubernetes.io/${mode}`] = 'privileged';
      }),
      namespace(`a namespace without ${mode}`, mode, labels => {
        delete labels[`pod-security.kubernetes.io/${mode}`];
      }),
      namespace(`a namespace held to the rules of an old version by ${mode}`, `${mode}-version`, labels => {
        labels[`pod-security.kubernetes.io/${mode}-version`] = 'v1.18';
      }),
    ]),
    {
      title: 'a Namespace by hand without labels',
      field: 'metadata.labels.pod-security.kubernetes.io/enforce',
      path: 'test/by-hand',
      breaks: subject => byHand(subject, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'by-hand' } }),
    },
  ],
};
