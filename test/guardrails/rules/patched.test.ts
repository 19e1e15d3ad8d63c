import {
  ApiObject,
  App,
  Chart,
  IResolver,
  JsonPatch,
  Lazy,
  Names,
  ResolutionContext,
  Testing,
  YamlOutputType,
} from 'cdk8s';
import {
  AgentgatewayEngine,
  Callers,
  Egress,
  GatewayAuth,
  Guardrails,
  Hardening,
  KubernetesAccess,
  McpAdmissionPolicy,
  McpGateway,
  McpNamespace,
  McpPlatform,
  McpPool,
  McpReport,
  McpServer,
  NetworkPolicyEngine,
  Scaling,
  ServerSource,
} from '../../../src';
import { apiObjects } from '../../../src/foundation/inventory';
import { Manifest, server, synth } from '../../util/app';
import { REASON, acknowledgeAll, problems, rulesIn, sound, testRules } from '../cases/mutant';
import { PATCHED } from '../cases/patched';

testRules(PATCHED);

const CONTAINER = '/spec/template/spec/containers/0';

function objectIn(scope: { node: McpServer['node'] }, kind: string, name?: string): ApiObject {
  const found = apiObjects(scope.node.findAll()).find(
    object => object.kind === kind && (name === undefined || object.name === name),
  );
  expect(found).toBeDefined();
  return ApiObject.of(found ?? scope.node.root);
}

describe('a patch needs no reason', () => {
  test.each<{ title: string; change: (subject: McpServer) => void }>([
    {
      title: 'for where pods would rather run',
      change: ({ deployment }) =>
        deployment.addJsonPatch(
          JsonPatch.add('/spec/template/spec/schedulerName', 'bin-packing'),
          JsonPatch.add('/spec/template/spec/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution', [
            { weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } },
          ]),
        ),
    },
    {
      title: 'for the timings of a probe',
      change: ({ deployment }) =>
        deployment.addJsonPatch(JsonPatch.add(`${CONTAINER}/readinessProbe/periodSeconds`, 7)),
    },
    {
      title: 'for a stricter field that a rule judges',
      change: ({ deployment }) =>
        deployment.addJsonPatch(JsonPatch.replace(`${CONTAINER}/securityContext/runAsUser`, 20001)),
    },
    {
      title: 'that changes nothing',
      change: ({ networkPolicy }) =>
        networkPolicy.addJsonPatch(JsonPatch.replace('/spec/policyTypes', networkPolicy.toJson().spec.policyTypes)),
    },
    {
      title: 'for an unknown annotation of an object that makes no pods',
      change: ({ networkPolicy }) => networkPolicy.metadata.addAnnotation('example.com/ticket', 'NET-17'),
    },
  ])('$title', ({ change }) => {
    const subject = sound();
    change(subject);
    expect(problems(subject)).toEqual([]);
  });

  test('when it was an addition by the library itself', () => {
    const subject = sound();
    subject.allowFrom(Callers.namespace('more'));
    subject.connectTo(Egress.toCidrs('203.0.113.0/24'));
    expect(problems(subject)).toEqual([]);
  });

  test('when a whole server is taken out of the app', () => {
    const subject = sound();
    const scope = Chart.of(subject);
    server(scope, {}, 'other');
    scope.node.tryRemoveChild('tool');
    expect(problems(scope)).toEqual([]);
  });
});

