import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { McpPlatform, McpServerProps, SecretSource, SecretStore, ServerAuth } from '../../src';
import { Manifest, chart, containerOf, find, objectsOf, server, synth } from '../util/app';
import { refusal } from '../util/refusal';

const vault = SecretStore.clusterStore('vault');
const token = SecretSource.fromStore(vault, { key: 'mcp/tool', property: 'token', version: '2' });

const externalSecrets = (props: Partial<McpServerProps>) =>
  objectsOf(props).filter(({ kind }) => kind === 'ExternalSecret');

describe('stores', () => {
  test('a store has one ExternalSecret, with everything that comes from it', () => {
    const team = SecretStore.namespaced('team');
    const found = externalSecrets({
      secrets: {
        B: token,
        A: SecretSource.fromStore(vault, { key: 'other' }),
        C: SecretSource.fromStore(team, { key: 'c' }),
      },
      secretFiles: { 'tls.key': SecretSource.fromStore(vault, { key: 'tls' }) },
    });
    expect(found.map(({ metadata, spec }) => [metadata.name, spec.secretStoreRef, spec.target.name])).toEqual([
      ['tool-team', { kind: 'SecretStore', name: 'team' }, 'tool-team'],
      ['tool-vault', { kind: 'ClusterSecretStore', name: 'vault' }, 'tool-vault'],
    ]);
    expect(found[1].spec.data).toEqual([
      {
        secretKey: 'A',
        remoteRef: { key: 'other', conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
      },
      {
        secretKey: 'B',
        remoteRef: {
          key: 'mcp/tool',
          property: 'token',
          version: '2',
          conversionStrategy: 'Default',
          decodingStrategy: 'None',
          metadataPolicy: 'None',
        },
      },
      {
        secretKey: 'tls.key',
        remoteRef: { key: 'tls', conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
      },
    ]);
  });

  test('the variable reads the Secret that the ExternalSecret makes', () => {
    expect(containerOf(objectsOf({ secrets: { API_TOKEN: token } })).env).toContainEqual({
      name: 'API_TOKEN',
      valueFrom: { secretKeyRef: { name: 'tool-vault', key: 'API_TOKEN' } },
    });
  });

  test("the platform's store serves servers that name none", () => {
    const scope = chart();
    McpPlatform.configure(scope, { secretStore: vault });
    const tool = server(scope, { secrets: { A: SecretSource.fromPlatformStore({ key: 'a' }) } });
    expect(find(synth(scope), 'ExternalSecret').spec.secretStoreRef).toEqual({
      kind: 'ClusterSecretStore',
      name: 'vault',
    });
    expect(tool.externalSecrets.map(({ name }) => name)).toEqual(['tool-vault']);
  });

  test("a store class of one's own will do", () => {
    const found = externalSecrets({
      secrets: { A: SecretSource.fromStore({ storeKind: 'SecretStore', storeName: 'mine' }, { key: 'a' }) },
    });
    expect(found[0].spec.secretStoreRef).toEqual({ kind: 'SecretStore', name: 'mine' });
  });

  test.each<{ title: string; props: Partial<McpServerProps>; expected: string }>([
    {
      title: 'no store of the platform',
      props: { secrets: { A: SecretSource.fromPlatformStore({ key: 'a' }) } },
      expected:
        "secrets.A comes from the platform's store, but there is none (set secretStore in McpPlatform.configure)",
    },
    {
      title: 'two stores of one name',
      props: { secrets: { A: token, B: SecretSource.fromStore(SecretStore.namespaced('vault'), { key: 'b' }) } },
      expected:
        'secrets.B comes from a SecretStore and another secret from a ClusterSecretStore of the same name "vault"',
    },
    {
      title: 'two entries for one name',
      props: { secrets: { A: token }, secretFiles: { A: SecretSource.fromStore(vault, { key: 'other' }) } },
      expected: 'secretFiles.A has the same name as another secret of the server with another entry',
    },
  ])('$title are refused', ({ props, expected }) => {
    expect(
      refusal(scope => {
        server(scope, props);
      }),
    ).toContain(`test/tool: ${expected}`);
  });

  test('one entry may be a variable and a file', () => {
    expect(externalSecrets({ secrets: { A: token }, secretFiles: { A: token } })[0].spec.data).toHaveLength(1);
  });
});

describe('Secrets that exist', () => {
  test('files of several Secrets are one volume', () => {
    const {
      volumes,
      containers: [{ volumeMounts }],
    } = find(
      objectsOf({
        secretFiles: {
          b: SecretSource.fromSecretName('two', 'k2'),
          a: SecretSource.fromSecretName('one', 'k1'),
          c: SecretSource.fromSecretName('one', 'k3'),
        },
      }),
      'Deployment',
    ).spec.template.spec;
    expect(volumes.find(({ name }: Manifest) => name === 'creds').projected).toEqual({
      defaultMode: 288,
      sources: [
        {
          secret: {
            name: 'one',
            items: [
              { key: 'k1', path: 'a' },
              { key: 'k3', path: 'c' },
            ],
          },
        },
        { secret: { name: 'two', items: [{ key: 'k2', path: 'b' }] } },
      ],
    });
    expect(volumeMounts).toContainEqual({ name: 'creds', mountPath: '/var/run/mcp/creds', readOnly: true });
  });

  test.each<{ title: string; sourceOf: (secret: kplus.Secret) => SecretSource }>([
    { title: 'fromSecret', sourceOf: secret => SecretSource.fromSecret(secret, 'k') },
    { title: 'fromSecretValue', sourceOf: secret => SecretSource.fromSecretValue({ secret, key: 'k' }) },
  ])('$title refers to it by its name', ({ sourceOf }) => {
    const scope = chart();
    const secret = new kplus.Secret(scope, 'secret', { metadata: { name: 'creds' } });
    server(scope, { secrets: { A: sourceOf(secret) } });
    expect(containerOf(synth(scope)).env).toContainEqual({
      name: 'A',
      valueFrom: { secretKeyRef: { name: 'creds', key: 'k' } },
    });
  });

  test('an imported Secret is taken to be in the namespace', () => {
    const scope = chart();
    server(scope, {
      secrets: { A: SecretSource.fromSecret(kplus.Secret.fromSecretName(scope, 'imported', 'creds'), 'k') },
    });
    expect(containerOf(synth(scope)).env).toContainEqual({
      name: 'A',
      valueFrom: { secretKeyRef: { name: 'creds', key: 'k' } },
    });
  });

  test('one of another namespace is refused', () => {
    expect(
      refusal(scope => {
        const secret = new kplus.Secret(new Chart(Testing.app(), 'other', { namespace: 'elsewhere' }), 'secret', {
          metadata: { name: 'creds' },
        });
        server(scope, { secrets: { A: SecretSource.fromSecret(secret, 'k') } });
      }),
    ).toContain(
      'test/tool: secrets.A is in a Secret of namespace "elsewhere", the pods run in "mcp-tools" (pods can only ' +
        'read Secrets in the same namespace)',
    );
  });
});

describe('what scanners are told', () => {
  const annotationsOf = (props: Partial<McpServerProps>) =>
    Object.keys(find(objectsOf(props), 'Deployment').metadata.annotations);
  const answer = 'ignore-check.kube-linter.io/read-secret-from-env-var';

  test('a secret in the environment is answered for', () => {
    expect(annotationsOf({ secrets: { A: token } })).toEqual(
      expect.arrayContaining([answer, 'checkov.io/skip1', 'ignore-check.kube-linter.io/env-value-from']),
    );
  });

  test('so is one that comes by way of cdk8s-plus', () => {
    const secret = kplus.Secret.fromSecretName(chart(), 'imported', 'creds');
    expect(annotationsOf({ envValues: { A: kplus.EnvValue.fromSecretValue({ secret, key: 'k' }) } })).toContain(answer);
  });

  test('files need no answer', () => {
    expect(annotationsOf({ secretFiles: { a: token } })).not.toContain(answer);
  });
});

describe('what the server asks of its callers', () => {
  test('is kept as data for whoever calls', () => {
    const [bearer, header] = [ServerAuth.bearer(token), ServerAuth.header('X-Api-Key', token)];
    expect([server(chart(), { serverAuth: bearer }).serverAuth, server(chart()).serverAuth]).toEqual([
      bearer,
      undefined,
    ]);
    expect([bearer._header, bearer._prefix, header._header, header._prefix]).toEqual([
      'authorization',
      'Bearer ',
      'x-api-key',
      '',
    ]);
  });

  test("adds nothing to the server's own objects", () => {
    expect(externalSecrets({ serverAuth: ServerAuth.bearer(token) })).toEqual([]);
  });
});

test.each([
  'x-api-key',
  'Api-Key',
  'PRIVATE-TOKEN',
  'ocp-apim-subscription-key',
  'cookie',
  'x-mcp-key',
  'Authorization',
])('a credential may be in the header %s', name => {
  expect(ServerAuth.header(name, SecretSource.fromSecretName('a', 'b')).headerName).toBe(name.toLowerCase());
});
