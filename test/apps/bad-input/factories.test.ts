import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AllowedHosts,
  AllowedOrigins,
  Callers,
  Egress,
  Hardening,
  KubernetesAccess,
  ListFormat,
  Sandbox,
  Scaling,
  SecretSource,
  SecretStore,
  ServerAuth,
  ServerProbes,
  Storage,
} from '../../../src/index';
import { chart } from '../../util/app';
import { refused, wrong } from '../../util/refusal';

const SIXTY_FOUR = 'a'.repeat(64);
// credentials in shape only, put together here so that no scanner takes this file for a leak
describe('a factory with bad arguments', () => {
  test.each<{ title: string; call: () => unknown; expected: string }>([
    {
      title: 'cidr 10.0.0.1/8',
      call: () => Egress.toCidrs('10.0.0.1/8'),
      expected:
        'Egress.toCidrs: cidrs[0] must be an address range without host bits, such as 203.0.113.0/24, got ' +
        '"10.0.0.1/8" (did you mean 10.0.0.0/8?)',
    },
    {
      title: 'cidr 010.0.0.0/8',
      call: () => Egress.toCidrs('010.0.0.0/8'),
      expected: 'Egress.toCidrs: cidrs[0] must be',
    },
    {
      title: 'cidr 0.0.0.0/0',
      call: () => Egress.toCidrs('0.0.0.0/0'),
      expected: 'cidrs[0] is too wide: 0.0.0.0/0 includes private networks',
    },
    { title: 'cidr ::/0', call: () => Callers.cidrs('::/0'), expected: 'Callers.cidrs: cidrs[0] is too wide' },
    {
      title: 'cidr with metadata',
      call: () => Egress.toCidrs('169.254.0.0/16'),
      expected: 'cidrs[0] includes an instance metadata address',
    },
    {
      title: 'cidr that is a number',
      call: () => Egress.toCidrs(wrong(10)),
      expected: 'cidrs[0] must be an address range without host bits, such as 203.0.113.0/24, got 10',
    },
    { title: 'no cidr', call: () => Egress.toCidrs(), expected: 'cidrs must be at least one address range' },
    ...[
      '*',
      '*foo.com',
      'http://x',
      '2852039166',
      '[::ffff:169.254.169.254]',
      'metadata.google.internal',
      '0xA9FEA9FE',
      'x.svc.cluster.local',
      'Example.com',
    ].map(host => ({
      title: `host ${host}`,
      call: () => Egress.toHosts(host),
      expected: 'Egress.toHosts: hosts[0] must be a DNS name outside the cluster: ',
    })),
    {
      title: 'host null',
      call: () => Egress.toHosts(wrong(null)),
      expected: 'hosts[0] must be a DNS name outside the cluster: must be a string, got null',
    },
    { title: 'no host', call: () => Egress.toHosts(), expected: 'hosts must be at least one host name' },
    {
      title: 'port 0 of pods',
      call: () => Egress.toPods({ namespace: 'a', labels: { a: 'b' }, port: 0 }),
      expected: 'Egress.toPods: port must be an integer in 1-65535, got 0',
    },
    {
      title: 'pods without labels',
      call: () => Egress.toPods({ namespace: 'a', labels: {}, port: 1 }),
      expected: 'labels must have at least one label',
    },
    {
      title: 'pods of no namespace',
      call: () => Callers.pods({ namespace: '', labels: { a: 'b' } }),
      expected: 'Callers.pods: namespace must be the name of a namespace, got ""',
    },
    {
      title: 'pods null',
      call: () => Callers.pods(wrong(null)),
      expected: 'Callers.pods: props must be an object, got null',
    },
    {
      title: 'pods with an unknown prop',
      call: () => Callers.pods(wrong({ namespace: 'a', labels: { a: 'b' }, port: 1 })),
      expected: 'port is not a known prop',
    },
    {
      title: 'pods with a label that is none',
      call: () => Callers.pods({ namespace: 'a', labels: { 'a b': 'x' } }),
      expected: 'labels.a b must be a valid label name',
    },
    {
      title: 'pods with a label value of 64',
      call: () => Callers.pods({ namespace: 'a', labels: { a: SIXTY_FOUR } }),
      expected: 'labels.a must be a label value',
    },
    {
      title: 'target undefined',
      call: () => Egress.toPods(wrong(undefined)),
      expected: 'Egress.toPods: props must be an object, got undefined',
    },
    {
      title: 'namespace with wildcard',
      call: () => Callers.namespace('*'),
      expected: 'Callers.namespace: name must be the name of a namespace',
    },
    {
      title: 'no caller cidr',
      call: () => Callers.cidrs(),
      expected: 'Callers.cidrs: cidrs must be at least one address range',
    },
    {
      title: 'caller that is no server',
      call: () => Callers.server(wrong({})),
      expected: 'Callers.server: endpoint must be a server',
    },
    {
      title: 'caller that is undefined',
      call: () => Callers.server(wrong(undefined)),
      expected: 'Callers.server: endpoint must be a server, got undefined',
    },
    {
      title: 'destination that is no server',
      call: () => Egress.toServer(wrong('grafana')),
      expected: 'Egress.toServer: endpoint must be a server, got "grafana"',
    },
    {
      title: 'peer that is none',
      call: () => Callers.fromPeer(wrong({})),
      expected: 'Callers.fromPeer: peer must be a peer from cdk8s-plus',
    },
    {
      title: 'peer that is null',
      call: () => Egress.fromPeer(wrong(null), 80),
      expected: 'Egress.fromPeer: peer must be a peer from cdk8s-plus, got null',
    },
    {
      title: 'peer without port',
      call: () =>
        Egress.fromPeer(kplus.NetworkPolicyIpBlock.ipv4(chart(), 'block', '203.0.113.0/24'), wrong(undefined)),
      expected: 'Egress.fromPeer: port must be',
    },
    {
      title: 'no ports',
      call: () => Egress.toCidrs('203.0.113.0/24').onPorts(),
      expected: 'Egress.onPorts: ports must be at least one port',
    },
    {
      title: 'port 70000',
      call: () => Egress.toCidrs('203.0.113.0/24').onPorts(443, 70000),
      expected: 'ports[1] must be an integer in 1-65535, got 70000',
    },
    {
      title: 'min 5 max 2',
      call: () => Scaling.onCpu({ min: 5, max: 2 }),
      expected: 'Scaling.onCpu: max must be above min, got min 5 and max 2 (raise max or lower min)',
    },
    {
      title: 'min above the default max',
      call: () => Scaling.onMemory({ max: 2 }),
      expected: 'Scaling.onMemory: max must be above min, got min 3 (the default) and max 2',
    },
    { title: 'min equal to max', call: () => Scaling.onCpu({ min: 3, max: 3 }), expected: '(use Scaling.fixed(3))' },
    { title: 'min 0', call: () => Scaling.onCpu({ min: 0 }), expected: 'min must be an integer in 1-1000, got 0' },
    {
      title: 'max 2.5',
      call: () => Scaling.onCpu({ max: 2.5 }),
      expected: 'max must be an integer in 1-1000, got 2.5',
    },
    {
      title: 'target 101',
      call: () => Scaling.onCpu({ targetPercent: 101 }),
      expected: 'targetPercent must be an integer in 1-100, got 101',
    },
    {
      title: 'scaling null',
      call: () => Scaling.onCpu(wrong(null)),
      expected: 'Scaling.onCpu: props must be an object, got null',
    },
    {
      title: 'scaling misspelt',
      call: () => Scaling.onCpu(wrong({ maximum: 10 })),
      expected: 'maximum is not a known prop',
    },
    {
      title: 'no replicas',
      call: () => Scaling.fixed(0),
      expected: 'Scaling.fixed: replicas must be an integer in 1-1000, got 0',
    },
    {
      title: 'replicas as text',
      call: () => Scaling.fixed(wrong('3')),
      expected: 'replicas must be an integer in 1-1000, got "3"',
    },
    {
      title: 'storage path ../etc',
      call: () => Storage.scratch('../etc', Size.mebibytes(1)),
      expected: 'Storage.scratch: path must be an absolute path',
    },
    {
      title: 'storage path /',
      call: () => Storage.memory('/', Size.mebibytes(1)),
      expected: 'Storage.memory: path must be an absolute path',
    },
    {
      title: 'storage of no size',
      call: () => Storage.scratch('/a', Size.mebibytes(0)),
      expected: 'size must be a Size above zero',
    },
    {
      title: 'storage of a number',
      call: () => Storage.scratch('/a', wrong(5)),
      expected: 'size must be a Size above zero, such as Size.mebibytes(256), got 5',
    },
    {
      title: 'access mode that is none',
      call: () => Storage.persistent('/a', Size.mebibytes(1), { accessMode: wrong('ReadWriteOncePod') }),
      expected: 'accessMode must be ReadWriteOnce, ReadWriteMany or ReadOnlyMany',
    },
    {
      title: 'storage class that is none',
      call: () => Storage.persistent('/a', Size.mebibytes(1), { storageClass: 'A B' }),
      expected: 'storageClass must be the name of a StorageClass',
    },
    {
      title: 'claim that is none',
      call: () => Storage.persistent('/a', Size.mebibytes(1), { existingClaim: 'A B' }),
      expected: 'existingClaim must be the name of a PersistentVolumeClaim',
    },
    {
      title: 'class of a claim that exists',
      call: () => Storage.persistent('/a', Size.mebibytes(1), { existingClaim: 'a', storageClass: 'b' }),
      expected: 'storageClass belongs to the claim that exists',
    },
    {
      title: 'persistent options null',
      call: () => Storage.persistent('/a', Size.mebibytes(1), wrong(null)),
      expected: 'Storage.persistent: props must be an object',
    },
    {
      title: 'probe path without slash',
      call: () => ServerProbes.http('healthz'),
      expected: 'ServerProbes.http: path must be a path such as /healthz, got "healthz"',
    },
    {
      title: 'probe path that climbs',
      call: () => ServerProbes.http('/a/../b'),
      expected: 'path must be a path such as /healthz',
    },
    {
      title: 'probe port 0',
      call: () => ServerProbes.http('/a', { port: 0 }),
      expected: 'port must be an integer in 1-65535, got 0',
    },
    {
      title: 'startup of a second',
      call: () => ServerProbes.tcp({ startupTimeout: Duration.seconds(1) }),
      expected: 'ServerProbes.tcp: startupTimeout must be a Duration of 10 to 3600 whole seconds, got "1 s"',
    },
    {
      title: 'probe options null',
      call: () => ServerProbes.tcp(wrong(null)),
      expected: 'ServerProbes.tcp: props must be an object',
    },
    {
      title: 'runtime class',
      call: () => Sandbox.runtimeClass('A B'),
      expected: 'Sandbox.runtimeClass: name must be the name of a RuntimeClass',
    },
    {
      title: 'no reason',
      call: () => Hardening.restricted().withWritableRoot(''),
      expected: 'Hardening.withWritableRoot: reason must be one line of 10 to 256 characters',
    },
    {
      title: 'a reason of two lines',
      call: () => Hardening.restricted().withNetBindService('because it must\nbe'),
      expected: 'Hardening.withNetBindService: reason must be one line',
    },
    {
      title: 'user 0',
      call: () => Hardening.restricted().withUser(0, 'the image knows no other user'),
      expected: 'Hardening.withUser: uid must be an integer in 1-2147483647, got 0 (root is never allowed)',
    },
    {
      title: 'store name',
      call: () => SecretStore.clusterStore('Vault'),
      expected: 'SecretStore.clusterStore: name must be a DNS subdomain name',
    },
    {
      title: 'store that is text',
      call: () => SecretSource.fromStore(wrong('vault'), { key: 'a' }),
      expected: 'SecretSource.fromStore: store must be a secret store',
    },
    {
      title: 'store undefined',
      call: () => SecretSource.fromStore(wrong(undefined), { key: 'a' }),
      expected: 'SecretSource.fromStore: store must be a secret store',
    },
    {
      title: 'store of another kind',
      call: () => SecretSource.fromStore({ storeKind: 'Vault', storeName: 'a' }, { key: 'a' }),
      expected: 'store must be a secret store',
    },
    {
      title: 'entry without key',
      call: () => SecretSource.fromStore(SecretStore.clusterStore('a'), wrong({})),
      expected: 'SecretSource.fromStore: key must be the key of an entry',
    },
    {
      title: 'entry null',
      call: () => SecretSource.fromPlatformStore(wrong(null)),
      expected: 'SecretSource.fromPlatformStore: props must be an object, got null',
    },
    {
      title: 'empty property',
      call: () => SecretSource.fromPlatformStore({ key: 'a', property: ' ' }),
      expected: 'property must be a field of the entry',
    },
    {
      title: 'empty version',
      call: () => SecretSource.fromPlatformStore({ key: 'a', version: '' }),
      expected: 'version must be a version of the entry',
    },
    {
      title: 'Secret name',
      call: () => SecretSource.fromSecretName('A_B', 'k'),
      expected: 'SecretSource.fromSecretName: name must be the name of a Secret',
    },
    {
      title: 'Secret key',
      call: () => SecretSource.fromSecretName('a', 'k/k'),
      expected: 'key must be a key of the Secret',
    },
    {
      title: 'Secret undefined',
      call: () => SecretSource.fromSecret(wrong(undefined), 'k'),
      expected: 'SecretSource.fromSecret: name must be the name of a Secret, got undefined',
    },
    {
      title: 'Secret value null',
      call: () => SecretSource.fromSecretValue(wrong(null)),
      expected: 'SecretSource.fromSecretValue: name must be the name of a Secret, got undefined',
    },
    {
      title: 'bearer of text',
      call: () => ServerAuth.bearer(wrong('token')),
      expected: 'ServerAuth.bearer: secret must be a SecretSource, got text (hidden)',
    },
    {
      title: 'what a header may carry as text',
      call: () => ServerAuth.header('x-key', wrong('hunter2')),
      expected: 'ServerAuth.header: secret must be a SecretSource, got text (hidden)',
    },
    {
      title: 'header name',
      call: () => ServerAuth.header('x y', SecretSource.fromSecretName('a', 'b')),
      expected: 'ServerAuth.header: name must be an HTTP header name',
    },
    ...[
      ...['Connection', 'keep-alive', 'TE', 'Trailer', 'transfer-encoding', 'upgrade', 'proxy-authorization'],
      ...['Content-Length', 'content-type', 'host', 'Accept', 'accept-encoding', 'origin', 'cache-control', 'date'],
      ...['mcp-session-id', 'MCP-Protocol-Version', 'mcp_session_id', 'mcp-method', 'last-event-id', 'if-match'],
      ...['x-forwarded-for', 'X_Forwarded_Host', 'forwarded', 'x-real-ip', 'sec-fetch-site', 'traceparent', 'expect'],
    ].map(name => ({
      title: `the header ${name}`,
      call: () => ServerAuth.header(name, SecretSource.fromSecretName('a', 'b')),
      expected: `ServerAuth.header: name must not be "${name}", which HTTP, browsers, proxies or MCP set themselves`,
    })),
    {
      title: 'flag',
      call: () => AllowedHosts.argument('allowed hosts'),
      expected: 'AllowedHosts.argument: flag must be an argument such as --allowed-hosts',
    },
    {
      title: 'flag undefined',
      call: () => AllowedOrigins.argument(wrong(undefined)),
      expected: 'AllowedOrigins.argument: flag must be',
    },
    {
      title: 'variable',
      call: () => AllowedHosts.variable('1A'),
      expected: 'AllowedHosts.variable: name must be the name of an environment variable',
    },
    {
      title: 'variable undefined',
      call: () => AllowedHosts.variable(wrong(undefined)),
      expected: 'AllowedHosts.variable: name must be the name of an environment variable, got undefined',
    },
    {
      title: 'separator',
      call: () => AllowedOrigins.variable('A', { separator: '' }),
      expected: 'AllowedOrigins.variable: separator must be one of , ; | or a space',
    },
    {
      title: 'format',
      call: () => AllowedHosts.argument('--hosts', { format: wrong('yaml') }),
      expected: 'AllowedHosts.argument: format must be one of separated, json, repeated, got "yaml"',
    },
    {
      title: 'a variable that is repeated',
      call: () => AllowedOrigins.variable('A', { format: ListFormat.REPEATED }),
      expected:
        'AllowedOrigins.variable: format must be one of separated, json: a variable is set once, got "repeated"',
    },
    {
      title: 'separator of a JSON array',
      call: () => AllowedHosts.variable('A', { format: ListFormat.JSON, separator: ';' }),
      expected: 'AllowedHosts.variable: separator has no effect with the format json',
    },
    {
      title: 'host wildcard',
      call: () => AllowedHosts.variable('A', { additional: ['*'] }),
      expected: 'additional[0] must be a Host header',
    },
    ...[
      ...[
        '.com',
        '.',
        '..',
        'a..b',
        'a.',
        '-a.example',
        'a_b',
        'A.example',
        '',
        ':8080',
        'x:',
        'x:0',
        'x:99999',
        'x:080',
      ],
      ...[
        '256.1.1.1',
        '1.2.3',
        '0x7f.1',
        '::1',
        '[::1',
        '[::zz]',
        '[fe80::1%eth0]',
        '[1.2.3.4]',
        'u@a.example',
        '*.a.example',
      ],
      ...['a.example,b.example', 'a.example b', 'https://a.example', 'a'.repeat(64), `${'a.'.repeat(130)}a`],
    ].flatMap(host => [
      {
        title: `the host ${host}`,
        call: () => AllowedHosts.argument('--hosts', { additional: [host] }),
        expected: 'AllowedHosts.argument: additional[0] must be a Host header',
      },
      {
        title: `the origin of ${host}`,
        call: () => AllowedOrigins.variable('A', { additional: [`https://${host}`] }),
        expected: 'AllowedOrigins.variable: additional[0] must be an origin',
      },
    ]),
    {
      title: 'hosts that are text',
      call: () => AllowedHosts.variable('A', { additional: wrong('mcp.example.com') }),
      expected: 'additional must be a list',
    },
    {
      title: 'origin with path',
      call: () => AllowedOrigins.variable('A', { additional: ['https://a.example/x'] }),
      expected: 'additional[0] must be an origin',
    },
    {
      title: 'hosts options null',
      call: () => AllowedHosts.variable('A', wrong(null)),
      expected: 'AllowedHosts.variable: props must be an object',
    },
    {
      title: 'resource wildcard',
      call: () => KubernetesAccess.readOnly({ resources: ['*'] }),
      expected: 'KubernetesAccess.readOnly: resources[0] must be a resource such as pods',
    },
    {
      title: 'resource secrets',
      call: () => KubernetesAccess.clusterReadOnly({ resources: ['secrets'] }),
      expected: 'KubernetesAccess.clusterReadOnly: resources[0] must not be secrets',
    },
    {
      title: 'no resources',
      call: () => KubernetesAccess.readOnly({ resources: [] }),
      expected: 'resources must be at least one resource',
    },
    {
      title: 'access undefined',
      call: () => KubernetesAccess.readOnly(wrong(undefined)),
      expected: 'KubernetesAccess.readOnly: props must be an object',
    },
    {
      title: 'namespaces as text',
      call: () => KubernetesAccess.readOnly({ resources: ['pods'], namespaces: wrong('apps') }),
      expected: 'namespaces must be a list',
    },
    {
      title: 'namespace that is none',
      call: () => KubernetesAccess.readOnly({ resources: ['pods'], namespaces: ['*'] }),
      expected: 'namespaces[0] must be the name of a namespace',
    },
    {
      title: 'no rules',
      call: () => KubernetesAccess.rules([], 'it restarts workloads'),
      expected: 'KubernetesAccess.rules: rules must be at least one permission',
    },
    {
      title: 'rules undefined',
      call: () => KubernetesAccess.rules(wrong(undefined), 'it restarts workloads'),
      expected: 'rules must be at least one permission',
    },
    {
      title: 'rule with wildcard verb',
      call: () =>
        KubernetesAccess.rules([{ apiGroup: '', resources: ['pods'], verbs: ['*'] }], 'it restarts workloads'),
      expected: 'rules[0].verbs[0] must be a name without wildcard',
    },
    {
      title: 'rule with wildcard group',
      call: () =>
        KubernetesAccess.rules([{ apiGroup: '*', resources: ['pods'], verbs: ['get'] }], 'it restarts workloads'),
      expected: 'rules[0].apiGroup must be an API group',
    },
    {
      title: 'rule without verbs',
      call: () => KubernetesAccess.rules([wrong({ apiGroup: '', resources: ['pods'] })], 'it restarts workloads'),
      expected: 'rules[0].verbs must be at least one',
    },
    {
      title: 'rule null',
      call: () => KubernetesAccess.rules([wrong(null)], 'it restarts workloads'),
      expected: 'rules[0] must be an object, got null',
    },
    {
      title: 'rule of no names, which would mean any',
      call: () =>
        KubernetesAccess.rules(
          [{ apiGroup: '', resources: ['pods'], verbs: ['get'], resourceNames: [] }],
          'it restarts workloads',
        ),
      expected: 'rules[0].resourceNames must be at least one name, or left out',
    },
    {
      title: 'rule of a name with wildcard',
      call: () =>
        KubernetesAccess.rules(
          [{ apiGroup: '', resources: ['pods'], verbs: ['get'], resourceNames: ['*'] }],
          'it restarts workloads',
        ),
      expected: 'rules[0].resourceNames[0] must be the name of an object',
    },
    {
      title: 'rules without reason',
      call: () => KubernetesAccess.rules([{ apiGroup: '', resources: ['pods'], verbs: ['get'] }], ''),
      expected: 'reason must be one line',
    },
  ])('is refused: $title', ({ call, expected }) => {
    const message = refused(call);
    expect(message).toContain(expected);
    expect(message).toMatch(/^[A-Z]\w+\.\w+: /);
  });
});
