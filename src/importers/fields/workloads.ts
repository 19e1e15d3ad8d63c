import { CARRIED, Fate, FieldTable, decision, each, told } from '../field-table';

const POD = 'spec.template.spec.';
const CONTAINER = `${POD}containers[].`;
const LIBRARY = 'a server has settings of its own';

/** What a server may need and an app file cannot say. */
function need(how: string): Fate {
  return decision('source.image.reference', 'not carried over', how);
}

/** Deployments and StatefulSets of Kubernetes 1.36. */
export const WORKLOAD: FieldTable = {
  ...each(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace', 'spec.replicas'], CARRIED),
  'metadata': told('metadata of the resource'),
  'status': told('written by a controller'),
  ...each(
    [
      'selector',
      'strategy',
      'updateStrategy',
      'minReadySeconds',
      'revisionHistoryLimit',
      'progressDeadlineSeconds',
      'paused',
      'podManagementPolicy',
      'persistentVolumeClaimRetentionPolicy',
      'ordinals',
    ],
    told(LIBRARY),
    'spec.',
  ),
  'spec.serviceName': told('a server has a Service of its own'),
  'spec.volumeClaimTemplates': CARRIED,
  'spec.template.metadata': told('metadata of the pods'),
  'spec.template.metadata.labels': CARRIED,
  ...each(
    [
      'securityContext',
      'volumes',
      'nodeSelector',
      'tolerations',
      'affinity',
      'topologySpreadConstraints',
      'serviceAccountName',
      'serviceAccount',
      'imagePullSecrets',
      'hostNetwork',
      'hostPID',
      'hostIPC',
      'priorityClassName',
      'terminationGracePeriodSeconds',
      'containers',
      'initContainers',
    ],
    CARRIED,
    POD,
  ),
  ...each(
    [
      'restartPolicy',
      'activeDeadlineSeconds',
      'enableServiceLinks',
      'automountServiceAccountToken',
      'shareProcessNamespace',
      'hostUsers',
      'setHostnameAsFQDN',
      'hostname',
      'subdomain',
      'os',
      'overhead',
      'priority',
      'preemptionPolicy',
      'readinessGates',
      'ephemeralContainers',
    ],
    told(LIBRARY),
    POD,
  ),
  [`${POD}dnsPolicy`]: told('names are resolved by the DNS of the cluster'),
  [`${POD}dnsConfig`]: need('it changes how names are resolved: write whole host names in env and args'),
  [`${POD}hostAliases`]: need('it names addresses: use names that DNS knows in env and args'),
  [`${POD}runtimeClassName`]: need('it has a runtime of its own: see the prop sandbox'),
  [`${POD}schedulerName`]: need('it has a scheduler of its own, which a server has not'),
  [`${POD}resourceClaims`]: need('it claims devices, which a server cannot have'),
  ...each(['image', 'command', 'args', 'workingDir', 'env', 'envFrom', 'ports', 'resources'], CARRIED, CONTAINER),
  ...each(['volumeMounts', 'securityContext'], CARRIED, CONTAINER),
  ...each(['name', 'terminationMessagePath', 'terminationMessagePolicy', 'stdinOnce', 'tty'], told(LIBRARY), CONTAINER),
  [`${CONTAINER}imagePullPolicy`]: told('an image with a digest is the same whenever it is pulled'),
  ...each(['livenessProbe', 'readinessProbe', 'startupProbe'], told('probes have other time-outs'), CONTAINER),
  [`${CONTAINER}lifecycle`]: need('a command runs at its start or end: put it into the image'),
  [`${CONTAINER}stdin`]: need('it reads its standard input: a server that speaks stdio is a stdioImage'),
  [`${CONTAINER}volumeDevices`]: need('it has a block device, which a server cannot have'),
};
