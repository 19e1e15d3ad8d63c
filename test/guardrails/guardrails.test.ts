import { ApiObject, App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { REASON, besidePatches, editPod, problems, rulesIn, sound } from './cases/mutant';
import { TOKEN } from './cases/objects';
import {
  Callers,
  Egress,
  GuardrailManifest,
  Guardrails,
  Hardening,
  IGuardrailRule,
  McpNamespace,
  McpPlatform,
} from '../../src';
import { IMAGE, find, server, source, synth, yamlOf } from '../util/app';

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap' };
const writableRoot = JsonPatch.replace(
  '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem',
  false,
);

/** A custom rule that asks for a cost centre on every Deployment. */
function costCentre(change: Partial<IGuardrailRule> = {}): IGuardrailRule {
  return {
    id: 'cost-centre',
    title: 'Deployments name a cost centre',
    fix: 'Add the label.',
    check: ({ kind, json }) =>
      kind !== 'Deployment' || json.metadata.labels?.['cost-centre'] !== undefined
        ? []
        : [{ field: 'metadata.labels.cost-centre', problem: 'is missing' }],
    ...change,
  };
}

function newChart(id = 'test', app = Testing.app(), namespace = 'mcp-tools'): Chart {
  return new Chart(app, id, { namespace });
}

describe('what is judged', () => {
  test('objects of others are left alone', () => {
    const subject = sound();
    new ApiObject(Chart.of(subject), 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { hostNetwork: true, containers: [{ name: 'x', image: 'nginx' }] },
    });
    expect(problems(subject)).toEqual([]);
  });

  test('enforce holds objects of cdk8s-plus to the rules', () => {
    const scope = newChart();
    new kplus.Deployment(scope, 'web', { containers: [{ image: 'nginx' }] });
    Guardrails.enforce(scope);
    expect(rulesIn(problems(scope))).toEqual(
      expect.arrayContaining(['image-pin', 'network-policy', 'seccomp', 'capabilities']),
    );
  });

  test('enforce names the construct that made the object', () => {
    const scope = newChart();
    new kplus.Deployment(scope, 'web', { containers: [{ image: 'nginx' }] });
    Guardrails.enforce(scope);
    expect(problems(scope).filter(line => !line.startsWith('test/web/Resource: '))).toEqual([]);
  });

  test('enforce holds for its scope only', () => {
    const app = Testing.app();
    const [strict, free] = [newChart('strict', app), newChart('free', app)];
    for (const scope of [strict, free]) {
      new ApiObject(scope, 'service', {
        apiVersion: 'v1',
        kind: 'Service',
        spec: { type: 'NodePort', selector: { a: 'b' } },
      });
    }
    Guardrails.enforce(strict);
    expect(problems(app.charts[0]).every(line => line.startsWith('strict/'))).toBe(true);
    expect(problems(free)).not.toEqual([]);
  });

  test('enforce may come before the objects', () => {
    const scope = newChart();
    Guardrails.enforce(scope);
    new ApiObject(scope, 'config', { ...CONFIG, data: { token: TOKEN } });
    expect(rulesIn(problems(scope))).toEqual(['secret-literal']);
  });

  test('several charts are judged together', () => {
    const app = Testing.app();
    const servers = ['a', 'b'].map(id => server(newChart(id, app), { namespace: id }));
    for (const { deployment } of servers) {
      deployment.addJsonPatch(writableRoot);
    }
    expect(problems(servers[0]).map(line => line.split(':')[0])).toEqual(['a/tool', 'b/tool']);
  });

  test('two apps in one process know nothing of each other', () => {
    const [one, other] = [sound(), sound()];
    Guardrails.of(Chart.of(one)).add(costCentre());
    Guardrails.enforce(Chart.of(one));
    new ApiObject(Chart.of(other), 'pod', { apiVersion: 'v1', kind: 'Pod', spec: {} });
    expect(problems(other)).toEqual([]);
    expect(rulesIn(problems(one))).toEqual(['cost-centre']);
  });

  test('nothing is written when a rule is broken', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(writableRoot);
    expect(() => yamlOf(subject)).toThrow(
      'test/tool: read-only-root: ' +
        'spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem must be true. Fix: ',
    );
  });

  test('a mixin that weakens hardening fails synth', () => {
    const subject = sound();
    subject.with({
      supports: construct => ApiObject.isApiObject(construct) && construct.kind === 'Deployment',
      applyTo: construct => ApiObject.of(construct).addJsonPatch(writableRoot),
    });
    expect(rulesIn(problems(subject))).toEqual(['read-only-root']);
  });

  test("a patch that adds egress to a named range is the user's to decide, with a reason", () => {
    const subject = sound();
    subject.networkPolicy.addJsonPatch(
      JsonPatch.add('/spec/egress/-', {
        to: [{ ipBlock: { cidr: '10.20.0.0/16' } }],
        ports: [{ protocol: 'TCP', port: 5432 }],
      }),
    );
    Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/spec/egress/1'] });
    expect(problems(subject)).toEqual([]);
  });

  test('findings never show the credential', () => {
    const subject = sound();
    editPod(subject, pod => {
      pod.containers[0].env = [{ name: 'GITHUB_TOKEN', value: TOKEN }];
      pod.containers[0].args = ['--token', TOKEN];
      pod.containers[0].command = ['run', TOKEN];
    });
    subject.deployment.metadata.addAnnotation('note', TOKEN);
    subject.service.metadata.addLabel('note', TOKEN);
    const found = problems(subject);
    expect(besidePatches(found)).toHaveLength(5);
    expect(found.length).toBeGreaterThan(5);
    expect(found.join('\n')).not.toContain(TOKEN.slice(0, 10));
  });
});

