import {
  Callers,
  CertificateIssuer,
  Exposure,
  GatewayTls,
  IngressController,
  McpServer,
  McpServerExposure,
  McpServerExposureProps,
  McpServerProps,
  SecretSource,
  ServerAuth,
  SmokeTest,
  Trust,
} from '../../src';
import { Manifest, chart, find, server, synth } from '../util/app';
import { gateway } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

const PATHS = ['/.well-known/oauth-protected-resource/mcp', '/authorize', '/token'];
const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const ROUTE = Exposure.httpRoute({
  hostname: 'tool.example.com',
  parentName: 'public',
  parentNamespace: 'gateways',
  sectionName: 'https',
  from: FROM,
});
const INGRESS = {
  hostname: 'tool.example.com',
  className: 'haproxy',
  controller: IngressController.HAPROXY,
  from: FROM,
};

function objects(
  props: Partial<McpServerExposureProps> = {},
  serverProps: Partial<McpServerProps> = {},
): { manifests: Manifest[]; url: string } {
  const scope = chart();
  const tool = server(scope, { serverAuth: ServerAuth.ownOAuth(), ...serverProps });
  const { url } = new McpServerExposure(scope, 'exposure', { server: tool, exposure: ROUTE, paths: PATHS, ...props });
  return { manifests: synth(scope), url };
}

const withSlash = (paths: string[]): string[] => paths.flatMap(path => [path, `${path}/`]);

test('an HTTPRoute leads the named paths of the host to the server, and nothing else', () => {
  const { manifests, url } = objects();
  expect(url).toBe('https://tool.example.com/mcp');
  const { metadata, spec } = find(manifests, 'HTTPRoute');
  expect(metadata).toMatchObject({ name: 'tool', namespace: 'mcp-tools' });
  expect(spec.parentRefs).toEqual([
    expect.objectContaining({ name: 'public', namespace: 'gateways', sectionName: 'https' }),
  ]);
  expect(spec.hostnames).toEqual(['tool.example.com']);
  expect(spec.rules.flatMap(({ matches }: Manifest) => matches.map(({ path }: Manifest) => path))).toEqual(
    withSlash([...PATHS, '/mcp'].sort()).map(value => ({ type: 'Exact', value })),
  );
  expect(spec.rules.flatMap(({ backendRefs }: Manifest) => backendRefs)).toEqual([
    expect.objectContaining({ name: 'tool', port: 8080 }),
  ]);
});

test('the pods of the data plane may call the server, and nobody else', () => {
  const { ingress } = find(objects().manifests, 'NetworkPolicy').spec;
  expect(ingress).toHaveLength(1);
  expect(ingress[0].from).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateways' } },
      podSelector: { matchLabels: { app: 'envoy' } },
    },
  ]);
});

test('an Ingress has the same paths, and TLS with the named Secret', () => {
  const { manifests } = objects({ exposure: Exposure.ingress({ ...INGRESS, tlsSecretName: 'tool-tls' }) });
  const { spec } = find(manifests, 'Ingress');
  expect(spec.tls).toEqual([{ hosts: ['tool.example.com'], secretName: 'tool-tls' }]);
  expect(spec.rules[0].http.paths.map(({ path, pathType }: Manifest) => [path, pathType])).toEqual(
    withSlash([...PATHS, '/mcp'].sort()).map(path => [path, 'Exact']),
  );
});

test('cert-manager makes the Secret of an Ingress where it is asked to', () => {
  const tls = GatewayTls.certManager({ issuer: CertificateIssuer.clusterIssuer('public'), secretName: 'tool-tls' });
  const { manifests } = objects({ exposure: Exposure.ingress({ ...INGRESS, tls }) });
  expect(find(manifests, 'Certificate').spec).toMatchObject({
    secretName: 'tool-tls',
    dnsNames: ['tool.example.com'],
  });
});

test('the server says what it asks for, and a server in quarantine has no route', () => {
  const annotations = find(objects().manifests, 'Deployment').metadata.annotations;
  expect(annotations['cdk8s-mcp/server-auth']).toBe('authorization (Bearer) by OAuth of the server itself');
  const trust = Trust.quarantined({ reason: 'the image sends data to strangers', since: '2026-11-01' });
  const { manifests } = objects({}, { trust });
  expect(manifests.filter(({ kind }) => kind === 'HTTPRoute')).toEqual([]);
});

describe('what is refused', () => {
  const exposed = (props: Partial<McpServerExposureProps>, serverProps: Partial<McpServerProps> = {}): string =>
    refusal(scope => {
      const tool = server(scope, { serverAuth: ServerAuth.ownOAuth(), ...serverProps });
      new McpServerExposure(scope, 'exposure', { server: tool, exposure: ROUTE, paths: PATHS, ...props });
    });

  test.each<{ title: string; message: () => string; expected: string }>([
    {
      title: 'a server that asks nothing of its callers',
      message: () => exposed({}, { serverAuth: undefined }),
      expected: 'test/exposure: server test/tool asks nothing of its callers',
    },
    {
      title: 'OAuth without the paths of discovery',
      message: () => exposed({ paths: ['/authorize'] }),
      expected: 'paths must have the paths of discovery below /.well-known/oauth-',
    },
    {
      title: 'no way from outside',
      message: () => exposed({ exposure: Exposure.clusterIp() }),
      expected: 'must not be Exposure.clusterIp()',
    },
    {
      title: 'another class',
      message: () => exposed({ exposure: wrong({}) }),
      expected: 'exposure must be made by Exposure',
    },
    {
      title: 'a server of someone else',
      message: () => exposed({ server: wrong('tool') }),
      expected: 'server must be an McpServer',
    },
    ...['/', 'a', '/a/', '/a//b', '/a/../b', '/*', '/a?b'].map(path => ({
      title: `the path ${path}`,
      message: () => exposed({ paths: [...PATHS, path] }),
      expected: 'paths[3] must be a path such as /authorize',
    })),
  ])('$title', ({ message, expected }) => {
    expect(message()).toContain(expected);
  });

  test('a gateway for a server whose tokens it cannot have', () => {
    const message = refusal(scope => {
      gateway(scope, { servers: [server(scope, { serverAuth: ServerAuth.ownOAuth() })] });
    });
    expect(message).toContain('asks for a token that clients get from it, and a gateway has none');
  });

  test('a smoke test that would need a user', () => {
    const message = refusal(scope => {
      new SmokeTest(scope, 'smoke', { server: server(scope, { serverAuth: ServerAuth.ownOAuth() }) });
    });
    expect(message).toContain('asks for a token of a user, and the test acts for none');
  });
});

test('a server with one secret may be behind a gateway and exposed', () => {
  const scope = chart();
  const serverAuth = ServerAuth.bearer(SecretSource.fromSecretName('tool', 'token'));
  const tool: McpServer = server(scope, { serverAuth });
  gateway(scope, { servers: [tool] });
  new McpServerExposure(scope, 'exposure', { server: tool, exposure: ROUTE });
  expect(find(synth(scope), 'HTTPRoute').metadata.name).toBe('tool');
});
