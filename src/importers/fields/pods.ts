import { CARRIED, FieldTable, decision, each, told } from '../field-table';

/* The fates of the parts of pods, which several custom resources have. */

/** What no server may have, so that its entry is not imported. */
export const REFUSED = decision('', 'not imported', 'a server must not reach its node');

const RESTRICTED = told('every server has a security context of the library');
const GROUPS = told('groups follow the user');
/** Something beside the server that it may depend on. */
const ANOTHER_CONTAINER = decision(
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

/** The fields of a table below a place. */
export function below(place: string, table: FieldTable): FieldTable {
  return Object.fromEntries(
    Object.entries(table).map(([path, fate]) => [path === '' ? place : `${place}.${path}`, fate]),
  );
}

/** `metadata` and the other members of every resource. */
export const RESOURCE_FIELDS: FieldTable = {
  'apiVersion': CARRIED,
  'kind': CARRIED,
  'metadata.name': CARRIED,
  'metadata.namespace': CARRIED,
  'metadata': told('metadata of the resource'),
  'status': told('written by a controller'),
};

/** An object that servers refer to by its name. */
export const OBJECT_FIELDS: FieldTable = each(
  ['apiVersion', 'kind', 'metadata', 'status'],
  told('of an object that servers refer to'),
);

/** A list of EnvVar. */
export const ENV_FIELDS: FieldTable = {
  '[].name': CARRIED,
  '[].value': CARRIED,
};

/** A security context of a container or a pod. */
export const SECURITY_FIELDS: FieldTable = {
  ...each(['runAsUser', 'readOnlyRootFilesystem', 'runAsNonRoot', 'allowPrivilegeEscalation'], CARRIED),
  ...each(['capabilities.drop', 'seccompProfile', 'appArmorProfile'], CARRIED),
  ...each(['privileged', 'capabilities.add'], REFUSED),
  ...each(['runAsGroup', 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroups', 'supplementalGroupsPolicy'], GROUPS),
  ...each(['seLinuxOptions', 'seLinuxChangePolicy', 'windowsOptions', 'procMount'], RESTRICTED),
  sysctls: decision('source', 'container', 'no sysctl is set: let the server do without it, then keep the source'),
};

export const RESOURCES_FIELDS: FieldTable = {
  ...each(['limits.*', 'requests.*'], CARRIED),
  claims: decision('resources', 'devices', 'devices are not claimed: write cpu and memory of a server without them'),
};

/** Volumes and what mounts them. */
export const VOLUME_FIELDS: FieldTable = {
  '[].hostPath': REFUSED,
  '[]': CARRIED,
};

export const MOUNT_FIELDS: FieldTable = {
  '[].mountPath': CARRIED,
  '[]': told('its other fields have no equivalent here'),
};

/** The container of the server, in a template of its pod. */
const CONTAINER_FIELDS: FieldTable = {
  ...each(['name', 'command', 'args', 'workingDir', 'envFrom'], CARRIED),
  ...below('env', ENV_FIELDS),
  'env[].valueFrom': CARRIED,
  ...below('resources', RESOURCES_FIELDS),
  ...below('securityContext', SECURITY_FIELDS),
  ...below('volumeMounts', MOUNT_FIELDS),
  'readinessProbe.httpGet.path': CARRIED,
  ...each(['readinessProbe', 'livenessProbe'], told('probes have other time-outs; liveness is a TCP connection')),
  'startupProbe': CARRIED,
  'image': told('the image of the resource is set in its place'),
  'imagePullPolicy': told('an image with a digest is the same whenever it is pulled'),
  'ports': told('the port is that of the resource'),
  ...each(['stdin', 'stdinOnce', 'tty'], told('the bridge has the standard input of the server')),
  ...each(['terminationMessagePath', 'terminationMessagePolicy'], told('messages go to the log')),
  'lifecycle': HOOK,
  'volumeDevices': decision('storage', 'storage', 'no block device is mounted: give the server a volume with files'),
  ...each(['resizePolicy', 'restartPolicy'], told('a pod is replaced, and not resized')),
};

const TOLD_POD: FieldTable = {
  ...each(
    ['affinity.podAffinity', 'affinity.podAntiAffinity', 'topologySpreadConstraints'],
    told('pods are spread over zones and hosts'),
  ),
  ...each(
    ['restartPolicy', 'enableServiceLinks', 'hostname', 'subdomain', 'setHostnameAsFQDN', 'preemptionPolicy', 'os'],
    told('the library sets it'),
  ),
  automountServiceAccountToken: told('a server gets a token with kubernetesAccess alone'),
  ...each(['shareProcessNamespace', 'hostUsers', 'overhead', 'priority'], told('a server is alone in its pod')),
};

/** A template of the pod, whose container of the server has a name. */
export const TEMPLATE_FIELDS: FieldTable = {
  'metadata.labels': CARRIED,
  'metadata.annotations': told('annotations of another controller mean nothing here'),
  'metadata': told('metadata of the resource'),
  ...below('spec', {
    ...TOLD_POD,
    ...below('containers[]', CONTAINER_FIELDS),
    ...below('volumes', VOLUME_FIELDS),
    ...below('securityContext', SECURITY_FIELDS),
    ...each(['imagePullSecrets', 'serviceAccountName', 'serviceAccount', 'nodeSelector', 'tolerations'], CARRIED),
    ...each(['priorityClassName', 'terminationGracePeriodSeconds'], CARRIED),
    ...each(['hostNetwork', 'hostPID', 'hostIPC'], REFUSED),
    ...each(['affinity.nodeAffinity', 'nodeName', 'schedulerName'], NODES),
    ...each(['hostAliases', 'dnsPolicy', 'dnsConfig'], NAMES),
    ...each(['initContainers', 'ephemeralContainers'], ANOTHER_CONTAINER),
    runtimeClassName: decision('sandbox', 'sandbox', 'choose the sandbox with this RuntimeClass, such as gvisor'),
    resourceClaims: decision('resources', 'devices', 'devices are not claimed: write cpu and memory without them'),
    activeDeadlineSeconds: decision(
      'source',
      'container',
      'no pod ends after a time: keep the source if that is right',
    ),
    readinessGates: told('nothing here sets conditions of pods'),
    schedulingGates: told('nothing here removes gates'),
  }),
};

export { ANOTHER_CONTAINER, NODES };
