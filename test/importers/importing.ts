import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { ImportDecision, ImportOutcome, McpImport } from '../../src';
import { buildApp } from '../../src/app-file/app-file';
import { UNKNOWN } from '../../src/importers/field';
import { Manifest } from '../util/app';
import { KEEPS, keep } from '../util/keep';

const DIGEST = `@sha256:${'a'.repeat(64)}`;

const DECIDED_KEY = { name: 'decided', key: 'decided' };
const FROM_SECRET = { fromSecretName: DECIDED_KEY };

/** What somebody could decide, for each kind of decision that stops the build. */
function decided({ what, at }: ImportDecision, before: unknown): unknown {
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
    case 'command':
      return ['/app/server'];
    case 'port':
      return 8080;
    case 'registry':
      return { url: 'https://registry.example.com' };
    case 'value':
      return at.endsWith('.url') ? 'https://mcp.example.com/mcp' : 'decided';
    case 'secret key':
      return FROM_SECRET;
    case 'secret keys':
      return { ...(before as object), [at.endsWith('Files') ? '/decided/secret' : 'DECIDED']: FROM_SECRET };
    case 'config map keys':
      return at.endsWith('Files')
        ? { ...(before as object), '/decided/file': DECIDED_KEY }
        : { ...(before as object), DECIDED_FLAG: { fromConfigMap: DECIDED_KEY } };
    case 'storage':
      return [...((before as object[] | undefined) ?? []), { scratch: { path: '/decided', size: '64Mi' } }];
    case 'placement':
      return { ...(before as object), nodeSelector: { pool: 'decided' } };
    case 'tolerations':
      return before ?? [];
    case 'permissions':
      return 'none';
    case 'callers':
      return [...((before as object[] | undefined) ?? []), { namespace: 'decided' }];
    case 'egress':
      return [...((before as object[] | undefined) ?? []), { toCidrs: ['198.51.100.0/24'] }];
    default:
      throw new Error(`no value for ${what} at ${at}`);
  }
}

/** Puts a value at a path such as `servers.a.source.npm.args[0]`; variables may have dots after the fourth part. */
export function put(app: Manifest, path: string, value: (before: unknown) => unknown): void {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
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
