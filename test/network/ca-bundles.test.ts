import { CaBundle, Egress, McpPlatformProps, PackageRegistry } from '../../src';
import { Manifest, containerOf, find, source as image } from '../util/app';
import { CERTIFICATE } from '../util/certificate';
import { refusal, refused, wrong } from '../util/refusal';
import { CILIUM, envOf, initOf, npm, objectsUnder, podFrom, podOf, pypi, serverUnder } from '../util/stdio';

const VARIABLES = ['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'];
const pem = CaBundle.pem(CERTIFICATE);
const configMap = CaBundle.fromConfigMap('authorities', 'ca.pem');
const registry = (caBundle: CaBundle): PackageRegistry => ({
  url: 'https://packages.example.com/',
  egress: Egress.toCidrs('203.0.113.7/32'),
  caBundle,
});

/** The path that the usual variables of a container name; they never differ. */
function trusted(container: Manifest): unknown {
  const env = envOf(container);
  const paths = [...new Set(VARIABLES.map(name => env[name]))];
  expect(paths).toHaveLength(1);
  return paths[0];
}

const mountAt = ({ volumeMounts }: Manifest, path: unknown) =>
  volumeMounts.find(({ mountPath }: Manifest) => mountPath === path);

describe('certificates as text', () => {
  const manifests = objectsUnder({ ...CILIUM, caBundle: pem }, { source: npm() });

  test('stand in the ConfigMap of the server', () => {
    expect(find(manifests, 'ConfigMap', 'tool-files').data).toEqual({ 'etc.mcp-ca.ca.crt': CERTIFICATE });
  });

  test('are trusted by installation and server', () => {
    const { initContainers, containers } = podOf(manifests);
    for (const container of [...initContainers, ...containers]) {
      expect(trusted(container)).toBe('/etc/mcp-ca/ca.crt');
      expect(mountAt(container, '/etc/mcp-ca/ca.crt')).toEqual({
        name: 'files',
        mountPath: '/etc/mcp-ca/ca.crt',
        subPath: 'etc.mcp-ca.ca.crt',
        readOnly: true,
      });
    }
  });

  test('are trusted by a server from an image', () => {
    expect(trusted(containerOf(objectsUnder({ caBundle: pem }, { source: image() })))).toBe('/etc/mcp-ca/ca.crt');
  });

  test("are the server's other files' neighbours, which installations do not see", () => {
    const pod = podOf(objectsUnder({ ...CILIUM, caBundle: pem }, { source: npm(), files: { '/etc/tool.conf': 'x' } }));
    expect(mountAt(pod.containers[0], '/etc/tool.conf')).toBeDefined();
    for (const container of pod.initContainers) {
      expect(mountAt(container, '/etc/tool.conf')).toBeUndefined();
    }
  });

  test.each([
    { title: 'comments', before: '# root\n', between: '# another\n' },
    { title: 'names as Mozilla has them', before: 'GlobalSign Root CA\n==================\n', between: '\n' },
    { title: 'subjects of openssl', before: 'subject=CN = Test CA\n', between: 'issuer=CN = Test CA\n' },
    { title: 'line ends of Windows', before: '\r\n', between: '\r\n' },
  ])('several in one text, with $title, are taken', ({ before, between }) => {
    expect(() => CaBundle.pem(`${before}${CERTIFICATE}${between}${CERTIFICATE}`)).not.toThrow();
  });

  const lines = CERTIFICATE.trimEnd().split('\n');
  test.each([
    { title: 'without its end', broken: lines.slice(0, 5) },
    { title: 'without its beginning', broken: lines.slice(3) },
    { title: 'without its borders', broken: lines.slice(1, -1) },
    { title: 'with a broken end', broken: [...lines.slice(0, -1), '-----END CERTIFICATE---'] },
    { title: 'with a sign that is none of base64', broken: lines.map((line, i) => (i === 3 ? `${line}!` : line)) },
    { title: 'of another kind', broken: lines.map(line => line.replace('CERTIFICATE', 'X509 CRL')) },
  ])('a certificate $title beside a good one is refused, before and behind it', ({ broken }) => {
    for (const text of [`${CERTIFICATE}${broken.join('\n')}\n`, `${broken.join('\n')}\n${CERTIFICATE}`]) {
      expect(refused(() => CaBundle.pem(text))).toMatch(/^CaBundle\.pem: text/);
    }
  });

  test.each<{ title: string; text: unknown; expected: string }>([
    { title: 'no text', text: undefined, expected: 'text must be certificates in PEM form, got undefined' },
    {
      title: 'an empty text',
      text: '',
      expected: 'text must be certificates in PEM form, got "0 characters without one"',
    },
    {
      title: 'a path',
      text: '/etc/ssl/ca.pem',
      expected: 'text must be certificates in PEM form, got "15 characters without one"',
    },
    {
      title: 'a certificate that is none',
      text: CERTIFICATE.replace('MIIB', 'AAAA'),
      expected: 'text, certificate 1 cannot be read as X.509',
    },
    {
      title: 'a second one that is none',
      text: `${CERTIFICATE}${CERTIFICATE.replace('MIIB', 'AAAA')}`,
      expected: 'text, certificate 2 cannot be read as X.509',
    },
  ])('$title is refused', ({ text, expected }) => {
    expect(refused(() => CaBundle.pem(wrong(text)))).toContain(`CaBundle.pem: ${expected}`);
  });

  test.each(['PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'])(
    'a certificate with its %s is refused, and the key is not shown',
    kind => {
      const message = refused(() =>
        CaBundle.pem(`${CERTIFICATE}-----BEGIN ${kind}-----\nhunter2hunter2\n-----END ${kind}-----\n`),
      );
      expect(message).toContain('CaBundle.pem: text has a private key (hidden)');
      expect(message).not.toContain('hunter2');
    },
  );
});

