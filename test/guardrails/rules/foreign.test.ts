import { Testing } from 'cdk8s';
import { Guardrails, McpReport } from '../../../src';
import { Manifest } from '../../util/app';
import { FOREIGN } from '../cases/foreign';
import { byHand, problems, rulesIn, sound, soundTemplate, testRules } from '../cases/mutant';

testRules(FOREIGN);

const POD = {
  hostNetwork: true,
  containers: [{ name: 'a', image: 'evil:latest', securityContext: { privileged: true } }],
  volumes: [{ name: 'h', hostPath: { path: '/' } }],
};
const [CONTAINER] = POD.containers;

/** What the command `check` says about one object, without the findings that every pod here has. */
function found(apiVersion: string, kind: string, spec: Manifest): string[] {
  const manifest = { apiVersion, kind, metadata: { name: 'x', namespace: 'tools' }, spec };
  const { findings } = JSON.parse(McpReport.ofManifests([JSON.stringify(manifest)]).toJson()) as Manifest;
  return (findings as Manifest[]).map(({ rule, field }) => `${String(rule)} ${String(field)}`);
}

const PRIVILEGED = 'securityContext.privileged';

test.each<{ title: string; apiVersion: string; kind: string; spec: Manifest; fields: string[] }>([
  {
    title: 'JobSet',
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    spec: { replicatedJobs: [1, 2].map(name => ({ name, template: { spec: { template: { spec: POD } } } })) },
    fields: [0, 1].flatMap(i => {
      const pod = `spec.replicatedJobs[${i}].template.spec.template.spec`;
      return [
        `privileged ${pod}.containers[0].${PRIVILEGED}`,
        `host-namespaces ${pod}.hostNetwork`,
        `volume-types ${pod}.volumes[0].hostPath`,
      ];
    }),
  },
  {
    title: 'LeaderWorkerSet',
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    spec: { leaderWorkerTemplate: { leaderTemplate: { spec: POD }, workerTemplate: { spec: POD } } },
    fields: ['leader', 'worker'].map(
      role => `privileged spec.leaderWorkerTemplate.${role}Template.spec.containers[0].${PRIVILEGED}`,
    ),
  },
  {
    title: 'Sandbox',
    apiVersion: 'agents.x-k8s.io/v1alpha1',
    kind: 'Sandbox',
    spec: { podTemplate: { spec: POD } },
    fields: [`privileged spec.podTemplate.spec.containers[0].${PRIVILEGED}`],
  },
  {
    title: 'ScaledJob',
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledJob',
    spec: { jobTargetRef: { template: { spec: POD } } },
    fields: [`privileged spec.jobTargetRef.template.spec.containers[0].${PRIVILEGED}`],
  },
  {
    title: 'Workflow, whose volumes are those of its templates',
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    spec: {
      volumes: POD.volumes,
      hostNetwork: true,
      templates: [
        { name: 'plain', container: CONTAINER, sidecars: [CONTAINER], initContainers: [CONTAINER] },
        { name: 'own', script: CONTAINER, volumes: POD.volumes },
        { name: 'set', containerSet: { containers: [CONTAINER] } },
      ],
    },
    fields: [
      'volume-types spec.volumes[0].hostPath',
      'host-namespaces spec.hostNetwork',
      `privileged spec.templates[0].container.${PRIVILEGED}`,
      `privileged spec.templates[0].sidecars[0].${PRIVILEGED}`,
      `privileged spec.templates[0].initContainers[0].${PRIVILEGED}`,
      `privileged spec.templates[1].script.${PRIVILEGED}`,
      'volume-types spec.templates[1].volumes[0].hostPath',
      `privileged spec.templates[2].containerSet.containers[0].${PRIVILEGED}`,
    ],
  },
  {
    title: 'only init containers',
    apiVersion: 'x.io/v1',
    kind: 'Foo',
    spec: { template: { spec: { initContainers: [CONTAINER] } } },
    fields: [`privileged spec.template.spec.initContainers[0].${PRIVILEGED}`],
  },
  {
    title: 'a manifest in a manifest',
    apiVersion: 'work.open-cluster-management.io/v1',
    kind: 'ManifestWork',
    spec: { workload: { manifests: [{ apiVersion: 'v1', kind: 'Pod', spec: POD }] } },
    fields: [`privileged spec.workload.manifests[0].spec.containers[0].${PRIVILEGED}`],
  },
  {
    title: 'patches of Argo Workflows in JSON and YAML',
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    spec: {
      podSpecPatch: JSON.stringify(POD),
      templates: [{ name: 'a', container: { image: 'acme/build:1' }, podSpecPatch: 'hostPID: true' }],
    },
    fields: [
      'host-namespaces spec.podSpecPatch.hostNetwork',
      `privileged spec.podSpecPatch.containers[0].${PRIVILEGED}`,
      'volume-types spec.podSpecPatch.volumes[0].hostPath',
      'host-namespaces spec.templates[0].podSpecPatch.hostPID',
    ],
  },
  {
    title: 'a part of a pod',
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Pooler',
    spec: { template: { spec: { hostPID: true, containers: [{ name: 'a', securityContext: { privileged: true } }] } } },
    fields: ['host-namespaces spec.template.spec.hostPID', `privileged spec.template.spec.containers[0].${PRIVILEGED}`],
  },
  {
    title: 'settings for pods of an operator',
    apiVersion: 'example.com/v1',
    kind: 'Tool',
    spec: { pod: { securityContext: { privileged: true } }, extra: { volumes: POD.volumes } },
    fields: [`privileged spec.pod.${PRIVILEGED}`, 'volume-types spec.extra.volumes[0].hostPath'],
  },
  {
    title: 'a task',
    apiVersion: 'tekton.dev/v1',
    kind: 'Task',
    spec: { steps: [CONTAINER], volumes: POD.volumes },
    fields: [`privileged spec.steps[0].${PRIVILEGED}`, 'volume-types spec.volumes[0].hostPath'],
  },
])('the pods of a kind that nobody knows are found: $title', ({ apiVersion, kind, spec, fields }) => {
  expect(found(apiVersion, kind, spec)).toEqual(expect.arrayContaining(fields));
});

