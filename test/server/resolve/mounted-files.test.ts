import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { McpServerProps, SecretSource, SecretStore, Storage, VariableSource } from '../../../src/index';
import { Manifest, containerOf, find, objectsOf, server } from '../../util/app';
import { refusal, refused, wrong } from '../../util/refusal';

const KEY = { name: 'notes-config', key: 'notes.yaml' };
const SECRET = SecretSource.fromSecretName('notes', 'kubeconfig');
const NAME = VariableSource.fromPodField('metadata.name');
const VAULT = SecretStore.clusterStore('vault');

function podOf(objects: Manifest[]): Manifest {
  return find(objects, 'Deployment').spec.template.spec;
}

describe('a key of a ConfigMap that exists is a file', () => {
  const objects = objectsOf({
    configMapFiles: {
      '/config/notes.yaml': KEY,
      '/config/again.yaml': KEY,
      '/etc/other': { name: 'notes-config', key: 'a' },
      '/etc/long': { name: `${'x'.repeat(60)}.y`, key: 'b' },
    },
  });

  test('at exactly its path, read-only', () => {
    expect(containerOf(objects).volumeMounts).toContainEqual({
      name: 'configmap-notes-config',
      mountPath: '/config/notes.yaml',
      subPath: 'notes.yaml',
      readOnly: true,
    });
  });

  test('from one volume for each ConfigMap, with the keys that are named and no others', () => {
    expect(podOf(objects).volumes).toContainEqual({
      name: 'configmap-notes-config',
      configMap: {
        name: 'notes-config',
        defaultMode: 0o440,
        items: [
          { key: 'a', path: 'a' },
          { key: 'notes.yaml', path: 'notes.yaml' },
        ],
      },
    });
  });

  test('the volume has a valid name whatever that of the ConfigMap is', () => {
    for (const { name } of podOf(objects).volumes) {
      expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    }
  });

  test('the app writes no ConfigMap for it', () => {
    expect(objects.map(({ kind }: Manifest) => kind)).not.toContain('ConfigMap');
  });
});

describe('a secret file at an absolute path', () => {
  test('is mounted exactly there, from a volume with its key alone', () => {
    const objects = objectsOf({
      secretFiles: { '/kubeconfig': SECRET, 'token': SecretSource.fromSecretName('t', 'k') },
    });
    expect(containerOf(objects).volumeMounts).toContainEqual({
      name: 'secret-notes',
      mountPath: '/kubeconfig',
      subPath: 'kubeconfig',
      readOnly: true,
    });
    expect(podOf(objects).volumes).toContainEqual({
      name: 'secret-notes',
      secret: { secretName: 'notes', defaultMode: 0o440, items: [{ key: 'kubeconfig', path: 'kubeconfig' }] },
    });
    expect(containerOf(objects).volumeMounts).toContainEqual({
      name: 'creds',
      mountPath: '/var/run/mcp/creds',
      readOnly: true,
    });
  });

  test('may come from a store: the delivered Secret has a key that is made from the path', () => {
    const objects = objectsOf({ secretFiles: { '/etc/notes/ca.pem': SecretSource.fromStore(VAULT, { key: 'ca' }) } });
    expect(find(objects, 'ExternalSecret').spec.data).toMatchObject([{ secretKey: 'etc.notes.ca.pem' }]);
    expect(containerOf(objects).volumeMounts).toContainEqual({
      name: 'secret-tool-vault',
      mountPath: '/etc/notes/ca.pem',
      subPath: 'etc.notes.ca.pem',
      readOnly: true,
    });
  });
});

