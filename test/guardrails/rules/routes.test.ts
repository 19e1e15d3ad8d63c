import { byHand, problems, sound, testRules } from '../cases/mutant';
import { ROUTES } from '../cases/routes';

testRules(ROUTES);

test('nothing is said about routes, policies and backends of others', () => {
  const subject = sound();
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'copy', port: 80 } } };
  byHand(
    subject,
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'shop' },
      spec: {
        hostnames: ['shop.example.com', 'mcp.example.com'],
        rules: [{ filters: [mirror], backendRefs: [{ name: 'shop', port: 80 }] }],
      },
    },
    'shop',
  );
  byHand(subject, {
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'AgentgatewayBackend',
    metadata: { name: 'models' },
    spec: { ai: { provider: {} } },
  });
  expect(problems(subject)).toEqual([]);
});
