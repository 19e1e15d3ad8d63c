import { CARRIED, FieldTable, decision, each, told } from '../field-table';

/* The fates of the parts of pods. Paths are relative to their place in a format. */

/** What no server may have, so that its entry is not imported. */
export const REFUSED = decision('', 'not imported', 'a server must not reach its node');

/** Something beside the server that it may depend on. */
export const ANOTHER_CONTAINER = decision(
  'source',
  'container',
  'another container is not imported: put what it does into the image, or give it a Deployment, then keep the source',
);
const NODES = decision('placement', 'nodes', 'write what the nodes must have into placement.nodeSelector');
const NAMES = decision('egress', 'names', 'write names that the DNS of the cluster knows into env, and egress to them');
const HOOK = decision(
  'shutdown',
  'shutdown',
  'no hook runs in a container: a server gets SIGTERM after shutdown.drain, and has until shutdown.grace',
);
const DEVICES = decision(
  'placement',
  'devices',
  'devices are not claimed: name the nodes that have them, as { nodeSelector: { LABEL: VALUE } }, ' +
    'and add the claim with a JSON patch',
);
const OF_NODE = decision(
  'callers',
  'callers',
  'no port of a node leads to a server: name its callers, or add a gateway',
);
const PROBE = told('a probe of the library takes its place');
const FILES = told('files are mounted one by one, read-only and with mode 0440');
const NOT_WITHOUT = told('a server does not start without it');
const GROUPS = told('groups follow the user');
const LABEL = told('the label is that of the runtime');
const PROFILE = told('the default profile of the runtime is always set');
const WISH = told('a wish: pods run on any node that is allowed');
export const SPREAD = told('pods are spread over zones and hosts');
const OF_LIBRARY = told('the library sets it');
const ALONE = told('a server is alone in its pod');

/** The same rows below a path. */
export function below(path: string, table: FieldTable): FieldTable {
  return Object.fromEntries(
    Object.entries(table).map(([key, fate]) => [
      key === '' || key.startsWith('[') ? path + key : `${path}.${key}`,
      fate,
    ]),
  );
}

