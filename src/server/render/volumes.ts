import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { definedItems } from '../../foundation/defined';
import { BRIDGE_VOLUME, CREDENTIALS_PATH, TOKEN_PATH } from '../../foundation/labels';
import { bridgeFilesSuffix } from '../../foundation/mounted-files';
import { compare } from '../../foundation/reader';
import { bytesText } from '../../foundation/sizes';
import { CaBundleSpec, CredentialsSpec, FilesSpec, MountSpec, ServerSpec, Texts, VolumeSpec } from '../spec';

// 0440 in octal; YAML 1.2 readers take a bare 0440 for decimal
const OWNER_AND_GROUP_READ = 288;
const TOKEN_SECONDS = 3600;

const CREDENTIALS = 'creds';
const FILES = 'files';
const TOKEN = 'api-token';

export function filesName(spec: ServerSpec): string {
  return `${spec.name}-files`;
}

/** A change of the files is another ConfigMap: this one cannot be changed. */
export function bridgeFilesName({ name, bridgeFiles }: ServerSpec): string {
  return `${name}${bridgeFilesSuffix(fileData(bridgeFiles))}`;
}

/** The data of the ConfigMap that holds the files. */
export function fileData({ entries }: FilesSpec): Texts {
  return Object.fromEntries(entries.map(({ key, content }) => [key, content]));
}

/** The volumes of the pod. */
export function renderVolumes(spec: ServerSpec): Volume[] {
  const { files, bridgeFiles, credentials, access } = spec;
  return definedItems([
    ...spec.volumes.map(renderVolume),
    filesVolume(FILES, files, filesName(spec)),
    filesVolume(BRIDGE_VOLUME, bridgeFiles, bridgeFilesName(spec)),
    credentials.files.length === 0 ? undefined : credentialsVolume(credentials),
    access.rules.length === 0 ? undefined : tokenVolume(),
    ...bundleVolumes(spec),
    ...mountedVolumes(spec),
    ...spec.mounts.map(renderMountVolume),
  ]).sort((a, b) => compare(a.name, b.name));
}

/** The mounts of the server's container, in the order of paths. */
export function renderMounts(spec: ServerSpec): VolumeMount[] {
  const { files, bridgeFiles, credentials, access, caBundle } = spec;
  return definedItems<VolumeMount>([
    ...spec.volumes.map(({ name, path, readOnly }) => ({ name, mountPath: path, readOnly: readOnly || undefined })),
    ...fileMounts(FILES, files),
    ...fileMounts(BRIDGE_VOLUME, bridgeFiles),
    credentials.files.length === 0 ? undefined : { name: CREDENTIALS, mountPath: CREDENTIALS_PATH, readOnly: true },
    access.rules.length === 0 ? undefined : { name: TOKEN, mountPath: TOKEN_PATH, readOnly: true },
    ...spec.mountedFiles.map(({ volume: name, path, key }) => ({
      name,
      mountPath: path,
      subPath: key,
      readOnly: true,
    })),
    ...spec.mounts.map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
    // without a ConfigMap the bundle is one of the files
    ...renderBundleMounts(spec, caBundle?.configMap && caBundle),
  ]).sort((a, b) => compare(a.mountPath, b.mountPath));
}

function filesVolume(name: string, { entries }: FilesSpec, configMap: string): Volume | undefined {
  return entries.length === 0 ? undefined : { name, configMap: { name: configMap, defaultMode: OWNER_AND_GROUP_READ } };
}

function fileMounts(name: string, { entries }: FilesSpec): VolumeMount[] {
  return entries.map(({ path, key }) => ({ name, mountPath: path, subPath: key, readOnly: true }));
}

function credentialsVolume({ files }: CredentialsSpec): Volume {
  return {
    name: CREDENTIALS,
    projected: {
      defaultMode: OWNER_AND_GROUP_READ,
      sources: files.map(({ secret, items }) => ({
        secret: { name: secret, items: items.map(item => ({ ...item })) },
      })),
    },
  };
}

/**
 * Certificates where a container expects them. Those that are files of the server are among its other files already.
 */
export function renderBundleMounts({ files }: ServerSpec, bundle: CaBundleSpec | undefined): VolumeMount[] {
  if (bundle === undefined) {
    return [];
  }
  const { path: mountPath, volume, configMap } = bundle;
  if (configMap !== undefined) {
    return [{ name: volume, mountPath, subPath: configMap.key, readOnly: true }];
  }
  return files.entries
    .filter(({ path }) => path === mountPath)
    .map(({ key }) => ({ name: FILES, mountPath, subPath: key, readOnly: true }));
}

/**
 * One volume for each ConfigMap with certificates: the platform's is that of the installs too, unless a registry has
 * its own.
 */
function bundleVolumes({ caBundle, installs }: ServerSpec): Volume[] {
  const volumes = new Map<string, Volume>();
  const bundles = definedItems([caBundle, ...installs.map(install => install.caBundle)]);
  for (const { volume: name, configMap } of bundles) {
    if (configMap !== undefined) {
      volumes.set(name, { name, configMap: { name: configMap.name, defaultMode: OWNER_AND_GROUP_READ } });
    }
  }
  return [...volumes.values()];
}

/** One volume for each ConfigMap and Secret, with the keys that are mounted and no others. */
function mountedVolumes({ mountedFiles }: ServerSpec): Volume[] {
  const byVolume = new Map<string, MountSpec>();
  for (const { volume: name, source, key } of mountedFiles) {
    const keys = new Set([...(byVolume.get(name)?.items ?? []).map(item => item.key), key]);
    const items = [...keys].sort(compare).map(each => ({ key: each, path: each }));
    byVolume.set(name, { name, path: '', source, items });
  }
  return [...byVolume.values()].map(renderMountVolume);
}

function renderVolume({ name, kind, bytes, claim, readOnly }: VolumeSpec): Volume {
  if (claim !== undefined) {
    return { name, persistentVolumeClaim: { claimName: claim.name, readOnly: readOnly || undefined } };
  }
  return { name, emptyDir: { sizeLimit: bytesText(bytes), medium: kind === 'memory' ? 'Memory' : undefined } };
}

function renderMountVolume({ name, source, items }: MountSpec): Volume {
  const keys = {
    defaultMode: OWNER_AND_GROUP_READ,
    items: items?.map(item => ({ ...item })),
  };
  return 'secret' in source
    ? { name, secret: { secretName: source.secret, ...keys } }
    : { name, configMap: { name: source.configMap, ...keys } };
}

/** What client libraries of Kubernetes read, with a token that expires and is renewed. */
function tokenVolume(): Volume {
  return {
    name: TOKEN,
    projected: {
      defaultMode: OWNER_AND_GROUP_READ,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: TOKEN_SECONDS } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}
