import { Chart } from 'cdk8s';
import { Manifest } from '../util/app';
import { SCENARIOS } from '../util/scenarios';
import { KUBERNETES_VERSIONS, schemaProblems } from '../util/schemas';

const synthesized = new Map<string, Manifest[]>();

function manifestsOf(name: string): Manifest[] {
  const manifests = synthesized.get(name) ?? SCENARIOS[name]().charts.flatMap((chart: Chart) => chart.toJson());
  synthesized.set(name, manifests);
  return manifests;
}

describe.each(KUBERNETES_VERSIONS)('the strict schemas of Kubernetes %s', version => {
  test.each(Object.keys(SCENARIOS))('accept every object of: %s', name => {
    const manifests = manifestsOf(name);
    expect(manifests.length).toBeGreaterThan(3);
    expect(schemaProblems(version, manifests)).toEqual([]);
  });
});

test('the scenarios between them emit every kind that the library knows', () => {
  const kinds = new Set(Object.keys(SCENARIOS).flatMap(name => manifestsOf(name).map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([
    'AgentgatewayBackend',
    'AgentgatewayPolicy',
    'AuthPolicy',
    'Certificate',
    'CiliumNetworkPolicy',
    'ClusterPolicy',
    'ClusterRole',
    'ClusterRoleBinding',
    'ConfigMap',
    'Deployment',
    'ExternalSecret',
    'HTTPRoute',
    'HorizontalPodAutoscaler',
    'Ingress',
    'Job',
    'LimitRange',
    'MCPRoute',
    'MCPServerRegistration',
    'Namespace',
    'NetworkPolicy',
    'PersistentVolumeClaim',
    'PodDisruptionBudget',
    'ReferenceGrant',
    'RemoteMCPServer',
    'ResourceQuota',
    'Role',
    'RoleBinding',
    'Service',
    'ServiceAccount',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
  ]);
});

describe('the check itself refuses', () => {
  const kinds = [
    'Deployment',
    'Service',
    'NetworkPolicy',
    'CiliumNetworkPolicy',
    'HorizontalPodAutoscaler',
    'PodDisruptionBudget',
  ];
  const one = (kind: string): Manifest =>
    structuredClone(manifestsOf('Cilium').find(manifest => manifest.kind === kind));

  test.each(kinds)('an unknown field in the spec of a %s', kind => {
    const manifest = one(kind);
    manifest.spec.unheardOf = 1;
    expect(schemaProblems('v1.30.0', [manifest]).join()).toContain('must NOT have additional properties');
  });

  test.each([...kinds, 'ServiceAccount'])('a null in a %s', kind => {
    const manifest = one(kind);
    manifest[kind === 'ServiceAccount' ? 'automountServiceAccountToken' : 'spec'] = null;
    expect(schemaProblems('v1.30.0', [manifest])).not.toEqual([]);
  });

  test('an unknown field deep in a container', () => {
    const manifest = one('Deployment');
    manifest.spec.template.spec.containers[0].securityContext.allowPrivilegesEscalation = false;
    expect(schemaProblems('v1.36.0', [manifest])).toHaveLength(1);
  });

  test('a field that is newer than the version', () => {
    const manifest = one('Deployment');
    manifest.spec.template.spec.containers[0].lifecycle.stopSignal = 'SIGTERM';
    expect([schemaProblems('v1.30.0', [manifest]).length, schemaProblems('v1.36.0', [manifest]).length]).toEqual([
      1, 0,
    ]);
  });

  test('a kind without a schema', () => {
    expect(schemaProblems('v1.30.0', [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }])).toEqual([
      'v1 Pod x: no schema',
    ]);
  });
});