const ADMIN = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'a' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'a' }],
};

test.each<{ title: string; apiVersion: string; kind: string; body: Manifest; path: string }>([
  {
    title: 'ManifestWork',
    apiVersion: 'work.open-cluster-management.io/v1',
    kind: 'ManifestWork',
    body: { spec: { workload: { manifests: [ADMIN] } } },
    path: 'spec.workload.manifests[0]',
  },
  {
    title: 'Template of OpenShift',
    apiVersion: 'template.openshift.io/v1',
    kind: 'Template',
    body: { objects: [ADMIN] },
    path: 'objects[0]',
  },
  {
    title: 'Object of Crossplane',
    apiVersion: 'kubernetes.crossplane.io/v1alpha2',
    kind: 'Object',
    body: { spec: { forProvider: { manifest: ADMIN } } },
    path: 'spec.forProvider.manifest',
  },
  {
    title: 'one in another',
    apiVersion: 'example.com/v1',
    kind: 'Outer',
    body: { spec: { inner: { apiVersion: 'example.com/v1', kind: 'Inner', spec: { object: ADMIN } } } },
    path: 'spec.inner.spec.object',
  },
])('an object in another is judged, and named: $title', ({ apiVersion, kind, body, path }) => {
  const manifest = { apiVersion, kind, metadata: { name: 'x', namespace: 'tools' }, ...body };
  const { findings } = JSON.parse(McpReport.ofManifests([JSON.stringify(manifest)]).toJson()) as Manifest;
  const all = (findings as Manifest[]).map(({ rule, field }) => `${String(rule)} ${String(field)}`);
  expect(all).toEqual(expect.arrayContaining([`rbac-admin ${path}.roleRef.name`, `unread-objects ${path}`]));
  expect(new Set(all).size).toBe(all.length);
});

test('patterns of pods in what makes objects of them are judged as parts of pods', () => {
  const container = { name: 'a', image: '${schema.spec.image}' };
  const template = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: '${schema.spec.name}' },
    spec: { template: { spec: { containers: [container] } } },
  };
  expect(found('kro.run/v1alpha1', 'ResourceGraphDefinition', { resources: [{ template }] })).toEqual([
    'unread-objects spec.resources[0].template',
    'unread-pods kind',
  ]);
});

test('an empty patch of Argo Workflows is none', () => {
  expect(found('argoproj.io/v1alpha1', 'WorkflowTemplate', { podSpecPatch: ' ' })).not.toContain(
    'unread-patches spec.podSpecPatch',
  );
});

test('a part of a pod is one warning, not an error for each thing that its controller adds', () => {
  const spec = { template: { spec: { containers: [{ name: 'pgbouncer', resources: {} }] } } };
  expect(found('postgresql.cnpg.io/v1', 'Pooler', spec)).toEqual(['unread-pods kind']);
});

