import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AllowedHosts,
  AllowedOrigins,
  Callers,
  Egress,
  Guardrails,
  Hardening,
  KubernetesAccess,
  McpNamespace,
  McpPlatform,
  McpServer,
  McpServerProps,
  Sandbox,
  Scaling,
  SecretSource,
  SecretStore,
  ServerAuth,
  ServerProbes,
  ServerSource,
  Sessions,
  Storage,
} from '../../src/index';
import { DIGEST, IMAGE, chart, containerOf, find, server, source, synth } from '../util/app';
import { refusal, refused, wrong } from '../util/refusal';

const SIXTY_FOUR = 'a'.repeat(64);
const at = (name: string, ...rest: string[]) => `registry.example.com/${name}${rest.join('')}@${DIGEST}`;
// credentials in shape only, put together here so that no scanner takes this file for a leak
const githubToken = ['gh', 'p_', 'a1B2'.repeat(9)].join('');
const password = ['hun', 'ter', '2hunter2'].join('');

describe('a server is refused before anything is written, with its path and the prop', () => {
  test.each<[title: string, props: Partial<McpServerProps>, expected: string]>([
    [
      'name My_Server',
      { name: 'My_Server' },
      'name must be lower-case letters, digits and -, starting with a letter, got "My_Server"',
    ],
    ['name of 64 characters', { name: SIXTY_FOUR }, 'name must be lower-case'],
    ['name of 47 characters', { name: 'a'.repeat(47) }, 'name must be at most 46 characters'],
    ['name with an emoji', { name: 'tool-🔧' }, 'name must be'],
    [
      'name that a Service may not have',
      { name: '1password' },
      'name must be lower-case letters, digits and -, starting with a letter',
    ],
    ['empty name', { name: '' }, 'name must be'],
    ['name with a line break', { name: 'tool\n' }, 'name must be'],
    [
      'name that is a number',
      { name: wrong(7) },
      'name must be lower-case letters, digits and -, starting with a letter, got 7',
    ],
    [
      'image without tag and digest',
      { source: source({}, 'nginx') },
      'source.image must be repository:tag@sha256:digest',
    ],
    ['image with the tag Latest', { source: source({}, 'x:Latest') }, 'source.image must be'],
    ['image with an upper-case repository', { source: source({}, 'ghcr.io/Acme/X') }, 'source.image must be'],
    ['image with a shell command', { source: source({}, 'img:tag; curl') }, 'source.image must be'],
    [
      'image with a digest of 63 digits',
      { source: source({}, `registry.example.com/x:1@sha256:${'a'.repeat(63)}`) },
      'has a short digest',
    ],
    ['image without digest', { source: source({}, 'registry.example.com/x:1') }, 'has no digest'],
    ['image without tag', { source: source({}, at('x')) }, 'has no tag'],
    ['image that is a number', { source: source({}, wrong(5)) }, 'source.image must be an image reference, got 5'],
    ['image that is a URL', { source: source({}, `https://${at('x', ':1')}`) }, 'has a scheme'],
    ...[0, 80, 70000, 80.5, NaN, Infinity, -1].map((port): [string, Partial<McpServerProps>, string] => [
      `port ${port}`,
      { source: source({ port }) },
      `source.port must be an integer in 1024-65535, got ${port}`,
    ]),
    [
      'port as text',
      { source: source({ port: wrong('8080') }) },
      'source.port must be an integer in 1024-65535, got "8080"',
    ],
    [
      'no port',
      { source: source({ port: wrong(undefined) }) },
      'source.port must be an integer in 1024-65535, got undefined',
    ],
    [
      'no sessions',
      { source: source({ sessions: wrong(undefined) }) },
      'source.sessions is missing: one of none, in-memory, shared',
    ],
    [
      'unknown sessions',
      { source: source({ sessions: wrong('sticky') }) },
      'source.sessions must be one of none, in-memory, shared, got "sticky"',
    ],
    ['unknown transport', { source: source({ transport: wrong('stdio') }) }, 'source.transport must be one of'],
    [
      'unknown runtime',
      { source: source({ runtime: wrong('NODE') }) },
      'source.runtime must be one of node, go, other, got "NODE"',
    ],
    [
      'path without slash',
      { source: source({ path: 'mcp' }) },
      'source.path must be a path that starts with /, got "mcp"',
    ],
    ['path with a query', { source: source({ path: '/mcp?x=1' }) }, 'source.path must be'],
    [
      'health path without slash',
      { source: source({ healthPath: 'healthz' }) },
      'source.healthPath must be a path that starts with /',
    ],
    [
      'health path that is the MCP path',
      { source: source({ healthPath: '/mcp' }) },
      'source.healthPath must not be the MCP path /mcp',
    ],
    [
      'working directory that climbs',
      { source: source({ workingDir: '/srv/../etc' }) },
      'source.workingDir must be an absolute path',
    ],
    [
      'metrics path without metrics port',
      { source: source({ metricsPath: '/stats' }) },
      'source.metricsPath is given without metricsPort',
    ],
    [
      'metrics path that is none',
      { source: source({ metricsPort: 9090, metricsPath: '/a b' }) },
      'source.metricsPath must be a path that starts with /',
    ],
    [
      'metrics on the MCP port',
      { source: source({ metricsPort: 8080 }) },
      'source.metricsPort must not be the MCP port 8080',
    ],
    [
      'args that are one string',
      { source: source({ args: wrong('--a --b'), allowedHosts: AllowedHosts.argument('--hosts') }) },
      'source.args must be a list',
    ],
    [
      'args that hold a number',
      { source: source({ args: wrong(['--port', 80]) }) },
      'source.args[1] must be a string, got 80',
    ],
    [
      'args with a hole',
      { source: source({ args: wrong([, '--a']) }) },
      'source.args[0] must be a string, got undefined',
    ],
    [
      'an argument that refers to no variable',
      { source: source({ args: ['$(NOWHERE)'] }) },
      'source.args[0] refers to $(NOWHERE)',
    ],
    ['a shell variable in a command', { source: source({ command: ['${HOME}/x'] }) }, 'source.command[0] has a ${…}'],
    ['unknown source option', { source: source(wrong({ prot: 80 })) }, 'source.prot is not a known prop'],
    ['source that is text', { source: wrong(IMAGE) }, 'source must be a ServerSource'],
    ['source left out', { source: wrong(undefined) }, 'source must be a ServerSource'],
    ['source null', { source: wrong(null) }, 'source must be left out or given a value, got null'],
    ['env 1A', { env: { '1A': 'x' } }, 'env.1A must be the name of an environment variable'],
    ['env A=B', { env: { 'A=B': 'x' } }, 'env.A=B must be the name of an environment variable'],
    ['env with an empty name', { env: { '': 'x' } }, 'env. must be the name of an environment variable'],
    ['env of numbers', { env: wrong({ A: 1 }) }, 'env.A must be a string, got 1'],
    ['env as a list', { env: wrong(['A=1']) }, 'env must be a plain map, got an array'],
    ['env as a Map', { env: wrong(new Map([['A', '1']])) }, 'env must be a plain map, got an object'],
    ['env as text', { env: wrong('A=1') }, 'env must be a plain map, got "A=1"'],
    ['env with an unresolved ${}', { env: { A: 'http://${HOST}/' } }, 'env.A has a ${…}'],
    ['env with a NUL', { env: { A: 'a\0b' } }, 'env.A must be a string'],
    ['env with half of a surrogate pair', { env: { A: '\ud800' } }, 'env.A must be a string'],
    [
      'env with a line separator, which YAML 1.1 reads as a line break',
      { env: { A: 'a\u2028b' } },
      'env.A must be a string',
    ],
    ['env with a character that YAML readers refuse', { env: { A: '\u0090' } }, 'env.A must be a string'],
    [
      'env twice: env and secrets',
      { env: { A: 'x' }, secrets: { A: SecretSource.fromSecretName('s', 'k') } },
      'secrets.A sets the variable that env.A sets',
    ],
    [
      'env twice: env and envValues',
      { env: { A: 'x' }, envValues: { A: kplus.EnvValue.fromValue('y') } },
      'envValues.A sets the variable that env.A sets',
    ],
    [
      'env twice: envValues and secrets',
      { envValues: { A: kplus.EnvValue.fromValue('y') }, secrets: { A: SecretSource.fromSecretName('s', 'k') } },
      'secrets.A sets the variable that envValues.A sets',
    ],
    ['envValues that are text', { envValues: wrong({ A: 'x' }) }, 'envValues.A must be a cdk8s-plus EnvValue, got "x"'],
    [
      'envValues that refer to code',
      { envValues: wrong({ A: { value: undefined, valueFrom: { fieldRef: () => 'x' } } }) },
      'envValues.A refers to something that is no plain data',
    ],
    [
      'a secret given as text',
      { secrets: wrong({ A: password }) },
      'secrets.A must be a SecretSource, got a literal (hidden)',
    ],
    ['a secret given as a number', { secrets: wrong({ A: 1 }) }, 'secrets.A must be a SecretSource, got 1'],
    [
      'a secret file with a path',
      { secretFiles: { '../x': SecretSource.fromSecretName('s', 'k') } },
      'secretFiles.../x must be a file name',
    ],
    ['a file with a relative path', { files: { '../etc': 'x' } }, 'files.../etc must be an absolute path'],
    ['a file at /', { files: { '/': 'x' } }, 'files./ must be an absolute path'],
    ['a file in /proc', { files: { '/proc/x': 'x' } }, "files./proc/x must be a directory of the server's own"],
    ['a file in place of /tmp', { files: { '/tmp': 'x' } }, 'files./tmp is a directory of the server'],
    [
      'a file below a file',
      { files: { '/etc/a': 'x', '/etc/a/b': 'y' } },
      'files./etc/a/b lies below /etc/a, which is a file',
    ],
    [
      'storage below a file',
      { files: { '/srv/a': 'x' }, storage: [Storage.scratch('/srv/a/b', Size.mebibytes(1))] },
      'storage[0].path lies below /srv/a',
    ],
    [
      'files that share a key',
      { files: { '/etc/a/b': 'x', '/etc/a.b': 'y' } },
      'shares the ConfigMap key etc.a.b with',
    ],
    [
      'files beyond a ConfigMap',
      { files: { '/etc/a': 'x'.repeat(1024 * 1024) } },
      'files must be at most 1024000 bytes together, got 1048576',
    ],
    [
      'storage at /proc',
      { storage: [Storage.scratch('/proc', Size.mebibytes(1))] },
      "storage[0].path must be a directory of the server's own",
    ],
    [
      'storage at the credentials',
      { storage: [Storage.scratch('/var/run/mcp/creds/x', Size.mebibytes(1))] },
      'storage[0].path must be',
    ],
    [
      'storage twice',
      { storage: [Storage.scratch('/a', Size.mebibytes(1)), Storage.memory('/a', Size.mebibytes(1))] },
      'storage[1].path /a is mounted twice',
    ],
    ['storage that is text', { storage: wrong(['/data']) }, 'storage[0] must be made by Storage, got "/data"'],
    ['storage that is no list', { storage: wrong(Storage.scratch('/a', Size.mebibytes(1))) }, 'storage must be a list'],
    [
      'memory request above limit',
      { resources: { memory: { request: Size.mebibytes(512), limit: Size.mebibytes(256) } } },
      'resources.memory.request must not be above the limit, got 512Mi and 256Mi',
    ],
    [
      'memory 1Gii',
      { resources: { memory: { limit: wrong('1Gii') } } },
      'resources.memory.limit must be a Size above zero, such as Size.mebibytes(256), got "1Gii"',
    ],
    ['memory 128m', { resources: { memory: { limit: wrong('128m') } } }, 'resources.memory.limit must be a Size'],
    [
      'memory as a Size',
      { resources: { memory: wrong(Size.mebibytes(256)) } },
      'resources.memory.amount is not a known prop',
    ],
    ['cpu as text', { resources: { cpu: wrong('100m') } }, 'resources.cpu must be an object, got "100m"'],
    [
      'cpu request above limit',
      { resources: { cpu: { request: kplus.Cpu.units(2), limit: kplus.Cpu.units(1) } } },
      'resources.cpu.request must not be above the limit, got 2 and 1',
    ],
    [
      'cpu limit below the default request',
      { resources: { cpu: { limit: kplus.Cpu.millis(50) } } },
      'got 100m and 50m (give a request too',
    ],
    [
      'cpu of nothing',
      { resources: { cpu: { request: kplus.Cpu.millis(0) } } },
      'resources.cpu.request must be a Cpu of whole millicores above zero, such as kplus.Cpu.units(4), got "0m"',
    ],
    [
      'cpu of half a millicore',
      { resources: { cpu: { request: kplus.Cpu.millis(0.5) } } },
      'resources.cpu.request must be a Cpu of whole millicores above zero',
    ],
    ['cpu that is a number', { resources: { cpu: { request: wrong(1) } } }, 'resources.cpu.request must be'],
    ['unknown resources', { resources: wrong({ mem: 1 }) }, 'resources.mem is not a known prop'],
    [
      'memory below its volumes',
      { storage: [Storage.memory('/m', Size.gibibytes(1))], resources: { memory: { limit: Size.mebibytes(512) } } },
      'resources.memory.limit must be above the volumes in memory (1Gi), got 512Mi',
    ],
    [
      'disk below its volumes',
      {
        storage: [Storage.scratch('/s', Size.gibibytes(1))],
        resources: { ephemeralStorage: { limit: Size.mebibytes(512) } },
      },
      'resources.ephemeralStorage.limit must be at least the volumes on disk (1088Mi), got 512Mi',
    ],
    [
      'guaranteed memory with two numbers',
      { resources: { qos: wrong('Guaranteed'), memory: { request: Size.mebibytes(1), limit: Size.mebibytes(2) } } },
      'resources.memory must have request = limit for qos Guaranteed, got 1Mi and 2Mi',
    ],
    [
      'guaranteed cpu with two numbers',
      {
        resources: { qos: wrong('Guaranteed'), cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(200) } },
      },
      'resources.cpu must have request = limit for qos Guaranteed, got 100m and 200m',
    ],
    [
      'guaranteed without cpu limit',
      { resources: { qos: wrong('Guaranteed'), unlimitedCpu: true } },
      'resources.unlimitedCpu contradicts qos Guaranteed',
    ],
    [
      'unlimited cpu with a limit',
      { resources: { unlimitedCpu: true, cpu: { limit: kplus.Cpu.units(1) } } },
      'resources.cpu.limit contradicts unlimitedCpu: true',
    ],
    [
      'unlimited cpu that is text',
      { resources: { unlimitedCpu: wrong('yes') } },
      'resources.unlimitedCpu must be true or false, got "yes"',
    ],
    ['unknown qos', { resources: { qos: wrong('BestEffort') } }, 'resources.qos must be one of Burstable, Guaranteed'],
    ['scaling that is a number', { scaling: wrong(3) }, 'scaling must be made by Scaling, got 3'],
    ['label value of 64 characters', { labels: { team: SIXTY_FOUR } }, 'labels.team must be a label value'],
    [
      'label that selects the pods',
      { labels: { 'cdk8s-mcp/server': 'other' } },
      'labels.cdk8s-mcp/server is set by the library (it selects the pods)',
    ],
    [
      'label of the library',
      { labels: { 'app.kubernetes.io/name': 'x' } },
      'labels.app.kubernetes.io/name is set by the library',
    ],
    ['label that is a prop', { labels: { owner: 'x' } }, 'labels.owner is set by the library'],
    ['label name that is none', { labels: { 'a b': 'x' } }, 'labels.a b must be a label name'],
    [
      'annotation of the library',
      { annotations: { 'cdk8s-mcp/x': 'y' } },
      'annotations.cdk8s-mcp/x is set by the library',
    ],
    ['annotation name that is none', { annotations: { '/x': 'y' } }, 'annotations./x must be an annotation name'],
    ['owner of 64 characters', { owner: SIXTY_FOUR }, 'owner must be a label value'],
    ['empty environment', { environment: '' }, 'environment must be a label value'],
    [
      'owner that is a list',
      { owner: wrong(['a']) },
      'owner must be a label value: letters, digits, - _ . and at most 63 characters, got an array',
    ],
    [
      'grace shorter than drain',
      { shutdown: { drain: Duration.seconds(60) } },
      'shutdown.grace must be longer than the drain, got 45 s and 60 s',
    ],
    [
      'drain of half a second',
      { shutdown: { drain: Duration.millis(500) } },
      'shutdown.drain must be a Duration of 0 to 3600 whole seconds, got "0.5 s"',
    ],
    [
      'drain that is a number',
      { shutdown: { drain: wrong(10) } },
      'shutdown.drain must be a Duration of 0 to 3600 whole seconds, got 10',
    ],
    ['shutdown that is text', { shutdown: wrong('10s') }, 'shutdown must be an object, got "10s"'],
    ['unknown shutdown', { shutdown: wrong({ gracePeriod: 1 }) }, 'shutdown.gracePeriod is not a known prop'],
    ['namespace default', { namespace: 'default' }, 'namespace must not be "default"'],
    ['namespace kube-system', { namespace: 'kube-system' }, 'namespace must not be "kube-system"'],
    ['namespace that is none', { namespace: 'My_NS' }, 'namespace must be lower-case letters'],
    [
      'namespace that is a number',
      { namespace: wrong(1) },
      'namespace must be lower-case letters, digits and -, at most 63 characters, got 1',
    ],
    ['probes that are text', { probes: wrong('/healthz') }, 'probes must be made by ServerProbes, got "/healthz"'],
    ['a probe on the MCP path', { probes: ServerProbes.http('/mcp') }, 'probes must not ask the MCP path /mcp'],
    [
      'a probe on a low port',
      { probes: ServerProbes.http('/x', { port: 81 }) },
      'probes must be on a port in 1024-65535 or on the MCP port, got 81',
    ],
    [
      'an account that is text',
      { serviceAccount: wrong('reader') },
      'serviceAccount must be a cdk8s-plus ServiceAccount other than default, got "reader"',
    ],
    [
      'the account default',
      { serviceAccount: wrong({ name: 'default' }) },
      'serviceAccount must be a cdk8s-plus ServiceAccount other than default, got "default"',
    ],
    [
      'a pull secret that is none',
      { imagePullSecrets: ['My Secret'] },
      'imagePullSecrets[0] must be the name of a Secret',
    ],
    [
      'a toleration without key',
      { placement: { tolerations: [wrong({ value: 'x' })] } },
      'placement.tolerations[0] must be a label name',
    ],
    [
      'a toleration with a number',
      { placement: { tolerations: [wrong({ key: 5 })] } },
      'placement.tolerations[0] must be a label name: an optional DNS prefix and /, then at most 63 letters, digits, - _ ., got 5',
    ],
    [
      'a toleration of no effect',
      { placement: { tolerations: [{ key: 'a', effect: wrong('Never') }] } },
      'placement.tolerations[0].effect must be one of',
    ],
    [
      'a node label that is none',
      { placement: { nodeSelector: { 'a b': 'x' } } },
      'placement.nodeSelector.a b must be a label name',
    ],
    [
      'an unknown architecture',
      { placement: { architectures: wrong(['x86']) } },
      'placement.architectures[0] must be one of amd64, arm64',
    ],
    [
      'a priority class that is none',
      { placement: { priorityClassName: 'A B' } },
      'placement.priorityClassName must be the name of a PriorityClass',
    ],
    ['callers that are text', { callers: wrong(['agents']) }, 'callers[0] must be made by Callers, got "agents"'],
    ['egress that is text', { egress: wrong(['*']) }, 'egress[0] must be made by Egress, got "*"'],
    [
      'a log level that is none',
      { telemetry: { logLevel: wrong('trace') } },
      'telemetry.logLevel must be one of debug, info, warn, error',
    ],
    ['metrics that are true', { telemetry: { metrics: wrong(true) } }, 'telemetry.metrics must be an object, got true'],
    ['an unknown prop', wrong({ replicas: 3 }), 'replicas is not a known prop'],
    ['Sandbox as text', { sandbox: wrong('gvisor') }, 'sandbox must be made by Sandbox'],
    [
      'Hardening as an object',
      { hardening: wrong({ writableRoot: true }) },
      'hardening must be made by Hardening, got an object',
    ],
    ['serverAuth as text', { serverAuth: wrong('bearer') }, 'serverAuth must be made by ServerAuth'],
    [
      'kubernetesAccess as text',
      { kubernetesAccess: wrong('readOnly') },
      'kubernetesAccess must be made by KubernetesAccess',
    ],
  ])('%s', (_, props, expected) => {
    const message = refusal(scope => {
      server(scope, props);
    });
    expect(message).toContain(expected);
    expect(message.startsWith('test/tool: ')).toBe(true);
  });

  test('no namespace anywhere', () => {
    expect(
      refusal(scope => {
        server(scope);
      }, null),
    ).toBe(
      'test/tool: namespace is missing (set the prop, set it on the chart, or create the server in the scope of an McpNamespace)',
    );
  });

  test.each(['Tool_1', 'a.b', '9lives'])('an id that makes no name: %s', id => {
    expect(
      refusal(scope => {
        server(scope, {}, id);
      }),
    ).toContain(`test/${id}: id must be lower-case letters`);
  });

  test('two servers of one name and namespace', () => {
    const message = refusal(scope => {
      server(scope, { name: 'tool' }, 'a');
      server(scope, { name: 'tool' }, 'b');
    });
    expect(message).toContain(
      'test/b: duplicate-object: metadata.name is taken by test/a: Deployment tool in namespace mcp-tools',
    );
  });
});

