import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { parseCIDR, parse } from 'ipaddr.js';
import {
  Callers,
  ClusterDns,
  Egress,
  KubernetesAccess,
  McpPlatform,
  McpPlatformProps,
  McpServerProps,
  NetworkPolicyEngine,
} from '../../src';
import { NON_PUBLIC_V4, NON_PUBLIC_V6 } from '../../src/foundation/net/addresses';
import { Manifest, chart, find, server, synth } from '../util/app';
import { refusal } from '../util/refusal';

const CILIUM = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };
const MONITORING = { namespace: 'monitoring', labels: { app: 'grafana' } };

function objects(props: Partial<McpServerProps>, platform: McpPlatformProps = {}): Manifest[] {
  const scope = chart();
  McpPlatform.configure(scope, platform);
  server(scope, props);
  return synth(scope);
}

/** What the NetworkPolicy admits besides DNS, which comes first under the plain engine. */
function egressOf(props: Partial<McpServerProps>, platform: McpPlatformProps = {}): Manifest[] {
  const rules = find(objects(props, platform), 'NetworkPolicy').spec.egress;
  return platform.networkPolicyEngine === NetworkPolicyEngine.CILIUM ? rules : rules.slice(1);
}

function ingressOf(...callers: Callers[]): Manifest[] {
  return find(objects({ callers }), 'NetworkPolicy').spec.ingress;
}

const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const tcp = (...ports: number[]) => ports.map(port => ({ protocol: 'TCP', port }));

describe('callers', () => {
  test.each<{ title: string; callers: () => Callers; from: unknown[] }>([
    {
      title: 'a namespace',
      callers: () => Callers.namespace('agents'),
      from: [{ namespaceSelector: inNamespace('agents') }],
    },
    {
      title: 'pods',
      callers: () => Callers.pods(MONITORING),
      from: [{ namespaceSelector: inNamespace('monitoring'), podSelector: { matchLabels: { app: 'grafana' } } }],
    },
    {
      title: 'a server',
      callers: () => Callers.server(server(chart('agents'))),
      from: [
        { namespaceSelector: inNamespace('agents'), podSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } } },
      ],
    },
    {
      title: 'address ranges',
      callers: () => Callers.cidrs('203.0.113.0/24', '198.51.100.0/24'),
      from: [{ ipBlock: { cidr: '198.51.100.0/24' } }, { ipBlock: { cidr: '203.0.113.0/24' } }],
    },
    {
      title: 'a peer of cdk8s-plus',
      callers: () =>
        Callers.fromPeer(kplus.NetworkPolicyIpBlock.ipv4(chart(), 'b', '203.0.113.0/24', ['203.0.113.128/25'])),
      from: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }],
    },
  ])('$title reach the MCP port only', ({ callers, from }) => {
    expect(ingressOf(callers())).toEqual([{ from, ports: tcp(8080) }]);
  });

  test('are one list, each once, in one order', () => {
    const [a, b] = [Callers.namespace('a'), Callers.namespace('b')];
    expect(ingressOf(b, a, b)).toEqual([
      { from: [{ namespaceSelector: inNamespace('a') }, { namespaceSelector: inNamespace('b') }], ports: tcp(8080) },
    ]);
  });

  test('may be added later', () => {
    const scope = chart();
    server(scope).allowFrom(Callers.namespace('a'));
    expect(find(synth(scope), 'NetworkPolicy').spec.ingress).toEqual([
      { from: [{ namespaceSelector: inNamespace('a') }], ports: tcp(8080) },
    ]);
  });

  test('are named on the policy for whoever wonders', () => {
    const { annotations } = find(
      objects({ callers: [Callers.namespace('a'), Callers.pods(MONITORING)] }),
      'NetworkPolicy',
    ).metadata;
    expect(annotations['cdk8s-mcp/allowed-callers']).toBe('every pod in a; pods app=grafana in monitoring');
    expect(annotations['cdk8s-mcp/allowed-egress']).toBe('nowhere');
  });

  test("Cilium's ingress is an entity of the CiliumNetworkPolicy", () => {
    const found = objects({ callers: [Callers.ciliumIngress()] }, CILIUM);
    expect(find(found, 'CiliumNetworkPolicy').spec.ingress).toEqual([
      { fromEntities: ['ingress'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] },
    ]);
    expect(find(found, 'NetworkPolicy').spec.ingress).toEqual([]);
    expect(find(found, 'NetworkPolicy').metadata.annotations['cdk8s-mcp/allowed-callers']).toBe('Cilium ingress');
  });

  test("Cilium's ingress is refused under other engines", () => {
    expect(
      refusal(scope => {
        server(scope, { callers: [Callers.ciliumIngress()] });
      }),
    ).toContain('test/tool: callers[0] Callers.ciliumIngress() needs Cilium');
    expect(
      refusal(scope => {
        server(scope).allowFrom(Callers.ciliumIngress());
      }),
    ).toContain('test/tool: allowFrom: callers Callers.ciliumIngress() needs Cilium');
  });

  test('added wrongly are refused', () => {
    expect(
      refusal(scope => {
        server(scope).allowFrom('agents' as never);
      }),
    ).toBe('test/tool: allowFrom: callers must be made by Callers, got "agents"');
    expect(
      refusal(scope => {
        server(scope).connectTo(null as never);
      }),
    ).toBe('test/tool: connectTo: egress must be made by Egress, got null');
  });
});