describe('a change of the certificates', () => {
  const templateOf = (platform: McpPlatformProps, props = {}): Manifest =>
    find(objectsUnder(platform, { source: image(), ...props }), 'Deployment').spec.template;
  const other = CaBundle.pem(`# renewed\n${CERTIFICATE}`);

  test('rolls the pods where they are text, those of a registry too', () => {
    expect(templateOf({ caBundle: other })).not.toEqual(templateOf({ caBundle: pem }));
    const installed = [pem, other].map(bundle => templateOf({ npmRegistry: registry(bundle) }, { source: npm() }));
    expect(installed[0]).not.toEqual(installed[1]);
  });

  test('can be left to Reloader where they are in a ConfigMap', () => {
    const annotations = { 'configmap.reloader.stakater.com/reload': 'authorities' };
    const deployment = find(objectsUnder({ caBundle: configMap }, { source: image(), annotations }), 'Deployment');
    expect(deployment.metadata.annotations).toMatchObject(annotations);
    expect(JSON.stringify(deployment.spec.template.spec.volumes)).toContain('"name":"authorities"');
  });
});

describe('certificates of a ConfigMap', () => {
  const pod = podFrom(npm(), { ...CILIUM, caBundle: configMap });

  test('are trusted by installation and server', () => {
    for (const container of [...pod.initContainers, ...pod.containers]) {
      expect(trusted(container)).toBe('/etc/mcp-ca/ca.crt');
      expect(mountAt(container, '/etc/mcp-ca/ca.crt')).toEqual({
        name: 'ca-bundle',
        mountPath: '/etc/mcp-ca/ca.crt',
        subPath: 'ca.pem',
        readOnly: true,
      });
    }
  });

  test('are one volume', () => {
    expect(pod.volumes.filter(({ name }: Manifest) => name.endsWith('-bundle'))).toEqual([
      { name: 'ca-bundle', configMap: { name: 'authorities', defaultMode: 0o440 } },
    ]);
  });

  test.each<{ name: unknown; key: unknown; expected: string }>([
    { name: 'Authorities', key: 'ca.pem', expected: 'name must be the name of a ConfigMap, got "Authorities"' },
    { name: undefined, key: 'ca.pem', expected: 'name must be the name of a ConfigMap, got undefined' },
    { name: 'authorities', key: '../ca', expected: 'key must be a key of the ConfigMap' },
    { name: 'authorities', key: '', expected: 'key must be a key of the ConfigMap' },
  ])('$name and $key are refused', ({ name, key, expected }) => {
    expect(refused(() => CaBundle.fromConfigMap(wrong(name), wrong(key)))).toContain(
      `CaBundle.fromConfigMap: ${expected}`,
    );
  });
});

describe('authorities of a registry', () => {
  test.each<{ title: string; caBundle: CaBundle }>([
    { title: 'as text', caBundle: pem },
    { title: 'of a ConfigMap', caBundle: configMap },
  ])('$title: the installation alone trusts them', ({ caBundle }) => {
    const {
      initContainers,
      containers: [main],
    } = podOf(objectsUnder({ npmRegistry: registry(caBundle) }, { source: npm() }));
    for (const container of initContainers) {
      expect(trusted(container)).toBe('/etc/mcp-ca/npm-registry.crt');
      expect(mountAt(container, '/etc/mcp-ca/npm-registry.crt')).toMatchObject({ readOnly: true });
    }
    expect(trusted(main)).toBeUndefined();
  });

  test('of a ConfigMap are not even mounted in the server', () => {
    const {
      containers: [main],
      volumes,
    } = podOf(objectsUnder({ npmRegistry: registry(configMap) }, { source: npm() }));
    expect(main.volumeMounts.map(({ name }: Manifest) => name)).toEqual(['bridge', 'install', 'tmp']);
    expect(volumes).toContainEqual({
      name: 'npm-registry-bundle',
      configMap: { name: 'authorities', defaultMode: 0o440 },
    });
  });

  test('stand before those of the platform, which the server keeps', () => {
    const {
      initContainers,
      containers: [main],
    } = podOf(objectsUnder({ caBundle: pem, npmRegistry: registry(configMap) }, { source: npm() }));
    expect([...initContainers, main].map(trusted)).toEqual([
      '/etc/mcp-ca/npm-registry.crt',
      '/etc/mcp-ca/npm-registry.crt',
      '/etc/mcp-ca/ca.crt',
    ]);
  });

  test('are for that registry only', () => {
    const platform: McpPlatformProps = {
      caBundle: configMap,
      npmRegistry: { ...registry(pem), caBundle: undefined },
      pypiIndex: registry(pem),
    };
    const pod = podOf(objectsUnder(platform, { source: pypi() }));
    expect([
      trusted(initOf(pod, 'install-bridge')),
      trusted(initOf(pod, 'install-server')),
      trusted(pod.containers[0]),
    ]).toEqual(['/etc/mcp-ca/ca.crt', '/etc/mcp-ca/pypi-index.crt', '/etc/mcp-ca/ca.crt']);
  });
});

test('a bundle that CaBundle did not make is refused', () => {
  expect(
    refusal(scope => {
      serverUnder(scope, { caBundle: wrong({ text: CERTIFICATE }) }, { source: image() });
    }),
  ).toContain('test: McpPlatform.configure: caBundle must be made by CaBundle');
});
