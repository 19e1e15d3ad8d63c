import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { ImportDecision, ImportOutcome, McpImport } from '../../src';
import { buildApp } from '../../src/app-file/app-file';
import { UNKNOWN } from '../../src/importers/field';
import { Manifest } from '../util/app';
import { KEEPS, keep } from '../util/keep';

const DIGEST = `@sha256:${'a'.repeat(64)}`;

/** The value at the place of a decision, and that place. */
interface Place {
  readonly before: unknown;
  readonly at: string;
}

const itemsAnd = ({ before }: Place, item: object): unknown[] => (Array.isArray(before) ? before : []).concat(item);
const membersAnd = ({ before }: Place, members: object): object => ({ ...(before as object), ...members });
const nodes = (place: Place): object => membersAnd(place, { nodeSelector: { 'example.com/decided': 'yes' } });

/** What somebody could decide about files, variables and nodes. */
const DECIDED: Readonly<Record<string, (place: Place) => unknown>> = {
  'image': () => `ghcr.io/acme/decided:1.0.0${DIGEST}`,
  'file': () => 'decided: true\n',
  'secret file': () => ({ fromSecretName: { name: 'decided', key: 'file' } }),
  'authentication': () => [{ namespace: 'agents' }],
  'memory': ({ before }) => before,
  'task_scheduler': ({ before }) => before,
  'pull secrets': ({ before }) => before,
  'authorization': () => ({ authorization: { fromSecretName: { name: 'decided', key: 'token' } } }),
  'folders': place => itemsAnd(place, { persistent: { path: '/decided', size: '1Gi' } }),
  'command': () => ['/app/server'],
  'shared memory': place => itemsAnd(place, { memory: { path: '/dev/shm', size: '64Mi' } }),
  'hosts': place => itemsAnd(place, { toCidrs: ['10.0.0.5/32'] }),
  'variables': place => membersAnd(place, { DECIDED: 'yes' }),
  'amount': ({ at }) => (at.includes('.cpu.') ? '500m' : '512Mi'),
  'device': nodes,
  'package': ({ before }) => before,
  'platform': nodes,
  'sysctls': nodes,
  'account': place => membersAnd(place, { restricted: true }),
  'groups': place => membersAnd(place, { restricted: true }),
  'source': ({ before }) => before,
  'shutdown': place => membersAnd(place, { grace: '60s' }),
};

/** What somebody could decide, for each kind of decision that stops the build. */
function decided({ what, at }: ImportDecision, before: unknown): unknown {
  if (Object.hasOwn(DECIDED, what)) {
    return DECIDED[what]({ before, at });
  }
  switch (what) {
    case 'digest':
      return `${String(before)
        .replace(/:latest$/, '')
        .replace(/^([^:]*(?::\d+\/[^:]*)?)$/, '$1:1.0.0')}${DIGEST}`;
    case 'version':
      return String(before).replace(/(:latest)?@/, ':1.0.0@');
    case 'exact version':
      return at.includes('.pypi.')
        ? `${String(before).replace(/[@=<>!~].*$/, '')}==1.2.3`
        : `${String(before).replace(/(?<=.)@.*$/, '')}@1.2.3`;
    case 'secret store':
      return { clusterStore: 'vault' };
    case 'network policy engine':
      return 'cilium';
    case 'port':
      return 8080;
    case 'registry':
      return { url: 'https://registry.example.com' };
    case 'value':
      return at.endsWith('.url') ? 'https://mcp.example.com/mcp' : 'decided';
    default:
      throw new Error(`no value for ${what} at ${at}`);
  }
}

/** Puts a value at a path such as `servers.a.source.npm.args[0]` or `servers.a.files["/a.yaml"]`. */
export function put(app: Manifest, path: string, value: (before: unknown) => unknown): void {
  const keys = [...path.matchAll(/\["((?:\\.|[^"\\])*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, plain]) =>
    quoted === undefined ? (index ?? plain) : (JSON.parse(`"${quoted}"`) as string),
  );
  let here = app;
  for (const key of keys.slice(0, -1)) {
    here[key] ??= {};
    here = here[key];
  }
  const last = keys[keys.length - 1];
  here[last] = value(here[last]);
}

/** The app that is left when every required decision is made. */
export function settled(imported: McpImport): Manifest {
  const app = parse(imported.toYaml());
  for (const decision of imported.decisions.filter(({ required }) => required)) {
    put(app, decision.at, before => decided(decision, before));
  }
  return app;
}

/** Builds it, and gives the objects. */
export function synth(app: Manifest): Manifest[] {
  const { app: built } = buildApp(KEEPS ? answered(app) : app, { where: 'app.yaml', outdir: Testing.app().outdir });
  built.synth();
  keep(built);
  return built.charts.flatMap(chart => chart.toJson());
}

/** With what nothing in an input says and scanners ask for: who calls, and who answers for it. */
function answered(app: Manifest): Manifest {
  const servers = Object.entries(app.servers ?? {}).map(([name, props]): [string, Manifest] => [
    name,
    { owner: 'platform-team', callers: [{ namespace: 'agents' }], ...(props as Manifest) },
  ]);
  return { ...app, servers: Object.fromEntries(servers) };
}

/** The leaves of an input, found without the tracker. */
export function leavesOf(value: unknown): number {
  const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return inner.length > 0 ? inner.reduce((sum: number, each: unknown) => sum + leavesOf(each), 0) : 1;
}

/** What no importer looked at. */
export function unknownIn(imported: McpImport): string[] {
  return imported.losses
    .filter(({ outcome, reason }) => outcome === ImportOutcome.DROPPED && reason === UNKNOWN)
    .map(({ field }) => field);
}
