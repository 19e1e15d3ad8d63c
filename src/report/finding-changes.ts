import { Change } from './change';
import { Comparison } from './comparison';
import { FindingPosture, Posture } from './posture';
import { QUARANTINE_ANNOTATION } from '../foundation/labels';
import { Json, getPath } from '../guardrails/json';
import { valueAt } from '../guardrails/patches/pointer';

/** Manifests by what findings call them, such as `Deployment mcp-tools/notes`. */
export type Manifests = ReadonlyMap<string, Json>;

/** Findings and acknowledgements that are new or gone. */
export function findingChanges(pair: Comparison<Posture>, before: Manifests, after: Manifests): Change[] {
  const isOfQuarantine = (finding: FindingPosture): boolean =>
    comesWithQuarantine(finding, before.get(finding.object), after.get(finding.object));
  return [
    ...pair.members('finding', ({ findings }) => findings.filter(finding => !isAcknowledged(finding)), findingText, {
      added: ({ severity }) => (severity === 'error' ? 'widened' : 'changed'),
    }),
    ...pair.members(
      'acknowledgement',
      ({ findings }) => findings.filter(isAcknowledged),
      finding => `${findingText(finding)} (${finding.acknowledged ?? ''})`,
      {
        added: finding => (isOfQuarantine(finding) ? 'changed' : 'widened'),
        removed: finding => (isOfQuarantine(finding) ? 'changed' : 'narrowed'),
      },
    ),
  ];
}

/**
 * Whether a workload goes into quarantine or comes out of it, and what a rule finds is the same before and after. A
 * quarantine takes away what the workload needs, such as the role for its token, and gives nothing.
 */
function comesWithQuarantine({ field }: FindingPosture, before: Json | undefined, after: Json | undefined): boolean {
  const [was, is] = [before, after].map(manifest => ({
    isQuarantined: getPath(manifest, 'metadata', 'annotations', QUARANTINE_ANNOTATION) !== undefined,
    value: JSON.stringify(
      valueAt(
        manifest,
        field.split(/[.[\]]+/).filter(key => key !== ''),
      ),
    ),
  }));
  return was.isQuarantined !== is.isQuarantined && was.value !== undefined && was.value === is.value;
}

function isAcknowledged({ acknowledged }: FindingPosture): boolean {
  return acknowledged !== undefined;
}

function findingText({ rule, object, field, problem }: FindingPosture): string {
  return `${rule}: ${object}: ${field} ${problem}`;
}
