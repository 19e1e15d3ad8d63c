/**
 * A policy that matches nothing and stays: without any binding to a ConfigMap the API server forgets all of them until
 * it is restarted (kubernetes/kubernetes#130887).
 */
export const KEEPER = [
  [
    'ValidatingAdmissionPolicy',
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['test.cdk8s-mcp'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['none'] },
        ],
      },
      validations: [{ expression: 'true' }],
    },
  ],
  [
    'ValidatingAdmissionPolicyBinding',
    {
      policyName: 'test-cdk8s-mcp-keeper',
      validationActions: ['Audit'],
      paramRef: { name: 'none', namespace: 'default', parameterNotFoundAction: 'Allow' },
    },
  ],
].map(([kind, spec]) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name: 'test-cdk8s-mcp-keeper' },
  spec,
}));
