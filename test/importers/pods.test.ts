import { parse } from 'yaml';
import { settled, synth, unknownIn } from './importing';
import { ImportOutcome, McpImport } from '../../src';
import { Manifest } from '../util/app';

/** A kmcp server: the parts of its pod are those of Kubernetes. */
function ofPod(deployment: object): McpImport {
  return McpImport.fromKmcp(
    JSON.stringify({
      apiVersion: 'kagent.dev/v1alpha1',
      kind: 'MCPServer',
      metadata: { name: 'notes', namespace: 'tools' },
      spec: { transportType: 'http', deployment: { image: 'ghcr.io/acme/notes:1.0.0', port: 8080, ...deployment } },
    }),
  );
}

/** A server of mcp.x-k8s.io, which has variables of pods and peers. */
function ofSig(spec: object, config: object = {}): McpImport {
  return McpImport.fromSigMcpServer(
    JSON.stringify({
      apiVersion: 'mcp.x-k8s.io/v1beta1',
      kind: 'MCPServer',
      metadata: { name: 'notes', namespace: 'tools' },
      spec: {
        source: { type: 'ContainerImage', containerImage: { ref: 'ghcr.io/acme/notes:1.0.0' } },
        config: { port: 8080, ...config },
        ...spec,
      },
    }),
  );
}

const serverOf = (imported: McpImport): Manifest => parse(imported.toYaml()).servers.notes;
const requiredAt = (imported: McpImport): string[] =>
  imported.decisions
    .filter(({ required, what }) => required && what !== 'digest')
    .map(({ at }) => at.replace('servers.notes.', ''));
const mounting = (volume: object, mount: object = {}): McpImport =>
  ofPod({
    volumes: [{ name: 'v', ...volume }],
    volumeMounts: [{ name: 'v', mountPath: '/srv/v', ...mount }],
  });

