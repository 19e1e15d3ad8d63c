import {
  Bridge,
  Egress,
  HttpProxy,
  Isolation,
  KubernetesAccess,
  McpPlatformProps,
  McpServerProps,
  PackageRegistry,
  SecretSource,
  SecretStore,
  ServerSource,
} from '../../src';
import { DIGEST, Manifest, containerOf, find, source as image } from '../util/app';
import { refusal, wrong } from '../util/refusal';
import {
  CILIUM,
  annotationsOf,
  envOf,
  initOf,
  npm,
  objectsUnder,
  podOf,
  pypi,
  serverUnder,
  stdioImage,
} from '../util/stdio';

const WAY = Egress.toPods({ namespace: 'tools', labels: { app: 'nexus' }, port: 8081 });
const OTHER_WAY = Egress.toCidrs('203.0.113.7/32').onPorts(8443);
const mirror = (props: Partial<PackageRegistry> = {}): PackageRegistry => ({
  url: 'https://packages.example.com/npm/',
  egress: WAY,
  ...props,
});
const index = (props: Partial<PackageRegistry> = {}): PackageRegistry => ({
  url: 'https://packages.example.com/pypi/simple',
  egress: OTHER_WAY,
  ...props,
});
const proxy = (props: Partial<HttpProxy> = {}): HttpProxy => ({
  url: 'http://proxy.example.com:3128',
  egress: Egress.toCidrs('198.51.100.9/32').onPorts(3128),
  ...props,
});

const refusalUnder = (platform: McpPlatformProps, source: ServerSource) =>
  refusal(scope => {
    serverUnder(scope, platform, { source });
  });

/** What the network policies admit. */
function policies(platform: McpPlatformProps, props: Partial<McpServerProps>): unknown[] {
  return objectsUnder(platform, props)
    .filter(({ kind }) => kind === 'NetworkPolicy' || kind === 'CiliumNetworkPolicy')
    .map(({ kind, spec }) => [kind, spec]);
}

const allowedEgress = (manifests: Manifest[]) =>
  find(manifests, 'NetworkPolicy').metadata.annotations['cdk8s-mcp/allowed-egress'];
