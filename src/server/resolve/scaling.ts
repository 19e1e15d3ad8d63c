import { ResolvedSource } from './resolved-source';
import { tiesToOneReplica } from './storage';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { isInstance } from '../../foundation/reader';
import { Sessions } from '../../protocol/sessions';
import { Scaling, ScalingRule } from '../../workload/scaling';
import { VolumeSpec } from '../spec';

export const SCALING_PROPS = { scaling: true } as const;

/** The scaling of the server, and that of its pool. */
interface AskedScaling {
  readonly own: Scaling | undefined;
  readonly shared: Scaling | undefined;
}

/**
 * How many replicas, checked against what the sessions and the storage allow. What a pool says does not hold for a
 * server that allows one replica only.
 */
export function resolveScaling(
  issues: Issues,
  { own, shared }: AskedScaling,
  { container: { sessions } }: ResolvedSource,
  volumes: readonly VolumeSpec[],
): { scaling: ScalingRule; strategy: 'RollingUpdate' | 'Recreate' } {
  issues.check(own === undefined || isInstance(own, Scaling), 'scaling', 'made by Scaling', own);
  const oneVolume = tiesToOneReplica(volumes);
  const reasons = definedItems([
    sessions === Sessions.IN_MEMORY
      ? 'sessions are in the memory of one process, so a second replica answers 404 to half of the calls'
      : undefined,
    oneVolume ? 'a ReadWriteOnce volume is mounted by one node at a time' : undefined,
  ]);
  const inherited = reasons.length > 0 ? Scaling.fixed(1) : (shared ?? Scaling.onCpu());
  const scaling = own?._rule ?? inherited._rule;
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