describe('a factory refuses what it is given', () => {
  test.each<[title: string, call: () => unknown, expected: string]>([
    [
      'cidr 10.0.0.1/8',
      () => Egress.toCidrs('10.0.0.1/8'),
      'Egress.toCidrs: cidrs[0] must be an address range without host bits, such as 203.0.113.0/24, got "10.0.0.1/8" (do you mean 10.0.0.0/8?)',
    ],
    ['cidr 010.0.0.0/8', () => Egress.toCidrs('010.0.0.0/8'), 'Egress.toCidrs: cidrs[0] must be'],
    ['cidr 0.0.0.0/0', () => Egress.toCidrs('0.0.0.0/0'), 'cidrs[0] is too wide: 0.0.0.0/0 takes in private networks'],
    ['cidr ::/0', () => Callers.cidrs('::/0'), 'Callers.cidrs: cidrs[0] is too wide'],
    ['cidr with metadata', () => Egress.toCidrs('169.254.0.0/16'), 'cidrs[0] includes an instance metadata address'],
    [
      'cidr that is a number',
      () => Egress.toCidrs(wrong(10)),
      'cidrs[0] must be an address range without host bits, such as 203.0.113.0/24, got 10',
    ],
    ['no cidr', () => Egress.toCidrs(), 'cidrs must be at least one address range'],
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
    ].map((host): [string, () => unknown, string] => [
      `host ${host}`,
      () => Egress.toHosts(host),
      'Egress.toHosts: hosts[0] must be a DNS name outside the cluster: ',
    ]),
    [
      'host null',
      () => Egress.toHosts(wrong(null)),
      'hosts[0] must be a DNS name outside the cluster: must be a string, got null',
    ],
    ['no host', () => Egress.toHosts(), 'hosts must be at least one host name'],
    [
      'port 0 of pods',
      () => Egress.toPods({ namespace: 'a', labels: { a: 'b' }, port: 0 }),
      'Egress.toPods: port must be an integer in 1-65535, got 0',
    ],
    [
      'pods without labels',
      () => Egress.toPods({ namespace: 'a', labels: {}, port: 1 }),
      'labels must have at least one label',
    ],
    [
      'pods of no namespace',
      () => Callers.pods({ namespace: '', labels: { a: 'b' } }),
      'Callers.pods: namespace must be the name of a namespace, got ""',
    ],
    ['pods null', () => Callers.pods(wrong(null)), 'Callers.pods: props must be an object, got null'],
    [
      'pods with an unknown prop',
      () => Callers.pods(wrong({ namespace: 'a', labels: { a: 'b' }, port: 1 })),
      'port is not a known prop',
    ],
    [
      'pods with a label that is none',
      () => Callers.pods({ namespace: 'a', labels: { 'a b': 'x' } }),
      'labels.a b must be a valid label name',
    ],
    [
      'pods with a label value of 64',
      () => Callers.pods({ namespace: 'a', labels: { a: SIXTY_FOUR } }),
      'labels.a must be a label value',
    ],
    [
      'target undefined',
      () => Egress.toPods(wrong(undefined)),
      'Egress.toPods: props must be an object, got undefined',
    ],
    [
      'namespace with wildcard',
      () => Callers.namespace('*'),
      'Callers.namespace: name must be the name of a namespace',
    ],
    ['no caller cidr', () => Callers.cidrs(), 'Callers.cidrs: cidrs must be at least one address range'],
    ['caller that is no server', () => Callers.server(wrong({})), 'Callers.server: endpoint must be a server'],
    [
      'caller that is undefined',
      () => Callers.server(wrong(undefined)),
      'Callers.server: endpoint must be a server, got undefined',
    ],
    [
      'destination that is no server',
      () => Egress.toServer(wrong('grafana')),
      'Egress.toServer: endpoint must be a server, got "grafana"',
    ],
    ['peer that is none', () => Callers.fromPeer(wrong({})), 'Callers.fromPeer: peer must be a peer from cdk8s-plus'],
    [
      'peer that is null',
      () => Egress.fromPeer(wrong(null), 80),
      'Egress.fromPeer: peer must be a peer from cdk8s-plus, got null',
    ],
    [
      'peer without port',
      () => Egress.fromPeer(kplus.NetworkPolicyIpBlock.ipv4(chart(), 'block', '203.0.113.0/24'), wrong(undefined)),
      'Egress.fromPeer: port must be',
    ],
    ['no ports', () => Egress.toCidrs('203.0.113.0/24').onPorts(), 'Egress.onPorts: ports must be at least one port'],
    [
      'port 70000',
      () => Egress.toCidrs('203.0.113.0/24').onPorts(443, 70000),
      'ports[1] must be an integer in 1-65535, got 70000',
    ],
    [
      'min 5 max 2',
      () => Scaling.onCpu({ min: 5, max: 2 }),
      'Scaling.onCpu: max must be above min, got min 5 and max 2 (raise max or lower min)',
    ],
    [
      'min above the default max',
      () => Scaling.onMemory({ max: 2 }),
      'Scaling.onMemory: max must be above min, got min 3 (the default) and max 2',
    ],
    ['min equal to max', () => Scaling.onCpu({ min: 3, max: 3 }), '(use Scaling.fixed(3))'],
    ['min 0', () => Scaling.onCpu({ min: 0 }), 'min must be an integer in 1-1000, got 0'],
    ['max 2.5', () => Scaling.onCpu({ max: 2.5 }), 'max must be an integer in 1-1000, got 2.5'],
    ['target 101', () => Scaling.onCpu({ targetPercent: 101 }), 'targetPercent must be an integer in 1-100, got 101'],
    ['scaling null', () => Scaling.onCpu(wrong(null)), 'Scaling.onCpu: props must be an object, got null'],
    ['scaling misspelt', () => Scaling.onCpu(wrong({ maximum: 10 })), 'maximum is not a known prop'],
    ['no replicas', () => Scaling.fixed(0), 'Scaling.fixed: replicas must be an integer in 1-1000, got 0'],
    ['replicas as text', () => Scaling.fixed(wrong('3')), 'replicas must be an integer in 1-1000, got "3"'],
    [
      'storage path ../etc',
      () => Storage.scratch('../etc', Size.mebibytes(1)),
      'Storage.scratch: path must be an absolute path',
    ],
    ['storage path /', () => Storage.memory('/', Size.mebibytes(1)), 'Storage.memory: path must be an absolute path'],
    ['storage of no size', () => Storage.scratch('/a', Size.mebibytes(0)), 'size must be a Size above zero'],
    [
      'storage of a number',
      () => Storage.scratch('/a', wrong(5)),
      'size must be a Size above zero, such as Size.mebibytes(256), got 5',
    ],
    [
      'access mode that is none',
      () => Storage.persistent('/a', Size.mebibytes(1), { accessMode: wrong('ReadWriteOncePod') }),
      'accessMode must be ReadWriteOnce, ReadWriteMany or ReadOnlyMany',
    ],
    [
      'storage class that is none',
      () => Storage.persistent('/a', Size.mebibytes(1), { storageClass: 'A B' }),
      'storageClass must be the name of a StorageClass',
    ],
    [
      'claim that is none',
      () => Storage.persistent('/a', Size.mebibytes(1), { existingClaim: 'A B' }),
      'existingClaim must be the name of a PersistentVolumeClaim',
    ],
    [
      'class of a claim that exists',
      () => Storage.persistent('/a', Size.mebibytes(1), { existingClaim: 'a', storageClass: 'b' }),
      'storageClass belongs to the claim that exists',
    ],
    [
      'persistent options null',
      () => Storage.persistent('/a', Size.mebibytes(1), wrong(null)),
      'Storage.persistent: props must be an object',
    ],
    [
      'probe path without slash',
      () => ServerProbes.http('healthz'),
      'ServerProbes.http: path must be a path such as /healthz, got "healthz"',
    ],
    ['probe path that climbs', () => ServerProbes.http('/a/../b'), 'path must be a path such as /healthz'],
    ['probe port 0', () => ServerProbes.http('/a', { port: 0 }), 'port must be an integer in 1-65535, got 0'],
    [
      'startup of a second',
      () => ServerProbes.tcp({ startupTimeout: Duration.seconds(1) }),
      'ServerProbes.tcp: startupTimeout must be a Duration of 10 to 3600 whole seconds, got "1 s"',
    ],
    ['probe options null', () => ServerProbes.tcp(wrong(null)), 'ServerProbes.tcp: props must be an object'],
    [
      'runtime class',
      () => Sandbox.runtimeClass('A B'),
      'Sandbox.runtimeClass: name must be the name of a RuntimeClass',
    ],
    [
      'no reason',
      () => Hardening.restricted().withWritableRoot(''),
      'Hardening.withWritableRoot: reason must be one line of 10 to 256 characters',
    ],
    [
      'a reason of two lines',
      () => Hardening.restricted().withNetBindService('because it must\nbe'),
      'Hardening.withNetBindService: reason must be one line',
    ],
    [
      'user 0',
      () => Hardening.restricted().withUser(0, 'the image knows no other user'),
      'Hardening.withUser: uid must be an integer in 1-2147483647, got 0 (root is never allowed)',
    ],
    [
      'store name',
      () => SecretStore.clusterStore('Vault'),
      'SecretStore.clusterStore: name must be a DNS subdomain name',
    ],
    [
      'store that is text',
      () => SecretSource.fromStore(wrong('vault'), { key: 'a' }),
      'SecretSource.fromStore: store must be a secret store',
    ],
    [
      'store undefined',
      () => SecretSource.fromStore(wrong(undefined), { key: 'a' }),
      'SecretSource.fromStore: store must be a secret store',
    ],
    [
      'store of another kind',
      () => SecretSource.fromStore({ storeKind: 'Vault', storeName: 'a' }, { key: 'a' }),
      'store must be a secret store',
    ],
    [
      'entry without key',
      () => SecretSource.fromStore(SecretStore.clusterStore('a'), wrong({})),
      'SecretSource.fromStore: key must be the key of an entry',
    ],
    [
      'entry null',
      () => SecretSource.fromPlatformStore(wrong(null)),
      'SecretSource.fromPlatformStore: props must be an object, got null',
    ],
    [
      'empty property',
      () => SecretSource.fromPlatformStore({ key: 'a', property: ' ' }),
      'property must be a field of the entry',
    ],
    [
      'empty version',
      () => SecretSource.fromPlatformStore({ key: 'a', version: '' }),
      'version must be a version of the entry',
    ],
    [
      'Secret name',
      () => SecretSource.fromSecretName('A_B', 'k'),
      'SecretSource.fromSecretName: name must be the name of a Secret',
    ],
    ['Secret key', () => SecretSource.fromSecretName('a', 'k/k'), 'key must be a key of the Secret'],
    [
      'Secret undefined',
      () => SecretSource.fromSecret(wrong(undefined), 'k'),
      'SecretSource.fromSecret: name must be the name of a Secret, got undefined',
    ],
    [
      'Secret value null',
      () => SecretSource.fromSecretValue(wrong(null)),
      'SecretSource.fromSecretValue: name must be the name of a Secret, got undefined',
    ],
    [
      'bearer of text',
      () => ServerAuth.bearer(wrong('token')),
      'ServerAuth.bearer: secret must be a SecretSource, got "token"',
    ],
    [
      'header name',
      () => ServerAuth.header('x y', SecretSource.fromSecretName('a', 'b')),
      'ServerAuth.header: name must be an HTTP header name',
    ],
    [
      'flag',
      () => AllowedHosts.argument('allowed hosts'),
      'AllowedHosts.argument: flag must be an argument such as --allowed-hosts',
    ],
    ['flag undefined', () => AllowedOrigins.argument(wrong(undefined)), 'AllowedOrigins.argument: flag must be'],
    [
      'variable',
      () => AllowedHosts.variable('1A'),
      'AllowedHosts.variable: name must be the name of an environment variable',
    ],
    [
      'variable undefined',
      () => AllowedHosts.variable(wrong(undefined)),
      'AllowedHosts.variable: name must be the name of an environment variable, got undefined',
    ],
    [
      'separator',
      () => AllowedOrigins.variable('A', { separator: '' }),
      'AllowedOrigins.variable: separator must be one of , ; | or a space',
    ],
    ['host wildcard', () => AllowedHosts.variable('A', { additional: ['*'] }), 'additional[0] must be a Host header'],
    [
      'hosts that are text',
      () => AllowedHosts.variable('A', { additional: wrong('mcp.example.com') }),
      'additional must be a list',
    ],
    [
      'origin with path',
      () => AllowedOrigins.variable('A', { additional: ['https://a.example/x'] }),
      'additional[0] must be an origin',
    ],
    [
      'hosts options null',
      () => AllowedHosts.variable('A', wrong(null)),
      'AllowedHosts.variable: props must be an object',
    ],
    [
      'resource wildcard',
      () => KubernetesAccess.readOnly({ resources: ['*'] }),
      'KubernetesAccess.readOnly: resources[0] must be a resource such as pods',
    ],
    [
      'resource secrets',
      () => KubernetesAccess.clusterReadOnly({ resources: ['secrets'] }),
      'KubernetesAccess.clusterReadOnly: resources[0] must not be secrets',
    ],
    ['no resources', () => KubernetesAccess.readOnly({ resources: [] }), 'resources must be at least one resource'],
    [
      'access undefined',
      () => KubernetesAccess.readOnly(wrong(undefined)),
      'KubernetesAccess.readOnly: props must be an object',
    ],
    [
      'namespaces as text',
      () => KubernetesAccess.readOnly({ resources: ['pods'], namespaces: wrong('apps') }),
      'namespaces must be a list',
    ],
    [
      'namespace that is none',
      () => KubernetesAccess.readOnly({ resources: ['pods'], namespaces: ['*'] }),
      'namespaces[0] must be the name of a namespace',
    ],
    [
      'no rules',
      () => KubernetesAccess.rules([], 'it restarts workloads'),
      'KubernetesAccess.rules: rules must be at least one permission',
    ],
    [
      'rules undefined',
      () => KubernetesAccess.rules(wrong(undefined), 'it restarts workloads'),
      'rules must be at least one permission',
    ],
    [
      'rule with wildcard verb',
      () => KubernetesAccess.rules([{ apiGroup: '', resources: ['pods'], verbs: ['*'] }], 'it restarts workloads'),
      'rules[0].verbs[0] must be a name without wildcard',
    ],
    [
      'rule with wildcard group',
      () => KubernetesAccess.rules([{ apiGroup: '*', resources: ['pods'], verbs: ['get'] }], 'it restarts workloads'),
      'rules[0].apiGroup must be an API group',
    ],
    [
      'rule without verbs',
      () => KubernetesAccess.rules([wrong({ apiGroup: '', resources: ['pods'] })], 'it restarts workloads'),
      'rules[0].verbs must be at least one',
    ],
    [
      'rule null',
      () => KubernetesAccess.rules([wrong(null)], 'it restarts workloads'),
      'rules[0] must be an object, got null',
    ],
    [
      'rule of no names, which would mean any',
      () =>
        KubernetesAccess.rules(
          [{ apiGroup: '', resources: ['pods'], verbs: ['get'], resourceNames: [] }],
          'it restarts workloads',
        ),
      'rules[0].resourceNames must be at least one name, or left out',
    ],
    [
      'rule of a name with wildcard',
      () =>
        KubernetesAccess.rules(
          [{ apiGroup: '', resources: ['pods'], verbs: ['get'], resourceNames: ['*'] }],
          'it restarts workloads',
        ),
      'rules[0].resourceNames[0] must be the name of an object',
    ],
    [
      'rules without reason',
      () => KubernetesAccess.rules([{ apiGroup: '', resources: ['pods'], verbs: ['get'] }], ''),
      'reason must be one line',
    ],
  ])('%s', (_, call, expected) => {
    const message = refused(call);
    expect(message).toContain(expected);
    expect(message).toMatch(/^[A-Z]\w+\.\w+: /);
  });
});

