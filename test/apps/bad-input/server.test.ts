import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AllowedHosts,
  Guardrails,
  McpServerProps,
  Scaling,
  SecretSource,
  ServerProbes,
  ServerSource,
  Sessions,
  Storage,
} from '../../../src/index';
import { DIGEST, IMAGE, chart, server, source, synth } from '../../util/app';
import { refusal, wrong } from '../../util/refusal';

const SIXTY_FOUR = 'a'.repeat(64);
const at = (name: string, ...rest: string[]) => `registry.example.com/${name}${rest.join('')}@${DIGEST}`;
// credentials in shape only, put together here so that no scanner takes this file for a leak
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
      expected: 'source must be omitted or set to a value, got null',
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
      expected: 'envValues.A refers to a value that is not plain data',
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
      expected: 'files./proc/x must be a directory of the server',
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
      expected: 'storage[0].path must be a directory of the server',
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
      expected: 'got 100m and 50m (set a request too',
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
    {
      title: 'annotation of the library on pods',
      props: { podAnnotations: { 'cdk8s-mcp/x': 'y' } },
      expected: 'podAnnotations.cdk8s-mcp/x is set by the library',
    },
    {
      title: 'second network of pods',
      props: { podAnnotations: { 'k8s.v1.cni.cncf.io/networks': 'lan' } },
      expected: 'podAnnotations.k8s.v1.cni.cncf.io/networks may act on the object',
    },
    {
      title: 'load balancer by an annotation of the Service',
      props: { serviceAnnotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' } },
      expected: 'serviceAnnotations.service.beta.kubernetes.io/aws-load-balancer-type may act on the object',
    },
    {
      title: 'annotation name of a claim that is none',
      props: { claimAnnotations: { '/x': 'y' } },
      expected: 'claimAnnotations./x must be an annotation name',
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
      title: 'the priority of the system',
      props: { placement: { priorityClassName: 'system-node-critical' } },
      expected: 'placement.priorityClassName must not be "system-node-critical"',
    },
    {
      title: 'annotations of more than 256 KiB together',
      props: { annotations: { a: 'x'.repeat(131_072), b: 'ä'.repeat(65_536) } },
      expected: 'annotations have 257 KiB, more than the 256 KiB of an object',
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
      'test/b: duplicate-object: metadata.name is already used by test/a: Deployment tool in namespace mcp-tools',
    );
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
