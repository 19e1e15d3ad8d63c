import { ApiObject, Chart } from 'cdk8s';
import {
  AdmissionExemption,
  McpAdmissionPolicy,
  McpAdmissionPolicyProps,
  McpNamespace,
  McpPool,
  Trust,
} from '../../src';
import { boundProblems } from '../../src/admission/render-bounds';
import { chart, server, synth } from '../util/app';
import { refusal } from '../util/refusal';

const EXEMPTION: AdmissionExemption = {
  rule: 'read-only-root',
  kind: 'Deployment',
  namespace: 'tools',
  name: 'browser',
  reason: 'the vendor writes beside its program',
};
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const policy = (scope: Chart, props: Partial<McpAdmissionPolicyProps> = {}): McpAdmissionPolicy =>
  new McpAdmissionPolicy(scope, 'mcp', {
    parametersNamespace: 'platform',
    allowedRegistries: ['ghcr.io/acme'],
    ...props,
  });

test('parameters in the namespace of a pool that somebody else makes are refused, whichever comes first', () => {
  const pool = (scope: Chart): McpPool =>
    new McpPool(scope, 'pool', { namespace: 'platform', owner: 'team', createNamespace: false });
  const message = 'test/mcp: parametersNamespace must not be the namespace of a pool, got "platform"';
  expect(
    refusal(scope => {
      pool(scope);
      policy(scope);
    }),
  ).toContain(message);
  expect(
    refusal(scope => {
      policy(scope, { namespaceSelector: { team: 'a' } });
      pool(scope);
    }),
  ).toContain(message);
});

test('a quarantined server that the policy does not watch is refused', () => {
  const quarantined = [{ namespace: 'tools', name: 'a' }];
  const message =
    'test/mcp: quarantined has "tools/a", but the policy does not select the namespace "tools", so the server ' +
    'could be started (';
  expect(
    refusal(scope => {
      new McpNamespace(scope, 'tools', { name: 'tools' });
      policy(scope, { quarantined });
    }),
  ).toContain(`${message}create the namespace with McpPool, or add the label cdk8s-mcp/pool)`);
  expect(
    refusal(scope => {
      policy(scope, { namespaceSelector: { team: 'a' } }).quarantine('tools', 'a');
      new ApiObject(scope, 'tools', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'tools', labels: { team: 'b' } },
      });
    }),
  ).toContain(`${message}add the labels of namespaceSelector to the namespace: team=a)`);
  expect(
    refusal(scope => {
      policy(scope, { quarantined, namespaceSelector: { 'kubernetes.io/metadata.name': 'other' } });
    }),
  ).toContain(message);
  expect(
    refusal(scope => {
      new McpNamespace(scope, 'tools', { name: 'mcp-tools' });
      policy(scope);
      server(scope, {
        trust: Trust.quarantined({ reason: 'its new release sends data elsewhere', since: '2026-11-20' }),
      });
    }),
  ).toContain('quarantined has "mcp-tools/tool"');
});

test('a quarantined server in a pool, in a namespace with the label or in one that is made elsewhere passes', () => {
  const scope = chart();
  new McpPool(scope, 'pool', { namespace: 'a', owner: 'team' });
  new McpPool(scope, 'foreign', { namespace: 'b', owner: 'team', createNamespace: false });
  const subject = policy(scope);
  ['a', 'b', 'c'].forEach(namespace => subject.quarantine(namespace, 'tool'));
  expect(() => synth(scope)).not.toThrow();
});

test.each<{ title: string; props: Partial<McpAdmissionPolicyProps>; message: string }>([
  {
    title: 'block patterns',
    props: { blockedPackages: many(301, i => `npm:package-${i}`) },
    message: 'blockedPackages has 301 entries, at most 300 are allowed',
  },
  {
    title: 'registries',
    props: { allowedRegistries: many(1001, i => `r${i}.example.com/a`) },
    message: 'allowedRegistries has 1001 entries, at most 1000 are allowed',
  },
  {
    title: 'exemptions',
    props: { exemptions: many(1001, i => ({ ...EXEMPTION, name: `browser-${i}` })) },
    message: 'exemptions has 1001 entries, at most 1000 are allowed',
  },
  {
    title: 'quarantined servers',
    props: { quarantined: many(1001, i => ({ namespace: 'tools', name: `a-${i}` })) },
    message: 'quarantined has 1001 entries, at most 1000 are allowed',
  },
])('more $title than the API server bears are refused', ({ props, message }) => {
  expect(
    refusal(scope => {
      policy(scope, props);
    }),
  ).toContain('test/mcp: ');
  expect(
    refusal(scope => {
      policy(scope, props);
    }),
  ).toContain(message);
});

test('more than a ConfigMap holds is refused', () => {
  expect(boundProblems({ exemptions: 'a'.repeat(2 ** 20) })).toEqual([
    expect.stringMatching(/^parameters have 1048586 bytes, at most 1048576 are allowed in a ConfigMap \(/),
  ]);
});
