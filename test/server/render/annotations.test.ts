import { Size } from 'cdk8s';
import { McpPlatform, McpServerProps, Placement, Scaling, SecretSource, Sessions, Storage } from '../../../src/index';
import { Manifest, chart, find, server, source, synth } from '../../util/app';

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
