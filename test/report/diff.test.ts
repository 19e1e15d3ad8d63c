import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { Chart, Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import {
  Callers,
  Egress,
  GatewayAuth,
  Hardening,
  KubernetesAccess,
  McpDiff,
  McpPlatform,
  McpPool,
  McpServer,
  McpServerProps,
  Sandbox,
  Scaling,
  SecretSource,
  ServerAuth,
  ToolPolicy,
  ToolRule,
  Trust,
} from '../../src';
import { DIGEST, Manifest, chart, server, source } from '../util/app';
import { cases } from '../util/cases';
import { gateway, backend } from '../util/gateway';
import { ROOT } from '../util/paths';
import { reversed } from '../util/reversed';
import { SCENARIOS } from '../util/scenarios';

const isDiff = new Ajv2020({ strict: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schemas', 'diff.schema.json'), 'utf8')),
);
const API_SERVER = { apiServer: { cidrs: ['203.0.113.10/32'], port: 6443 } };

function textOf(scope: Chart): string[] {
  return [Yaml.stringify(...scope.toJson())];
}

/** The manifests of one server. */
function one(props: Partial<McpServerProps> = {}): string[] {
  const scope = chart();
  McpPlatform.configure(scope, API_SERVER);
  server(scope, props);
  return textOf(scope);
}

function lines(before: string[], after: string[]): string[] {
  return McpDiff.between(before, after).toText().trimEnd().split('\n');
}

describe('a change of a server is told in words of who may do what', () => {
  test.each<[title: string, before: Partial<McpServerProps>, after: Partial<McpServerProps>, expected: string]>([
    [
      'a caller',
      {},
      { callers: [Callers.namespace('agents')] },
      '+ widened  server mcp-tools/tool: caller added: namespace agents port 8080',
    ],
    [
      'a caller less',
      { callers: [Callers.namespace('agents')] },
      {},
      '- narrowed server mcp-tools/tool: caller removed: namespace agents port 8080',
    ],
    [
      'a way out',
      {},
      { egress: [Egress.toCidrs('203.0.113.0/24')] },
      '+ widened  server mcp-tools/tool: egress added: 203.0.113.0/24 port 443',
    ],
    [
      'the way to everywhere',
      {},
      { egress: [Egress.toPublicInternet()] },
      '+ widened  server mcp-tools/tool: egress added: OPEN the public Internet (0.0.0.0/0 but for 16 ranges, 8c0a0c80) port 443',
    ],
    [
      'a secret',
      {},
      { secrets: { TOKEN: SecretSource.fromSecretName('by-hand', 'token') } },
      '+ widened  server mcp-tools/tool: secret added: by-hand/token as variable TOKEN',
    ],
    [
      'an image',
      {},
      { source: source({}, `registry.example.com/acme/tool-server:1.2.4@sha256:${'b'.repeat(64)}`) },
      `~ changed  server mcp-tools/tool: image of server: registry.example.com/acme/tool-server:1.2.3@${DIGEST} → registry.example.com/acme/tool-server:1.2.4@sha256:${'b'.repeat(64)}`,
    ],
    [
      'a relaxation',
      {},
      { hardening: Hardening.restricted().withWritableRoot('it writes beside its program') },
      '+ widened  server mcp-tools/tool: relaxation added: writable-root (it writes beside its program)',
    ],
    [
      'replicas',
      { scaling: Scaling.fixed(2) },
      { scaling: Scaling.fixed(3) },
      '~ changed  server mcp-tools/tool: replicas: 2 → 3',
    ],
    [
      'rights',
      {},
      { kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'] }) },
      '+ widened  server mcp-tools/tool: access added: Role tool in mcp-tools: get,list,watch pods',
    ],
    ['a sandbox less', { sandbox: Sandbox.gvisor() }, {}, '+ widened  server mcp-tools/tool: sandbox: gvisor → none'],
    [
      'a quarantine',
      {},
      { trust: Trust.quarantined({ reason: 'it sends data elsewhere', since: '2026-11-20' }) },
      '- narrowed server mcp-tools/tool: quarantine: none → since 2026-11-20: it sends data elsewhere',
    ],
    [
      'the end of a quarantine',
      { trust: Trust.quarantined({ reason: 'it sends data elsewhere', since: '2026-11-20' }) },
      {},
      '+ widened  server mcp-tools/tool: quarantine: since 2026-11-20: it sends data elsewhere → none',
    ],
    [
      'tools that are let through',
      { tools: ToolPolicy.allow('get_a') },
      { tools: ToolPolicy.allow('get_a', 'get_b') },
      '+ widened  server mcp-tools/tool: allowed tool added: get_b',
    ],
    [
      'no list of tools any more',
      { tools: ToolPolicy.allow('get_a') },
      {},
      '+ widened  server mcp-tools/tool: allowed tools: get_a → none',
    ],
    [
      'a tool that is no longer refused',
      { tools: ToolPolicy.deny('drop') },
      { tools: ToolPolicy.deny('kill') },
      '+ widened  server mcp-tools/tool: denied tool removed: drop',
    ],
    [
      'what it asks its callers for',
      { serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('a', 'b')) },
      {},
      '+ widened  server mcp-tools/tool: asks callers for: authorization (Bearer) → none',
    ],
    [
      'an argument',
      { source: source({ args: ['--read-only'] }) },
      { source: source() },
      '~ changed  Deployment.apps mcp-tools/tool: changed: spec.template.spec.containers[server].args',
    ],
    [
      'a variable',
      { env: { MODE: 'a' } },
      { env: { MODE: 'b' } },
      '~ changed  Deployment.apps mcp-tools/tool: changed: spec.template.spec.containers[server].env[MODE].value',
    ],
    [
      'what is bounded',
      { resources: {} },
      { resources: { unlimitedCpu: true } },
      '~ changed  Deployment.apps mcp-tools/tool: changed: spec.template.spec.containers[server].resources.limits.cpu',
    ],
    [
      'an object that is gone',
      { files: { '/etc/a': 'a' } },
      {},
      '~ changed  ConfigMap mcp-tools/tool-files: is gone: prune it, a plain apply leaves it',
    ],
  ])('%s', (_, before, after, expected) => {
    const diff = McpDiff.between(one(before), one(after));
    const found = diff.toText().trimEnd().split('\n');
    expect(found).toContain(expected);
    expect(diff.isWider).toBe(found.some(line => line.startsWith('+')));
  });

  test('a change by hand that breaks a rule', () => {
    const weak = one().map(text => text.replace('privileged: false', 'privileged: true'));
    const [finding] = lines(one(), weak).filter(line => line.includes('privileged:'));
    expect(finding).toContain(
      '+ widened  rules: finding added: privileged: Deployment mcp-tools/tool: spec.template.spec.containers[0].securityContext.privileged',
    );
  });

  test('a server that comes, and one that goes', () => {
    const both = (): string[] => {
      const scope = chart();
      server(scope);
      server(scope, {}, 'other');
      return textOf(scope);
    };
    expect(lines(one(), both())[0]).toBe('+ widened  server mcp-tools/other: is new');
    expect(lines(both(), one())).toContain(
      '- narrowed server mcp-tools/other: is gone; a plain apply leaves its objects',
    );
  });

  test('an image that loses its digest', () => {
    const loose = one().map(text => text.replace(`@${DIGEST}`, ''));
    expect(lines(one(), loose)[0]).toMatch(/^\+ widened {2}server mcp-tools\/tool: image of server:/);
  });
});

describe('a change of what stands around servers is told', () => {
  const app = (change: (scope: Chart, notes: McpServer) => void): string[] => {
    const scope = chart();
    change(scope, backend(scope, 'notes'));
    return textOf(scope);
  };

  test('a gateway that lets everybody in, and a server behind it', () => {
    const closed = app((scope, notes) => {
      gateway(scope, { servers: [notes] });
    });
    const open = app((scope, notes) => {
      gateway(scope, {
        servers: [notes, backend(scope, 'wiki')],
        auth: GatewayAuth.anonymous('the servers ask for credentials'),
      });
    });
    expect(lines(closed, open)).toEqual(
      expect.arrayContaining([
        '+ widened  gateway mcp-tools/gateway: auth: api-keys → anonymous',
        '+ widened  gateway mcp-tools/gateway: server added: mcp-tools/wiki',
      ]),
    );
  });

  test('the quota of a pool, and its Pod Security', () => {
    const pool = (count: number): string[] => {
      const scope = new Chart(chart(), 'pools');
      const tools = new McpPool(scope, 'tools', { namespace: 'mcp-tools' });
      for (let i = 0; i < count; i += 1) {
        tools.addServer(`tool-${i}`, { source: source() });
      }
      return textOf(scope);
    };
    expect(lines(pool(1), pool(2))).toContain('~ changed  pool mcp-tools: quota pods: 13 → 26');
    const weak = pool(1).map(text =>
      text.replace('pod-security.kubernetes.io/enforce: restricted', 'pod-security.kubernetes.io/enforce: baseline'),
    );
    expect(lines(pool(1), weak)[0]).toBe('+ widened  pool mcp-tools: Pod Security: restricted → baseline');
  });

  test('a policy that is gone opens what it closed', () => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny', namespace: 'a' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    };
    expect(lines([JSON.stringify(policy)], [''])).toEqual([
      '+ widened  NetworkPolicy.networking.k8s.io a/deny: is gone: prune it, a plain apply leaves it',
    ]);
  });

  test('a field that nobody may change', () => {
    const deployment = (app_: string): string =>
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'a', namespace: 'b' },
        spec: {
          selector: { matchLabels: { app: app_ } },
          template: { metadata: { labels: { app: app_ } }, spec: { containers: [] } },
        },
      });
    expect(lines([deployment('a')], [deployment('b')])).toContain(
      '~ changed  Deployment.apps b/a: spec.selector cannot be changed: the object must be deleted and made anew',
    );
  });
});

