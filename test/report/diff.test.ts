import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { Chart, Size, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import {
  AgentgatewayEngine,
  Callers,
  Egress,
  EnvoyAiGatewayEngine,
  GatewayAuth,
  GatewayRoutes,
  Hardening,
  HttpRouteEngine,
  Jwks,
  KubernetesAccess,
  McpDiff,
  McpGatewayProps,
  McpPlatform,
  McpPool,
  McpServer,
  McpServerProps,
  NetworkPolicyEngine,
  Sandbox,
  Scaling,
  SecretSource,
  SecretStore,
  ServerAuth,
  SmokeTest,
  Storage,
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

describe('a quarantine widens nothing, and its end narrows nothing, whatever a server was granted', () => {
  const store = SecretStore.clusterStore('vault');
  const fromStore = SecretSource.fromStore(store, { key: 'mcp/tool' });
  const GRANTS: Readonly<Record<string, Partial<McpServerProps>>> = {
    'nothing': {},
    'permissions at the Kubernetes API': { kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'] }) },
    'secrets in variables from a store': { secrets: { TOKEN: fromStore } },
    'secrets in files from a store': { secretFiles: { 'key.pem': fromStore } },
    'Secrets that exist': { secrets: { TOKEN: SecretSource.fromSecretName('by-hand', 'token') } },
    'ways out': { egress: [Egress.toPublicInternet()] },
    'callers': { callers: [Callers.namespace('agents')] },
    'storage': { storage: [Storage.scratch('/data', Size.mebibytes(100))] },
    'tools': { tools: ToolPolicy.allow('get_a') },
    'a credential of its callers': { serverAuth: ServerAuth.bearer(fromStore) },
    'a relaxation': { hardening: Hardening.restricted().withWritableRoot('it writes beside its program') },
    'a sandbox': { sandbox: Sandbox.gvisor() },
  };
  const signs = (before: string[], after: string[]): string[] =>
    [...new Set(lines(before, after).map(line => line.charAt(0)))].sort();
  const trust = Trust.quarantined({ reason: 'it sends data elsewhere', since: '2026-11-20' });

  test.each(Object.entries({ ...GRANTS, everything: Object.assign({}, ...Object.values(GRANTS)) }))(
    '%s',
    (_, props) => {
      const [running, stopped] = [one(props), one({ ...props, trust })];
      expect(signs(running, stopped)).toEqual(['-', '~']);
      expect(signs(stopped, running)).toEqual(['+', '~']);
    },
  );

  test('but what is acknowledged besides is told', () => {
    const stopped = one({ trust }).map(text =>
      text
        .replace('privileged: false', 'privileged: true')
        .replace(
          '  annotations:\n    cdk8s-mcp/quar',
          '  annotations:\n    cdk8s-mcp/acknowledged-privileged: the vendor needs it for now\n    cdk8s-mcp/quar',
        ),
    );
    expect(lines(one(), stopped)[0]).toMatch(
      /^\+ widened {2}rules: acknowledgement added: privileged: .*\(the vendor needs it for now\)$/,
    );
  });
});

describe('a quarantine behind a gateway widens nothing, whatever enforces it', () => {
  const ON_GATEWAY = { gatewayName: 'public', gatewayNamespace: 'gateways', hostname: 'mcp.example.com' };
  const dataPlane = Callers.pods({ namespace: 'gateways', labels: { app: 'proxy' } });
  const oauth = GatewayAuth.oauth({
    issuer: 'https://idp.example.com',
    jwks: Jwks.fromUrl('https://idp.example.com/a'),
  });
  const GATEWAYS: Readonly<Record<string, Partial<McpGatewayProps>>> = {
    'agentgateway in pods of its own': { callers: [Callers.namespace('agents')] },
    "agentgateway's controller": {
      engine: AgentgatewayEngine.controller(ON_GATEWAY),
      auth: oauth,
      resilience: { failClosed: true },
    },
    'Envoy AI Gateway': {
      engine: new EnvoyAiGatewayEngine({ ...ON_GATEWAY, gatewayNamespace: 'mcp-tools' }),
      auth: oauth,
    },
    'HTTPRoutes': {
      engine: new HttpRouteEngine({ ...ON_GATEWAY, dataPlane }),
      routes: GatewayRoutes.pathPerServer(),
      auth: GatewayAuth.anonymous('the mesh in front of the Gateway asks for certificates'),
    },
  };
  const PLACES: Readonly<Record<string, (scope: Chart) => Construct>> = {
    'a namespace that others made': scope => scope,
    'a pool': scope => new McpPool(scope, 'pool', { namespace: 'mcp-tools' }),
  };
  const variants = Object.values(NetworkPolicyEngine).flatMap(networkPolicyEngine =>
    Object.entries(GATEWAYS).flatMap(([engine, props]) =>
      Object.entries(PLACES).map(([place, placeIn]) => ({ networkPolicyEngine, engine, props, place, placeIn })),
    ),
  );

  test.each(variants)('$engine, $networkPolicyEngine policies, $place', ({ networkPolicyEngine, props, placeIn }) => {
    const state = (trust: Trust): string[] => {
      const scope = chart();
      McpPlatform.configure(scope, { networkPolicyEngine });
      const place = placeIn(scope);
      const [bad, good] = [backend(place, 'bad', { trust }), backend(place, 'good')];
      const edge = gateway(place, { servers: [bad, good], ...props });
      const publicEgress = props.engine && [
        Egress.toPods({ namespace: 'gateways', labels: { app: 'proxy' }, port: 443 }),
      ];
      new SmokeTest(place, 'bad-test', { server: bad });
      new SmokeTest(place, 'bad-edge-test', { server: bad, gateway: edge, publicEgress });
      return textOf(scope);
    };
    const quarantine = Trust.quarantined({ reason: 'it sends data elsewhere', since: '2026-11-20' });
    const [running, stopped] = [state(Trust.trusted()), state(quarantine)];
    expect(lines(running, stopped).filter(line => line.startsWith('+'))).toEqual([]);
    expect(lines(stopped, running).filter(line => line.startsWith('-'))).toEqual([]);
  });
});

describe('a network policy that is removed', () => {
  const CLUSTERWIDE = 'CiliumClusterwideNetworkPolicy';
  const SELECTED = { matchLabels: { 'cdk8s-mcp/server': 'a', 'x': 'y' } };
  const policy = (name: string, spec: object): Manifest => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'n' },
    spec: { podSelector: SELECTED, policyTypes: ['Ingress', 'Egress'], ...spec },
  });
  const cilium = (name: string, spec: object): Manifest => ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name, namespace: 'n' },
    spec: { endpointSelector: SELECTED, ingress: [{}], egress: [{}], ...spec },
  });
  const pod = (name: string, labels: object): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'n', labels },
    spec: { containers: [{ name: 'c', image: 'a' }] },
  });
  const weightOf = (removed: Manifest, before: Manifest[], after: Manifest[]): string | undefined => {
    const [old, now] = [[removed, ...before], after].map(all => all.map(each => JSON.stringify(each)));
    return lines(old, now).find(line => line.includes(`${removed.kind}.`) && line.includes(' n/removed: is removed'));
  };

  test.each<{ title: string; removed: Manifest; rest: Manifest[] }>([
    { title: 'one for the same pods', removed: cilium('removed', {}), rest: [policy('kept', {})] },
    { title: 'one for all pods', removed: cilium('removed', {}), rest: [policy('kept', { podSelector: {} })] },
    {
      title: 'one of each direction',
      removed: policy('removed', {}),
      rest: [policy('in', { policyTypes: ['Ingress'] }), policy('out', { policyTypes: ['Egress'] })],
    },
    { title: 'one of Cilium', removed: cilium('removed', {}), rest: [cilium('kept', {})] },
    {
      title: 'one of the only direction that it limits',
      removed: policy('removed', { policyTypes: ['Ingress'] }),
      rest: [policy('kept', { policyTypes: ['Ingress'] })],
    },
    {
      title: 'one that allows nothing of what it denies',
      removed: cilium('removed', { egressDeny: [{}] }),
      rest: [policy('kept', { ingress: [{}] }), pod('p', SELECTED.matchLabels)],
    },
  ])('opens nothing beside $title', ({ removed, rest }) => {
    expect(weightOf(removed, rest, rest)).toMatch(/^~ changed /);
  });

  test.each<{ title: string; removed: Manifest; before?: Manifest[]; after: Manifest[] }>([
    { title: 'without another', removed: policy('removed', {}), after: [] },
    {
      title: 'beside one of one direction',
      removed: policy('removed', {}),
      after: [policy('kept', { policyTypes: ['Ingress'] })],
    },
    {
      title: 'beside one for fewer pods',
      removed: policy('removed', {}),
      after: [policy('kept', { podSelector: { matchLabels: { ...SELECTED.matchLabels, z: 'z' } } })],
    },
    {
      title: 'beside one that may leave pods out',
      removed: policy('removed', {}),
      after: [policy('kept', { podSelector: { matchExpressions: [{ key: 'z', operator: 'DoesNotExist' }] } })],
    },
    {
      title: 'beside one that only Cilium reads',
      removed: policy('removed', {}),
      after: [cilium('kept', {})],
    },
    {
      title: 'beside one of another namespace',
      removed: policy('removed', {}),
      after: [{ ...policy('kept', {}), metadata: { name: 'kept', namespace: 'm' } }],
    },
    {
      title: 'that denies what unknown pods may do',
      removed: cilium('removed', { egressDeny: [{}] }),
      after: [policy('kept', {})],
    },
    {
      title: 'that denies what another allows',
      removed: cilium('removed', { egressDeny: [{}] }),
      after: [policy('kept', { podSelector: {} }), policy('more', { egress: [{}] }), pod('p', SELECTED.matchLabels)],
    },
    {
      title: 'that denies what one for the whole cluster may allow',
      removed: cilium('removed', { egressDeny: [{}] }),
      after: [policy('kept', {}), pod('p', SELECTED.matchLabels), { ...cilium('all', {}), kind: CLUSTERWIDE }],
    },
    {
      title: 'of pods that have other labels now',
      removed: policy('removed', {}),
      before: [pod('p', SELECTED.matchLabels)],
      after: [pod('p', {})],
    },
    {
      title: 'of pods of which one is still there',
      removed: policy('removed', {}),
      before: [pod('p', SELECTED.matchLabels), pod('q', SELECTED.matchLabels)],
      after: [pod('q', SELECTED.matchLabels)],
    },
    {
      title: 'of pods that anybody may have',
      removed: policy('removed', { podSelector: { matchLabels: { x: 'y' } } }),
      before: [pod('p', SELECTED.matchLabels)],
      after: [],
    },
  ])('$title opens what it closed', ({ removed, before = [], after }) => {
    expect(weightOf(removed, before, after)).toMatch(/^\+ widened /);
  });

  test('opens nothing with the pods that it was for', () => {
    expect(weightOf(policy('removed', {}), [pod('p', SELECTED.matchLabels)], [])).toMatch(/^~ changed /);
  });
});