describe('a reason holds for its paths', () => {
  const added = JsonPatch.add('/spec/template/spec/dnsPolicy', 'None');

  test('and for what is below them', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/dnsConfig', { nameservers: ['203.0.113.9'] }));
    Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/spec/template/spec/dnsConfig'] });
    expect(problems(subject)).toEqual([]);
  });

  test('not for those beside them', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(added, JsonPatch.add('/spec/template/spec/dnsPolicyX', 'None'));
    Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/spec/template/spec/dnsPolicy'] });
    expect(problems(subject)).toEqual([expect.stringContaining('patched: /spec/template/spec/dnsPolicyX was added')]);
  });

  test('and a path that matches nothing is an error', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(added);
    Guardrails.of(subject).acknowledge('patched', REASON, {
      paths: ['/spec/template/spec/dnsPolicy', '/spec/template/spec/hostUsers'],
    });
    expect(problems(subject)).toEqual([
      'test/tool: acknowledgement of patched for /spec/template/spec/hostUsers matches nothing. Fix: remove it.',
    ]);
  });

  test.each([undefined, [], [''], ['/'], ['spec'], ['/spec/~2']])('paths %j are refused', paths => {
    expect(() => Guardrails.of(sound()).acknowledge('patched', REASON, { paths })).toThrow(
      'test/tool: Guardrails.acknowledge: paths must be',
    );
  });

  test('for another rule too', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(
      JsonPatch.add('/spec/template/spec/hostPID', true),
      JsonPatch.add('/spec/template/spec/hostIPC', true),
    );
    Guardrails.of(subject).acknowledge('host-namespaces', REASON, { paths: ['/spec/template/spec/hostPID'] });
    expect(problems(subject)).toEqual([expect.stringContaining('host-namespaces: spec.template.spec.hostIPC ')]);
  });

  test('several reasons are written on the object that they are about', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(added, JsonPatch.add('/spec/template/spec/hostname', 'a'));
    Guardrails.of(subject).acknowledge('patched', 'the resolver of the vendor', {
      paths: ['/spec/template/spec/dnsPolicy'],
    });
    Guardrails.of(subject).acknowledge('patched', 'the vendor checks the name', {
      paths: ['/spec/template/spec/hostname'],
    });
    synth(subject);
    expect(subject.deployment.toJson().metadata.annotations).toMatchObject({
      'cdk8s-mcp/acknowledged-patched': 'the resolver of the vendor',
      'cdk8s-mcp/acknowledged-patched.2': 'the vendor checks the name',
    });
  });
});

describe('an object that was taken out of its construct', () => {
  test('is an error that names it', () => {
    const subject = sound();
    subject.node.tryRemoveChild('DisruptionBudget');
    expect(problems(subject)).toEqual([
      expect.stringContaining(
        'test/tool/DisruptionBudget: patched: /PodDisruptionBudget/tool was removed: PodDisruptionBudget tool in ' +
          'namespace mcp-tools. Fix: ',
      ),
    ]);
  });

  test('is acknowledged by its kind and name, on the objects that are left', () => {
    const subject = sound();
    subject.node.tryRemoveChild('DisruptionBudget');
    Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/PodDisruptionBudget/tool'] });
    expect(problems(subject)).toEqual([]);
    expect(JSON.stringify(synth(subject))).toContain(`"cdk8s-mcp/acknowledged-patched":"${REASON}"`);
  });

  test('is not covered by the reason for a change', () => {
    const subject = sound();
    subject.node.tryRemoveChild('DisruptionBudget');
    subject.service.addJsonPatch(JsonPatch.add('/spec/publishNotReadyAddresses', true));
    Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/spec'] });
    expect(rulesIn(problems(subject))).toEqual(['patched']);
  });
});

describe('what props relaxed does not cover what a patch relaxes', () => {
  test('in another container', () => {
    const subject = sound({
      props: { hardening: Hardening.restricted().withWritableRoot('the vendor writes a cache') },
    });
    const sidecar = structuredClone(subject.deployment.toJson().spec.template.spec.containers[0]);
    subject.deployment.addJsonPatch(
      JsonPatch.add('/spec/template/spec/containers/-', { name: 'sidecar', image: sidecar.image }),
    );
    expect(problems(subject)).toContainEqual(
      expect.stringContaining('read-only-root: spec.template.spec.containers[1].securityContext'),
    );
  });

  test('in a role', () => {
    const subject = sound({
      props: {
        kubernetesAccess: KubernetesAccess.rules(
          [{ apiGroup: '', resources: ['pods/exec'], verbs: ['create'] }],
          'runs a command in its pods',
        ),
      },
      platform: { networkPolicyEngine: NetworkPolicyEngine.CILIUM },
    });
    objectIn(subject, 'Role').addJsonPatch(
      JsonPatch.add('/rules/-', { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }),
    );
    expect(rulesIn(problems(subject))).toEqual(expect.arrayContaining(['rbac-sensitive', 'patched']));
  });
});