describe('nothing that lets somebody do more passes without a line', () => {
  const policy = (spec: Manifest, labels: Manifest = {}): Manifest => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: 'tool',
      namespace: 'mcp-tools',
      labels: { 'app.kubernetes.io/component': 'mcp-server', 'app.kubernetes.io/instance': 'tool', ...labels },
    },
    spec: { podSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } }, policyTypes: ['Ingress', 'Egress'], ...spec },
  });
  const cilium = (spec: Manifest): Manifest => ({
    ...policy({}),
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    spec: { endpointSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } }, ...spec },
  });
  const to = (peer: Manifest, more: Manifest = {}): Manifest =>
    policy({ egress: [{ to: [peer], ports: [{ port: 443 }], ...more }] });
  const range = (cidr: string, except: string[]): Manifest => to({ ipBlock: { cidr, except } });
  const [deployment] = SCENARIOS.minimal()
    .charts.flatMap(each => each.toJson() as Manifest[])
    .filter(({ kind }) => kind === 'Deployment');
  const object = (kind: string, apiVersion: string, body: Manifest, metadata: Manifest = {}): Manifest => ({
    apiVersion,
    kind,
    metadata: { name: 'x', namespace: 'mcp-tools', ...metadata },
    ...body,
  });
  const external = (spec: Manifest): Manifest =>
    object(
      'ExternalSecret',
      'external-secrets.io/v1',
      { spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' }, ...spec } },
      { labels: policy({}).metadata.labels },
    );
  const binding = (subject: Manifest): Manifest =>
    object('ClusterRoleBinding', 'rbac.authorization.k8s.io/v1', {
      roleRef: { kind: 'ClusterRole', name: 'secrets-reader' },
      subjects: [subject],
    });

  test.each<[title: string, before: Manifest[], after: Manifest[]]>([
    ['another exception of a range', [range('10.0.0.0/8', ['10.9.0.0/16'])], [range('10.0.0.0/8', ['10.8.0.0/16'])]],
    [
      'a label less at a peer',
      [to({ podSelector: { matchLabels: { 'cdk8s-mcp/gateway': 'b', 'env': 'prod' } } })],
      [to({ podSelector: { matchLabels: { 'cdk8s-mcp/gateway': 'b' } } })],
    ],
    [
      'an expression less at a namespace',
      [to({ namespaceSelector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] } })],
      [to({ namespaceSelector: { matchLabels: { a: 'b' } } })],
    ],
    [
      'another protocol',
      [to({ podSelector: {} })],
      [to({ podSelector: {} }, { ports: [{ port: 443 }, { port: 443, protocol: 'UDP' }] })],
    ],
    [
      'a range on the port of DNS',
      [policy({})],
      [policy({ egress: [{ to: [{ ipBlock: { cidr: '198.51.100.7/32' } }], ports: [{ port: 53 }] }] })],
    ],
    [
      'policyTypes left out with an empty egress',
      [policy({ egress: [] })],
      [policy({ policyTypes: undefined, egress: [] })],
    ],
    [
      'rules of HTTP less',
      [
        cilium({
          egress: [
            {
              toEndpoints: [{ matchLabels: { a: 'b' } }],
              toPorts: [{ ports: [{ port: '80' }], rules: { http: [{ method: 'GET' }] } }],
            },
          ],
        }),
      ],
      [cilium({ egress: [{ toEndpoints: [{ matchLabels: { a: 'b' } }], toPorts: [{ ports: [{ port: '80' }] }] }] })],
    ],
    [
      'names of DNS for all',
      [
        cilium({
          egress: [
            {
              toEndpoints: [
                { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } },
              ],
              toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchName: 'a.com' }] } }],
            },
          ],
        }),
      ],
      [
        cilium({
          egress: [
            {
              toEndpoints: [
                { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } },
              ],
              toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchPattern: '*' }] } }],
            },
          ],
        }),
      ],
    ],
    ['denials that are gone', [cilium({ egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] })], []],
    [
      'a policy of others that lets in more',
      [policy({ ingress: [] }, { 'app.kubernetes.io/component': 'database' })],
      [policy({ ingress: [{ from: [{ namespaceSelector: {} }] }] }, { 'app.kubernetes.io/component': 'database' })],
    ],
    [
      'another store of one entry',
      [external({ data: [{ secretKey: 'a', remoteRef: { key: 'b' } }] })],
      [external({ data: [{ secretKey: 'a', remoteRef: { key: 'b' }, sourceRef: { storeRef: { name: 'other' } } }] })],
    ],
    [
      'a further entry',
      [external({ data: [] })],
      [external({ data: [{ secretKey: 'other', remoteRef: { key: 'prod/root' } }] })],
    ],
    [
      'a role from elsewhere',
      [deployment],
      [deployment, binding({ kind: 'ServiceAccount', name: 'tool', namespace: 'mcp-tools' })],
    ],
    [
      'a role from elsewhere, for the account as a user',
      [deployment],
      [deployment, binding({ kind: 'User', name: 'system:serviceaccount:mcp-tools:tool' })],
    ],
    [
      'a role from elsewhere, for all accounts',
      [deployment],
      [deployment, binding({ kind: 'Group', name: 'system:serviceaccounts:mcp-tools' })],
    ],
    ['a quota that is gone', [object('ResourceQuota', 'v1', { spec: { hard: { pods: 10 } } })], []],
    [
      'a quota of another number',
      [object('ResourceQuota', 'v1', { spec: { hard: { pods: 10 } } })],
      [object('ResourceQuota', 'v1', { spec: { hard: { pods: 100_000 } } })],
    ],
    [
      'an admission policy that only warns',
      [
        object('ValidatingAdmissionPolicyBinding', 'admissionregistration.k8s.io/v1', {
          spec: { validationActions: ['Deny'] },
        }),
      ],
      [
        object('ValidatingAdmissionPolicyBinding', 'admissionregistration.k8s.io/v1', {
          spec: { validationActions: ['Warn'] },
        }),
      ],
    ],
  ])('%s', (_, before, after) => {
    const diff = McpDiff.between(
      before.map(each => JSON.stringify(each)),
      after.map(each => JSON.stringify(each)),
    );
    expect([diff.toText() === '', diff.isWider]).toEqual([false, true]);
  });

  test.each<[title: string, before: Manifest, after: Manifest]>([
    [
      'an annotation that gives rights in a cloud',
      object('ServiceAccount', 'v1', {}),
      object(
        'ServiceAccount',
        'v1',
        {},
        { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/Admin' } },
      ),
    ],
    [
      'a label that switches a sidecar off',
      deployment,
      {
        ...deployment,
        spec: {
          ...deployment.spec,
          template: {
            ...deployment.spec.template,
            metadata: { labels: { ...deployment.spec.template.metadata.labels, 'sidecar.istio.io/inject': 'false' } },
          },
        },
      },
    ],
    [
      'a kind that is a word of JavaScript',
      object('constructor', 'v1', { spec: 1 }),
      object('constructor', 'v1', { spec: 2 }),
    ],
  ])('%s is told', (_, before, after) => {
    expect(McpDiff.between([JSON.stringify(before)], [JSON.stringify(after)]).isEmpty).toBe(false);
  });

  test('who may use what at a gateway', () => {
    const app = (authorization: ToolRule[]): string[] => {
      const scope = chart();
      gateway(scope, { servers: [backend(scope, 'notes')], authorization });
      return textOf(scope);
    };
    const diff = McpDiff.between(app([ToolRule.allow({ clients: ['ci'], tools: ['get_a'] })]), app([]));
    expect([diff.isWider, /policy (?:added|removed): route mcp: mcpAuthorization/.test(diff.toText())]).toEqual([
      true,
      true,
    ]);
  });

  test('what else differs in an object that must be made anew', () => {
    const made = (app_: string, args: string[]): string =>
      JSON.stringify(
        object('Deployment', 'apps/v1', {
          spec: { selector: { matchLabels: { app: app_ } }, template: { spec: { containers: [{ name: 'a', args }] } } },
        }),
      );
    expect(lines([made('a', [])], [made('b', ['--write'])])).toEqual(
      expect.arrayContaining([
        expect.stringContaining('spec.selector cannot be changed'),
        expect.stringContaining('changed: spec.template.spec.containers[a].args'),
      ]),
    );
  });
});

