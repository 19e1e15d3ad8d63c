import { ANOTHER_CONTAINER, RESOURCE_FIELDS, TEMPLATE_FIELDS, below } from './pods';
import { CARRIED, FieldTable, each, told } from '../field-table';

const CONTAINER = 'spec.template.spec.containers[].';

/** Deployments and StatefulSets of Kubernetes 1.36. */
export const WORKLOAD: FieldTable = {
  ...RESOURCE_FIELDS,
  'spec.replicas': CARRIED,
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
    told('a server has settings of its own'),
    'spec.',
  ),
  'spec.serviceName': told('a server has a Service of its own'),
  ...each(
    ['metadata.name', 'spec.storageClassName', 'spec.resources.requests.storage'],
    CARRIED,
    'spec.volumeClaimTemplates[].',
  ),
  'spec.volumeClaimTemplates[].spec.accessModes': told('one pod writes to a volume of its own'),
  'spec.volumeClaimTemplates[].spec.volumeMode': told('a volume has a file system'),
  ...below('spec.template', TEMPLATE_FIELDS),
  ...each(['image', 'ports'], CARRIED, CONTAINER),
  'spec.template.spec.containers': ANOTHER_CONTAINER,
};