describe('egress', () => {
  test.each<{ title: string; egress: () => Egress; rule: unknown }>([
    {
      title: 'ranges on 443',
      egress: () => Egress.toCidrs('203.0.113.0/24'),
      rule: { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: tcp(443) },
    },
    {
      title: 'ranges on other ports, sorted, each once',
      egress: () => Egress.toCidrs('203.0.113.0/24').onPorts(8443, 5432, 8443),
      rule: { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: tcp(5432, 8443) },
    },
    {
      title: 'pods on their own port',
      egress: () => Egress.toPods({ ...MONITORING, port: 3000 }),
      rule: {
        to: [{ namespaceSelector: inNamespace('monitoring'), podSelector: { matchLabels: { app: 'grafana' } } }],
        ports: tcp(3000),
      },
    },
    {
      title: 'a server on its own port',
      egress: () => Egress.toServer(server(chart('other'))),
      rule: {
        to: [{ namespaceSelector: inNamespace('other'), podSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } } }],
        ports: tcp(8080),
      },
    },
    {
      title: 'a peer of cdk8s-plus',
      egress: () => Egress.fromPeer(kplus.Pods.select(chart(), 'p', { labels: { app: 'x' } }), 9000),
      rule: { to: [{ podSelector: { matchLabels: { app: 'x' } } }], ports: tcp(9000) },
    },
  ])('is written for $title', ({ egress, rule }) => {
    expect(egressOf({ egress: [egress()] })).toEqual([rule]);
  });

  test('may be added later', () => {
    const scope = chart();
    server(scope).connectTo(Egress.toCidrs('203.0.113.0/24'));
    const policy = find(synth(scope), 'NetworkPolicy');
    expect(policy.spec.egress).toHaveLength(2);
    expect(policy.metadata.annotations['cdk8s-mcp/allowed-egress']).toBe('203.0.113.0/24 port 443');
  });

  test('destinations of one port are one rule', () => {
    expect(
      egressOf({
        egress: [Egress.toCidrs('203.0.113.0/24'), Egress.toCidrs('198.51.100.0/24'), Egress.toCidrs('203.0.113.0/24')],
      }),
    ).toEqual([
      { to: [{ ipBlock: { cidr: '198.51.100.0/24' } }, { ipBlock: { cidr: '203.0.113.0/24' } }], ports: tcp(443) },
    ]);
  });

  test.each([
    { title: 'pods', egress: () => Egress.toPods({ ...MONITORING, port: 1 }) },
    { title: 'a peer', egress: () => Egress.fromPeer(kplus.Pods.select(chart(), 'p', { labels: { app: 'x' } }), 1) },
    { title: 'a server', egress: () => Egress.toServer(server(chart('other'))) },
  ])('$title cannot be given another port', ({ egress }) => {
    expect(() => egress().onPorts(2)).toThrow('Egress.onPorts: ports are already given');
  });

  test('hosts under the plain engine are refused, with the three ways out', () => {
    const message = refusal(scope => {
      server(scope, { egress: [Egress.toHosts('api.example.com')] });
    });
    expect(message).toContain('test/tool: egress[0] Egress.toHosts(api.example.com) cannot be enforced');
    for (const way of ['NetworkPolicyEngine.CILIUM', 'Egress.toCidrs', 'Egress.toPublicInternet()']) {
      expect(message).toContain(way);
    }
    expect(
      refusal(scope => {
        server(scope).connectTo(Egress.toHosts('api.example.com'));
      }),
    ).toContain('test/tool: connectTo: egress Egress.toHosts');
  });

  test('hosts of telemetry are refused at the prop that has them', () => {
    const otlp = { endpoint: 'http://otel:4318', egress: Egress.toHosts('otel.example.com') };
    expect(
      refusal(scope => {
        server(scope, { telemetry: { otlp } });
      }),
    ).toContain('test/tool: telemetry.otlp.egress Egress.toHosts');
  });

  test('a kplus peer of several namespaces is one peer for each', () => {
    const peer = kplus.Pods.select(chart(), 'p', {
      labels: { app: 'x' },
      namespaces: kplus.Namespaces.select(chart(), 'n', { names: ['b', 'a'], labels: { tier: 'x' } }),
    });
    expect(egressOf({ egress: [Egress.fromPeer(peer, 1)] })[0].to).toEqual(
      ['a', 'b'].map(name => ({
        podSelector: { matchLabels: { app: 'x' } },
        namespaceSelector: { matchLabels: { 'tier': 'x', 'kubernetes.io/metadata.name': name } },
      })),
    );
  });

  test('a kplus peer may select namespaces by labels and expressions', () => {
    const scope = chart();
    const peer = kplus.Pods.select(scope, 'p', {
      expressions: [kplus.LabelExpression.in('app', ['x', 'y'])],
      namespaces: kplus.Namespaces.select(scope, 'n', { labels: { tier: 'x' } }),
    });
    server(scope, { egress: [Egress.fromPeer(peer, 1)] });
    const policy = find(synth(scope), 'NetworkPolicy');
    expect(policy.spec.egress[1].to).toEqual([
      {
        podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['x', 'y'] }] },
        namespaceSelector: { matchLabels: { tier: 'x' } },
      },
    ]);
    expect(policy.metadata.annotations['cdk8s-mcp/allowed-egress']).toBe('pods app In x|y in namespaces tier=x port 1');
  });

  test('a kplus peer in namespaces with a label is described as such', () => {
    const scope = chart();
    const peer = kplus.Pods.select(scope, 'p', {
      labels: { app: 'x' },
      namespaces: kplus.Namespaces.select(scope, 'n', { labels: { team: 'a' } }),
    });
    server(scope, {
      callers: [Callers.fromPeer(peer)],
      egress: [Egress.fromPeer(kplus.Pods.select(scope, 'q', { labels: { app: 'y' } }), 1)],
    });
    const { annotations } = find(synth(scope), 'NetworkPolicy').metadata;
    expect([annotations['cdk8s-mcp/allowed-callers'], annotations['cdk8s-mcp/allowed-egress']]).toEqual([
      'pods app=x in namespaces team=a',
      'pods app=y in its own namespace port 1',
    ]);
  });

  test.each<{ title: string; peer: (scope: Chart) => kplus.INetworkPolicyPeer; expected: string }>([
    {
      title: 'every pod anywhere',
      peer: scope => kplus.Pods.all(scope, 'p', { namespaces: kplus.Namespaces.all(scope, 'n') }),
      expected: 'peer selects every pod of every namespace',
    },
    {
      title: 'pods of every namespace by their labels',
      peer: scope =>
        kplus.Pods.select(scope, 'p', { labels: { app: 'x' }, namespaces: kplus.Namespaces.all(scope, 'n') }),
      expected: 'peer selects pods of every namespace by their labels (whoever creates pods in any namespace can set',
    },
    {
      title: 'pods of namespaces that have a label of any value',
      peer: scope =>
        kplus.Pods.select(scope, 'p', {
          labels: { app: 'x' },
          namespaces: kplus.Namespaces.select(scope, 'n', {
            expressions: [kplus.LabelExpression.exists('kubernetes.io/metadata.name')],
          }),
        }),
      expected: 'peer selects pods of every namespace by their labels',
    },
    {
      title: 'the whole world',
      peer: scope => kplus.NetworkPolicyIpBlock.anyIpv4(scope, 'b'),
      expected: 'peer is too wide: 0.0.0.0/0',
    },
    {
      title: 'a hole outside its range',
      peer: scope => kplus.NetworkPolicyIpBlock.ipv4(scope, 'b', '203.0.113.0/24', ['10.0.0.0/8']),
      expected: 'peer.except[0] must be an address range inside 203.0.113.0/24',
    },
    {
      title: 'nothing',
      peer: () => ({ toNetworkPolicyPeerConfig: () => ({}), toPodSelector: () => undefined }) as never,
      expected: 'peer has neither an address range nor a pod selector',
    },
  ])('a kplus peer that is $title is refused', ({ peer, expected }) => {
    expect(
      refusal(scope => {
        Egress.fromPeer(peer(scope), 1);
      }),
    ).toContain(expected);
  });
});

