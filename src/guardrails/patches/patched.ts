import { Difference, differences, leavesOf } from './differences';
import { excerpt } from './excerpt';
import { PATCH_PATHS, PatchPath } from './patch-paths';
import { keysOf, pointerOf, valueAt } from './pointer';
import { OWN_PREFIX } from '../../foundation/labels';
import { ListMap } from '../../foundation/list-map';
import { asString } from '../json';
import { Finding, RuleInfo } from '../rule';
import { Subject } from '../subject';

/** The guard compares what is written with what the props made. */
export const PATCHED_RULE = {
  id: 'patched',
  title: 'Objects of the library are as their props made them',
  why:
    'A patch, a metadata call or a resolver can change what no rule reads. Paths that cannot weaken an object, or ' +
    'that a rule judges, need no reason.',
  fix: "Use a prop, or accept it: Guardrails.of(construct).acknowledge('patched', reason, { paths: [PATH] }).",
  severity: 'error',
  references: ['NSA/CISA: Kubernetes Pod security', 'OWASP MCP02:2025 Privilege Escalation via Scope Creep'],
  scanners: [],
} as const satisfies RuleInfo;

interface Pattern extends PatchPath {
  readonly keys: readonly string[];
}

const ANY_KIND = '*';
const BY_KIND = new ListMap<string, Pattern>();
for (const row of PATCH_PATHS) {
  row.kinds.forEach(kind => BY_KIND.add(kind, { ...row, keys: keysOf(row.path) }));
}

/** One finding for each difference that no row of the table allows; its field is a JSON pointer. */
export function patchFindings({ declared, manifest }: Subject): Finding[] {
  if (declared === manifest) {
    return [];
  }
  const patterns = [...(BY_KIND.get(asString(declared.kind) ?? '') ?? []), ...(BY_KIND.get(ANY_KIND) ?? [])];
  return differences(declared, manifest)
    .flatMap(difference => refused(difference, patterns))
    .map(difference => ({ field: pointerOf(difference.keys), problem: problemOf(difference) }));
}

/** What of a difference is not allowed: all of it, or the leaves that are not. */
function refused(difference: Difference, patterns: readonly Pattern[]): Difference[] {
  const leaves = leavesOf(difference);
  const wrong = leaves.filter(keys => !isAllowed(below(difference, keys), patterns));
  if (wrong.length === 0) {
    return [];
  }
  return wrong.length === leaves.length ? [difference] : wrong.map(keys => below(difference, keys));
}

function below({ keys: top, before, after }: Difference, keys: readonly string[]): Difference {
  const rest = keys.slice(top.length);
  return { keys, before: valueAt(before, rest), after: valueAt(after, rest) };
}

function isAllowed({ keys, before, after }: Difference, patterns: readonly Pattern[]): boolean {
  return patterns.some(
    pattern =>
      pattern.keys.length <= keys.length &&
      pattern.keys.every((key, i) => (key === '*' ? !keys[i].startsWith(OWN_PREFIX) : key === keys[i])) &&
      (pattern.addedOnly !== true || (before === undefined && after !== undefined)) &&
      (pattern.fits?.(keys.length === pattern.keys.length ? after : NaN) ?? true),
  );
}

function problemOf({ before, after }: Difference): string {
  if (before === undefined) {
    return `was added: ${excerpt(after)}`;
  }
  return after === undefined
    ? `was removed: ${excerpt(before)}`
    : `was changed from ${excerpt(before)} to ${excerpt(after)}`;
}
