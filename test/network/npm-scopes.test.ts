import {
  CaBundle,
  Egress,
  McpPlatformProps,
  NpmScope,
  PackageRegistry,
  SecretSource,
  SecretStore,
  ServerSource,
} from '../../src';
import { Manifest, find, source as image } from '../util/app';
import { CERTIFICATE } from '../util/certificate';
import { refusal, wrong } from '../util/refusal';
import {
  CILIUM,
  annotationsOf,
  envOf,
  initOf,
  npm,
  objectsUnder,
  podFrom,
  pypi,
  serverUnder,
  stdioImage,
} from '../util/stdio';

const token = (key: string): SecretSource => SecretSource.fromSecretName('npm', key);
const WAY = Egress.toPods({ namespace: 'tools', labels: { app: 'nexus' }, port: 8081 });
const registry = (props: Partial<PackageRegistry> = {}): PackageRegistry => ({
  url: 'https://acme.example.com/npm/',
  egress: Egress.toCidrs('203.0.113.7/32').onPorts(8443),
  ...props,
});
const acme = (props: Partial<PackageRegistry> = {}): NpmScope => ({ scope: '@acme', registry: registry(props) });
const USUAL: PackageRegistry = { url: 'https://packages.example.com/npm/', egress: WAY };
const under = (...npmScopes: NpmScope[]): McpPlatformProps => ({ npmRegistry: USUAL, npmScopes });

const refusalUnder = (platform: McpPlatformProps, source: ServerSource = npm()): string =>
  refusal(scope => {
    serverUnder(scope, platform, { source });
  });
const installsOf = (platform: McpPlatformProps, source: ServerSource = npm()): Record<string, unknown>[] =>
  podFrom(source, platform).initContainers.map(envOf);