describe('the public internet', () => {
  const privateCidrs = ['44.0.0.0/8', '2600:1f00::/24', '10.1.0.0/16'];
  const [{ to, ports }] = egressOf({ egress: [Egress.toPublicInternet()] }, { privateCidrs });
  const blocks = to.map(({ ipBlock }: Manifest) => ipBlock) as { cidr: string; except: string[] }[];

  const inside = (inner: string, outer: string): boolean => {
    const [[address, bits], range] = [parseCIDR(inner), parseCIDR(outer)];
    return address.kind() === range[0].kind() && bits >= range[1] && address.match(range);
  };

  test('is both families on 443', () => {
    expect(blocks.map(({ cidr }) => cidr)).toEqual(['0.0.0.0/0', '2000::/3']);
    expect(ports).toEqual(tcp(443));
  });

  test.each(blocks.flatMap(({ cidr, except }) => except.map(hole => ({ hole, cidr }))))(
    '$hole lies strictly inside $cidr',
    ({ hole, cidr }) => {
      expect([inside(hole, cidr), hole === cidr]).toEqual([true, false]);
    },
  );

  test.each([
    ...NON_PUBLIC_V4,
    ...NON_PUBLIC_V6,
    ...privateCidrs,
    '169.254.169.254/32',
    '100.100.100.200/32',
    '168.63.129.16/32',
  ])('does not reach %s', range => {
    const outer = blocks.find(({ cidr }) => inside(range, cidr));
    expect(outer?.except.some(hole => inside(range, hole))).toBe(true);
  });

  test.each(['fd00:ec2::254', 'fe80::a9fe:a9fe', '::1', 'fc00::1', 'ff02::1', '::ffff:10.0.0.1', '64:ff9b::a00:1'])(
    'does not reach %s, which is no global unicast',
    address => {
      expect(parse(address).match(parseCIDR('2000::/3'))).toBe(false);
    },
  );

  test.each(['8.8.8.8', '1.1.1.1', '52.0.0.1', '172.15.0.1', '172.32.0.1', '2606:4700::1111'])(
    'reaches %s',
    address => {
      const ip = parse(address);
      const open = blocks.filter(({ cidr }) => parseCIDR(cidr)[0].kind() === ip.kind() && ip.match(parseCIDR(cidr)));
      expect(open.map(({ except }) => except.some(hole => ip.match(parseCIDR(hole))))).toEqual([false]);
    },
  );

  test('a private range inside another exception is not named twice', () => {
    expect(blocks[0].except).not.toContain('10.1.0.0/16');
  });

  test('a family that is all private is left out', () => {
    expect(egressOf({ egress: [Egress.toPublicInternet()] }, { privateCidrs: ['2000::/3'] })[0].to).toHaveLength(1);
  });

  test.each<{ title: string; egress: Egress[] }>([
    { title: 'alone', egress: [Egress.toPublicInternet()] },
    {
      title: 'with hosts beside it',
      egress: [Egress.toPublicInternet(), Egress.toHosts('db.example.com').onPorts(5432)],
    },
  ])('under Cilium, $title, every name resolves: nobody knows them beforehand', ({ egress }) => {
    expect(find(objects({ egress }, CILIUM), 'CiliumNetworkPolicy').spec.egress[0].toPorts[0].rules.dns).toEqual([
      { matchPattern: '*' },
    ]);
  });
});

