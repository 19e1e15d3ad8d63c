import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { App, Yaml } from 'cdk8s';
import * as ts from 'typescript';
import { parse } from 'yaml';
import * as library from '../../src';
import { buildApp } from '../../src/app-file/app-file';
import { Forms } from '../../src/app-file/forms';
import { appFileSchema } from '../../src/app-file/schema';
import { ROOT } from '../util/paths';
import { refused } from '../util/refusal';
import { reversed } from '../util/reversed';

const DIGEST = 'a'.repeat(64);
const IMAGE = `ghcr.io/acme/notes:1.2.3@sha256:${DIGEST}`;
const isAppFile = new Ajv2020({ strict: true, allErrors: true }).compile(
  // the published one, which the build writes from these forms
  appFileSchema(new Forms()),
);

function built(text: string): ReturnType<typeof buildApp> {
  return buildApp(parse(text), { where: 'app.yaml' });
}

function yamlOf(app: App): string[] {
  return app.charts.map(chart => Yaml.stringify(...chart.toJson()));
}

/** What the TypeScript writes when it is run with this library. */
function run(typescript: string): string[] {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText, diagnostics } = ts.transpileModule(typescript, { reportDiagnostics: true, compilerOptions });
  expect(diagnostics).toEqual([]);
  const apps: App[] = [];
  const cdk8s = {
    ...jest.requireActual<typeof import('cdk8s')>('cdk8s'),
    App: class extends App {
      public synth(): void {
        apps.push(this);
      }
    },
  };
  const modules: Record<string, unknown> = {
    cdk8s,
    'cdk8s-mcp': library,
    'constructs': jest.requireActual('constructs'),
    'cdk8s-plus-28': jest.requireActual('cdk8s-plus-28'),
  };

  new Function('require', 'exports', outputText)((name: string) => modules[name], {});
  return apps.flatMap(yamlOf);
}

const SERVER = `source: { image: { reference: "${IMAGE}", port: 8080, sessions: none } }`;

