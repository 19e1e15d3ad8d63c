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

describe('a server with bad props', () => {
  test.each<{ title: string; props: Partial<McpServerProps>; expected: string }>([
    {
      title: 'name My_Server',
      props: { name: 'My_Server' },
      expected: 'name must be lower-case letters, digits and -, starting with a letter, got "My_Server"',
    },
    { title: 'name of 64 characters', props: { name: SIXTY_FOUR }, expected: 'name must be lower-case' },
    { title: 'name of 47 characters', props: { name: 'a'.repeat(47) }, expected: 'name must be at most 46 characters' },
    { title: 'name with an emoji', props: { name: 'tool-🔧' }, expected: 'name must be' },
    {
      title: 'name that a Service may not have',
      props: { name: '1password' },
      expected: 'name must be lower-case letters, digits and -, starting with a letter',
    },
    { title: 'empty name', props: { name: '' }, expected: 'name must be' },
    { title: 'name with a line break', props: { name: 'tool\n' }, expected: 'name must be' },
    {
      title: 'name that is a number',
      props: { name: wrong(7) },
      expected: 'name must be lower-case letters, digits and -, starting with a letter, got 7',
    },
    {
      title: 'image without tag and digest',
      props: { source: source({}, 'nginx') },
      expected: 'source.image must be repository:tag@sha256:digest',
    },
    { title: 'image with the tag Latest', props: { source: source({}, 'x:Latest') }, expected: 'source.image must be' },
    {
      title: 'image with an upper-case repository',
      props: { source: source({}, 'ghcr.io/Acme/X') },
      expected: 'source.image must be',
    },
    {
      title: 'image with a shell command',
      props: { source: source({}, 'img:tag; curl') },
      expected: 'source.image must be',
    },
    {
      title: 'image with a digest of 63 digits',
      props: { source: source({}, `registry.example.com/x:1@sha256:${'a'.repeat(63)}`) },
      expected: 'has a short digest',
    },
    {
      title: 'image without digest',
      props: { source: source({}, 'registry.example.com/x:1') },
      expected: 'has no digest',
    },
    { title: 'image without tag', props: { source: source({}, at('x')) }, expected: 'has no tag' },
    {
      title: 'image that is a number',
      props: { source: source({}, wrong(5)) },
      expected: 'source.image must be an image reference, got 5',
    },
    {
      title: 'image that is a URL',
      props: { source: source({}, `https://${at('x', ':1')}`) },
      expected: 'has a scheme',
    },
    ...[0, 80, 70000, 80.5, NaN, Infinity, -1].map(port => ({
      title: `port ${port}`,
      props: { source: source({ port }) },
      expected: `source.port must be an integer in 1024-65535, got ${port}`,
    })),
    {
      title: 'port as text',
      props: { source: source({ port: wrong('8080') }) },
      expected: 'source.port must be an integer in 1024-65535, got "8080"',
    },
    {
      title: 'no port',
      props: { source: source({ port: wrong(undefined) }) },
      expected: 'source.port must be an integer in 1024-65535, got undefined',
    },
    {
      title: 'no sessions',
      props: { source: source({ sessions: wrong(undefined) }) },
      expected: 'source.sessions is missing: one of none, in-memory, shared',
    },
    {
      title: 'unknown sessions',
      props: { source: source({ sessions: wrong('sticky') }) },
      expected: 'source.sessions must be one of none, in-memory, shared, got "sticky"',
    },
    {
      title: 'unknown transport',
      props: { source: source({ transport: wrong('stdio') }) },
      expected: 'source.transport must be one of',
    },
    {
      title: 'unknown runtime',
      props: { source: source({ runtime: wrong('NODE') }) },
      expected: 'source.runtime must be one of node, go, other, got "NODE"',
    },
    {
      title: 'path without slash',
      props: { source: source({ path: 'mcp' }) },
      expected: 'source.path must be a path that starts with /, got "mcp"',
    },
    { title: 'path with a query', props: { source: source({ path: '/mcp?x=1' }) }, expected: 'source.path must be' },
    {
      title: 'health path without slash',
      props: { source: source({ healthPath: 'healthz' }) },
      expected: 'source.healthPath must be a path that starts with /',
    },
    {
      title: 'health path that is the MCP path',
      props: { source: source({ healthPath: '/mcp' }) },
      expected: 'source.healthPath must not be the MCP path /mcp',
    },
    {
      title: 'working directory that climbs',
      props: { source: source({ workingDir: '/srv/../etc' }) },
      expected: 'source.workingDir must be an absolute path',
    },
    {
      title: 'metrics path without metrics port',
      props: { source: source({ metricsPath: '/stats' }) },
      expected: 'source.metricsPath is given without metricsPort',
    },
    {
      title: 'metrics path that is none',
      props: { source: source({ metricsPort: 9090, metricsPath: '/a b' }) },
      expected: 'source.metricsPath must be a path that starts with /',
    },
    {
      title: 'metrics on the MCP port',
      props: { source: source({ metricsPort: 8080 }) },
      expected: 'source.metricsPort must not be the MCP port 8080',
    },
    {
      title: 'args that are one string',
      props: { source: source({ args: wrong('--a --b'), allowedHosts: AllowedHosts.argument('--hosts') }) },
      expected: 'source.args must be a list',
    },
    {
      title: 'args that hold a number',
      props: { source: source({ args: wrong(['--port', 80]) }) },
      expected: 'source.args[1] must be a string, got 80',
    },
    {
      title: 'args with a hole',
      props: { source: source({ args: wrong([, '--a']) }) },
      expected: 'source.args[0] must be a string, got undefined',
    },
    {
      title: 'an argument that refers to no variable',
      props: { source: source({ args: ['$(NOWHERE)'] }) },
      expected: 'source.args[0] refers to $(NOWHERE)',
    },
    {
      title: 'a shell variable in a command',
      props: { source: source({ command: ['${HOME}/x'] }) },
      expected: 'source.command[0] has a ${…}',
    },
    {
      title: 'unknown source option',
      props: { source: source(wrong({ prot: 80 })) },
      expected: 'source.prot is not a known prop',
    },
    { title: 'source that is text', props: { source: wrong(IMAGE) }, expected: 'source must be a ServerSource' },
    { title: 'source left out', props: { source: wrong(undefined) }, expected: 'source must be a ServerSource' },
    {
      title: 'source null',
      props: { source: wrong(null) },
      expected: 'source must be left out or given a value, got null',
    },
    { title: 'env 1A', props: { env: { '1A': 'x' } }, expected: 'env.1A must be the name of an environment variable' },
    {
      title: 'env A=B',
      props: { env: { 'A=B': 'x' } },
      expected: 'env.A=B must be the name of an environment variable',
    },
    {
      title: 'env with an empty name',
      props: { env: { '': 'x' } },
      expected: 'env. must be the name of an environment variable',
    },
    { title: 'env of numbers', props: { env: wrong({ A: 1 }) }, expected: 'env.A must be a string, got 1' },
    { title: 'env as a list', props: { env: wrong(['A=1']) }, expected: 'env must be a plain map, got an array' },
    {
      title: 'env as a Map',
      props: { env: wrong(new Map([['A', '1']])) },
      expected: 'env must be a plain map, got an object',
    },
    { title: 'env as text', props: { env: wrong('A=1') }, expected: 'env must be a plain map, got "A=1"' },
    { title: 'env with an unresolved ${}', props: { env: { A: 'http://${HOST}/' } }, expected: 'env.A has a ${…}' },
    { title: 'env with a NUL', props: { env: { A: 'a\0b' } }, expected: 'env.A must be a string' },
    { title: 'env with half of a surrogate pair', props: { env: { A: '\ud800' } }, expected: 'env.A must be a string' },
    {
      title: 'env with a line separator, which YAML 1.1 reads as a line break',
      props: { env: { A: 'a\u2028b' } },
      expected: 'env.A must be a string',
    },
    {
      title: 'env with a character that YAML readers refuse',
      props: { env: { A: '\u0090' } },
      expected: 'env.A must be a string',
    },
    {
      title: 'env twice: env and secrets',
      props: { env: { A: 'x' }, secrets: { A: SecretSource.fromSecretName('s', 'k') } },
      expected: 'secrets.A sets the variable that env.A sets',
    },
    {
      title: 'env twice: env and envValues',
      props: { env: { A: 'x' }, envValues: { A: kplus.EnvValue.fromValue('y') } },
      expected: 'envValues.A sets the variable that env.A sets',
    },
    {
      title: 'env twice: envValues and secrets',
      props: { envValues: { A: kplus.EnvValue.fromValue('y') }, secrets: { A: SecretSource.fromSecretName('s', 'k') } },
      expected: 'secrets.A sets the variable that envValues.A sets',
    },
    {
      title: 'envValues that are text',
      props: { envValues: wrong({ A: 'x' }) },
      expected: 'envValues.A must be a cdk8s-plus EnvValue, got "x"',
    },
    {
      title: 'envValues that refer to code',
      props: { envValues: wrong({ A: { value: undefined, valueFrom: { fieldRef: () => 'x' } } }) },
      expected: 'envValues.A refers to something that is no plain data',
    },
    {
      title: 'a secret given as text',
      props: { secrets: wrong({ A: password }) },
      expected: 'secrets.A must be a SecretSource, got a literal (hidden)',
    },
    {
      title: 'a secret given as a number',
      props: { secrets: wrong({ A: 1 }) },
      expected: 'secrets.A must be a SecretSource, got 1',
    },
    {
      title: 'a secret file with a path',
      props: { secretFiles: { '../x': SecretSource.fromSecretName('s', 'k') } },
      expected: 'secretFiles.../x must be a file name',
    },
    {
      title: 'a file with a relative path',
      props: { files: { '../etc': 'x' } },
      expected: 'files.../etc must be an absolute path',
    },
    { title: 'a file at /', props: { files: { '/': 'x' } }, expected: 'files./ must be an absolute path' },
    {
      title: 'a file in /proc',
      props: { files: { '/proc/x': 'x' } },
      expected: "files./proc/x must be a directory of the server's own",
    },
    {
      title: 'a file in place of /tmp',
      props: { files: { '/tmp': 'x' } },
      expected: 'files./tmp is a directory of the server',
    },
    {
      title: 'a file below a file',
      props: { files: { '/etc/a': 'x', '/etc/a/b': 'y' } },
      expected: 'files./etc/a/b lies below /etc/a, which is a file',
    },
    {
      title: 'storage below a file',
      props: { files: { '/srv/a': 'x' }, storage: [Storage.scratch('/srv/a/b', Size.mebibytes(1))] },
      expected: 'storage[0].path lies below /srv/a',
    },
    {
      title: 'files that share a key',
      props: { files: { '/etc/a/b': 'x', '/etc/a.b': 'y' } },
      expected: 'shares the ConfigMap key etc.a.b with',
    },
    {
      title: 'files beyond a ConfigMap',
      props: { files: { '/etc/a': 'x'.repeat(1024 * 1024) } },
      expected: 'files must be at most 1024000 bytes together, got 1048576',
    },
    {
      title: 'storage at /proc',
      props: { storage: [Storage.scratch('/proc', Size.mebibytes(1))] },
      expected: "storage[0].path must be a directory of the server's own",
    },
    {
      title: 'storage at the credentials',
      props: { storage: [Storage.scratch('/var/run/mcp/creds/x', Size.mebibytes(1))] },
      expected: 'storage[0].path must be',
    },
    {
      title: 'storage twice',
      props: { storage: [Storage.scratch('/a', Size.mebibytes(1)), Storage.memory('/a', Size.mebibytes(1))] },
      expected: 'storage[1].path /a is mounted twice',
    },
    {
      title: 'storage that is text',
      props: { storage: wrong(['/data']) },
      expected: 'storage[0] must be made by Storage, got "/data"',
    },
    {
      title: 'storage that is no list',
      props: { storage: wrong(Storage.scratch('/a', Size.mebibytes(1))) },
      expected: 'storage must be a list',
    },
    {
      title: 'memory request above limit',
      props: { resources: { memory: { request: Size.mebibytes(512), limit: Size.mebibytes(256) } } },
      expected: 'resources.memory.request must not be above the limit, got 512Mi and 256Mi',
    },
    {
      title: 'memory 1Gii',
      props: { resources: { memory: { limit: wrong('1Gii') } } },
      expected: 'resources.memory.limit must be a Size above zero, such as Size.mebibytes(256), got "1Gii"',
    },
    {
      title: 'memory 128m',
      props: { resources: { memory: { limit: wrong('128m') } } },
      expected: 'resources.memory.limit must be a Size',
    },
    {
      title: 'memory as a Size',
      props: { resources: { memory: wrong(Size.mebibytes(256)) } },
      expected: 'resources.memory.amount is not a known prop',
    },
    {
      title: 'cpu as text',
      props: { resources: { cpu: wrong('100m') } },
      expected: 'resources.cpu must be an object, got "100m"',
    },
    {
      title: 'cpu request above limit',
      props: { resources: { cpu: { request: kplus.Cpu.units(2), limit: kplus.Cpu.units(1) } } },
      expected: 'resources.cpu.request must not be above the limit, got 2 and 1',
    },
    {
      title: 'cpu limit below the default request',
      props: { resources: { cpu: { limit: kplus.Cpu.millis(50) } } },
      expected: 'got 100m and 50m (give a request too',
    },
    {
      title: 'cpu of nothing',
      props: { resources: { cpu: { request: kplus.Cpu.millis(0) } } },
      expected:
        'resources.cpu.request must be a Cpu of whole millicores above zero, such as kplus.Cpu.units(4), got "0m"',
    },
    {
      title: 'cpu of half a millicore',
      props: { resources: { cpu: { request: kplus.Cpu.millis(0.5) } } },
      expected: 'resources.cpu.request must be a Cpu of whole millicores above zero',
    },
    {
      title: 'cpu that is a number',
      props: { resources: { cpu: { request: wrong(1) } } },
      expected: 'resources.cpu.request must be',
    },
    {
      title: 'unknown resources',
      props: { resources: wrong({ mem: 1 }) },
      expected: 'resources.mem is not a known prop',
    },
    {
      title: 'memory below its volumes',
      props: {
        storage: [Storage.memory('/m', Size.gibibytes(1))],
        resources: { memory: { limit: Size.mebibytes(512) } },
      },
      expected: 'resources.memory.limit must be above the volumes in memory (1Gi), got 512Mi',
    },
    {
      title: 'disk below its volumes',
      props: {
        storage: [Storage.scratch('/s', Size.gibibytes(1))],
        resources: { ephemeralStorage: { limit: Size.mebibytes(512) } },
      },
      expected: 'resources.ephemeralStorage.limit must be at least the volumes on disk (1088Mi), got 512Mi',
    },
    {
      title: 'guaranteed memory with two numbers',
      props: {
        resources: { qos: wrong('Guaranteed'), memory: { request: Size.mebibytes(1), limit: Size.mebibytes(2) } },
      },
      expected: 'resources.memory must have request = limit for qos Guaranteed, got 1Mi and 2Mi',
    },
    {
      title: 'guaranteed cpu with two numbers',
      props: {
        resources: { qos: wrong('Guaranteed'), cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(200) } },
      },
      expected: 'resources.cpu must have request = limit for qos Guaranteed, got 100m and 200m',
    },
    {
      title: 'guaranteed without cpu limit',
      props: { resources: { qos: wrong('Guaranteed'), unlimitedCpu: true } },
      expected: 'resources.unlimitedCpu contradicts qos Guaranteed',
    },
    {
      title: 'unlimited cpu with a limit',
      props: { resources: { unlimitedCpu: true, cpu: { limit: kplus.Cpu.units(1) } } },
      expected: 'resources.cpu.limit contradicts unlimitedCpu: true',
    },
    {
      title: 'unlimited cpu that is text',
      props: { resources: { unlimitedCpu: wrong('yes') } },
      expected: 'resources.unlimitedCpu must be true or false, got "yes"',
    },
    {
      title: 'unknown qos',
      props: { resources: { qos: wrong('BestEffort') } },
      expected: 'resources.qos must be one of Burstable, Guaranteed',
    },
    {
      title: 'scaling that is a number',
      props: { scaling: wrong(3) },
      expected: 'scaling must be made by Scaling, got 3',
    },
    {
      title: 'label value of 64 characters',
      props: { labels: { team: SIXTY_FOUR } },
      expected: 'labels.team must be a label value',
    },
    {
      title: 'label that selects the pods',
      props: { labels: { 'cdk8s-mcp/server': 'other' } },
      expected: 'labels.cdk8s-mcp/server is set by the library (it selects the pods)',
    },
    {
      title: 'label of the library',
      props: { labels: { 'app.kubernetes.io/name': 'x' } },
      expected: 'labels.app.kubernetes.io/name is set by the library',
    },
    {
      title: 'label that is a prop',
      props: { labels: { owner: 'x' } },
      expected: 'labels.owner is set by the library',
    },
    {
      title: 'label name that is none',
      props: { labels: { 'a b': 'x' } },
      expected: 'labels.a b must be a label name',
    },
    {
      title: 'annotation of the library',
      props: { annotations: { 'cdk8s-mcp/x': 'y' } },
      expected: 'annotations.cdk8s-mcp/x is set by the library',
    },
    {
      title: 'annotation name that is none',
      props: { annotations: { '/x': 'y' } },
      expected: 'annotations./x must be an annotation name',
    },
    { title: 'owner of 64 characters', props: { owner: SIXTY_FOUR }, expected: 'owner must be a label value' },
    { title: 'empty environment', props: { environment: '' }, expected: 'environment must be a label value' },
    {
      title: 'owner that is a list',
      props: { owner: wrong(['a']) },
      expected: 'owner must be a label value: letters, digits, - _ . and at most 63 characters, got an array',
    },
    {
      title: 'grace shorter than drain',
      props: { shutdown: { drain: Duration.seconds(60) } },
      expected: 'shutdown.grace must be longer than the drain, got 45 s and 60 s',
    },
    {
      title: 'drain of half a second',
      props: { shutdown: { drain: Duration.millis(500) } },
      expected: 'shutdown.drain must be a Duration of 0 to 3600 whole seconds, got "0.5 s"',
    },
    {
      title: 'drain that is a number',
      props: { shutdown: { drain: wrong(10) } },
      expected: 'shutdown.drain must be a Duration of 0 to 3600 whole seconds, got 10',
    },
    {
      title: 'shutdown that is text',
      props: { shutdown: wrong('10s') },
      expected: 'shutdown must be an object, got "10s"',
    },
    {
      title: 'unknown shutdown',
      props: { shutdown: wrong({ gracePeriod: 1 }) },
      expected: 'shutdown.gracePeriod is not a known prop',
    },
    { title: 'namespace default', props: { namespace: 'default' }, expected: 'namespace must not be "default"' },
    {
      title: 'namespace kube-system',
      props: { namespace: 'kube-system' },
      expected: 'namespace must not be "kube-system"',
    },
    {
      title: 'namespace that is none',
      props: { namespace: 'My_NS' },
      expected: 'namespace must be lower-case letters',
    },
    {
      title: 'namespace that is a number',
      props: { namespace: wrong(1) },
      expected: 'namespace must be lower-case letters, digits and -, at most 63 characters, got 1',
    },
    {
      title: 'probes that are text',
      props: { probes: wrong('/healthz') },
      expected: 'probes must be made by ServerProbes, got "/healthz"',
    },
    {
      title: 'a probe on the MCP path',
      props: { probes: ServerProbes.http('/mcp') },
      expected: 'probes must not ask the MCP path /mcp',
    },
    {
      title: 'a probe on a low port',
      props: { probes: ServerProbes.http('/x', { port: 81 }) },
      expected: 'probes must be on a port in 1024-65535 or on the MCP port, got 81',
    },
    {
      title: 'an account that is text',
      props: { serviceAccount: wrong('reader') },
      expected: 'serviceAccount must be a cdk8s-plus ServiceAccount other than default, got "reader"',
    },
    {
      title: 'the account default',
      props: { serviceAccount: wrong({ name: 'default' }) },
      expected: 'serviceAccount must be a cdk8s-plus ServiceAccount other than default, got "default"',
    },
    {
      title: 'a pull secret that is none',
      props: { imagePullSecrets: ['My Secret'] },
      expected: 'imagePullSecrets[0] must be the name of a Secret',
    },
    {
      title: 'a toleration without key',
      props: { placement: { tolerations: [wrong({ value: 'x' })] } },
      expected: 'placement.tolerations[0] must be a label name',
    },
    {
      title: 'a toleration with a number',
      props: { placement: { tolerations: [wrong({ key: 5 })] } },
      expected:
        'placement.tolerations[0] must be a label name: an optional DNS prefix and /, then at most 63 ' +
        'letters, digits, - _ ., got 5',
    },
    {
      title: 'a toleration of no effect',
      props: { placement: { tolerations: [{ key: 'a', effect: wrong('Never') }] } },
      expected: 'placement.tolerations[0].effect must be one of',
    },
    {
      title: 'a node label that is none',
      props: { placement: { nodeSelector: { 'a b': 'x' } } },
      expected: 'placement.nodeSelector.a b must be a label name',
    },
    {
      title: 'an unknown architecture',
      props: { placement: { architectures: wrong(['x86']) } },
      expected: 'placement.architectures[0] must be one of amd64, arm64',
    },
    {
      title: 'a priority class that is none',
      props: { placement: { priorityClassName: 'A B' } },
      expected: 'placement.priorityClassName must be the name of a PriorityClass',
    },
    {
      title: 'callers that are text',
      props: { callers: wrong(['agents']) },
      expected: 'callers[0] must be made by Callers, got "agents"',
    },
    {
      title: 'egress that is text',
      props: { egress: wrong(['*']) },
      expected: 'egress[0] must be made by Egress, got "*"',
    },
    {
      title: 'a log level that is none',
      props: { telemetry: { logLevel: wrong('trace') } },
      expected: 'telemetry.logLevel must be one of debug, info, warn, error',
    },
    {
      title: 'metrics that are true',
      props: { telemetry: { metrics: wrong(true) } },
      expected: 'telemetry.metrics must be an object, got true',
    },
    { title: 'an unknown prop', props: wrong({ replicas: 3 }), expected: 'replicas is not a known prop' },
    { title: 'Sandbox as text', props: { sandbox: wrong('gvisor') }, expected: 'sandbox must be made by Sandbox' },
    {
      title: 'Hardening as an object',
      props: { hardening: wrong({ writableRoot: true }) },
      expected: 'hardening must be made by Hardening, got an object',
    },
    {
      title: 'serverAuth as text',
      props: { serverAuth: wrong('bearer') },
      expected: 'serverAuth must be made by ServerAuth',
    },
    {
      title: 'kubernetesAccess as text',
      props: { kubernetesAccess: wrong('readOnly') },
      expected: 'kubernetesAccess must be made by KubernetesAccess',
    },
  ])('is refused before anything is written, with its path and the prop: $title', ({ props, expected }) => {
    const message = refusal(scope => {
      server(scope, props);
    });
    expect(message).toContain(expected);
    expect(message.startsWith('test/tool: ')).toBe(true);
  });

  test('is refused without a namespace anywhere', () => {
    expect(
      refusal(scope => {
        server(scope);
      }, null),
    ).toBe(
      'test/tool: namespace is missing (set the prop, set it on the chart, or create the server in the ' +
        'scope of an McpNamespace)',
    );
  });

  test.each(['Tool_1', 'a.b', '9lives'])('is refused for an id that makes no name: %s', id => {
    expect(
      refusal(scope => {
        server(scope, {}, id);
      }),
    ).toContain(`test/${id}: id must be lower-case letters`);
  });

  test('is refused when another has its name and namespace', () => {
    const message = refusal(scope => {
      server(scope, { name: 'tool' }, 'a');
      server(scope, { name: 'tool' }, 'b');
    });
    expect(message).toContain(
      'test/b: duplicate-object: metadata.name is taken by test/a: Deployment tool in namespace mcp-tools',
    );
  });
});

