import {
  AllowedHosts,
  AllowedOrigins,
  HttpTransport,
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
  test.each<[string, string]>([
    ['nginx:1.27', `docker.io/library/nginx:1.27@${DIGEST}`],
    ['grafana/mcp-grafana:2.0.1', `docker.io/grafana/mcp-grafana:2.0.1@${DIGEST}`],
    ['ghcr.io/acme/x:1', `ghcr.io/acme/x:1@${DIGEST}`],
    ['localhost:5000/x:1', `localhost:5000/x:1@${DIGEST}`],
  ])('%s is written in full', (reference, written) => {
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

  test.each<[string, McpPlatformProps, string, string | undefined]>([
    ['a registry', { allowedRegistries: ['ghcr.io'] }, 'ghcr.io/acme/x:1', undefined],
    ['a path in a registry', { allowedRegistries: ['ghcr.io/acme'] }, 'ghcr.io/acme/x:1', undefined],
    [
      'not a path that only begins alike',
      { allowedRegistries: ['ghcr.io/acme'] },
      'ghcr.io/acme-evil/x:1',
      'source.image must be from an allowed registry (ghcr.io/acme), got "ghcr.io/acme-evil/x"',
    ],
    ['a short name of Docker Hub', { allowedRegistries: ['docker.io/library'] }, 'nginx:1', undefined],
    [
      'nothing from an empty list',
      { allowedRegistries: [] },
      'nginx:1',
      'source.image must be from an allowed registry',
    ],
    ['a package', { allowedPackages: ['oci:docker.io/library/nginx'] }, 'nginx:1', undefined],
    ['packages below', { allowedPackages: ['oci:docker.io/library/*'] }, 'nginx:1', undefined],
    [
      'not another package',
      { allowedPackages: ['oci:docker.io/library/ngin', 'npm:@a/*'] },
      'nginx:1',
      'source.image is not among the allowed packages: oci:docker.io/library/nginx',
    ],
    [
      'not what is blocked, though allowed',
      { allowedPackages: ['oci:docker.io/library/*'], blockedPackages: ['oci:docker.io/library/nginx'] },
      'nginx:1',
      'source.image is blocked: oci:docker.io/library/nginx',
    ],
    ['no image where no source is allowed', { allowedSources: [] }, 'nginx:1', 'source must be of an allowed kind ()'],
    ['an image where images are', { allowedSources: [SourceKind.IMAGE] }, 'nginx:1', undefined],
  ])('the platform admits %s', (_, platform, reference, expected) => {
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
  test('command, arguments and directory as given', () => {
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

  test.each<[HttpTransport, Sessions, string | undefined]>([
    [HttpTransport.STREAMABLE, Sessions.NONE, undefined],
    [HttpTransport.SSE, Sessions.IN_MEMORY, 'sse is not in the current protocol'],
    [HttpTransport.WEBSOCKET, Sessions.SHARED, 'websocket is not in the current protocol'],
  ])('%s is %s marked as legacy when it is', (transport, sessions, legacy) => {
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

  test.each<[string, Partial<McpServerProps>, unknown]>([
    [
      'a health path',
      { source: source({ healthPath: '/healthz', allowedHosts: AllowedHosts.variable('HOSTS') }) },
      { path: '/healthz', port: 'mcp' },
    ],
    [
      'a probe of its own',
      {
        probes: ServerProbes.http('/ready', { port: 8081 }),
        source: source({ allowedHosts: AllowedHosts.variable('HOSTS') }),
      },
      { path: '/ready', port: 8081 },
    ],
  ])('the probe of %s carries a Host header from the list', (_, props, httpGet) => {
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
