import { UserError } from './io';
import { Issues } from '../foundation/issues';
import { compare } from '../foundation/reader';
import { asObject, stringEntries } from '../guardrails/json';
import { ListedTool, TOOL_MEMBERS, hashOfTools, readTools } from '../workload/tool-hash';

/** How a tool differs from what was recorded. */
export interface ToolChange {
  readonly tool: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The members that differ, where the record has them. */
  readonly members?: readonly string[];
}

/** A tool of a record: its hash, and all of it where it was saved. */
interface Recorded {
  readonly hash: string;
  readonly tool?: ListedTool;
}

/** The hash of each tool. */
export function hashesOf(tools: readonly ListedTool[]): Record<string, string> {
  return Object.fromEntries(tools.map(tool => [tool.name, hashOfTools([tool])]));
}

/** What differs from a record: a list of --save, or what --json has printed. */
export function changesSince(file: string, text: string, tools: readonly ListedTool[]): ToolChange[] {
  const before = recordIn(file, text);
  const now = new Map(tools.map(tool => [tool.name, tool]));
  return [...new Set([...before.keys(), ...now.keys()])]
    .sort(compare)
    .flatMap(name => changeOf(name, before.get(name), now.get(name)));
}

function changeOf(tool: string, before: Recorded | undefined, now: ListedTool | undefined): ToolChange[] {
  if (before === undefined) {
    return [{ tool, change: 'added' }];
  }
  if (now === undefined) {
    return [{ tool, change: 'removed' }];
  }
  if (before.hash === hashOfTools([now])) {
    return [];
  }
  const old = before.tool;
  return [{ tool, change: 'changed', members: old && TOOL_MEMBERS.filter(member => differ(old, now, member)) }];
}

function differ(before: ListedTool, now: ListedTool, member: string): boolean {
  const [old, other] = [before, now].map(tool => hashOfTools([{ name: tool.name, [member]: tool[member] }]));
  return old !== other;
}

function recordIn(file: string, text: string): Map<string, Recorded> {
  const { hashes } = asObject(parsed(file, text));
  if (hashes !== undefined) {
    return new Map(stringEntries(hashes).map(([name, hash]) => [name, { hash }]));
  }
  const issues = new Issues(file);
  const tools = readTools(issues, text);
  issues.throwIfAny();
  return new Map(tools.map(tool => [tool.name, { hash: hashOfTools([tool]), tool }]));
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UserError(`${file}: is not valid JSON`);
  }
}