describe('DNS', () => {
  const dnsOf = (dns: ClusterDns, more: McpPlatformProps = {}) =>
    find(objects({}, { dns, ...more }), 'NetworkPolicy').spec.egress[0];
  const kubeDns = {
    namespaceSelector: inNamespace('kube-system'),
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  };
  const port = (number: number) => [
    { protocol: 'UDP', port: number },
    { protocol: 'TCP', port: number },
  ];

  test.each<{ title: string; rule: Manifest; expected: unknown }>([
    { title: 'KUBE_DNS', rule: dnsOf(ClusterDns.KUBE_DNS), expected: { to: [kubeDns], ports: port(53) } },
    {
      title: 'NODE_LOCAL',
      rule: dnsOf(ClusterDns.NODE_LOCAL),
      expected: { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }, kubeDns], ports: port(53) },
    },
    {
      title: 'GKE_CLOUD_DNS, port 53 of the metadata address only',
      rule: dnsOf(ClusterDns.GKE_CLOUD_DNS),
      expected: { to: [{ ipBlock: { cidr: '169.254.169.254/32' } }, kubeDns], ports: port(53) },
    },
    {
      title: 'OPENSHIFT',
      rule: dnsOf(ClusterDns.OPENSHIFT, { openshift: true }),
      expected: {
        to: [
          {
            namespaceSelector: inNamespace('openshift-dns'),
            podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
          },
        ],
        ports: port(5353),
      },
    },
  ])('is reached as the platform says: $title', ({ rule, expected }) => {
    expect(rule).toEqual(expected);
  });

  test('openshift alone implies its DNS', () => {
    expect(find(objects({}, { openshift: true }), 'NetworkPolicy').spec.egress[0].ports).toEqual(port(5353));
  });

  test.each<{ title: string; platform: McpPlatformProps; expected: string }>([
    {
      title: 'OpenShift DNS elsewhere',
      platform: { dns: ClusterDns.OPENSHIFT },
      expected: 'dns openshift does not fit openshift false',
    },
    {
      title: 'other DNS on OpenShift',
      platform: { dns: ClusterDns.KUBE_DNS, openshift: true },
      expected: 'dns kube-dns does not fit openshift true',
    },
    {
      title: 'Cloud DNS under Cilium',
      platform: { dns: ClusterDns.GKE_CLOUD_DNS, ...CILIUM },
      expected: 'dns gke-cloud-dns does not fit networkPolicyEngine cilium',
    },
  ])('$title is refused', ({ platform, expected }) => {
    expect(
      refusal(scope => {
        McpPlatform.configure(scope, platform);
        server(scope);
      }),
    ).toContain(`test/tool: McpPlatform ${expected}`);
  });
});

