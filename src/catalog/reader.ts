import { Size } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { CatalogEntry, Directory, ImageRun, NpmRun } from './entry';
import { CheckedOptions, readOptions } from './options';
import { PresetOptions } from './preset-options';
import { definedProps } from '../foundation/defined';
import { CREDENTIALS_PATH } from '../foundation/labels';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { McpServerProps } from '../server/mcp-server-props';
import { AllowedHosts } from '../source/allowed-hosts';
import { InstallResources } from '../source/install-resources';
import { Isolation } from '../source/isolation';
import { ServerSource } from '../source/server-source';
import { KubernetesAccess } from '../workload/kubernetes-access';
import { ServerResources } from '../workload/resources';
import { Scaling } from '../workload/scaling';
import { Storage } from '../workload/storage';
import { ToolPolicy } from '../workload/tool-policy';

const KUBECONFIG = 'kubeconfig';
const WRITES_ANNOTATION = 'mcp-catalog/writes';

/** The props of a server from its entry and the options of a deployment. */
export function propsOf(entry: CatalogEntry, options: PresetOptions): McpServerProps {
  const input = readOptions(entry, options);
  const { name, owner, environment, callers, writesReason } = input;
  return {
    source: sourceOf(entry, input),
    name,
    owner,
    environment,
    callers,
    env: { ...entry.env, ...modeOf(entry, input).env, ...input.env, ...filePaths(entry, input) },
    secrets: secretsOf(entry, input),
    secretFiles: filesOf(entry, input),
    serverAuth: authOf(entry, input),
    egress: input.egress ?? (entry.hosts === undefined ? undefined : [Egress.toHosts(...entry.hosts)]),
    kubernetesAccess: accessOf(entry, input),
    storage: storageOf(entry, input),
    resources: resourcesOf(entry, input.resources),
    scaling: input.scaling ?? (entry.oneReplica === true ? Scaling.fixed(1) : undefined),
    tools: toolsOf(entry, writesReason),
    annotations: writesReason === undefined ? undefined : { [WRITES_ANNOTATION]: writesReason },
  };
}

/** Arguments and variables of the mode: read-only, or with writes. */
function modeOf(
  { readOnly }: CatalogEntry,
  { writesReason }: CheckedOptions,
): { args?: readonly string[]; env?: { readonly [name: string]: string } } {
  return writesReason === undefined || typeof readOnly.writes === 'string' ? readOnly : readOnly.writes;
}

function sourceOf(entry: CatalogEntry, options: CheckedOptions): ServerSource {
  const { run, args = [] } = entry;
  const words = [...args, ...(modeOf(entry, options).args ?? []), ...clusterArgs(entry, options)];
  switch (run.kind) {
    case 'image':
      return imageSource(run, options.image ?? run.image, words);
    case 'stdio-image':
      return ServerSource.stdioImage(options.image ?? run.image, { command: [...run.command], args: words });
    case 'npm':
      return ServerSource.npm(run.pin, {
        args: words,
        isolation: isolationOf(run.maxSessions),
        install: installOf(run.install),
      });
    case 'pypi':
      return ServerSource.pypi(run.pin, {
        args: words,
        isolation: isolationOf(run.maxSessions),
        install: installOf(run.install),
        constraints: run.constraints === undefined ? undefined : [...run.constraints],
      });
  }
}

function isolationOf(maxSessions: number | undefined): Isolation | undefined {
  return maxSessions === undefined ? undefined : Isolation.session({ maxSessions });
}

function installOf(install: NpmRun['install']): InstallResources | undefined {
  return install && { memory: Size.mebibytes(install.memoryMiB), storage: Size.mebibytes(install.storageMiB) };
}

function imageSource(
  { command, port, path, health, sessions, hostsFlag }: ImageRun,
  image: string,
  args: string[],
): ServerSource {
  return ServerSource.image(image, {
    command: command === undefined ? undefined : [...command],
    args,
    port,
    path,
    healthPath: health,
    sessions,
    allowedHosts: hostsFlag === undefined ? undefined : AllowedHosts.argument(hostsFlag),
  });
}

