import { Quantity, compareQuantities } from '../../foundation/quantities';
import { getPath, asArray } from '../json';
import { PodView } from '../pod-view';
import { quantity, isPositive, total } from '../quantity';
import { ObjectRule, WORKLOADS, findingUnless } from '../rule';

export const SCRATCH_SIZE_RULE: ObjectRule = {
  id: 'scratch-size',
  title: 'Scratch volumes have a size that fits the limits',
  why:
    'A volume without a size limit can fill the node; with one above the limit the pod is evicted before the volume ' +
    'is full.',
  fix:
    'Set sizeLimit above 0, and limits of ephemeral-storage and memory of at least the volumes on disk and ' +
    'in memory together.',
  severity: 'error',
  references: ['NSA/CISA: Resource policies'],
  scanners: [],
  kinds: [WORKLOADS],
  check: ({ pod }) => {
    if (pod === undefined) {
      return [];
    }
    const sized = asArray(pod.spec.volumes)
      .map((volume, i) => ({
        emptyDir: getPath(volume, 'emptyDir'),
        field: `${pod.path}.volumes[${i}].emptyDir.sizeLimit`,
      }))
      .filter(({ emptyDir }) => emptyDir !== undefined)
      .map(({ emptyDir, field }) => ({
        inMemory: getPath(emptyDir, 'medium') === 'Memory',
        field,
        size: quantity(getPath(emptyDir, 'sizeLimit')),
      }));
    return [
      ...sized.flatMap(({ size, field }) =>
        findingUnless(size !== undefined && isPositive(size), field, 'must be a quantity above 0'),
      ),
      ...(
        [
          ['ephemeral-storage', false, 'on disk'],
          ['memory', true, 'in memory'],
        ] as const
      ).flatMap(([resource, memory, where]) => {
        const limit = limitOf(pod, resource);
        const volumes = total(
          sized.flatMap(({ inMemory, size }) => (inMemory === memory && size !== undefined ? [size] : [])),
        );
        return findingUnless(
          limit === undefined || compareQuantities(volumes, limit) <= 0,
          `${pod.path}.volumes`,
          `${where} are larger together than the ${resource} limits`,
        );
      }),
    ];
  },
};

/**
 * The limit of a pod: that of its containers together, or of one init container if it is higher
 * (k8s.io/component-helpers/resource, PodLimits).
 */
function limitOf(pod: PodView, resource: string): Quantity | undefined {
  const limits = pod.containers.flatMap(({ role, json }) => {
    const limit = quantity(getPath(json, 'resources', 'limits', resource));
    return limit === undefined
      ? []
      : [{ role, limit, stays: role === 'containers' || json.restartPolicy === 'Always' }];
  });
  if (limits.length === 0) {
    return undefined;
  }
  const running = total(limits.filter(({ stays }) => stays).map(({ limit }) => limit));
  return limits
    .filter(({ role }) => role === 'initContainers')
    .reduce((most, { limit }) => (compareQuantities(limit, most) > 0 ? limit : most), running);
}