describe('no difference', () => {
  const scenario = textsOf('a pool with everything');

  test.each(Object.keys(SCENARIOS))('between an app and itself: %s', name => {
    const diff = McpDiff.between(textsOf(name), textsOf(name), {
      openshift: /OpenShift|Ingress for service/.test(name),
    });
    expect([diff.isEmpty, diff.isWider, diff.toText(), diff.toMarkdown()]).toEqual([
      true,
      false,
      '',
      '# MCP changes\n\nNothing that has a meaning.\n',
    ]);
  });

  test('is the order of objects and of keys, the way of writing, or a label', () => {
    const objects: Manifest[] = scenario.flatMap(text => text.split(/^---$/m)).map(text => parse(text));
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), shuffled => {
        const again = shuffled.map(object =>
          JSON.stringify({
            ...reversed(object),
            metadata: { ...object.metadata, labels: { ...object.metadata.labels, 'app.kubernetes.io/version': '2' } },
          }),
        );
        expect(McpDiff.between(scenario, again).toText()).toBe('');
      }),
      cases(5, 20261122),
    );
  });
});

test('the JSON has the published shape', () => {
  const diff = McpDiff.between(
    one(),
    one({
      callers: [Callers.namespace('agents')],
      secrets: { A: SecretSource.fromSecretName('a', 'b') },
      env: { B: 'c' },
    }),
  );
  const json: Manifest = JSON.parse(diff.toJson());
  expect([isDiff(json), isDiff.errors, json.wider, json.changes.map(({ kind }: Manifest) => kind)]).toEqual([
    true,
    null,
    true,
    ['caller-added', 'secret-added', 'finding-added', 'object-changed'],
  ]);
});

function textsOf(name: string): string[] {
  return SCENARIOS[name]().charts.map(each => Yaml.stringify(...each.toJson()));
}
