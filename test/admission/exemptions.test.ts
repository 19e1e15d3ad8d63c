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

test.each<{ title: string; name: string; of: string }>([
  { title: 'a short name before a long word', name: 'tool', of: `tool-${'a'.repeat(53)}x7k2p` },
  {
    title: 'a short name before two words, the last at the cut',
    name: 'tool',
    of: generated(`tool-${'a'.repeat(52)}-b`),
  },
  {
    title: 'a name that is one character short of the shortest that is cut',
    name: 'a'.repeat(46),
    of: `${'a'.repeat(46)}-${'b'.repeat(11)}x7k2p`,
  },
  {
    title: 'a short name that is left when two words of a cut one are taken off',
    name: 'tool',
    of: generated(`tool-${'a'.repeat(46)}-${HASH}`),
  },
  { title: 'a name that begins another', name: 'a'.repeat(50), of: generated(`${'a'.repeat(51)}-${HASH}`) },
  { title: 'a longer name of 62 characters', name: 'a'.repeat(58), of: 'a'.repeat(62) },
  { title: 'another name as long', name: `${'a'.repeat(57)}b`, of: generated(`${'a'.repeat(58)}-${HASH}`) },
])('an exemption does not reach further: $title', ({ name, of }) => {
  expect(isExempt('Deployment', name, of)).toBe(false);
});
