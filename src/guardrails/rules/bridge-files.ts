import { BRIDGE_ANNOTATION, BRIDGE_FILES_PATH, BRIDGE_VOLUME } from '../../foundation/labels';
import { bridgeFilesSuffix, keyOfPath } from '../../foundation/mounted-files';
import { McpProxyBridge } from '../../source/bridges/mcp-proxy';
import { AppIndex } from '../app-index';
import { BridgeVolume, bridgeVolumes, serverContainer } from '../bridge-pods';
import { mountedAt } from '../gateway-pods';
import { Json, asArray, asObject, asString, describe, getPath } from '../json';
import { ContainerView } from '../pod-view';
import { Finding, RelationRule, WORKLOADS, findingUnless } from '../rule';
import { Subject, notesOf } from '../subject';

/** A bridge of the library whose files are known. */
interface KnownFiles {
  /** How the annotation of the Deployment begins. */
  readonly bridge: string;
  readonly paths: readonly string[];
  /** The end of the ConfigMap's name, where the contents do not depend on the server. */
  readonly suffix?: string;
}

const MCP_PROXY = new McpProxyBridge();
const AGENTGATEWAY: KnownFiles = { bridge: 'agentgateway@', paths: [`${BRIDGE_FILES_PATH}/config.json`] };

export const BRIDGE_FILE_RULES: readonly RelationRule[] = [
  {
    id: 'bridge-files',
    title: 'A bridge reads the files that were written for it',
    why:
      'The files say what the bridge runs and how: with other contents, or another ConfigMap in their place, ' +
      'the pod runs a program that nobody looked at.',
    fix:
      'Leave the ConfigMap of the bridge, its volume and its mounts as they are. ' +
      'A bridge of your own names its files in its command.',
    severity: 'error',
    references: [
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
      'OWASP MCP05:2025 Command Injection & Execution',
      'NSA/CISA: Immutable container file systems',
    ],
    scanners: [],
    kinds: [WORKLOADS, 'ConfigMap'],
    checkInApp: (subject, app) =>
      subject.kind === 'ConfigMap' ? configMapFindings(subject, app) : podFindings(subject, app),
  },
];

function configMapFindings(subject: Subject, app: AppIndex): Finding[] {
  const { manifest, name } = subject;
  if (!app.isOfBridge(subject)) {
    return [];
  }
  const suffix = bridgeFilesSuffix(asObject(manifest.data));
  return [
    ...findingUnless(manifest.immutable === true, 'immutable', 'must be true'),
    ...findingUnless(manifest.binaryData === undefined, 'binaryData', 'must not be set: the hash is that of data'),
    ...findingUnless(name.endsWith(suffix), 'data', `is not what metadata.name says, which would end with ${suffix}`),
  ];
}

function podFindings(subject: Subject, app: AppIndex): Finding[] {
  const { pod } = subject;
  const server = pod && serverContainer(pod);
  if (pod === undefined || server === undefined) {
    return [];
  }
  const known = knownFiles(asString(notesOf(subject)[BRIDGE_ANNOTATION]) ?? '');
  const volumes = bridgeVolumes(pod);
  const needed = known === undefined ? volumes.length : 1;
  return [
    ...findingUnless(volumes.length === needed, `${pod.path}.volumes`, `must have the volume ${BRIDGE_VOLUME} once`),
    ...volumes.flatMap(volume => volumeFindings(volume, subject, app, known)),
    ...mountFindings(server, filePaths(server, known)),
    ...volumes.flatMap(volume => missingFindings(server, dataOf(volume, subject, app))),
  ];
}

function knownFiles(annotation: string): KnownFiles | undefined {
  if (annotation.startsWith(AGENTGATEWAY.bridge)) {
    return AGENTGATEWAY;
  }
  if (!annotation.startsWith(`${MCP_PROXY.name} `)) {
    return undefined;
  }
  const { files } = MCP_PROXY;
  const data = Object.fromEntries(Object.entries(files).map(([path, content]) => [keyOfPath(path), content]));
  return { bridge: MCP_PROXY.name, paths: Object.keys(files), suffix: bridgeFilesSuffix(data) };
}