describe('McpNamespace and McpPlatform refuse', () => {
  test.each<{ title: string; build: (scope: Chart) => void; expected: string }>([
    {
      title: 'no name',
      build: scope => {
        new McpNamespace(scope, 'ns', wrong({}));
      },
      expected: 'test/ns: name is missing',
    },
    {
      title: 'no props',
      build: scope => {
        new McpNamespace(scope, 'ns', wrong(undefined));
      },
      expected: 'test/ns: props must be an object, got undefined',
    },
    {
      title: 'the namespace default',
      build: scope => {
        new McpNamespace(scope, 'ns', { name: 'default' });
      },
      expected: 'test/ns: name must not be "default"',
    },
    {
      title: 'an unknown prop',
      build: scope => {
        new McpNamespace(scope, 'ns', wrong({ name: 'a', quota: 1 }));
      },
      expected: 'test/ns: quota is not a known prop',
    },
    {
      title: 'an unknown level',
      build: scope => {
        new McpNamespace(scope, 'ns', { name: 'a', podSecurity: wrong('privileged') });
      },
      expected: 'test/ns: podSecurity must be one of restricted, baseline',
    },
    {
      title: 'a flag that is text',
      build: scope => {
        new McpNamespace(scope, 'ns', { name: 'a', defaultDeny: wrong('no') });
      },
      expected: 'test/ns: defaultDeny must be true or false, got "no"',
    },
    {
      title: 'an owner that is none',
      build: scope => {
        new McpNamespace(scope, 'ns', { name: 'a', owner: 'a b' });
      },
      expected: 'test/ns: owner must be a label value',
    },
    {
      title: 'facts undefined',
      build: scope => McpPlatform.configure(scope, wrong(undefined)),
      expected: 'test: McpPlatform.configure: props must be an object',
    },
    {
      title: 'an unknown fact',
      build: scope => McpPlatform.configure(scope, wrong({ registries: [] })),
      expected: 'registries is not a known prop',
    },
    {
      title: 'Kubernetes 1.29',
      build: scope => McpPlatform.configure(scope, { kubernetesVersion: '1.29' }),
      expected: 'kubernetesVersion must be a version such as \'1.33\', at least 1.30, got "1.29"',
    },
    {
      title: 'Kubernetes as a number',
      build: scope => McpPlatform.configure(scope, { kubernetesVersion: wrong(1.3) }),
      expected: 'kubernetesVersion must be',
    },
    {
      title: 'a domain that is none',
      build: scope => McpPlatform.configure(scope, { clusterDomain: 'Cluster.Local.' }),
      expected: 'clusterDomain must be a DNS domain',
    },
    {
      title: 'an unknown engine',
      build: scope => McpPlatform.configure(scope, { networkPolicyEngine: wrong('calico') }),
      expected: 'networkPolicyEngine must be one of kubernetes, cilium',
    },
    {
      title: 'unknown DNS',
      build: scope => McpPlatform.configure(scope, { dns: wrong('coredns') }),
      expected: 'dns must be one of',
    },
    {
      title: 'a flag that is text',
      build: scope => McpPlatform.configure(scope, { requireDigests: wrong('false') }),
      expected: 'requireDigests must be true or false, got "false"',
    },
    {
      title: 'an API server that is text',
      build: scope => McpPlatform.configure(scope, { apiServer: wrong('10.0.0.1') }),
      expected: 'apiServer must be an object',
    },
    {
      title: 'an API server without ranges',
      build: scope => McpPlatform.configure(scope, { apiServer: { cidrs: [] } }),
      expected: 'apiServer.cidrs must be at least one address range',
    },
    {
      title: 'an API server anywhere',
      build: scope => McpPlatform.configure(scope, { apiServer: { cidrs: ['0.0.0.0/0'], port: 0 } }),
      expected:
        'apiServer.cidrs[0] is too wide: 0.0.0.0/0 takes in private networks (name the ranges); apiServer.port must be',
    },
    {
      title: 'a misspelt API server',
      build: scope => McpPlatform.configure(scope, { apiServer: wrong({ cidrs: ['10.0.0.1/32'], prot: 6443 }) }),
      expected: 'apiServer.prot is not a known prop',
    },
    {
      title: 'a registry with wildcard',
      build: scope => McpPlatform.configure(scope, { allowedRegistries: ['ghcr.io/*'] }),
      expected: 'allowedRegistries[0] must be a registry or a path in one',
    },
    {
      title: 'registries as text',
      build: scope => McpPlatform.configure(scope, { allowedRegistries: wrong('ghcr.io') }),
      expected: 'allowedRegistries must be a list',
    },
    {
      title: 'an unknown kind of source',
      build: scope => McpPlatform.configure(scope, { allowedSources: wrong(['wasm']) }),
      expected: 'allowedSources[0] must be one of image',
    },
    {
      title: 'a package without ecosystem',
      build: scope => McpPlatform.configure(scope, { blockedPackages: ['left-pad'] }),
      expected: 'blockedPackages[0] must be oci:, npm: or pypi:',
    },
    {
      title: 'a package that is never called so',
      build: scope => McpPlatform.configure(scope, { allowedPackages: ['pypi:x', 'pypi:Foo_Bar'] }),
      expected:
        'allowedPackages[1] must be oci:, npm: or pypi: and a name, with a final /* for anything below; matches no package in this form: write pypi:foo-bar, got "pypi:Foo_Bar"',
    },
    {
      title: 'a pull secret that is none',
      build: scope => McpPlatform.configure(scope, { imagePullSecrets: ['A'] }),
      expected: 'imagePullSecrets[0] must be the name of a Secret',
    },
    {
      title: 'a private range with host bits',
      build: scope => McpPlatform.configure(scope, { privateCidrs: ['10.0.0.1/8'] }),
      expected: 'privateCidrs[0] must be an address range without host bits, got "10.0.0.1/8" (canonical: 10.0.0.0/8)',
    },
    {
      title: 'a private range that is none',
      build: scope => McpPlatform.configure(scope, { privateCidrs: ['ten'] }),
      expected: '(canonical: none)',
    },
    {
      title: 'monitoring without labels',
      build: scope => McpPlatform.configure(scope, { monitoring: wrong({ namespace: 'a' }) }),
      expected: 'monitoring.labels must have at least one label',
    },
    {
      title: 'a store that is text',
      build: scope => McpPlatform.configure(scope, { secretStore: wrong('vault') }),
      expected: 'secretStore must be a secret store',
    },
    {
      title: 'OTLP with a password',
      build: scope =>
        McpPlatform.configure(scope, {
          otlp: { endpoint: `http://me:${password}@otel`, egress: Egress.toPublicInternet() },
        }),
      expected: 'otlp.endpoint must be an http or https URL without credentials, got <hidden: looks like',
    },
    {
      title: 'OTLP without a way',
      build: scope => McpPlatform.configure(scope, { otlp: wrong({ endpoint: 'http://otel:4318' }) }),
      expected: 'otlp.egress must be the way to the collector',
    },
  ])('$title', ({ build, expected }) => {
    expect(refusal(build)).toContain(expected);
  });
});