describe('duplicates', () => {
  test('are found over the whole app, without enforce', () => {
    const app = Testing.app();
    for (const id of ['a', 'b']) {
      new ApiObject(newChart(id, app), 'config', { ...CONFIG, metadata: { name: 'same' } });
    }
    server(newChart('c', app));
    expect(problems(app.charts[0])).toEqual([
      'b/config: duplicate-object: metadata.name is already used by a/config: ConfigMap same in namespace ' +
        'mcp-tools. Fix: Give one of them another name or namespace.',
    ]);
  });

  test('two servers of one name in two namespaces are none', () => {
    const app = Testing.app();
    const servers = ['a', 'b'].map(id => server(newChart(id, app, id)));
    expect(problems(servers[0])).toEqual([]);
  });

  test('two servers of one name in two charts of one namespace are', () => {
    const app = Testing.app();
    const servers = ['a', 'b'].map(id => server(newChart(id, app)));
    expect(rulesIn(problems(servers[0]))).toContain('duplicate-object');
  });

  test('equal names of two API groups are none', () => {
    const scope = sound();
    new ApiObject(Chart.of(scope), 'knative', {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: { name: 'tool' },
    });
    expect(problems(scope)).toEqual([]);
  });

  test('objects of the cluster have no namespace that could tell them apart', () => {
    const app = Testing.app();
    new ApiObject(newChart('by-hand', app, 'elsewhere'), 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'pool' },
    });
    const scope = newChart('ours', app);
    new McpNamespace(scope, 'pool', { name: 'pool' });
    expect(rulesIn(problems(scope))).toEqual(['duplicate-object']);
  });
});

