import { RESOURCE_FIELDS, TEMPLATE_FIELDS, below } from './pods';
import { CARRIED, FieldTable, decision, each, told } from '../field-table';

const OWN = told('a server has settings of its own');
const VOLUME = decision(
  'storage',
  'storage',
  'no volume is filled or chosen: name an existing claim, or copy what it has',
);

/** Volumes that a StatefulSet makes for each pod. */
const CLAIM_FIELDS: FieldTable = {
  ...each(['metadata.name', 'spec.storageClassName', 'spec.resources.requests.storage'], CARRIED),
  ...each(['apiVersion', 'kind', 'metadata', 'status'], told('of a volume that is made for a pod')),
  'spec.accessModes': told('one pod writes to a volume of its own'),
  'spec.volumeMode': told('a volume has a file system'),
  'spec.resources.limits': told('a volume has the size that it asks for'),
  'spec': VOLUME,
};

/** A container's own image and ports, which custom resources have elsewhere. */
const CONTAINER_FIELDS: FieldTable = {
  image: CARRIED,
  ...each(['name', 'containerPort', 'protocol'], CARRIED, 'ports[].'),
};

/** Deployments and StatefulSets of Kubernetes 1.36. */
export const WORKLOAD: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', {
    replicas: CARRIED,
    ...each(['selector', 'strategy', 'updateStrategy', 'minReadySeconds', 'revisionHistoryLimit', 'paused'], OWN),
    ...each(['progressDeadlineSeconds', 'podManagementPolicy'], OWN),
    ...each(['persistentVolumeClaimRetentionPolicy', 'ordinals'], OWN),
    serviceName: told('a server has a Service of its own'),
    ...below('volumeClaimTemplates[]', CLAIM_FIELDS),
    ...below('template', TEMPLATE_FIELDS),
    ...below('template.spec.containers[]', CONTAINER_FIELDS),
  }),
};