describe('credentials are never echoed', () => {
  const hidden: [string, string, Partial<McpServerProps>][] = [
    ['env by shape', githubToken, { env: { SETTING: githubToken } }],
    ['env by name', password, { env: { DB_PASSWORD: password } }],
    ['envValues', password, { envValues: { DB_PASSWORD: kplus.EnvValue.fromValue(password) } }],
    ['a secret as literal', password, { secrets: wrong({ API_TOKEN: password }) }],
    ['a secret file as literal', password, { secretFiles: wrong({ token: password }) }],
    ['an argument', githubToken, { source: source({ args: ['--key', githubToken] }) }],
    ['an argument after its flag', password, { source: source({ args: ['--password', password] }) }],
    ['an argument with =', password, { source: source({ command: ['x', `--password=${password}`] }) }],
    ['a file', githubToken, { files: { '/etc/tool.conf': `key = ${githubToken}` } }],
    ['a file with a password line', password, { files: { '/etc/tool.conf': `user: me\npassword: ${password}\n` } }],
    ['an annotation', githubToken, { annotations: { note: githubToken } }],
    ['an annotation by name', password, { annotations: { 'example.com/password': password } }],
    ['the wrong prop', githubToken, { sandbox: wrong(githubToken) }],
    ['the name', githubToken, { name: githubToken }],
    ['a label', githubToken, { labels: { a: `${githubToken}/${githubToken}` } }],
    [
      'an OTLP endpoint',
      password,
      { telemetry: { otlp: { endpoint: `http://me:${password}@otel:4318`, egress: Egress.toPublicInternet() } } },
    ],
  ];
  test.each(hidden)('in %s', (_, value, props) => {
    const message = refusal(scope => {
      server(scope, props);
    });
    expect(message).toMatch(/^test\/tool: /);
    expect(message).not.toContain(value);
  });

  test.each(['MAX_TOKENS', 'KEYSPACE'])('%s is no credential', name => {
    const scope = chart();
    server(scope, { env: { [name]: '4096' } });
    expect(containerOf(synth(scope)).env).toContainEqual({ name, value: '4096' });
  });
});

