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
  'co.uk',
  'alice.github.io',
  '*.example.co.uk',
  '*.alice.github.io',
  '*.example.chiyoda.tokyo.jp',
  '*.github.com',
  '*.microsoft.com',
  '*.parliament.example',
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
  { host: 'foo.123', why: 'ends in a number' },
  { host: 'foo.0x1f', why: 'ends in a number' },
  { host: '*.1.2.3', why: 'ends in a number' },
  { host: 'foo.09', why: 'ends in a number' },
  { host: '', why: 'is empty' },
  { host: '*', why: 'matches every host' },
  { host: '*foo.com', why: 'also matches domains of others' },
  { host: '**.foo.com', why: 'in another place than the start' },
  { host: 'a.*.com', why: 'in another place than the start' },
  { host: '*.*.com', why: 'in another place than the start' },
  { host: 'foo.*', why: 'in another place than the start' },
  { host: '*.com', why: 'covers a whole top-level domain' },
  { host: '*.', why: 'covers a whole top-level domain' },
  { host: '*.com.', why: 'ends with a dot' },
  { host: 'http://x', why: 'is a URL' },
  { host: 'http://1.2.3.4', why: 'is a URL' },
  { host: 'x:443', why: 'has a port' },
  { host: 'x.com:443', why: 'has a port' },
  { host: '::g', why: 'has a port' },
  { host: 'x/y', why: 'has a path' },
  { host: 'x.com/', why: 'has a path' },
  { host: 'user@x.com', why: 'has user information' },
  { host: 'foo.com.', why: 'ends with a dot' },
  { host: 'a_b.com', why: 'underscore' },
  { host: 'API.foo.com', why: 'write it in lower case: api.foo.com' },
  { host: '*.Foo.com', why: 'write it in lower case: *.foo.com' },
  { host: 'bücher.example', why: 'punycode' },
  { host: 'ａ.com', why: 'punycode' },
  { host: '１.２.３.４', why: 'punycode' },
  { host: 'foo com', why: 'characters' },
  { host: 'foo.com\n', why: 'characters' },
  { host: '%31.com', why: 'characters' },
  { host: '-a.com', why: 'hyphen at its edge' },
  { host: 'a-.com', why: 'hyphen at its edge' },
  { host: 'a..com', why: 'empty' },
  { host: '.com', why: 'empty' },
  { host: `${'a'.repeat(64)}.com`, why: 'longer than 63' },
  { host: `${'a.'.repeat(127)}com`, why: 'longer than 253' },
  { host: 'x', why: 'single label' },
  { host: 'localhost', why: 'names the pod itself' },
  { host: 'api.localhost', why: 'names the pod itself' },
  { host: 'localhost.localdomain', why: 'names the pod itself' },
  { host: 'host.docker.internal', why: 'names the pod itself' },
  { host: 'printer.local', why: 'multicast' },
  { host: 'metadata.google.internal', why: 'metadata service' },
  { host: 'a.metadata.google.internal', why: 'metadata service' },
  { host: 'metadata.goog', why: 'metadata service' },
  { host: 'metadata', why: 'metadata service' },
  { host: 'instance-data', why: 'metadata service' },
  { host: 'instance-data.ec2.internal', why: 'metadata service' },
  { host: 'instance-data.us-west-2.compute.internal', why: 'metadata service' },
  { host: 'metadata.azure.internal', why: 'metadata service' },
  { host: '*.google.internal', why: 'also matches a name that is not allowed' },
  { host: '*.tencentyun.com', why: 'also matches a name that is not allowed' },
  { host: 'ip-10-0-0-1.ec2.internal', why: 'machine of the cloud network' },
  { host: '*.us-west-2.compute.internal', why: 'machine of the cloud network' },
  { host: '169-254-169-254.nip.io', why: 'wildcard DNS service' },
  { host: '*.sslip.io', why: 'wildcard DNS service' },
  { host: '10.0.0.1.xip.io', why: 'wildcard DNS service' },
  { host: 'localtest.me', why: 'wildcard DNS service' },
  { host: 'api.team.svc', why: 'is inside the cluster: use Egress.toServer or Egress.toPods' },
  { host: 'api.team.svc.cluster.local', why: 'is inside the cluster' },
  { host: '10-0-0-1.team.pod.cluster.local', why: 'is inside the cluster' },
  { host: '*.cluster.local', why: 'is inside the cluster' },
  ...['*.co.uk', '*.com.au', '*.co.jp', '*.chiyoda.tokyo.jp', '*.gov.br', '*.anything.ck', '*.ca.us', '*.xn--p1ai'].map(
    host => ({ host, why: host === '*.xn--p1ai' ? 'top-level domain' : 'which anybody can register' }),
  ),
  ...[
    '*.github.io',
    '*.githubusercontent.com',
    '*.workers.dev',
    '*.pages.dev',
    '*.cloudfront.net',
    '*.googleapis.com',
    '*.blob.core.windows.net',
    '*.s3.amazonaws.com',
    '*.hf.space',
    '*.up.railway.app',
    '*.notion.site',
    '*.modal.run',
    '*.gradio.live',
    '*.app.github.dev',
    '*.devtunnels.ms',
    '*.euw.devtunnels.ms',
    '*.m.pipedream.net',
    '*.gitpod.io',
    '*.s3.eu-central-1.amazonaws.com',
    '*.execute-api.us-east-1.amazonaws.com',
    '*.amazonaws.com',
    '*.ngrok.io',
    '*.ngrok-free.app',
    '*.trycloudflare.com',
    '*.vercel.app',
    '*.netlify.app',
    '*.web.app',
    '*.herokuapp.com',
    '*.azurewebsites.net',
    '*.run.app',
    '*.fly.dev',
    '*.onrender.com',
    '*.supabase.co',
    '*.r2.dev',
    '*.nyc3.digitaloceanspaces.com',
    '*.eu.org',
    '*.duckdns.org',
    '*.webhook.site',
    '*.atlassian.net',
  ].map(host => ({ host, why: `Egress.toSharedSuffix('${host}', reason)` })),
  { host: '*.Github.IO', why: 'write it in lower case' },
  { host: '*.github.io.', why: 'ends with a dot' },
  { host: 'a.*.com', why: 'in another place than the start' },
  { host: '*.co.*', why: 'in another place than the start' },
  { host: 'kubernetes.default', why: 'is inside the cluster' },
])('$host is refused: $why', ({ host, why }) => {
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