test('a Secret that comes from another entry than before is told as a secret', () => {
  const store = SecretStore.clusterStore('vault');
  const of = (version: string): string[] =>
    one({ secrets: { TOKEN: SecretSource.fromStore(store, { key: 'mcp/tool', version }) } });
  expect(lines(of('1'), of('2'))).toContain(
    '+ widened  server mcp-tools/tool: secret added: tool-vault/TOKEN as variable TOKEN from ' +
      'ClusterSecretStore/vault mcp/tool@2',
  );
});

describe('a change of a server is told as who may do what', () => {
  test.each<{ title: string; before: Partial<McpServerProps>; after: Partial<McpServerProps>; expected: string }>([
    {
      title: 'a caller',
      before: {},
      after: { callers: [Callers.namespace('agents')] },
      expected: '+ widened  server mcp-tools/tool: caller added: namespace agents port 8080',
    },
    {
      title: 'a caller less',
      before: { callers: [Callers.namespace('agents')] },
      after: {},
      expected: '- narrowed server mcp-tools/tool: caller removed: namespace agents port 8080',
    },
    {
      title: 'a way out',
      before: {},
      after: { egress: [Egress.toCidrs('203.0.113.0/24')] },
      expected: '+ widened  server mcp-tools/tool: egress added: 203.0.113.0/24 port 443',
    },
    {
      title: 'the way to everywhere',
      before: {},
      after: { egress: [Egress.toPublicInternet()] },
      expected:
        '+ widened  server mcp-tools/tool: egress added: OPEN the public Internet (0.0.0.0/0 but for 16 ' +
        'ranges, 8c0a0c80) port 443',
    },
    {
      title: 'a secret',
      before: {},
      after: { secrets: { TOKEN: SecretSource.fromSecretName('by-hand', 'token') } },
      expected: '+ widened  server mcp-tools/tool: secret added: by-hand/token as variable TOKEN',
    },
    {
      title: 'an image',
      before: {},
      after: { source: source({}, `registry.example.com/acme/tool-server:1.2.4@sha256:${'b'.repeat(64)}`) },
      expected:
        '~ changed  server mcp-tools/tool: image of server: ' +
        `registry.example.com/acme/tool-server:1.2.3@${DIGEST} → ` +
        `registry.example.com/acme/tool-server:1.2.4@sha256:${'b'.repeat(64)}`,
    },
    {
      title: 'a relaxation',
      before: {},
      after: { hardening: Hardening.restricted().withWritableRoot('it writes beside its program') },
      expected: '+ widened  server mcp-tools/tool: relaxation added: writable-root (it writes beside its program)',
    },
    {
      title: 'replicas',
      before: { scaling: Scaling.fixed(2) },
      after: { scaling: Scaling.fixed(3) },
      expected: '~ changed  server mcp-tools/tool: replicas: 2 → 3',
    },
    {
      title: 'rights',
      before: {},
      after: { kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'] }) },
      expected: '+ widened  server mcp-tools/tool: access added: Role tool in mcp-tools: get,list,watch pods',
    },
    {
      title: 'a sandbox less',
      before: { sandbox: Sandbox.gvisor() },
      after: {},
      expected: '+ widened  server mcp-tools/tool: sandbox: gvisor → none',
    },
    {
      title: 'a quarantine',
      before: {},
      after: { trust: Trust.quarantined({ reason: 'it sends data elsewhere', since: '2026-11-20' }) },
      expected: '- narrowed server mcp-tools/tool: quarantine: none → since 2026-11-20: it sends data elsewhere',
    },
    {
      title: 'the end of a quarantine',
      before: { trust: Trust.quarantined({ reason: 'it sends data elsewhere', since: '2026-11-20' }) },
      after: {},
      expected: '+ widened  server mcp-tools/tool: quarantine: since 2026-11-20: it sends data elsewhere → none',
    },
    {
      title: 'tools that are let through',
      before: { tools: ToolPolicy.allow('get_a') },
      after: { tools: ToolPolicy.allow('get_a', 'get_b') },
      expected: '+ widened  server mcp-tools/tool: allowed tool added: get_b',
    },
    {
      title: 'no list of tools any more',
      before: { tools: ToolPolicy.allow('get_a') },
      after: {},
      expected: '+ widened  server mcp-tools/tool: allowed tools: get_a → none',
    },
    {
      title: 'a tool that is no longer refused',
      before: { tools: ToolPolicy.deny('drop') },
      after: { tools: ToolPolicy.deny('kill') },
      expected: '+ widened  server mcp-tools/tool: denied tool removed: drop',
    },
    {
      title: 'what it asks its callers for',
      before: { serverAuth: ServerAuth.bearer(SecretSource.fromSecretName('a', 'b')) },
      after: {},
      expected: '+ widened  server mcp-tools/tool: asks callers for: authorization (Bearer) → none',
    },
    {
      title: 'an argument',
      before: { source: source({ args: ['--read-only'] }) },
      after: { source: source() },
      expected: '~ changed  Deployment.apps mcp-tools/tool: changed: spec.template.spec.containers[server].args',
    },
    {
      title: 'a variable',
      before: { env: { MODE: 'a' } },
      after: { env: { MODE: 'b' } },
      expected:
        '~ changed  Deployment.apps mcp-tools/tool: changed: spec.template.spec.containers[server].env[MODE].value',
    },
    {
      title: 'what is bounded',
      before: { resources: {} },
      after: { resources: { unlimitedCpu: true } },
      expected:
        '~ changed  Deployment.apps mcp-tools/tool: changed: ' +
        'spec.template.spec.containers[server].resources.limits.cpu',
    },
    {
      title: 'an object that is gone',
      before: { files: { '/etc/a': 'a' } },
      after: {},
      expected: '~ changed  ConfigMap mcp-tools/tool-files: is removed: prune it, a plain apply keeps it',
    },
  ])('such as $title', ({ before, after, expected }) => {
    const diff = McpDiff.between(one(before), one(after));
    const found = diff.toText().trimEnd().split('\n');
    expect(found).toContain(expected);
    expect(diff.isWider).toBe(found.some(line => line.startsWith('+')));
  });

  test('a change by hand that breaks a rule', () => {
    const weak = one().map(text => text.replace('privileged: false', 'privileged: true'));
    const [finding] = lines(one(), weak).filter(line => line.includes('privileged:'));
    expect(finding).toContain(
      '+ widened  rules: finding added: privileged: Deployment mcp-tools/tool: ' +
        'spec.template.spec.containers[0].securityContext.privileged',
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
      '- narrowed server mcp-tools/other: is removed; a plain apply keeps its objects',
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
      '+ widened  NetworkPolicy.networking.k8s.io a/deny: is removed: prune it, a plain apply keeps it',
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
      '~ changed  Deployment.apps b/a: spec.selector is immutable: the object must be deleted and created again',
    );
  });
});

describe('what lets somebody do more has a line', () => {
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

  test.each<{ title: string; before: Manifest[]; after: Manifest[] }>([
    {
      title: 'another exception of a range',
      before: [range('10.0.0.0/8', ['10.9.0.0/16'])],
      after: [range('10.0.0.0/8', ['10.8.0.0/16'])],
    },
    {
      title: 'a label less at a peer',
      before: [to({ podSelector: { matchLabels: { 'cdk8s-mcp/gateway': 'b', 'env': 'prod' } } })],
      after: [to({ podSelector: { matchLabels: { 'cdk8s-mcp/gateway': 'b' } } })],
    },
    {
      title: 'an expression less at a namespace',
      before: [
        to({ namespaceSelector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] } }),
      ],
      after: [to({ namespaceSelector: { matchLabels: { a: 'b' } } })],
    },
    {
      title: 'another protocol',
      before: [to({ podSelector: {} })],
      after: [to({ podSelector: {} }, { ports: [{ port: 443 }, { port: 443, protocol: 'UDP' }] })],
    },
    {
      title: 'a range on the port of DNS',
      before: [policy({})],
      after: [policy({ egress: [{ to: [{ ipBlock: { cidr: '198.51.100.7/32' } }], ports: [{ port: 53 }] }] })],
    },
    {
      title: 'policyTypes left out with an empty egress',
      before: [policy({ egress: [] })],
      after: [policy({ policyTypes: undefined, egress: [] })],
    },
    {
      title: 'rules of HTTP less',
      before: [
        cilium({
          egress: [
            {
              toEndpoints: [{ matchLabels: { a: 'b' } }],
              toPorts: [{ ports: [{ port: '80' }], rules: { http: [{ method: 'GET' }] } }],
            },
          ],
        }),
      ],
      after: [
        cilium({ egress: [{ toEndpoints: [{ matchLabels: { a: 'b' } }], toPorts: [{ ports: [{ port: '80' }] }] }] }),
      ],
    },
    {
      title: 'names of DNS for all',
      before: [
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
      after: [
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
    },
    {
      title: 'denials that are gone',
      before: [cilium({ egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] })],
      after: [],
    },
    {
      title: 'a policy of others that lets in more',
      before: [policy({ ingress: [] }, { 'app.kubernetes.io/component': 'database' })],
      after: [
        policy({ ingress: [{ from: [{ namespaceSelector: {} }] }] }, { 'app.kubernetes.io/component': 'database' }),
      ],
    },
    {
      title: 'another store of one entry',
      before: [external({ data: [{ secretKey: 'a', remoteRef: { key: 'b' } }] })],
      after: [
        external({ data: [{ secretKey: 'a', remoteRef: { key: 'b' }, sourceRef: { storeRef: { name: 'other' } } }] }),
      ],
    },
    {
      title: 'a further entry',
      before: [external({ data: [] })],
      after: [external({ data: [{ secretKey: 'other', remoteRef: { key: 'prod/root' } }] })],
    },
    {
      title: 'a role from elsewhere',
      before: [deployment],
      after: [deployment, binding({ kind: 'ServiceAccount', name: 'tool', namespace: 'mcp-tools' })],
    },
    {
      title: 'a role from elsewhere, for the account as a user',
      before: [deployment],
      after: [deployment, binding({ kind: 'User', name: 'system:serviceaccount:mcp-tools:tool' })],
    },
    {
      title: 'a role from elsewhere, for all accounts',
      before: [deployment],
      after: [deployment, binding({ kind: 'Group', name: 'system:serviceaccounts:mcp-tools' })],
    },
    {
      title: 'a quota that is gone',
      before: [object('ResourceQuota', 'v1', { spec: { hard: { pods: 10 } } })],
      after: [],
    },
    {
      title: 'a quota of another number',
      before: [object('ResourceQuota', 'v1', { spec: { hard: { pods: 10 } } })],
      after: [object('ResourceQuota', 'v1', { spec: { hard: { pods: 100_000 } } })],
    },
    {
      title: 'an admission policy that only warns',
      before: [
        object('ValidatingAdmissionPolicyBinding', 'admissionregistration.k8s.io/v1', {
          spec: { validationActions: ['Deny'] },
        }),
      ],
      after: [
        object('ValidatingAdmissionPolicyBinding', 'admissionregistration.k8s.io/v1', {
          spec: { validationActions: ['Warn'] },
        }),
      ],
    },
  ])('such as $title', ({ before, after }) => {
    const diff = McpDiff.between(
      before.map(each => JSON.stringify(each)),
      after.map(each => JSON.stringify(each)),
    );
    expect([diff.toText() === '', diff.isWider]).toEqual([false, true]);
  });

  test.each<{ title: string; before: Manifest; after: Manifest }>([
    {
      title: 'an annotation that gives rights in a cloud',
      before: object('ServiceAccount', 'v1', {}),
      after: object(
        'ServiceAccount',
        'v1',
        {},
        { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/Admin' } },
      ),
    },
    {
      title: 'a label that switches a sidecar off',
      before: deployment,
      after: {
        ...deployment,
        spec: {
          ...deployment.spec,
          template: {
            ...deployment.spec.template,
            metadata: { labels: { ...deployment.spec.template.metadata.labels, 'sidecar.istio.io/inject': 'false' } },
          },
        },
      },
    },
    {
      title: 'a kind that is a word of JavaScript',
      before: object('constructor', 'v1', { spec: 1 }),
      after: object('constructor', 'v1', { spec: 2 }),
    },
  ])('$title is told', ({ before, after }) => {
    expect(McpDiff.between([JSON.stringify(before)], [JSON.stringify(after)]).isEmpty).toBe(false);
  });

  test('who may use what at a gateway', () => {
    const app = (authorization: ToolRule[]): string[] => {
      const scope = chart();
      gateway(scope, { servers: [backend(scope, 'notes')], authorization });
      return textOf(scope);
    };
    expect(lines(app([ToolRule.allow({ clients: ['ci'], tools: ['get_a'] })]), app([]))).toContain(
      '+ widened  gateway mcp-tools/gateway: every caller may now use everything',
    );
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
        expect.stringContaining('spec.selector is immutable'),
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
      '# MCP changes\n\nNo changes in meaning.\n',
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
