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
