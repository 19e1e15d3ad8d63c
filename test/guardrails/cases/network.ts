import { ApiObject, JsonPatch } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import { Egress, McpServer, NetworkPolicyEngine } from '../../../src';
import { NON_PUBLIC_V4 } from '../../../src/foundation/net/addresses';
import { Manifest } from '../../util/app';

const PORTS = [{ protocol: 'TCP', port: 443 }];

function inService(title: string, field: string, change: (spec: Manifest) => void): Mutant {
  return { title, field, path: 'test/tool/Service', breaks: ({ service }) => edit(service, json => change(json.spec)) };
}

function inPolicy(title: string, field: string, change: (spec: Manifest) => void): Mutant {
  return {
    title,
    field,
    path: 'test/tool/NetworkPolicy',
    breaks: ({ networkPolicy }) => edit(networkPolicy, json => change(json.spec)),
  };
}

function addedEgress(title: string, field: string, rule: Manifest): Mutant {
  return {
    title,
    field: `spec.egress[1]${field}`,
    path: 'test/tool/NetworkPolicy',
    breaks: ({ networkPolicy }) => networkPolicy.addJsonPatch(JsonPatch.add('/spec/egress/-', rule)),
  };
}

function uncovered(title: string, breaks: (subject: McpServer) => void): Mutant {
  return { title, field: 'spec.template.metadata.labels', breaks };
}

function inCilium(title: string, field: string, change: (policy: Manifest) => void): Mutant {
  return {
    title,
    field,
    path: 'test/tool/CiliumNetworkPolicy',
    props: { egress: [Egress.toHosts('api.github.com')] },
    platform: { networkPolicyEngine: NetworkPolicyEngine.CILIUM },
    breaks: subject => {
      edit(ApiObject.of(subject.node.findChild('CiliumNetworkPolicy')), change);
    },
  };
}

function ciliumEgress(title: string, field: string, rule: Manifest): Mutant {
  return inCilium(title, `spec.egress[2]${field}`, ({ spec }) => {
    spec.egress.push(rule);
  });
}

/** Most of the IPv4 addresses, in ranges that are narrow by themselves. */
const PIECES = Array.from({ length: 100 }, (_, i) => `${i}.0.0.0/8`);
const TWO_HALVES = [
  { port: '1', endPort: 32768, protocol: 'TCP' },
  { port: '32769', endPort: 65535, protocol: 'TCP' },
];
const POD = { matchLabels: { app: 'agent' } };
const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';
const CILIUM_PORTS = [{ ports: [{ port: '443', protocol: 'TCP' }] }];