describe('files that cannot be mounted are refused', () => {
  test.each<{ title: string; props: Partial<McpServerProps>; expected: string }>([
    {
      title: 'a relative path',
      props: { configMapFiles: { 'config/x': KEY } },
      expected: 'configMapFiles.config/x must be an absolute path',
    },
    {
      title: 'a path with ..',
      props: { secretFiles: { '/a/../b': SECRET } },
      expected: 'secretFiles./a/../b must be an absolute path',
    },
    {
      title: 'a folder of programs',
      props: { configMapFiles: { '/usr/bin/node': KEY } },
      expected: 'configMapFiles./usr/bin/node must be a directory of the server',
    },
    {
      title: 'a secret file among those of the library',
      props: { secretFiles: { '/var/run/mcp/creds/x': SECRET } },
      expected: 'secretFiles./var/run/mcp/creds/x must be a directory of the server',
    },
    {
      title: 'a secret file where the token is',
      props: { secretFiles: { '/run/secrets/kubernetes.io/serviceaccount/token': SECRET } },
      expected: 'secretFiles./run/secrets/kubernetes.io/serviceaccount/token must be a directory of the server',
    },
    {
      title: 'one path twice: files and configMapFiles',
      props: { files: { '/etc/a': 'x' }, configMapFiles: { '/etc/a': KEY } },
      expected: 'configMapFiles./etc/a is the file of files./etc/a',
    },
    {
      title: 'one path twice: configMapFiles and secretFiles',
      props: { configMapFiles: { '/etc/a': KEY }, secretFiles: { '/etc/a': SECRET } },
      expected: 'secretFiles./etc/a is the file of configMapFiles./etc/a',
    },
    {
      title: 'a path that is a volume',
      props: { configMapFiles: { '/data': KEY }, storage: [Storage.scratch('/data', Size.mebibytes(1))] },
      expected: 'storage[0].path /data is mounted twice',
    },
    {
      title: '/tmp itself',
      props: { secretFiles: { '/tmp': SECRET } },
      expected: 'secretFiles./tmp is a directory of the server',
    },
    {
      title: 'a file below a file',
      props: { files: { '/etc/a': 'x' }, secretFiles: { '/etc/a/b': SECRET } },
      expected: 'secretFiles./etc/a/b lies below /etc/a, which is a file',
    },
    {
      title: 'a file in a volume that is read-only',
      props: {
        configMapFiles: { '/data/x': KEY },
        storage: [
          Storage.persistent('/data', Size.gibibytes(1), {
            existingClaim: 'data',
            accessMode: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY,
          }),
        ],
      },
      expected: 'storage[0].path contains the file /data/x',
    },
    {
      title: 'an entry of a store at a path that makes no key',
      props: { secretFiles: { '/a b': SecretSource.fromStore(VAULT, { key: 'x' }) } },
      expected: 'secretFiles./a b must be a path of letters, digits, - _ .',
    },
    {
      title: 'a name that no ConfigMap has',
      props: { configMapFiles: { '/a': { name: 'A_B', key: 'k' } } },
      expected: 'configMapFiles./a.name must be the name of a ConfigMap, got "A_B"',
    },
    {
      title: 'a key that no ConfigMap has',
      props: { configMapFiles: { '/a': { name: 'a', key: '../k' } } },
      expected: 'configMapFiles./a.key must be a key of the ConfigMap',
    },
    {
      title: 'a text in place of the key',
      props: { configMapFiles: wrong({ '/a': 'notes' }) },
      expected: 'configMapFiles./a must be an object, got "notes"',
    },
    {
      title: 'a prop that a key does not have',
      props: { configMapFiles: wrong({ '/a': { ...KEY, optional: true } }) },
      expected: 'configMapFiles./a.optional is not a known prop',
    },
  ])('$title', ({ props, expected }) => {
    expect(refusal(scope => server(scope, props))).toContain(expected);
  });
});

describe('a variable is read from where it is', () => {
  test.each<{ title: string; source: VariableSource; expected: unknown }>([
    {
      title: 'a ConfigMap',
      source: VariableSource.fromConfigMap('flags', 'all'),
      expected: { configMapKeyRef: { name: 'flags', key: 'all' } },
    },
    {
      title: 'the address of the pod',
      source: VariableSource.fromPodField('status.podIP'),
      expected: { fieldRef: { fieldPath: 'status.podIP' } },
    },
    {
      title: 'a label',
      source: VariableSource.fromPodField("metadata.labels['app.kubernetes.io/name']"),
      expected: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } },
    },
    {
      title: 'its memory in mebibytes',
      source: VariableSource.fromResource('limits.memory', '1Mi'),
      expected: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
    },
  ])('$title', ({ source, expected }) => {
    const { env } = containerOf(objectsOf({ variables: { A: source } }));
    expect(env).toContainEqual({ name: 'A', valueFrom: expected });
  });

  test.each<{ title: string; make: () => unknown; expected: string }>([
    {
      title: 'a field that no variable can have',
      make: () => VariableSource.fromPodField('spec.containers'),
      expected: 'VariableSource.fromPodField: field must be one of metadata.name',
    },
    {
      title: 'a label with a name that is none',
      make: () => VariableSource.fromPodField("metadata.labels['a b']"),
      expected: 'field must be one of',
    },
    {
      title: 'an amount that no container has',
      make: () => VariableSource.fromResource('limits.gpu'),
      expected: 'VariableSource.fromResource: amount must be one of limits.cpu',
    },
    {
      title: 'a unit of memory for CPU',
      make: () => VariableSource.fromResource('limits.cpu', '1Mi'),
      expected: 'unit must be one of 1m, 1, got "1Mi"',
    },
    {
      title: 'a ConfigMap without a name',
      make: () => VariableSource.fromConfigMap('', 'k'),
      expected: 'VariableSource.fromConfigMap: name must be the name of a ConfigMap',
    },
  ])('$title is refused', ({ make, expected }) => {
    expect(refused(make)).toContain(expected);
  });

  test.each<{ title: string; props: Partial<McpServerProps>; expected: string }>([
    {
      title: 'a text',
      props: { variables: wrong({ A: 'x' }) },
      expected: 'variables.A must be made by VariableSource, got "x"',
    },
    {
      title: 'a variable that env sets too',
      props: { env: { A: 'x' }, variables: { A: NAME } },
      expected: 'variables.A sets the variable that env.A sets',
    },
    {
      title: 'a name that no variable has',
      props: { variables: { '1A': NAME } },
      expected: 'variables.1A must be the name of an environment variable',
    },
  ])('$title is refused', ({ props, expected }) => {
    expect(refusal(scope => server(scope, props))).toContain(expected);
  });
});
