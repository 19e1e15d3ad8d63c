/** One large input, in a process of its own, as JSON: the seconds it takes, and the error where there is a bound. */
const { App, Chart } = require('cdk8s');
const {
  Callers,
  Egress,
  GatewayAuth,
  Guardrails,
  KubernetesAccess,
  McpGateway,
  McpImport,
  McpPlatform,
  McpReport,
  McpServer,
  NetworkPolicyEngine,
  SecretSource,
  ServerSource,
  Sessions,
} = require('..');

const ENTRIES = 100_000;
const TEXT = 1_000_000;

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const many = make => Array.from({ length: ENTRIES }, (_, i) => make(i));
const map = make => Object.fromEntries(many(make));
const long = part => part.repeat(TEXT / part.length);
const address = i => `203.${Math.floor(i / 65_536)}.${Math.floor(i / 256) % 256}.${i % 256}/32`;
const image = options =>
  ServerSource.image(`ghcr.io/acme/tool:1.2.3@${DIGEST}`, { port: 8080, sessions: Sessions.NONE, ...options });

function synth(props, platform = {}) {
  const app = new App({ outdir: 'none' });
  McpPlatform.configure(app, { networkPolicyEngine: NetworkPolicyEngine.CILIUM, ...platform });
  const chart = new Chart(app, 'chart', { namespace: 'tools' });
  new McpServer(chart, 'tool', { source: image(), ...props });
  return app.synthYaml();
}

const pod = container => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'b' },
  spec: { containers: [{ name: 'a', image: 'x', ...container }] },
});
const manifest = object => McpReport.ofManifests([JSON.stringify(object)]).toMarkdown();
const gatewayOf = servers => {
  const app = new App({ outdir: 'none' });
  McpPlatform.configure(app, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  const chart = new Chart(app, 'chart', { namespace: 'tools' });
  new McpGateway(chart, 'gateway', {
    servers: [new McpServer(chart, 'tool', { source: image() })],
    auth: GatewayAuth.apiKeys({ a: 'a1'.repeat(32) }),
    ...servers,
  });
  return app.synthYaml();
};

/** Starts of what a search for credentials looks for, which never end. */
const STARTS = ['password=', 'aGVsbG8gd29ybGQ', 'curl -u a', '"auth":"', 'a:b@'];

/** By what a reader of the page knows them by. */
const INPUTS = {
  'variables': () => synth({ env: map(i => [`V${i}`, 'x']) }),
  'a variable of `${a`': () => synth({ env: { A: long('${a') } }),
  'a variable of `$(`': () => synth({ env: { A: long('$(') } }),
  'a variable of one letter': () => synth({ env: { A: long('a') } }),
  'files': () => synth({ files: map(i => [`/c/v${i}`, 'x']) }),
  'a file of lines `a: b`': () => synth({ files: { '/c/a': long('a: b\n') } }),
  'a file of lines `token=`': () => synth({ files: { '/c/a': long('token=') } }),
  'secrets': () => synth({ secrets: map(i => [`S${i}`, SecretSource.fromSecretName('s', `k${i}`)]) }),
  'arguments': () => synth({ source: image({ args: many(i => `--a${i}`) }) }),
  'one argument': () => synth({ source: image({ args: [long('--a=')] }) }),
  'labels': () => synth({ labels: map(i => [`l${i}`, 'x']) }),
  'annotations': () => synth({ annotations: map(i => [`a${i}`, 'x']) }),
  'hosts in one rule': () => synth({ egress: [Egress.toHosts(...many(i => `h${i}.example.com`))] }),
  'rules with a host each': () => synth({ egress: many(i => Egress.toHosts(`h${i}.example.com`)) }),
  'ranges in one rule': () => synth({ egress: [Egress.toCidrs(...many(address))] }),
  'ranges of callers': () => synth({ callers: [Callers.cidrs(...many(address))] }),
  'callers': () => synth({ callers: many(i => Callers.namespace(`n${i}`)) }),
  'resources that may be read': () =>
    synth({ kubernetesAccess: KubernetesAccess.readOnly({ resources: many(i => `r${i}.x.io`) }) }),
  'allowed packages': () => synth({}, { allowedPackages: ['oci:ghcr.io/*', ...many(i => `npm:p${i}`)] }),
  'blocked packages': () => synth({}, { blockedPackages: many(i => `npm:p${i}`) }),
  'allowed registries': () => synth({}, { allowedRegistries: ['ghcr.io', ...many(i => `ghcr.io/a${i}`)] }),
  'private ranges': () => synth({ egress: [Egress.toPublicInternet()] }, { privateCidrs: many(address) }),
  'API keys': () => gatewayOf({ auth: GatewayAuth.apiKeys(map(i => [`c${i}`, i.toString(16).padStart(64, 'a')])) }),
  'paths of an acknowledgement': () => {
    const chart = new Chart(new App({ outdir: 'none' }), 'chart', { namespace: 'tools' });
    Guardrails.of(chart).acknowledge('patched', 'measured in the benchmark', { paths: many(i => `/spec/${i}`) });
    new McpServer(chart, 'tool', { source: image() });
    return chart.toJson();
  },
  'variables of a manifest': () => manifest(pod({ env: many(i => ({ name: `V${i}`, value: 'x' })) })),
  'mounts of a manifest': () => manifest(pod({ volumeMounts: many(i => ({ name: 'v', mountPath: `/v${i}` })) })),
  'a variable of a manifest': () => manifest(pod({ env: [{ name: 'A', value: long('${a') }] })),
  'a command of a manifest': () => manifest(pod({ command: ['sh', '-c', long('npx a; ')] })),
  'ports of a policy': () =>
    manifest({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'a', namespace: 'b' },
      spec: {
        podSelector: {},
        egress: many(i => ({ to: [{ ipBlock: { cidr: address(i) } }], ports: [{ port: i % 60000 }] })),
      },
    }),
  'data of a ConfigMap': () =>
    manifest({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'b' },
      data: map(i => [`k${i}`, 'x']),
    }),
  'a text in a ConfigMap': () =>
    manifest({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'b' },
      data: { a: long('key = val\n') },
    }),
  ...Object.fromEntries(
    STARTS.map(text => [
      `a text of \`${text}\` in a ConfigMap`,
      () =>
        manifest({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'a', namespace: 'b' },
          data: { a: long(text) },
        }),
    ]),
  ),
  'servers of a client': () =>
    McpImport.fromMcpJson(
      JSON.stringify({ mcpServers: map(i => [`s${i}`, { command: 'npx', args: ['-y', 'a@1.0.0'] }]) }),
    ),
};

if (process.argv[2] === undefined) {
  process.stdout.write(JSON.stringify(Object.keys(INPUTS)));
} else {
  const start = process.cpuUsage();
  let refused;
  try {
    INPUTS[process.argv[2]]();
  } catch (error) {
    refused = String(error.message).split('\n')[0].slice(0, 160);
  }
  const { user, system } = process.cpuUsage(start);
  process.stdout.write(JSON.stringify({ cpu: (user + system) / 1e6, refused }));
}
