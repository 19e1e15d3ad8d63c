import { ApiObject } from 'cdk8s';
import fc from 'fast-check';
import { Guardrails } from '../../src';
import { METADATA_RANGES, NON_PUBLIC_V4, NON_PUBLIC_V6, canonicalCidr } from '../../src/foundation/net/addresses';
import { problems } from '../guardrails/cases/mutant';
import { Manifest, chart } from '../util/app';
import { cases } from '../util/cases';
import { judges } from '../util/policies';

const { network } = judges();
const PORTS = [{ protocol: 'TCP', port: 443 }];
const DNS = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

const policy = (spec: Manifest): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'by-hand', namespace: 'mcp-tools' },
  spec: { podSelector: { matchLabels: { 'cdk8s-mcp/server': 'tool' } }, policyTypes: ['Ingress', 'Egress'], ...spec },
});
const egress = (ipBlock: Manifest, ports: Manifest = PORTS): Manifest =>
  policy({ egress: [{ to: [{ ipBlock }], ports }] });
const ingress = (ipBlock: Manifest): Manifest => policy({ ingress: [{ from: [{ ipBlock }], ports: PORTS }] });
const atCluster = (object: Manifest): boolean => network(object, { resource: 'networkpolicies' }).length > 0;
const atSynth = (object: Manifest): boolean => {
  const scope = chart();
  Guardrails.enforce(scope);
  new ApiObject(scope, 'by-hand', object);
  return problems(scope).some(line => line.includes(': network-policy-open: '));
};
const both = (object: Manifest): boolean[] => [atSynth(object), atCluster(object)];

const PUBLIC = { cidr: '0.0.0.0/0', except: NON_PUBLIC_V4 };
const without = (...ranges: string[]): string[] => NON_PUBLIC_V4.filter(range => !ranges.includes(range));

describe('a policy for ranges', () => {
  test.each<{ title: string; object: Manifest }>([
    ...METADATA_RANGES.map(cidr => ({ title: `the metadata address ${cidr}`, object: egress({ cidr }) })),
    ...[
      '168.63.128.0/17',
      '168.63.129.0/24',
      '100.64.0.0/10',
      '100.100.0.0/16',
      '192.0.0.0/24',
      '169.252.0.0/14',
      '169.254.0.0/16',
      '169.254.1.0/24',
      '127.0.0.1/32',
      '::1/128',
      'fd00::/8',
      'fd00::/16',
      'fd00:ec2::/32',
      'fc00::/7',
      'fd20:ce::/64',
      'fd00:c1::a9fe:a9f0/124',
      'fe80::/10',
      'fe80::/64',
      '2000::/3',
      '::/0',
      '8000::/1',
      '0.0.0.0/1',
      '128.0.0.0/1',
      '240.0.0.0/5',
      '10.0.0.0/7',
    ].map(cidr => ({ title: cidr, object: egress({ cidr }) })),
    {
      title: '100.64.0.0/10 with an exception beside the address',
      object: egress({ cidr: '100.64.0.0/10', except: ['100.100.100.201/32', '100.64.0.0/12'] }),
    },
    {
      title: 'fd00::/8 with one exception of several',
      object: egress({ cidr: 'fd00::/8', except: ['fd00:ec2::254/128'] }),
    },
    {
      title: 'the Internet with six exceptions',
      object: egress({
        cidr: '0.0.0.0/0',
        except: ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
      }),
    },
    {
      title: 'the Internet with half of a private range',
      object: egress({ cidr: '0.0.0.0/0', except: [...without('10.0.0.0/8'), '10.0.0.0/9', '10.0.0.0/9'] }),
    },
    {
      title: 'the IPv6 Internet without exceptions for 6to4',
      object: egress({ cidr: '2000::/3', except: NON_PUBLIC_V6.filter(range => range !== '2002::/16') }),
    },
    { title: 'a metadata range for DNS', object: egress({ cidr: '168.63.129.0/24' }, DNS) },
    ...[
      '64:ff9b::/96',
      '64:ff9b::/32',
      '64:ff9b::a9fe:a9fe/128',
      '64:ff9b::/97',
      '64:ff9b:1::/48',
      '64:ff9b:1::a9fe:a9fe/128',
      '64:ff9b:1:a9fe:a9:fe00::/88',
      '64:ff9b:1:a9:fe:a9fe::/96',
      '64:ff9b:1:0:a9:fea9:fe00::/104',
      '::a9fe:a9fe/128',
      '::ffff:0:a9fe:a9fe/128',
      '2002::/16',
      '2002:a9fe:a9fe::/48',
      '2002:a9fe:a9fe:1::1/128',
      '2001::/32',
      '2001::/16',
      '2001:0:a9fe:a9fe::/64',
      '2001::5601:5601/128',
      '2600:1::5efe:a9fe:a9fe/128',
      '2600:1::200:5efe:a9fe:a9fe/128',
    ].map(cidr => ({ title: `${cidr}, which is translated`, object: egress({ cidr }) })),
    { title: 'translated private networks inwards', object: ingress({ cidr: '64:ff9b::/97' }) },
    {
      title: 'the world in pieces',
      object: policy({
        egress: Array.from({ length: 100 }, (_, i) => ({ to: [{ ipBlock: { cidr: `${i}.0.0.0/8` } }], ports: PORTS })),
      }),
    },
    {
      title: 'the IPv6 world in pieces, inwards',
      object: policy({
        ingress: [
          {
            from: Array.from({ length: 2048 }, (_, i) => ({ ipBlock: { cidr: `${(0x2600 + i).toString(16)}::/16` } })),
            ports: PORTS,
          },
        ],
      }),
    },
    { title: 'host bits', object: egress({ cidr: '203.0.113.7/24' }) },
    { title: 'host bits of IPv6', object: egress({ cidr: '2600:1::1/64' }) },
    { title: 'IPv4 within IPv6', object: egress({ cidr: '::ffff:a00:0/104' }) },
    { title: 'leading zeros', object: egress({ cidr: '203.0.113.0/024' }) },
    { title: 'upper case', object: egress({ cidr: '2600:A::/64' }) },
    { title: 'the Internet inwards', object: ingress(PUBLIC) },
  ])('with $title is refused at synth and by the API server alike', ({ object }) => {
    expect(both(object)).toEqual([true, true]);
  });
});

