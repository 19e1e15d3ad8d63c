import { Size } from 'cdk8s';
import {
  McpCapability,
  McpPlatform,
  McpPool,
  McpServerProps,
  Placement,
  Scaling,
  SecretSource,
  Sessions,
  Storage,
} from '../../../src/index';
import { Manifest, chart, find, objectsOf, server, source, synth } from '../../util/app';

function annotationsOf(props: Partial<McpServerProps>, scannerExemptions = true): Manifest {
  const scope = chart();
  McpPlatform.configure(scope, { scannerExemptions });
  server(scope, props);
  return find(synth(scope), 'Deployment').metadata.annotations;
}

const REPLICAS = 'ignore-check.kube-linter.io/minimum-three-replicas';
const STATEFUL = source({ sessions: Sessions.IN_MEMORY });

describe('scanner exemptions', () => {
  test('an autoscaler is the reason for replicas that are left out', () => {
    expect(annotationsOf({})).toMatchObject({
      [REPLICAS]: 'the HorizontalPodAutoscaler owns replicas',
      'polaris.fairwinds.com/deploymentMissingReplicas-exempt': 'true',
    });
  });

  test.each([
    { title: 'sessions in memory', props: { source: STATEFUL }, ignored: 'deployment-replicas' },
    {
      title: 'a volume of one node',
      props: { storage: [Storage.persistent('/data', Size.gibibytes(1))] },
      ignored: 'deployment-replicas,deployment-strategy',
    },
  ])('$title are the reason for one replica', ({ props, ignored }) => {
    expect(annotationsOf(props)).toMatchObject({
      [REPLICAS]: 'sessions or storage of the server allow one replica',
      'kube-score/ignore': ignored,
    });
  });

  test("one replica by the user's own choice is left to the scanners", () => {
    const annotations = annotationsOf({ scaling: Scaling.fixed(1) });
    expect(annotations).not.toHaveProperty([REPLICAS]);
    expect(annotations).not.toHaveProperty(['kube-score/ignore']);
  });

  test('a credential in the environment is exempted, one in a file is not', () => {
    const secret = SecretSource.fromSecretName('tool-secrets', 'token');
    expect(annotationsOf({ secrets: { API_TOKEN: secret } })).toHaveProperty(['checkov.io/skip1']);
    expect(annotationsOf({ secretFiles: { token: secret } })).not.toHaveProperty(['checkov.io/skip1']);
  });

  test('a priority class ends the exemption for priority classes', () => {
    const placement: Placement = { priorityClassName: 'tools' };
    expect(annotationsOf({})).toHaveProperty(['polaris.fairwinds.com/priorityClassNotSet-exempt'], 'true');
    expect(annotationsOf({ placement })).not.toHaveProperty(['polaris.fairwinds.com/priorityClassNotSet-exempt']);
  });

  test('none is written when the platform says so', () => {
    expect(
      Object.keys(annotationsOf({ source: STATEFUL }, false)).filter(name => !name.startsWith('cdk8s-mcp/')),
    ).toEqual([]);
  });
});

describe('annotations of the user', () => {
  const KINDS = {
    annotations: { team: 'tools', page: 'all' },
    podAnnotations: { 'checksum/config': 'abc' },
    serviceAnnotations: { page: 'service' },
    claimAnnotations: { backup: 'daily' },
    storage: [Storage.persistent('/data', Size.gibibytes(1))],
    capabilities: [McpCapability.TOOLS],
  };

  test('are on every object, and not on pods, which a change of them leaves running', () => {
    const manifests = objectsOf(KINDS);
    for (const { metadata } of manifests) {
      expect(metadata.annotations.team).toBe('tools');
    }
    expect(find(manifests, 'Deployment').spec.template).toEqual(
      find(objectsOf({ ...KINDS, annotations: {} }), 'Deployment').spec.template,
    );
  });

  test('of pods, the Service and claims are on these alone', () => {
    const manifests = objectsOf(KINDS);
    const having = (name: string) =>
      manifests.filter(({ metadata }) => name in metadata.annotations).map(({ kind }) => kind as string);
    expect(find(manifests, 'Deployment').spec.template.metadata.annotations).toMatchObject(KINDS.podAnnotations);
    expect(having('checksum/config')).toEqual([]);
    expect(having('backup')).toEqual(['PersistentVolumeClaim']);
    expect(manifests.filter(({ metadata }) => metadata.annotations.page === 'service')).toEqual([
      find(manifests, 'Service'),
    ]);
    expect(find(manifests, 'Service').metadata.annotations['cdk8s-mcp/capabilities']).toBe('tools');
  });

  test('of a pool are joined with those of a member, kind by kind', () => {
    const scope = chart();
    const defaults = { podAnnotations: { a: 'pool', b: 'pool' }, serviceAnnotations: { a: 'pool' } };
    const pool = new McpPool(scope, 'pool', { namespace: 'mcp-tools', defaults });
    server(pool, { podAnnotations: { b: 'member' } });
    const manifests = synth(scope);
    expect(find(manifests, 'Deployment').spec.template.metadata.annotations).toMatchObject({ a: 'pool', b: 'member' });
    expect(find(manifests, 'Service', 'tool').metadata.annotations).toMatchObject({ a: 'pool' });
  });

  test('that are none are errors of the pool that has them as defaults', () => {
    const pool = () =>
      new McpPool(chart(), 'pool', { namespace: 'mcp-tools', defaults: { claimAnnotations: { '/x': 'y' } } });
    expect(pool).toThrow('claimAnnotations./x must be an annotation name');
  });
});

describe('volumeName', () => {
  const props: Partial<McpServerProps> = {
    storage: [Storage.persistent('/data', Size.gibibytes(1))],
    files: { '/etc/tool/config.json': '{}' },
  };

  test.each(['/data', '/tmp', '/etc/tool/config.json'])('is the volume that the pod mounts at %s', path => {
    const scope = chart();
    const tool = server(scope, props);
    const { containers, volumes } = find(synth(scope), 'Deployment').spec.template.spec;
    const name = tool.volumeName(path);
    expect(containers[0].volumeMounts).toContainEqual(expect.objectContaining({ mountPath: path, name }));
    expect(volumes).toContainEqual(expect.objectContaining({ name }));
  });

  test('names the paths that there are when nothing is mounted there', () => {
    expect(() => server(chart(), props).volumeName('/data/')).toThrow(
      'mountPath must be a path at which the server has a volume: /data, /etc/tool/config.json, /tmp, got "/data/"',
    );
  });
});