describe('a factory with bad arguments', () => {
  test.each<{ title: string; call: () => unknown; expected: string }>([
    {
      title: 'cidr 10.0.0.1/8',
      call: () => Egress.toCidrs('10.0.0.1/8'),
      expected:
        'Egress.toCidrs: cidrs[0] must be an address range without host bits, such as 203.0.113.0/24, ' +
        'got "10.0.0.1/8" (do you mean 10.0.0.0/8?)',
    },
    {
      title: 'cidr 010.0.0.0/8',
      call: () => Egress.toCidrs('010.0.0.0/8'),
      expected: 'Egress.toCidrs: cidrs[0] must be',
    },
    {
      title: 'cidr 0.0.0.0/0',
      call: () => Egress.toCidrs('0.0.0.0/0'),
      expected: 'cidrs[0] is too wide: 0.0.0.0/0 takes in private networks',
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
      expected: 'ServerAuth.bearer: secret must be a SecretSource, got "token"',
    },
    {
      title: 'header name',
      call: () => ServerAuth.header('x y', SecretSource.fromSecretName('a', 'b')),
      expected: 'ServerAuth.header: name must be an HTTP header name',
    },
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
      title: 'host wildcard',
      call: () => AllowedHosts.variable('A', { additional: ['*'] }),
      expected: 'additional[0] must be a Host header',
    },
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

describe('McpNamespace or McpPlatform with bad props', () => {
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
        'allowedPackages[1] must be oci:, npm: or pypi: and a name, with a final /* for anything below; ' +
        'matches no package in this form: write pypi:foo-bar, got "pypi:Foo_Bar"',
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
  ])('is refused: $title', ({ build, expected }) => {
    expect(refusal(build)).toContain(expected);
  });
});

describe('credentials are never echoed', () => {
  const hidden: { place: string; value: string; props: Partial<McpServerProps> }[] = [
    { place: 'env by shape', value: githubToken, props: { env: { SETTING: githubToken } } },
    { place: 'env by name', value: password, props: { env: { DB_PASSWORD: password } } },
    { place: 'envValues', value: password, props: { envValues: { DB_PASSWORD: kplus.EnvValue.fromValue(password) } } },
    { place: 'a secret as literal', value: password, props: { secrets: wrong({ API_TOKEN: password }) } },
    { place: 'a secret file as literal', value: password, props: { secretFiles: wrong({ token: password }) } },
    { place: 'an argument', value: githubToken, props: { source: source({ args: ['--key', githubToken] }) } },
    {
      place: 'an argument after its flag',
      value: password,
      props: { source: source({ args: ['--password', password] }) },
    },
    {
      place: 'an argument with =',
      value: password,
      props: { source: source({ command: ['x', `--password=${password}`] }) },
    },
    { place: 'a file', value: githubToken, props: { files: { '/etc/tool.conf': `key = ${githubToken}` } } },
    {
      place: 'a file with a password line',
      value: password,
      props: { files: { '/etc/tool.conf': `user: me\npassword: ${password}\n` } },
    },
    { place: 'an annotation', value: githubToken, props: { annotations: { note: githubToken } } },
    { place: 'an annotation by name', value: password, props: { annotations: { 'example.com/password': password } } },
    { place: 'the wrong prop', value: githubToken, props: { sandbox: wrong(githubToken) } },
    { place: 'the name', value: githubToken, props: { name: githubToken } },
    { place: 'a label', value: githubToken, props: { labels: { a: `${githubToken}/${githubToken}` } } },
    {
      place: 'an OTLP endpoint',
      value: password,
      props: {
        telemetry: { otlp: { endpoint: `http://me:${password}@otel:4318`, egress: Egress.toPublicInternet() } },
      },
    },
  ];
  test.each(hidden)('a credential in $place is not shown', ({ value, props }) => {
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

  test.each<{ title: string; props: unknown; expected: string }>([
    { title: 'undefined', props: undefined, expected: 'props must be an object, got undefined' },
    { title: 'null', props: null, expected: 'props must be an object, got null' },
    { title: 'a list', props: [base], expected: 'props must be an object, got an array' },
    { title: 'text', props: 'source', expected: 'props must be an object, got "source"' },
    { title: 'a proxy that throws', props: thrower, expected: 'props must be an object, got an object' },
    { title: 'a revoked proxy', props: revoked.proxy, expected: 'props must be an object, got an object' },
    {
      title: '__proto__ from JSON',
      props: { ...base, ...JSON.parse('{"a":1}'), ['__proto__']: {} },
      expected: '__proto__ is not a known prop',
    },
    {
      title: 'a getter that throws',
      props: Object.defineProperty({ ...base }, 'env', {
        enumerable: true,
        get() {
          throw new TypeError('no');
        },
      }),
      expected: 'env cannot be read: its getter throws',
    },
    {
      title: 'a getter that throws in a map',
      props: {
        ...base,
        env: Object.defineProperty({}, 'A', {
          enumerable: true,
          get() {
            throw new TypeError('no');
          },
        }),
      },
      expected: 'env.A cannot be read: its getter throws',
    },
    {
      title: 'a getter that throws in a list',
      props: {
        ...base,
        callers: Object.defineProperty([], '0', {
          enumerable: true,
          get() {
            throw new TypeError('no');
          },
        }),
      },
      expected: 'callers[0] cannot be read: its getter throws',
    },
    { title: 'cyclic env', props: { ...base, env: cyclic }, expected: 'env.self must be a string, got an object' },
    { title: 'cyclic props', props: { ...base, shutdown: cyclic }, expected: 'shutdown.self is not a known prop' },
    { title: 'a proxy as env', props: { ...base, env: thrower }, expected: 'env must be a plain map, got an object' },
    { title: 'a proxy as source', props: { source: thrower }, expected: 'source must be a ServerSource' },
    {
      title: 'a proxy as hardening',
      props: { ...base, hardening: thrower },
      expected: 'hardening must be made by Hardening',
    },
    {
      title: 'a proxy as caller',
      props: { ...base, callers: [thrower] },
      expected: 'callers[0] must be made by Callers',
    },
    {
      title: 'a proxy as secret',
      props: { ...base, secrets: { A: thrower } },
      expected: 'secrets.A must be a SecretSource',
    },
    {
      title: 'a revoked proxy as list',
      props: { ...base, callers: revoked.proxy },
      expected: 'callers must be a list',
    },
    { title: 'a proxy as placement', props: { ...base, placement: thrower }, expected: 'placement must be an object' },
    {
      title: 'a proxy as envValue',
      props: { ...base, envValues: { A: thrower } },
      expected: 'envValues.A must be a cdk8s-plus EnvValue',
    },
    ...(
      [
        ['BigInt', 10n, '10n'],
        ['Date', new Date(0), 'a Date'],
        ['Symbol', Symbol('x'), 'a symbol'],
        ['function', () => 'x', 'a function'],
        ['NaN', NaN, 'NaN'],
        ['true', true, 'true'],
      ] as const
    ).map(([title, value, shown]) => ({
      title: `${title} where text belongs`,
      props: { ...base, env: { A: value } },
      expected: `env.A must be a string, got ${shown}`,
    })),
    {
      title: 'null where text belongs',
      props: { ...base, env: { A: null } },
      expected: 'env.A must be a string, got null',
    },
    {
      title: 'null where a prop belongs',
      props: { ...base, env: null },
      expected: 'env must be left out or given a value, got null',
    },
  ])('are refused: $title', ({ props, expected }) => {
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

  test('keys that cdk8s would lose are refused in labels that select pods, and in the name of a file', () => {
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