function volumeFindings(
  { path, volume, configMap }: BridgeVolume,
  { namespace }: Subject,
  app: AppIndex,
  known: KnownFiles | undefined,
): Finding[] {
  if (configMap === undefined || Object.keys(volume).sort().join() !== 'configMap,name') {
    return [{ field: path, problem: 'must be a ConfigMap' }];
  }
  const { items, optional } = asObject(volume.configMap);
  const suffix = known?.suffix ?? '';
  const isThere = app.find(namespace, 'ConfigMap', configMap) !== undefined;
  return [
    ...findingUnless(
      items === undefined,
      `${path}.configMap.items`,
      'must not be set: another key could stand for a file',
    ),
    ...findingUnless(optional !== true, `${path}.configMap.optional`, 'must not be true'),
    ...findingUnless(
      configMap.endsWith(suffix),
      `${path}.configMap.name`,
      `must end with ${suffix}, the hash of the files of ${known?.bridge ?? ''}`,
    ),
    ...findingUnless(isThere, `${path}.configMap.name`, `${configMap} is not a ConfigMap of the app`),
  ];
}

/** Where files of the bridge are: the paths of a known one, and wherever its volume is mounted. */
function filePaths({ json }: ContainerView, known: KnownFiles | undefined): readonly string[] {
  const mounted = mountsOf(json).flatMap(({ mount }) => asString(mount.mountPath) ?? []);
  return [...new Set([...(known?.paths ?? []), ...mounted])];
}

function mountsOf(container: Json): { readonly mount: Json; readonly i: number }[] {
  return asArray(container.volumeMounts).flatMap((mount, i) =>
    getPath(mount, 'name') === BRIDGE_VOLUME ? [{ mount: asObject(mount), i }] : [],
  );
}

function mountFindings({ path, json }: ContainerView, paths: readonly string[]): Finding[] {
  const ours = mountsOf(json);
  return [
    ...paths.flatMap(file =>
      findingUnless(
        ours.filter(({ mount }) => mount.mountPath === file).length === 1,
        `${path}.volumeMounts`,
        `must have ${file} of the volume ${BRIDGE_VOLUME} once`,
      ),
    ),
    ...ours.flatMap(({ mount: { mountPath, subPath, subPathExpr, readOnly }, i }) => {
      const key = keyOfPath(asString(mountPath) ?? '');
      return [
        ...findingUnless(readOnly === true, `${path}.volumeMounts[${i}].readOnly`, 'must be true'),
        ...findingUnless(
          subPath === key && subPathExpr === undefined,
          `${path}.volumeMounts[${i}].subPath`,
          `must be ${key}, the key of its path`,
        ),
      ];
    }),
    ...asArray(json.volumeMounts).flatMap((mount, i) => {
      const hides =
        getPath(mount, 'name') !== BRIDGE_VOLUME && paths.some(file => mountedAt(mount).startsWith(`${file}/`));
      return findingUnless(!hides, `${path}.volumeMounts[${i}].mountPath`, 'hides a file of the bridge');
    }),
  ];
}

function dataOf({ configMap = '' }: BridgeVolume, { namespace }: Subject, app: AppIndex): Json {
  return asObject(getPath(app.find(namespace, 'ConfigMap', configMap)?.manifest, 'data'));
}

/** Files that are there and mounted nowhere. */
function missingFindings({ path, json }: ContainerView, data: Json): Finding[] {
  const mounted = mountsOf(json).map(({ mount }) => describe(mount.subPath));
  return Object.keys(data).flatMap(key =>
    findingUnless(
      mounted.includes(key),
      `${path}.volumeMounts`,
      `must have the file ${key} of the volume ${BRIDGE_VOLUME}`,
    ),
  );
}
