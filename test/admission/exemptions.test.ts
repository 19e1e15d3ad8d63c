import { Manifest } from '../util/app';
import { judges } from '../util/policies';

const RULE = 'host-namespaces';
const HASH = '5d9c8b7f64';

/** What an API server makes of generateName. */
const generated = (owner: string): string => `${`${owner}-`.slice(0, 58)}x7k2p`;
const pod = (name: string): Manifest => ({
  kind: 'Pod',
  metadata: { name, namespace: 'tools' },
  spec: { hostNetwork: true, containers: [] },
});
const isExempt = (kind: string, name: string, of: string): boolean => {
  const { workloads } = judges({
    exemptions: [{ rule: RULE, kind, namespace: 'tools', name, reason: 'it has to see the node' }],
  });
  return workloads(pod(of), { rule: RULE }).length === 0;
};

const DEPLOYMENT = 'a'.repeat(20) + '-b'.repeat(40);

test.each([10, 45, 46, 47, 48, 50, 56, 57, 58, 59, 60, 63, 70])(
  'an exemption of a Deployment with a name of %d characters reaches its pods',
  size => {
    const name = DEPLOYMENT.slice(0, size).replace(/-$/, 'c');
    for (const hash of [HASH, HASH.slice(1), HASH.slice(2)]) {
      expect(isExempt('Deployment', name, generated(`${name}-${hash}`))).toBe(true);
    }
  },
);

test.each([57, 58, 60])('an exemption of what makes pods with a name of %d characters reaches them', size => {
  const name = DEPLOYMENT.slice(0, size).replace(/-$/, 'c');
  for (const kind of ['ReplicaSet', 'DaemonSet', 'ReplicationController', 'Job']) {
    expect(isExempt(kind, name, generated(name))).toBe(true);
  }
});

test.each([48, 49, 52])('an exemption of a CronJob with a name of %d characters reaches the pods of its jobs', size => {
  const name = DEPLOYMENT.slice(0, size).replace(/-$/, 'c');
  expect(isExempt('CronJob', name, generated(`${name}-29412345`))).toBe(true);
});

test.each<[string, string, string]>([
  ['a short name before a long word', 'tool', `tool-${'a'.repeat(53)}x7k2p`],
  ['a short name before two words, the last at the cut', 'tool', generated(`tool-${'a'.repeat(52)}-b`)],
  [
    'a name that is one character short of the shortest that is cut',
    'a'.repeat(46),
    `${'a'.repeat(46)}-${'b'.repeat(11)}x7k2p`,
  ],
  [
    'a short name that is left when two words of a cut one are taken off',
    'tool',
    generated(`tool-${'a'.repeat(46)}-${HASH}`),
  ],
  ['a name that begins another', 'a'.repeat(50), generated(`${'a'.repeat(51)}-${HASH}`)],
  ['a longer name of 62 characters', 'a'.repeat(58), 'a'.repeat(62)],
  ['another name as long', `${'a'.repeat(57)}b`, generated(`${'a'.repeat(58)}-${HASH}`)],
])('an exemption does not reach further: %s', (_, name, of) => {
  expect(isExempt('Deployment', name, of)).toBe(false);
});