describe('rules of an organization', () => {
  test('are judged, and name path, field and fix', () => {
    const subject = sound();
    Guardrails.of(App.of(subject)).add(costCentre());
    expect(problems(subject)).toEqual([
      'test/tool: cost-centre: metadata.labels.cost-centre is missing. Fix: Add the label.',
    ]);
    subject.deployment.metadata.addLabel('cost-centre', '4711');
    expect(problems(subject)).toEqual([]);
  });

  test('hold below their scope only', () => {
    const app = Testing.app();
    const [one, other] = ['a', 'b'].map(id => server(newChart(id, app, id)));
    Guardrails.of(one).add(costCentre());
    expect(problems(other).map(line => line.split(':')[0])).toEqual(['a/tool']);
  });

  test('get a copy of the manifest with its facts', () => {
    const subject = sound();
    const seen: GuardrailManifest[] = [];
    Guardrails.of(subject).add(
      costCentre({
        check: manifest => {
          seen.push(manifest);
          manifest.json.metadata.name = 'broken';
          return [];
        },
      }),
    );
    expect(find(synth(subject), 'Deployment').metadata.name).toBe('tool');
    expect(seen.find(({ kind }) => kind === 'Deployment')).toMatchObject({
      constructPath: 'test/tool',
      apiVersion: 'apps/v1',
      name: 'tool',
      namespace: 'mcp-tools',
    });
    expect(seen.find(({ kind }) => kind === 'Service')).toMatchObject({
      constructPath: 'test/tool/Service',
      apiVersion: 'v1',
    });
  });

  test('judge objects made by hand under enforce', () => {
    const scope = newChart();
    Guardrails.enforce(scope);
    Guardrails.of(scope).add(
      costCentre({
        id: 'no-config',
        check: ({ kind }) => (kind === 'ConfigMap' ? [{ field: 'kind', problem: 'must not be ConfigMap' }] : []),
      }),
    );
    new ApiObject(scope, 'config', CONFIG);
    expect(rulesIn(problems(scope))).toEqual(['no-config']);
  });

  test.each(['', 'a', 'Upper', 'with space', 'ends-', '1st', 'a'.repeat(43)])('an id like %j is refused', id => {
    expect(() => Guardrails.of(newChart()).add(costCentre({ id }))).toThrow('test: Guardrails.add: rule.id must be');
  });

  test.each(['read-only-root', 'duplicate-object', 'cost-centre'])('the id %s cannot be taken twice', id => {
    const scope = newChart();
    Guardrails.of(scope).add(costCentre());
    expect(() => Guardrails.of(scope).add(costCentre({ id }))).toThrow(`rule.id ${id} is taken`);
  });

  test('an id that a scope below has taken cannot be taken again', () => {
    const scope = newChart();
    Guardrails.of(scope).add(costCentre());
    expect(() => Guardrails.of(App.of(scope)).add(costCentre())).toThrow('rule.id cost-centre is taken');
  });

  test('two charts may each have a rule of one id', () => {
    const app = Testing.app();
    for (const id of ['a', 'b']) {
      Guardrails.of(newChart(id, app)).add(costCentre());
    }
    expect(problems(app.charts[0])).toEqual([]);
  });

  test('can be acknowledged, also when their id speaks of secrets', () => {
    const subject = sound();
    Guardrails.of(subject).add(costCentre({ id: 'no-plain-password' }));
    Guardrails.of(subject).acknowledge('no-plain-password', REASON);
    expect(find(synth(subject), 'Deployment').metadata.annotations['cdk8s-mcp/acknowledged-no-plain-password']).toBe(
      REASON,
    );
    expect(problems(subject)).toEqual([]);
  });
});

