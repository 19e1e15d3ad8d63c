import { AcknowledgeEntry } from './configuration';
import { today } from '../foundation/days';
import { reasonText } from '../foundation/reasons';
import { LocatedFinding } from '../report/locations';
import { FindingPosture } from '../report/posture';

/** The findings with the reasons of a configuration. `tell` hears of entries that have no effect. */
export function acknowledgedBy(
  entries: readonly AcknowledgeEntry[],
  findings: readonly LocatedFinding[],
  tell: (text: string) => void,
): LocatedFinding[] {
  const used = new Set<AcknowledgeEntry>();
  const valid = entries.filter(({ where, rule, until }) => {
    const isOver = until !== undefined && today() > until;
    if (isOver) {
      tell(`${where}: the acknowledgement of ${rule} is over since ${until}: fix the cause or give a new day\n`);
    }
    return !isOver;
  });
  const judged = findings.map(found => {
    const entry = valid.find(each => holdsFor(each, found.finding));
    if (entry === undefined) {
      return found;
    }
    used.add(entry);
    const { acknowledged = reasonText(entry.reason, entry.until) } = found.finding;
    return { ...found, finding: { ...found.finding, acknowledged } };
  });
  for (const { where, rule } of valid.filter(entry => !used.has(entry))) {
    tell(`${where}: the acknowledgement of ${rule} matches no finding: remove it\n`);
  }
  return judged;
}

function holdsFor({ rule, objects, namespace }: AcknowledgeEntry, { rule: broken, object }: FindingPosture): boolean {
  const [, of = ''] = object.split(' ');
  return rule === broken && (objects?.includes(object) ?? of.startsWith(`${String(namespace)}/`));
}