describe('Cilium', () => {
  const hosts = [
    Egress.toHosts('b.example.com', '*.a.example.com'),
    Egress.toHosts('b.example.com', 'c.example.com').onPorts(5432),
  ];

  test.each([ClusterDns.KUBE_DNS, ClusterDns.NODE_LOCAL])('the plain policy carries no DNS: %s', dns => {
    expect(egressOf({ egress: hosts }, { ...CILIUM, dns })).toEqual([]);
  });

  test('the plain policy still admits what it can express, and both directions', () => {
    const policy = find(
      objects({ egress: [...hosts, Egress.toCidrs('203.0.113.0/24')], callers: [Callers.namespace('a')] }, CILIUM),
      'NetworkPolicy',
    ).spec;
    expect(policy).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: tcp(8080) }],
      egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
    });
  });

  const { spec } = find(objects({ egress: hosts }, CILIUM), 'CiliumNetworkPolicy');

  test('hosts by port, names as names and wildcards as patterns', () => {
    expect(spec.egress.filter((rule: Manifest) => rule.toFQDNs)).toEqual([
      {
        toFQDNs: [{ matchPattern: '*.a.example.com' }, { matchName: 'b.example.com' }],
        toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
      },
      {
        toFQDNs: [{ matchName: 'b.example.com' }, { matchName: 'c.example.com' }],
        toPorts: [{ ports: [{ port: '5432', protocol: 'TCP' }] }],
      },
    ]);
  });

  test('DNS goes through the proxy, for the cluster and the declared hosts only', () => {
    const [dns] = spec.egress;
    expect(dns.toEndpoints).toEqual([
      { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } },
    ]);
    expect(dns.toPorts[0].ports).toEqual([
      { port: '53', protocol: 'UDP' },
      { port: '53', protocol: 'TCP' },
    ]);
    const patterns: string[] = dns.toPorts[0].rules.dns.map(
      ({ matchName, matchPattern }: Manifest) => matchName ?? matchPattern,
    );
    // `*` stands for one label
    const admitted = (name: string) =>
      patterns.some(pattern =>
        new RegExp(`^${pattern.replace(/\./g, '\\.').replace(/\*/g, '[-a-z0-9_]*')}$`).test(name),
      );
    for (const name of [
      'x.a.example.com',
      'b.example.com',
      'tool.mcp-tools.svc.cluster.local',
      'tool.mcp-tools.svc',
      'kubernetes.default.svc.cluster.local',
      'b.example.com.mcp-tools.svc.cluster.local',
      'x.a.example.com.mcp-tools.svc.cluster.local',
      'b.example.com.svc.cluster.local',
      'b.example.com.cluster.local',
    ]) {
      expect([name, admitted(name)]).toEqual([name, true]);
    }
    for (const name of [
      'evil.com',
      'stolen.evil.com',
      'x.x.a.example.com',
      'a.example.com',
      'example.com',
      'cluster.local.evil.com',
    ]) {
      expect([name, admitted(name)]).toEqual([name, false]);
    }
  });

  test('the search list of a long host fits', () => {
    const long = find(
      objects({ egress: [Egress.toHosts('a.b.c.d.e.f.example.com')] }, { ...CILIUM, clusterDomain: 'k8s.corp' }),
      'CiliumNetworkPolicy',
    );
    const patterns = long.spec.egress[0].toPorts[0].rules.dns.map(({ matchPattern }: Manifest) => matchPattern);
    // the host's labels, the namespace and svc
    expect(patterns).toContain(`${'*.'.repeat(8 + 2)}k8s.corp`);
  });

  test('metadata is denied by port, so that DNS there is not cut, on each port that is open to names', () => {
    expect(spec.egressDeny).toHaveLength(1);
    expect(spec.egressDeny[0].toCIDR).toEqual(
      expect.arrayContaining(['169.254.169.254/32', 'fd00:ec2::254/128', '168.63.129.16/32', '169.254.170.2/32']),
    );
    expect(spec.egressDeny[0].toPorts).toEqual([
      { ports: ['80', '443', '5432', '8080'].map(port => ({ port, protocol: 'TCP' })) },
    ]);
  });

  test('NODE_LOCAL opens the cache and the host, through the proxy', () => {
    const { egress } = find(
      objects({ egress: hosts }, { ...CILIUM, dns: ClusterDns.NODE_LOCAL }),
      'CiliumNetworkPolicy',
    ).spec;
    const dns = egress.slice(0, 3);
    expect(dns.map((rule: Manifest) => rule.toCIDR ?? rule.toEntities ?? 'pods')).toEqual([
      'pods',
      ['169.254.20.10/32'],
      ['host'],
    ]);
    expect(dns.every((rule: Manifest) => rule.toPorts.every(({ rules }: Manifest) => rules.dns.length > 0))).toBe(true);
  });

  test("OpenShift's DNS is reached on its port", () => {
    const [dns] = find(objects({}, { ...CILIUM, openshift: true }), 'CiliumNetworkPolicy').spec.egress;
    expect([dns.toEndpoints[0].matchLabels['k8s:io.kubernetes.pod.namespace'], dns.toPorts[0].ports[0].port]).toEqual([
      'openshift-dns',
      '5353',
    ]);
  });

  test('selects by the same one label', () => {
    expect(spec.endpointSelector).toEqual({ matchLabels: { 'cdk8s-mcp/server': 'tool' } });
  });
  test('has no ingress section unless its proxies call', () => {
    expect(spec).not.toHaveProperty('ingress');
  });
});

