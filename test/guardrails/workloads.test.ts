import { Chart } from 'cdk8s';
import { besidePatches, byHand, policyByHand, problems, rulesIn, sound, soundTemplate } from './cases/mutant';
import { METADATA_RANGES } from '../../src/foundation/net/addresses';
import { Manifest } from '../util/app';

const SELECTOR = { selector: { matchLabels: { app: 'by-hand' } } };

interface Workload {
  readonly apiVersion: string;
  readonly spec: (template: Manifest) => Manifest;
  readonly pod: string;
}

const WORKLOADS: Readonly<Record<string, Workload>> = {
  Deployment: {
    apiVersion: 'apps/v1',
    spec: template => ({ spec: { ...SELECTOR, template } }),
    pod: 'spec.template.spec',
  },
  ReplicaSet: {
    apiVersion: 'apps/v1',
    spec: template => ({ spec: { ...SELECTOR, template } }),
    pod: 'spec.template.spec',
  },
  StatefulSet: {
    apiVersion: 'apps/v1',
    spec: template => ({ spec: { ...SELECTOR, serviceName: 'by-hand', template } }),
    pod: 'spec.template.spec',
  },
  DaemonSet: {
    apiVersion: 'apps/v1',
    spec: template => ({ spec: { ...SELECTOR, template } }),
    pod: 'spec.template.spec',
  },
  ReplicationController: {
    apiVersion: 'v1',
    spec: template => ({ spec: { selector: { app: 'by-hand' }, template } }),
    pod: 'spec.template.spec',
  },
  Job: { apiVersion: 'batch/v1', spec: template => ({ spec: { template } }), pod: 'spec.template.spec' },
  CronJob: {
    apiVersion: 'batch/v1',
    spec: template => ({ spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } } }),
    pod: 'spec.jobTemplate.spec.template.spec',
  },
  PodTemplate: { apiVersion: 'v1', spec: template => ({ template }), pod: 'template.spec' },
  Rollout: {
    apiVersion: 'argoproj.io/v1alpha1',
    spec: template => ({ spec: { ...SELECTOR, template } }),
    pod: 'spec.template.spec',
  },
  Service: {
    apiVersion: 'serving.knative.dev/v1',
    spec: template => ({ spec: { template } }),
    pod: 'spec.template.spec',
  },
};

function synthesized(kind: string, change: (pod: Manifest) => void): string[] {
  const subject = sound();
  const { apiVersion, spec } = WORKLOADS[kind];
  const template = soundTemplate(subject);
  change(template.spec);
  policyByHand(subject);
  byHand(subject, { apiVersion, kind, metadata: { name: 'by-hand' }, ...spec(template) });
  return problems(subject);
}

describe.each(Object.keys(WORKLOADS))('a %s by hand', kind => {
  const { pod: path } = WORKLOADS[kind];

  test('as hardened as a server passes', () => {
    expect(synthesized(kind, () => undefined)).toEqual([]);
  });

  test.each<{ title: string; rule: string; field: string; change: (pod: Manifest) => void }>([
    {
      title: 'a privileged container',
      rule: 'privileged',
      field: 'containers[0].securityContext.privileged',
      change: pod => {
        pod.containers[0].securityContext.privileged = true;
      },
    },
    {
      title: 'the host network',
      rule: 'host-namespaces',
      field: 'hostNetwork',
      change: pod => {
        pod.hostNetwork = true;
      },
    },
    {
      title: 'the token',
      rule: 'token-mount',
      field: 'automountServiceAccountToken',
      change: pod => {
        pod.automountServiceAccountToken = true;
      },
    },
    {
      title: 'an image by tag',
      rule: 'image-pin',
      field: 'containers[0].image',
      change: pod => {
        pod.containers[0].image = 'nginx:1';
      },
    },
    {
      title: 'a host path',
      rule: 'volume-types',
      field: 'volumes[1].hostPath',
      change: pod => {
        pod.volumes.push({ name: 'host', hostPath: { path: '/' } });
      },
    },
    {
      title: 'an init container without anything',
      rule: 'seccomp',
      field: 'initContainers[0].securityContext.seccompProfile.type',
      change: pod => {
        delete pod.securityContext;
        pod.initContainers = [{ name: 'init', image: 'busybox' }];
      },
    },
  ])('with $title fails synth', ({ rule, field, change }) => {
    expect(synthesized(kind, change).some(line => line.startsWith(`test/by-hand: ${rule}: ${path}.${field} `))).toBe(
      true,
    );
  });
});

test('a bare Pod as hardened as a server passes', () => {
  const subject = sound();
  policyByHand(subject);
  byHand(subject, { apiVersion: 'v1', kind: 'Pod', ...soundTemplate(subject) });
  expect(problems(subject)).toEqual([]);
});