describe('hostile props', () => {
  const base = { source: source() };
  const thrower = new Proxy(
    {},
    {
      get() {
        throw new TypeError('trap');
      },
      ownKeys() {
        throw new TypeError('trap');
      },
      getPrototypeOf() {
        throw new TypeError('trap');
      },
      has() {
        throw new TypeError('trap');
      },
    },
  );
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;

  test('frozen props work', () => {
    const scope = chart();
    new McpServer(
      scope,
      'tool',
      Object.freeze({
        source: base.source,
        env: Object.freeze({ A: '1' }),
        callers: wrong(Object.freeze([Callers.namespace('a')])),
      }),
    );
    expect(containerOf(synth(scope)).env[0]).toEqual({ name: 'A', value: '1' });
  });

  test('props without prototype work', () => {
    const scope = chart();
    new McpServer(
      scope,
      'tool',
      Object.assign(Object.create(null), base, { env: Object.assign(Object.create(null), { A: '1' }) }),
    );
    expect(containerOf(synth(scope)).env[0]).toEqual({ name: 'A', value: '1' });
  });

  test('what is changed after the call changes nothing', () => {
    const scope = chart();
    const env: Record<string, string> = { A: '1' };
    const callers = [Callers.namespace('agents')];
    const labels: Record<string, string> = { app: 'x' };
    server(scope, { env, callers, egress: [Egress.toPods({ namespace: 'a', labels, port: 1 })] });
    env.B = '2';
    callers.push(Callers.namespace('others'));
    labels.app = 'y';
    const manifests = synth(scope);
    expect(JSON.stringify([containerOf(manifests).env, find(manifests, 'NetworkPolicy')])).not.toMatch(
      /"B"|others|"y"/,
    );
  });

  test.each<[string, unknown, string]>([
    ['undefined', undefined, 'props must be an object, got undefined'],
    ['null', null, 'props must be an object, got null'],
    ['a list', [base], 'props must be an object, got an array'],
    ['text', 'source', 'props must be an object, got "source"'],
    ['a proxy that throws', thrower, 'props must be an object, got an object'],
    ['a revoked proxy', revoked.proxy, 'props must be an object, got an object'],
    ['__proto__ from JSON', { ...base, ...JSON.parse('{"a":1}'), ['__proto__']: {} }, '__proto__ is not a known prop'],
    [
      'a getter that throws',
      Object.defineProperty({ ...base }, 'env', {
        enumerable: true,
        get() {
          throw new TypeError('no');
        },
      }),
      'env cannot be read: its getter throws',
    ],
    [
      'a getter that throws in a map',
      {
        ...base,
        env: Object.defineProperty({}, 'A', {
          enumerable: true,
          get() {
            throw new TypeError('no');
          },
        }),
      },
      'env.A cannot be read: its getter throws',
    ],
    [
      'a getter that throws in a list',
      {
        ...base,
        callers: Object.defineProperty([], '0', {
          enumerable: true,
          get() {
            throw new TypeError('no');
          },
        }),
      },
      'callers[0] cannot be read: its getter throws',
    ],
    ['cyclic env', { ...base, env: cyclic }, 'env.self must be a string, got an object'],
    ['cyclic props', { ...base, shutdown: cyclic }, 'shutdown.self is not a known prop'],
    ['a proxy as env', { ...base, env: thrower }, 'env must be a plain map, got an object'],
    ['a proxy as source', { source: thrower }, 'source must be a ServerSource'],
    ['a proxy as hardening', { ...base, hardening: thrower }, 'hardening must be made by Hardening'],
    ['a proxy as caller', { ...base, callers: [thrower] }, 'callers[0] must be made by Callers'],
    ['a proxy as secret', { ...base, secrets: { A: thrower } }, 'secrets.A must be a SecretSource'],
    ['a revoked proxy as list', { ...base, callers: revoked.proxy }, 'callers must be a list'],
    ['a proxy as placement', { ...base, placement: thrower }, 'placement must be an object'],
    ['a proxy as envValue', { ...base, envValues: { A: thrower } }, 'envValues.A must be a cdk8s-plus EnvValue'],
    ...(
      [
        ['BigInt', 10n, '10n'],
        ['Date', new Date(0), 'a Date'],
        ['Symbol', Symbol('x'), 'a symbol'],
        ['function', () => 'x', 'a function'],
        ['NaN', NaN, 'NaN'],
        ['true', true, 'true'],
      ] as const
    ).map(([title, value, shown]): [string, unknown, string] => [
      `${title} where text belongs`,
      { ...base, env: { A: value } },
      `env.A must be a string, got ${shown}`,
    ]),
    ['null where text belongs', { ...base, env: { A: null } }, 'env.A must be a string, got null'],
    ['null where a prop belongs', { ...base, env: null }, 'env must be left out or given a value, got null'],
  ])('%s', (_, props, expected) => {
    const message = refusal(scope => {
      new McpServer(scope, 'tool', wrong(props));
    });
    expect(message).toMatch(/^test\/tool: /);
    expect(message).toContain(expected);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])(
    'a variable called %s, as JSON.parse makes it, is kept',
    name => {
      const scope = chart();
      server(scope, { env: JSON.parse(`{"${name}":"kept"}`) });
      expect(containerOf(synth(scope)).env).toContainEqual({ name, value: 'kept' });
    },
  );

  test.each<{ prop: string; props: (map: never) => Partial<McpServerProps> }>([
    { prop: 'labels', props: map => ({ labels: map }) },
    { prop: 'annotations', props: map => ({ annotations: map }) },
    { prop: 'files', props: map => ({ files: map }) },
    { prop: 'placement.nodeSelector', props: map => ({ placement: { nodeSelector: map } }) },
  ])('keys that cdk8s would lose or choke on are refused in $prop', ({ prop, props }) => {
    for (const key of ['__proto__', 'constructor']) {
      expect(
        refusal(scope => {
          server(scope, props(wrong(JSON.parse(`{"${key}":"x"}`))));
        }),
      ).toContain(`test/tool: ${prop}.${key} must be`);
    }
  });

  test('the same in labels that select pods, and in the name of a file', () => {
    expect(refused(() => Callers.pods({ namespace: 'a', labels: { constructor: 'x' } }))).toContain(
      'labels.constructor must be a valid label name',
    );
    expect(
      refusal(scope => {
        server(scope, { files: { '/constructor': 'x' } });
      }),
    ).toContain('files./constructor must be');
  });
});