describe('the way to the API server', () => {
  const kubernetesAccess = KubernetesAccess.readOnly({ resources: ['pods'] });

  test('is by address under the plain engine', () => {
    expect(
      egressOf({ kubernetesAccess }, { apiServer: { cidrs: ['10.0.0.2/32', '10.0.0.1/32'], port: 6443 } }),
    ).toEqual([{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }, { ipBlock: { cidr: '10.0.0.2/32' } }], ports: tcp(6443) }]);
  });

  test('is on 443 unless told', () => {
    expect(egressOf({ kubernetesAccess }, { apiServer: { cidrs: ['10.0.0.1/32'] } })[0].ports).toEqual(tcp(443));
  });

  test('is by entity under Cilium', () => {
    const found = objects({ kubernetesAccess }, CILIUM);
    expect(find(found, 'CiliumNetworkPolicy').spec.egress[1]).toEqual({
      toEntities: ['kube-apiserver'],
      toPorts: [{ ports: ['443', '6443'].map(port => ({ port, protocol: 'TCP' })) }],
    });
    expect(find(found, 'NetworkPolicy').spec.egress).toEqual([]);
  });

  test('is on the port that is told under Cilium', () => {
    const found = objects({ kubernetesAccess }, { ...CILIUM, apiServer: { cidrs: ['10.0.0.1/32'], port: 6443 } });
    expect(find(found, 'CiliumNetworkPolicy').spec.egress[1].toPorts).toEqual([
      { ports: [{ port: '6443', protocol: 'TCP' }] },
    ]);
  });

  test('is asked for otherwise, with both ways out', () => {
    const message = refusal(scope => {
      server(scope, { kubernetesAccess });
    });
    expect(message).toContain('test/tool: kubernetesAccess needs egress to the API server');
    expect(message).toContain('apiServer: { cidrs, port } in McpPlatform.configure');
    expect(message).toContain('NetworkPolicyEngine.CILIUM');
  });

  test('is closed without access', () => {
    expect(egressOf({}, { apiServer: { cidrs: ['10.0.0.1/32'] } })).toEqual([]);
  });
});