describe('a policy for other ranges', () => {
  test.each<{ title: string; object: Manifest }>([
    ...[
      '203.0.113.0/24',
      '10.0.0.0/8',
      '100.64.0.0/11',
      '168.63.128.0/24',
      '2.0.0.0/7',
      'fd00:ec2::/127',
      'fd12:3456:789a::/48',
      '64:ff9b::cb00:7100/120',
      '64:ff9b::a00:0/104',
      '64:ff9b:1::cb00:7100/120',
      '2002:cb00:7100::/40',
      '2600:1::5efe:cb00:7101/128',
      '2600::/16',
      '8.8.8.8/32',
    ].map(cidr => ({ title: cidr, object: egress({ cidr }) })),
    {
      title: '100.64.0.0/10 without the address',
      object: egress({ cidr: '100.64.0.0/10', except: ['100.100.100.200/32'] }),
    },
    {
      title: '100.64.0.0/10 without a range around it',
      object: egress({ cidr: '100.64.0.0/10', except: ['100.100.0.0/16'] }),
    },
    {
      title: 'fd00::/16 without all addresses',
      object: egress({ cidr: 'fd00::/16', except: METADATA_RANGES.filter(range => range.startsWith('fd00')) }),
    },
    { title: 'the Internet', object: egress(PUBLIC) },
    { title: 'the IPv6 Internet', object: egress({ cidr: '2000::/3', except: NON_PUBLIC_V6 }) },
    {
      title: 'the Internet with larger exceptions',
      object: egress({
        cidr: '0.0.0.0/0',
        except: [
          ...without('192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '224.0.0.0/4', '240.0.0.0/4'),
          '192.0.0.0/8',
          '224.0.0.0/3',
        ],
      }),
    },
    {
      title: 'the Internet with exceptions in halves',
      object: egress({
        cidr: '0.0.0.0/0',
        except: [...without('10.0.0.0/8'), '10.0.0.0/9', '10.128.0.0/10', '10.192.0.0/10'],
      }),
    },
    { title: 'metadata for DNS', object: egress({ cidr: '168.63.129.16/32' }, DNS) },
    { title: 'metadata inwards', object: ingress({ cidr: '100.64.0.0/10' }) },
  ])('with $title passes at synth and the API server alike', ({ object }) => {
    expect(both(object)).toEqual([false, false]);
  });

  test('with any range that is translated is judged at synth as it is in the cluster', () => {
    const before = fc.constantFrom('::', '::ffff:0:', '64:ff9b::', '64:ff9b:1::', '2001:0:', '2002:', '2600::5efe:');
    const group = fc.constantFrom('a9fe', '5601', '0', 'a00', 'a9', 'fe00', 'cb00', '7100', 'ffff');
    const address = fc
      .tuple(before, fc.array(group, { minLength: 2, maxLength: 4 }))
      .map(([prefix, groups]) => `${prefix}${groups.join(':')}${prefix.includes('::') ? '' : '::'}`);
    fc.assert(
      fc.property(address, fc.nat(128), fc.boolean(), (text, bits, inward) => {
        const cidr = canonicalCidr(`${text}/${bits}`);
        fc.pre(cidr?.includes(':') === true && !cidr.includes('.'));
        const object = inward ? ingress({ cidr }) : egress({ cidr });
        expect(atCluster(object)).toBe(atSynth(object));
      }),
      cases(300, 20261129),
    );
  });

  test('with any range is judged at synth as it is in the cluster', () => {
    const except = fc.subarray([
      ...NON_PUBLIC_V4,
      ...METADATA_RANGES,
      '100.100.0.0/16',
      '10.0.0.0/9',
      '10.128.0.0/9',
      'fd00::/9',
    ]);
    const address = fc.oneof(
      fc.ipV4(),
      fc.constantFrom(...METADATA_RANGES, ...NON_PUBLIC_V4).map(range => range.split('/')[0]),
      fc.ipV6().filter(text => !text.includes('.')),
    );
    fc.assert(
      fc.property(address, fc.nat(32), except, fc.boolean(), (text, bits, holes, inward) => {
        const cidr = canonicalCidr(`${text}/${bits}`);
        fc.pre(cidr !== undefined);
        const object = inward ? ingress({ cidr, except: holes }) : egress({ cidr, except: holes });
        expect(atCluster(object)).toBe(atSynth(object));
      }),
      cases(300, 20261121),
    );
  });
});

const from = (peer: Manifest): Manifest => policy({ ingress: [{ from: [peer], ports: PORTS }] });
const everyone = (expression: Manifest): Manifest => from({ namespaceSelector: { matchExpressions: [expression] } });
const ports = (...entries: Manifest[]): Manifest =>
  policy({ ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }], ports: entries }] });