describe('registries of scopes', () => {
  test('are lines of .npmrc for every installation from npm, with tokens by reference', () => {
    const platform = under(acme({ credentials: token('acme') }), {
      scope: '@other',
      registry: registry({ url: 'https://other.example.com' }),
    });
    for (const environment of installsOf(platform)) {
      expect(environment).toMatchObject({
        NPMRC:
          '@acme:registry=https://acme.example.com/npm/\n' +
          '@other:registry=https://other.example.com\n' +
          '//acme.example.com/npm/:_authToken=${REGISTRY_TOKEN_1}',
        REGISTRY_TOKEN_1: { secretKeyRef: { name: 'npm', key: 'acme' } },
        npm_config_registry: 'https://packages.example.com/npm/',
      });
      expect(environment).not.toHaveProperty('REGISTRY_TOKEN_2');
      expect(environment).not.toHaveProperty('REGISTRY_TOKEN');
    }
  });

  test('change nothing for servers without packages and for installations by pip', () => {
    const platform = { ...under(acme()), pypiIndex: USUAL };
    expect(objectsUnder(platform, { source: image() })).toEqual(objectsUnder({}, { source: image() }));
    expect(envOf(initOf(podFrom(pypi(), platform), 'install-server'))).not.toHaveProperty('NPMRC');
    expect(envOf(initOf(podFrom(pypi(), platform), 'install-bridge'))).toHaveProperty('NPMRC');
    expect(envOf(initOf(podFrom(stdioImage(), platform), 'install-bridge'))).toHaveProperty('NPMRC');
  });

  test('hold beside the registry that a source names', () => {
    const [environment] = installsOf(
      under(acme()),
      npm({ registry: { ...USUAL, url: 'https://own.example.com/npm/' } }),
    );
    expect(environment).toMatchObject({
      NPMRC: '@acme:registry=https://acme.example.com/npm/',
      npm_config_registry: 'https://own.example.com/npm/',
    });
  });

  test('open the way to each of them and nothing else', () => {
    const spec = (manifests: Manifest[]): unknown => find(manifests, 'NetworkPolicy').spec;
    const manifests = objectsUnder(under(acme()), { source: npm() });
    expect(spec(manifests)).toEqual(spec(objectsUnder({}, { source: image(), egress: [WAY, registry().egress] })));
    expect(annotationsOf(manifests)['cdk8s-mcp/install']).toContain('from acme.example.com, packages.example.com, ');
  });

  test('leave packages of no scope where they are: they need a way of their own', () => {
    const npmScopes = [acme()];
    expect(refusalUnder({ npmScopes }, npm({}, '@acme/tool@1.0.0'))).toContain(
      'source installs from registry.npmjs.org',
    );
    expect(installsOf({ ...CILIUM, npmScopes })[0]).toMatchObject({
      npm_config_registry: 'https://registry.npmjs.org/',
    });
  });

  test('are the same whatever their order', () => {
    const scopes = ['@b', '@a', '@c'].map((scope, i) => ({
      scope,
      registry: registry({ url: `https://r${i}.example.com/`, credentials: token(`${i}`) }),
    }));
    const [forwards, backwards] = [scopes, [...scopes].reverse()].map(list =>
      objectsUnder(under(...list), { source: npm() }),
    );
    expect(forwards).toEqual(backwards);
  });

  test('may be one registry with one token', () => {
    const [environment] = installsOf(
      under(acme({ credentials: token('acme') }), { ...acme({ credentials: token('acme') }), scope: '@other' }),
    );
    expect(environment).toMatchObject({
      NPMRC:
        '@acme:registry=https://acme.example.com/npm/\n@other:registry=https://acme.example.com/npm/\n' +
        '//acme.example.com/npm/:_authToken=${REGISTRY_TOKEN_1}',
    });
  });

  test('get their tokens from stores under keys of their own', () => {
    const vault = SecretStore.clusterStore('vault');
    const manifests = objectsUnder(
      {
        npmRegistry: { ...USUAL, credentials: SecretSource.fromStore(vault, { key: 'npm' }) },
        npmScopes: [acme({ credentials: SecretSource.fromStore(vault, { key: 'acme' }) })],
      },
      { source: npm() },
    );
    const keys = find(manifests, 'ExternalSecret').spec.data.map(({ secretKey }: Manifest) => secretKey);
    expect(keys).toEqual(['npm-registry', 'npm-scope-acme']);
  });

  test('are reached without the proxy', () => {
    const proxy = {
      url: 'http://proxy.example.com:3128',
      egress: Egress.toCidrs('198.51.100.9/32').onPorts(3128),
    };
    const [environment] = installsOf({ npmScopes: [acme()], proxy });
    expect(String(environment.NO_PROXY).split(',')).toContain('acme.example.com');
    expect(String(environment.NO_PROXY)).not.toContain('npmjs');
  });

  test.each<{ title: string; scopes: unknown; expected: string }>([
    {
      title: 'without @',
      scopes: [{ ...acme(), scope: 'acme' }],
      expected: 'npmScopes[0].scope must be a scope such as @acme; does not have the form @name, got "acme"',
    },
    {
      title: 'with a package',
      scopes: [{ ...acme(), scope: '@acme/tool' }],
      expected: 'npmScopes[0].scope must be a scope such as @acme; does not have the form @name',
    },
    {
      title: 'in upper case',
      scopes: [{ ...acme(), scope: '@Acme' }],
      expected: 'npmScopes[0].scope must be a scope such as @acme; has upper-case letters',
    },
    {
      title: 'that would be two lines',
      scopes: [{ ...acme(), scope: '@acme\nignore-scripts' }],
      expected: 'npmScopes[0].scope must be a scope such as @acme; ',
    },
    { title: 'that is no text', scopes: [{ ...acme(), scope: 7 }], expected: 'npmScopes[0].scope must be a scope' },
    {
      title: 'twice',
      scopes: [acme(), { ...acme(), scope: '@b' }, acme()],
      expected: 'npmScopes[2].scope @acme is that of npmScopes[0] too (give each scope one registry)',
    },
    {
      title: 'without a registry',
      scopes: [{ scope: '@acme' }],
      expected: 'npmScopes[0].registry must be an object',
    },
    {
      title: 'without a way',
      scopes: [{ scope: '@acme', registry: { url: 'https://acme.example.com/' } }],
      expected: 'npmScopes[0].registry.egress must be the egress to the registry',
    },
    {
      title: 'with a user',
      scopes: [acme({ username: 'me' })],
      expected: 'npmScopes[0].registry.username is for PyPI indexes',
    },
    { title: 'as a map', scopes: { '@acme': registry() }, expected: 'npmScopes must be ' },
    { title: 'in an empty list', scopes: [], expected: 'npmScopes must be at least one scope, or left out' },
  ])('a scope $title is refused', ({ scopes, expected }) => {
    expect(refusalUnder({ npmScopes: wrong(scopes) })).toContain(`test: McpPlatform.configure: ${expected}`);
  });

  test('a way by name under plain policies, and http to the outside, are refused by scope', () => {
    expect(refusalUnder(under(acme({ egress: Egress.toHosts('acme.example.com') })))).toContain(
      'test/tool: McpPlatform.npmScopes[@acme].registry.egress Egress.toHosts(acme.example.com) cannot be enforced',
    );
    expect(refusalUnder(under(acme({ url: 'http://acme.example.com/' })))).toContain(
      'test/tool: McpPlatform.npmScopes[@acme].registry.url must be https outside the cluster',
    );
  });
});

