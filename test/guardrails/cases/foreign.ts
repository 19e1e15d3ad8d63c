import { Mutant, Mutants, byHand } from './mutant';
import { Manifest } from '../../util/app';

function object(title: string, field: string, json: Manifest): Mutant {
  return {
    title,
    field,
    path: 'test/by-hand',
    breaks: subject => byHand(subject, { metadata: { name: 'by-hand' }, ...json }),
  };
}

/** Kinds whose controllers make pods that nobody has judged. */
const ELSEWHERE: readonly (readonly [title: string, apiVersion: string, kind: string, spec: Manifest])[] = [
  ['a chart', 'helm.toolkit.fluxcd.io/v2', 'HelmRelease', { values: { image: { tag: 'latest' } } }],
  ['an Application', 'argoproj.io/v1alpha1', 'Application', { source: { chart: 'notes' } }],
  ['the server of an operator', 'toolhive.stacklok.dev/v1beta1', 'MCPServer', { image: 'ghcr.io/acme/notes:1' }],
  ['an image of a kind that nobody knows', 'example.com/v1', 'Tool', { deployment: { image: 'acme/notes:1' } }],
  ['the values of a chart', 'example.com/v1', 'Tool', { image: { repository: 'acme/notes', tag: 'latest' } }],
  [
    'a part of a pod',
    'postgresql.cnpg.io/v1',
    'Pooler',
    { template: { spec: { containers: [{ name: 'pgbouncer', resources: {} }] } } },
  ],
  ['a task', 'tekton.dev/v1', 'Task', { steps: [{ name: 'build', image: 'acme/build:1' }] }],
];

const ALLOW = { egress: [{ action: 'Deny' }, { action: 'Allow' }] };
/** Kinds of others that decide about traffic. */
const NETWORKS: readonly (readonly [title: string, apiVersion: string, kind: string, spec?: Manifest])[] = [
  ['a policy of Calico', 'projectcalico.org/v3', 'GlobalNetworkPolicy', ALLOW],
  ['a policy of Calico as it is stored', 'crd.projectcalico.org/v1', 'NetworkPolicy', ALLOW],
  ['a policy of administrators', 'policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', ALLOW],
  ['a policy of Antrea', 'crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', ALLOW],
  ['a firewall of OVN', 'k8s.ovn.org/v1', 'EgressFirewall', { egress: [{ type: 'Allow' }] }],
  ['names of GKE', 'networking.gke.io/v1alpha1', 'FQDNNetworkPolicy', { egress: [{ matches: [{ pattern: '*' }] }] }],
  ['a redirection of Cilium', 'cilium.io/v2', 'CiliumLocalRedirectPolicy'],
  ['a gateway of Cilium', 'cilium.io/v2', 'CiliumEgressGatewayPolicy'],
  ['a policy of Istio', 'security.istio.io/v1', 'AuthorizationPolicy', { action: 'ALLOW', rules: [{}] }],
  ['no mutual TLS', 'security.istio.io/v1', 'PeerAuthentication', { mtls: { mode: 'DISABLE' } }],
  ['a server of Linkerd', 'policy.linkerd.io/v1beta3', 'Server', { accessPolicy: 'all-unauthenticated' }],
  ['a permission of Kuma', 'kuma.io/v1alpha1', 'MeshTrafficPermission'],
];

export const FOREIGN: Mutants = {
  'unread-pods': ELSEWHERE.map(([title, apiVersion, kind, spec]) => object(title, 'kind', { apiVersion, kind, spec })),

  'unread-objects': [
    object('a manifest in a manifest', 'spec.workload.manifests[0]', {
      apiVersion: 'work.karmada.io/v1alpha1',
      kind: 'Work',
      spec: { workload: { manifests: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }] } },
    }),
    object('the text of a manifest', 'spec.templates[0].resource.manifest', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      spec: { templates: [{ resource: { manifest: 'apiVersion: v1\nkind: Pod\n' } }] },
    }),
  ],

  'unread-patches': [
    ['a placeholder', '{"hostNetwork": {{inputs.parameters.network}}}'],
    ['no YAML', '{"hostNetwork": '],
    ['no object', 'hostNetwork'],
    ['two documents', 'a: b\n---\nhostNetwork: true\n'],
    ['null', 'securityContext: null'],
    ['a directive', '{"containers": [{"$patch": "replace"}]}'],
  ].map(([title, podSpecPatch]) =>
    object(`a patch with ${title}`, 'spec.podSpecPatch', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      spec: { podSpecPatch },
    }),
  ),

  'node-volumes': [
    ['hostPath', { path: '/' }],
    ['local', { path: '/etc' }],
    ['flexVolume', { driver: 'example.com/any' }],
  ].map(([source, value]) =>
    object(`a PersistentVolume with ${String(source)}`, `spec.${String(source)}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], [String(source)]: value },
    }),
  ),

  'unread-networks': NETWORKS.map(([title, apiVersion, kind, spec = {}]) =>
    object(title, 'kind', { apiVersion, kind, spec }),
  ),

  'late-mutations': [
    object('a webhook', 'kind', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      webhooks: [],
    }),
    object('an Assign of Gatekeeper', 'kind', { apiVersion: 'mutations.gatekeeper.sh/v1', kind: 'Assign', spec: {} }),
    object('a policy of Kyverno that mutates', 'spec.rules[0].mutate', {
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      spec: { rules: [{ name: 'open', mutate: { patchStrategicMerge: { spec: { hostNetwork: true } } } }] },
    }),
  ],

  'open-constraints': (
    [
      ['privileged containers', 'allowPrivilegedContainer', true],
      ['the network of the node', 'allowHostNetwork', true],
      ['every capability', 'allowedCapabilities', ['*']],
      ['every volume', 'volumes', ['*']],
      ['any user', 'runAsUser.type', { type: 'RunAsAny' }],
    ] as const
  ).map(([title, field, value]) =>
    object(title, field, {
      apiVersion: 'security.openshift.io/v1',
      kind: 'SecurityContextConstraints',
      [field.split('.')[0]]: value,
    }),
  ),

  'endpoints-by-hand': [
    object('an EndpointSlice', 'metadata.labels.kubernetes.io/service-name', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'by-hand', labels: { 'kubernetes.io/service-name': 'tool' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['203.0.113.7'] }],
    }),
    object('Endpoints', 'metadata.name', {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'tool' },
      subsets: [{ addresses: [{ ip: '203.0.113.7' }] }],
    }),
  ],
};