describe('acknowledgements', () => {
  test.each(['app', 'chart', 'server', 'deployment'])('hold when they are given on the %s', where => {
    const subject = sound();
    subject.deployment.addJsonPatch(writableRoot);
    const scope =
      { app: App.of(subject), chart: Chart.of(subject), server: subject, deployment: subject.deployment }[where] ??
      subject;
    Guardrails.of(scope).acknowledge('read-only-root', REASON);
    expect(find(synth(subject), 'Deployment').metadata.annotations['cdk8s-mcp/acknowledged-read-only-root']).toBe(
      REASON,
    );
  });

  test('do not hold for a neighbour', () => {
    const scope = newChart();
    const [one, other] = ['a', 'b'].map(id => server(scope, {}, id));
    other.deployment.addJsonPatch(writableRoot);
    Guardrails.of(one).acknowledge('read-only-root', REASON);
    expect(rulesIn(problems(scope))).toEqual([
      'read-only-root',
      'acknowledgement of read-only-root matches nothing. Fix',
    ]);
  });

  test('hold for the rule they name only', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(
      writableRoot,
      JsonPatch.replace('/spec/template/spec/automountServiceAccountToken', true),
    );
    Guardrails.of(subject).acknowledge('read-only-root', REASON);
    expect(rulesIn(problems(subject))).toEqual(['token-mount']);
  });

  test('are written on the objects that break the rule and on no other', () => {
    const scope = newChart();
    const [one] = ['a', 'b'].map(id => server(scope, {}, id));
    one.deployment.addJsonPatch(writableRoot);
    Guardrails.of(scope).acknowledge('read-only-root', REASON);
    const marked = synth(scope).filter(
      ({ metadata }) => 'cdk8s-mcp/acknowledged-read-only-root' in (metadata.annotations ?? {}),
    );
    expect(marked.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['Deployment', 'a']]);
  });

  test('that match nothing are an error', () => {
    const subject = sound();
    Guardrails.of(subject).acknowledge('read-only-root', REASON);
    expect(problems(subject)).toEqual([
      'test/tool: acknowledgement of read-only-root matches nothing. Fix: remove it.',
    ]);
  });

  test('that match nothing in the app name the app', () => {
    const subject = sound();
    Guardrails.of(App.of(subject)).acknowledge('read-only-root', REASON);
    expect(problems(subject)).toEqual(['app: acknowledgement of read-only-root matches nothing. Fix: remove it.']);
  });

  test('of a relaxation that a prop names are not asked for', () => {
    const scope = newChart();
    server(scope, { hardening: Hardening.restricted().withWritableRoot('the server writes its cache beside itself') });
    expect(problems(scope)).toEqual([]);
  });

  test('the nearest answers, and one further out that answers for nothing is an error', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(writableRoot);
    Guardrails.of(Chart.of(subject)).acknowledge('read-only-root', 'the reason of the whole chart');
    Guardrails.of(subject).acknowledge('read-only-root', REASON);
    expect(problems(subject)).toEqual(['test: acknowledgement of read-only-root matches nothing. Fix: remove it.']);
    expect(subject.deployment.toJson().metadata.annotations['cdk8s-mcp/acknowledged-read-only-root']).toBe(REASON);
  });

  test('of a warning are written too, and one that matches nothing is an error', () => {
    const [subject, calm] = [sound(), sound()];
    subject.deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/command', ['sh', '-c', 'server']));
    for (const scope of [subject, calm]) {
      Guardrails.of(scope).acknowledge('shell-start', REASON);
    }
    Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/spec/template/spec/containers/0/command'] });
    expect(find(synth(subject), 'Deployment').metadata.annotations['cdk8s-mcp/acknowledged-shell-start']).toBe(REASON);
    expect(problems(calm)).toEqual(['test/tool: acknowledgement of shell-start matches nothing. Fix: remove it.']);
  });

  test.each(['', 'short', 'two\nlines of reason', 'a'.repeat(257), undefined])('the reason %j is refused', reason => {
    expect(() => Guardrails.of(newChart()).acknowledge('read-only-root', reason as string)).toThrow(
      'test: Guardrails.acknowledge: reason must be',
    );
  });

  test('an unknown rule is refused, with those that exist', () => {
    expect(() => Guardrails.of(newChart()).acknowledge('read-only', REASON)).toThrow(
      /ruleId must be a rule \(patched, host-namespaces, .*duplicate-object\), got "read-only"/,
    );
  });
});

