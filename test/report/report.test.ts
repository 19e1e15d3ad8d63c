import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { ApiObject, App, Yaml } from 'cdk8s';
import {
  Callers,
  Egress,
  EnvoyAiGatewayEngine,
  GatewayAuth,
  Guardrails,
  Hardening,
  KubernetesAccess,
  McpDiff,
  McpPlatform,
  McpReport,
  Scaling,
  SecretSource,
  SecretStore,
  ServerAuth,
  ToolPolicy,
  Trust,
} from '../../src';
import { IMAGE, Manifest, chart, server, source, yamlOf } from '../util/app';
import { backend, gateway } from '../util/gateway';
import { ROOT } from '../util/paths';
import { refused, wrong } from '../util/refusal';
import { SCENARIOS } from '../util/scenarios';

const schema: object = JSON.parse(readFileSync(join(ROOT, 'schemas', 'report.schema.json'), 'utf8'));
const isReport = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

function posture(report: McpReport): Manifest {
  return JSON.parse(report.toJson());
}

/** Every manifest of an app as text. */
function written(app: App): string[] {
  return app.charts.map(each => Yaml.stringify(...each.toJson()));
}

/** What is known of an app alone. */
function withoutPaths(value: Manifest): Manifest {
  return JSON.parse(JSON.stringify(value), (key, part: unknown) => (key === 'path' ? undefined : part));
}

describe.each(Object.keys(SCENARIOS))('the report of: %s', name => {
  const build = SCENARIOS[name];

  test('has the shape of the published schema', () => {
    expect([isReport(posture(McpReport.of(build()))), isReport.errors]).toEqual([true, null]);
  });

  test('says of an app what it says of its manifests', () => {
    const app = build();
    const texts = written(app);
    expect(withoutPaths(posture(McpReport.of(app)))).toEqual(
      withoutPaths(
        posture(McpReport.ofManifests(texts, { openshift: /OpenShift|Ingress for service accounts/.test(name) })),
      ),
    );
  });

  test('has no error that nobody has acknowledged', () => {
    expect(
      posture(McpReport.of(build())).findings.filter(
        ({ severity, acknowledged }: Manifest) => severity === 'error' && acknowledged === undefined,
      ),
    ).toEqual([]);
  });

  test('is the same before and after synth, and each time', () => {
    const app = build();
    const all = (report: McpReport): string[] => [
      report.toJson(),
      report.toMarkdown(),
      report.toMermaid(),
      report.toSarif(),
    ];
    const before = all(McpReport.of(app));
    app.synth();
    expect([all(McpReport.of(app)), all(McpReport.of(build()))]).toEqual([before, before]);
  });
});

describe('a server in the report', () => {
  const vault = SecretStore.clusterStore('vault');
  const scope = chart();
  McpPlatform.configure(scope, { apiServer: { cidrs: ['203.0.113.10/32'], port: 6443 } });
  const tool = server(scope, {
    source: source({ metricsPort: 9090 }),
    callers: [Callers.namespace('agents')],
    egress: [Egress.toCidrs('203.0.113.0/24').onPorts(5432), Egress.toPublicInternet()],
    secrets: { TOKEN: SecretSource.fromStore(vault, { key: 'mcp/tool', property: 'token' }) },
    secretFiles: { 'key.pem': SecretSource.fromSecretName('by-hand', 'key') },
    scaling: Scaling.onCpu({ min: 2, max: 5 }),
    kubernetesAccess: KubernetesAccess.clusterReadOnly({ resources: ['nodes'] }),
    hardening: Hardening.restricted().withWritableRoot('it writes beside its program'),
    serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('by-hand', 'key')),
    tools: ToolPolicy.allow('get_*'),
    owner: 'platform',
  });
  const report = McpReport.of(tool);
  const [found] = posture(report).servers;

  test('says what runs, who may call it and where it may connect', () => {
    expect(found).toMatchObject({
      namespace: 'mcp-tools',
      name: 'tool',
      path: 'test/tool',
      owner: 'platform',
      images: [{ container: 'server', name: IMAGE.split(':')[0], tag: '1.2.3', digest: IMAGE.split('@')[1] }],
      transport: 'streamable-http',
      sessions: 'none',
      port: 8080,
      callers: [{ kind: 'namespace', to: 'namespace agents', ports: ['8080'] }],
      scaling: { min: 2, max: 5, by: 'cpu 70 %' },
      serverAuth: 'authorization (Bearer)',
      tools: { allowed: ['get_*'] },
      relaxations: [{ name: 'writable-root', reason: 'it writes beside its program' }],
    });
    expect(found.egress.map(({ kind, to }: Manifest) => [kind, to.replace(/ but for .*/, '')])).toEqual(
      expect.arrayContaining([
        ['range', '203.0.113.0/24'],
        ['internet', 'the public Internet (0.0.0.0/0'],
      ]),
    );
  });

  test('names its secrets and where they come from, and never a value', () => {
    expect(found.secrets).toEqual([
      { secret: 'by-hand', key: 'key', as: 'file', target: 'key.pem' },
      {
        secret: 'tool-vault',
        key: 'TOKEN',
        as: 'variable',
        target: 'TOKEN',
        source: 'ClusterSecretStore/vault mcp/tool#token',
      },
    ]);
  });

  test('says what it may do with the Kubernetes API', () => {
    expect(found.access).toEqual([{ role: 'ClusterRole mcp-tools:tool', rules: ['get,list,watch nodes'] }]);
  });

  test('says that nothing closes its network where no policy does', () => {
    const manifests = yamlOf(tool)
      .split('---')
      .filter(text => !/^kind: NetworkPolicy/m.test(text));
    const [open] = posture(McpReport.ofManifests([manifests.join('---')])).servers;
    expect([open.callers, open.egress]).toEqual(
      Array(2).fill([{ kind: 'everyone', to: 'everyone: no policy limits this direction', ports: ['any'] }]),
    );
  });
});

