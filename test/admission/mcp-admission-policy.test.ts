import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { credentialPatterns } from '../../src/foundation/credentials/credential-patterns';
import { credentialShape } from '../../src/foundation/credentials/credentials';
import {
  PINNED_IMAGE,
  TAGGED_IMAGE,
  imageProblem,
  parseImageReference,
} from '../../src/foundation/packages/image-reference';
import { ADMISSION_RULES } from '../../src/guardrails/admission-rules';
import { CATALOG } from '../../src/guardrails/catalog';
import {
  AdmissionExemption,
  AdmissionMode,
  ImageSignatures,
  McpAdmissionPolicy,
  McpAdmissionPolicyProps,
  McpNamespace,
  McpPlatform,
  McpPlatformProps,
} from '../../src/index';
import { Manifest, chart, find, synth } from '../util/app';
import { refusal, refused, wrong } from '../util/refusal';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Environment } = require('@marcbachmann/cel-js') as {
  Environment: new (options: object) => { parse(expression: string): unknown };
};

const REGISTRIES = ['ghcr.io/acme'];
const EXEMPTION: AdmissionExemption = {
  rule: 'read-only-root',
  kind: 'Deployment',
  namespace: 'tools',
  name: 'browser',
  reason: 'the vendor writes beside its program',
};
const KEY = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n';

function policy(scope: Chart, props: Partial<McpAdmissionPolicyProps> = {}, id = 'mcp'): McpAdmissionPolicy {
  return new McpAdmissionPolicy(scope, id, {
    parametersNamespace: 'platform',
    allowedRegistries: REGISTRIES,
    ...props,
  });
}

function objects(props: Partial<McpAdmissionPolicyProps> = {}, platform: McpPlatformProps = {}): Manifest[] {
  const scope = chart();
  McpPlatform.configure(scope, platform);
  policy(scope, props);
  return synth(scope);
}

const parameters = (...given: Parameters<typeof objects>): Manifest => find(objects(...given), 'ConfigMap').data;
const expressionsOf = ({ spec }: Manifest): string[] =>
  [...spec.variables, ...spec.matchConditions, ...spec.validations].flatMap(({ expression, messageExpression }) =>
    [expression, messageExpression].filter(text => text !== undefined),
  );
const policiesOf = (manifests: Manifest[]): Manifest[] =>
  manifests.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');