const namesUnderCilium = (manifests: Manifest[]) => find(manifests, 'CiliumNetworkPolicy').spec.egress.slice(1);
const on443 = (...hosts: string[]) => [
  { toFQDNs: hosts.map(matchName => ({ matchName })), toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
];

describe('the public registries', () => {
  test.each<[string, ServerSource, string[]]>([
    ['npm', npm(), ['registry.npmjs.org', 'McpPlatform.npmRegistry']],
    [
      'PyPI',
      pypi(),
      ['pypi.org and files.pythonhosted.org', 'McpPlatform.pypiIndex', 'registry.npmjs.org', 'McpPlatform.npmRegistry'],
    ],
    ['an image, for its bridge', stdioImage(), ['registry.npmjs.org', 'McpPlatform.npmRegistry']],
  ])('%s under the plain engine: the error names every way out', (_, source, parts) => {
    const message = refusalUnder({}, source);
    expect(message).toContain('test/tool: source installs from ');
    for (const part of [
      ...parts,
      'McpPlatform.proxy',
      'NetworkPolicyEngine.CILIUM',
      'Egress.toPublicInternet()',
      'PrebuiltImage',
    ]) {
      expect(message).toContain(part);
    }
  });

  test.each<[string, ServerSource, string[]]>([
    ['npm', npm(), ['registry.npmjs.org']],
    ['PyPI', pypi(), ['files.pythonhosted.org', 'pypi.org', 'registry.npmjs.org']],
    ['an image, for its bridge', stdioImage(), ['registry.npmjs.org']],
  ])(
    '%s under Cilium: these hosts on 443 and nothing else, in the policy and in the annotations',
    (_, source, hosts) => {
      const manifests = objectsUnder(CILIUM, { source });
      expect(namesUnderCilium(manifests)).toEqual(on443(...hosts));
      expect(find(manifests, 'NetworkPolicy').spec.egress).toEqual([]);
      expect(allowedEgress(manifests)).toBe(hosts.map(host => `${host} port 443`).join('; '));
      for (const host of hosts) {
        expect(annotationsOf(manifests)['cdk8s-mcp/install']).toContain(host);
      }
    },
  );

  test('an open internet that the server asked for is way enough', () => {
    const egress = [Egress.toPublicInternet()];
    for (const platform of [{}, CILIUM]) {
      expect(policies(platform, { source: npm(), egress })).toEqual(policies(platform, { source: image(), egress }));
      expect(policies(platform, { source: pypi(), egress })).toEqual(policies(platform, { source: image(), egress }));
    }
  });

  test('an open internet on other ports is not', () => {
    expect(
      refusal(scope => {
        serverUnder(scope, {}, { source: npm(), egress: [Egress.toPublicInternet().onPorts(80)] });
      }),
    ).toContain('test/tool: source installs from registry.npmjs.org');
  });

  test('a server without packages needs none of it', () => {
    expect(allowedEgress(objectsUnder({}, { source: image() }))).toBe('nowhere');
  });
});

describe('nothing is opened but what was declared', () => {
  const hosts = Egress.toHosts('registry.npmjs.org');
  const pythonHosts = Egress.toHosts('pypi.org', 'files.pythonhosted.org');
  const agentgateway = Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` });

  test.each<[string, McpPlatformProps, ServerSource, Egress[]]>([
    ['npm by name', CILIUM, npm(), [hosts]],
    ['PyPI by name', CILIUM, pypi(), [hosts, pythonHosts]],
    ['an image by name, for its bridge', CILIUM, stdioImage(), [hosts]],
    ['npm from a mirror', { npmRegistry: mirror() }, npm(), [WAY]],
    ['npm from a mirror, under Cilium', { ...CILIUM, npmRegistry: mirror() }, npm(), [WAY]],
    [
      'npm from the mirror of the server',
      { npmRegistry: mirror() },
      npm({ registry: mirror({ egress: OTHER_WAY }) }),
      [OTHER_WAY],
    ],
    ['PyPI from mirrors', { npmRegistry: mirror(), pypiIndex: index() }, pypi(), [WAY, OTHER_WAY]],
    ['PyPI from the mirrors of the server', {}, pypi({ registry: mirror(), index: index() }), [WAY, OTHER_WAY]],
    ['PyPI from a mirror, its bridge by name', { ...CILIUM, pypiIndex: index() }, pypi(), [OTHER_WAY, hosts]],
    ['an image from a mirror, for its bridge', { npmRegistry: mirror(), pypiIndex: index() }, stdioImage(), [WAY]],
    ['npm through a proxy', { proxy: proxy() }, npm(), [proxy().egress]],
    ['PyPI through a proxy, under Cilium', { ...CILIUM, proxy: proxy() }, pypi(), [proxy().egress]],
    [
      'a bridge by image',
      {},
      stdioImage({ bridge: agentgateway, isolation: Isolation.session({ maxSessions: 2 }) }),
      [],
    ],
  ])('%s', (_, platform, source, egress) => {
    const engine = platform.networkPolicyEngine === undefined ? {} : CILIUM;
    expect(policies(platform, { source })).toEqual(policies(engine, { source: image(), egress }));
  });

  test('no public host is named beside a mirror or a proxy', () => {
    for (const way of [{ npmRegistry: mirror(), pypiIndex: index() }, { proxy: proxy() }]) {
      expect(JSON.stringify(policies({ ...CILIUM, ...way }, { source: pypi() }))).not.toMatch(
        /npmjs|pypi\.org|pythonhosted/,
      );
    }
  });
});

describe('a mirror', () => {
  test('is what npm and pip ask, and what the annotation names', () => {
    const manifests = objectsUnder(
      { npmRegistry: mirror(), pypiIndex: index({ url: 'https://pypi.example.com:8443/simple' }) },
      { source: pypi() },
    );
    const pod = podOf(manifests);
    expect(envOf(initOf(pod, 'install-bridge')).npm_config_registry).toBe('https://packages.example.com/npm/');
    expect(envOf(initOf(pod, 'install-server')).PIP_INDEX_URL).toBe('https://pypi.example.com:8443/simple');
    expect(annotationsOf(manifests)['cdk8s-mcp/install']).toContain(
      'from packages.example.com, pypi.example.com, which',
    );
  });

  test.each<[string, McpPlatformProps, ServerSource, string]>([
    [
      "the platform's",
      { npmRegistry: mirror({ egress: Egress.toHosts('packages.example.com') }) },
      npm(),
      'McpPlatform.npmRegistry.egress',
    ],
    [
      "the server's",
      {},
      npm({ registry: mirror({ egress: Egress.toHosts('packages.example.com') }) }),
      'source.registry.egress',
    ],
    [
      'the index of the server',
      { npmRegistry: mirror() },
      pypi({ index: index({ egress: Egress.toHosts('packages.example.com') }) }),
      'source.index.egress',
    ],
  ])('a way by name under the plain engine is refused: %s', (_, platform, source, prop) => {
    expect(refusalUnder(platform, source)).toContain(
      `test/tool: ${prop} Egress.toHosts(packages.example.com) cannot be enforced`,
    );
  });

  test.each([
    'https://packages.example.com',
    'https://packages.example.com:8443/a/b_c/',
    'http://nexus.tools.svc/npm/',
    'http://nexus.tools.svc.cluster.local:8081/npm/',
    'https://devpi.example.com/root/pypi/+simple/',
  ])('%s is taken', url => {
    expect(objectsUnder({ npmRegistry: mirror({ url }) }, { source: npm() })).not.toEqual([]);
  });

  test('the cluster may have another domain', () => {
    const platform = {
      clusterDomain: 'prod.example',
      npmRegistry: mirror({ url: 'http://nexus.tools.svc.prod.example/npm/' }),
    };
    expect(objectsUnder(platform, { source: npm() })).not.toEqual([]);
  });

  test.each([
    'http://packages.example.com/npm/',
    'http://svc.example.com/',
    'http://packages-svc/',
    // a host of the outside that is called like a Service
    'http://nexus.svc.evil.example/npm/',
  ])("%s is refused: what comes over http may be anybody's", url => {
    expect(refusalUnder({ npmRegistry: mirror({ url }) }, npm())).toContain(
      'npmRegistry.url must be https outside the cluster',
    );
  });

  test.each([
    'packages.example.com',
    'ftp://packages.example.com/',
    'https://',
    'https://Packages.example.com/',
    'https://packages.example.com/a b',
    'https://packages.example.com/\n',
    'https://packages.example.com/$(REGION)',
    'https://packages.example.com:99999/',
    'https://packages.example.com:0/',
    'https://packages..example.com/',
  ])('%j is refused as URL', url => {
    expect(refusalUnder({ npmRegistry: mirror({ url }) }, npm())).toContain(
      'test: McpPlatform.configure: npmRegistry.url must be a URL',
    );
  });

  test.each([
    ['a user and a password', 'https://me:hunter2hunter2@packages.example.com/'],
    ['a token as user', 'https://hunter2hunter2@packages.example.com/'],
    ['a query', 'https://packages.example.com/?token=hunter2hunter2'],
    ['a user and a password, but no host', 'https://me:hunter2/'],
  ])('a URL with %s is refused and not shown', (_, url) => {
    for (const message of [
      refusalUnder({ npmRegistry: mirror({ url }) }, npm()),
      refusalUnder({}, npm({ registry: mirror({ url }) })),
      refusalUnder({ proxy: proxy({ url }) }, npm()),
    ]) {
      expect(message).toMatch(/url must be a URL/);
      expect(message).not.toContain('hunter2');
    }
  });

  test.each<[string, unknown, string]>([
    ['a user', mirror({ username: 'me' }), 'npmRegistry.username is for PyPI indexes: npm takes a token'],
    [
      'a literal as credentials',
      mirror({ credentials: wrong('hunter2hunter2') }),
      'npmRegistry.credentials must be a SecretSource, got "a literal (hidden)"',
    ],
    ['no way', { url: 'https://packages.example.com/' }, 'npmRegistry.egress must be the way to the registry'],
    ['no URL', { egress: WAY }, 'npmRegistry.url must be a URL'],
    ['a text as bundle', mirror({ caBundle: wrong('text') }), 'npmRegistry.caBundle must be made by CaBundle'],
    ['an unknown prop', { ...mirror(), token: 'x' }, 'npmRegistry.token is not a known prop'],
    ['a text', 'https://packages.example.com/', 'npmRegistry must be an object'],
  ])('an npm mirror with %s is refused', (_, given, expected) => {
    expect(refusalUnder({ npmRegistry: wrong(given) }, npm())).toContain(`test: McpPlatform.configure: ${expected}`);
  });

  test.each(['me password x', 'me:s3cr3t'])(
    'a user that breaks out of the file with the password is refused and not shown: %s',
    username => {
      const message = refusalUnder(
        { pypiIndex: index({ username, credentials: SecretSource.fromSecretName('pypi', 'token') }) },
        image(),
      );
      expect(message).toContain('pypiIndex.username must be letters, digits and . _ @ -, got "a text (hidden)"');
      expect(message).not.toContain(username);
    },
  );

  test('a user without a password is refused', () => {
    expect(refusalUnder({ pypiIndex: index({ username: 'me' }) }, image())).toContain(
      'pypiIndex.username has no password (give credentials, or leave it out)',
    );
  });
});

describe('credentials of a mirror', () => {
  const secret = SecretSource.fromSecretName('npm-credentials', 'token');
  const vault = SecretStore.clusterStore('vault');
  const ref = (name: string, key: string) => ({ secretKeyRef: { name, key } });
  const tokens = (pod: Manifest) =>
    pod.initContainers.map((container: Manifest) => [container.name, envOf(container).REGISTRY_TOKEN]);

  test('only the containers that ask the mirror see them, by reference', () => {
    const manifests = objectsUnder({ npmRegistry: mirror({ credentials: secret }) }, { source: npm() });
    expect(tokens(podOf(manifests))).toEqual([
      ['install-bridge', ref('npm-credentials', 'token')],
      ['install-server', ref('npm-credentials', 'token')],
    ]);
    expect(JSON.stringify(containerOf(manifests))).not.toMatch(/REGISTRY_TOKEN|npm-credentials/);
    expect(JSON.stringify(podOf(manifests).volumes)).not.toContain('npm-credentials');
  });

  test.each<[string, McpPlatformProps, unknown[]]>([
    [
      'npm',
      { npmRegistry: mirror({ credentials: secret }), pypiIndex: index() },
      [ref('npm-credentials', 'token'), undefined],
    ],
    [
      'PyPI',
      { npmRegistry: mirror(), pypiIndex: index({ credentials: secret }) },
      [undefined, ref('npm-credentials', 'token')],
    ],
  ])('those of %s are not shown to the other', (_, platform, expected) => {
    expect(tokens(podOf(objectsUnder(platform, { source: pypi() }))).map(([, token]: unknown[]) => token)).toEqual(
      expected,
    );
  });

  test('from a store: one entry of an ExternalSecret', () => {
    const credentials = SecretSource.fromStore(vault, { key: 'mcp/npm', property: 'token' });
    const manifests = objectsUnder(
      { npmRegistry: mirror({ credentials }), pypiIndex: index({ credentials }) },
      { source: pypi() },
    );
    expect(find(manifests, 'ExternalSecret').spec.data).toEqual([
      { secretKey: 'npm-registry', remoteRef: { key: 'mcp/npm', property: 'token' } },
      { secretKey: 'pypi-index', remoteRef: { key: 'mcp/npm', property: 'token' } },
    ]);
    expect(tokens(podOf(manifests))).toEqual([
      ['install-bridge', ref('tool-vault', 'npm-registry')],
      ['install-server', ref('tool-vault', 'pypi-index')],
    ]);
    expect(JSON.stringify(containerOf(manifests))).not.toContain('tool-vault');
  });

  test('from a store that is not there: the error names the mirror', () => {
    const credentials = SecretSource.fromPlatformStore({ key: 'mcp/npm' });
    expect(refusalUnder({ npmRegistry: mirror({ credentials }) }, npm())).toContain(
      "npmRegistry.credentials comes from the platform's store, but there is none",
    );
  });

  test('an image that copies itself sees none', () => {
    const bridge = Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` });
    const source = npm({ bridge, isolation: Isolation.session({ maxSessions: 2 }) });
    expect(tokens(podOf(objectsUnder({ npmRegistry: mirror({ credentials: secret }) }, { source })))).toEqual([
      ['install-bridge', undefined],
      ['install-server', ref('npm-credentials', 'token')],
    ]);
  });

  test.each([
    [undefined, '__token__'],
    ['robot', 'robot'],
  ])('pip gets host and user too (%s)', (username, user) => {
    const url = 'https://pypi.example.com:8443/simple';
    const platform = { npmRegistry: mirror(), pypiIndex: index({ url, credentials: secret, username }) };
    expect(envOf(initOf(podOf(objectsUnder(platform, { source: pypi() })), 'install-server'))).toMatchObject({
      REGISTRY_HOST: 'pypi.example.com',
      REGISTRY_USER: user,
    });
  });

  test.each<[string, string | undefined]>([
    ['http://devpi.tools.svc:3141/root/pypi/+simple/', 'devpi.tools.svc'],
    ['https://pypi.example.com/simple', undefined],
  ])('pip trusts %s as far as the platform does', (url, trusted) => {
    const pod = podOf(objectsUnder({ npmRegistry: mirror(), pypiIndex: index({ url }) }, { source: pypi() }));
    expect(envOf(initOf(pod, 'install-server')).PIP_TRUSTED_HOST).toBe(trusted);
    expect(envOf(initOf(pod, 'install-bridge')).PIP_TRUSTED_HOST).toBeUndefined();
  });

  test('without credentials there is neither host nor user', () => {
    const env = envOf(
      initOf(podOf(objectsUnder({ npmRegistry: mirror(), pypiIndex: index() }, { source: pypi() })), 'install-server'),
    );
    expect(Object.keys(env).filter(name => name.startsWith('REGISTRY_'))).toEqual([]);
  });
});