describe('findings', () => {
  test('of objects that others made are told, though nothing fails', () => {
    const scope = chart();
    new ApiObject(scope, 'by-hand', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'open' },
      spec: { type: 'NodePort', ports: [{ port: 80 }] },
    });
    const [finding] = posture(McpReport.of(scope)).findings.filter(({ rule }: Manifest) => rule === 'service-type');
    expect(finding).toMatchObject({
      severity: 'error',
      object: 'Service mcp-tools/open',
      path: 'test/by-hand',
      field: 'spec.type',
    });
    expect(McpReport.of(scope).toMarkdown()).toContain('**error** | <code>service-type</code>');
  });

  test('that somebody has acknowledged are listed with the reason and the day', () => {
    const scope = chart();
    new ApiObject(scope, 'by-hand', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'open' },
      spec: { type: 'NodePort', ports: [{ port: 80 }] },
    });
    Guardrails.of(scope).acknowledge('service-type', 'the load balancer of the site needs it', {
      expires: '2999-12-31',
    });
    const [finding] = posture(McpReport.of(scope)).findings.filter(({ rule }: Manifest) => rule === 'service-type');
    expect(finding.acknowledged).toBe('the load balancer of the site needs it (until 2999-12-31)');
    const { results } = JSON.parse(McpReport.of(scope).toSarif()).runs[0];
    expect(results.find(({ ruleId }: Manifest) => ruleId === 'service-type').suppressions).toEqual([
      { kind: 'inSource', justification: finding.acknowledged },
    ]);
  });

  test('in SARIF name the construct, the object, the rule and the file of the app', () => {
    const scope = chart();
    new ApiObject(scope, 'by-hand', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'open' },
      spec: { type: 'NodePort', ports: [{ port: 80 }] },
    });
    const [{ tool, results }] = JSON.parse(McpReport.of(scope).toSarif({ sourceFile: 'infra/main.ts' })).runs;
    const result = results.find(({ ruleId }: Manifest) => ruleId === 'service-type');
    expect(tool.driver.rules[result.ruleIndex].id).toBe('service-type');
    expect(result.message.text).toContain('test/by-hand: Service mcp-tools/open: spec.type');
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('infra/main.ts');
    expect(result.locations[0].logicalLocations).toEqual([
      { name: 'Service mcp-tools/open', fullyQualifiedName: 'test/by-hand', kind: 'object' },
    ]);
  });

  test.each(['/etc/passwd', '../main.ts', 'a\\b.ts', 'https://x/y', '', wrong(5)])(
    'a source file %j is refused',
    sourceFile => {
      expect(refused(() => McpReport.of(chart()).toSarif({ sourceFile }))).toContain(
        'McpReport.toSarif: sourceFile must be a path below the repository',
      );
    },
  );
});

