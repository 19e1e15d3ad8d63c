import { run } from '../util/command-line';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const words = (prefix: string, count: number): string[] => numbers(count).map(i => `${prefix}${i}`);
const manifest = (kind: string, name: string, rest: object, apiVersion = 'v1'): object => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'a' },
  ...rest,
});
const deployment = (name: string, container: object = {}): object =>
  manifest(
    'Deployment',
    name,
    {
      spec: {
        replicas: 2,
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', ...container }] } },
      },
    },
    'apps/v1',
  );
const budget = (name: string, a = 'b'): object =>
  manifest('PodDisruptionBudget', name, { spec: { maxUnavailable: 1, selector: { matchLabels: { a } } } }, 'policy/v1');

/** The findings of one rule. */
async function findings(rule: string, objects: readonly object[]): Promise<string[]> {
  const { out } = await run(['check', '-'], objects.map(object => JSON.stringify(object)).join('\n---\n'));
  return out.split('\n').filter(line => line.includes(`  ${rule}  `));
}

describe('a command whose variables make it longer than any is not read, and told', () => {
  const env = [{ name: 'A', value: 'x'.repeat(100_000) }];
  const unread: Readonly<Record<string, [command: string[], problem: string]>> = {
    'one word': [['a', '$(A)'.repeat(30_000)], 'is longer than Linux takes, 131072 bytes'],
    'many words': [Array<string>(30_000).fill('$(A)'), 'is longer than 1048576 characters'],
    'many long words': [Array<string>(100).fill('$(A)'.repeat(1000)), 'is longer than Linux takes, 131072 bytes'],
  };

  test.each(Object.entries(unread))('%s', async (_, [command, problem]) => {
    for (const container of [
      { env, command },
      { env, args: command },
      { env, livenessProbe: { exec: { command } } },
    ]) {
      expect(await findings('package-pin', [deployment('a', container)])).toEqual([expect.stringContaining(problem)]);
    }
  });

  test('what is written without variables too', async () => {
    const container = { command: Array<string>(12).fill('x'.repeat(100_000)) };
    expect(await findings('package-pin', [deployment('a', container)])).toEqual([
      expect.stringContaining('is longer than 1048576 characters'),
    ]);
  });

  test('variables of a usual length are read', async () => {
    const container = { env: [{ name: 'A', value: 'left-pad' }], command: ['npx', '$(A)', '$$(A)', '$(B)'] };
    expect(await findings('package-pin', [deployment('a', container)])).toEqual([expect.stringContaining('left-pad')]);
  });
});

test('options that cannot be read are told once each, and not without end', async () => {
  const same = { command: ['npm', ...Array<string>(20_000).fill('--x'), 'exec'] };
  expect(await findings('package-pin', [deployment('a', same)])).toHaveLength(2);
  const different = { command: ['npm', ...words('--x', 20_000), 'exec'] };
  expect(await findings('package-pin', [deployment('a', different)])).toHaveLength(21);
});

test('a role with many groups, resources and verbs is judged, and each resource is named once', async () => {
  const read = { apiGroups: words('g', 500), resources: [...words('r', 500), 'secrets', 'secrets'], verbs: ['get'] };
  const write = { apiGroups: [...words('g', 500), 'apps'], resources: words('r', 500), verbs: ['get', 'update'] };
  const of = (rule: object): Promise<string[]> =>
    findings('rbac-sensitive', [manifest('Role', 'a', { rules: [rule] }, 'rbac.authorization.k8s.io/v1')]);
  expect(await of(read)).toEqual([expect.stringMatching(/rules\[0\]\.resources has secrets\. /)]);
  expect(await of(write)).toEqual([expect.stringMatching(/rules\[0\]\.resources has r0, r1, .*, r499\. /)]);
  expect(await of({ ...write, verbs: words('v', 500) })).toHaveLength(2);
});

test('budgets, Services and routes over the same pods have one finding each', async () => {
  const count = 200;
  const budgets = await findings('disruption-budget', [
    ...words('d', count).map(name => deployment(name)),
    ...words('b', count).map(name => budget(name)),
  ]);
  expect(budgets).toHaveLength(count);
  expect(budgets[0]).toContain('selects d0 and 199 more, which have another budget');
  const sessions = { metadata: { namespace: 'a', annotations: { 'cdk8s-mcp/sessions': 'in-memory' } } };
  const services = await findings('sessions-replicas', [
    ...words('p', count).map(name => {
      const { spec } = deployment(name) as { spec: object };
      return manifest(
        'Deployment',
        name,
        { metadata: { name, ...sessions.metadata }, spec: { ...spec, replicas: 1 } },
        'apps/v1',
      );
    }),
    ...words('s', count).map(name => manifest('Service', name, { spec: { selector: { a: 'b' } } })),
  ]);
  expect(services).toHaveLength(count);
  expect(services[0]).toContain('must be ClientIP: p0 and 199 more keep sessions in memory');
});

test('budgets with a selector of their own are told apart', async () => {
  const objects = [deployment('d'), budget('one', 'b'), budget('two', 'c')];
  expect(await findings('disruption-budget', objects)).toEqual([
    expect.stringMatching(/two: spec\.selector selects no workload/),
  ]);
});
