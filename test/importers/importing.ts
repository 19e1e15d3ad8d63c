import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { decided } from './decided';
import { ImportOutcome, McpImport } from '../../src';
import { buildApp } from '../../src/app-file/app-file';
import { UNKNOWN } from '../../src/importers/field';
import { Manifest } from '../util/app';
import { KEEPS, keep } from '../util/keep';

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
