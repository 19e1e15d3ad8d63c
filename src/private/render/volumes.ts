import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { CREDENTIALS_PATH, TOKEN_PATH } from '../labels';
import { compare } from '../reading';
import { ServerSpec, VolumeSpec } from '../resolve/server-spec';
import { bytesText } from '../sizes';

// 0440 in octal; YAML 1.2 readers take a bare 0440 for decimal
const OWNER_AND_GROUP_READ = 288;
const TOKEN_SECONDS = 3600;

const CREDENTIALS = 'creds';
const FILES = 'files';
const TOKEN = 'api-token';

export function filesName(spec: ServerSpec): string { return `${spec.name}-files`; }

/** The volumes of the pod. */
export function renderVolumes(spec: ServerSpec): Volume[] {
  return [
    ...spec.volumes.map(renderVolume),
    ...spec.files.entries.length === 0 ? [] : [{ name: FILES, configMap: { name: filesName(spec), defaultMode: OWNER_AND_GROUP_READ } }],
    ...spec.credentials.files.length === 0 ? [] : [{
      name: CREDENTIALS,
      projected: {
        defaultMode: OWNER_AND_GROUP_READ,
        sources: spec.credentials.files.map(({ secret, items }) => ({ secret: { name: secret, items: items.map(item => ({ ...item })) } })),
      },
    }],
    ...spec.access.rules.length === 0 ? [] : [tokenVolume()],
  ].sort((a, b) => compare(a.name, b.name));
}

/** Where the server's container sees them, in the order of paths. */
export function renderMounts(spec: ServerSpec): VolumeMount[] {
  return [
    ...spec.volumes.map(({ name, path, readOnly }) => ({ name, mountPath: path, ...readOnly ? { readOnly } : {} })),
    ...spec.files.entries.map(({ path, key }) => ({ name: FILES, mountPath: path, subPath: key, readOnly: true })),
    ...spec.credentials.files.length === 0 ? [] : [{ name: CREDENTIALS, mountPath: CREDENTIALS_PATH, readOnly: true }],
    ...spec.access.rules.length === 0 ? [] : [{ name: TOKEN, mountPath: TOKEN_PATH, readOnly: true }],
  ].sort((a, b) => compare(a.mountPath, b.mountPath));
}

function renderVolume({ name, kind, bytes, claim, readOnly }: VolumeSpec): Volume {
  if (claim !== undefined) { return { name, persistentVolumeClaim: { claimName: claim.name, ...readOnly ? { readOnly } : {} } }; }
  return { name, emptyDir: { sizeLimit: bytesText(bytes), ...kind === 'memory' ? { medium: 'Memory' } : {} } };
}

/** What a client library expects at the usual place, with a token that expires and is renewed. */
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
