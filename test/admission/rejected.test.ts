import { Chart, JsonPatch } from 'cdk8s';
import {
  AdmissionExemption,
  AdmissionMode,
  GatewayAuth,
  Guardrails,
  Hardening,
  KubernetesAccess,
  McpAdmissionPolicy,
  McpAdmissionPolicyProps,
  McpGateway,
  McpPlatform,
  McpPool,
  McpServerProps,
  NetworkPolicyEngine,
  RuleSettings,
  SmokeTest,
  Trust,
} from '../../src';
import { ADMISSION_RULES } from '../../src/guardrails/admission-rules';
import { RULES } from '../../src/guardrails/catalog';
import { RELAXED_RULES } from '../../src/guardrails/relaxations';
import { refusals } from '../util/admission';
import { Manifest, chart, find, server, synth } from '../util/app';
import { refusal } from '../util/refusal';

const REGISTRIES = ['registry.example.com', 'docker.io', 'cr.agentgateway.dev', 'ghcr.io'];
const PATH = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
const CILIUM = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };
const RESTRICTED = Hardening.restricted();
const REASON = 'the vendor writes beside its program';
const READ = KubernetesAccess.readOnly({ resources: ['pods'] });
const QUARANTINED = Trust.quarantined({ reason: 'a tool description changed', since: '2026-11-30' });

const RELAXABLE = ADMISSION_RULES.filter(({ admission }) => admission.relaxedBy !== undefined).map(({ id }) => id);

interface Relaxed {
  readonly title: string;
  readonly props: Partial<McpServerProps>;
  readonly rules: readonly string[];
  readonly reason?: string;
}

/** Every prop of servers that makes pods less strict than the default. */
const RELAXATIONS: readonly Relaxed[] = [
  { title: 'a writable root', props: { hardening: RESTRICTED.withWritableRoot(REASON) }, rules: ['read-only-root'] },
  { title: 'a low uid', props: { hardening: RESTRICTED.withUser(999, REASON) }, rules: ['user-range'] },
  { title: 'a high uid', props: { hardening: RESTRICTED.withUser(20000, REASON) }, rules: [] },
  { title: 'a low port', props: { hardening: RESTRICTED.withNetBindService(REASON) }, rules: [] },
  { title: 'reading the API', props: { kubernetesAccess: READ }, rules: ['token-grant'], reason: 'REASON' },
  {
    title: 'permissions with a reason',
    props: {
      kubernetesAccess: KubernetesAccess.rules([{ apiGroup: '', resources: ['pods'], verbs: ['get'] }], REASON),
    },
    rules: ['token-grant'],
  },
  {
    title: 'reading the API in quarantine',
    props: { kubernetesAccess: READ, trust: QUARANTINED },
    rules: ['token-grant'],
    reason: 'in quarantine the server has no permissions, and nothing runs',
  },
  {
    title: 'two at once',
    props: { hardening: RESTRICTED.withWritableRoot(REASON).withUser(999, REASON) },
    rules: ['read-only-root', 'user-range'],
  },
  { title: 'nothing', props: {}, rules: [] },
];

function policy(scope: Chart, props: Partial<McpAdmissionPolicyProps> = {}): McpAdmissionPolicy {
  return new McpAdmissionPolicy(scope, 'mcp', {
    parametersNamespace: 'mcp-admission',
    allowedRegistries: REGISTRIES,
    ...props,
  });
}

/** The problems of the policy, without those of others. */
function problems(build: (scope: Chart) => void, props: Partial<McpAdmissionPolicyProps> = {}): string[] {
  const text = refusal(scope => {
    McpPlatform.configure(scope, CILIUM);
    build(scope);
    policy(scope, props);
    // an error in any case, so that what passes can be told from what is not looked at
    scope.node.addValidation({ validate: () => ['the end'] });
  }, null);
  expect(text).toContain('the end');
  return text.split('\n').filter(line => line.includes('test/mcp: '));
}

const pooled = (scope: Chart): McpPool => new McpPool(scope, 'pool', { namespace: 'mcp-tools' });
const exemption = (rule: string, reason = REASON, name = 'tool'): AdmissionExemption => ({
  rule,
  kind: 'Deployment',
  namespace: 'mcp-tools',
  name,
  reason,
});
/** As in a list of exemptions. */
const written = ({ rule, kind, namespace, name, reason }: AdmissionExemption): string =>
  `{ rule: "${rule}", kind: "${kind}", namespace: "${namespace}", name: "${name}", reason: "${reason}" }`;

