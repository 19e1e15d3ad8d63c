import { Change } from './change';
import { Comparison, restrictionWeight } from './comparison';
import { AccessPosture, Connection, ImagePosture, ScalingPosture, SecretPosture, WorkloadPosture } from './posture';
import { connectionText, isOpen } from './posture-text';

/** What differs in the pods of a server or gateway. */
export function workloadChanges(pair: Comparison<WorkloadPosture>): Change[] {
  return [
    ...imageChanges(pair),
    ...pair.members('caller', ({ callers }) => callers, markedConnectionText),
    ...pair.members('egress', ({ egress }) => egress, markedConnectionText),
    ...secretChanges(pair),
    ...pair.members(
      'access',
      ({ access }) => access.flatMap(accessTexts),
      text => text,
    ),
    ...pair.members(
      'relaxation',
      ({ relaxations }) => relaxations,
      ({ name, reason }) => `${name} (${reason})`,
    ),
    ...pair.value('replicas', ({ scaling }) => scalingText(scaling)),
    ...pair.value('sandbox', ({ sandbox }) => sandbox, { weight: restrictionWeight }),
    ...pair.value('pool', ({ pool }) => pool),
    ...pair.value('owner', ({ owner }) => owner),
  ];
}

/** Images of containers that are in both, and containers that were added or removed. */
function imageChanges({ before, after, subject }: Comparison<WorkloadPosture>): Change[] {
  const [old, now] = [before, after].map(({ images }) => new Map(images.map(image => [image.container, image])));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((container): Change[] => {
    const [was, is] = [old.get(container), now.get(container)];
    if (was === undefined) {
      const text = `container added: ${container} ${imageText(is)}`;
      return [{ weight: 'widened', subject, kind: 'container-added', text }];
    }
    if (is === undefined) {
      const text = `container removed: ${container} ${imageText(was)}`;
      return [{ weight: 'narrowed', subject, kind: 'container-removed', text }];
    }
    // a new image is neither more nor less, but one without a digest may be anything
    const losesDigest = was.digest !== undefined && is.digest === undefined;
    return new Comparison(was, is, subject).value(`image of ${container}`, imageText, {
      kind: 'image-changed',
      weight: () => (losesDigest ? 'widened' : 'changed'),
    });
  });
}

function imageText(image: ImagePosture | undefined): string {
  if (image === undefined) {
    return '';
  }
  const { name, tag, digest } = image;
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function markedConnectionText(connection: Connection): string {
  return `${isOpen(connection) ? 'OPEN ' : ''}${connectionText(connection)}`;
}

/** A secret whose source is in one of the two only, as in quarantine, is the same; its ExternalSecret has a line. */
function secretChanges(pair: Comparison<WorkloadPosture>): Change[] {
  const [before, after] = [pair.before, pair.after].map(
    ({ secrets }) => new Map(secrets.map(secret => [placeOf(secret), secret])),
  );
  return pair.members(
    'secret',
    ({ secrets }) => secrets,
    secret => {
      const place = placeOf(secret);
      const [was, is] = [before.get(place), after.get(place)];
      const isSame = was !== undefined && is !== undefined && (was.source === undefined) !== (is.source === undefined);
      return isSame || secret.source === undefined ? place : `${place} from ${secret.source}`;
    },
  );
}

function placeOf({ secret, key = 'every key', as, target }: SecretPosture): string {
  return `${secret}/${key} as ${target === undefined ? as : `${as} ${target}`}`;
}

/** A role that is not among the manifests may grant anything. */
function accessTexts({ role, namespace, rules }: AccessPosture): string[] {
  const where = `${role} in ${namespace ?? 'every namespace'}`;
  return rules.length === 0
    ? [`${where}: its rules are not in these manifests`]
    : rules.map(rule => `${where}: ${rule}`);
}

function scalingText({ min, max, by }: ScalingPosture): string {
  return `${min === max ? max : `${min} to ${max}`}${by === undefined ? '' : ` by ${by}`}`;
}
