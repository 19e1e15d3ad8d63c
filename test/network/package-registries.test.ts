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
  test.each<{ title: string; source: ServerSource; parts: string[] }>([
    { title: 'npm', source: npm(), parts: ['registry.npmjs.org', 'McpPlatform.npmRegistry'] },
    {
      title: 'PyPI',
      source: pypi(),
      parts: [
        'pypi.org and files.pythonhosted.org',
        'McpPlatform.pypiIndex',
        'registry.npmjs.org',
        'McpPlatform.npmRegistry',
      ],
    },
    {
      title: 'an image, for its bridge',
      source: stdioImage(),
      parts: ['registry.npmjs.org', 'McpPlatform.npmRegistry'],
    },
  ])('$title under the plain engine are refused, with every way out', ({ source, parts }) => {
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

  test.each<{ title: string; source: ServerSource; hosts: string[] }>([
    { title: 'npm', source: npm(), hosts: ['registry.npmjs.org'] },
    { title: 'PyPI', source: pypi(), hosts: ['files.pythonhosted.org', 'pypi.org', 'registry.npmjs.org'] },
    { title: 'an image, for its bridge', source: stdioImage(), hosts: ['registry.npmjs.org'] },
  ])('$title under Cilium open these hosts on 443 and nothing else, in policy and annotations', ({ source, hosts }) => {
    const manifests = objectsUnder(CILIUM, { source });
    expect(namesUnderCilium(manifests)).toEqual(on443(...hosts));
    expect(find(manifests, 'NetworkPolicy').spec.egress).toEqual([]);
    expect(allowedEgress(manifests)).toBe(hosts.map(host => `${host} port 443`).join('; '));
    for (const host of hosts) {
      expect(annotationsOf(manifests)['cdk8s-mcp/install']).toContain(host);
    }
  });

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

describe('what is opened is what was declared', () => {
  const hosts = Egress.toHosts('registry.npmjs.org');
  const pythonHosts = Egress.toHosts('pypi.org', 'files.pythonhosted.org');
  const agentgateway = Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` });

  test.each<{ title: string; platform: McpPlatformProps; source: ServerSource; egress: Egress[] }>([
    { title: 'npm by name', platform: CILIUM, source: npm(), egress: [hosts] },
    { title: 'PyPI by name', platform: CILIUM, source: pypi(), egress: [hosts, pythonHosts] },
    { title: 'an image by name, for its bridge', platform: CILIUM, source: stdioImage(), egress: [hosts] },
    { title: 'npm from a mirror', platform: { npmRegistry: mirror() }, source: npm(), egress: [WAY] },
    {
      title: 'npm from a mirror, under Cilium',
      platform: { ...CILIUM, npmRegistry: mirror() },
      source: npm(),
      egress: [WAY],
    },
    {
      title: 'npm from the mirror of the server',
      platform: { npmRegistry: mirror() },
      source: npm({ registry: mirror({ egress: OTHER_WAY }) }),
      egress: [OTHER_WAY],
    },
    {
      title: 'PyPI from mirrors',
      platform: { npmRegistry: mirror(), pypiIndex: index() },
      source: pypi(),
      egress: [WAY, OTHER_WAY],
    },
    {
      title: 'PyPI from the mirrors of the server',
      platform: {},
      source: pypi({ registry: mirror(), index: index() }),
      egress: [WAY, OTHER_WAY],
    },
    {
      title: 'PyPI from a mirror, its bridge by name',
      platform: { ...CILIUM, pypiIndex: index() },
      source: pypi(),
      egress: [OTHER_WAY, hosts],
    },
    {
      title: 'an image from a mirror, for its bridge',
      platform: { npmRegistry: mirror(), pypiIndex: index() },
      source: stdioImage(),
      egress: [WAY],
    },
    { title: 'npm through a proxy', platform: { proxy: proxy() }, source: npm(), egress: [proxy().egress] },
    {
      title: 'PyPI through a proxy, under Cilium',
      platform: { ...CILIUM, proxy: proxy() },
      source: pypi(),
      egress: [proxy().egress],
    },
    {
      title: 'a bridge by image',
      platform: {},
      source: stdioImage({ bridge: agentgateway, isolation: Isolation.session({ maxSessions: 2 }) }),
      egress: [],
    },
  ])('and nothing else: $title', ({ platform, source, egress }) => {
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

  test.each<{ title: string; platform: McpPlatformProps; source: ServerSource; prop: string }>([
    {
      title: "the platform's",
      platform: { npmRegistry: mirror({ egress: Egress.toHosts('packages.example.com') }) },
      source: npm(),
      prop: 'McpPlatform.npmRegistry.egress',
    },
    {
      title: "the server's",
      platform: {},
      source: npm({ registry: mirror({ egress: Egress.toHosts('packages.example.com') }) }),
      prop: 'source.registry.egress',
    },
    {
      title: 'the index of the server',
      platform: { npmRegistry: mirror() },
      source: pypi({ index: index({ egress: Egress.toHosts('packages.example.com') }) }),
      prop: 'source.index.egress',
    },
  ])('a way by name under the plain engine is refused: $title', ({ platform, source, prop }) => {
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
  ])('%s is refused: content over http can be changed in transit', url => {
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
    { title: 'a user and a password', url: 'https://me:hunter2hunter2@packages.example.com/' },
    { title: 'a token as user', url: 'https://hunter2hunter2@packages.example.com/' },
    { title: 'a query', url: 'https://packages.example.com/?token=hunter2hunter2' },
    { title: 'a user and a password, but no host', url: 'https://me:hunter2/' },
  ])('a URL with $title is refused and not shown', ({ url }) => {
    for (const message of [
      refusalUnder({ npmRegistry: mirror({ url }) }, npm()),
      refusalUnder({}, npm({ registry: mirror({ url }) })),
      refusalUnder({ proxy: proxy({ url }) }, npm()),
    ]) {
      expect(message).toMatch(/url must be a URL/);
      expect(message).not.toContain('hunter2');
    }
  });

  test.each<{ title: string; given: unknown; expected: string }>([
    {
      title: 'a user',
      given: mirror({ username: 'me' }),
      expected: 'npmRegistry.username is for PyPI indexes: npm takes a token',
    },
    {
      title: 'a literal as credentials',
      given: mirror({ credentials: wrong('hunter2hunter2') }),
      expected: 'npmRegistry.credentials must be a SecretSource, got text (hidden)',
    },
    {
      title: 'no way',
      given: { url: 'https://packages.example.com/' },
      expected: 'npmRegistry.egress must be the egress to the registry',
    },
    { title: 'no URL', given: { egress: WAY }, expected: 'npmRegistry.url must be a URL' },
    {
      title: 'a text as bundle',
      given: mirror({ caBundle: wrong('text') }),
      expected: 'npmRegistry.caBundle must be made by CaBundle',
    },
    { title: 'an unknown prop', given: { ...mirror(), token: 'x' }, expected: 'npmRegistry.token is not a known prop' },
    { title: 'a text', given: 'https://packages.example.com/', expected: 'npmRegistry must be an object' },
  ])('an npm mirror with $title is refused', ({ given, expected }) => {
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

  test.each<{ title: string; platform: McpPlatformProps; expected: unknown[] }>([
    {
      title: 'npm',
      platform: { npmRegistry: mirror({ credentials: secret }), pypiIndex: index() },
      expected: [ref('npm-credentials', 'token'), undefined],
    },
    {
      title: 'PyPI',
      platform: { npmRegistry: mirror(), pypiIndex: index({ credentials: secret }) },
      expected: [undefined, ref('npm-credentials', 'token')],
    },
  ])('those of $title are not shown to the other', ({ platform, expected }) => {
    expect(tokens(podOf(objectsUnder(platform, { source: pypi() }))).map(([, token]: unknown[]) => token)).toEqual(
      expected,
    );
  });

  test('from a store are one entry of an ExternalSecret', () => {
    const credentials = SecretSource.fromStore(vault, { key: 'mcp/npm', property: 'token' });
    const manifests = objectsUnder(
      { npmRegistry: mirror({ credentials }), pypiIndex: index({ credentials }) },
      { source: pypi() },
    );
    const remoteRef = {
      key: 'mcp/npm',
      property: 'token',
      conversionStrategy: 'Default',
      decodingStrategy: 'None',
      metadataPolicy: 'None',
    };
    expect(find(manifests, 'ExternalSecret').spec.data).toEqual([
      {
        secretKey: 'npm-registry',
        remoteRef,
      },
      {
        secretKey: 'pypi-index',
        remoteRef,
      },
    ]);
    expect(tokens(podOf(manifests))).toEqual([
      ['install-bridge', ref('tool-vault', 'npm-registry')],
      ['install-server', ref('tool-vault', 'pypi-index')],
    ]);
    expect(JSON.stringify(containerOf(manifests))).not.toContain('tool-vault');
  });

  test('from a store that is not there are refused with the name of the mirror', () => {
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
    { username: undefined, user: '__token__' },
    { username: 'robot', user: 'robot' },
  ])('pip gets host and user too ($username)', ({ username, user }) => {
    const url = 'https://pypi.example.com:8443/simple';
    const platform = { npmRegistry: mirror(), pypiIndex: index({ url, credentials: secret, username }) };
    expect(envOf(initOf(podOf(objectsUnder(platform, { source: pypi() })), 'install-server'))).toMatchObject({
      REGISTRY_HOST: 'pypi.example.com',
      REGISTRY_USER: user,
    });
  });

  test.each<{ url: string; trusted: string | undefined }>([
    { url: 'http://devpi.tools.svc:3141/root/pypi/+simple/', trusted: 'devpi.tools.svc' },
    { url: 'https://pypi.example.com/simple', trusted: undefined },
  ])('pip trusts $url as far as the platform does', ({ url, trusted }) => {
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

  test.each<{ title: string; source: ServerSource }>([
    { title: 'npm', source: npm() },
    { title: 'PyPI', source: pypi() },
  ])('$title: installation and server go through it, names of the cluster do not', ({ source }) => {
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

  test.each<{ title: string; source: ServerSource }>([
    { title: 'packages', source: npm() },
    { title: 'images', source: image() },
  ])('a way by name is refused under the plain engine: $title', ({ source }) => {
    expect(refusalUnder({ proxy: proxy({ egress: Egress.toHosts('proxy.example.com') }) }, source)).toContain(
      'test/tool: McpPlatform.proxy.egress Egress.toHosts(proxy.example.com) cannot be enforced',
    );
  });

  test.each<{ title: string; given: unknown; expected: string }>([
    {
      title: 'a port that is none',
      given: proxy({ url: 'http://proxy.example.com:99999' }),
      expected: 'proxy.url must be a URL with port and without credentials',
    },
    {
      title: 'the port 0',
      given: proxy({ url: 'http://proxy.example.com:0' }),
      expected: 'proxy.url must be a URL with port and without credentials',
    },
    {
      title: 'a path',
      given: proxy({ url: 'http://proxy.example.com:3128/x' }),
      expected: 'proxy.url must be a URL with port and without credentials',
    },
    {
      title: 'a host that is none',
      given: proxy({ url: 'http://proxy..example.com:3128' }),
      expected: 'proxy.url must be a URL with port and without credentials',
    },
    {
      title: 'no port',
      given: proxy({ url: 'http://proxy.example.com' }),
      expected: 'proxy.url must be a URL with port and without credentials',
    },
    {
      title: 'no way',
      given: { url: 'http://proxy.example.com:3128' },
      expected: 'proxy.egress must be the egress to the proxy',
    },
    {
      title: 'a list in one text',
      given: proxy({ noProxy: ['a.example,b.example'] }),
      expected: 'proxy.noProxy[0] must be a name',
    },
    { title: 'an unknown prop', given: { ...proxy(), password: 'x' }, expected: 'proxy.password is not a known prop' },
  ])('with $title it is refused', ({ given, expected }) => {
    expect(refusalUnder({ proxy: wrong(given) }, npm())).toContain(`test: McpPlatform.configure: ${expected}`);
  });
});
