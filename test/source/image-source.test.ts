import {
  AllowedHosts,
  AllowedOrigins,
  HttpTransport,
  ListFormat,
  McpPlatform,
  McpPlatformProps,
  McpServerProps,
  ServerProbes,
  Sessions,
  SourceKind,
} from '../../src';
import { DIGEST, Manifest, chart, containerOf, find, objectsOf, server, source, synth } from '../util/app';
import { refusal } from '../util/refusal';

const annotationsOf = (manifests: Manifest[]) => find(manifests, 'Deployment').metadata.annotations;

describe('an image', () => {
  test.each<{ reference: string; written: string }>([
    { reference: 'nginx:1.27', written: `docker.io/library/nginx:1.27@${DIGEST}` },
    { reference: 'grafana/mcp-grafana:2.0.1', written: `docker.io/grafana/mcp-grafana:2.0.1@${DIGEST}` },
    { reference: 'ghcr.io/acme/x:1', written: `ghcr.io/acme/x:1@${DIGEST}` },
    { reference: 'localhost:5000/x:1', written: `localhost:5000/x:1@${DIGEST}` },
  ])('$reference is written in full', ({ reference, written }) => {
    expect(containerOf(objectsOf({ source: source({}, `${reference}@${DIGEST}`) })).image).toBe(written);
  });

  test('its tag is the version, if a label can hold it', () => {
    expect(
      find(objectsOf({ source: source({}, `ghcr.io/a/b:1.2.3@${DIGEST}`) }), 'Service').metadata.labels[
        'app.kubernetes.io/version'
      ],
    ).toBe('1.2.3');
    expect(
      find(objectsOf({ source: source({}, `ghcr.io/a/b:1.2.3_@${DIGEST}`) }), 'Service').metadata.labels,
    ).not.toHaveProperty(['app.kubernetes.io/version']);
  });

  test.each<{ title: string; platform: McpPlatformProps; reference: string; expected: string | undefined }>([
    {
      title: 'a registry',
      platform: { allowedRegistries: ['ghcr.io'] },
      reference: 'ghcr.io/acme/x:1',
      expected: undefined,
    },
    {
      title: 'a path in a registry',
      platform: { allowedRegistries: ['ghcr.io/acme'] },
      reference: 'ghcr.io/acme/x:1',
      expected: undefined,
    },
    {
      title: 'not a path that only begins alike',
      platform: { allowedRegistries: ['ghcr.io/acme'] },
      reference: 'ghcr.io/acme-evil/x:1',
      expected: 'source.image must be from an allowed registry (ghcr.io/acme), got "ghcr.io/acme-evil/x"',
    },
    {
      title: 'a short name of Docker Hub',
      platform: { allowedRegistries: ['docker.io/library'] },
      reference: 'nginx:1',
      expected: undefined,
    },
    {
      title: 'nothing from an empty list',
      platform: { allowedRegistries: [] },
      reference: 'nginx:1',
      expected: 'source.image must be from an allowed registry',
    },
    {
      title: 'a package',
      platform: { allowedPackages: ['oci:docker.io/library/nginx'] },
      reference: 'nginx:1',
      expected: undefined,
    },
    {
      title: 'packages below',
      platform: { allowedPackages: ['oci:docker.io/library/*'] },
      reference: 'nginx:1',
      expected: undefined,
    },
    {
      title: 'not another package',
      platform: { allowedPackages: ['oci:docker.io/library/ngin', 'npm:@a/*'] },
      reference: 'nginx:1',
      expected: 'source.image is not among the allowed packages: oci:docker.io/library/nginx',
    },
    {
      title: 'not what is blocked, though allowed',
      platform: { allowedPackages: ['oci:docker.io/library/*'], blockedPackages: ['oci:docker.io/library/nginx'] },
      reference: 'nginx:1',
      expected: 'source.image is blocked: oci:docker.io/library/nginx',
    },
    {
      title: 'no image where no source is allowed',
      platform: { allowedSources: [] },
      reference: 'nginx:1',
      expected: 'source must be of an allowed kind ()',
    },
    {
      title: 'an image where images are',
      platform: { allowedSources: [SourceKind.IMAGE] },
      reference: 'nginx:1',
      expected: undefined,
    },
  ])('the platform admits $title', ({ platform, reference, expected }) => {
    const build = (scope = chart()) => {
      McpPlatform.configure(scope, platform);
      server(scope, { source: source({}, `${reference}@${DIGEST}`) });
      return scope;
    };
    if (expected === undefined) {
      expect(synth(build())).not.toEqual([]);
    } else {
      expect(
        refusal(scope => {
          build(scope);
        }),
      ).toContain(`test/tool: ${expected}`);
    }
  });

  test('digests may be left out where the platform says so; tags may not', () => {
    const scope = chart();
    McpPlatform.configure(scope, { requireDigests: false });
    server(scope, { source: source({}, 'ghcr.io/acme/x:1') });
    expect(containerOf(synth(scope)).image).toBe('ghcr.io/acme/x:1');
    expect(
      refusal(other => {
        McpPlatform.configure(other, { requireDigests: false });
        server(other, { source: source({}, 'ghcr.io/acme/x') });
      }),
    ).toContain('has no tag');
  });
});

