import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { McpServerProps, Qos, Scaling, Sessions, Storage } from '../../src';
import { Manifest, containerOf, find, objectsOf, server, source } from '../util/app';
import { refusal } from '../util/refusal';

const podOf = (manifests: Manifest[]) => find(manifests, 'Deployment').spec.template.spec;
const kinds = (manifests: Manifest[]) => manifests.map(({ kind }) => kind);

const readWriteOnce = Storage.persistent('/data', Size.gibibytes(1));
const readWriteMany = Storage.persistent('/data', Size.gibibytes(1), {
  accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
});
const readOnlyMany = Storage.persistent('/data', Size.gibibytes(1), {
  accessMode: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY,
  existingClaim: 'corpus',
});

describe('scaling, sessions and storage', () => {
  test.each<{
    title: string;
    props: Partial<McpServerProps>;
    replicas: number | undefined;
    strategy: string;
    bounds: [number, number] | undefined;
  }>([
    { title: 'nothing said', props: {}, replicas: undefined, strategy: 'RollingUpdate', bounds: [3, 6] },
    {
      title: 'shared sessions',
      props: { source: source({ sessions: Sessions.SHARED }) },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [3, 6],
    },
    {
      title: 'sessions in memory',
      props: { source: source({ sessions: Sessions.IN_MEMORY }) },
      replicas: 1,
      strategy: 'RollingUpdate',
      bounds: undefined,
    },
    {
      title: 'ReadWriteOnce',
      props: { storage: [readWriteOnce] },
      replicas: 1,
      strategy: 'Recreate',
      bounds: undefined,
    },
    {
      title: 'ReadWriteMany',
      props: { storage: [readWriteMany] },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [3, 6],
    },
    {
      title: 'ReadOnlyMany',
      props: { storage: [readOnlyMany] },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [3, 6],
    },
    {
      title: 'both kinds',
      props: {
        storage: [
          readWriteOnce,
          Storage.persistent('/other', Size.gibibytes(1), {
            accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
          }),
        ],
      },
      replicas: 1,
      strategy: 'Recreate',
      bounds: undefined,
    },
    { title: 'fixed', props: { scaling: Scaling.fixed(4) }, replicas: 4, strategy: 'RollingUpdate', bounds: undefined },
    {
      title: 'fixed at one with sessions in memory',
      props: { scaling: Scaling.fixed(1), source: source({ sessions: Sessions.IN_MEMORY }) },
      replicas: 1,
      strategy: 'RollingUpdate',
      bounds: undefined,
    },
    {
      title: 'from two to nine',
      props: { scaling: Scaling.onCpu({ min: 2, max: 9 }) },
      replicas: undefined,
      strategy: 'RollingUpdate',
      bounds: [2, 9],
    },
  ])('decide replicas and rollout: $title', ({ props, replicas, strategy, bounds }) => {
    const manifests = objectsOf(props);
    const { spec } = find(manifests, 'Deployment');
    expect([spec.replicas, spec.strategy.type]).toEqual([replicas, strategy]);
    const autoscaler = manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(autoscaler && [autoscaler.spec.minReplicas, autoscaler.spec.maxReplicas]).toEqual(bounds);
  });

  test.each<{ title: string; props: Partial<McpServerProps>; parts: string[] }>([
    {
      title: 'memory and fixed',
      props: { source: source({ sessions: Sessions.IN_MEMORY }), scaling: Scaling.fixed(2) },
      parts: ['must be Scaling.fixed(1), got up to 2 replicas', 'sessions are in the memory of one process'],
    },
    {
      title: 'memory and autoscaler',
      props: { source: source({ sessions: Sessions.IN_MEMORY }), scaling: Scaling.onCpu() },
      parts: ['got up to 6 replicas', 'sessions are in the memory'],
    },
    {
      title: 'one volume and autoscaler',
      props: { storage: [readWriteOnce], scaling: Scaling.onMemory({ max: 12 }) },
      parts: ['got up to 12 replicas', 'a ReadWriteOnce volume is mounted by one node at a time'],
    },
    {
      title: 'both',
      props: { source: source({ sessions: Sessions.IN_MEMORY }), storage: [readWriteOnce], scaling: Scaling.fixed(3) },
      parts: ['got up to 3 replicas', 'sessions are in the memory', 'a ReadWriteOnce volume'],
    },
  ])('$title is refused with the numbers and the reasons', ({ props, parts }) => {
    const message = refusal(scope => {
      server(scope, props);
    });
    expect(message).toContain('test/tool: scaling must');
    for (const part of parts) {
      expect(message).toContain(part);
    }
  });

  test('an autoscaler may look at memory', () => {
    const [{ containerResource }] = find(
      objectsOf({ scaling: Scaling.onMemory({ targetPercent: 80 }) }),
      'HorizontalPodAutoscaler',
    ).spec.metrics;
    expect(containerResource).toEqual({
      name: 'memory',
      container: 'server',
      target: { type: 'Utilization', averageUtilization: 80 },
    });
  });
});