function clusterArgs({ cluster }: CatalogEntry, { kubeconfig }: CheckedOptions): readonly string[] {
  if (kubeconfig === undefined || cluster?.kubeconfigFlag === undefined) {
    return cluster?.inClusterArgs ?? [];
  }
  return [cluster.kubeconfigFlag, `${CREDENTIALS_PATH}/${KUBECONFIG}`];
}

function accessOf(
  { cluster }: CatalogEntry,
  { kubeconfig, writesReason }: CheckedOptions,
): KubernetesAccess | undefined {
  if (cluster === undefined || kubeconfig !== undefined) {
    return undefined;
  }
  return writesReason === undefined || cluster.writes === undefined
    ? KubernetesAccess.clusterReadOnly({ resources: [...cluster.resources] })
    : KubernetesAccess.rules([...cluster.writes], writesReason);
}

function secretsOf({ variables = [] }: CatalogEntry, { secrets }: CheckedOptions): { [name: string]: SecretSource } {
  return pick(
    variables.filter(({ file, bearer }) => file === undefined && bearer !== 'only').map(({ name }) => name),
    secrets,
  );
}

function filesOf(
  { variables = [] }: CatalogEntry,
  { secrets, kubeconfig }: CheckedOptions,
): { [name: string]: SecretSource } {
  const files = pick(
    variables.filter(({ file }) => file !== undefined).map(({ name }) => name),
    secrets,
  );
  return kubeconfig === undefined ? files : { ...files, [KUBECONFIG]: kubeconfig };
}

function pick(names: readonly string[], secrets: CheckedOptions['secrets']): { [name: string]: SecretSource } {
  return Object.fromEntries(Object.entries(secrets).filter(([name]) => names.includes(name)));
}

/** Variables with the paths of files with secrets. */
function filePaths({ variables = [] }: CatalogEntry, { secrets }: CheckedOptions): { [name: string]: string } {
  const input = variables.filter(({ name }) => secrets[name] !== undefined);
  return Object.fromEntries(
    input.flatMap(({ name, file }) => (file === undefined ? [] : [[file, `${CREDENTIALS_PATH}/${name}`]])),
  );
}

function authOf({ variables = [] }: CatalogEntry, { secrets }: CheckedOptions): ServerAuth | undefined {
  const token = variables.find(({ name, bearer }) => bearer !== undefined && secrets[name] !== undefined);
  return token === undefined ? undefined : ServerAuth.bearer(secrets[token.name]);
}

function storageOf({ directories = [] }: CatalogEntry, { storage }: CheckedOptions): Storage[] {
  const taken = storage.map(({ _rule }) => _rule.path);
  const preset = directories.filter(({ kind, path }) => kind !== 'given' && !taken.includes(path));
  return [...preset.map(volume), ...storage];
}

function volume({ kind, path, mebibytes }: Directory): Storage {
  const size = Size.mebibytes(mebibytes);
  switch (kind) {
    case 'memory':
      return Storage.memory(path, size);
    case 'persistent':
      return Storage.persistent(path, size);
    default:
      return Storage.scratch(path, size);
  }
}

function resourcesOf(
  { memoryMiB, cpuMillis }: CatalogEntry,
  input: ServerResources | undefined,
): ServerResources | undefined {
  const memory = memoryMiB === undefined ? undefined : Size.mebibytes(memoryMiB);
  const preset = definedProps<ServerResources>({
    memory: memory && { request: memory, limit: memory },
    cpu: input?.unlimitedCpu === true ? undefined : cpuMillis && cpuOf(cpuMillis),
  });
  return Object.keys(preset).length === 0 ? input : { ...preset, ...definedProps(input ?? {}) };
}

function cpuOf({ request, limit }: { readonly request: number; readonly limit: number }): ServerResources['cpu'] {
  // loaded on demand: most apps never need it, and it doubles the time to load
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Cpu } = require('cdk8s-plus-28') as typeof kplus;
  return { request: Cpu.millis(request), limit: Cpu.millis(limit) };
}

function toolsOf(
  { readOnly: { tools }, refused = [] }: CatalogEntry,
  writesReason: string | undefined,
): ToolPolicy | undefined {
  if (writesReason === undefined && tools !== undefined) {
    return ToolPolicy.allow(...tools);
  }
  return refused.length === 0 ? undefined : ToolPolicy.deny(...refused);
}
