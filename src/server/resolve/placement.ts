import { checkLabel } from './metadata';
import { Issues, show } from '../../foundation/issues';
import { isDnsSubdomain, isPlainText, isSystemPriority } from '../../foundation/names';
import { Reader, compare } from '../../foundation/reader';
import { checkReason } from '../../foundation/reasons';
import { checkMember } from '../../platform/checks';
import { Architecture, Placement, TaintEffect } from '../../workload/placement';
import { PlacementSpec } from '../spec';

export const PLACEMENT_PROPS = { placement: true } as const;

/** On which nodes the pods run. */
export function resolvePlacement(issues: Issues, input: Placement | undefined): PlacementSpec {
  const reader = new Reader(issues);
  const props = reader.struct(
    input ?? {},
    { nodeSelector: true, tolerations: true, droppedTolerations: true, priorityClassName: true, architectures: true },
    'placement.',
  );
  const nodeSelector = reader.texts(props.nodeSelector, 'placement.nodeSelector');
  nodeSelector.forEach(([key, value]) => checkLabel(issues, `placement.nodeSelector.${key}`, key, value));
  const tolerations = reader.list(props.tolerations, 'placement.tolerations').map((toleration, i) => {
    const { key, value, effect } = reader.struct(
      toleration,
      { key: true, value: true, effect: true },
      `placement.tolerations[${i}].`,
    );
    checkLabel(issues, `placement.tolerations[${i}]`, key, value ?? '');
    checkMember(issues, `placement.tolerations[${i}].effect`, TaintEffect, effect);
    return { key, value, effect };
  });
  const dropped = reader.texts(props.droppedTolerations, 'placement.droppedTolerations');
  dropped.forEach(([key, reason]) => checkReason(issues, reason, `placement.droppedTolerations.${key}`));
  const { priorityClassName } = props;
  issues.check(
    priorityClassName === undefined || (isPlainText(priorityClassName) && isDnsSubdomain(priorityClassName)),
    'placement.priorityClassName',
    'the name of a PriorityClass',
    priorityClassName,
  );
  if (isPlainText(priorityClassName) && isSystemPriority(priorityClassName)) {
    issues.add(
      'placement.priorityClassName',
      `must not be ${show(priorityClassName)}, which displaces what keeps nodes and the cluster alive`,
      'use a PriorityClass of your own (kubectl create priorityclass), or none',
    );
  }
  const architectures = reader.textList(props.architectures, 'placement.architectures');
  architectures.forEach((architecture, i) =>
    checkMember(issues, `placement.architectures[${i}]`, Architecture, architecture),
  );
  return {
    nodeSelector: Object.fromEntries(nodeSelector),
    tolerations,
    droppedTolerations: Object.fromEntries(dropped),
    priorityClassName,
    architectures: [...new Set(architectures)].sort(compare),
  };
}

/** The placement of a pool and of its member together. Where they differ, that of the member holds. */
export function mergePlacements(issues: Issues, shared: PlacementSpec, serverPlacement: PlacementSpec): PlacementSpec {
  const { droppedTolerations } = serverPlacement;
  for (const key of Object.keys(droppedTolerations)) {
    if (!shared.tolerations.some(toleration => toleration.key === key)) {
      const known = shared.tolerations.map(toleration => toleration.key).join(', ');
      issues.add(
        `placement.droppedTolerations.${key}`,
        'is a taint that the pool does not tolerate',
        known === '' ? 'leave it out: there is no pool with tolerations' : `one of ${known}`,
      );
    }
  }
  const kept = shared.tolerations.filter(({ key }) => !Object.hasOwn(droppedTolerations, key));
  const tolerations = new Map(
    [...kept, ...serverPlacement.tolerations].map(toleration => [JSON.stringify(toleration), toleration]),
  );
  return {
    nodeSelector: { ...shared.nodeSelector, ...serverPlacement.nodeSelector },
    tolerations: [...tolerations.values()],
    droppedTolerations,
    priorityClassName: serverPlacement.priorityClassName ?? shared.priorityClassName,
    architectures: serverPlacement.architectures.length > 0 ? serverPlacement.architectures : shared.architectures,
  };
}