describe('objects that guard others are as they were made', () => {
  const change = (kind: string, patch: JsonPatch) => (scope: { node: McpServer['node'] }) =>
    objectIn(scope, kind).addJsonPatch(patch);
  const namespace = (): McpNamespace => new McpNamespace(new Chart(Testing.app(), 'test'), 'ns', { name: 'tools' });
  const pool = (): McpPool => {
    const made = new McpPool(new Chart(Testing.app(), 'test'), 'pool', { namespace: 'tools' });
    server(made, {}, 'tool');
    return made;
  };
  const admission = (): McpAdmissionPolicy =>
    new McpAdmissionPolicy(new Chart(Testing.app(), 'test'), 'admission', {
      parametersNamespace: 'mcp-admission',
      allowedRegistries: ['ghcr.io'],
    });

  test.each([
    { of: namespace, kind: 'NetworkPolicy', patch: JsonPatch.replace('/spec/policyTypes', ['Ingress']) },
    { of: pool, kind: 'ResourceQuota', patch: JsonPatch.remove('/spec/hard/pods') },
    { of: pool, kind: 'LimitRange', patch: JsonPatch.replace('/spec/limits', []) },
    { of: pool, kind: 'Namespace', patch: JsonPatch.remove('/metadata/labels/cdk8s-mcp~1pool') },
    { of: admission, kind: 'ValidatingAdmissionPolicy', patch: JsonPatch.replace('/spec/failurePolicy', 'Ignore') },
    {
      of: admission,
      kind: 'ValidatingAdmissionPolicyBinding',
      patch: JsonPatch.replace('/spec/validationActions', ['Audit']),
    },
    { of: admission, kind: 'ConfigMap', patch: JsonPatch.replace('/data/requireDigests', 'false') },
  ])('$kind', ({ of, kind, patch }) => {
    const scope = of();
    expect(problems(scope)).toEqual([]);
    change(kind, patch)(scope);
    expect(problems(scope)).not.toEqual([]);
  });

  test('the API keys of a controller', () => {
    const chart = new Chart(Testing.app(), 'test', { namespace: 'tools' });
    McpPlatform.configure(chart, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    const gateway = new McpGateway(chart, 'gateway', {
      servers: [server(chart, {}, 'tool')],
      auth: GatewayAuth.apiKeys({ ada: 'a'.repeat(64) }),
      engine: AgentgatewayEngine.controller({ gatewayName: 'p', gatewayNamespace: 'gw', hostname: 'mcp.example.com' }),
    });
    objectIn(gateway, 'ConfigMap').addJsonPatch(
      JsonPatch.add('/data/intruder', JSON.stringify({ keyHash: `sha256:${'b'.repeat(64)}` })),
    );
    expect(rulesIn(problems(gateway))).toContain('patched');
  });
});

describe('a patch that points nowhere', () => {
  test.each([
    { title: 'a parent that does not exist', patch: JsonPatch.add('/spec/foo/bar', 1), says: '(add /spec/foo/bar)' },
    { title: 'a field to replace', patch: JsonPatch.replace('/spec/replcas', 1), says: '(replace /spec/replcas)' },
    { title: 'a field to remove', patch: JsonPatch.remove('/spec/replcas'), says: '(remove /spec/replcas)' },
    { title: 'a list that is shorter', patch: JsonPatch.remove('/spec/template/spec/containers/7'), says: 'no 7 at' },
    { title: 'a source to copy', patch: JsonPatch.copy('/spec/nowhere', '/spec/x'), says: 'no nowhere at /spec' },
    { title: 'a test that fails', patch: JsonPatch.test('/spec/replicas', 99), says: '/spec/replicas is ' },
  ])('names the patch, its path and what is missing: $title', ({ patch, says }) => {
    const subject = sound({ props: { scaling: Scaling.fixed(2) } });
    subject.deployment.addJsonPatch(JsonPatch.add('/spec/minReadySeconds', 1), patch);
    const failing = (): unknown => synth(subject);
    expect(failing).toThrow('test/tool/Default: Deployment tool: patch 2 of 2 ');
    expect(failing).toThrow(says);
  });
});

describe('notes of the library', () => {
  const packaged = (): McpServer =>
    sound({
      props: { source: ServerSource.npm('@scope/tool@1.2.3') },
      platform: { networkPolicyEngine: NetworkPolicyEngine.CILIUM },
    });
  const otherPackage = JsonPatch.replace('/metadata/annotations/cdk8s-mcp~1package', 'npm:@scope/tool@1.2.4');
  const installsIt = JsonPatch.replace('/spec/template/spec/initContainers/1/args/1', '@scope/tool@1.2.4');

  test('are read from what the props made: a patch of both is found by the rule', () => {
    const subject = packaged();
    subject.deployment.addJsonPatch(otherPackage, installsIt);
    Guardrails.of(subject).acknowledge('patched', REASON, {
      paths: ['/metadata/annotations/cdk8s-mcp~1package', '/spec/template/spec/initContainers/1/args/1'],
    });
    expect(problems(subject)).toContainEqual(expect.stringContaining('install: '));
  });

  test('are read from the manifest where nothing else is known', () => {
    const subject = packaged();
    const manifest: Manifest = structuredClone(subject.deployment.toJson());
    manifest.metadata.annotations['cdk8s-mcp/package'] = 'npm:@scope/tool@1.2.4';
    const { findings } = JSON.parse(McpReport.ofManifests([JSON.stringify(manifest)]).toJson());
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'install' }));
  });
});