/** `metadata` and the other members of every resource. */
export const RESOURCE_FIELDS: FieldTable = {
  ...each(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'], CARRIED),
  metadata: told('metadata of the resource'),
  status: told('written by a controller'),
};

/** An object that servers refer to by its name. */
export const OBJECT_FIELDS: FieldTable = each(
  ['apiVersion', 'kind', 'metadata', 'status'],
  told('of an object that servers refer to'),
);

/** A list of EnvVar. Labels and annotations of pods are decisions, and so is what only other volumes know. */
export const ENV_FIELDS: FieldTable = {
  '[].name': CARRIED,
  '[].value': CARRIED,
  ...each(['name', 'key'], CARRIED, '[].valueFrom.secretKeyRef.'),
  '[].valueFrom.secretKeyRef.optional': NOT_WITHOUT,
  ...each(['name', 'key'], CARRIED, '[].valueFrom.configMapKeyRef.'),
  '[].valueFrom.configMapKeyRef.optional': NOT_WITHOUT,
  ...each(['apiVersion', 'fieldPath'], CARRIED, '[].valueFrom.fieldRef.'),
  ...each(['resource', 'divisor'], CARRIED, '[].valueFrom.resourceFieldRef.'),
  '[].valueFrom.resourceFieldRef.containerName': told('the container is that of the server'),
  ...each(['key', 'optional', 'path', 'volumeName'], CARRIED, '[].valueFrom.fileKeyRef.'),
};

/** Whole Secrets and ConfigMaps as variables. */
export const ENV_FROM_FIELDS: FieldTable = each(
  ['secretRef.name', 'secretRef.optional', 'configMapRef.name', 'configMapRef.optional', 'prefix'],
  CARRIED,
  '[].',
);

/** A security context of a pod or a container. What is less strict is refused. */
export const SECURITY_FIELDS: FieldTable = {
  ...each(['allowPrivilegeEscalation', 'readOnlyRootFilesystem', 'runAsNonRoot', 'runAsUser', 'procMount'], CARRIED),
  ...each(['privileged', 'capabilities.add'], REFUSED),
  'capabilities.drop': CARRIED,
  'seccompProfile.type': CARRIED,
  'seccompProfile.localhostProfile': PROFILE,
  'appArmorProfile.type': CARRIED,
  'appArmorProfile.localhostProfile': PROFILE,
  'supplementalGroups': CARRIED,
  ...each(['runAsGroup', 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroupsPolicy'], GROUPS),
  ...each(['seLinuxOptions', 'seLinuxChangePolicy'], LABEL),
  'sysctls': decision(
    'placement',
    'sysctls',
    'parameters of the kernel: name nodes that have them, or take them out and write {}',
  ),
  'windowsOptions': told('servers run on Linux'),
};

/** Amounts of a container. */
export const RESOURCES_FIELDS: FieldTable = {
  ...each(['limits.*', 'requests.*'], CARRIED),
  claims: DEVICES,
};

/** One volume, with what it holds. Other kinds are decisions of what is mounted. */
export const VOLUME_FIELDS: FieldTable = {
  ...each(['sizeLimit', 'medium'], CARRIED, 'emptyDir.'),
  ...each(['name', 'items[].key', 'items[].path'], CARRIED, 'configMap.'),
  ...each(['defaultMode', 'items[].mode'], FILES, 'configMap.'),
  'configMap.optional': NOT_WITHOUT,
  ...each(['secretName', 'items[].key', 'items[].path'], CARRIED, 'secret.'),
  ...each(['defaultMode', 'items[].mode'], FILES, 'secret.'),
  'secret.optional': NOT_WITHOUT,
  ...each(['claimName', 'readOnly'], CARRIED, 'persistentVolumeClaim.'),
};

/** Volumes of a pod. */
export const VOLUMES_FIELDS: FieldTable = {
  '[].name': CARRIED,
  ...below('[]', VOLUME_FIELDS),
  ...below('[].projected', {
    ...each(['name', 'items[].key', 'items[].path'], CARRIED, 'sources[].configMap.'),
    ...each(['name', 'items[].key', 'items[].path'], CARRIED, 'sources[].secret.'),
    sources: CARRIED,
    defaultMode: FILES,
  }),
  '[].hostPath': REFUSED,
  '[]': CARRIED,
};

/** Where volumes are in the container. */
export const MOUNT_FIELDS: FieldTable = {
  ...each(['name', 'mountPath', 'subPath', 'subPathExpr', 'mountPropagation'], CARRIED, '[].'),
  ...each(['readOnly', 'recursiveReadOnly'], told('files are read-only, and directories of a server writable'), '[].'),
};

/** One probe. Its path and port become the health path; how often it asks is the library's. */
export const PROBE_FIELDS: FieldTable = {
  '': PROBE,
};

/** On which nodes pods run. */
export const PLACEMENT_FIELDS: FieldTable = {
  'nodeSelector': CARRIED,
  ...each(['key', 'operator', 'value', 'effect'], CARRIED, 'tolerations[].'),
  'tolerations[].tolerationSeconds': told('how long a pod stays on a node that has such a taint is not set'),
  'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution': CARRIED,
  'affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution': WISH,
  ...each(['affinity.podAffinity', 'affinity.podAntiAffinity'], SPREAD),
};

const CONTAINER_PROBES: FieldTable = {
  ...each(['httpGet.path', 'httpGet.port'], CARRIED, 'readinessProbe.'),
  ...each(['initialDelaySeconds', 'periodSeconds', 'failureThreshold'], CARRIED, 'startupProbe.'),
  ...each(['readinessProbe', 'startupProbe', 'livenessProbe'], PROBE),
};

/** The container of the server, in a template of its pod. */
const CONTAINER_FIELDS: FieldTable = {
  ...each(['name', 'command', 'args', 'workingDir'], CARRIED),
  ...below('env', ENV_FIELDS),
  ...below('envFrom', ENV_FROM_FIELDS),
  ...below('resources', RESOURCES_FIELDS),
  ...below('securityContext', SECURITY_FIELDS),
  ...below('volumeMounts', MOUNT_FIELDS),
  ...CONTAINER_PROBES,
  imagePullPolicy: told('an image with a digest is the same whenever it is pulled'),
  ...each(['hostPort', 'hostIP'], OF_NODE, 'ports[].'),
  ...each(['stdin', 'stdinOnce', 'tty'], told('only a bridge writes to the standard input of a server')),
  ...each(['terminationMessagePath', 'terminationMessagePolicy'], told('messages go to the log')),
  lifecycle: HOOK,
  volumeDevices: decision('storage', 'storage', 'no block device is mounted: give the server a volume with files'),
  resizePolicy: told('a pod is replaced, and not resized'),
  ...each(['restartPolicy', 'restartPolicyRules'], told('a server is always started again')),
};

const TOLD_POD: FieldTable = {
  ...each(['restartPolicy', 'enableServiceLinks', 'preemptionPolicy', 'os'], OF_LIBRARY),
  ...each(['hostname', 'hostnameOverride', 'subdomain', 'setHostnameAsFQDN'], OF_LIBRARY),
  automountServiceAccountToken: told('a server gets a token with kubernetesAccess alone'),
  ...each(['shareProcessNamespace', 'hostUsers', 'overhead', 'priority', 'schedulingGroup'], ALONE),
  readinessGates: told('nothing here sets conditions of pods'),
  schedulingGates: told('nothing here removes gates'),
};

/** A template of the pod, whose container of the server has a name. Its image and ports are rows of the format. */
export const TEMPLATE_FIELDS: FieldTable = {
  'metadata.labels': CARRIED,
  'metadata.annotations': told('annotations of another controller mean nothing here'),
  'metadata': told('metadata of the resource'),
  ...below('spec', {
    ...TOLD_POD,
    ...PLACEMENT_FIELDS,
    ...below('containers[]', CONTAINER_FIELDS),
    ...below('volumes', VOLUMES_FIELDS),
    ...below('securityContext', SECURITY_FIELDS),
    ...below('resources', RESOURCES_FIELDS),
    ...each(['imagePullSecrets', 'serviceAccountName', 'serviceAccount'], CARRIED),
    ...each(['priorityClassName', 'terminationGracePeriodSeconds'], CARRIED),
    topologySpreadConstraints: SPREAD,
    ...each(['hostNetwork', 'hostPID', 'hostIPC'], REFUSED),
    ...each(['nodeName', 'schedulerName'], NODES),
    ...each(['hostAliases', 'dnsPolicy', 'dnsConfig'], NAMES),
    ...each(['initContainers', 'ephemeralContainers'], ANOTHER_CONTAINER),
    runtimeClassName: decision('sandbox', 'sandbox', 'choose the sandbox with this RuntimeClass, such as gvisor'),
    resourceClaims: DEVICES,
    activeDeadlineSeconds: decision(
      'source',
      'container',
      'no pod ends after a time: keep the source if that is right',
    ),
  }),
};
