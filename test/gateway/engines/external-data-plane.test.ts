import { Duration } from 'cdk8s';
import {
  AgentgatewayEngine,
  Callers,
  Egress,
  EnvoyAiGatewayEngine,
  Exposure,
  GatewayRoutes,
  GatewayTls,
  Hardening,
  HttpRouteEngine,
  KuadrantEngine,
  McpGateway,
  McpPlatform,
  McpReport,
  NetworkPolicyEngine,
  Sandbox,
  Scaling,
  SecretSource,
} from '../../../src';
import { Manifest, chart, find, server, synth } from '../../util/app';
import {
  ANONYMOUS,
  DATA_PLANE,
  ENGINES,
  GATEWAY,
  manifestsOf,
  ofKind,
  refusalOf,
} from '../../util/external-data-planes';
import { refusal, refused, wrong } from '../../util/refusal';

const NAMES = Object.keys(ENGINES);

/** Pods besides the data plane that list the tools of servers. */
const LISTING: Readonly<Record<string, Manifest[]>> = {
  Kuadrant: [{ namespace: 'mcp-system', labels: { app: 'broker' } }],
};

describe.each(NAMES)('the engine %s', name => {
  const { engine, routes, pods } = ENGINES[name];
  const props = { auth: ANONYMOUS, routes };

  test('owns no pods and no policy, and its objects pass the schemas', () => {
    const [alone, together] = [chart(), manifestsOf({ ...props, engine: engine() })];
    server(alone, {}, 'notes');
    const own = synth(alone).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const added = together
      .filter(({ kind, metadata }) => !own.includes(`${kind} ${metadata.name}`))
      .map(({ kind }) => kind);
    expect(
      added.filter(
        kind => !/^(Agentgateway(Backend|Policy)|AuthPolicy|MCP(Route|ServerRegistration)|HTTPRoute)$/.test(kind),
      ),
    ).toEqual([]);
    expect(added.length).toBeGreaterThan(0);
  });

  test('says on its objects, and in the report, why nobody has to authenticate', () => {
    const manifests = manifestsOf({ ...props, engine: engine() });
    const reason = { name: 'anonymous', reason: ANONYMOUS.reason };
    expect(manifests.map(({ metadata }) => metadata.annotations?.['cdk8s-mcp/relaxed-anonymous'])).toContain(
      ANONYMOUS.reason,
    );
    const { gateways } = JSON.parse(
      McpReport.ofManifests(manifests.map(manifest => JSON.stringify(manifest))).toJson(),
    );
    expect(gateways[0].relaxations).toEqual([reason]);
  });

  test('opens the way from its data plane to the port of a server, and nothing else', () => {
    const scope = chart();
    const [first, second] = ['notes', 'wiki'].map(id => server(scope, {}, id));
    const gateway = new McpGateway(scope, 'gateway', { ...props, engine: engine(), servers: [first] });
    const before = synth(scope);
    gateway.addServer(second);
    const after = synth(scope);
    const policies = (manifests: Manifest[]): Manifest[] => ofKind(manifests, 'NetworkPolicy');
    expect(policies(after)).toHaveLength(policies(before).length);
    expect(find(after, 'NetworkPolicy', 'notes')).toEqual(find(before, 'NetworkPolicy', 'notes'));
    const [closed, open] = [before, after].map(manifests => find(manifests, 'NetworkPolicy', 'wiki').spec);
    expect(closed.ingress ?? []).toEqual([]);
    expect({ ...open, ingress: [] }).toEqual({ ...closed, ingress: [] });
    expect(open.ingress).toEqual([
      {
        from: [...(LISTING[name] ?? []), pods].map(({ namespace, labels }) => ({
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          podSelector: { matchLabels: labels },
        })),
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test('has the labels of the gateway on its objects, and no objects of pods', () => {
    const scope = chart();
    const labels = { 'example.com/tier': 'edge' };
    const gateway = new McpGateway(scope, 'gateway', {
      ...props,
      engine: engine(),
      labels,
      servers: [server(scope, {}, 'notes')],
    });
    const own = synth(scope).filter(({ metadata }) => metadata.labels['app.kubernetes.io/instance'] === 'gateway');
    expect(own.length).toBeGreaterThan(0);
    own.forEach(({ metadata }) => expect(metadata.labels).toMatchObject(labels));
    const { deployment, service, serviceAccountObject, networkPolicy, autoscaler, disruptionBudget } = gateway;
    expect([deployment, service, serviceAccountObject, networkPolicy, autoscaler, disruptionBudget]).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });

  test('writes the same whatever the order of servers', () => {
    const build = (ids: string[]): Manifest[] => {
      const scope = chart();
      const servers = ids.map(id => server(scope, {}, id));
      new McpGateway(scope, 'gateway', { ...props, engine: engine(), servers });
      return synth(scope).sort((a, b) => (`${a.kind} ${a.metadata.name}` < `${b.kind} ${b.metadata.name}` ? -1 : 1));
    };
    expect(build(['wiki', 'notes'])).toEqual(build(['notes', 'wiki']));
  });

  test('refuses what belongs to pods, all at once, with the way out', () => {
    const text = refusalOf({
      ...props,
      engine: engine(),
      scaling: Scaling.fixed(3),
      resources: {},
      placement: {},
      sandbox: Sandbox.runtimeClass('gvisor'),
      hardening: Hardening.restricted(),
      imagePullSecrets: [],
      annotations: { 'example.com/a': 'b' },
      tls: GatewayTls.fromSecretName('cert'),
      sessionKey: SecretSource.fromSecretName('session', 'key'),
      telemetry: {},
      tracing: {},
      accessLog: {},
      egress: [Egress.toCidrs('203.0.113.0/24')],
      callers: [Callers.namespace('agents')],
      exposure: Exposure.httpRoute({ hostname: 'mcp.example.com', parentName: 'public', from: [DATA_PLANE] }),
    });
    const owner = 'has no effect: the pods are those of Gateway mcp-tools/public';
    expect(text).toBe(
      `test/gateway: ${[
        `scaling ${owner} (set replicas where the Gateway is made, or AgentgatewayEngine.standalone())`,
        `resources ${owner} (set them where the Gateway is made, or AgentgatewayEngine.standalone())`,
        ...['placement', 'sandbox', 'hardening'].map(
          prop => `${prop} ${owner} (set it where the Gateway is made, or AgentgatewayEngine.standalone())`,
        ),
        ...['imagePullSecrets', 'annotations'].map(
          prop => `${prop} ${owner} (set them where the Gateway is made, or AgentgatewayEngine.standalone())`,
        ),
        `tls ${owner} (the listener of the Gateway terminates TLS, or AgentgatewayEngine.standalone())`,
        `sessionKey ${owner} (the Gateway protects the ids of its sessions itself, or AgentgatewayEngine.standalone())`,
        `telemetry ${owner} (set it where the Gateway is made, or AgentgatewayEngine.standalone())`,
        ...['tracing', 'accessLog'].map(
          prop => `${prop} ${owner} (set it where the Gateway is made, or AgentgatewayEngine.standalone())`,
        ),
        `egress ${owner} (allow their egress where the Gateway is made, or AgentgatewayEngine.standalone())`,
        `callers ${owner} (its callers are set where the Gateway is made, or AgentgatewayEngine.standalone())`,
        'exposure must be Exposure.clusterIp(), got httpRoute: Gateway mcp-tools/public exposes the servers ' +
          '(leave it out; the hostname is an option of the engine)',
      ].join('; ')}`,
    );
  });

  test('refuses a session bound that it cannot set, and takes the default', () => {
    expect(refusalOf({ ...props, engine: engine(), resilience: { sessionTimeout: Duration.minutes(5) } })).toContain(
      'resilience.sessionTimeout cannot be set in',
    );
    expect(
      manifestsOf({
        ...props,
        engine: engine(),
        resilience: { sessionTimeout: Duration.minutes(30), requestTimeout: Duration.seconds(60) },
      }),
    ).not.toEqual([]);
  });

  test('needs a server', () => {
    expect(refusalOf({ ...props, engine: engine() }, () => [])).toContain('servers must have at least one server');
  });

  test('shows its objects as its configuration', () => {
    const scope = chart();
    const gateway = new McpGateway(scope, 'gateway', {
      ...props,
      engine: engine(),
      servers: [server(scope, {}, 'notes')],
    });
    expect(gateway.configuration.endsWith('\n')).toBe(true);
    expect(JSON.stringify(JSON.parse(gateway.configuration))).toContain('mcp.example.com');
  });
});

describe('options', () => {
  const makers: Record<string, (options: never) => unknown> = {
    'AgentgatewayEngine.controller': options => AgentgatewayEngine.controller(options),
    'EnvoyAiGatewayEngine': options => new EnvoyAiGatewayEngine(options),
    'HttpRouteEngine': options => new HttpRouteEngine(options),
    'KuadrantEngine': options => new KuadrantEngine(options),
  };

  test.each(Object.keys(makers))('%s checks each of them', name => {
    const make = makers[name];
    const text = refused(() =>
      make(wrong({ gatewayName: 'Public', gatewayNamespace: 'a.b', hostname: '*.example.com', dataPlane: 'pods' })),
    );
    expect(text).toBe(
      `${name}: ${[
        'gatewayName must be the name of a Gateway, at most 63 characters, got "Public"',
        'gatewayNamespace must be the name of a namespace, got "a.b"',
        'hostname must be a host name of at least two labels in lower case, such as mcp.example.com, ' +
          'got "*.example.com" (no wildcard, no address, no port)',
        'dataPlane must be made by Callers, got "pods"',
      ].join('; ')}`,
    );
    expect(refused(() => make(wrong({ ...GATEWAY, dataPlane: DATA_PLANE, listener: 'x' })))).toContain(
      'listener is not a known prop',
    );
  });

  test('a listener has a name', () => {
    expect(refused(() => AgentgatewayEngine.controller({ ...GATEWAY, sectionName: 'Https' }))).toContain(
      'sectionName must be the name of a listener, got "Https"',
    );
  });

  test('nobody knows the pods behind a Gateway of any kind', () => {
    expect(refused(() => new HttpRouteEngine(wrong(GATEWAY)))).toBe(
      'HttpRouteEngine: dataPlane must name the pods that connect to the servers, otherwise all traffic is denied ' +
        '(for example Callers.pods({ namespace, labels }), or Callers.ciliumIngress())',
    );
  });

  test("Cilium's own proxy is a data plane under Cilium alone", () => {
    const build = (networkPolicyEngine: NetworkPolicyEngine) =>
      refusal(scope => {
        McpPlatform.configure(scope, { networkPolicyEngine });
        new McpGateway(scope, 'gateway', {
          servers: [server(scope)],
          auth: ANONYMOUS,
          routes: ENGINES.HTTPRoutes.routes,
          engine: new HttpRouteEngine({ ...GATEWAY, dataPlane: Callers.ciliumIngress() }),
        });
        if (networkPolicyEngine === NetworkPolicyEngine.CILIUM) {
          throw new Error('taken');
        }
      });
    expect(build(NetworkPolicyEngine.KUBERNETES)).toContain('test/gateway: engine.dataPlane');
    expect(build(NetworkPolicyEngine.CILIUM)).toBe('taken');
  });
});

test('hosts of servers need an exposure where no Gateway has them', () => {
  const hosts = { auth: ANONYMOUS, routes: GatewayRoutes.hostPerServer('mcp.example.com') };
  expect(refusalOf(hosts)).toContain(
    'routes GatewayRoutes.hostPerServer() needs an exposure: these host names do not resolve inside the cluster',
  );
  expect(
    ofKind(manifestsOf({ ...hosts, engine: new HttpRouteEngine({ ...GATEWAY, dataPlane: DATA_PLANE }) }), 'HTTPRoute'),
  ).toHaveLength(1);
});

test.each(["agentgateway's controller", 'HTTPRoutes'])(
  '%s names what the owner of a Gateway elsewhere must allow',
  name => {
    const options = { ...GATEWAY, gatewayNamespace: 'gateways', sectionName: 'https', dataPlane: DATA_PLANE };
    const engine = name === 'HTTPRoutes' ? new HttpRouteEngine(options) : AgentgatewayEngine.controller(options);
    const [route] = ofKind(manifestsOf({ auth: ANONYMOUS, routes: ENGINES[name].routes, engine }), 'HTTPRoute');
    expect(route.metadata.annotations['cdk8s-mcp/listener']).toBe(
      'the listener https of Gateway gateways/public must admit routes from namespace mcp-tools: ' +
        'allowedRoutes.namespaces',
    );
    expect(route.spec.parentRefs).toEqual([
      {
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        name: 'public',
        namespace: 'gateways',
        sectionName: 'https',
      },
    ]);
  },
);

test.each(["agentgateway's controller", 'HTTPRoutes'])(
  '%s says what a route without a listener of its own opens',
  name => {
    const options = { ...GATEWAY, dataPlane: DATA_PLANE };
    const noteOf = (change: object): string | undefined => {
      const engine =
        name === 'HTTPRoutes'
          ? new HttpRouteEngine({ ...options, ...change })
          : AgentgatewayEngine.controller({ ...options, ...change });
      return ofKind(manifestsOf({ auth: ANONYMOUS, routes: ENGINES[name].routes, engine }), 'HTTPRoute')[0].metadata
        .annotations['cdk8s-mcp/listener'];
    };
    expect(noteOf({ sectionName: 'https' })).toBeUndefined();
    expect(noteOf({})).toBe('name sectionName so that a plain HTTP listener does not serve it');
    expect(noteOf({ gatewayNamespace: 'gateways' })).toBe(
      'a listener of Gateway gateways/public must admit routes from namespace mcp-tools: ' +
        'allowedRoutes.namespaces; name sectionName so that a plain HTTP listener does not serve it',
    );
  },
);
