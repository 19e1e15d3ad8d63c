import { tiesToOneReplica } from './storage';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { isInstance } from '../../foundation/reader';
import { Sessions } from '../../protocol/sessions';
import { Scaling, ScalingRule } from '../../workload/scaling';
import { VolumeSpec } from '../spec';

export const SCALING_PROPS = { scaling: true } as const;

/** How many replicas, checked against what the sessions and the storage allow. */
export function resolveScaling(
  issues: Issues,
  input: Scaling | undefined,
  sessions: Sessions,
  volumes: readonly VolumeSpec[],
): { scaling: ScalingRule; strategy: 'RollingUpdate' | 'Recreate' } {
  issues.check(input === undefined || isInstance(input, Scaling), 'scaling', 'made by Scaling', input);
  const oneVolume = tiesToOneReplica(volumes);
  const reasons = definedItems([
    sessions === Sessions.IN_MEMORY
      ? 'sessions are in the memory of one process, so a second replica answers 404 to half of the calls'
      : undefined,
    oneVolume ? 'a ReadWriteOnce volume is mounted by one node at a time' : undefined,
  ]);
  const scaling = input?._rule ?? (reasons.length > 0 ? Scaling.fixed(1) : Scaling.onCpu())._rule;
  const maxReplicas = scaling.kind === 'auto' ? scaling.max : scaling.replicas;
  if (reasons.length > 0 && maxReplicas > 1) {
    issues.add(
      'scaling',
      `must be Scaling.fixed(1), got up to ${maxReplicas} replicas: ${reasons.join('; ')}`,
      'make the server stateless or give it a shared store, and set Sessions.NONE or Sessions.SHARED; for storage ' +
        'use ReadWriteMany',
    );
  }
  return { scaling, strategy: oneVolume ? 'Recreate' : 'RollingUpdate' };
}