describe('how it runs', () => {
  test('command, arguments and directory are those that are given', () => {
    expect(
      containerOf(
        objectsOf({
          source: source({ command: ['/app', 'serve'], args: ['--a', 'b c', '', '$HOME'], workingDir: '/' }),
        }),
      ),
    ).toMatchObject({ command: ['/app', 'serve'], args: ['--a', 'b c', '', '$HOME'], workingDir: '/' });
  });

  test('nothing is given where nothing is said', () => {
    const container = containerOf(objectsOf());
    expect([container.command, container.args, container.workingDir]).toEqual([undefined, undefined, undefined]);
  });

  test.each<{ transport: HttpTransport; sessions: Sessions; legacy: string | undefined }>([
    { transport: HttpTransport.STREAMABLE, sessions: Sessions.NONE, legacy: undefined },
    { transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY, legacy: 'sse is not in the current protocol' },
    {
      transport: HttpTransport.WEBSOCKET,
      sessions: Sessions.SHARED,
      legacy: 'websocket is not in the current protocol',
    },
  ])('the transport $transport is marked as legacy when it is ($sessions)', ({ transport, sessions, legacy }) => {
    const annotations = annotationsOf(objectsOf({ source: source({ transport, sessions }) }));
    expect(annotations).toMatchObject({ 'cdk8s-mcp/transport': transport, 'cdk8s-mcp/sessions': sessions });
    expect(annotations['cdk8s-mcp/legacy-transport']).toBe(legacy);
  });

  test('the address says it all', () => {
    const scope = chart();
    McpPlatform.configure(scope, { clusterDomain: 'k8s.corp' });
    expect(server(scope, { source: source({ port: 9000, path: '/v1', sessions: Sessions.SHARED }) }).endpoint).toEqual({
      host: 'tool.mcp-tools.svc.k8s.corp',
      port: 9000,
      path: '/v1',
      url: 'http://tool.mcp-tools.svc.k8s.corp:9000/v1',
      transport: 'streamable-http',
      sessions: 'shared',
      protocol: '2026-07-28',
    });
  });
});

describe('lists of names', () => {
  const names = [
    'tool',
    'tool.mcp-tools',
    'tool.mcp-tools.svc',
    'tool.mcp-tools.svc.cluster.local',
    'localhost',
    '127.0.0.1',
    '[::1]',
  ].flatMap(name => [name, `${name}:8080`]);

  test('an argument takes every name of the server, then the given ones', () => {
    const { args } = containerOf(
      objectsOf({
        source: source({
          args: ['--x'],
          allowedHosts: AllowedHosts.argument('--allowed-hosts', { additional: ['mcp.example.com', 'tool'] }),
        }),
      }),
    );
    expect(args).toEqual(['--x', '--allowed-hosts', [...names, 'mcp.example.com'].join(',')]);
  });

  test('a variable takes them with its own separator', () => {
    const { env } = containerOf(
      objectsOf({ source: source({ allowedHosts: AllowedHosts.variable('HOSTS', { separator: ' ' }) }) }),
    );
    expect(env).toContainEqual({ name: 'HOSTS', value: names.join(' ') });
  });

  test('a variable that is read as JSON takes them as one array', () => {
    const { env } = containerOf(
      objectsOf({
        source: source({
          allowedHosts: AllowedHosts.variable('HOSTS', { format: ListFormat.JSON, additional: ['mcp.example.com'] }),
          allowedOrigins: AllowedOrigins.variable('ORIGINS', { format: ListFormat.JSON }),
        }),
      }),
    );
    expect(env).toContainEqual({ name: 'HOSTS', value: JSON.stringify([...names, 'mcp.example.com']) });
    expect(env).toContainEqual({ name: 'ORIGINS', value: JSON.stringify(names.map(name => `http://${name}`)) });
  });

  test('an argument is repeated for each name where the server wants it so', () => {
    const { args } = containerOf(
      objectsOf({
        source: source({ allowedHosts: AllowedHosts.argument('--allowed-host', { format: ListFormat.REPEATED }) }),
      }),
    );
    expect(args).toEqual(names.flatMap(name => ['--allowed-host', name]));
  });

  test('origins are the same names with their scheme', () => {
    const { args } = containerOf(
      objectsOf({
        source: source({
          allowedOrigins: AllowedOrigins.argument('--origins', { additional: ['https://chat.example.com'] }),
        }),
      }),
    );
    expect(args).toEqual(['--origins', [...names.map(name => `http://${name}`), 'https://chat.example.com'].join(',')]);
  });

  test.each<{ title: string; props: Partial<McpServerProps>; httpGet: unknown }>([
    {
      title: 'a health path',
      props: { source: source({ healthPath: '/healthz', allowedHosts: AllowedHosts.variable('HOSTS') }) },
      httpGet: { path: '/healthz', port: 'mcp' },
    },
    {
      title: 'a probe of its own',
      props: {
        probes: ServerProbes.http('/ready', { port: 8081 }),
        source: source({ allowedHosts: AllowedHosts.variable('HOSTS') }),
      },
      httpGet: { path: '/ready', port: 8081 },
    },
  ])('the probe of $title carries a Host header from the list', ({ props, httpGet }) => {
    const { readinessProbe, env } = containerOf(objectsOf(props));
    expect(readinessProbe.httpGet).toEqual({ ...(httpGet as object), httpHeaders: [{ name: 'Host', value: 'tool' }] });
    expect(env.find(({ name }: Manifest) => name === 'HOSTS').value.split(',')).toContain('tool');
  });

  test('without a list probes carry none', () => {
    expect(containerOf(objectsOf({ source: source({ healthPath: '/healthz' }) })).readinessProbe.httpGet).toEqual({
      path: '/healthz',
      port: 'mcp',
    });
  });
});

test.each([
  'localhost',
  'a',
  'a.example',
  'xn--bcher-kva.example',
  'a.example:1',
  '10.0.0.1:65535',
  '[::1]',
  '[2001:db8::1]:443',
])('a server may answer to %s', host => {
  const options = { additional: [host] };
  expect(() => AllowedHosts.argument('--hosts', options)).not.toThrow();
  expect(() => AllowedOrigins.argument('--origins', { additional: [`http://${host}`] })).not.toThrow();
});
