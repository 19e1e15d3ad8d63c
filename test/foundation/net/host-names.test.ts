import * as fc from 'fast-check';
import { hostProblem } from '../../../src/foundation/net/addresses';
import { cases } from '../../util/cases';

const runs = cases(1000, 20240521);

test.each([
  'api.github.com',
  'a.b',
  '*.foo.com',
  '*.eu.foo.com',
  'xn--bcher-kva.example',
  '1password.com',
  '1e100.net',
  '0x.com',
  '163.com',
  'a--b.io',
  'api.corp.internal',
  'metadata.example.com',
  'mylocalhost.com',
  'svc.example.com',
  'notnip.io',
  `${'a'.repeat(63)}.com`,
  'cafe.babe',
])('%s is a host name', host => {
  expect(hostProblem(host)).toBeUndefined();
});

test.each([
  '1.2.3.4',
  '1.2.3.4:443',
  '1.2.3.4.',
  '10.0.0.0/8',
  '2852039166',
  '0xA9FEA9FE',
  '0251.0376.0251.0376',
  '0xa9.254.0251.254',
  '169.254.43518',
  '127.1',
  '[::ffff:169.254.169.254]',
  '[::1]:443',
  '::1',
  '::ffff:a9fe:a9fe',
  'fe80::1%eth0',
  'FE80::1',
  '2001:db8::/32',
  '1.2.3.4.5',
])('%s is an address in disguise', host => {
  expect(hostProblem(host)).toBe('is an address: use Egress.toCidrs');
});

test.each([
  ['foo.123', 'ends in a number'],
  ['foo.0x1f', 'ends in a number'],
  ['*.1.2.3', 'ends in a number'],
  ['foo.09', 'ends in a number'],
  ['', 'is empty'],
  ['*', 'matches every host'],
  ['*foo.com', 'also matches domains of others'],
  ['**.foo.com', 'elsewhere than in front'],
  ['a.*.com', 'elsewhere than in front'],
  ['*.*.com', 'elsewhere than in front'],
  ['foo.*', 'elsewhere than in front'],
  ['*.com', 'covers a whole top-level domain'],
  ['*.', 'covers a whole top-level domain'],
  ['*.com.', 'ends with a dot'],
  ['http://x', 'is a URL'],
  ['http://1.2.3.4', 'is a URL'],
  ['x:443', 'has a port'],
  ['x.com:443', 'has a port'],
  ['::g', 'has a port'],
  ['x/y', 'has a path'],
  ['x.com/', 'has a path'],
  ['user@x.com', 'has user information'],
  ['foo.com.', 'ends with a dot'],
  ['a_b.com', 'underscore'],
  ['API.foo.com', 'write it in lower case: api.foo.com'],
  ['*.Foo.com', 'write it in lower case: *.foo.com'],
  ['bücher.example', 'punycode'],
  ['ａ.com', 'punycode'],
  ['１.２.３.４', 'punycode'],
  ['foo com', 'characters'],
  ['foo.com\n', 'characters'],
  ['%31.com', 'characters'],
  ['-a.com', 'hyphen at its edge'],
  ['a-.com', 'hyphen at its edge'],
  ['a..com', 'empty'],
  ['.com', 'empty'],
  [`${'a'.repeat(64)}.com`, 'longer than 63'],
  [`${'a.'.repeat(127)}com`, 'longer than 253'],
  ['x', 'single label'],
  ['localhost', 'names the pod itself'],
  ['api.localhost', 'names the pod itself'],
  ['localhost.localdomain', 'names the pod itself'],
  ['host.docker.internal', 'names the pod itself'],
  ['printer.local', 'multicast'],
  ['metadata.google.internal', 'metadata service'],
  ['a.metadata.google.internal', 'metadata service'],
  ['metadata.goog', 'metadata service'],
  ['metadata', 'metadata service'],
  ['instance-data', 'metadata service'],
  ['instance-data.ec2.internal', 'metadata service'],
  ['instance-data.us-west-2.compute.internal', 'metadata service'],
  ['metadata.azure.internal', 'metadata service'],
  ['*.google.internal', 'also matches a name that is refused'],
  ['*.tencentyun.com', 'also matches a name that is refused'],
  ['ip-10-0-0-1.ec2.internal', 'machine of the cloud network'],
  ['*.us-west-2.compute.internal', 'machine of the cloud network'],
  ['169-254-169-254.nip.io', 'wildcard DNS service'],
  ['*.sslip.io', 'wildcard DNS service'],
  ['10.0.0.1.xip.io', 'wildcard DNS service'],
  ['localtest.me', 'wildcard DNS service'],
  ['api.team.svc', 'is inside the cluster: use Egress.toServer or Egress.toPods'],
  ['api.team.svc.cluster.local', 'is inside the cluster'],
  ['10-0-0-1.team.pod.cluster.local', 'is inside the cluster'],
  ['*.cluster.local', 'is inside the cluster'],
  ['kubernetes.default', 'is inside the cluster'],
])('%j is refused: %s', (host, why) => {
  expect(hostProblem(host)).toEqual(expect.stringContaining(why));
});

test('what is accepted is a host name that the URL parser of the platform keeps as it is', () => {
  const label = fc.string({ unit: fc.constantFrom(...'abcxz07-'), minLength: 1, maxLength: 4 });
  const odd = fc.constantFrom('', '', '', '', '', '', '', '', '*.', 'A', '_', ':', '/', '%', 'é', '.', '0x');
  const text = fc
    .tuple(odd, fc.array(label, { minLength: 1, maxLength: 4 }), odd)
    .map(([front, labels, end]) => front + labels.join('.') + end);
  let accepted = 0;
  fc.assert(
    fc.property(text, host => {
      if (hostProblem(host) === undefined) {
        const name = host.replace(/^\*\./, '');
        expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/);
        expect(new URL(`http://${name}/`).hostname).toBe(name);
        accepted += 1;
      }
    }),
    { ...runs, numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(300);
});

test('no spelling of an IPv4 address is accepted', () => {
  const octet = fc
    .integer({ min: 0, max: 255 })
    .chain(n => fc.constantFrom(`${n}`, `0${n.toString(8)}`, `0x${n.toString(16)}`, `0X${n.toString(16)}`));
  fc.assert(
    fc.property(fc.array(octet, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '.', ':80'), (octets, tail) => {
      expect(hostProblem(octets.join('.') + tail)).toBe('is an address: use Egress.toCidrs');
    }),
    runs,
  );
});