describe('a volume is carried or asked for', () => {
  test.each<{ title: string; volume: object; mount?: object; expected: object }>([
    {
      title: 'an emptyDir with its size',
      volume: { emptyDir: { sizeLimit: '10Gi' } },
      expected: { storage: [{ scratch: { path: '/srv/v', size: '10Gi' } }] },
    },
    {
      title: 'an emptyDir in memory',
      volume: { emptyDir: { sizeLimit: '1500M', medium: 'Memory' } },
      expected: { storage: [{ memory: { path: '/srv/v', size: '1431Mi' } }] },
    },
    {
      title: 'a folder with a slash at its end',
      volume: { emptyDir: { sizeLimit: '1Gi' } },
      mount: { mountPath: '/srv/v/' },
      expected: { storage: [{ scratch: { path: '/srv/v', size: '1Gi' } }] },
    },
    {
      title: '/tmp with a size of its own',
      volume: { emptyDir: { sizeLimit: '1Gi' } },
      mount: { mountPath: '/tmp' },
      expected: { storage: [{ scratch: { path: '/tmp', size: '1Gi' } }] },
    },
    {
      title: 'a claim that is read',
      volume: { persistentVolumeClaim: { claimName: 'data' } },
      mount: { readOnly: true },
      expected: {
        storage: [{ persistent: { path: '/srv/v', existingClaim: 'data', accessMode: 'ReadOnlyMany' } }],
      },
    },
    {
      title: 'one key of a ConfigMap by subPath',
      volume: { configMap: { name: 'notes-config' } },
      mount: { mountPath: '/etc/notes.yaml', subPath: 'notes.yaml' },
      expected: { configMapFiles: { '/etc/notes.yaml': { name: 'notes-config', key: 'notes.yaml' } } },
    },
    {
      title: 'one item of a Secret by subPath',
      volume: {
        secret: {
          secretName: 's',
          items: [
            { key: 'k', path: 'a/b' },
            { key: 'l', path: 'c' },
          ],
        },
      },
      mount: { mountPath: '/kubeconfig', subPath: 'a/b' },
      expected: { secretFiles: { '/kubeconfig': { fromSecretName: { name: 's', key: 'k' } } } },
    },
    {
      title: 'items of a ConfigMap, in folders of their own',
      volume: {
        configMap: {
          name: 'c',
          items: [
            { key: 'a', path: 'x/a.yaml' },
            { key: 'b', path: 'b.yaml' },
          ],
        },
      },
      expected: {
        configMapFiles: { '/srv/v/x/a.yaml': { name: 'c', key: 'a' }, '/srv/v/b.yaml': { name: 'c', key: 'b' } },
      },
    },
    {
      title: 'items of a projected volume',
      volume: {
        projected: {
          sources: [
            { configMap: { name: 'c', items: [{ key: 'a', path: 'a' }] } },
            { secret: { name: 's', items: [{ key: 'b', path: 'b' }] } },
          ],
        },
      },
      expected: {
        configMapFiles: { '/srv/v/a': { name: 'c', key: 'a' } },
        secretFiles: { '/srv/v/b': { fromSecretName: { name: 's', key: 'b' } } },
      },
    },
  ])('$title', ({ volume, mount, expected }) => {
    const imported = mounting(volume, mount);
    expect(serverOf(imported)).toMatchObject(expected);
    expect([requiredAt(imported), unknownIn(imported)]).toEqual([[], []]);
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test.each<{ title: string; volume: object; mount?: object; at: string }>([
    { title: 'a whole ConfigMap', volume: { configMap: { name: 'c' } }, at: 'configMapFiles' },
    { title: 'a whole Secret', volume: { secret: { secretName: 's' } }, at: 'secretFiles' },
    {
      title: 'a subPath that is no key',
      volume: { configMap: { name: 'c' } },
      mount: { subPath: 'a/b' },
      at: 'configMapFiles',
    },
    {
      title: 'a subPath that no item has',
      volume: { secret: { secretName: 's', items: [{ key: 'a', path: 'a' }] } },
      mount: { subPath: 'b' },
      at: 'secretFiles',
    },
    {
      title: 'certificates among those of the image',
      volume: { configMap: { name: 'ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      mount: { mountPath: '/etc/ssl/certs' },
      at: 'configMapFiles',
    },
    {
      title: 'a token',
      volume: { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
      at: 'storage',
    },
    { title: 'a CSI volume', volume: { csi: { driver: 'secrets-store.csi.k8s.io' } }, at: 'storage' },
    { title: 'fields of the pod as files', volume: { downwardAPI: { items: [] } }, at: 'storage' },
    { title: 'huge pages', volume: { emptyDir: { medium: 'HugePages' } }, at: 'storage' },
    {
      title: 'a folder of a claim',
      volume: { persistentVolumeClaim: { claimName: 'd' } },
      mount: { subPath: 'x' },
      at: 'storage',
    },
    { title: 'a path made of variables', volume: { emptyDir: {} }, mount: { subPathExpr: '$(POD)' }, at: 'storage' },
    {
      title: 'mounts that spread',
      volume: { emptyDir: {} },
      mount: { mountPropagation: 'Bidirectional' },
      at: 'storage',
    },
    { title: 'a directory over the system', volume: { emptyDir: {} }, mount: { mountPath: '/run' }, at: 'storage' },
    { title: 'a volume that is not there', volume: { name: 'other', emptyDir: {} }, at: 'storage' },
  ])('$title is a required decision', ({ volume, mount, at }) => {
    const imported = mounting(volume, mount);
    expect([requiredAt(imported), unknownIn(imported)]).toEqual([[at], []]);
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test('objects whose keys are not named are named in one decision', () => {
    const imported = ofPod({
      volumes: ['a', 'b'].map(name => ({ name, secret: { secretName: `secret-${name}` } })),
      volumeMounts: ['a', 'b'].map(name => ({ name, mountPath: `/${name}` })),
    });
    const [{ how }] = imported.decisions.filter(({ at }) => at === 'servers.notes.secretFiles');
    expect(how).toContain('/a/KEY: { fromSecretName: { name: secret-a, key: KEY } }');
    expect(how).toContain('/b/KEY: { fromSecretName: { name: secret-b, key: KEY } }');
  });

  test('a directory without a limit has a size that is to be reviewed', () => {
    const imported = mounting({ emptyDir: {} });
    expect(serverOf(imported).storage).toEqual([{ scratch: { path: '/srv/v', size: '64Mi' } }]);
    expect(imported.decisions.map(({ at, what }) => `${at} ${what}`)).toContain('servers.notes.storage[0] size');
  });

  test.each(['relative', '/a/../b', '/a:b', `/ghp_${'a1'.repeat(18)}`])('a mount at %j is refused', mountPath => {
    expect(() => mounting({ emptyDir: {} }, { mountPath })).toThrow('must mount at an absolute path');
  });

  test.each(['A_B', '../x', `ghp_${'a1'.repeat(18)}`, 7])('an object with the name %j is refused', name => {
    expect(() => mounting({ configMap: { name: typeof name === 'number' ? [name] : name } })).toThrow(
      'must be the name of the object',
    );
  });
});

describe('a variable of a pod is carried or asked for', () => {
  const withEnv = (...env: object[]): McpImport => ofSig({}, { env });

  test('earlier variables and doubled dollars are replaced, as Kubernetes does', () => {
    const imported = withEnv(
      { name: 'HOST', value: 'db' },
      { name: 'PRICE', value: '5$$' },
      { name: 'URL', value: 'http://$(HOST):1/$$(HOST)' },
    );
    expect(serverOf(imported).env).toEqual({ HOST: 'db', PRICE: '5$', URL: 'http://db:1/$(HOST)' });
  });

  test('the place of a file is a literal, whatever the name of its variable is', () => {
    const imported = withEnv({ name: 'NOTES_CREDS', value: '/etc/notes/creds.json' });
    expect(serverOf(imported)).toMatchObject({ env: { NOTES_CREDS: '/etc/notes/creds.json' } });
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test('the last of two variables with a name counts', () => {
    const imported = withEnv(
      { name: 'A', value: '1' },
      { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    );
    expect(serverOf(imported)).toMatchObject({ variables: { A: { fromPodField: 'metadata.name' } } });
    expect(serverOf(imported).env).toBeUndefined();
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test.each<{ title: string; variable: object; at: string }>([
    { title: 'a value that the cluster puts together', variable: { value: '$(OTHER)/x' }, at: 'env.A' },
    {
      title: 'a label, which is another here',
      variable: { valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      at: 'env.A',
    },
    {
      title: 'a field that no variable has',
      variable: { valueFrom: { fieldRef: { fieldPath: 'spec.containers' } } },
      at: 'env.A',
    },
    { title: 'a device', variable: { valueFrom: { resourceFieldRef: { resource: 'limits.gpu' } } }, at: 'env.A' },
    { title: 'a Secret without a key', variable: { valueFrom: { secretKeyRef: { name: 's' } } }, at: 'secrets.A' },
    {
      title: 'a Secret with a name that is none',
      variable: { valueFrom: { secretKeyRef: { name: 'S!', key: 'k' } } },
      at: 'secrets.A',
    },
    { title: 'a ConfigMap without a name', variable: { valueFrom: { configMapKeyRef: { key: 'k' } } }, at: 'env.A' },
  ])('$title is a required decision', ({ variable, at }) => {
    const imported = withEnv({ name: 'A', ...variable });
    expect([requiredAt(imported), unknownIn(imported)]).toEqual([[at], []]);
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test('every Secret and ConfigMap that brings in variables is named', () => {
    const imported = ofSig(
      {},
      { envFrom: ['a', 'b'].flatMap(name => [{ secretRef: { name } }, { configMapRef: { name } }]) },
    );
    expect(requiredAt(imported)).toEqual(['secrets', 'variables']);
    const texts = imported.decisions.map(({ how }) => how).join('\n');
    for (const object of ['Secret a', 'Secret b', 'ConfigMap a', 'ConfigMap b']) {
      expect(texts).toContain(`of each key of the ${object}`);
    }
    expect(() => synth(settled(imported))).not.toThrow();
  });
});

describe('where pods run is carried or asked for', () => {
  const required = (...nodeSelectorTerms: object[]): object => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  });
  const expression = (key: string, operator: string, ...values: string[]): object => ({ key, operator, values });

  test.each<{ title: string; from: object; placement: object }>([
    {
      title: 'nodes with one value',
      from: required({
        matchExpressions: [expression('pool', 'In', 'mcp'), expression('kubernetes.io/os', 'In', 'linux')],
      }),
      placement: { nodeSelector: { pool: 'mcp' } },
    },
    {
      title: 'architectures',
      from: required({ matchExpressions: [expression('kubernetes.io/arch', 'In', 'amd64', 'arm64')] }),
      placement: { architectures: ['amd64', 'arm64'] },
    },
    {
      title: 'taints with a key',
      from: { tolerations: [{ key: 'spot', operator: 'Exists' }] },
      placement: { tolerations: [{ key: 'spot' }] },
    },
  ])('$title', ({ from, placement }) => {
    const imported = ofPod(from);
    expect(serverOf(imported).placement).toEqual(placement);
    expect([requiredAt(imported), unknownIn(imported)]).toEqual([[], []]);
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test.each<{ title: string; from: object; at: string }>([
    {
      title: 'one of several kinds of nodes',
      from: required({ matchExpressions: [] }, { matchExpressions: [] }),
      at: 'placement',
    },
    {
      title: 'nodes that are not of a kind',
      from: required({ matchExpressions: [expression('a', 'NotIn', 'b')] }),
      at: 'placement',
    },
    {
      title: 'one of two values',
      from: required({ matchExpressions: [expression('a', 'In', 'b', 'c')] }),
      at: 'placement',
    },
    {
      title: 'a node by name',
      from: required({ matchFields: [expression('metadata.name', 'In', 'n1')] }),
      at: 'placement',
    },
    { title: 'every taint', from: { tolerations: [{ operator: 'Exists' }] }, at: 'placement.tolerations' },
    {
      title: 'an effect that is none',
      from: { tolerations: [{ key: 'a', effect: 'Sometimes' }] },
      at: 'placement.tolerations',
    },
  ])('$title is a required decision', ({ from, at }) => {
    const imported = ofPod(from);
    expect([requiredAt(imported), unknownIn(imported)]).toEqual([[at], []]);
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test('wishes are told: pods are spread anyway', () => {
    const imported = ofPod({
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] } },
    });
    expect(requiredAt(imported)).toEqual([]);
    expect(imported.losses).toContainEqual({
      field: expect.stringContaining('podAntiAffinity'),
      outcome: ImportOutcome.DROPPED,
      reason: 'pods are spread over zones and hosts',
    });
  });

  test('devices of nodes are a required decision', () => {
    const imported = ofPod({ resources: { limits: { 'nvidia.com/gpu': 1, 'memory': '1Gi' } } });
    expect(requiredAt(imported)).toEqual(['placement']);
    expect(() => synth(settled(imported))).not.toThrow();
  });
});

describe('peers of network policies become callers and egress', () => {
  const labelled = { podSelector: { matchLabels: { app: 'db' } } };
  const space = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } };

  test('by labels, namespaces and ranges', () => {
    const imported = ofSig({
      network: {
        ingressFrom: [{ ...labelled, ...space }, space, labelled, { ipBlock: { cidr: '203.0.113.0/24' } }],
        egressTo: [{ ...labelled, ...space }, { ipBlock: { cidr: '198.51.100.0/24' } }],
        egressPorts: [{ port: 5432 }, { port: 6432, protocol: 'TCP' }],
      },
    });
    const pods = (namespace: string): object => ({ namespace, labels: { app: 'db' } });
    expect(serverOf(imported)).toMatchObject({
      callers: [{ pods: pods('data') }, { namespace: 'data' }, { pods: pods('tools') }, { cidrs: ['203.0.113.0/24'] }],
      egress: [
        { toPods: { ...pods('data'), port: 5432 } },
        { toPods: { ...pods('data'), port: 6432 } },
        { toCidrs: ['198.51.100.0/24'], onPorts: [5432, 6432] },
      ],
    });
    expect([requiredAt(imported), unknownIn(imported)]).toEqual([[], []]);
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test.each<{ title: string; network: object; at: string }>([
    {
      title: 'a caller by expression',
      network: { ingressFrom: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }] },
      at: 'callers',
    },
    { title: 'callers of every namespace', network: { ingressFrom: [{ namespaceSelector: {} }] }, at: 'callers' },
    {
      title: 'the whole world as caller',
      network: { ingressFrom: [{ ipBlock: { cidr: '0.0.0.0/0' } }] },
      at: 'callers',
    },
    { title: 'every port', network: { egressTo: [labelled] }, at: 'egress' },
    {
      title: 'a range of ports',
      network: { egressTo: [labelled], egressPorts: [{ port: 1, endPort: 9 }] },
      at: 'egress',
    },
    { title: 'UDP', network: { egressTo: [labelled], egressPorts: [{ port: 53, protocol: 'UDP' }] }, at: 'egress' },
    { title: 'ports of anybody', network: { egressPorts: [{ port: 443 }] }, at: 'egress' },
    {
      title: 'a whole namespace as destination',
      network: { egressTo: [space], egressPorts: [{ port: 443 }] },
      at: 'egress',
    },
    {
      title: 'a range with holes',
      network: {
        egressTo: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.9/32'] } }],
        egressPorts: [{ port: 443 }],
      },
      at: 'egress',
    },
    {
      title: 'the metadata of the cloud',
      network: { egressTo: [{ ipBlock: { cidr: '169.254.169.254/32' } }], egressPorts: [{ port: 80 }] },
      at: 'egress',
    },
  ])('$title is a required decision', ({ network, at }) => {
    const imported = ofSig({ network });
    expect([requiredAt(imported), unknownIn(imported)]).toEqual([[at], []]);
    expect(() => synth(settled(imported))).not.toThrow();
  });
});

describe('probes say where a server answers', () => {
  test.each<{ title: string; health: object; expected: object }>([
    {
      title: 'the liveness path, where readiness asks none',
      health: {
        readinessProbe: { tcpSocket: { port: 8080 } },
        livenessProbe: { httpGet: { path: '/live', port: 8080 } },
      },
      expected: { source: { image: { healthPath: '/live' } } },
    },
    {
      title: 'a port of its own',
      health: { readinessProbe: { httpGet: { path: '/ready', port: 9000 } } },
      expected: { probes: { http: { path: '/ready', port: 9000 } } },
    },
    {
      title: 'a long start',
      health: { startupProbe: { httpGet: { path: '/up', port: 'http' }, failureThreshold: 60, periodSeconds: 10 } },
      expected: { probes: { http: { path: '/up', startupTimeout: '600s' } } },
    },
    {
      title: 'a long start without a path',
      health: { livenessProbe: { exec: { command: ['true'] }, initialDelaySeconds: 240 } },
      expected: { probes: { tcp: { startupTimeout: '240s' } } },
    },
  ])('$title', ({ health, expected }) => {
    const imported = ofSig({ runtime: { health } });
    expect(serverOf(imported)).toMatchObject(expected);
    expect(unknownIn(imported)).toEqual([]);
    expect(() => synth(settled(imported))).not.toThrow();
  });
});

test('an account gives rights that the input does not show: a required decision', () => {
  expect(requiredAt(ofSig({ runtime: { security: { serviceAccountName: 'reader' } } }))).toEqual(['kubernetesAccess']);
  expect(requiredAt(ofSig({ runtime: { security: { serviceAccountName: 'default' } } }))).toEqual([]);
});

test.each<{ title: string; context: object }>([
  { title: 'a profile without confinement', context: { seccompProfile: { type: 'Unconfined' } } },
  { title: 'the whole of /proc', context: { procMount: 'Unmasked' } },
  { title: 'a label for privileged containers', context: { seLinuxOptions: { type: 'spc_t' } } },
  { title: 'a process of the host', context: { windowsOptions: { hostProcess: true } } },
])('$title is refused', ({ context }) => {
  expect(() => ofSig({ runtime: { security: { securityContext: context } } })).toThrow('asks for');
});

test('no text that looks like a credential is written, wherever it stands', () => {
  const literal = `ghp_${'a1B2'.repeat(9)}`;
  const pod = {
    nodeSelector: { pool: literal },
    labels: { team: literal },
    tolerations: [{ key: 'a', value: literal }],
  };
  for (const [key, value] of Object.entries(pod)) {
    const read = (): string => {
      const imported = ofPod({ [key]: value });
      return imported.toYaml() + imported.toMarkdown();
    };
    expect(textOf(read)).not.toContain(literal);
  }
  const peer = { podSelector: { matchLabels: { app: literal } } };
  const imported = ofSig({ network: { ingressFrom: [peer], egressTo: [peer], egressPorts: [{ port: 1 }] } });
  expect(imported.toYaml() + imported.toMarkdown()).not.toContain(literal);
});

/** What is read, or the refusal. */
function textOf(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

test('files below /root are to be reviewed: a server is not root', () => {
  const imported = mounting(
    { secret: { secretName: 's', items: [{ key: 'config', path: 'config' }] } },
    { mountPath: '/root/.kube' },
  );
  expect(serverOf(imported).secretFiles).toEqual({
    '/root/.kube/config': { fromSecretName: { name: 's', key: 'config' } },
  });
  expect(imported.decisions).toContainEqual(
    expect.objectContaining({ at: 'servers.notes.secretFiles', what: 'path', required: false }),
  );
});
