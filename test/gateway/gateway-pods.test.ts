import { ApiObject } from 'cdk8s';
import {
  Architecture,
  Hardening,
  McpGatewayProps,
  McpPool,
  McpReport,
  Placement,
  Sandbox,
  Scaling,
  TaintEffect,
} from '../../src/index';
import { Manifest, chart, find, synth } from '../util/app';
import { backend, gateway, gatewayObjects } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

const podOf = (manifests: Manifest[]): Manifest => find(manifests, 'Deployment', 'gateway').spec.template;

const PLACEMENT: Placement = {
  nodeSelector: { pool: 'edge' },
  tolerations: [{ key: 'edge', value: 'yes', effect: TaintEffect.NO_SCHEDULE }],
  priorityClassName: 'edge',
  architectures: [Architecture.ARM64],
};

describe('the pods of a gateway have what those of servers can have', () => {
  test('a placement', () => {
    const { spec } = podOf(gatewayObjects({ placement: PLACEMENT }));
    expect(spec).toMatchObject({
      nodeSelector: { pool: 'edge' },
      tolerations: [{ key: 'edge', value: 'yes', effect: 'NoSchedule' }],
      priorityClassName: 'edge',
    });
    expect(JSON.stringify(spec)).toContain('arm64');
  });

  test('annotations of the pods alone and of the Service alone, beside what the library writes', () => {
    const manifests = gatewayObjects({
      podAnnotations: { 'example.com/pods': 'a' },
      serviceAnnotations: { 'example.com/service': 'b' },
    });
    const annotated = (key: string): string[] =>
      manifests.filter(({ metadata }) => metadata.annotations?.[key] !== undefined).map(({ kind }) => kind);
    const { metadata } = podOf(manifests);
    expect(metadata.annotations).toMatchObject({
      'example.com/pods': 'a',
      'cdk8s-mcp/restart-hash': expect.any(String),
    });
    expect([annotated('example.com/pods'), annotated('example.com/service')]).toEqual([[], ['Service']]);
  });

  test('a sandbox and pull secrets', () => {
    const { spec } = podOf(gatewayObjects({ sandbox: Sandbox.runtimeClass('gvisor'), imagePullSecrets: ['mirror'] }));
    expect(spec).toMatchObject({ runtimeClassName: 'gvisor', imagePullSecrets: [{ name: 'mirror' }] });
  });

  test('a relaxation with its reason, in the manifest and in the report', () => {
    const reason = 'a sidecar of the mesh runs as this user';
    const manifests = gatewayObjects({ hardening: Hardening.restricted().withUser(2000, reason) });
    const deployment = find(manifests, 'Deployment', 'gateway');
    expect(deployment.spec.template.spec.securityContext.runAsUser).toBe(2000);
    expect(deployment.metadata.annotations['cdk8s-mcp/relaxed-user']).toBe(reason);
    expect(McpReport.ofManifests(manifests.map(manifest => JSON.stringify(manifest))).toJson()).toContain(reason);
  });

  test('labels on the pods and on every object that comes with them, and annotations on the objects', () => {
    const labels = { 'example.com/tier': 'edge' };
    const annotations = { 'example.com/runbook': 'https://example.com/gateway' };
    const manifests = gatewayObjects({ labels, annotations });
    const own = manifests.filter(({ metadata }) => metadata.labels['app.kubernetes.io/instance'] === 'gateway');
    expect(own.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ]);
    own.forEach(({ metadata }) => expect(metadata).toMatchObject({ labels, annotations }));
    const { metadata } = podOf(manifests);
    expect(metadata).toMatchObject({ labels });
    expect(metadata.annotations).not.toHaveProperty(['example.com/runbook']);
  });

  test('those of their pool together with their own, and their own where both have one', () => {
    const scope = chart();
    const pool = new McpPool(scope, 'pool', {
      namespace: 'mcp-tools',
      defaults: { labels: { 'example.com/tier': 'pool', 'example.com/from': 'pool' }, placement: PLACEMENT },
    });
    gateway(pool, {
      servers: [backend(pool, 'notes')],
      labels: { 'example.com/tier': 'own' },
      placement: { nodeSelector: { disk: 'ssd' } },
    });
    const { metadata, spec } = podOf(synth(scope));
    expect(metadata.labels).toMatchObject({ 'example.com/tier': 'own', 'example.com/from': 'pool' });
    expect(spec.nodeSelector).toMatchObject({ pool: 'edge', disk: 'ssd' });
  });
});

test('objects of a gateway with pods of its own can be read and patched', () => {
  const scope = chart();
  const mcp = gateway(scope, { servers: [backend(scope, 'notes')] });
  const { deployment, service, serviceAccountObject, networkPolicy, autoscaler, disruptionBudget } = mcp;
  const objects = [deployment, service, serviceAccountObject, networkPolicy, autoscaler, disruptionBudget];
  expect(objects.map(object => object?.kind)).toEqual([
    'Deployment',
    'Service',
    'ServiceAccount',
    'NetworkPolicy',
    'HorizontalPodAutoscaler',
    'PodDisruptionBudget',
  ]);
  expect(ApiObject.of(mcp)).toBe(deployment);
  service?.metadata.addLabel('example.com/team', 'edge');
  expect(find(synth(scope), 'Service', 'gateway').metadata.labels['example.com/team']).toBe('edge');
});

test('a gateway with a fixed number of replicas has no autoscaler', () => {
  const scope = chart();
  expect(gateway(scope, { servers: [backend(scope, 'notes')], scaling: Scaling.fixed(3) }).autoscaler).toBeUndefined();
});

describe('a gateway is refused with', () => {
  test.each<{ title: string; props: Partial<McpGatewayProps>; expected: string }>([
    { title: 'a placement that is text', props: { placement: wrong('edge') }, expected: 'placement must be' },
    { title: 'a hardening of its own', props: { hardening: wrong({}) }, expected: 'hardening must be made by' },
    { title: 'a sandbox by name', props: { sandbox: wrong('gvisor') }, expected: 'sandbox must be made by Sandbox' },
    { title: 'pull secrets as text', props: { imagePullSecrets: wrong('mirror') }, expected: 'imagePullSecrets must' },
    { title: 'labels as text', props: { labels: wrong('a=b') }, expected: 'labels must be a plain map' },
    {
      title: 'a label that the library sets',
      props: { labels: { 'app.kubernetes.io/name': 'x' } },
      expected: 'labels.app.kubernetes.io/name is set by the library',
    },
    {
      title: 'annotations of pods as a list',
      props: { podAnnotations: wrong(['a']) },
      expected: 'podAnnotations must be',
    },
    {
      title: 'an annotation of the Service that acts',
      props: { serviceAnnotations: { 'external-dns.alpha.kubernetes.io/hostname': 'a.example.com' } },
      expected: 'serviceAnnotations.external-dns.alpha.kubernetes.io/hostname',
    },
    { title: 'annotations as a list', props: { annotations: wrong(['a']) }, expected: 'annotations must be' },
    {
      title: 'an annotation that acts',
      props: { annotations: { 'sidecar.istio.io/inject': 'true' } },
      expected: 'annotations.sidecar.istio.io/inject',
    },
  ])('$title', ({ props, expected }) => {
    expect(refusal(scope => gateway(scope, { servers: [backend(scope, 'notes')], ...props }))).toContain(expected);
  });
});