describe('acknowledgements that expire', () => {
  const before = process.env.SOURCE_DATE_EPOCH;
  const on = (day: string, clock = '12:00:00'): void => {
    process.env.SOURCE_DATE_EPOCH = String(Date.parse(`${day}T${clock}Z`) / 1000);
  };
  afterEach(() => {
    if (before === undefined) {
      delete process.env.SOURCE_DATE_EPOCH;
    } else {
      process.env.SOURCE_DATE_EPOCH = before;
    }
  });

  function expiring() {
    const subject = sound();
    subject.deployment.addJsonPatch(writableRoot);
    Guardrails.of(subject).acknowledge('read-only-root', REASON, { expires: '2026-06-30' });
    return subject;
  }

  test.each([
    { day: '2026-06-29', clock: '12:00:00' },
    { day: '2026-06-30', clock: '00:00:00' },
    { day: '2026-06-30', clock: '23:59:59' },
  ])('hold on $day at $clock', ({ day, clock }) => {
    on(day, clock);
    expect(find(synth(expiring()), 'Deployment').metadata.annotations['cdk8s-mcp/acknowledged-read-only-root']).toBe(
      `${REASON} (until 2026-06-30)`,
    );
  });

  test('fail synth the day after, with the finding', () => {
    on('2026-07-01', '00:00:00');
    expect(problems(expiring())).toEqual([
      expect.stringMatching(/^test\/tool: read-only-root: .* must be true\. Fix: /),
      'test/tool: acknowledgement of read-only-root expired after 2026-06-30. Fix: fix the cause or give a new ' +
        'date and reason.',
    ]);
  });

  test('are errors also when they match nothing any more', () => {
    on('2026-07-01');
    const subject = sound();
    Guardrails.of(subject).acknowledge('read-only-root', REASON, { expires: '2026-06-30' });
    expect(problems(subject)).toEqual([
      'test/tool: acknowledgement of read-only-root expired after 2026-06-30. Fix: fix the cause or give a new ' +
        'date and reason.',
    ]);
  });

  test('leave the finding to one further out that still holds', () => {
    on('2026-07-01');
    const subject = expiring();
    Guardrails.of(App.of(subject)).acknowledge('read-only-root', 'the reason of the whole app');
    expect(rulesIn(problems(subject))).toEqual([expect.stringMatching(/^acknowledgement of read-only-root expired/)]);
    expect(subject.deployment.toJson().metadata.annotations['cdk8s-mcp/acknowledged-read-only-root']).toBe(
      'the reason of the whole app',
    );
  });

  test('give the same bytes on every day on which they hold', () => {
    on('2026-01-01');
    const first = yamlOf(expiring());
    on('2026-06-30');
    expect(yamlOf(expiring())).toBe(first);
  });

  test('a day that ends between two synths is noticed', () => {
    on('2026-06-30');
    const subject = expiring();
    expect(problems(subject)).toEqual([]);
    on('2026-07-01');
    expect(problems(subject)).toHaveLength(2);
  });

  test.each(['', 'soon', '-1'])('today is today when SOURCE_DATE_EPOCH is %j', epoch => {
    process.env.SOURCE_DATE_EPOCH = epoch;
    const subject = sound();
    subject.deployment.addJsonPatch(writableRoot);
    Guardrails.of(subject).acknowledge('read-only-root', REASON, { expires: '2020-01-01' });
    expect(problems(subject)).toHaveLength(2);
  });

  test.each(['2026-02-30', '2026-13-01', '2026-6-30', '30.06.2026', 'tomorrow', '', '2026-06-30T00:00:00Z', 20260630])(
    'the date %j is refused',
    expires => {
      expect(() =>
        Guardrails.of(newChart()).acknowledge('read-only-root', REASON, { expires: expires as string }),
      ).toThrow('expires must be a day as YYYY-MM-DD');
    },
  );
});

