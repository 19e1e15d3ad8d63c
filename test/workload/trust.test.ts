import { Chart, Testing } from 'cdk8s';
import {
  AgentgatewayEngine,
  Callers,
  Egress,
  EnvoyAiGatewayEngine,
  Exposure,
  GatewayAuth,
  GatewayRoutes,
  HttpRouteEngine,
  KubernetesAccess,
  McpAdmissionPolicy,
  McpClientKind,
  McpGatewayProps,
  McpPlatform,
  NetworkPolicyEngine,
  SecretSource,
  SecretStore,
  Trust,
} from '../../src';
import { Manifest, chart, find, objectsOf, server, source, synth } from '../util/app';
import { backend, documentOf, gateway } from '../util/gateway';
import { refusal, refused, wrong } from '../util/refusal';
import { CILIUM, npm, objectsUnder, podOf } from '../util/stdio';

const QUARANTINE = Trust.quarantined({ reason: 'its new release sends data elsewhere', since: '2026-11-20' });
const vault = SecretStore.clusterStore('vault');
const PROPS = {
  callers: [Callers.namespace('agents')],
  egress: [Egress.toCidrs('203.0.113.0/24')],
  secrets: { TOKEN: SecretSource.fromStore(vault, { key: 'a' }) },
};

describe('a server in quarantine', () => {
  const manifests = objectsOf({ ...PROPS, trust: QUARANTINE });
  const kinds = (of: Manifest[]): string[] => of.map(({ kind }) => kind).sort();

  test('runs nowhere, and nothing brings it back by itself', () => {
    expect(find(manifests, 'Deployment').spec.replicas).toBe(0);
    expect(kinds(manifests)).toEqual(['Deployment', 'NetworkPolicy', 'Service', 'ServiceAccount']);
  });

  test('keeps the files of its bridge, which its pods need when it comes back', () => {
    const objects = objectsUnder(CILIUM, { source: npm(), trust: QUARANTINE });
    const { volumes } = podOf(objects);
    expect(volumes.find(({ name }: Manifest) => name === 'bridge').configMap.name).toBe(
      find(objects, 'ConfigMap').metadata.name,
    );
  });

  test('reaches nothing, DNS included, and is reached by nobody', () => {
    expect(find(manifests, 'NetworkPolicy').spec).toEqual({
      podSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [],
    });
  });

  test('has no rights in the cluster', () => {
    const access = [
      KubernetesAccess.readOnly({ resources: ['pods'] }),
      KubernetesAccess.clusterReadOnly({ resources: ['nodes'] }),
    ];
    const scope = chart();
    McpPlatform.configure(scope, { apiServer: { cidrs: ['203.0.113.1/32'] } });
    access.forEach((kubernetesAccess, i) => server(scope, { kubernetesAccess, trust: QUARANTINE }, `tool-${i}`));
    expect(kinds(synth(scope)).filter(kind => kind.includes('Role'))).toEqual([]);
  });

  test('says since when and why', () => {
    expect(find(manifests, 'Deployment').metadata.annotations['cdk8s-mcp/quarantined']).toBe(
      'since 2026-11-20: its new release sends data elsewhere',
    );
  });

  test('is otherwise what it was, so that one word brings it back', () => {
    const pod = (trust: Trust): Manifest => find(objectsOf({ ...PROPS, trust }), 'Deployment').spec.template;
    expect(pod(QUARANTINE)).toEqual(pod(Trust.trusted()));
    expect(kinds(objectsOf({ ...PROPS, trust: Trust.trusted() }))).toEqual(kinds(objectsOf(PROPS)));
  });

  test.each([NetworkPolicyEngine.KUBERNETES, NetworkPolicyEngine.CILIUM])(
    'is opened by nothing that is added later, under %s',
    networkPolicyEngine => {
      const scope = chart();
      McpPlatform.configure(scope, { networkPolicyEngine, apiServer: { cidrs: ['203.0.113.1/32'] } });
      const tool = server(scope, {
        ...PROPS,
        trust: QUARANTINE,
        kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'] }),
      });
      tool.allowFrom(Callers.namespace('agents'));
      tool.connectTo(Egress.toCidrs('203.0.113.0/24'));
      const policies = synth(scope).filter(({ kind }) => kind.endsWith('NetworkPolicy'));
      expect(policies.map(({ kind, spec }) => [kind, spec.ingress, spec.egress])).toEqual([['NetworkPolicy', [], []]]);
    },
  );

  test('is behind no gateway, keeps its prefix there, and the gateway has no egress rule that allows it', () => {
    const scope = chart();
    const notes = backend(scope, 'notes');
    const wiki = backend(scope, 'wiki', { trust: QUARANTINE });
    const mcp = gateway(scope, { servers: [notes, wiki] });
    expect(() => mcp.addServer(backend(scope, 'other'), { prefix: 'wiki' })).toThrow(
      'prefix "wiki" is already used by test/wiki',
    );
    const written = synth(scope);
    expect(documentOf(written).routes[0].backends[0].mcp.targets.map(({ name }: Manifest) => name)).toEqual(['notes']);
    expect(JSON.stringify(find(written, 'NetworkPolicy', 'gateway').spec.egress)).not.toContain('wiki');
    expect(mcp.clientConfig(McpClientKind.MCP_JSON)).not.toContain('wiki');
  });

  test('is refused replicas by the admission policy of the app, which was created before or after it', () => {
    const listed = (before: boolean): string => {
      const app = Testing.app();
      const [tools, platform] = ['tools', 'platform'].map(name => new Chart(app, name, { namespace: `mcp-${name}` }));
      const policy = (): void => {
        new McpAdmissionPolicy(platform, 'policy', {
          parametersNamespace: 'platform',
          allowedRegistries: ['ghcr.io/acme'],
        });
      };
      if (before) {
        policy();
      }
      server(tools, { trust: QUARANTINE });
      server(tools, {}, 'other');
      if (!before) {
        policy();
      }
      return find(Testing.synth(platform), 'ConfigMap', 'policy').data.quarantined;
    };
    expect([listed(true), listed(false)]).toEqual(['mcp-tools/tool', 'mcp-tools/tool']);
  });

  test('leaves a gateway that answers nothing where it was the only server, whatever the engine', () => {
    const at = {
      gatewayName: 'edge',
      gatewayNamespace: 'mcp-tools',
      hostname: 'mcp.example.com',
      dataPlane: Callers.namespace('edge'),
    };
    const alone = (props: Partial<McpGatewayProps>): Manifest[] => {
      const scope = chart();
      gateway(scope, { servers: [backend(scope, 'wiki', { trust: QUARANTINE })], ...props });
      return synth(scope).filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === 'mcp-gateway');
    };
    const exposure = Exposure.httpRoute({
      hostname: 'mcp.example.com',
      parentName: 'edge',
      parentNamespace: 'edge',
      from: [Callers.namespace('edge')],
    });
    for (const routes of [
      GatewayRoutes.federated(),
      GatewayRoutes.mixed(),
      GatewayRoutes.hostPerServer('mcp.example.com'),
    ]) {
      expect(documentOf(alone({ routes, exposure })).routes).toEqual([]);
    }
    const auth = GatewayAuth.anonymous('the servers ask for credentials themselves');
    expect(alone({ engine: AgentgatewayEngine.controller(at), auth, routes: GatewayRoutes.mixed() })).toEqual([]);
    expect(alone({ engine: new EnvoyAiGatewayEngine(at), auth })).toEqual([]);
    expect(alone({ engine: new HttpRouteEngine(at), auth, routes: GatewayRoutes.pathPerServer() })).toEqual([]);
  });

  test('is not announced to agents', () => {
    const scope = chart();
    const [notes, wiki] = [backend(scope, 'notes'), backend(scope, 'wiki', { trust: QUARANTINE })];
    const mcp = gateway(scope, { servers: [notes, wiki], routes: GatewayRoutes.mixed() });
    const announced = [notes, wiki].map((of, i) =>
      mcp.addKagentServer(`agent-${i}`, {
        description: 'Tools',
        server: of,
        authorization: SecretSource.fromSecretName('agents', 'token'),
      }),
    );
    expect(announced.map(object => object?.name)).toEqual(['gateway-notes', undefined]);
    expect(synth(scope).filter(({ kind }) => kind === 'RemoteMCPServer')).toHaveLength(1);
  });

  test('is in no policy of the servers that it called, that called it or that it scraped', () => {
    const scope = chart();
    const bad = backend(scope, 'bad', { trust: QUARANTINE });
    const [callers, egress, telemetry] = [
      [Callers.server(bad)],
      [Egress.toServer(bad)],
      { metrics: { from: Callers.server(bad) } },
    ];
    server(scope, { source: source({ metricsPort: 9090 }), callers, egress, telemetry }, 'good');
    expect(find(synth(scope), 'NetworkPolicy', 'good').spec).toMatchObject({
      ingress: [],
      egress: [{ ports: [{ port: 53 }, { port: 53 }] }],
    });
  });
});

test.each<{ title: string; call: () => unknown; expected: string }>([
  {
    title: 'without a reason',
    call: () => Trust.quarantined({ reason: '', since: '2026-11-20' }),
    expected: 'reason must be one line of 10 to 256 characters',
  },
  {
    title: 'without a day',
    call: () => Trust.quarantined({ reason: 'sends data elsewhere', since: wrong(undefined) }),
    expected: 'since must be a day as YYYY-MM-DD',
  },
  {
    title: 'since a day that has not come',
    call: () => Trust.quarantined({ reason: 'sends data elsewhere', since: '2999-01-01' }),
    expected: 'since is in the future, got 2999-01-01',
  },
  {
    title: 'since a day that is none',
    call: () => Trust.quarantined({ reason: 'sends data elsewhere', since: '2026-02-30' }),
    expected: 'since must be a day as YYYY-MM-DD',
  },
])('quarantine is refused $title', ({ call, expected }) => {
  expect(refused(call)).toContain(expected);
});

test('trust that is a text is refused', () => {
  expect(
    refusal(scope => {
      server(scope, { trust: wrong('quarantined') });
    }),
  ).toContain('trust must be made by Trust');
});
