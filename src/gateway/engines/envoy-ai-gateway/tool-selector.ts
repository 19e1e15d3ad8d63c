import { ToolSelector } from './crds';
import { Issues } from '../../../foundation/issues';
import { compare } from '../../../foundation/reader';
import { ToolPolicy } from '../../../workload/tool-policy';

const MAX_TOOLS = 32;

/** A name, or the beginning of names. */
interface Pattern {
  readonly text: string;
  readonly open: boolean;
}

/**
 * Several policies as the one filter of an MCPRoute; undefined when every tool passes. A tool passes that every policy
 * allows and none denies.
 */
export function resolveToolSelector(issues: Issues, policies: readonly ToolPolicy[]): ToolSelector | undefined {
  const allowed = policies
    .flatMap(({ allowed: names }) => (names === undefined ? [] : [names.map(patternOf)]))
    .reduce(intersection, [{ text: '', open: true }]);
  const denied = distinct(policies.flatMap(({ denied: names = [] }) => names).map(patternOf));
  if (allowed.length === 0) {
    // an empty list would let everything through
    issues.add('tools', 'allow no tool: the lists have no tool in common', "ToolPolicy.deny('*') says so");
    return undefined;
  }
  for (const [list, patterns] of [
    ['allow', allowed],
    ['deny', denied],
  ] as const) {
    if (patterns.length > MAX_TOOLS) {
      issues.add(
        'tools',
        `have ${patterns.length} tools to ${list}, an MCPRoute holds ${MAX_TOOLS}`,
        'use a final *, or AgentgatewayEngine.standalone()',
      );
    }
  }
  const everything = allowed.some(({ text, open }) => open && text === '');
  if (everything && denied.length === 0) {
    return undefined;
  }
  const include = everything ? {} : selectorOf(allowed, 'include', 'includeRegex');
  const exclude = denied.length === 0 ? {} : selectorOf(denied, 'exclude', 'excludeRegex');
  return { ...include, ...exclude };
}

function patternOf(name: string): Pattern {
  return name.endsWith('*') ? { text: name.slice(0, -1), open: true } : { text: name, open: false };
}

function intersection(one: readonly Pattern[], other: readonly Pattern[]): Pattern[] {
  return distinct(one.flatMap(a => other.flatMap(b => narrower(a, b) ?? [])));
}

/** The one of two patterns that the other covers; undefined when neither does. */
function narrower(a: Pattern, b: Pattern): Pattern | undefined {
  if (covers(a, b)) {
    return b;
  }
  return covers(b, a) ? a : undefined;
}

/** Without those that another one covers. */
function distinct(patterns: readonly Pattern[]): Pattern[] {
  return patterns
    .filter(
      (pattern, i) =>
        !patterns.some((other, j) => i !== j && covers(other, pattern) && (j < i || !covers(pattern, other))),
    )
    .sort((a, b) => compare(a.text, b.text));
}

function covers(wide: Pattern, narrow: Pattern): boolean {
  return wide.open ? narrow.text.startsWith(wide.text) : !narrow.open && narrow.text === wide.text;
}

/** Names where all are names; expressions of RE2, which match anywhere in a name unless they are anchored. */
function selectorOf(
  patterns: readonly Pattern[],
  names: 'include' | 'exclude',
  expressions: 'includeRegex' | 'excludeRegex',
): ToolSelector {
  if (patterns.every(({ open }) => !open)) {
    return { [names]: patterns.map(({ text }) => text) };
  }
  return { [expressions]: patterns.map(({ text, open }) => `^${text.replace(/[.]/g, '\\.')}${open ? '' : '$'}`) };
}