describe('the objects', () => {
  test('are a ConfigMap and three policies with their bindings, named after the construct', () => {
    expect(objects().map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'ConfigMap platform/mcp',
      'ValidatingAdmissionPolicy /mcp-workloads',
      'ValidatingAdmissionPolicy /mcp-network',
      'ValidatingAdmissionPolicy /mcp-quarantine',
      'ValidatingAdmissionPolicyBinding /mcp-workloads',
      'ValidatingAdmissionPolicyBinding /mcp-network',
      'ValidatingAdmissionPolicyBinding /mcp-quarantine',
    ]);
  });

  test('deny, fail closed and select every pool by default', () => {
    const manifests = objects();
    for (const { spec } of policiesOf(manifests)) {
      expect(spec).toMatchObject({ failurePolicy: 'Fail', paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } });
    }
    for (const { metadata, spec } of manifests.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding')) {
      expect(spec).toEqual({
        policyName: metadata.name,
        validationActions: ['Deny'],
        paramRef: { name: 'mcp', namespace: 'platform', parameterNotFoundAction: 'Deny' },
        matchResources: { namespaceSelector: { matchExpressions: [{ key: 'cdk8s-mcp/pool', operator: 'Exists' }] } },
      });
    }
  });

  test('only warn and audit, and never refuse, with WARN', () => {
    const manifests = objects({ mode: AdmissionMode.WARN, namespaceSelector: { team: 'a' } });
    expect(policiesOf(manifests).map(({ spec }) => spec.failurePolicy)).toEqual(['Ignore', 'Ignore', 'Ignore']);
    expect(find(manifests, 'ValidatingAdmissionPolicyBinding', 'mcp-network').spec).toMatchObject({
      validationActions: ['Warn', 'Audit'],
      matchResources: { namespaceSelector: { matchLabels: { team: 'a' } } },
    });
  });

  test('match whatever makes pods, opens the network or scales', () => {
    const matched = policiesOf(objects())
      .flatMap(({ spec }) => spec.matchConstraints.resourceRules)
      .flatMap(({ resources, operations }) => resources.map((name: string) => `${name} ${operations.join('+')}`));
    expect(matched).toEqual([
      'pods CREATE+UPDATE',
      'replicationcontrollers CREATE+UPDATE',
      'pods/ephemeralcontainers UPDATE',
      'pods/resize UPDATE',
      'deployments CREATE+UPDATE',
      'replicasets CREATE+UPDATE',
      'statefulsets CREATE+UPDATE',
      'daemonsets CREATE+UPDATE',
      'jobs CREATE+UPDATE',
      'cronjobs CREATE+UPDATE',
      'services CREATE+UPDATE',
      'networkpolicies CREATE+UPDATE',
      'pods CREATE+UPDATE',
      'replicationcontrollers CREATE+UPDATE',
      'deployments CREATE+UPDATE',
      'replicasets CREATE+UPDATE',
      'statefulsets CREATE+UPDATE',
      'daemonsets CREATE+UPDATE',
      'deployments/scale UPDATE',
      'replicasets/scale UPDATE',
      'jobs CREATE+UPDATE',
      'cronjobs CREATE+UPDATE',
    ]);
  });

  test('are the same bytes each time, whatever the order of lists', () => {
    const [a, b] = [
      { namespace: 'tools', name: 'a' },
      { namespace: 'tools', name: 'b' },
    ];
    const other = { ...EXEMPTION, name: 'wiki' };
    const one = objects({
      quarantined: [a, b],
      exemptions: [EXEMPTION, other],
      allowedRegistries: ['a.example', 'b.example'],
    });
    expect(
      JSON.stringify(
        objects({
          quarantined: [b, a, b],
          exemptions: [other, EXEMPTION],
          allowedRegistries: ['b.example', 'a.example'],
        }),
      ),
    ).toEqual(JSON.stringify(one));
  });
});