describe.each(RELAXATIONS)('$title', ({ props, rules, reason = REASON }) => {
  const build = (scope: Chart): void => void server(pooled(scope), props);

  test('fails at synth with the exemptions to write', () => {
    const found = problems(build);
    expect(found).toHaveLength(rules.length);
    rules.forEach((rule, i) => {
      expect(found[i]).toContain(`the policy rejects Deployment mcp-tools/tool of test/pool/tool: ${rule}: spec.`);
      expect(found[i]).toContain(`add ${written(exemption(rule, reason))} to exemptions`);
    });
  });

  test('passes with them at synth, and in the cluster only with them', () => {
    const scope = chart();
    McpPlatform.configure(scope, CILIUM);
    build(scope);
    policy(scope, { exemptions: rules.map(rule => exemption(rule)) });
    const manifests = synth(scope);
    const parameters = find(manifests, 'ConfigMap', 'mcp');
    const without: Manifest = { ...parameters, data: { ...parameters.data, exemptions: '' } };
    const workloads = find(manifests, 'ValidatingAdmissionPolicy', 'mcp-workloads');
    const object = find(manifests, 'Deployment', 'tool');
    const rejecting = (given: Manifest): string[] =>
      RELAXABLE.filter(rule => refusals(workloads, given, { object, rule }).length > 0);
    expect(rejecting(parameters)).toEqual([]);
    expect(rejecting(without)).toEqual(rules);
  });
});

test('the props that relax a rule of admission are all walked', () => {
  const enforced = ADMISSION_RULES.map(({ id }) => id);
  const relaxed = Object.values(RELAXED_RULES).filter(rule => enforced.includes(rule));
  const walked = RELAXATIONS.flatMap(({ rules }) => rules);
  expect(walked).toEqual(expect.arrayContaining(relaxed));
  expect([...RELAXABLE].sort()).toEqual([...new Set(walked)].sort());
});

test('every rule that admission enforces can be judged by one object alone', () => {
  const blind = RULES.filter(
    rule => rule.admission !== undefined && !('check' in rule) && rule.checkAlone === undefined,
  );
  expect(blind).toEqual([]);
});

test.each<{ title: string; build: (scope: Chart) => void; found: string }>([
  {
    title: 'an acknowledgement',
    build: scope => {
      const made = server(pooled(scope));
      made.deployment.addJsonPatch(JsonPatch.replace(PATH, false));
      Guardrails.of(made).acknowledge('read-only-root', REASON);
    },
    found: `add ${written(exemption('read-only-root'))} to`,
  },
  {
    title: 'a lower number of a scope',
    build: scope => {
      const pool = pooled(scope);
      Guardrails.of(pool).configure(RuleSettings.userRange({ lowestUid: 1000, reason: REASON }));
      server(pool, { hardening: RESTRICTED.withUser(2000, REASON) });
    },
    found: 'rule: "user-range"',
  },
  {
    title: 'a gateway',
    build: scope => {
      const pool = pooled(scope);
      new McpGateway(pool, 'gateway', {
        servers: [server(pool)],
        auth: GatewayAuth.anonymous('behind a mesh that asks'),
        hardening: RESTRICTED.withWritableRoot(REASON),
      });
    },
    found: 'add { rule: "read-only-root", kind: "Deployment", namespace: "mcp-tools", name: "gateway",',
  },
])('what $title lets pass at synth needs an exemption', ({ build, found }) => {
  expect(problems(build)).toEqual([expect.stringContaining(found)]);
});

test('a smoke test whose image the parameters do not allow is named', () => {
  const [first] = problems(
    scope => {
      const pool = pooled(scope);
      new SmokeTest(pool, 'smoke', { server: server(pool) });
    },
    { allowedRegistries: ['registry.example.com'] },
  );
  expect(first).toMatch(/the policy rejects Job mcp-tools\/\S+ of test\/pool\/smoke: image-registry: /);
});

test.each<{ title: string; namespace?: string; props?: Partial<McpAdmissionPolicyProps> }>([
  { title: 'a namespace that the policy does not select', namespace: 'elsewhere' },
  { title: 'a policy that only warns', props: { mode: AdmissionMode.WARN } },
  { title: 'another selector', props: { namespaceSelector: { team: 'other' } } },
])('nothing is asked for with $title', ({ namespace, props }) => {
  const build = (scope: Chart): void =>
    void server(namespace === undefined ? pooled(scope) : scope, { namespace, kubernetesAccess: READ });
  expect(problems(build, props)).toEqual([]);
});

test('a namespace that is selected by its name counts, whoever makes it', () => {
  const build = (scope: Chart): void => void server(scope, { namespace: 'elsewhere', kubernetesAccess: READ });
  expect(problems(build, { namespaceSelector: { 'kubernetes.io/metadata.name': 'elsewhere' } })).toHaveLength(1);
});

test('what fails at synth without a reason is one error, not two', () => {
  const text = refusal(scope => {
    const made = server(pooled(scope));
    made.deployment.addJsonPatch(JsonPatch.replace(PATH, false));
    policy(scope);
  }, null);
  expect(text).toContain('read-only-root: ');
  expect(text).not.toContain('the policy rejects');
});

test('the message in the cluster says that the prop is not enough', () => {
  const scope = chart();
  policy(scope);
  const { spec } = find(synth(scope), 'ValidatingAdmissionPolicy', 'mcp-workloads');
  const [message] = spec.validations
    .map((one: Manifest) => one.message as string)
    .filter((text: string) => text.startsWith('token-grant: '));
  expect(message).toContain('What has KubernetesAccess also needs an exemption of this policy');
});
