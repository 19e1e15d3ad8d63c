import { CARRIED, FieldTable, each, told } from '../field-table';

/* Fields of pods that formats have under other names. Paths are relative to their place in the format. */

const PROBE = 'a probe of the library takes its place';
const FILES = 'files are mounted one by one, read-only and with mode 0440';
const NOT_WITHOUT = 'a server does not start without it';
const GROUPS = 'groups follow the user';
const LABEL = 'the label is that of the runtime';
const PROFILE = 'the default profile of the runtime is always set';
const WISH = 'a wish: pods run on any node that is allowed';
const SPREAD = 'pods are spread over zones and hosts';

/** The same rows below a path. */
export function below(path: string, table: FieldTable): FieldTable {
  return Object.fromEntries(
    Object.entries(table).map(([key, fate]) => [
      key === '' || key.startsWith('[') ? path + key : `${path}.${key}`,
      fate,
    ]),
  );
}

/** A list of EnvVar. Labels and annotations of pods are decisions, and so is what only other volumes know. */
export const ENV_FIELDS: FieldTable = {
  '[].name': CARRIED,
  '[].value': CARRIED,
  ...each(['name', 'key'], CARRIED, '[].valueFrom.secretKeyRef.'),
  '[].valueFrom.secretKeyRef.optional': told(NOT_WITHOUT),
  ...each(['name', 'key'], CARRIED, '[].valueFrom.configMapKeyRef.'),
  '[].valueFrom.configMapKeyRef.optional': told(NOT_WITHOUT),
  ...each(['apiVersion', 'fieldPath'], CARRIED, '[].valueFrom.fieldRef.'),
  ...each(['resource', 'divisor'], CARRIED, '[].valueFrom.resourceFieldRef.'),
  '[].valueFrom.resourceFieldRef.containerName': told('the container is that of the server'),
  ...each(['key', 'optional', 'path', 'volumeName'], CARRIED, '[].valueFrom.fileKeyRef.'),
};

export const ENV_FROM_FIELDS: FieldTable = each(
  ['secretRef.name', 'secretRef.optional', 'configMapRef.name', 'configMapRef.optional', 'prefix'],
  CARRIED,
  '[].',
);

/** Kinds of volumes with what they hold. Secrets are named by a key of the format. */
export const VOLUME_FIELDS: FieldTable = {
  ...each(['sizeLimit', 'medium'], CARRIED, 'emptyDir.'),
  ...each(['name', 'items[].key', 'items[].path'], CARRIED, 'configMap.'),
  ...each(['defaultMode', 'items[].mode'], told(FILES), 'configMap.'),
  'configMap.optional': told(NOT_WITHOUT),
  ...each(['secretName', 'items[].key', 'items[].path'], CARRIED, 'secret.'),
  ...each(['defaultMode', 'items[].mode'], told(FILES), 'secret.'),
  'secret.optional': told(NOT_WITHOUT),
};

export const RESOURCE_FIELDS: FieldTable = {
  'limits.*': CARRIED,
  'requests.*': CARRIED,
};

/** A security context of a pod or a container. What is less strict is refused. */
export const SECURITY_FIELDS: FieldTable = {
  ...each(['allowPrivilegeEscalation', 'privileged', 'readOnlyRootFilesystem', 'runAsNonRoot', 'runAsUser'], CARRIED),
  'procMount': CARRIED,
  'capabilities.add': CARRIED,
  'capabilities.drop': CARRIED,
  'seccompProfile.type': CARRIED,
  'seccompProfile.localhostProfile': told(PROFILE),
  'appArmorProfile.type': CARRIED,
  'appArmorProfile.localhostProfile': told(PROFILE),
  'supplementalGroups': CARRIED,
  ...each(['runAsGroup', 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroupsPolicy'], told(GROUPS)),
  'seLinuxOptions': told(LABEL),
  'seLinuxChangePolicy': told(LABEL),
  'sysctls': told('parameters of the kernel are those of the node'),
  'windowsOptions': told('servers run on Linux'),
};

/** One probe. Its path and port become the health path; how often it asks is the library's. */
export const PROBE_FIELDS: FieldTable = {
  '': told(PROBE),
};

export const PLACEMENT_FIELDS: FieldTable = {
  'nodeSelector': CARRIED,
  ...each(['key', 'operator', 'value', 'effect'], CARRIED, 'tolerations[].'),
  'tolerations[].tolerationSeconds': told('how long a pod stays on a node that has such a taint is not set'),
  'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution': CARRIED,
  'affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution': told(WISH),
  'affinity.podAffinity': told(SPREAD),
  'affinity.podAntiAffinity': told(SPREAD),
  'topologySpreadConstraints': told(SPREAD),
  'priorityClassName': CARRIED,
};
