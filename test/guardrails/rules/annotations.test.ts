import { refusal } from '../../util/refusal';
import { ACTING, ANNOTATIONS, annotateIngress } from '../cases/annotations';
import { edit, problems, sound, testRules } from '../cases/mutant';

testRules(ANNOTATIONS);

const HARMLESS = {
  'team': 'search',
  'prometheus.io/scrape': 'true',
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
  'checksum/config': 'a1',
  'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
  'reloader.stakater.com/auto': 'true',
  'argocd.argoproj.io/sync-wave': '1',
  'argocd.argoproj.io/sync-options': 'Prune=false,ServerSideApply=true',
  'helm.sh/resource-policy': 'keep',
  'sidecar.istio.io/inject': 'false',
  'linkerd.io/inject': 'disabled',
  'example.com/runbook': 'https://runbooks.example.com/tool',
};

test('annotations that describe pass, as a prop and on the pods of a patch', () => {
  expect(problems(sound({ props: { annotations: HARMLESS } }))).toEqual([]);
  const subject = sound();
  edit(subject.deployment, ({ spec: { template } }) => {
    Object.assign(template.metadata.annotations, HARMLESS);
  });
  expect(problems(subject)).toEqual([]);
});

test('annotations of controllers of Ingresses pass with values that are harmless', () => {
  const subject = sound();
  annotateIngress(subject, {
    'nginx.ingress.kubernetes.io/proxy-body-size': '8m',
    'nginx.ingress.kubernetes.io/limit-rps': '20',
    'nginx.ingress.kubernetes.io/upstream-hash-by': '$http_mcp_session_id',
    'nginx.ingress.kubernetes.io/whitelist-source-range': '203.0.113.0/24,2001:db8::/32',
    'haproxy.org/timeout-server': '3600s',
    'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS":443}]',
    'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=3600',
    'cert-manager.io/cluster-issuer': 'letsencrypt',
    'cert-manager.io/issuer': 'letsencrypt',
    'cert-manager.io/issuer-kind': 'ClusterIssuer',
    'cert-manager.io/common-name': 'mcp.example.com',
    'kubernetes.io/tls-acme': 'true',
    'helm.sh/resource-policy': 'keep',
    'argocd.argoproj.io/sync-options': 'Prune=false',
    'note': 'for the shop',
  });
  expect(problems(subject)).toEqual([]);
});

test.each(ACTING)('the props annotations and labels refuse %s', key => {
  for (const prop of ['annotations', 'labels']) {
    const message = refusal(() => sound({ props: { [prop]: { [key]: 'a' } } }));
    expect(message).toContain(`test/tool: ${prop}.${key} may act on the object`);
    expect(message).toContain('McpPlatform.annotationDomains');
  }
});

test('domains of the platform pass, and those below them, wherever they stand', () => {
  const platform = { annotationDomains: ['acme.com'] };
  const keys = { 'acme.com/owner': 'search', 'tools.acme.com/tier': '1' };
  const subject = sound({ platform, props: { annotations: keys, labels: keys } });
  annotateIngress(subject, keys);
  expect(problems(subject)).toEqual([]);
  expect(refusal(() => sound({ platform, props: { labels: { 'notacme.com/a': '1' } } }))).toContain('notacme.com/a');
});

test.each(['*.acme.com', 'acme', 'Acme.com', ''])('%j is no domain of a platform', domain => {
  expect(refusal(() => sound({ platform: { annotationDomains: [domain] } }))).toContain('annotationDomains[0]');
});

test('labels by which injectors leave pods alone pass', () => {
  const labels = { 'sidecar.istio.io/inject': 'false', 'linkerd.io/inject': 'disabled' };
  expect(problems(sound({ props: { labels } }))).toEqual([]);
  const subject = sound();
  edit(subject.deployment, ({ spec: { template } }) => {
    Object.assign(template.metadata.labels, labels);
  });
  expect(problems(subject)).toEqual([]);
});
