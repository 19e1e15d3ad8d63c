import { ApiObject, JsonPatch } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import { Egress, McpServer, NetworkPolicyEngine } from '../../../src';
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
    addedEgress('a peer that is empty', '.to[0]', { to: [{}], ports: PORTS }),
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
    ...['world', 'world-ipv4', 'world-ipv6', 'all', 'cluster'].map(entity =>
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
    ...['*', '*.*', '**', '*.com', '*github.com', 'api*.github.com'].map(matchPattern =>
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
    inCilium('an open rule in the list form', 'specs[0].egress[0]', policy => {
      policy.specs = [
        { endpointSelector: policy.spec.endpointSelector, egress: [{ toEntities: ['world'], toPorts: CILIUM_PORTS }] },
      ];
    }),
  ],
};