test('a server in quarantine is shown as such, with what to prune', () => {
  const scope = chart();
  backend(scope, 'bad', {
    trust: Trust.quarantined({ reason: 'its new release sends data elsewhere', since: '2026-11-20' }),
  });
  const report = McpReport.of(scope);
  expect(posture(report).prune).toEqual([
    expect.objectContaining({
      name: 'bad',
      command:
        'kubectl -n mcp-tools delete hpa,pdb,externalsecret,role,rolebinding -l ' +
        'app.kubernetes.io/instance=bad,app.kubernetes.io/component=mcp-server',
    }),
  ]);
  expect(report.toMermaid()).toContain('["bad"]:::quarantine');
  expect(report.toMarkdown()).toContain('**quarantine**');
});

describe('the picture', () => {
  test('leads from clients through a gateway to servers and on', () => {
    const scope = chart();
    const notes = backend(scope, 'notes', { egress: [Egress.toCidrs('203.0.113.0/24')] });
    gateway(scope, { servers: [notes], callers: [Callers.pods({ namespace: 'agents', labels: { app: 'agent' } })] });
    const lines = McpReport.of(scope)
      .toMermaid()
      .split('\n')
      .map(line => line.trim());
    const idOf = (label: string): string => lines.find(line => line.includes(`"${label}`))?.split(/[[({]/)[0] ?? '';
    expect(lines[0]).toBe('flowchart LR');
    expect(lines).toContain(`${idOf('pods app=agent in agents')} -->|"8080"| ${idOf('gateway<br>api-keys')}`);
    expect(lines).toContain(`${idOf('gateway<br>')} --> ${idOf('notes')}`);
    expect(lines).toContain(`${idOf('notes')} -->|"443"| ${idOf('203.0.113.0/24')}`);
  });

  test('draws thick what nobody has named', () => {
    const scope = chart();
    server(scope, { egress: [Egress.toPublicInternet()] });
    gateway(scope, {
      servers: [backend(scope, 'notes')],
      auth: GatewayAuth.anonymous('the servers ask for credentials themselves'),
      callers: [Callers.namespace('agents')],
    });
    const picture = McpReport.of(scope).toMermaid();
    expect(picture).toMatch(/n\d+ ==>\|"443"\| n\d+/);
    expect(picture).toContain('"gateway<br>anonymous"}}:::open');
    expect(picture).toMatch(/linkStyle [\d,]+ stroke:/);
  });
});

describe('hostile names', () => {
  const hostile = 'a"]; click n0 "javascript:alert(1)" %%{init: {}}%% <script>x</script> | b\n---\n# c';
  const manifest = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: hostile, namespace: hostile, annotations: { 'cdk8s-mcp/package': hostile } },
    spec: {
      template: {
        metadata: { labels: { 'cdk8s-mcp/server': 'x' } },
        spec: { containers: [{ name: hostile, image: hostile }] },
      },
    },
  });
  const report = McpReport.ofManifests([manifest]);

  test('are no markup in Markdown', () => {
    const text = report.toMarkdown();
    expect(text).not.toContain('<script>');
    expect(text.split('\n').filter(line => /^(# c|---)$/.test(line))).toEqual([]);
  });

  test('are no syntax in Mermaid', () => {
    const labels = report
      .toMermaid()
      .split('\n')
      .filter(line => line.includes('click'));
    expect(labels.length).toBeGreaterThan(0);
    for (const line of labels) {
      expect(line.match(/"/g)).toHaveLength(2);
      expect(line).not.toMatch(/<script|%%|\{init/);
    }
  });
});

test('no form says a value that stands where it should not', () => {
  const secret = ['ghp', 'x'.repeat(36)].join('_');
  const scope = chart();
  const [deployment] = [yamlOf(server(scope, { env: { LEVEL: 'info' } }))].map(text =>
    text.replace('value: info', `value: ${secret}`),
  );
  const others = [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'b' }, stringData: { token: secret } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'b' },
      data: { 'a.conf': `password=${secret}` },
    },
  ].map(object => JSON.stringify(object));
  const report = McpReport.ofManifests([deployment, ...others]);
  const diff = McpDiff.between(
    [deployment, ...others],
    [deployment.replaceAll(secret, `${secret}2`), ...others.map(text => text.replaceAll(secret, `${secret}3`))],
  );
  const forms = [
    report.toJson(),
    report.toMarkdown(),
    report.toMermaid(),
    report.toSarif(),
    diff.toText(),
    diff.toMarkdown(),
    diff.toJson(),
  ];
  expect(forms.filter(text => text.includes(secret))).toEqual([]);
  expect(diff.isEmpty).toBe(false);
});

test.each<{ title: string; yaml: string[]; expected: string }>([
  { title: 'no YAML', yaml: ['a: ['], expected: 'yaml[0] is not valid YAML:' },
  {
    title: 'a key twice',
    yaml: ['apiVersion: v1\nkind: Secret\nkind: Pod\n'],
    expected: 'yaml[0] is not valid YAML: duplicate key at line 3, column 1',
  },
  {
    title: 'no object',
    yaml: ['a: 1\n'],
    expected: 'yaml[0] document 1 is not a Kubernetes object: it has no apiVersion and kind',
  },
  {
    title: 'a second document that is none',
    yaml: ['apiVersion: v1\nkind: Pod\n---\n- 1\n'],
    expected: 'yaml[0] document 2 is not a Kubernetes object',
  },
  { title: 'what is not a string', yaml: [wrong(5)], expected: 'yaml[0] must be a string, got 5' },
  {
    title: 'nested without end',
    yaml: ['['.repeat(500_000)],
    expected: 'yaml[0] is not valid YAML: must have at most 100 levels',
  },
  {
    title: 'a text that grows',
    yaml: [
      'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n' +
        'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
    ],
    expected: 'Excessive alias count',
  },
])('manifests are refused that are $title', ({ yaml, expected }) => {
  expect(refused(() => McpReport.ofManifests(yaml))).toContain(expected);
});

test('documents with nothing but comments are no objects', () => {
  const chart_ = '---\n# Source: a\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\nnull\n---\n';
  expect(posture(McpReport.ofManifests([chart_])).servers).toEqual([]);
});

test('a List stands for its items, and words of YAML 1.1 mean what the API server takes them for', () => {
  const list =
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n' +
    '  metadata: {name: a, namespace: b}\n  spec: {hostNetwork: yes, containers: []}\n';
  expect(posture(McpReport.ofManifests([list])).findings.map(({ rule }: Manifest) => rule)).toContain(
    'host-namespaces',
  );
});

describe('replicas under KEDA', () => {
  const scaled = (spec: Manifest, head: Manifest = {}): Manifest => {
    const scope = chart();
    server(scope, { scaling: Scaling.fixed(1) });
    new ApiObject(scope, 'scaler', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      ...head,
      spec: { scaleTargetRef: { name: 'tool' }, triggers: [{ type: 'prometheus' }], ...spec },
    });
    return posture(McpReport.of(scope)).servers[0].scaling;
  };

  test('are those of the ScaledObject', () => {
    expect(scaled({ minReplicaCount: 2, maxReplicaCount: 6 })).toEqual({ min: 2, max: 6, by: 'KEDA prometheus' });
  });

  test('are 0 to 100 where it does not say', () => {
    expect(scaled({})).toEqual({ min: 0, max: 100, by: 'KEDA prometheus' });
  });

  test('are those of an HTTPScaledObject', () => {
    const http = { apiVersion: 'http.keda.sh/v1alpha1', kind: 'HTTPScaledObject' };
    const spec = { scaleTargetRef: { name: 'tool', service: 'tool' }, replicas: { max: 4 }, triggers: undefined };
    expect(scaled(spec, http)).toEqual({ min: 0, max: 4, by: 'KEDA http' });
  });

  test('are those of its pause', () => {
    const metadata = { annotations: { 'autoscaling.keda.sh/paused-replicas': '7' } };
    expect(scaled({ maxReplicaCount: 3 }, { metadata })).toMatchObject({ min: 0, max: 7 });
  });

  test('are the idle ones at least', () => {
    expect(scaled({ idleReplicaCount: 0, minReplicaCount: 2, maxReplicaCount: 3 })).toMatchObject({ min: 0, max: 3 });
  });
});

test('the hosts of an MCPRoute are those under which its gateway is reached', () => {
  const scope = chart();
  gateway(scope, {
    servers: [backend(scope, 'notes')],
    auth: GatewayAuth.anonymous('the servers ask for credentials'),
    engine: new EnvoyAiGatewayEngine({
      gatewayName: 'public',
      gatewayNamespace: 'mcp-tools',
      hostname: 'mcp.example.com',
    }),
  });
  const report = McpReport.of(scope);
  expect([posture(report).gateways[0].hosts, report.toMarkdown().includes('inside the cluster')]).toEqual([
    ['mcp.example.com'],
    false,
  ]);
});

test('nobody is warned of the session key of a gateway, which is read from a variable alone', () => {
  const scope = chart();
  const sessionKey = SecretSource.fromSecretName('sessions', 'key');
  gateway(scope, { servers: [backend(scope, 'notes')], sessionKey });
  expect(posture(McpReport.of(scope)).findings.map(({ rule }: Manifest) => rule)).not.toContain('secret-variable');
});