describe('storage', () => {
  test.each<{ title: string; storage: Storage; volume: unknown }>([
    {
      title: 'scratch',
      storage: Storage.scratch('/var/cache', Size.mebibytes(100)),
      volume: { name: 'storage-var-cache', emptyDir: { sizeLimit: '100Mi' } },
    },
    {
      title: 'memory',
      storage: Storage.memory('/dev/shm', Size.mebibytes(64)),
      volume: { name: 'storage-dev-shm', emptyDir: { sizeLimit: '64Mi', medium: 'Memory' } },
    },
    {
      title: 'persistent',
      storage: readWriteMany,
      volume: { name: 'storage-data', persistentVolumeClaim: { claimName: 'tool-data' } },
    },
    {
      title: 'read-only',
      storage: readOnlyMany,
      volume: { name: 'storage-data', persistentVolumeClaim: { claimName: 'corpus', readOnly: true } },
    },
    {
      title: 'an existing claim',
      storage: Storage.persistent('/data', Size.gibibytes(1), { existingClaim: 'mine' }),
      volume: { name: 'storage-data', persistentVolumeClaim: { claimName: 'mine' } },
    },
    {
      title: 'a larger /tmp',
      storage: Storage.scratch('/tmp', Size.gibibytes(1)),
      volume: { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
    },
    {
      title: '/tmp in memory',
      storage: Storage.memory('/tmp', Size.mebibytes(10)),
      volume: { name: 'tmp', emptyDir: { sizeLimit: '10Mi', medium: 'Memory' } },
    },
  ])('has its volume: $title', ({ storage, volume }) => {
    const {
      volumes,
      containers: [{ volumeMounts }],
    } = podOf(objectsOf({ storage: [storage] }));
    expect(volumes).toContainEqual(volume);
    expect(volumeMounts.filter(({ mountPath }: Manifest) => mountPath === '/tmp')).toHaveLength(1);
  });

  test('a claim asks for what was said', () => {
    const claim = find(
      objectsOf({ storage: [Storage.persistent('/data', Size.gibibytes(5), { storageClass: 'fast' })] }),
      'PersistentVolumeClaim',
    );
    expect(claim).toMatchObject({
      metadata: { name: 'tool-data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } }, storageClassName: 'fast' },
    });
  });

  test('a claim that exists is not made', () => {
    expect(
      kinds(objectsOf({ storage: [Storage.persistent('/data', Size.gibibytes(5), { existingClaim: 'mine' })] })),
    ).not.toContain('PersistentVolumeClaim');
  });

  test.each([
    { a: '/a/b', b: '/a-b' },
    { a: '/A', b: '/a' },
    { a: '/data.d', b: '/data-d' },
    { a: '/_', b: '/-' },
    { a: `/${'x'.repeat(50)}1`, b: `/${'x'.repeat(50)}2` },
  ])('two paths never share a volume: $a and $b', ({ a, b }) => {
    const storage = [a, b].map(path => Storage.scratch(path, Size.mebibytes(1)));
    const names: string[] = podOf(objectsOf({ storage })).volumes.map(({ name }: Manifest) => name);
    expect(new Set(names).size).toBe(3);
    expect(names.every(name => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))).toBe(true);
  });

  test('a changed file rolls the pods', () => {
    const hashOf = (text: string) =>
      find(objectsOf({ files: { '/etc/a': text } }), 'Deployment').spec.template.metadata.annotations[
        'cdk8s-mcp/files-hash'
      ];
    expect(hashOf('1')).not.toBe(hashOf('2'));
    expect(hashOf('1')).toBe(hashOf('1'));
  });

  test('a file is one read-only mount of the ConfigMap', () => {
    const manifests = objectsOf({ files: { '/etc/tool/a.conf': 'x' } });
    expect(find(manifests, 'ConfigMap')).toMatchObject({
      metadata: { name: 'tool-files' },
      data: { 'etc.tool.a.conf': 'x' },
    });
    expect(containerOf(manifests).volumeMounts).toContainEqual({
      name: 'files',
      mountPath: '/etc/tool/a.conf',
      subPath: 'etc.tool.a.conf',
      readOnly: true,
    });
  });
});

describe('resources', () => {
  const millis = kplus.Cpu.millis;
  test.each<{ title: string; props: Partial<McpServerProps>; requests: unknown; limits: unknown }>([
    {
      title: 'a cpu request alone: ten times as limit',
      props: { resources: { cpu: { request: millis(250) } } },
      requests: { cpu: '250m' },
      limits: { cpu: '2500m' },
    },
    {
      title: 'a cpu limit alone',
      props: { resources: { cpu: { limit: millis(300) } } },
      requests: { cpu: '100m' },
      limits: { cpu: '300m' },
    },
    {
      title: 'units',
      props: { resources: { cpu: { request: kplus.Cpu.units(1), limit: kplus.Cpu.units(1.5) } } },
      requests: { cpu: '1' },
      limits: { cpu: '1500m' },
    },
    {
      title: 'a memory request alone',
      props: { resources: { memory: { request: Size.gibibytes(1) } } },
      requests: { memory: '1Gi' },
      limits: { memory: '1Gi' },
    },
    {
      title: 'a memory limit alone',
      props: { resources: { memory: { limit: Size.gibibytes(1) } } },
      requests: { memory: '1Gi' },
      limits: { memory: '1Gi' },
    },
    {
      title: 'both',
      props: { resources: { memory: { request: Size.mebibytes(100), limit: Size.mebibytes(200) } } },
      requests: { memory: '100Mi' },
      limits: { memory: '200Mi' },
    },
    {
      title: 'memory volumes count',
      props: { storage: [Storage.memory('/m', Size.mebibytes(44))] },
      requests: { memory: '300Mi' },
      limits: { memory: '300Mi' },
    },
    {
      title: 'scratch volumes count',
      props: { storage: [Storage.scratch('/s', Size.mebibytes(80))] },
      requests: { 'ephemeral-storage': '400Mi' },
      limits: { 'ephemeral-storage': '400Mi' },
    },
    {
      title: 'claims do not',
      props: { storage: [readWriteMany] },
      requests: { 'ephemeral-storage': '320Mi' },
      limits: { 'ephemeral-storage': '320Mi' },
    },
    {
      title: 'disk as said',
      props: { resources: { ephemeralStorage: { limit: Size.gibibytes(2) } } },
      requests: { 'ephemeral-storage': '2Gi' },
      limits: { 'ephemeral-storage': '2Gi' },
    },
    {
      title: 'bytes',
      props: { resources: { memory: { limit: Size.kibibytes(262144.5) } } },
      requests: { memory: '268435968' },
      limits: { memory: '268435968' },
    },
    {
      title: 'odd kibibytes',
      props: { resources: { memory: { limit: Size.kibibytes(262145) } } },
      requests: { memory: '262145Ki' },
      limits: { memory: '262145Ki' },
    },
    {
      title: 'guaranteed',
      props: { resources: { qos: Qos.GUARANTEED } },
      requests: { cpu: '1', memory: '256Mi' },
      limits: { cpu: '1', memory: '256Mi' },
    },
    {
      title: 'guaranteed by request',
      props: { resources: { qos: Qos.GUARANTEED, cpu: { request: millis(200) } } },
      requests: { cpu: '200m' },
      limits: { cpu: '200m' },
    },
    {
      title: 'guaranteed by limit',
      props: { resources: { qos: Qos.GUARANTEED, cpu: { limit: millis(200) } } },
      requests: { cpu: '200m' },
      limits: { cpu: '200m' },
    },
    {
      title: 'burstable',
      props: { resources: { qos: Qos.BURSTABLE } },
      requests: { cpu: '100m' },
      limits: { cpu: '1' },
    },
  ])('are those that are asked for: $title', ({ props, requests, limits }) => {
    expect(containerOf(objectsOf(props)).resources).toMatchObject({ requests, limits });
  });

  test('an unlimited cpu has a request', () => {
    const { requests, limits } = containerOf(objectsOf({ resources: { unlimitedCpu: true } })).resources;
    expect([requests.cpu, limits]).toEqual(['100m', { 'memory': '256Mi', 'ephemeral-storage': '320Mi' }]);
  });

  test('an unlimited cpu keeps the request that is given', () => {
    expect(
      containerOf(objectsOf({ resources: { unlimitedCpu: true, cpu: { request: millis(700) } } })).resources.requests
        .cpu,
    ).toBe('700m');
  });
});