export const NETWORK: Mutants = {
  'service-type': [
    ...['NodePort', 'LoadBalancer', 'ExternalName'].map(type =>
      inService(`a Service of type ${type}`, 'spec.type', spec => {
        spec.type = type;
      }),
    ),
    inService('a type that is not a string', 'spec.type', spec => {
      spec.type = ['NodePort'];
    }),
    inService('an external address', 'spec.externalIPs', spec => {
      spec.externalIPs = ['203.0.113.7'];
    }),
    inService('an external name', 'spec.externalName', spec => {
      spec.externalName = 'example.com';
    }),
    {
      title: 'a Service by hand of type LoadBalancer',
      field: 'spec.type',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'by-hand' },
          spec: {
            type: 'LoadBalancer',
            selector: subject.selectorLabels,
            ports: [{ name: 'http', port: 80, targetPort: 'http' }],
          },
        }),
    },
  ],

  'service-selector': [
    inService('a selector of nothing', 'spec.selector', spec => {
      spec.selector = { app: 'elsewhere' };
    }),
    inService('a removed selector', 'spec.selector', spec => {
      delete spec.selector;
    }),
    inService('an added port that no container declares', 'spec.ports[1].targetPort', spec => {
      spec.ports.push({ name: 'debug', port: 9229, targetPort: 9229 });
    }),
    inService('a port without target that no container declares', 'spec.ports[0].targetPort', spec => {
      spec.ports = [{ name: 'http', port: 81 }];
    }),
  ],

  'network-policy': [
    uncovered('a removed NetworkPolicy', subject => {
      subject.node.tryRemoveChild('NetworkPolicy');
    }),
    ...['Ingress', 'Egress'].map(type =>
      uncovered(`policyTypes of ${type} alone`, ({ networkPolicy }) =>
        networkPolicy.addJsonPatch(JsonPatch.replace('/spec/policyTypes', [type])),
      ),
    ),
    uncovered('removed policyTypes', ({ networkPolicy }) =>
      networkPolicy.addJsonPatch(JsonPatch.remove('/spec/policyTypes')),
    ),
    uncovered('a removed podSelector', ({ networkPolicy }) =>
      networkPolicy.addJsonPatch(JsonPatch.remove('/spec/podSelector')),
    ),
    uncovered('a podSelector of other pods', ({ networkPolicy }) =>
      networkPolicy.addJsonPatch(JsonPatch.replace('/spec/podSelector', { matchLabels: { app: 'other' } })),
    ),
    ...[
      { operator: 'DoesNotExist' },
      { operator: 'NotIn', values: ['tool'] },
      { operator: 'In', values: ['other'] },
      { operator: 'Like', values: ['tool'] },
    ].map(expression =>
      uncovered(`a podSelector that leaves the pods out by ${expression.operator}`, ({ networkPolicy }) =>
        networkPolicy.addJsonPatch(
          JsonPatch.add('/spec/podSelector/matchExpressions', [{ key: 'cdk8s-mcp/server', ...expression }]),
        ),
      ),
    ),
    uncovered('a podSelector that asks for a label the pods lack', ({ networkPolicy }) =>
      networkPolicy.addJsonPatch(
        JsonPatch.add('/spec/podSelector/matchExpressions', [{ key: 'quarantine', operator: 'Exists' }]),
      ),
    ),
    uncovered('a NetworkPolicy moved to another namespace', ({ networkPolicy }) =>
      networkPolicy.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'elsewhere')),
    ),
    uncovered('pods that lose the label of their policy', ({ deployment }) =>
      deployment.addJsonPatch(JsonPatch.replace('/spec/template/metadata/labels/cdk8s-mcp~1server', 'other')),
    ),
  ],

  'network-policy-open': [
    addedEgress('egress to everywhere on every port', '.to', {}),
    addedEgress('egress without peers', '.to', { ports: PORTS }),
    addedEgress('egress without ports', '.ports', { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }),
    addedEgress('a port entry that names no port', '.ports[0]', {
      to: [{ ipBlock: { cidr: '203.0.113.0/24' } }],
      ports: [{ protocol: 'TCP' }],
    }),
    addedEgress('a range of every port', '.ports', {
      to: [{ ipBlock: { cidr: '203.0.113.0/24' } }],
      ports: [{ protocol: 'TCP', port: 1, endPort: 65535 }],
    }),
    addedEgress('every port in two entries', '.ports', {
      to: [{ ipBlock: { cidr: '203.0.113.0/24' } }],
      ports: [
        { protocol: 'TCP', port: 1, endPort: 32766 },
        { protocol: 'TCP', port: 32767, endPort: 65535 },
      ],
    }),
    addedEgress('egress to every IPv4 address', '.to[0].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '0.0.0.0/0' } }],
      ports: PORTS,
    }),
    addedEgress('egress to every IPv6 address', '.to[0].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '::/0' } }],
      ports: PORTS,
    }),
    addedEgress('egress to the world in two halves', '.to[1].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '0.0.0.0/1' } }, { ipBlock: { cidr: '128.0.0.0/1' } }],
      ports: PORTS,
    }),
    addedEgress('egress to the world without the private ranges', '.to[0].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }],
      ports: PORTS,
    }),
    addedEgress('egress to the metadata address', '.to[0].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '169.254.169.254/32' } }],
      ports: [{ protocol: 'TCP', port: 80 }],
    }),
    addedEgress('egress to the metadata range on the DNS port', '.to[0].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '169.254.0.0/16' } }],
      ports: [{ protocol: 'UDP', port: 53 }],
    }),
    addedEgress('egress to the metadata address from the DNS port up', '.to[0].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '169.254.169.254/32' } }],
      ports: [{ protocol: 'TCP', port: 53, endPort: 90 }],
    }),
    addedEgress('a range that is none', '.to[0].ipBlock.cidr', {
      to: [{ ipBlock: { cidr: '999.1.1.1/32' } }],
      ports: [{ protocol: 'UDP', port: 53 }],
    }),
    addedEgress('egress to every pod of every namespace', '.to[0]', { to: [{ namespaceSelector: {} }], ports: PORTS }),
    addedEgress('egress to all pods of all namespaces by two empty selectors', '.to[0]', {
      to: [{ namespaceSelector: {}, podSelector: {} }],
      ports: PORTS,
    }),
    ...[
      { key: 'kubernetes.io/metadata.name', operator: 'Exists' },
      { key: 'team', operator: 'NotIn', values: ['none'] },
      { key: 'closed', operator: 'DoesNotExist' },
    ].map(expression =>
      addedEgress(`egress to every namespace by ${expression.operator}`, '.to[0]', {
        to: [{ namespaceSelector: { matchExpressions: [expression] } }],
        ports: PORTS,
      }),
    ),
    addedEgress('egress to every pod with a label that most have', '.to[0]', {
      to: [
        {
          namespaceSelector: {},
          podSelector: { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'Exists' }] },
        },
      ],
      ports: PORTS,
    }),
    addedEgress('pods of every namespace by a label that anybody can set', '.to[0]', {
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'agent' } } }],
      ports: PORTS,
    }),
    addedEgress('pods of namespaces that only have a label', '.to[0]', {
      to: [
        {
          namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'Exists' }] },
          podSelector: { matchLabels: { app: 'agent' } },
        },
      ],
      ports: PORTS,
    }),
    addedEgress('a peer that is empty', '.to[0]', { to: [{}], ports: PORTS }),
    ...[
      '64:ff9b::/96',
      '64:ff9b::a9fe:a9fe/128',
      '64:ff9b:1::/48',
      '64:ff9b:1::a9fe:a9fe/128',
      '64:ff9b:1:a9fe:a9:fe00::/88',
      '::a9fe:a9fe/128',
      '::ffff:0:a9fe:a9fe/128',
      '2002::/16',
      '2002:a9fe:a9fe::/48',
      '2002:a9fe:a9fe:1::1/128',
      '2001::/32',
      '2001:0:a9fe:a9fe::/64',
      '2001::5601:5601/128',
      '2600:1::5efe:a9fe:a9fe/128',
      '2600:1::200:5efe:a9fe:a9fe/128',
    ].map(cidr =>
      addedEgress(`egress to ${cidr}, which is translated to IPv4`, '.to[0].ipBlock.cidr', {
        to: [{ ipBlock: { cidr } }],
        ports: PORTS,
      }),
    ),
    inPolicy('egress to the world in pieces, in rules of their own', 'spec.egress', spec => {
      spec.egress.push(...PIECES.map(cidr => ({ to: [{ ipBlock: { cidr } }], ports: PORTS })));
    }),
    inPolicy('egress to the world in pieces, each without a part', 'spec.egress', spec => {
      spec.egress.push(
        ...PIECES.map(cidr => ({
          to: [{ ipBlock: { cidr, except: [cidr.replace('/8', '/32')] } }],
          ports: PORTS,
        })),
      );
    }),
    inPolicy('egress to the IPv6 world in pieces', 'spec.egress', spec => {
      const to = Array.from({ length: 2048 }, (_, i) => ({
        ipBlock: { cidr: `${(0x2600 + i).toString(16)}::/16` },
      }));
      spec.egress.push({ to, ports: PORTS });
    }),
    inPolicy('egress to the Internet and all private networks', 'spec.egress', spec => {
      const ranges = ['10.0.0.0/9', '10.128.0.0/9', '172.16.0.0/12', '192.168.0.0/16'];
      spec.egress.push(
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [...NON_PUBLIC_V4] } }], ports: PORTS },
        { to: ranges.map(cidr => ({ ipBlock: { cidr } })), ports: PORTS },
      );
    }),
    inPolicy('ingress from the world in pieces', 'spec.ingress', spec => {
      spec.ingress.push({ from: PIECES.map(cidr => ({ ipBlock: { cidr } })), ports: PORTS });
    }),
    ...[
      ['TCP', 'TCP'],
      ['TCP', 'UDP'],
      ['TCP', undefined],
    ].map(([first, second]) =>
      inPolicy(`every port in two rules, ${first} and ${second ?? 'the default'}`, 'spec.egress', spec => {
        const to = [{ podSelector: { matchLabels: { a: 'b' } } }];
        spec.egress.push(
          { to, ports: [{ protocol: first, port: 1, endPort: 32768 }] },
          { to, ports: [{ protocol: second, port: 32769, endPort: 65535 }, { port: 'http' }] },
        );
      }),
    ),
    inPolicy('ingress from everyone', 'spec.ingress[0].from', spec => {
      delete spec.ingress[0].from;
    }),
    inPolicy('ingress on every port', 'spec.ingress[0].ports', spec => {
      delete spec.ingress[0].ports;
    }),
    inPolicy('ingress from every namespace', 'spec.ingress[0].from[1]', spec => {
      spec.ingress[0].from.push({ namespaceSelector: {} });
    }),
    inPolicy(
      'ingress from the public Internet, private ranges excepted',
      'spec.ingress[1].from[0].ipBlock.cidr',
      spec => {
        spec.ingress.push({
          from: [
            {
              ipBlock: {
                cidr: '0.0.0.0/0',
                except: [
                  '0.0.0.0/8',
                  '10.0.0.0/8',
                  '100.64.0.0/10',
                  '127.0.0.0/8',
                  '168.63.129.16/32',
                  '169.254.0.0/16',
                  '172.16.0.0/12',
                  '192.0.0.0/24',
                  '192.0.2.0/24',
                  '192.88.99.0/24',
                  '192.168.0.0/16',
                  '198.18.0.0/15',
                  '198.51.100.0/24',
                  '203.0.113.0/24',
                  '224.0.0.0/4',
                  '240.0.0.0/4',
                ],
              },
            },
          ],
          ports: PORTS,
        });
      },
    ),
  ],

  'dns-proxy': [
    {
      title: 'a plain rule for DNS beside the CiliumNetworkPolicy',
      field: 'spec.egress[0]',
      path: 'test/tool/NetworkPolicy',
      platform: { networkPolicyEngine: NetworkPolicyEngine.CILIUM },
      breaks: ({ networkPolicy }) =>
        networkPolicy.addJsonPatch(
          JsonPatch.add('/spec/egress/-', {
            to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
            ports: [{ protocol: 'UDP', port: 53 }],
          }),
        ),
    },
  ],

  'cilium-policy-open': [
    ...['world', 'world-ipv4', 'world-ipv6', 'all', 'cluster', 'unmanaged', 'init', 'health', 'WORLD'].map(entity =>
      ciliumEgress(`egress to the entity ${entity}`, '', { toEntities: [entity], toPorts: CILIUM_PORTS }),
    ),
    ciliumEgress('egress without a peer', '', { toPorts: CILIUM_PORTS }),
    ciliumEgress('egress to the world by toCIDR', '.toCIDR[0]', { toCIDR: ['0.0.0.0/0'], toPorts: CILIUM_PORTS }),
    ciliumEgress('egress to the world by toCIDRSet', '.toCIDRSet[0].cidr', {
      toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }],
      toPorts: CILIUM_PORTS,
    }),
    ciliumEgress('egress to the metadata address', '.toCIDR[0]', {
      toCIDR: ['169.254.169.254/32'],
      toPorts: CILIUM_PORTS,
    }),
    ciliumEgress('egress on every port', '.toPorts', { toCIDR: ['203.0.113.0/24'] }),
    ciliumEgress('a port of 0, which means every one', '.toPorts', {
      toCIDR: ['203.0.113.0/24'],
      toPorts: [{ ports: [{ port: '0', protocol: 'TCP' }] }],
    }),
    ciliumEgress('toPorts without ports', '.toPorts', { toCIDR: ['203.0.113.0/24'], toPorts: [{}] }),
    ciliumEgress('egress to every endpoint', '.toEndpoints[0]', { toEndpoints: [{}], toPorts: CILIUM_PORTS }),
    ciliumEgress('egress to the world by its reserved label', '.toEndpoints[0]', {
      toEndpoints: [{ matchLabels: { 'reserved:world': '' } }],
      toPorts: CILIUM_PORTS,
    }),
    ...[
      '*',
      '*.*',
      '**',
      '*.com',
      '*github.com',
      'api*.github.com',
      '*.*.github.com',
      'api.*.com',
      '*.co.uk',
      '**.com.au.',
      '*.CO.JP',
      '*.nip.io',
      '*.cluster.local',
      '',
    ].map(matchPattern =>
      ciliumEgress(`egress to names like ${matchPattern}`, '.toFQDNs[0].matchPattern', {
        toFQDNs: [{ matchPattern }],
        toPorts: CILIUM_PORTS,
      }),
    ),
    inCilium('ingress from the world', 'spec.ingress[0]', ({ spec }) => {
      spec.ingress = [{ fromEntities: ['world'], toPorts: CILIUM_PORTS }];
    }),
    inCilium('ingress from the world by fromCIDRSet', 'spec.ingress[0].fromCIDRSet[0].cidr', ({ spec }) => {
      spec.ingress = [{ fromCIDRSet: [{ cidr: '0.0.0.0/0' }], toPorts: CILIUM_PORTS }];
    }),
    inCilium('a policy without the denies for instance metadata', 'spec.egressDeny', ({ spec }) => {
      delete spec.egressDeny;
    }),
    inCilium('DNS past the proxy', 'spec.egress[0].toPorts[0].rules.dns', ({ spec }) => {
      delete spec.egress[0].toPorts[0].rules;
    }),
    ciliumEgress('the node on the port of kubelet', '.toEntities', {
      toEntities: ['remote-node'],
      toPorts: [{ ports: [{ port: '10250', protocol: 'TCP' }] }],
    }),
    inCilium('a policy that does not deny by default', 'spec.enableDefaultDeny.egress', ({ spec }) => {
      spec.enableDefaultDeny = { egress: false };
    }),
    ...[
      ['every node', { toNodes: [{}] }],
      ['every Service', { toServices: [{ k8sServiceSelector: { selector: {} } }] }],
      ['a group of a cloud', { toGroups: [{ aws: { securityGroupsIds: ['sg-1'] } }] }],
      ['requirements of others', { toRequires: [{}] }],
    ].map(([title, peer]) =>
      ciliumEgress(`egress to ${title as string}`, '', { ...(peer as Manifest), toPorts: CILIUM_PORTS }),
    ),
    ...[
      ['namespaces that are there', { matchExpressions: [{ key: NAMESPACE, operator: 'Exists' }] }],
      ['namespaces but one', { ...POD, matchExpressions: [{ key: NAMESPACE, operator: 'NotIn', values: ['a'] }] }],
      ['a label that nobody has', { matchExpressions: [{ key: 'nope', operator: 'DoesNotExist' }] }],
      ['a namespace label', { matchExpressions: [{ key: 'io.cilium.k8s.namespace.labels.a', operator: 'Exists' }] }],
      ['a namespace without a name', { matchLabels: { ...POD.matchLabels, [NAMESPACE]: '' } }],
      ['the host', { matchLabels: { 'reserved:host': '' } }],
      ['every node', { matchLabels: { ...POD.matchLabels, 'reserved:remote-node': '' } }],
      ['the world by an expression', { matchExpressions: [{ key: 'reserved:world', operator: 'Exists' }] }],
      ['a range by its label', { matchLabels: { 'cidr:0.0.0.0/0': '' } }],
      ['nothing', null],
      ['another field', { ...POD, matchAnything: true }],
    ].map(([title, selector]) =>
      ciliumEgress(`endpoints of ${title as string}`, '.toEndpoints[0]', {
        toEndpoints: [selector],
        toPorts: CILIUM_PORTS,
      }),
    ),
    inCilium('callers of every namespace', 'spec.ingress[0].fromEndpoints[0]', ({ spec }) => {
      const fromEndpoints = [{ matchExpressions: [{ key: NAMESPACE, operator: 'Exists' }] }];
      spec.ingress = [{ fromEndpoints, toPorts: CILIUM_PORTS }];
    }),
    inCilium('callers by the entity host', 'spec.ingress[0]', ({ spec }) => {
      spec.ingress = [{ fromEntities: ['host'], toPorts: CILIUM_PORTS }];
    }),
    inCilium('pods of every namespace in a policy for the cluster', 'spec.egress[2].toEndpoints[0]', policy => {
      policy.kind = 'CiliumClusterwideNetworkPolicy';
      policy.spec.egress.push({ toEndpoints: [POD], toPorts: CILIUM_PORTS });
    }),
    ciliumEgress('ranges that are elsewhere', '.toCIDRSet[0].cidrGroupRef', {
      toCIDRSet: [{ cidr: '203.0.113.0/24', cidrGroupRef: 'any' }],
      toPorts: CILIUM_PORTS,
    }),
    ciliumEgress('a set without a range', '.toCIDRSet[0].cidr', { toCIDRSet: [{}], toPorts: CILIUM_PORTS }),
    ciliumEgress('egress to metadata by translation', '.toCIDR[0]', {
      toCIDR: ['64:ff9b::a9fe:a9fe/128'],
      toPorts: CILIUM_PORTS,
    }),
    inCilium('egress to the world in pieces', 'spec.egress', ({ spec }) => {
      spec.egress.push(...PIECES.map(cidr => ({ toCIDRSet: [{ cidr }], toPorts: CILIUM_PORTS })));
    }),
    inCilium('every port in two rules', 'spec.egress', ({ spec }) => {
      spec.egress.push(...TWO_HALVES.map(port => ({ toEndpoints: [POD], toPorts: [{ ports: [port] }] })));
    }),
    ...[
      { port: '1', endPort: 0, protocol: 'TCP' },
      { port: '70000', protocol: 'TCP' },
      { port: '1-65535', protocol: 'TCP' },
      { port: '443', protocol: 'ALL' },
      { port: '443', protocol: 'TCP', ports: 'all' },
    ].map(port =>
      ciliumEgress(`a port such as ${JSON.stringify(port)}`, '.toPorts', {
        toEndpoints: [POD],
        toPorts: [{ ports: [port] }],
      }),
    ),
    ciliumEgress('a listener that may lead elsewhere', '.toPorts[0].listener', {
      toEndpoints: [POD],
      toPorts: [{ ...CILIUM_PORTS[0], listener: { name: 'a' } }],
    }),
    ciliumEgress('ICMP of every type', '.icmps', { toEndpoints: [POD], icmps: [{}] }),
    ciliumEgress('callers whose identity need not be proved', '.authentication.mode', {
      toEndpoints: [POD],
      toPorts: CILIUM_PORTS,
      authentication: { mode: 'disabled' },
    }),
    ciliumEgress('a name with a star', '.toFQDNs[0].matchName', {
      toFQDNs: [{ matchName: '*.example.com' }],
      toPorts: CILIUM_PORTS,
    }),
    ...[
      '10.0.0.1.nip.io',
      'a-1-2-3-4.sslip.io',
      'a.localtest.me',
      'metadata.google.internal',
      '10.0.0.1',
      '0x7f.1',
    ].map(matchName =>
      ciliumEgress(`the name ${matchName}, which leads to an address`, '.toFQDNs[0].matchName', {
        toFQDNs: [{ matchName }],
        toPorts: CILIUM_PORTS,
      }),
    ),
    ciliumEgress('a pattern that is a name for an address', '.toFQDNs[0].matchPattern', {
      toFQDNs: [{ matchPattern: '10.0.0.1.nip.io.' }],
      toPorts: CILIUM_PORTS,
    }),
    ...['127.0.0.1/32', '169.254.1.0/24', 'fe80::/64'].map(cidr =>
      ciliumEgress(`the range ${cidr} of the pod or its node`, '.toCIDRSet[0].cidr', {
        toCIDRSet: [{ cidr }],
        toPorts: CILIUM_PORTS,
      }),
    ),
    ciliumEgress('no name', '.toFQDNs[0]', { toFQDNs: [{}], toPorts: CILIUM_PORTS }),
    ...['*', '**', '*.com', 'evil.example', '*.*.example.com'].map(matchPattern =>
      inCilium(`DNS of ${matchPattern}`, 'spec.egress[0].toPorts[0].rules.dns[0]', ({ spec }) => {
        spec.egress[0].toPorts[0].rules.dns = [{ matchPattern }];
      }),
    ),
    inCilium('DNS past the proxy in a range of ports', 'spec.egress[2].toPorts[0].rules.dns', ({ spec }) => {
      spec.egress.push({ toEndpoints: [POD], toPorts: [{ ports: [{ port: '1', endPort: 100, protocol: 'UDP' }] }] });
    }),
    ...[
      [{ ports: [{ port: '1', protocol: 'TCP' }] }],
      [{ ports: [{ port: '443', protocol: 'UDP' }] }],
      [{ ports: [{ port: '444', endPort: 65535, protocol: 'TCP' }] }],
    ].map(toPorts =>
      inCilium(`a deny of metadata for other ports, ${JSON.stringify(toPorts)}`, 'spec.egressDeny', ({ spec }) => {
        spec.egressDeny[0].toPorts = toPorts;
      }),
    ),
    inCilium('a deny that leaves out what it must hold', 'spec.egressDeny', ({ spec }) => {
      spec.egressDeny = [{ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] }, { cidr: '::/0' }] }];
    }),
    inCilium('the pods of nodes', 'spec.nodeSelector', ({ spec }) => {
      spec.nodeSelector = {};
    }),
    inCilium('a field that is not known', 'spec.allowEverything', ({ spec }) => {
      spec.allowEverything = true;
    }),
    inCilium('default deny that is no boolean', 'spec.enableDefaultDeny.ingress', ({ spec }) => {
      spec.enableDefaultDeny = { ingress: 'no' };
    }),
    ciliumEgress('entities that are no list', '.toEntities', {
      toEndpoints: [POD],
      toEntities: 'world',
      toPorts: CILIUM_PORTS,
    }),
    inCilium('rules that are no list', 'spec.ingress', ({ spec }) => {
      spec.ingress = { fromEntities: ['world'] };
    }),
    inCilium('a list form that is none', 'specs', policy => {
      policy.specs = { egress: [{ toEntities: ['world'] }] };
    }),
    inCilium('an open rule in the list form', 'specs[0].egress[0]', policy => {
      policy.specs = [
        { endpointSelector: policy.spec.endpointSelector, egress: [{ toEntities: ['world'], toPorts: CILIUM_PORTS }] },
      ];
    }),
  ],

  'shared-suffix': [
    ...['*.github.io', '*.S3.amazonaws.com.', '*.workers.dev', '**.windows.net', '*.blob.core.windows.net'].map(
      matchPattern =>
        ciliumEgress(`egress to names like ${matchPattern}`, '.toFQDNs[0].matchPattern', {
          toFQDNs: [{ matchPattern }],
          toPorts: CILIUM_PORTS,
        }),
    ),
    inCilium('a shared domain in the list form', 'specs[0].egress[0].toFQDNs[0].matchPattern', policy => {
      const { endpointSelector, egressDeny } = policy.spec;
      const egress = [{ toFQDNs: [{ matchPattern: '*.netlify.app' }], toPorts: CILIUM_PORTS }];
      policy.specs = [{ endpointSelector, egressDeny, egress }];
    }),
  ],
};