describe('a proxy', () => {
  const DIRECT = 'localhost,127.0.0.1,::1,.svc,.cluster.local';

  test.each<[string, ServerSource]>([
    ['npm', npm()],
    ['PyPI', pypi()],
  ])('%s: installation and server go through it, names of the cluster do not', (_, source) => {
    const { initContainers, containers } = podOf(objectsUnder({ proxy: proxy() }, { source }));
    for (const container of [...initContainers, ...containers]) {
      const url = 'http://proxy.example.com:3128';
      expect(envOf(container)).toMatchObject({
        HTTP_PROXY: url,
        HTTPS_PROXY: url,
        http_proxy: url,
        https_proxy: url,
        NO_PROXY: DIRECT,
        no_proxy: DIRECT,
        NODE_USE_ENV_PROXY: '1',
      });
    }
  });

  test('the domain of the cluster and what else is near are reached without it', () => {
    const pod = podOf(
      objectsUnder(
        { clusterDomain: 'prod.example', proxy: proxy({ noProxy: ['.example.com', '10.0.0.0/8'] }) },
        { source: npm() },
      ),
    );
    for (const container of [...pod.initContainers, ...pod.containers]) {
      expect(envOf(container).NO_PROXY).toBe('localhost,127.0.0.1,::1,.svc,.prod.example,.example.com,10.0.0.0/8');
    }
  });

  test('a server that calls the Kubernetes API reaches it without the proxy', () => {
    const platform = {
      proxy: proxy(),
      apiServer: { cidrs: ['203.0.113.10/32', '2001:db8::1/128', '203.0.113.64/28'] },
    };
    const props = { source: image(), kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'] }) };
    expect(envOf(containerOf(objectsUnder(platform, props))).NO_PROXY).toBe(
      `${DIRECT},$(KUBERNETES_SERVICE_HOST),203.0.113.10,2001:db8::1,203.0.113.64/28`,
    );
    expect(envOf(containerOf(objectsUnder(platform, { source: image() }))).NO_PROXY).toBe(DIRECT);
  });

  test('a server by image has it too', () => {
    const manifests = objectsUnder({ proxy: proxy() }, { source: image() });
    expect(envOf(containerOf(manifests)).HTTPS_PROXY).toBe('http://proxy.example.com:3128');
    expect(allowedEgress(manifests)).toBe('198.51.100.9/32 port 3128');
  });

  test('a way by name holds under Cilium', () => {
    const egress = Egress.toHosts('proxy.example.com').onPorts(3128);
    expect(namesUnderCilium(objectsUnder({ ...CILIUM, proxy: proxy({ egress }) }, { source: npm() }))).toEqual([
      { toFQDNs: [{ matchName: 'proxy.example.com' }], toPorts: [{ ports: [{ port: '3128', protocol: 'TCP' }] }] },
    ]);
  });

  test.each<[string, ServerSource]>([
    ['packages', npm()],
    ['images', image()],
  ])('a way by name is refused under the plain engine: %s', (_, source) => {
    expect(refusalUnder({ proxy: proxy({ egress: Egress.toHosts('proxy.example.com') }) }, source)).toContain(
      'test/tool: McpPlatform.proxy.egress Egress.toHosts(proxy.example.com) cannot be enforced',
    );
  });

  test.each<[string, unknown, string]>([
    [
      'a port that is none',
      proxy({ url: 'http://proxy.example.com:99999' }),
      'proxy.url must be a URL with port and without credentials',
    ],
    [
      'the port 0',
      proxy({ url: 'http://proxy.example.com:0' }),
      'proxy.url must be a URL with port and without credentials',
    ],
    [
      'a path',
      proxy({ url: 'http://proxy.example.com:3128/x' }),
      'proxy.url must be a URL with port and without credentials',
    ],
    [
      'a host that is none',
      proxy({ url: 'http://proxy..example.com:3128' }),
      'proxy.url must be a URL with port and without credentials',
    ],
    [
      'no port',
      proxy({ url: 'http://proxy.example.com' }),
      'proxy.url must be a URL with port and without credentials',
    ],
    ['no way', { url: 'http://proxy.example.com:3128' }, 'proxy.egress must be the way to the proxy'],
    ['a list in one text', proxy({ noProxy: ['a.example,b.example'] }), 'proxy.noProxy[0] must be a name'],
    ['an unknown prop', { ...proxy(), password: 'x' }, 'proxy.password is not a known prop'],
  ])('with %s it is refused', (_, given, expected) => {
    expect(refusalUnder({ proxy: wrong(given) }, npm())).toContain(`test: McpPlatform.configure: ${expected}`);
  });
});