test('all problems of one call are in one message', () => {
  const message = refusal(scope => {
    server(scope, {
      name: 'My_Server',
      namespace: 'default',
      env: { '1A': 'x' },
      source: source({ port: 80, healthPath: 'x' }, 'nginx'),
      shutdown: { drain: Duration.minutes(2) },
      labels: { owner: 'x' },
      scaling: Scaling.fixed(3),
      storage: [Storage.persistent('/data', Size.gibibytes(1))],
    });
  });
  for (const prop of [
    'name must',
    'namespace must',
    'env.1A must',
    'source.port must',
    'source.healthPath must',
    'source.image must',
    'shutdown.grace must',
    'labels.owner is',
    'scaling must',
  ]) {
    expect(message).toContain(prop);
  }
  expect(message.match(/test\/tool: /g)).toHaveLength(1);
});

test('a server that was refused leaves the app unsynthesizable or empty, never half a server', () => {
  const scope = chart();
  expect(() => server(scope, { name: 'My_Server' })).toThrow();
  expect(synth(scope)).toEqual([]);
});

test('an acknowledgement without a rule is refused like everything else', () => {
  expect(refusal(scope => Guardrails.of(scope).acknowledge('no-such-rule', 'a reason that is long enough'))).toContain(
    'ruleId must be a rule',
  );
});

test('SSE without sessions is refused', () => {
  expect(
    refusal(scope => {
      server(scope, {
        source: ServerSource.image(IMAGE, { port: 8080, sessions: Sessions.NONE, transport: wrong('sse') }),
      });
    }),
  ).toContain('source.sessions cannot be none with HTTP+SSE');
});
