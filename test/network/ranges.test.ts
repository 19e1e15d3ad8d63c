import { Callers, Egress, McpPlatform } from '../../src';
import { chart, server, synth } from '../util/app';

const PIECES = Array.from({ length: 100 }, (_, i) => `${i}.0.0.0/8`);

test.each([
  ['64:ff9b::/96', 'is too wide: 64:ff9b::/96, which is translated to 0.0.0.0/0, includes private networks'],
  ['64:ff9b::a9fe:a9fe/128', 'includes an instance metadata address: 64:ff9b::a9fe:a9fe/128, which is translated to'],
  ['2002:a9fe:a9fe::/48', 'which is translated to 169.254.169.254/32'],
  ['2001:0:cb00:7101::5601:5601/128', 'which is translated to 169.254.169.254/32'],
  ['2001:0:a9fe:a9fe::/64', 'which is translated to 0.0.0.0/0'],
  ['64:ff9b:1::/48', 'which is translated to 0.0.0.0/0'],
])('%s is the IPv4 range that it is translated to', (cidr, message) => {
  expect(() => Egress.toCidrs(cidr)).toThrow(message);
});

test.each(['127.0.0.1/32', '169.254.1.0/24', '169.254.0.0/17', '::1/128', 'fe80::1/128', '64:ff9b::7f00:1/128'])(
  '%s is the pod itself or the link of its node',
  cidr => {
    expect(() => Egress.toCidrs(cidr)).toThrow(/includes (?:the pod itself|an instance metadata)/);
    expect(() => Callers.cidrs(cidr)).not.toThrow();
  },
);

test.each([
  '64:ff9b::cb00:7100/120',
  '64:ff9b::a00:0/104',
  '64:ff9b:1::cb00:7100/120',
  '2002:cb00:7100::/40',
  '2600:1f00::/24',
  '2600:1::5efe:cb00:7101/128',
])('%s leads where IPv4 may', cidr => {
  expect(() => Egress.toCidrs(cidr)).not.toThrow();
});

test.each([
  { title: 'Egress.toCidrs', call: () => Egress.toCidrs(...PIECES), fix: 'Egress.toPublicInternet()' },
  { title: 'Callers.cidrs', call: () => Callers.cidrs(...PIECES), fix: 'name the ranges' },
])('$title refuses ranges that are together a quarter of all addresses', ({ call, fix }) => {
  expect(call).toThrow('cidrs open together a quarter or more of all IPv4 addresses');
  expect(call).toThrow(fix);
});

test('ranges of one provider, private networks beside the Internet and a range several times pass', () => {
  const scope = chart();
  McpPlatform.configure(scope, {});
  const many = Array.from({ length: 500 }, (_, i) => `52.${i % 250}.0.0/16`);
  server(scope, {
    callers: [Callers.cidrs(...many), Callers.cidrs('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16')],
    egress: [
      Egress.toPublicInternet(),
      Egress.toCidrs('10.0.0.0/8'),
      ...Array.from({ length: 40 }, (_, i) => Egress.toCidrs('20.0.0.0/8').onPorts(8000 + i)),
    ],
  });
  expect(() => synth(scope)).not.toThrow();
});
