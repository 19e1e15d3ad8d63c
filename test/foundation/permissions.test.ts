import { isSensitive } from '../../src/foundation/permissions';

const harmless: readonly (readonly [group: string, resources: string, verbs: string])[] = [
  ['', 'pods pods/log configmaps events namespaces nodes nodes/metrics services endpoints', 'get list watch'],
  ['apps', 'deployments deployments/scale deployments/status', 'get list watch'],
  ['metrics.k8s.io', 'pods nodes', 'get list'],
  ['rbac.authorization.k8s.io', 'roles rolebindings', 'get list'],
  ['external-secrets.io', 'externalsecrets secretstores', 'get list'],
  ['argoproj.io', 'applications', 'get list watch'],
  ['', 'events', 'create patch update'],
  ['events.k8s.io', 'events', 'create patch update'],
  ['coordination.k8s.io', 'leases', 'get create update patch delete'],
  ['authentication.k8s.io', 'tokenreviews', 'create'],
  ['authorization.k8s.io', 'subjectaccessreviews selfsubjectaccessreviews', 'create'],
  ['tickets.example.com', 'tickets tickets/status', 'get create update patch delete'],
];

test.each(harmless)('a Role may have: %s %s %s', (group, resources, verbs) => {
  const found = resources
    .split(' ')
    .flatMap(resource => verbs.split(' ').map(verb => ({ group, resource, verb, isNamespaced: true })))
    .filter(isSensitive);
  expect(found).toEqual([]);
});

test.each([
  'mcp.opendatahub.io mcpservers',
  'work.open-cluster-management.io manifestworks',
  'work.karmada.io works',
  'rds.aws.upbound.io instances',
  'ec2.services.k8s.aws instances',
  'vpcresources.k8s.aws securitygrouppolicies',
  'ray.io rayclusters',
  'batch.volcano.sh jobs',
  'kubeflow.org pytorchjobs',
  'serving.kserve.io inferenceservices',
  'workload.codeflare.dev appwrappers',
  'sparkoperator.k8s.io sparkapplications',
  'flink.apache.org flinkdeployments',
  'kafka.strimzi.io kafkausers',
  'crd.antrea.io clusternetworkpolicies',
  'k8s.nginx.org virtualservers',
  'gateway.nginx.org snippetsfilters',
  'getambassador.io mappings',
  'apisix.apache.org apisixroutes',
  'config.projectsveltos.io clusterprofiles',
  'tailscale.com connectors',
  'networking.cfargotunnel.com tunnels',
  'pulumi.com stacks',
  'app.terraform.io workspaces',
  'actions.github.com autoscalingrunnersets',
  'core.oam.dev applications',
])('whoever writes %s makes pods, leads calls or gives rights', text => {
  const [group, resource] = text.split(' ');
  const found = ['create', 'update', 'patch', 'delete', 'deletecollection', 'get'].filter(verb =>
    isSensitive({ group, resource, verb, isNamespaced: true }),
  );
  expect(found).toEqual(['create', 'update', 'patch', 'delete', 'deletecollection']);
});
