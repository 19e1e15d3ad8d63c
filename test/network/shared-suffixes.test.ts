import { JsonPatch, ApiObject } from 'cdk8s';
import { Egress, McpPlatform, McpRemoteServer, McpReport, NetworkPolicyEngine } from '../../src';
import { problems } from '../guardrails/cases/mutant';
import { Manifest, chart, find, server, synth, yamlOf } from '../util/app';
import { gateway } from '../util/gateway';

const REASON = 'our bucket has a name of its own each day';
const SHARED = '*.s3.eu-central-1.amazonaws.com';
const ANNOTATION = 'cdk8s-mcp/relaxed-shared-suffix';

function scopeOf(): ReturnType<typeof chart> {
  const scope = chart();
  McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  return scope;
}

const shared = (): Egress => Egress.toSharedSuffix(SHARED, REASON);
const reasonsOf = (manifests: Manifest[]): (string | undefined)[] =>
  ['Deployment', 'CiliumNetworkPolicy'].map(kind => find(manifests, kind).metadata.annotations?.[ANNOTATION]);

describe('a shared domain with a reason', () => {
  test.each([
    { when: 'from the start', props: { egress: [shared().onPorts(8443), Egress.toHosts('api.github.com')] } },
    { when: 'later', props: { egress: [Egress.toHosts('api.github.com')] } },
  ])('is opened, and the reason is written: $when', ({ when, props }) => {
    const scope = scopeOf();
    const subject = server(scope, props);
    if (when === 'later') {
      subject.connectTo(shared().onPorts(8443));
    }
    const manifests = synth(scope);
    expect(reasonsOf(manifests)).toEqual([`${SHARED}: ${REASON}`, `${SHARED}: ${REASON}`]);
    expect(find(manifests, 'CiliumNetworkPolicy').spec.egress).toContainEqual({
      toFQDNs: [{ matchPattern: SHARED }],
      toPorts: [{ ports: [{ port: '8443', protocol: 'TCP' }] }],
    });
  });

  test('stands in the report, from the app and from its manifests', () => {
    const scope = scopeOf();
    server(scope, { egress: [shared()] });
    for (const report of [McpReport.of(scope), McpReport.ofManifests([yamlOf(scope)])]) {
      const { servers, findings } = JSON.parse(report.toJson()) as Manifest;
      expect(servers[0].relaxations).toEqual([{ name: 'shared-suffix', reason: `${SHARED}: ${REASON}` }]);
      expect(findings.filter(({ acknowledged }: Manifest) => acknowledged === undefined)).toEqual([]);
    }
  });

  test('of a server elsewhere is the reason of its gateway', () => {
    const scope = scopeOf();
    const remote = new McpRemoteServer(scope, 'remote', {
      url: 'https://mcp.example.com/mcp',
      egress: shared(),
    });
    gateway(scope).addServer(remote);
    expect(reasonsOf(synth(scope))).toEqual([`${SHARED}: ${REASON}`, `${SHARED}: ${REASON}`]);
  });

  test('lets nothing else pass: another server with a patch is refused', () => {
    const scope = scopeOf();
    server(scope, { egress: [shared()] });
    const other = server(scope, { egress: [Egress.toHosts('api.github.com')] }, 'other');
    ApiObject.of(other.node.findChild('CiliumNetworkPolicy')).addJsonPatch(
      JsonPatch.replace('/spec/egress/1/toFQDNs', [{ matchPattern: SHARED }]),
    );
    expect(problems(scope).filter(problem => problem.includes('shared-suffix'))).toEqual([
      expect.stringContaining('test/other/CiliumNetworkPolicy: shared-suffix: spec.egress[1].toFQDNs[0].matchPattern'),
    ]);
  });

  test('is no reason without one: a server without it has no annotation', () => {
    const scope = scopeOf();
    server(scope, { egress: [Egress.toHosts('*.example.com')] });
    expect(reasonsOf(synth(scope))).toEqual([undefined, undefined]);
  });
});

test.each([
  { host: '*.co.uk', message: 'covers every domain below co.uk, which anybody can register' },
  { host: '*.com', message: 'covers a whole top-level domain' },
  {
    host: '*.example.com',
    message: "*.example.com is not below a domain that its owner shares (Egress.toHosts('*.example",
  },
  {
    host: 'alice.github.io',
    message: "alice.github.io is not below a domain that its owner shares (Egress.toHosts('ali",
  },
  { host: '*.*.github.io', message: 'in another place than the start' },
  { host: '*.GitHub.io', message: 'write it in lower case' },
  { host: '169.254.169.254', message: 'is an address' },
])('Egress.toSharedSuffix($host) is refused', ({ host, message }) => {
  expect(() => Egress.toSharedSuffix(host, REASON)).toThrow(message);
});

test('a shared domain needs a reason that says something', () => {
  expect(() => Egress.toSharedSuffix('*.github.io', 'because')).toThrow(
    'Egress.toSharedSuffix: reason must be one line',
  );
});

test('Egress.toHosts names the way to a shared domain', () => {
  expect(() => Egress.toHosts('*.github.io')).toThrow("use Egress.toSharedSuffix('*.github.io', reason)");
});