describe('npm has one token for an address and all below it', () => {
  const usual = (url: string, key?: string): PackageRegistry => ({
    url,
    egress: WAY,
    credentials: key === undefined ? undefined : token(key),
  });

  test.each<{ title: string; npmRegistry: PackageRegistry; scope: NpmScope; expected: string }>([
    {
      title: 'another token at the same address',
      npmRegistry: usual('https://acme.example.com/npm', 'usual'),
      scope: acme({ credentials: token('acme') }),
      expected:
        'McpPlatform.npmScopes[@acme].registry.credentials differ from those of McpPlatform.npmRegistry, ' +
        'at the same address',
    },
    {
      title: 'no token at the same address, which the usual port does not change',
      npmRegistry: usual('https://acme.example.com:443/npm/'),
      scope: acme({ credentials: token('acme') }),
      expected: 'McpPlatform.npmScopes[@acme].registry.credentials differ from those of McpPlatform.npmRegistry',
    },
    {
      title: 'a token of the scope that the usual registry would see',
      npmRegistry: usual('https://acme.example.com/npm/'),
      scope: acme({ url: 'https://acme.example.com/', credentials: token('acme') }),
      expected:
        'McpPlatform.npmRegistry.credentials differ from those of McpPlatform.npmScopes[@acme].registry, ' +
        'at an address above it',
    },
    {
      title: 'a usual token that the registry of the scope would see',
      npmRegistry: usual('https://acme.example.com/', 'usual'),
      scope: acme(),
      expected: 'McpPlatform.npmScopes[@acme].registry.credentials differ from those of McpPlatform.npmRegistry, at an',
    },
  ])('$title is refused', ({ npmRegistry, scope, expected }) => {
    expect(refusalUnder({ npmRegistry, npmScopes: [scope] })).toContain(expected);
  });

  test.each<{ title: string; npmRegistry: PackageRegistry; scope: NpmScope }>([
    {
      title: 'paths beside one another',
      npmRegistry: usual('https://acme.example.com/npm-all/', 'usual'),
      scope: acme({ credentials: token('acme') }),
    },
    {
      title: 'a token of its own below another',
      npmRegistry: usual('https://acme.example.com/', 'usual'),
      scope: acme({ credentials: token('acme') }),
    },
    {
      title: 'another port',
      npmRegistry: usual('https://acme.example.com:8443/npm/', 'usual'),
      scope: acme({ credentials: token('acme') }),
    },
    {
      title: 'the same token',
      npmRegistry: usual('https://acme.example.com/npm/', 'acme'),
      scope: acme({ credentials: token('acme') }),
    },
  ])('$title is taken', ({ npmRegistry, scope }) => {
    expect(installsOf({ npmRegistry, npmScopes: [scope] })).toHaveLength(2);
  });
});

describe('the authorities of several registries', () => {
  const pem = CaBundle.pem(CERTIFICATE);
  const configMap = CaBundle.fromConfigMap('authorities', 'ca.pem');
  const other = CaBundle.pem(`# other\n${CERTIFICATE}# end`);
  const fileOf = (platform: McpPlatformProps): unknown => {
    const manifests = objectsUnder(platform, { source: npm() });
    const { NODE_EXTRA_CA_CERTS: path } = installsOf(platform)[0];
    return find(manifests, 'ConfigMap', 'tool-files').data[String(path).slice(1).replaceAll('/', '.')];
  };

  test('are one file, where they are texts', () => {
    const joined = `${CERTIFICATE}# other\n${CERTIFICATE}# end\n`;
    expect(fileOf({ npmRegistry: { ...USUAL, caBundle: pem }, npmScopes: [acme({ caBundle: other })] })).toBe(joined);
    expect(fileOf({ ...under(acme({ caBundle: other })), caBundle: pem })).toBe(joined);
    expect(fileOf({ ...under(acme({ caBundle: pem })), caBundle: pem })).toBe(CERTIFICATE);
  });

  test('may be one ConfigMap', () => {
    const pod = podFrom(npm(), under(acme({ caBundle: configMap })));
    expect(envOf(pod.initContainers[0]).NODE_EXTRA_CA_CERTS).toBe('/etc/mcp-ca/npm-registry.crt');
    expect(pod.volumes).toContainEqual({
      name: 'npm-registry-bundle',
      configMap: { name: 'authorities', defaultMode: 0o440 },
    });
  });

  test('are refused where one of several is a ConfigMap, which cannot be joined', () => {
    expect(refusalUnder({ ...under(acme({ caBundle: configMap })), caBundle: pem })).toContain(
      'test/tool: McpPlatform.npmScopes[@acme].registry.caBundle is one of 2 bundles for one installation, ' +
        'and Node.js reads one file (put the authorities of all registries into one ConfigMap, or give each as text ' +
        'with CaBundle.pem)',
    );
  });
});