test('a bare Pod with everything wrong fails synth with the paths of a Pod', () => {
  const subject = sound();
  byHand(subject, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { labels: { app: 'by-hand' } },
    spec: { hostPID: true, containers: [{ name: 'x', image: 'nginx' }] },
  });
  const found = problems(subject);
  expect(found).toContain(
    'test/by-hand: host-namespaces: spec.hostPID must not be true. Fix: Remove hostNetwork, hostPID and hostIPC.',
  );
  expect(
    found.some(line =>
      line.startsWith('test/by-hand: network-policy: metadata.labels are selected by no NetworkPolicy for Ingress'),
    ),
  ).toBe(true);
  expect(rulesIn(found)).toEqual(
    expect.arrayContaining([
      'capabilities',
      'seccomp',
      'run-as-non-root',
      'privilege-escalation',
      'resources',
      'image-pull-policy',
      'service-account',
    ]),
  );
});

test('a policy by expressions selects the pods that it describes', () => {
  const subject = sound();
  byHand(
    subject,
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'by-hand' },
      spec: {
        policyTypes: ['Ingress', 'Egress'],
        podSelector: {
          matchLabels: { app: 'by-hand' },
          matchExpressions: [
            { key: 'app', operator: 'In', values: ['by-hand', 'other'] },
            { key: 'app', operator: 'Exists' },
            { key: 'quarantine', operator: 'DoesNotExist' },
            { key: 'app', operator: 'NotIn', values: ['other'] },
          ],
        },
      },
    },
    'policy',
  );
  byHand(subject, { apiVersion: 'v1', kind: 'Pod', ...soundTemplate(subject) });
  expect(problems(subject)).toEqual([]);
});

test("the default deny of a namespace is no policy of a pod's own", () => {
  const subject = sound();
  byHand(
    subject,
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    'deny',
  );
  byHand(subject, { apiVersion: 'v1', kind: 'Pod', ...soundTemplate(subject) });
  expect(rulesIn(problems(subject))).toEqual(['network-policy']);
});

test('a budget by expressions guards the pods that it describes', () => {
  const subject = sound();
  subject.node.tryRemoveChild('DisruptionBudget');
  byHand(subject, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    spec: {
      minAvailable: '50%',
      selector: { matchExpressions: [{ key: 'cdk8s-mcp/server', operator: 'In', values: [subject.name] }] },
    },
  });
  expect(besidePatches(problems(subject))).toEqual([]);
});

test('a token for another audience, and one that a binding is for, pass', () => {
  const subject = sound();
  const template = soundTemplate(subject);
  template.spec.volumes.push({
    name: 'tokens',
    projected: {
      sources: [
        { serviceAccountToken: { path: 'vault', audience: 'vault' } },
        { serviceAccountToken: { path: 'api', expirationSeconds: 600 } },
        { configMap: { name: 'kube-root-ca.crt' } },
      ],
    },
  });
  policyByHand(subject);
  byHand(subject, { apiVersion: 'v1', kind: 'Pod', ...template });
  expect(rulesIn(problems(subject))).toEqual(['token-grant']);
  byHand(
    subject,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'binding' },
      roleRef: { kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'tool' }],
    },
    'binding',
  );
  expect(problems(subject)).toEqual([]);
});

test('policies that the platform opens by design pass: DNS at the metadata address, ICMP, one domain', () => {
  const subject = sound();
  byHand(
    subject,
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'by-hand' },
      spec: {
        podSelector: { matchLabels: { app: 'x' } },
        policyTypes: ['Egress'],
        egress: [
          {
            to: [{ ipBlock: { cidr: '169.254.169.254/32' } }],
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ],
          },
          { to: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 8000, endPort: 8100 }] },
          {
            to: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] }] } }],
            ports: [{ protocol: 'TCP', port: 443 }],
          },
        ],
      },
    },
    'policy',
  );
  byHand(
    subject,
    {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'by-hand-cilium' },
      spec: {
        endpointSelector: { matchLabels: { app: 'x' } },
        egressDeny: [{ toCIDR: [...METADATA_RANGES] }],
        egress: [
          { toCIDRSet: [{ cidr: '203.0.113.0/24' }], icmps: [{ fields: [{ type: 8 }] }] },
          {
            toFQDNs: [{ matchPattern: '**.example.com' }, { matchName: 'example.org' }],
            toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
          },
        ],
      },
    },
    'cilium',
  );
  expect(problems(subject)).toEqual([]);
  expect(Chart.of(subject).node.children).toHaveLength(3);
});