test('a resolver of the app cannot change what the library made', () => {
  class Loosen implements IResolver {
    public resolve(context: ResolutionContext): void {
      if (context.value === 'restricted') {
        context.replaceValue('privileged');
      }
    }
  }
  const app = new App({ resolvers: [new Loosen()] });
  new McpNamespace(new Chart(app, 'test'), 'ns', { name: 'tools' });
  expect(() => app.synthYaml()).toThrow('pod-security-labels: metadata.labels.pod-security.kubernetes.io/enforce');
});

test('a value that looks like a credential is hidden in the error', () => {
  const token = ['ghp', 'a1B2'.repeat(9)].join('_');
  const subject = sound();
  subject.deployment.addJsonPatch(
    JsonPatch.add(`${CONTAINER}/lifecycle/postStart`, { exec: { command: ['x', token] } }),
  );
  expect(problems(subject).join()).not.toContain(token.slice(0, 12));
});

test('every difference that was acknowledged passes', () => {
  const subject = sound();
  subject.deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/hostUsers', true));
  subject.service.addJsonPatch(JsonPatch.add('/spec/publishNotReadyAddresses', true));
  acknowledgeAll(subject);
  expect(problems(subject)).toEqual([]);
});

describe('what is written is what was judged', () => {
  const privileged = JsonPatch.replace(`${CONTAINER}/securityContext/privileged`, true);

  test.each(Object.values(YamlOutputType).filter(type => typeof type === 'string'))(
    'a validation that changes an object is an error: %s',
    type => {
      const app = Testing.app({ yamlOutputType: YamlOutputType[type as keyof typeof YamlOutputType] });
      const subject = server(new Chart(app, 'test', { namespace: 'tools' }));
      app.node.addValidation({
        validate: () => {
          subject.deployment.addJsonPatch(privileged);
          return [];
        },
      });
      expect(() => app.synth()).toThrow('test/tool: Deployment tool in namespace tools was changed by a validation');
    },
  );

  test.each([YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE])(
    'two objects of one file are an error that names both: %s',
    yamlOutputType => {
      const app = Testing.app({ yamlOutputType });
      const chart = new Chart(app, 'test');
      for (const name of ['team-a', 'team-b']) {
        new McpNamespace(chart, name, { name });
      }
      expect(() => app.synth()).toThrow(
        /test\/team-b\/DefaultDeny: would be written to .*NetworkPolicy.default-deny, which is the file of test\/team-a/,
      );
    },
  );

  test('two charts of one file are an error', () => {
    const app = Testing.app();
    const first = new Chart(app, 'Tools', { namespace: 'a' });
    const second = new Chart(app, Names.toDnsLabel(first), { namespace: 'b' });
    [first, second].forEach(chart => server(chart));
    expect(() => app.synth()).toThrow(`which is the file of Tools. Fix: Give one of the charts another id.`);
  });

  test.each([
    { field: 'name', head: { metadata: { name: 'other' } }, patch: JsonPatch.replace('/metadata/name', 'tool') },
    {
      field: 'namespace',
      head: { metadata: { name: 'tool', namespace: 'other' } },
      patch: JsonPatch.replace('/metadata/namespace', 'mcp-tools'),
    },
    {
      field: 'kind',
      head: { kind: 'Other', metadata: { name: 'tool' } },
      patch: JsonPatch.replace('/kind', 'NetworkPolicy'),
    },
  ])('an object that a patch renames over another is a duplicate: $field', ({ head, patch }) => {
    const subject = sound();
    new ApiObject(Chart.of(subject), 'np', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      spec: { podSelector: {} },
      ...head,
    }).addJsonPatch(patch);
    expect(rulesIn(problems(subject))).toEqual(['duplicate-object']);
  });
});