test.each<{ title: string; apiVersion: string; kind: string; spec: Manifest }>([
  {
    title: 'a pattern of a policy',
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    spec: { rules: [{ validate: { pattern: { spec: { containers: [{ name: '*', image: '!*:latest' }] } } } }] },
  },
  {
    title: 'an image that is looked for',
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageRepository',
    spec: { image: 'ghcr.io/acme/notes' },
  },
  { title: 'a picture', apiVersion: 'example.com/v1', kind: 'Page', spec: { image: 'https://example.com/a.png' } },
  {
    title: 'a reference to an object',
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'notes' } },
  },
  { title: 'steps', apiVersion: 'example.com/v1', kind: 'Plan', spec: { steps: [{ name: 'first' }] } },
  { title: 'a ServiceAccount of others', apiVersion: 'talos.dev/v1alpha1', kind: 'ServiceAccount', spec: {} },
  { title: 'a NetworkPolicy of others', apiVersion: 'crd.antrea.io/v1beta1', kind: 'NetworkPolicy', spec: {} },
  {
    title: 'a policy of Calico that denies',
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    spec: { egress: [{ action: 'Deny', destination: { nets: ['169.254.169.254/32'] } }] },
  },
  {
    title: 'mutual TLS',
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    spec: { mtls: { mode: 'STRICT' } },
  },
  {
    title: 'a server for agents by name and namespace',
    apiVersion: 'kagent.dev/v1alpha2',
    kind: 'RemoteMCPServer',
    spec: { url: 'http://notes.mcp-tools:8080/mcp' },
  },
  { title: 'an Ingress of others', apiVersion: 'config.openshift.io/v1', kind: 'Ingress', spec: { domain: 'a.b' } },
  { title: 'a Role of others', apiVersion: 'iam.example.com/v1', kind: 'Role', spec: {} },
])('nothing is said about $title', ({ apiVersion, kind, spec }) => {
  expect(found(apiVersion, kind, spec)).toEqual([]);
});

test('pods as hardened as those of a server pass in a kind that has several', () => {
  const subject = sound();
  const { spec, metadata } = soundTemplate(subject);
  byHand(subject, {
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: { name: 'by-hand' },
    spec: { replicatedJobs: [1, 2].map(() => ({ template: { spec: { template: { spec, metadata } } } })) },
  });
  expect(rulesIn(problems(subject))).toEqual(['network-policy']);
});

test('a kind of others that has no namespace is let pass', () => {
  const chart = Testing.chart();
  Guardrails.enforce(chart);
  byHand(chart as never, { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'spot' } });
  expect(problems(chart)).toEqual([]);
});

test('a container of Argo Workflows needs no name, and a template of others no namespace', () => {
  const manifest = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ClusterWorkflowTemplate',
    metadata: { name: 'x' },
    spec: { templates: [{ name: 'plain', container: { image: 'acme/build:1' } }] },
  };
  const { findings } = JSON.parse(McpReport.ofManifests([JSON.stringify(manifest)]).toJson()) as Manifest;
  const rules = (findings as Manifest[]).map(({ rule }) => String(rule));
  expect(rules).not.toEqual([]);
  expect(rules.filter(rule => ['names', 'namespace'].includes(rule))).toEqual([]);
});

test.each<{ title: string; manifest: Manifest; fields: string[] }>([
  {
    title: 'a claim in a pod',
    manifest: {
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { volumes: [{ name: 'a', ephemeral: { volumeClaimTemplate: { spec: { volumeName: 'of-others' } } } }] },
    },
    fields: ['claim spec.volumes[0].ephemeral.volumeClaimTemplate.spec.volumeName'],
  },
  {
    title: 'a claim of a StatefulSet',
    manifest: {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      spec: { volumeClaimTemplates: [{ spec: { dataSource: { kind: 'VolumeSnapshot', name: 'of-others' } } }] },
    },
    fields: [
      'claim spec.volumeClaimTemplates[0].spec.dataSource',
      'claim spec.volumeClaimTemplates[0].spec.resources.requests.storage',
    ],
  },
  {
    title: 'a token that never expires',
    manifest: { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token' },
    fields: ['token-lifetime type'],
  },
  {
    title: 'a token that never expires, by External Secrets',
    manifest: {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      spec: { target: { template: { type: 'kubernetes.io/service-account-token' } } },
    },
    fields: ['token-lifetime spec.target.template.type'],
  },
  {
    title: 'a role of OpenShift',
    manifest: {
      apiVersion: 'authorization.openshift.io/v1',
      kind: 'ClusterRole',
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    },
    fields: ['apiGroups', 'resources', 'verbs'].map(part => `rbac-wildcard rules[0].${part}`),
  },
  {
    title: 'a binding of OpenShift',
    manifest: {
      apiVersion: 'authorization.openshift.io/v1',
      kind: 'ClusterRoleBinding',
      roleRef: { name: 'cluster-admin' },
      groupNames: ['system:authenticated'],
    },
    fields: ['rbac-admin roleRef.name', 'rbac-admin groupNames[0]'],
  },
])('what other kinds say in their own way is judged: $title', ({ manifest, fields }) => {
  const whole = { ...manifest, metadata: { name: 'x', namespace: 'tools' } };
  const { findings } = JSON.parse(McpReport.ofManifests([JSON.stringify(whole)]).toJson()) as Manifest;
  expect((findings as Manifest[]).map(({ rule, field }) => `${String(rule)} ${String(field)}`)).toEqual(
    expect.arrayContaining(fields),
  );
});

test.each([null, ''])('a Service whose type is %j is one inside the cluster', type => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', namespace: 'tools' }, spec: { type } };
  const { findings } = JSON.parse(McpReport.ofManifests([JSON.stringify(service)]).toJson()) as Manifest;
  expect((findings as Manifest[]).map(({ rule }) => String(rule))).not.toContain('service-type');
});