describe('a change after a synth is seen at the next', () => {
  const broken = { readOnlyRootFilesystem: false };

  test('a patch', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    subject.deployment.addJsonPatch(writableRoot);
    expect(rulesIn(problems(subject))).toEqual(['read-only-root']);
  });

  test('a patch between validation and the writing of the objects', () => {
    const subject = sound();
    App.of(subject).charts.forEach(({ node }) => node.findAll().forEach(construct => construct.node.validate()));
    subject.deployment.addJsonPatch(writableRoot);
    expect(subject.deployment.toJson().spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem).toBe(
      false,
    );
    expect(rulesIn(problems(subject))).toEqual(['read-only-root']);
  });

  test('the value of a patch that is changed in place', () => {
    const subject = sound();
    const context = structuredClone(subject.deployment.toJson().spec.template.spec.containers[0].securityContext);
    subject.deployment.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/securityContext', context));
    expect(problems(subject)).toEqual([]);
    Object.assign(context, broken);
    expect(rulesIn(problems(subject))).toEqual(['read-only-root']);
  });

  test('an annotation', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    subject.service.metadata.addAnnotation('note', TOKEN);
    expect(rulesIn(problems(subject))).toEqual(['secret-literal']);
  });

  test('an annotation that is read late', () => {
    const subject = sound();
    let note = 'harmless';
    // addAnnotation takes what cdk8s resolves, though its type does not say so
    subject.service.metadata.addAnnotation('note', Lazy.any({ produce: () => note }) as string);
    expect(problems(subject)).toEqual([]);
    note = TOKEN;
    expect(rulesIn(problems(subject))).toEqual(['secret-literal']);
  });

  test('a label', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    subject.deployment.metadata.addLabel('team', 'a'.repeat(64));
    expect(rulesIn(problems(subject))).toEqual(['labels']);
  });

  test('other metadata', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    subject.service.metadata.add('labels', { 'a b': 'c' });
    subject.service.metadata.add('namespace', 'default');
    subject.service.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'default'));
    expect(rulesIn(problems(subject))).toContain('namespace');
  });

  test('a caller and a destination', () => {
    const subject = sound();
    const before = synth(subject);
    subject.allowFrom(Callers.pods({ namespace: 'more', labels: { app: 'more' } }));
    subject.connectTo(Egress.toCidrs('203.0.113.0/24'));
    const after = find(synth(subject), 'NetworkPolicy').spec;
    expect(after.ingress[0].from).toHaveLength(2);
    expect(after.egress).toHaveLength(find(before, 'NetworkPolicy').spec.egress.length + 1);
  });

  test('a removed policy', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    subject.node.tryRemoveChild('NetworkPolicy');
    expect(rulesIn(problems(subject))).toEqual(['network-policy', 'patched']);
  });

  test('a policy that is replaced by another object', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    subject.node.tryRemoveChild('NetworkPolicy');
    Guardrails.enforce(Chart.of(subject));
    new ApiObject(Chart.of(subject), 'config', CONFIG);
    expect(rulesIn(problems(subject))).toEqual(['network-policy', 'patched']);
  });

  test('a budget that is added', () => {
    const subject = sound();
    Guardrails.enforce(Chart.of(subject));
    expect(problems(subject)).toEqual([]);
    new ApiObject(Chart.of(subject), 'budget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      spec: { maxUnavailable: 1, selector: { matchLabels: subject.selectorLabels } },
    });
    expect(rulesIn(problems(subject))).toEqual(['disruption-budget']);
  });

  test('enforce', () => {
    const subject = sound();
    new ApiObject(Chart.of(subject), 'config', { ...CONFIG, data: { token: TOKEN } });
    expect(problems(subject)).toEqual([]);
    Guardrails.enforce(Chart.of(subject));
    expect(rulesIn(problems(subject))).toEqual(['secret-literal']);
  });

  test('an acknowledgement', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(writableRoot);
    expect(rulesIn(problems(subject))).toEqual(['read-only-root']);
    Guardrails.of(subject).acknowledge('read-only-root', REASON);
    expect(find(synth(subject), 'Deployment').metadata.annotations['cdk8s-mcp/acknowledged-read-only-root']).toBe(
      REASON,
    );
  });

  test('a rule of the organization', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    Guardrails.of(subject).add(costCentre());
    expect(rulesIn(problems(subject))).toEqual(['cost-centre']);
  });

  test('a rule of the organization on one object', () => {
    const subject = sound();
    expect(problems(subject)).toEqual([]);
    Guardrails.of(subject.service).add(
      costCentre({ id: 'no-service', check: ({ kind }) => [{ field: 'kind', problem: `is ${kind}` }] }),
    );
    expect(problems(subject)).toEqual(['test/tool/Service: no-service: kind is Service. Fix: Add the label.']);
  });
});

test('the image policy is fixed once a server has read it', () => {
  const subject = sound();
  expect(() => McpPlatform.configure(Chart.of(subject), { allowedRegistries: ['ghcr.io/acme'] })).toThrow(
    'called too late',
  );
});

test('the image policy of the nearest scope holds', () => {
  const app = Testing.app();
  McpPlatform.configure(app, { allowedRegistries: ['registry.example.com'], requireDigests: false });
  const [loose, strict] = ['loose', 'strict'].map(id => newChart(id, app, id));
  McpPlatform.configure(strict, { requireDigests: true });
  for (const scope of [loose, strict]) {
    const made = server(scope, { source: source({}, IMAGE) });
    editPod(made, pod => {
      pod.containers[0].image = 'registry.example.com/acme/tool-server:1.2.3';
    });
  }
  expect(besidePatches(problems(loose))).toEqual([expect.stringMatching(/^strict\/tool: image-pin: .* has no digest/)]);
});

test('synth twice gives equal bytes, acknowledgements included', () => {
  const subject = sound();
  subject.deployment.addJsonPatch(writableRoot);
  Guardrails.of(subject).acknowledge('read-only-root', REASON);
  const first = yamlOf(subject);
  expect(yamlOf(subject)).toBe(first);
  expect(yamlOf(subject)).toBe(first);
});

test('what a reader does with a manifest does not reach the next synth', () => {
  const subject = sound();
  const first = yamlOf(subject);
  find(synth(subject), 'Deployment').spec.template.spec.hostNetwork = true;
  expect(yamlOf(subject)).toBe(first);
});