test('a server outside the cluster can neither call nor be reached by selector', () => {
  const scope = new Chart(Testing.app(), 'far', { namespace: 'x' });
  const far = Object.defineProperty(server(scope), 'pods', { value: undefined });
  expect(() => Callers.server(far)).toThrow(
    'Callers.server: endpoint far/tool does not run in this cluster, so its callers have no pods: use Callers.cidrs',
  );
  expect(() => Egress.toServer(far)).toThrow(
    'Egress.toServer: endpoint far/tool does not run in this cluster, so it has no pods: use ' +
      'Egress.toHosts or Egress.toCidrs',
  );
});

test("a host below the cluster's own domain is refused, whatever the domain is", () => {
  const platform = { ...CILIUM, clusterDomain: 'cluster.example' };
  const message = refusal(scope => {
    McpPlatform.configure(scope, platform);
    server(scope, { egress: [Egress.toHosts('grafana.monitoring.svc.cluster.example')] });
  });
  expect(message).toContain('egress[0] names grafana.monitoring.svc.cluster.example, which is inside the cluster');
  expect(message).toContain('use Egress.toServer or Egress.toPods');
});

test.each([
  { host: 'corp.example', clusterDomain: 'corp.example' },
  { host: '*.corp.example', clusterDomain: 'k8s.corp.example' },
])('$host takes in the cluster domain $clusterDomain and is refused', ({ host, clusterDomain }) => {
  const message = refusal(scope => {
    McpPlatform.configure(scope, { ...CILIUM, clusterDomain });
    server(scope, { egress: [Egress.toHosts(host)] });
  });
  expect(message).toContain(`names ${host}, which is inside the cluster`);
});