describe('a reason for something else does not cover a patch', () => {
  test.each<{ title: string; breaks: (subject: McpServer) => void }>([
    {
      title: 'a warning about the same field',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.add(`${CONTAINER}/command`, ['sh', '-c', 'evil'])),
    },
    {
      title: 'the reason of another rule for the same field',
      breaks: subject => {
        subject.deployment.addJsonPatch(JsonPatch.replace(`${CONTAINER}/image`, 'docker.io/evil/x:1.0.0'));
        Guardrails.of(subject).acknowledge('image-pin', 'images under development have no digest');
      },
    },
    {
      title: 'a group that nobody judges',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(
          JsonPatch.remove('/spec/template/spec/securityContext/runAsGroup'),
          JsonPatch.remove(`${CONTAINER}/securityContext/runAsGroup`),
        ),
    },
    {
      title: 'an extended resource',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(JsonPatch.add(`${CONTAINER}/resources/limits/nvidia.com~1gpu`, 8)),
    },
    {
      title: 'a profile of the node',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(
          JsonPatch.replace(`${CONTAINER}/securityContext/seccompProfile`, {
            type: 'Localhost',
            localhostProfile: 'all',
          }),
        ),
    },
    {
      title: 'a flag that is a text',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/hostNetwork', 'true')),
    },
    {
      title: 'more replicas than a prop could have',
      breaks: ({ autoscaler }) => autoscaler?.addJsonPatch(JsonPatch.replace('/spec/maxReplicas', 1_000_000)),
    },
  ])('$title', ({ breaks }) => {
    const subject = sound();
    breaks(subject);
    expect(rulesIn(problems(subject))).toContain('patched');
  });

  test('a path of a key holds for no longer key', () => {
    const subject = sound();
    subject.deployment.addJsonPatch(
      JsonPatch.add('/spec/template/metadata/annotations', { 'k8s.v1.cni.cncf.io/networks': 'evil' }),
    );
    Guardrails.of(subject).acknowledge('acting-annotations', REASON, {
      paths: ['/spec/template/metadata/annotations/k8s'],
    });
    expect(rulesIn(problems(subject))).toContain('acting-annotations');
  });

  test('a reason of a prop covers no object of others', () => {
    const subject = sound({
      props: { hardening: Hardening.restricted().withWritableRoot('the vendor writes a cache') },
    });
    const template = structuredClone(subject.deployment.toJson().spec.template);
    Guardrails.enforce(Chart.of(subject));
    new ApiObject(subject, 'side', { apiVersion: 'v1', kind: 'Pod', ...template });
    expect(problems(subject)).toContainEqual(expect.stringContaining('test/tool/side: read-only-root'));
  });

  test('the reason for one removed object covers no other', () => {
    const subject = sound();
    subject.node.tryRemoveChild('DisruptionBudget');
    subject.node.tryRemoveChild('NetworkPolicy');
    Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/PodDisruptionBudget/tool'] });
    expect(problems(subject)).toContainEqual(expect.stringContaining('patched: /NetworkPolicy/tool was removed'));
  });
});

