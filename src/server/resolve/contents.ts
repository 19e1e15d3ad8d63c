import { resolveFiles } from './files';
import { PlacedFile, mountedFiles, resolveConfigMapFiles } from './mounted-keys';
import { Resolution } from './resolution';
import { ResolvedSource } from './resolved-source';
import { resolveResources } from './resources';
import { resolveStorage } from './storage';
import { bundleFiles, bundleSpec } from './trust-bundle';
import { BRIDGE_FILES_PATH } from '../../foundation/labels';
import { BRIDGE_TREES } from '../../foundation/program-paths';
import { ServerSpec } from '../spec';

/** What is mounted into the container, and the resources that follow from it. */
export interface ResolvedContents extends Pick<
  ServerSpec,
  'caBundle' | 'files' | 'bridgeFiles' | 'mountedFiles' | 'volumes' | 'resources'
> {
  /** What the processes of the server may use of the memory. */
  readonly heapBytes: number;
}

/** Files, volumes and resources: the resources have room for the volumes, and no volume hides a file. */
export function resolveContents(
  resolution: Resolution,
  source: ResolvedSource,
  secretFiles: readonly PlacedFile[],
): ResolvedContents {
  const { issues, props, platform, name } = resolution;
  const caBundle = platform.caBundle && bundleSpec(platform.caBundle._bundle, 'ca');
  const steps = source.install?.steps ?? [];
  const authorities = bundleFiles([caBundle, ...steps.map(({ spec }) => spec.caBundle)]);
  const { files, bridgeFiles } = resolveFiles(issues, props.files, { authorities, bridge: source.bridgeFiles });
  const placed = [...resolveConfigMapFiles(issues, props.configMapFiles), ...secretFiles];
  const ofBridge = source.origin === undefined ? [] : BRIDGE_TREES;
  const volumes = resolveStorage(issues, props.storage, name, {
    files: [
      ...[...files.entries, ...bridgeFiles.entries].map(({ path }) => ({ path, prop: `files.${path}` })),
      ...placed,
    ],
    ours: [...Object.keys(authorities), ...Object.keys(source.bridgeFiles).filter(isBridgeFile)],
    installBytes: source.install?.storage,
    needed: [...source.needed, ...ofBridge],
  });
  const { heapBytes, ...resources } = resolveResources(issues, props.resources, volumes, source.memory);
  return { caBundle, files, bridgeFiles, mountedFiles: mountedFiles(placed), volumes, resources, heapBytes };
}

function isBridgeFile(path: string): boolean {
  return path.startsWith(`${BRIDGE_FILES_PATH}/`);
}