test('address ranges of callers may hold metadata addresses: nothing connects to them', () => {
  expect(ingressOf(Callers.cidrs('100.64.0.0/10'))[0].from).toEqual([{ ipBlock: { cidr: '100.64.0.0/10' } }]);
});

test('more than 40 ports are written as several entries, which the CRD admits', () => {
  const ports = Array.from({ length: 41 }, (_, i) => 8000 + i);
  const policy = find(
    objects({ egress: [Egress.toHosts('api.github.com').onPorts(...ports)] }, CILIUM),
    'CiliumNetworkPolicy',
  );
  const { toPorts } = policy.spec.egress.find((rule: Manifest) => rule.toFQDNs !== undefined);
  expect(toPorts.map((entry: Manifest) => entry.ports.length)).toEqual([40, 1]);
});

test("the platform's collector is named as such when the engine cannot reach it", () => {
  const message = refusal(scope => {
    McpPlatform.configure(scope, {
      otlp: { endpoint: 'https://otel.example.com', egress: Egress.toHosts('otel.example.com') },
    });
    server(scope);
  });
  expect(message).toContain('McpPlatform.otlp.egress Egress.toHosts(otel.example.com) cannot be enforced');
});

test('rights in kube-system are given without living there', () => {
  const platform = { apiServer: { cidrs: ['203.0.113.0/24'] } };
  const roles = objects(
    { kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'], namespaces: ['kube-system'] }) },
    platform,
  );
  expect(find(roles, 'Role').metadata).toMatchObject({ name: 'mcp-tools:tool', namespace: 'kube-system' });
});

test('a ServiceAccount of another namespace is refused: no pod would start', () => {
  const message = refusal(scope => {
    server(scope, {
      serviceAccount: new kplus.ServiceAccount(scope, 'account', {
        metadata: { name: 'reader', namespace: 'elsewhere' },
      }),
    });
  });
  expect(message).toContain('serviceAccount lives in namespace "elsewhere", the server in "mcp-tools"');
});
