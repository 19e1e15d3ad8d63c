import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { CaBundle, McpPlatformProps, McpServerProps, PrebuiltImage, ServerSource, Storage } from '../../../src/index';
import { IMAGE, server, source } from '../../util/app';
import { CERTIFICATE } from '../../util/certificate';
import { refusal, refused } from '../../util/refusal';
import { CILIUM, npm, objectsUnder, pypi, serverUnder, stdioImage } from '../../util/stdio';

const SIZE = Size.mebibytes(10);
const READ_ONLY = { accessMode: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY, existingClaim: 'corpus' };

describe('a mount where the image has its own files', () => {
  test.each([
    '/usr/bin',
    '/usr/lib/ssl',
    '/lib/x86_64-linux-gnu',
    '/etc/ssl/certs',
    '/run/mcp/creds',
    '/run/secrets',
    '/etc/resolv.conf',
    '/usr/local/bin',
  ])('%s', path => {
    expect(
      refusal(scope => {
        server(scope, { storage: [Storage.scratch(path, SIZE)] });
      }),
    ).toContain(`storage[0].path must be a directory of the server, got "${path}"`);
  });

  test.each(['/etc/hosts', '/etc/resolv.conf', '/usr/bin/node'])('a file at %s', path => {
    expect(
      refusal(scope => {
        server(scope, { files: { [path]: 'x' } });
      }),
    ).toContain(`files.${path} must be a directory of the server`);
  });
});

describe('what the library brings is never hidden', () => {
  const configMap = CaBundle.fromConfigMap('authorities', 'ca.pem');
  const built = PrebuiltImage.of(npm()).source(IMAGE);
  const refusalOf = (props: Partial<McpServerProps>, platform: McpPlatformProps = CILIUM) =>
    refusal(scope => {
      serverUnder(scope, platform, { source: source(), ...props });
    });
  const at = (path: string) => ({ storage: [Storage.scratch(path, SIZE)] });

  test.each<{ title: string; platform: McpPlatformProps }>([
    { title: 'as text', platform: { caBundle: CaBundle.pem(CERTIFICATE) } },
    { title: 'of a ConfigMap', platform: { caBundle: configMap } },
  ])('certificates $title', ({ platform }) => {
    for (const path of ['/etc/mcp-ca', '/etc/mcp-ca/other.crt', '/etc/mcp-ca/ca.crt/x']) {
      expect(refusalOf({ files: { [path]: 'x' } }, platform)).toContain(
        `files.${path} must be a directory of the server`,
      );
      expect(refusalOf(at(path), platform)).toContain(
        `storage[0].path must be a directory of the server, got "${path}"`,
      );
    }
    expect(refusalOf({ files: { '/etc/mcp-ca/ca.crt': 'x' } }, platform)).toContain('files./etc/mcp-ca/ca.crt ');
    expect(refusalOf(at('/etc/mcp-ca/ca.crt'), platform)).toContain('storage[0].path ');
  });

  test.each<{ title: string; from: ServerSource; paths: string[] }>([
    {
      title: 'node',
      from: npm(),
      paths: ['/usr', '/usr/local', '/usr/local/lib', '/usr/local/lib/node_modules', '/bin', '/lib', '/usr/share/x'],
    },
    { title: 'Python', from: pypi(), paths: ['/usr/local/lib/python3.13', '/usr/local/lib', '/lib'] },
    {
      title: 'node in a prebuilt image',
      from: built,
      paths: ['/usr/local/lib', '/opt', '/opt/mcp', '/opt/mcp/server'],
    },
    {
      title: 'a bridge in a prebuilt image',
      from: PrebuiltImage.of(stdioImage()).source(IMAGE),
      paths: ['/opt', '/opt/mcp/bin'],
    },
  ])('$title', ({ from, paths }) => {
    for (const path of paths) {
      expect([path, refusalOf({ source: from, ...at(path) })]).toEqual([
        path,
        expect.stringContaining('storage[0].path must be a directory of the server'),
      ]);
    }
  });

  test('nor a file of a prebuilt image replaced', () => {
    expect(refusalOf({ source: built, files: { '/opt/mcp/bin/server': 'x' } })).toContain(
      'files./opt/mcp/bin/server must be',
    );
  });

  test.each<{ from: ServerSource; path: string }>([
    { from: npm(), path: '/opt/data' },
    { from: built, path: '/opt/data' },
    { from: source(), path: '/usr/local/lib/x' },
    { from: stdioImage(), path: '/usr/share/x' },
  ])('what nobody needs is free', ({ from, path }) => {
    expect(objectsUnder(CILIUM, { source: from, ...at(path) })).not.toEqual([]);
  });
});

describe('storage for many readers', () => {
  test('needs a claim that somebody else fills', () => {
    expect(refused(() => Storage.persistent('/data', SIZE, { accessMode: READ_ONLY.accessMode }))).toContain(
      'existingClaim is missing',
    );
  });

  test('cannot be /tmp, where the server writes', () => {
    expect(
      refusal(scope => {
        server(scope, { storage: [Storage.persistent('/tmp', SIZE, READ_ONLY)] });
      }),
    ).toContain('storage[0].path cannot be /tmp');
  });

  test('cannot take in a file', () => {
    expect(
      refusal(scope => {
        server(scope, { files: { '/data/a': 'x' }, storage: [Storage.persistent('/data', SIZE, READ_ONLY)] });
      }),
    ).toContain('storage[0].path contains the file /data/a');
  });
});