test('reasons stay on the object whatever a patch does with its annotations', () => {
  const subject = sound();
  Guardrails.of(subject).acknowledge('host-namespaces', 'needs the network of the node');
  Guardrails.of(subject).acknowledge('patched', REASON, { paths: ['/metadata/annotations'] });
  subject.deployment.addJsonPatch(
    JsonPatch.add('/spec/template/spec/hostNetwork', true),
    JsonPatch.replace('/metadata/annotations', {}),
  );
  expect(JSON.stringify(synth(subject))).toContain('"cdk8s-mcp/acknowledged-host-namespaces":"needs the network');
});

describe('a change while others are written', () => {
  test('is judged before the object is written', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'test', { namespace: 'tools' });
    const made: McpServer[] = [];
    let count = 0;
    new ApiObject(chart, 'late', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: {
        x: Lazy.any({
          produce: () => {
            count += 1;
            made.forEach(({ deployment }) =>
              deployment.addJsonPatch(JsonPatch.add('/spec/template/spec/hostPID', true)),
            );
            return 'x';
          },
        }),
      },
    });
    made.push(server(chart));
    expect(() => app.synth()).toThrow('host-namespaces');
    expect(count).toBeGreaterThan(0);
  });

  test.each<{ title: string; change: (subject: McpServer) => void; says: string }>([
    {
      title: 'an object that is removed',
      change: subject => subject.node.tryRemoveChild('NetworkPolicy'),
      says: 'NetworkPolicy tool in namespace tools was removed by a validation',
    },
    {
      title: 'an object that is added',
      change: subject => {
        if (Chart.of(subject).node.tryFindChild('more') === undefined) {
          new ApiObject(Chart.of(subject), 'more', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more' } });
        }
      },
      says: 'ConfigMap more in namespace tools was added by a validation',
    },
  ])('by a validation is an error: $title', ({ change, says }) => {
    const app = Testing.app({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
    const subject = server(new Chart(app, 'test', { namespace: 'tools' }));
    app.node.addValidation({
      validate: () => {
        change(subject);
        return [];
      },
    });
    expect(() => app.synth()).toThrow(says);
  });
});

test.each<{ title: string; value: unknown }>([
  { title: 'a lazy value', value: Lazy.any({ produce: () => 1 }) },
  { title: 'no number', value: NaN },
  { title: 'a class', value: new Date(0) },
  { title: 'a big integer', value: 1n },
])('a value of a patch that JSON would lose is refused: $title', ({ value }) => {
  expect(() => sound().deployment.addJsonPatch(JsonPatch.add('/spec/x', value))).toThrow(
    'test/tool/Default: Deployment tool: the patch (add /spec/x) has a value that is not plain JSON',
  );
});

test('a test of equal values passes in any order of keys', () => {
  const subject = sound();
  const [port] = subject.deployment.toJson().spec.template.spec.containers[0].ports;
  const reversed = Object.fromEntries(Object.entries(port).reverse());
  subject.deployment.addJsonPatch(JsonPatch.test(`${CONTAINER}/ports/0`, reversed));
  expect(problems(subject)).toEqual([]);
});

test('arguments of a patch that hold a password are hidden', () => {
  const subject = sound();
  subject.deployment.addJsonPatch(JsonPatch.add(`${CONTAINER}/args`, ['--password', 'hunter2hunter2']));
  expect(problems(subject).join()).not.toContain('hunter2');
});