describe('a policy for peers and ports', () => {
  test.each<{ title: string; object: Manifest }>([
    ...['app', 'app.kubernetes.io/name', 'kubernetes.io/metadata.name', 'team'].map(key => ({
      title: `everyone with the label ${key}`,
      object: everyone({ key, operator: 'Exists' }),
    })),
    {
      title: 'pods with a label in every namespace',
      object: from({
        namespaceSelector: {},
        podSelector: { matchExpressions: [{ key: 'pod-template-hash', operator: 'Exists' }] },
      }),
    },
    {
      title: 'pods of every namespace by a label that anybody can set',
      object: from({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'agent' } } }),
    },
    { title: 'no peer at all', object: from({}) },
    {
      title: 'every port in two rules',
      object: policy({
        egress: [
          [1, 32768],
          [32769, 65535],
        ].map(([port, endPort]) => ({
          to: [{ podSelector: { matchLabels: { app: 'a' } } }],
          ports: [{ port, endPort }],
        })),
      }),
    },
    {
      title: 'half of the ports for each protocol',
      object: ports({ port: 1, endPort: 30000 }, { protocol: 'UDP', port: 1, endPort: 30000 }),
    },
    {
      title: 'every port but one in a thousand',
      object: ports(...Array.from({ length: 64 }, (_, i) => ({ port: i * 1024 + 1, endPort: i * 1024 + 1023 }))),
    },
    { title: 'every port in two entries', object: ports({ port: 1, endPort: 32766 }, { port: 32767, endPort: 65535 }) },
    { title: 'every port in one entry', object: ports({ port: 1, endPort: 65535 }) },
  ])('with $title is refused', ({ object }) => {
    expect(both(object)).toEqual([true, true]);
  });

  test.each<{ title: string; object: Manifest }>([
    { title: 'a label with its values', object: everyone({ key: 'team', operator: 'In', values: ['a'] }) },
    {
      title: 'many small ranges of ports',
      object: ports(...Array.from({ length: 60 }, (_, i) => ({ port: i * 1024 + 1, endPort: i * 1024 + 9 }))),
    },
    { title: 'one range of ports twice', object: ports({ port: 1, endPort: 30000 }, { port: 1, endPort: 30000 }) },
    { title: 'half of the ports', object: ports({ port: 32768, endPort: 65535 }) },
    { title: 'named ports', object: ports({ port: 'http' }, { port: 443 }) },
  ])('with $title passes', ({ object }) => {
    expect(both(object)).toEqual([false, false]);
  });
});
