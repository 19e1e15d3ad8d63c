import { ImportDecision } from '../../src';

const DIGEST = `@sha256:${'a'.repeat(64)}`;
const KEY = { name: 'decided', key: 'decided' };
const FROM_SECRET = { fromSecretName: KEY };

/** The place of a decision in an app file, and the value that is there. */
interface Place {
  readonly at: string;
  readonly before: unknown;
}

const itemsAnd = ({ before }: Place, item: object): unknown[] => (Array.isArray(before) ? before : []).concat(item);
const membersAnd = ({ before }: Place, members: object): object => ({ ...(before as object | undefined), ...members });
const confirmed = ({ before }: Place): unknown => before;
const nodes = (place: Place): object => membersAnd(place, { nodeSelector: { 'example.com/decided': 'yes' } });
const scratch = (place: Place): unknown[] => itemsAnd(place, { scratch: { path: '/decided', size: '64Mi' } });
const cidr = (place: Place): unknown[] => itemsAnd(place, { toCidrs: ['198.51.100.0/24'] });
const authorization = (place: Place): object => membersAnd(place, { authorization: FROM_SECRET });
const variables = (place: Place): object => membersAnd(place, { DECIDED: 'yes' });
const restricted = (place: Place): object => membersAnd(place, { restricted: true });

/** What somebody could write for each kind of decision that stops the build. */
const VALUES: Readonly<Record<string, (place: Place) => unknown>> = {
  'secret store': () => ({ clusterStore: 'vault' }),
  'network policy engine': () => 'cilium',
  'namespace': () => 'mcp-servers',
  'command': () => ['/app/server'],
  'port': () => 8080,
  'endpoint path': () => '/mcp',
  'registry': () => ({ url: 'https://registry.example.com' }),
  'image': () => `ghcr.io/acme/decided:1.0.0${DIGEST}`,
  'digest': ({ before }) =>
    `${String(before)
      .replace(/:latest$/, '')
      .replace(/^([^:]*(?::\d+\/[^:]*)?)$/, '$1:1.0.0')}${DIGEST}`,
  'version': ({ before }) => String(before).replace(/(:latest)?@/, ':1.0.0@'),
  'package': ({ at }) => (at.includes('.npm.') ? 'decided@1.2.3' : 'decided==1.2.3'),
  'exact version': ({ at, before }) =>
    at.includes('.pypi.')
      ? `${String(before).replace(/[@=<>!~].*$/, '')}==1.2.3`
      : `${String(before).replace(/(?<=.)@.*$/, '')}@1.2.3`,
  'value': ({ at }) => (at.endsWith('.url') ? 'https://mcp.example.com/mcp' : 'decided'),
  'amount': ({ at }) => (at.includes('.cpu.') ? '500m' : '512Mi'),
  'request': ({ at }) => (at.includes('.cpu.') ? '1m' : '1Mi'),
  'limit': () => '512Gi',
  'shell': () => 'decided: the program is a script',
  'transport': ({ at, before }) => (at.endsWith('.transport') ? 'streamable-http' : before),
  'user': restricted,

  // what an app file does not say: nothing is written
  'container': confirmed,
  'not carried over': confirmed,
  'credential of requests': confirmed,
  'directory': confirmed,
  'argument': confirmed,
  'fetched package': confirmed,
  'tls': confirmed,
  'missing': confirmed,
  'task_scheduler': confirmed,
  'source': confirmed,
  'switched off': confirmed,
  'memory': confirmed,
  'pull secrets': confirmed,
  'scheduler': confirmed,

  // gateways and tools
  'tools': () => ({ allow: ['search'] }),
  'servers': () => [],
  'auth': () => ({ anonymous: 'public data' }),
  'rules': () => [{ allow: { tools: ['search'] } }],
  'credential': authorization,
  'authorization': authorization,

  // files, variables and storage
  'file': () => 'decided: true\n',
  'files': place => membersAnd(place, { '/configmaps/notes/notes.yaml': 'a: b' }),
  'secret file': ({ at, before }) =>
    at.endsWith('secretFiles') ? membersAnd({ at, before }, { 'key.json': FROM_SECRET }) : FROM_SECRET,
  'secret key': () => FROM_SECRET,
  'secret keys': place =>
    membersAnd(place, { [place.at.endsWith('Files') ? '/decided/secret' : 'DECIDED']: FROM_SECRET }),
  'config map keys': place =>
    place.at.endsWith('Files')
      ? membersAnd(place, { '/decided/file': KEY })
      : membersAnd(place, { DECIDED_FLAG: { fromConfigMap: KEY } }),
  'variables': variables,
  'storage': scratch,
  'folder': scratch,
  'folders': place => itemsAnd(place, { persistent: { path: '/decided', size: '1Gi' } }),
  'shared memory': place => itemsAnd(place, { memory: { path: '/dev/shm', size: '64Mi' } }),

  // network
  'egress': cidr,
  'names': cidr,
  'hosts': cidr,
  'peer': () => ({ toPods: { namespace: 'tools', labels: { app: 'docs' }, port: 8080 } }),
  'authentication': place => itemsAnd(place, { namespace: 'decided' }),
  'callers': place => itemsAnd(place, { namespace: 'decided' }),

  // pods
  'nodes': nodes,
  'placement': nodes,
  'device': nodes,
  'devices': ({ at, before }) =>
    at.endsWith('placement') ? nodes({ at, before }) : membersAnd({ at, before }, { cpu: { limit: '1' } }),
  'platform': nodes,
  'sysctls': nodes,
  'tolerations': place => itemsAnd(place, []),
  'shutdown': place => membersAnd(place, { grace: '60s' }),
  'sandbox': () => 'gvisor',
  'startup': () => ({ tcp: { startupTimeout: '300s' } }),
  'permissions': () => 'none',
  'kubernetes access': () => ({ readOnly: { resources: ['pods'] } }),
  'account': place => {
    if (place.at.endsWith('hardening')) {
      return restricted(place);
    }
    return place.at.endsWith('labels') ? membersAnd(place, {}) : 'decided';
  },
  'groups': restricted,
};

/** The value that somebody could write at the place of a required decision. */
export function decided({ what, at }: ImportDecision, before: unknown): unknown {
  if (!Object.hasOwn(VALUES, what)) {
    throw new Error(`no value for ${what} at ${at}`);
  }
  return VALUES[what]({ at, before });
}
