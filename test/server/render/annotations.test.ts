import { Chart, Size } from 'cdk8s';
import {
  McpCapability,
  McpPlatform,
  McpPlatformProps,
  McpPool,
  McpServerProps,
  NetworkPolicyEngine,
  Placement,
  Scaling,
  SecretSource,
  Sessions,
  SmokeTest,
  Storage,
  Trust,
} from '../../../src/index';
import { Manifest, chart, find, objectsOf, server, source, synth } from '../../util/app';

function annotationsOf(props: Partial<McpServerProps>, scannerExemptions = true): Manifest {
  const scope = chart();
  McpPlatform.configure(scope, { scannerExemptions });
  server(scope, props);
  return find(synth(scope), 'Deployment').metadata.annotations;
}

const REPLICAS = 'ignore-check.kube-linter.io/minimum-three-replicas';
const PRIORITY: Placement = { priorityClassName: 'tools' };
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

const SCANNERS = /^(?:ignore-check\.kube-linter\.io|polaris\.fairwinds\.com|kube-score|checkov\.io)\//;

/** The exemptions of each object, by its kind. */
function exemptionsOf(build: (scope: Chart) => void, platform: McpPlatformProps = {}): Manifest {
  const scope = chart();
  McpPlatform.configure(scope, platform);
  build(scope);
  const found = synth(scope).map(({ kind, metadata }: Manifest) => [
    kind,
    Object.fromEntries(Object.entries((metadata.annotations ?? {}) as object).filter(([name]) => SCANNERS.test(name))),
  ]);
  return Object.fromEntries(found.filter(([, exemptions]) => Object.keys(exemptions as object).length > 0));
}

describe('a smoke test is exempted in its Job alone, from what a program that runs once must break', () => {
  const ONCE = 'the program runs once, and its end is its result';
  const JOB = {
    'ignore-check.kube-linter.io/no-liveness-probe': ONCE,
    'ignore-check.kube-linter.io/no-readiness-probe': ONCE,
    'ignore-check.kube-linter.io/restart-policy': ONCE,
    'polaris.fairwinds.com/priorityClassNotSet-exempt': 'true',
    'polaris.fairwinds.com/missingNetworkPolicy-exempt': 'true',
  };
  const build = (scope: Chart): void => {
    new SmokeTest(scope, 'smoke', { server: server(scope, { scaling: Scaling.fixed(3), placement: PRIORITY }) });
  };

  test.each<{ title: string; platform: McpPlatformProps }>([
    { title: 'under plain network policies', platform: {} },
    { title: 'under Cilium', platform: { networkPolicyEngine: NetworkPolicyEngine.CILIUM } },
    { title: 'on OpenShift', platform: { openshift: true } },
  ])('$title', ({ platform }) => {
    const { Deployment: ofServer = {}, NetworkPolicy: ofPolicy = {}, ...others } = exemptionsOf(build, platform);
    expect(others).toEqual({ Job: JOB });
    // those of the server beside it
    expect(Object.keys({ ...ofServer, ...ofPolicy }).filter(name => /probe|restart-policy/.test(name))).toEqual([]);
  });

  test('and not where the platform says so', () => {
    expect(exemptionsOf(build, { scannerExemptions: false })).toEqual({});
  });

  // Polaris asks for ingress and egress rules in a policy that selects the pods; nobody calls a test
  test('and always from missingNetworkPolicy of Polaris, for its policy never has an ingress rule', () => {
    const scope = chart();
    build(scope);
    const manifests = synth(scope);
    const labels = find(manifests, 'Job').spec.template.metadata.labels;
    const policies = manifests.filter(
      ({ kind, spec }) =>
        kind === 'NetworkPolicy' &&
        Object.entries(spec.podSelector.matchLabels as object).every(([name, value]) => labels[name] === value),
    );
    expect(policies.map(({ spec }) => spec.ingress ?? [])).toEqual([[]]);
  });
});

describe('a server in quarantine is exempted from what nothing that runs can break', () => {
  const trust = Trust.quarantined({ reason: 'its new release sends data elsewhere', since: '2026-11-20' });
  const QUARANTINED = {
    'ignore-check.kube-linter.io/minimum-three-replicas': 'in quarantine: nothing runs and nothing is open',
    'polaris.fairwinds.com/deploymentMissingReplicas-exempt': 'true',
    'polaris.fairwinds.com/missingPodDisruptionBudget-exempt': 'true',
    'polaris.fairwinds.com/missingNetworkPolicy-exempt': 'true',
    'kube-score/ignore': 'deployment-replicas',
  };

  test.each<{ title: string; props: Partial<McpServerProps> }>([
    { title: 'of any scaling', props: {} },
    { title: 'with sessions in memory, for the one reason', props: { source: STATEFUL } },
    { title: 'with a fixed number of replicas', props: { scaling: Scaling.fixed(1) } },
  ])('$title, in its Deployment alone', ({ props }) => {
    expect(exemptionsOf(scope => server(scope, { placement: PRIORITY, trust, ...props }))).toEqual({
      Deployment: QUARANTINED,
    });
  });

  test('and no longer when it is trusted again', () => {
    const trusted = { placement: PRIORITY, scaling: Scaling.fixed(3), trust: Trust.trusted() };
    expect(exemptionsOf(scope => server(scope, trusted))).toEqual({});
  });

  test('and has no smoke test to exempt', () => {
    expect(
      exemptionsOf(scope => {
        new SmokeTest(scope, 'smoke', { server: server(scope, { trust }) });
      }),
    ).not.toHaveProperty('Job');
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
