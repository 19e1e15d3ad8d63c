import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Callers, Egress, McpServer, SecretSource } from '../../src/index';
import { Manifest, chart, containerOf, find, server, source, synth } from '../util/app';
import { schemaProblems } from '../util/schemas';

const inToolNamespace = { matchLabels: { 'kubernetes.io/metadata.name': 'mcp-tools' } };

/** A chart in which both libraries use what the other makes. */
function mixed(): { scope: Chart; tool: McpServer; agent: kplus.Deployment } {
  const scope = chart();
  const agent = new kplus.Deployment(scope, 'agent', {
    metadata: { name: 'agent' },
    containers: [{ image: 'agent', securityContext: { user: 20000 } }],
  });
  const settings = new kplus.ConfigMap(scope, 'settings', { metadata: { name: 'settings' }, data: { region: 'eu' } });
  const secret = kplus.Secret.fromSecretName(scope, 'secret', 'credentials');
  const tool = server(scope, {
    source: source(),
    serviceAccount: new kplus.ServiceAccount(scope, 'account', { metadata: { name: 'reader' } }),
    callers: [Callers.fromPeer(agent)],
    egress: [Egress.fromPeer(kplus.Pods.select(scope, 'databases', { labels: { app: 'db' } }), 5432)],
    envValues: {
      REGION: kplus.EnvValue.fromConfigMap(settings, 'region'),
      POD_IP: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_IP),
      PASSPHRASE: kplus.EnvValue.fromSecretValue({ secret, key: 'passphrase' }),
    },
    secrets: { API_TOKEN: SecretSource.fromSecret(secret, 'token') },
    resources: { cpu: { request: kplus.Cpu.millis(200), limit: kplus.Cpu.units(2) } },
  });
  return { scope, tool, agent };
}

describe('one chart with cdk8s-plus', () => {
  const { scope, tool } = mixed();
  const policies = new Chart(scope, 'policies');
  new kplus.NetworkPolicy(policies, 'extra', {
    metadata: { name: 'extra' },
    selector: tool,
    ingress: { rules: [{ peer: tool, ports: [kplus.NetworkPolicyPort.tcp(8080)] }] },
  });
  const manifests = synth(scope);
  const [extra] = synth(policies);
  const policy = find(manifests, 'NetworkPolicy', 'tool');
  const container: Manifest = containerOf(manifests.filter(({ metadata }) => metadata.name === 'tool'));

  test('their policy selects the server, in its namespace', () => {
    expect([extra.metadata.namespace, extra.spec.podSelector]).toEqual([
      'mcp-tools',
      { matchLabels: { 'cdk8s-mcp/server': 'tool' } },
    ]);
  });

  test('their policy names the server as a peer', () => {
    expect(extra.spec.ingress[0].from[0].podSelector).toEqual({ matchLabels: { 'cdk8s-mcp/server': 'tool' } });
  });

  test('their Deployment calls the server', () => {
    const [{ from }] = policy.spec.ingress;
    const labels = find(manifests, 'Deployment', 'agent').spec.template.metadata.labels;
    expect(from[0].podSelector.matchLabels).toEqual(
      expect.objectContaining(find(manifests, 'Deployment', 'agent').spec.selector.matchLabels),
    );
    expect(Object.entries(from[0].podSelector.matchLabels).every(([key, value]) => labels[key] === value)).toBe(true);
  });

  test('the server connects to their pods', () => {
    expect(policy.spec.egress[1]).toEqual({
      to: [{ podSelector: { matchLabels: { app: 'db' } } }],
      ports: [{ protocol: 'TCP', port: 5432 }],
    });
  });

  test('the server runs under their ServiceAccount', () => {
    expect(find(manifests, 'Deployment', 'tool').spec.template.spec.serviceAccountName).toBe('reader');
    expect(manifests.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name)).toEqual([
      'reader',
    ]);
  });

  test('variables come from their ConfigMap, Secret and field', () => {
    expect(container.env).toEqual(
      expect.arrayContaining([
        { name: 'REGION', valueFrom: { configMapKeyRef: { name: 'settings', key: 'region' } } },
        { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'PASSPHRASE', valueFrom: { secretKeyRef: { name: 'credentials', key: 'passphrase' } } },
        { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'credentials', key: 'token' } } },
      ]),
    );
  });

  test('sizes are theirs', () => {
    expect([container.resources.requests.cpu, container.resources.limits.cpu]).toEqual(['200m', '2']);
  });

  test('everything of ours is valid', () => {
    expect(
      schemaProblems(
        'v1.30.0',
        manifests.filter(({ metadata }) => metadata.name === 'tool'),
      ),
    ).toEqual([]);
  });

  test('ApiObject.of(server) is the Deployment', () => {
    expect(ApiObject.of(tool)).toBe(tool.deployment);
  });

  test('the objects of a server can be named', () => {
    const own = server(chart());
    const objects = [
      own.deployment,
      own.service,
      own.networkPolicy,
      own.serviceAccountObject,
      own.autoscaler,
      own.disruptionBudget,
    ];
    expect(objects.map(object => object?.kind)).toEqual([
      'Deployment',
      'Service',
      'NetworkPolicy',
      'ServiceAccount',
      'HorizontalPodAutoscaler',
      'PodDisruptionBudget',
    ]);
    expect([own.pods, own.selectorLabels, own.toPodSelector()]).toEqual([
      { namespace: 'mcp-tools', labels: { 'cdk8s-mcp/server': 'tool' } },
      { 'cdk8s-mcp/server': 'tool' },
      own,
    ]);
    expect(own.toNetworkPolicyPeerConfig().podSelector?.namespaces?.names).toEqual(['mcp-tools']);
  });

  test('a server of one chart calls a server of another by namespace and label', () => {
    const other = chart('other');
    server(other).allowFrom(Callers.fromPeer(tool));
    expect(find(synth(other), 'NetworkPolicy').spec.ingress[0].from).toEqual([
      { namespaceSelector: inToolNamespace, podSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } } },
    ]);
  });
});