describe('rules', () => {
  const validations = policiesOf(objects()).flatMap(({ spec }) => spec.validations);

  test('of the catalogue that have a form for admission all appear, once, with their fix', () => {
    const ids = validations.map(({ message }) => message.split(': ')[0]);
    const readable = ['parameters', 'parameters', 'parameters'];
    expect(ids.sort()).toEqual([...ADMISSION_RULES.map(({ id }) => id), 'quarantine', ...readable].sort());
    for (const { id, fix } of ADMISSION_RULES) {
      const { message, messageExpression } = validations.find(one => one.message.startsWith(`${id}: `));
      expect([message, messageExpression]).toEqual([
        expect.stringContaining(`. Fix: ${fix}`),
        expect.stringContaining('variables.where'),
      ]);
    }
  });

  test.each([
    'image-pin',
    'image-registry',
    'privileged',
    'privilege-escalation',
    'capabilities',
    'run-as-non-root',
    'user-range',
    'seccomp',
    'host-namespaces',
    'host-ports',
    'volume-types',
    'read-only-root',
    'token-mount',
    'token-grant',
    'service-account',
    'resources',
    'secret-literal',
    'package-pin',
    'network-policy-open',
    'service-type',
  ])('%s is enforced', id => {
    expect(CATALOG.filter(({ admission }) => admission !== undefined).map(rule => rule.id)).toContain(id);
  });

  test('are CEL that parses, in patterns that RE2 reads, below the size of a message', () => {
    const cel = new Environment({
      unlistedVariablesAreDyn: true,
      enableOptionalTypes: true,
      limits: { maxAstNodes: 1e6, maxDepth: 1e4 },
    });
    for (const expression of policiesOf(objects()).flatMap(expressionsOf)) {
      expect(() => cel.parse(expression)).not.toThrow();
      expect(expression).not.toMatch(/\(\?[=!<]|\{\d+,\d{4,}\}|\n/);
    }
    for (const { message } of validations) {
      expect(message.length).toBeLessThan(1024);
    }
  });
});

describe('patterns for the API server say what the rules at synth say', () => {
  test.each([
    `ghp_${'a1'.repeat(18)}`,
    `sk-${'a1b2'.repeat(8)}`,
    `sk-proj-${'a1'.repeat(12)}`,
    `xai-${'a1'.repeat(16)}`,
    'AKIAABCDEFGHIJKLMNOP',
    `--token=glpat-${'a1'.repeat(10)}`,
    `eyJ${'a1'.repeat(10)}.eyJ${'b2'.repeat(10)}.${'c3'.repeat(10)}`,
    '-----BEGIN RSA PRIVATE KEY-----',
    'postgres://tool:hunter2@db.example/tool',
    'value',
    'http://grafana.monitoring.svc:3000',
    'postgres://tool:$(PASSWORD)@db/tool',
    'sk-no-digits-in-this-one-at-all',
    'not-a-ghp_token',
    '/opt/mcp/bin/server',
  ])('of %s: credential or not', text => {
    const found = credentialPatterns().some(patterns => patterns.every(pattern => new RegExp(pattern).test(text)));
    expect(found).toBe(credentialShape(text) !== undefined);
  });

  test.each([
    'ghcr.io/acme/a:1',
    `ghcr.io/acme/a:1@sha256:${'a'.repeat(64)}`,
    `localhost:5000/a:1@sha512:${'a'.repeat(128)}`,
    `ghcr.io/acme/../a:1@sha256:${'a'.repeat(64)}`,
    `ghcr.io/a__b/c.d:1@sha256:${'a'.repeat(64)}`,
    `ghcr.io/A:1@sha256:${'a'.repeat(64)}`,
    `ghcr.io/acme/a@sha256:${'a'.repeat(64)}`,
    'ghcr.io/acme/a:1@sha256:abc',
    'https://ghcr.io/a:1',
  ])('of %s: an image that is pinned or not', text => {
    const image = parseImageReference(text);
    for (const [pattern, requireDigest] of [
      [PINNED_IMAGE, true],
      [TAGGED_IMAGE, false],
    ] as const) {
      expect(new RegExp(pattern).test(text)).toBe(
        typeof image !== 'string' && imageProblem(image, { requireDigest }) === undefined,
      );
    }
  });
});

describe('parameters', () => {
  test('come from McpPlatform, registries spelled out', () => {
    expect(
      parameters(
        { allowedRegistries: undefined },
        {
          allowedRegistries: ['grafana', 'ghcr.io/acme'],
          allowedPackages: ['npm:@acme/*'],
          blockedPackages: ['pypi:bad'],
          requireDigests: false,
          openshift: true,
        },
      ),
    ).toEqual({
      allowedRegistries: 'docker.io/grafana\ndocker.io/library/grafana\nghcr.io/acme',
      allowedPackages: 'npm:@acme/*',
      blockedPackages: 'pypi:bad',
      clusterDomain: 'cluster.local',
      exemptions: '',
      openshift: 'true',
      quarantined: '',
      requireDigests: 'false',
    });
  });

  test('may be given for the policy', () => {
    expect(
      parameters(
        { allowedRegistries: ['b.example'], allowedPackages: ['oci:b.example/*'], blockedPackages: [] },
        { allowedRegistries: ['a.example'], blockedPackages: ['pypi:bad'] },
      ),
    ).toMatchObject({ allowedRegistries: 'b.example', allowedPackages: 'oci:b.example/*', blockedPackages: '' });
  });

  test('name each exemption with its reason', () => {
    expect(parameters({ exemptions: [EXEMPTION] }).exemptions).toBe(
      'read-only-root Deployment tools/browser: the vendor writes beside its program',
    );
  });

  test('name quarantined servers, those of props and those that are added later', () => {
    const scope = chart();
    const subject = policy(scope, { quarantined: [{ namespace: 'tools', name: 'b' }] });
    expect(find(synth(scope), 'ConfigMap').data.quarantined).toBe('tools/b');
    subject.quarantine('tools', 'a');
    expect(find(synth(scope), 'ConfigMap').data.quarantined).toBe('tools/a\ntools/b');
  });

  test('are copied: a list that changes later changes nothing', () => {
    const scope = chart();
    const [allowedRegistries, exemptions] = [['a.example'], [EXEMPTION]];
    policy(scope, { allowedRegistries, exemptions });
    allowedRegistries.push('evil.example');
    exemptions.push({ ...EXEMPTION, name: 'evil' });
    expect(JSON.stringify(synth(scope))).not.toContain('evil');
  });
});

describe('signatures', () => {
  test('of an identity are asked of every image of the registries, by Kyverno', () => {
    const [rule] = find(
      objects({
        signatures: ImageSignatures.keyless({
          issuer: 'https://idp.example.com',
          subject: 'https://github.com/acme/*',
        }),
      }),
      'ClusterPolicy',
    ).spec.rules;
    expect(rule.verifyImages[0]).toMatchObject({
      failureAction: 'Enforce',
      required: true,
      verifyDigest: true,
      mutateDigest: false,
      imageReferences: ['ghcr.io/acme/*', 'ghcr.io/acme:*', 'ghcr.io/acme@*'],
      attestors: [
        {
          count: 1,
          entries: [{ keyless: { issuer: 'https://idp.example.com', subject: 'https://github.com/acme/*' } }],
        },
      ],
    });
  });

  test('of a key are only reported with WARN', () => {
    const {
      webhookConfiguration,
      rules: [rule],
    } = find(objects({ mode: AdmissionMode.WARN, signatures: ImageSignatures.publicKey(KEY) }), 'ClusterPolicy').spec;
    expect(webhookConfiguration.failurePolicy).toBe('Ignore');
    expect(rule.verifyImages[0]).toMatchObject({
      failureAction: 'Audit',
      attestors: [{ entries: [{ keys: { publicKeys: KEY } }] }],
    });
  });

  test.each<{ title: string; call: () => unknown; message: string }>([
    {
      title: 'everyone who can sign',
      call: () => ImageSignatures.keyless({ issuer: 'https://idp.example.com', subject: '*' }),
      message: 'ImageSignatures.keyless: subject must be an identity',
    },
    {
      title: 'an issuer with a wildcard',
      call: () => ImageSignatures.keyless({ issuer: 'https://*', subject: 'a@example.com' }),
      message: 'issuer must be an https URL without wildcards',
    },
    {
      title: 'a private key',
      call: () => ImageSignatures.publicKey('-----BEGIN EC PRIVATE KEY-----\nabc'),
      message: 'pem has a private key (hidden)',
    },
    { title: 'no key', call: () => ImageSignatures.publicKey('key'), message: 'pem must be a public key in PEM form' },
    {
      title: 'no text',
      call: () => ImageSignatures.publicKey(wrong(1)),
      message: 'pem must be a public key in PEM form',
    },
  ])('of $title are refused', ({ call, message }) => {
    expect(refused(call)).toContain(message);
  });
});

describe('bad input', () => {
  test.each<{ title: string; props: Partial<McpAdmissionPolicyProps>; message: string }>([
    {
      title: 'no registry',
      props: { allowedRegistries: undefined },
      message:
        'allowedRegistries must be at least one registry, got undefined (set it here or in McpPlatform.configure: ' +
        'otherwise all images are rejected)',
    },
    {
      title: 'an empty list of registries',
      props: { allowedRegistries: [] },
      message: 'allowedRegistries must be at least one registry, got an array',
    },
    {
      title: 'a registry with a wildcard',
      props: { allowedRegistries: ['ghcr.io/*'] },
      message: 'allowedRegistries[0] must be a registry',
    },
    {
      title: 'an empty list of packages',
      props: { allowedPackages: [] },
      message: 'allowedPackages must not be empty',
    },
    {
      title: 'a pattern that matches nothing',
      props: { blockedPackages: ['bad'] },
      message: 'blockedPackages[0] must be oci:, npm: or pypi:',
    },
    {
      title: 'no namespace for parameters',
      props: { parametersNamespace: undefined },
      message: 'parametersNamespace is missing (name a namespace that only the platform team writes to)',
    },
    {
      title: 'a namespace of the cluster',
      props: { parametersNamespace: 'kube-system' },
      message: 'parametersNamespace must not be "kube-system"',
    },
    {
      title: 'a name that is none',
      props: { name: 'Not_A_Name' },
      message: 'name must be lower-case letters, digits and -',
    },
    {
      title: 'an unknown mode',
      props: { mode: wrong('audit') },
      message: 'mode must be one of deny, warn, got "audit"',
    },
    {
      title: 'a selector of every namespace',
      props: { namespaceSelector: {} },
      message: 'namespaceSelector must be at least one label',
    },
    {
      title: 'a label that is none',
      props: { namespaceSelector: { 'a b': 'c' } },
      message: 'namespaceSelector.a b must be a label name',
    },
    {
      title: 'an exemption from an unknown rule',
      props: { exemptions: [{ ...EXEMPTION, rule: 'everything' }] },
      message: 'exemptions[0].rule must be the id of a rule that admission enforces, got "everything"',
    },
    {
      title: 'an exemption from a rule of synth',
      props: { exemptions: [{ ...EXEMPTION, rule: 'probes' }] },
      message: 'exemptions[0].rule must be the id',
    },
    {
      title: 'an exemption from quarantine',
      props: { exemptions: [{ ...EXEMPTION, rule: 'quarantine' }] },
      message: 'exemptions[0].rule must be the id',
    },
    {
      title: 'an exemption of a kind that the rule never sees',
      props: { exemptions: [{ ...EXEMPTION, kind: 'Service' }] },
      message: 'exemptions[0].kind must be one of Pod, Deployment,',
    },
    {
      title: 'an exemption of all names',
      props: { exemptions: [{ ...EXEMPTION, name: '*' }] },
      message: 'exemptions[0].name must be the name of the object, without wildcards',
    },
    {
      title: 'an exemption in all namespaces',
      props: { exemptions: [{ ...EXEMPTION, namespace: '*' }] },
      message: 'exemptions[0].namespace must be the name of a namespace',
    },
    {
      title: 'an exemption without a reason',
      props: { exemptions: [{ ...EXEMPTION, reason: '' }] },
      message: 'exemptions[0].reason must be one line',
    },
    {
      title: 'a reason that smuggles in a line',
      props: { exemptions: [{ ...EXEMPTION, reason: 'a reason\nprivileged Deployment a/b: c' }] },
      message: 'exemptions[0].reason must be one line',
    },
    {
      title: 'a quarantined server without a name',
      props: { quarantined: [{ namespace: 'tools', name: '' }] },
      message: 'quarantined[0].name must be the name of a Deployment',
    },
    {
      title: 'signatures of another make',
      props: { signatures: wrong({}) },
      message: 'signatures must be made by ImageSignatures',
    },
    { title: 'an unknown prop', props: wrong({ registries: [] }), message: 'registries is not a known prop' },
  ])('$title is refused', ({ props, message }) => {
    expect(
      refusal(scope => {
        policy(scope, props);
      }),
    ).toMatch(/^test\/mcp: /);
    expect(
      refusal(scope => {
        policy(scope, props);
      }),
    ).toContain(message);
  });

  test('an id that is no name asks for the prop', () => {
    expect(
      refusal(scope => {
        policy(scope, {}, 'My_Policy');
      }),
    ).toContain(
      'id must be lower-case letters, digits and -, at most 63 characters, got "My_Policy" (set the prop name)',
    );
  });

  test('quarantine of something without a name is refused', () => {
    expect(
      refusal(scope => {
        policy(scope).quarantine('tools', 'Not A Name');
      }),
    ).toContain('test/mcp: quarantine: name must be the name of a Deployment');
  });

  test('parameters in the namespace of a pool are refused, whoever made it', () => {
    const message = 'test/mcp: parametersNamespace must not be the namespace of a pool, got "platform"';
    expect(
      refusal(scope => {
        new ApiObject(scope, 'pool', {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'platform', labels: { 'cdk8s-mcp/pool': 'platform' } },
        });
        policy(scope);
      }),
    ).toContain(message);
    expect(
      refusal(scope => {
        policy(scope, { namespaceSelector: { 'kubernetes.io/metadata.name': 'platform' } });
        new McpNamespace(scope, 'namespace', { name: 'platform' });
      }),
    ).toContain(message);
  });

  test('parameters in a namespace that is held to nothing pass', () => {
    const scope = new Chart(Testing.app(), 'test', {});
    new McpNamespace(scope, 'namespace', { name: 'platform' });
    new McpNamespace(scope, 'tools', { name: 'tools' });
    policy(scope, { namespaceSelector: { 'kubernetes.io/metadata.name': 'tools' } });
    expect(() => App.of(scope).synthYaml()).not.toThrow();
    expect(() => synth(scope)).not.toThrow();
  });
});
