import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Acknowledgement, acknowledgements, isExpired, today } from './acknowledgement';
import { Json, asObject, getPath } from './json';
import { RuleFinding } from './judge';
import { ownerOf } from './owner';
import { fieldOf, keysOf } from './patches/pointer';
import { ACKNOWLEDGED, relaxationsOf } from './relaxations';
import { ListMap } from '../foundation/list-map';
import { reasonText } from '../foundation/reasons';
import { pathOf } from '../foundation/scopes';
import { visibleLine } from '../foundation/visible';

/** Where a finding was made. */
interface Origin {
  /** The final JSON of the object. */
  readonly manifest?: Json;
  /** Whether the props alone lead to the finding: what a prop relaxes does not cover what a patch adds. */
  isOfProps(): boolean;
}

/** Sets annotations of the library. */
interface Annotated {
  annotate(key: string, value: string): void;
}

/** Maps whose values have nothing below. */
const MAPS_OF_TEXTS: ReadonlySet<string> = new Set([
  ...['annotations', 'labels', 'matchLabels', 'nodeSelector', 'selector'],
  ...['data', 'binaryData', 'stringData', 'hard', 'requests', 'limits'],
]);

const NOT_OF_PROPS: Origin = { isOfProps: () => false };

/** What acknowledgements let pass in one validation. */
export class Grants {
  private readonly used = new Map<Acknowledgement, Set<string>>();
  private readonly notes = new ListMap<ApiObject, readonly [string, string]>();

  /** The error of a finding, unless it is a warning or acknowledged. */
  public problem(object: ApiObject, finding: RuleFinding, { manifest, isOfProps }: Origin = NOT_OF_PROPS): string[] {
    const found = acknowledgementFor(object, finding, isOfProps);
    if (found === undefined) {
      return finding.severity === 'error' ? [message(object, finding)] : [];
    }
    const paths = this.used.get(found) ?? new Set();
    this.used.set(found, paths);
    found.paths?.filter(path => covers(path, finding)).forEach(path => paths.add(path));
    const annotations = asObject(getPath(manifest, 'metadata', 'annotations'));
    // a prop that relaxes the rule may have written its annotation
    if (!found.byProp || relaxationsOf(finding.ruleId).every(name => annotations[name] === undefined)) {
      this.note(object, finding.ruleId, reasonText(found.reason, found.expires));
    }
    return [];
  }

  /** Has the reason for which an object may break a rule written on it. */
  public note(object: ApiObject, ruleId: string, reason: string): void {
    this.notes.add(object, [`${ACKNOWLEDGED}${ruleId}`, reason]);
  }

  /** Writes the reasons on the objects. */
  public annotate(ownOf: (object: ApiObject) => Annotated | undefined): void {
    for (const [object, notes] of this.notes) {
      const own = ownOf(object);
      for (const [key, reason] of numbered(notes)) {
        if (own === undefined) {
          object.metadata.addAnnotation(key, reason);
        } else {
          own.annotate(key, reason);
        }
      }
    }
  }

  /** Acknowledgements that have expired, or match nothing. */
  public idle(scopes: readonly IConstruct[]): string[] {
    const day = today();
    return scopes.flatMap(scope =>
      (acknowledgements.get(scope) ?? []).flatMap(acknowledgement => {
        const where = `${pathOf(scope)}: acknowledgement of ${acknowledgement.ruleId}`;
        if (isExpired(acknowledgement, day)) {
          return [
            `${where} expired after ${acknowledgement.expires}. Fix: fix the cause or give a new date and reason.`,
          ];
        }
        return this.unused(acknowledgement).map(what => `${where}${what} matches nothing. Fix: remove it.`);
      }),
    );
  }

  private unused(acknowledgement: Acknowledgement): string[] {
    const paths = this.used.get(acknowledgement);
    if (paths === undefined) {
      return acknowledgement.byProp ? [] : [''];
    }
    return (acknowledgement.paths ?? []).filter(path => !paths.has(path)).map(path => ` for ${path}`);
  }
}

/** The acknowledgement of a finding, nearest first. */
export function acknowledgementFor(
  object: ApiObject,
  finding: RuleFinding,
  isOfProps: () => boolean,
): Acknowledgement | undefined {
  const day = today();
  return acknowledgements
    .upwards(object)
    .flat()
    .find(
      acknowledgement =>
        acknowledgement.ruleId === finding.ruleId &&
        !isExpired(acknowledgement, day) &&
        (acknowledgement.paths?.some(path => covers(path, finding)) ?? true) &&
        (!acknowledgement.byProp || isOfProps()),
    );
}

/** Whether a JSON pointer is the field of a finding, or above it. */
function covers(path: string, { field }: RuleFinding): boolean {
  const keys = keysOf(path);
  const [at, above] = field.startsWith('/') ? [field, path] : [`.${field}`, `.${fieldOf(keys)}`];
  // keys of these maps have dots
  const isEntry = MAPS_OF_TEXTS.has(keys.at(-2) ?? '');
  return at === above || (!isEntry && ['/', '.', '['].some(separator => at.startsWith(`${above}${separator}`)));
}

/** Several reasons for one rule are about several fields: the second one has the key `….2`. */
function numbered(notes: readonly (readonly [string, string])[]): [key: string, reason: string][] {
  const reasons = new ListMap<string, string>();
  for (const [key, reason] of notes) {
    if (reasons.get(key)?.includes(reason) !== true) {
      reasons.add(key, reason);
    }
  }
  return [...reasons].flatMap(([key, list]) =>
    list.map((reason, i): [string, string] => [i === 0 ? key : `${key}.${i + 1}`, reason]),
  );
}

function message(object: ApiObject, { ruleId, field, problem, fix }: RuleFinding): string {
  return visibleLine(`${ownerOf(object)}: ${ruleId}: ${field} ${problem}. Fix: ${fix}`);
}