const FILES: Readonly<Record<string, string>> = {
  'one server': `version: 1\nnamespace: mcp-tools\nservers:\n  notes: { ${SERVER} }\n`,
  'everything of a server': `
version: 1
name: tools
namespace: mcp-tools
platform:
  networkPolicyEngine: cilium
  secretStore: { clusterStore: vault }
  allowedRegistries: [ghcr.io/acme, docker.io/library]
  monitoring: { namespace: monitoring, labels: { app: prometheus } }
servers:
  notes:
    source:
      image:
        reference: "${IMAGE}"
        port: 8080
        sessions: none
        metricsPort: 9090
        args: ["--quote", "it's \\"so\\""]
        allowedHosts: { argument: { flag: --hosts, separator: ";" } }
    name: notes-server
    callers:
      - { namespace: agents }
      - ciliumIngress
      - { pods: { namespace: a, labels: { app: b } } }
      - { cidrs: [203.0.113.0/24] }
    egress:
      - { toHosts: [api.github.com], onPorts: [443, 8443] }
      - { toCidrs: 203.0.113.0/24, onPorts: 5432 }
      - toPublicInternet
      - { toPods: { namespace: data, labels: { app: db }, port: 5432 } }
      - { toServer: wiki }
    env: { MODE: "on", LEVEL: info }
    secrets:
      A: { fromPlatformStore: { key: mcp/notes, property: token } }
      B: { fromStore: { store: { namespaced: team }, key: x } }
    secretFiles:
      key.pem: { fromSecretName: { name: by-hand, key: pem } }
      /kubeconfig: { fromSecretName: { name: by-hand, key: kubeconfig } }
    configMapFiles: { /config/notes.yaml: { name: notes-config, key: notes.yaml } }
    variables:
      FLAGS: { fromConfigMap: { name: notes-config, key: flags } }
      POD_IP: { fromPodField: status.podIP }
      APP: { fromPodField: "metadata.labels['app']" }
      MEMORY: { fromResource: { amount: limits.memory, unit: 1Mi } }
      CPUS: { fromResource: limits.cpu }
    files: { /etc/notes.conf: "a: 1\\n" }
    storage:
      - { scratch: { path: /data, size: 64Mi } }
      - { persistent: { path: /keep, size: 1Gi, accessMode: ReadWriteMany } }
    resources: { cpu: { request: 250m, limit: 2 }, memory: { limit: 512Mi } }
    scaling: { onCpu: { min: 2, max: 5 } }
    kubernetesAccess: { readOnly: { resources: [pods] } }
    hardening:
      restricted: true
      withWritableRoot: it writes beside its program
      withUser: { uid: 10002, reason: its files belong to it }
    probes: { http: { path: /healthz, startupTimeout: 2m } }
    shutdown: { drain: 5s, grace: 1m }
    placement: { nodeSelector: { disk: ssd }, tolerations: [{ key: mcp, effect: NoSchedule }], architectures: [amd64] }
    sandbox: { runtimeClass: { name: vm, overhead: { cpu: 100m, memory: 64Mi } } }
    telemetry: { logLevel: debug, metrics: { from: { namespace: monitoring } } }
    serverAuth: { header: { name: x-api-key, value: { fromPlatformStore: { key: k } } } }
    tools: { allow: ["get_*", list] }
    trust: trusted
    capabilities: [tools]
    owner: platform
    labels: { team: a }
  wiki:
    source:
      npm:
        reference: "@modelcontextprotocol/server-memory@2026.8.31"
        isolation: { session: { maxSessions: 4 } }
`,
  'accounts that exist': `
version: 1
namespace: mcp-tools
servers:
  notes: { ${SERVER}, serviceAccount: reports }
  wiki: { ${SERVER}, serviceAccount: reports }
`,
  'servers of the catalogue': `
version: 1
namespace: mcp-tools
platform: { networkPolicyEngine: cilium }
servers:
  grafana:
    preset: grafana
    env: { GRAFANA_URL: "http://grafana.monitoring.svc.cluster.local:3000" }
    secrets: { GRAFANA_SERVICE_ACCOUNT_TOKEN: { fromSecretName: { name: grafana, key: token } } }
    egress: [{ toPods: { namespace: monitoring, labels: { app: grafana }, port: 3000 } }]
  fetch: { preset: fetch, egress: [toPublicInternet], callers: [{ namespace: agents }] }
`,
  'every prop of a server beside a preset': `
version: 1
namespace: mcp-tools
platform: { networkPolicyEngine: cilium }
servers:
  fetch:
    preset: fetch
    egress: [toPublicInternet]
    sandbox: gvisor
    trust: trusted
    tools: { allow: [fetch] }
    annotations: { reviewed: "yes" }
    labels: { team: a }
    placement: { nodeSelector: { disk: ssd } }
  memory:
    preset: memory
    writesReason: the agents keep what they have learnt
    annotations: { reviewed: "yes" }
`,
  'texts that are hard to write': `
version: 1
namespace: mcp-tools
servers:
  App:
    ${SERVER}
    env: ${JSON.stringify({ A: "'", B: '\\"`$', C: '*/ //', D: '\n\t\\' })}
    labels: { "a.example/c-d": x }
  kplus: { ${SERVER} }
  new: { ${SERVER}, callers: [{ server: App }, { server: kplus }] }
  a-b: { ${SERVER}, callers: [{ server: new }] }
  aC: { ${SERVER} }
`,
  'pools, gateways, remote servers and admission': `
version: 1
namespace: mcp-edge
platform: { networkPolicyEngine: cilium }
namespaces: { home: { name: mcp-edge, owner: platform } }
pools:
  research:
    namespace: mcp-research
    viewers: [{ group: dev }]
    defaults: { sandbox: gvisor }
    servers:
      notes: { ${SERVER} }
      bad: { ${SERVER}, trust: { quarantined: { reason: it sends data elsewhere, since: "2026-11-20" } } }
remoteServers: { linear: { url: https://mcp.linear.app/mcp } }
gateways:
  edge:
    servers: [linear, research/notes]
    pools: [research]
    auth: { oauth: { issuer: https://idp.example.com, jwks: { fromConfigMap: { name: idp, key: jwks.json } } } }
    exposure:
      httpRoute: { hostname: mcp.example.com, parentName: public, parentNamespace: edge, from: [{ namespace: edge }] }
    authorization: [{ allow: { servers: [research/notes], tools: ["get_*"] } }]
    rateLimit: { local: { requests: 100, per: 1m } }
    resilience: { requestTimeout: 30s }
admissionPolicies:
  policy: { parametersNamespace: platform, allowedRegistries: [ghcr.io/acme] }
`,
  'the same names in several sections': `
version: 1
namespace: mcp-tools
namespaces: { tools: { name: mcp-tools, owner: platform } }
pools:
  tools:
    namespace: mcp-pool
    servers: { tools: { ${SERVER} } }
    gateways: { tools: { name: tools-edge, servers: [tools/tools], auth: { anonymous: behind a mesh } } }
    smokeTests: { tools: { name: tools-test, server: tools/tools } }
servers: { tools: { ${SERVER}, callers: [{ server: tools/tools }] } }
gateways: { tools: { name: edge, servers: [tools], auth: { anonymous: behind a mesh } } }
smokeTests: { tools: { name: test, server: tools, gateway: tools } }
`,
  'variables': `
version: 1
name: "\${APP}"
namespace: mcp-tools
variables:
  APP: { default: tools }
  DIGEST: { default: ${DIGEST}, description: what the image has, pattern: "[0-9a-f]{64}" }
  SIZE: { default: 64Mi }
  PORT: { default: "8080" }
  READ_ONLY: { default: "true" }
  LEVEL: { default: debug }
servers:
  notes:
    source: { image: { reference: "ghcr.io/acme/notes:1.2.3@sha256:\${DIGEST}", port: "\${PORT}", sessions: none } }
    env: { A: "\${APP}-\${APP}", B: "$(A) costs $5", C: "\${PORT}" }
    files: { /etc/notes.conf: "home = $\${HOME}, \${APP}" }
    variables: { A1: { fromPodField: status.podIP } }
    storage: [{ scratch: { path: "/\${APP}", size: "\${SIZE}" } }]
    telemetry: { logLevel: "\${LEVEL}" }
`,
  'servers that act as their callers, check Host or run OAuth': `
version: 1
namespace: mcp-tools
servers:
  tickets:
    ${SERVER}
    serverAuth:
      tokenExchange:
        tokenEndpoint: https://idp.example.com/token
        audience: https://tickets.example.com
        scopes: [tickets.read]
        clientAuth: { basic: { clientId: gateway, secret: { fromSecretName: { name: oauth, key: tickets } } } }
        egress: { toCidrs: [203.0.113.10/32] }
  convert:
    source:
      image:
        reference: ghcr.io/acme/convert:1.2.3@sha256:${DIGEST}
        port: 8000
        sessions: none
        allowedHosts: { rewrite: "localhost:8000" }
        allowedOrigins: { variable: { name: ORIGINS, format: json } }
  workspace: { ${SERVER}, serverAuth: ownOAuth }
gateways:
  edge:
    servers: [tickets, convert]
    auth: { oauth: { issuer: "https://idp.example.com", jwks: { fromConfigMap: { name: idp, key: jwks.json } } } }
serverExposures:
  public:
    server: workspace
    exposure:
      httpRoute:
        hostname: workspace.example.com
        parentName: public
        from: [{ pods: { namespace: gateways, labels: { app: envoy } } }]
    paths: [/.well-known/oauth-protected-resource/mcp, /authorize, /token]
`,
  'smoke tests of servers, by way of gateways too': `
version: 1
namespace: mcp-tools
smokeTests:
  direct:
    server: notes
    expectTools: [search]
    call: { tool: search, argumentsJson: '{"query":"hello"}' }
    timeout: 30s
  pooled: { server: research/wiki }
  through: { server: notes, gateway: edge, auth: { bearer: { fromSecretName: { name: smoke, key: token } } } }
servers:
  notes: { ${SERVER} }
pools:
  research:
    namespace: mcp-research
    servers: { wiki: { ${SERVER} } }
    smokeTests: { wiki-test: { server: research/wiki, expectTools: [search] } }
gateways:
  edge: { servers: [notes], auth: { anonymous: the mesh asks for certificates } }
`,
};

/** Where the TypeScript of an app file would stand. */
function generatedFile(text: string): string {
  return join(__dirname, `generated-${Object.values(FILES).indexOf(text)}.ts`);
}

/** The TypeScript of every app file, compiled at once against this library. */
function compiled(): ts.Program {
  const generated = new Map(Object.values(FILES).map(text => [generatedFile(text), built(text).typescript]));
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    ignoreDeprecations: '6.0',
    paths: { 'cdk8s-mcp': [join(ROOT, 'src')] },
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const text = generated.get(name);
    return text === undefined ? read(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  return ts.createProgram([...generated.keys()], options, host);
}

const program = compiled();

describe.each(Object.entries(FILES).map(([title, text]) => ({ title, text })))('a file with $title', ({ text }) => {
  test('makes what the TypeScript makes that it is turned into, byte by byte', () => {
    const { app, typescript } = built(text);
    expect(run(typescript)).toEqual(yamlOf(app));
  });

  test('is TypeScript that the compiler accepts', () => {
    const file = generatedFile(text);
    const problems = program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect([program.getSourceFile(file)?.text, problems]).toEqual([built(text).typescript, []]);
  });

  test('fits the published schema', () => {
    expect([isAppFile(parse(text)), isAppFile.errors]).toEqual([true, null]);
  });

  test('gives the same whatever the order of its keys', () => {
    const again = buildApp(reversed(parse(text)), { where: 'app.yaml' });
    const sorted = (of: string[]): string[] => of.flatMap(each => each.split('---\n')).sort();
    expect(sorted(yamlOf(again.app))).toEqual(sorted(yamlOf(built(text).app)));
  });
});

describe('an app file that is refused', () => {
  const one = (props: string): string =>
    `version: 1\nnamespace: mcp-tools\nservers:\n  notes:\n    ${SERVER}\n    ${props}\n`;

  test.each<{ title: string; text: string; expected: string }>([
    { title: 'no version', text: 'servers: {}', expected: 'app.yaml: version must be 1, got undefined' },
    { title: 'a list', text: '- 1', expected: 'app.yaml: the file must be a map, got an array' },
    {
      title: 'a misspelt section',
      text: 'version: 1\nserver: {}',
      expected: 'server is not known here (known: version, name,',
    },
    {
      title: 'a misspelt prop',
      text: one('egres: []'),
      expected: 'servers.notes.egres is not known here (known: source,',
    },
    { title: 'no source', text: 'version: 1\nservers: { notes: {} }', expected: 'servers.notes.source is missing' },
    {
      title: 'a number for a text',
      text: one('owner: 5'),
      expected: 'servers.notes.owner must be a string (in quotes where YAML would read it as something else), got 5',
    },
    {
      title: 'a character that YAML readers change',
      text: one('owner: "a\\u2028b"'),
      expected: 'servers.notes.owner must be a string without characters that YAML readers change',
    },
    {
      title: 'a preset that is none',
      text: 'version: 1\nservers: { a: { preset: frob } }',
      expected: 'servers.a.preset must be one of airtable, argocd,',
    },
    {
      title: 'a preset without what it needs',
      text: 'version: 1\nnamespace: a\nservers: { a: { preset: grafana } }',
      expected: 'GRAFANA_URL',
    },
    {
      title: 'an unknown factory',
      text: one('egress: [{ toHost: [a.com] }]'),
      expected:
        'servers.notes.egress[0].toHost is not known here (known: toCidrs, toHosts, toPods, ' +
        'toPublicInternet, toServer, toSharedSuffix, onPorts)',
    },
    {
      title: 'two factories',
      text: one('egress: [{ toHosts: [a.com], toCidrs: [203.0.113.0/24] }]'),
      expected: 'servers.notes.egress[0] must have one of toCidrs, toHosts,',
    },
    {
      title: 'a change of nothing',
      text: one('egress: [{ onPorts: [443] }]'),
      expected: 'servers.notes.egress[0] must have one of',
    },
    {
      title: 'what a factory refuses',
      text: one('egress: [{ toCidrs: [203.0.113.1/24] }]'),
      expected: 'servers.notes.egress[0].toCidrs cidrs[0] must be an address range without host bits',
    },
    {
      title: 'a size without unit',
      text: one('storage: [{ scratch: { path: /a, size: 5 } }]'),
      expected: 'servers.notes.storage[0].scratch.size must be a size such as 64Mi, in Ki, Mi, Gi or Ti, got 5',
    },
    {
      title: 'a time that is none',
      text: one('shutdown: { drain: 5 seconds }'),
      expected: 'servers.notes.shutdown.drain must be a time such as 30s',
    },
    {
      title: 'a word that is no member',
      text: one('telemetry: { logLevel: loud }'),
      expected: 'servers.notes.telemetry.logLevel must be one of debug, error, info, warn, got "loud"',
    },
    {
      title: 'a server that is not there',
      text: one('callers: [{ server: wiki }]'),
      expected: 'servers.notes.callers[0].server must be the name of a server of this file (notes), got "wiki"',
    },
    {
      title: 'servers that name each other',
      text:
        `version: 1\nnamespace: a\nservers:\n  ab: { ${SERVER}, callers: [{ server: cd }] }\n` +
        `  cd: { ${SERVER}, callers: [{ server: ab }] }\n`,
      expected: 'servers.ab refers to itself through server cd',
    },
    {
      title: 'a missing argument',
      text: one('secrets: { A: { fromSecretName: { name: a } } }'),
      expected: 'servers.notes.secrets.A.fromSecretName.key is missing',
    },
    {
      title: 'an argument too many',
      text: one('secrets: { A: { fromSecretName: { name: a, key: b, c: d } } }'),
      expected: 'servers.notes.secrets.A.fromSecretName.c is not known here (known: name, key)',
    },
    {
      title: 'a literal for a secret',
      text: one('secrets: { A: hunter2 }'),
      expected:
        'servers.notes.secrets.A is not known here, got a literal (hidden) (known: fromPlatformStore, ' +
        'fromSecretName, fromStore)',
    },
    {
      title: 'what constructs refuse',
      text: one('resources: { cpu: { request: 2, limit: 1 } }'),
      expected: 'mcp/notes: resources.cpu.request must not be above the limit, got 2 and 1',
    },
    {
      title: 'a name that is none',
      text: `version: 1\nservers: { "a b": { ${SERVER} } }`,
      expected: 'servers.a b must be a name of letters, digits and -, got "a b"',
    },
    {
      title: 'an unknown key of a gateway, whose pools are known',
      text: 'version: 1\ngateways: { ab: { pool: [] } }',
      expected: 'telemetry, tls, tracing, pools)',
    },
    {
      title: 'a key of prototypes',
      text: 'version: 1\nservers: { "__proto__": {} }',
      expected: 'must be a name of letters, digits and -',
    },
  ])('has its mistake named with the place in the file: $title', ({ text, expected }) => {
    expect(refused(() => built(text).app.synth())).toContain(expected);
  });
});

describe('an app file with several mistakes', () => {
  const text = `
version: 1
namespace: mcp-tools
servers:
  a: { ${SERVER}, owner: 5 }
  b: { ${SERVER}, egress: [{ toCidrs: [203.0.113.1/24] }], egres: [] }
  c: { ${SERVER}, callers: [{ server: a }] }
  d: { ${SERVER}, resources: { cpu: { request: 2, limit: 1 } } }
  e: { preset: grafana }
`;

  test('has all of them named at once: of forms, of values and of constructs', () => {
    const message = refused(() => built(text));
    for (const expected of [
      'servers.a.owner must be a string',
      'servers.b.egress[0].toCidrs cidrs[0] must be an address range',
      'servers.b.egres is not known here',
      'mcp/d: resources.cpu.request must not be above the limit',
      'GRAFANA_URL is missing',
    ]) {
      expect(message).toContain(expected);
    }
  });

  test('says nothing of what only refers to a mistake', () => {
    expect(refused(() => built(text))).not.toContain('servers.c');
  });

  test('has no errors that only follow from a platform that is wrong', () => {
    const platform = 'platform: { networkPolicyEngine: ciliumm }\n';
    const server = `servers: { a: { ${SERVER}, egress: [{ toHosts: [a.example.com] }] } }\n`;
    const message = refused(() => built(`version: 1\nnamespace: mcp-tools\n${platform}${server}`));
    expect(message).toMatch(/^app\.yaml: platform\.networkPolicyEngine must be one of [^;]*$/);
  });
});

test('a prop beside a preset is added to the maps of the preset', () => {
  const [text] = yamlOf(built(FILES['every prop of a server beside a preset']).app);
  const memory = text.split('---\n').filter(object => object.includes('mcp-catalog/writes'));
  expect(memory.length).toBeGreaterThan(0);
  expect(memory.every(object => object.includes('reviewed: '))).toBe(true);
});
