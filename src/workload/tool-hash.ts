import { createHash } from 'crypto';
import { Issues } from '../foundation/issues';
import { compare } from '../foundation/reader';

const MAX_LENGTH = 16 * 1024 * 1024;
/**
 * The members of a tool that models read or clients act on (MCP 2026-07-28, Tools). Others, such as icons, may change.
 */
export const TOOL_MEMBERS = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations', 'execution'];
/** Deeper JSON would overflow the stack of JSON.stringify. */
const MAX_DEPTH = 64;

export interface ListedTool {
  readonly name: string;
  readonly [member: string]: unknown;
}

/** The tools of a `tools/list` result; problems become issues and yield none. */
export function readTools(issues: Issues, text: unknown): ListedTool[] {
  const list = typeof text === 'string' && text.length <= MAX_LENGTH ? parse(text) : undefined;
  const tools = list?.tools;
  if (list?.nextCursor !== undefined) {
    issues.add(
      'toolsList',
      'is one page of several: nextCursor refers to the next one',
      'put the tools of all pages into one list, without nextCursor',
    );
  }
  const unfit = tools === undefined ? undefined : unfitPart(tools);
  if (unfit !== undefined) {
    issues.add('toolsList', unfit);
    return [];
  }
  if (tools === undefined || tools.length === 0) {
    issues.add('toolsList', 'must be the JSON of a tools/list result with at least one tool: {"tools": [{"name": …}]}');
    return [];
  }
  const names = tools.map(({ name }) => name);
  const known = new Set<string>();
  const twice = names.find(name => known.size === known.add(name).size);
  if (twice !== undefined) {
    issues.add('toolsList', `has the tool ${JSON.stringify(twice)} twice`);
  }
  return tools;
}

/** SHA-256 of the tools in the order of their names, their members in the order of names. */
export function hashOfTools(tools: readonly ListedTool[]): string {
  const described = [...tools]
    .sort((a, b) => compare(a.name, b.name))
    .map(tool => TOOL_MEMBERS.filter(member => tool[member] !== undefined).map(member => [member, tool[member]]));
  return createHash('sha256').update(JSON.stringify(described, inOrder)).digest('hex');
}

/** What was reviewed of one tool, as short hashes, and the names of its arguments. */
export interface ToolReview {
  readonly description: string;
  readonly schema: string;
  readonly hints: string;
  readonly arguments: readonly string[];
}

/** What was reviewed of each tool, by its name: enough to name what differs between two reviews. */
export function reviewsOf(tools: readonly ListedTool[]): Readonly<Record<string, ToolReview>> {
  const short = (...parts: unknown[]): string =>
    createHash('sha256').update(JSON.stringify(parts, inOrder)).digest('hex').slice(0, 12);
  return Object.fromEntries(
    [...tools]
      .sort((a, b) => compare(a.name, b.name))
      .map(tool => [
        tool.name,
        {
          description: short(tool.title, tool.description),
          schema: short(tool.inputSchema, tool.outputSchema),
          hints: short(tool.annotations, tool.execution),
          arguments: argumentsOf(tool.inputSchema),
        },
      ]),
  );
}

function argumentsOf(schema: unknown): string[] {
  const properties = typeof schema === 'object' && schema !== null && 'properties' in schema ? schema.properties : {};
  return typeof properties === 'object' && properties !== null ? Object.keys(properties).sort(compare) : [];
}

/** What different JSON readers would not read alike. */
function unfitPart(tools: unknown): string | undefined {
  const pending: { readonly value: unknown; readonly depth: number }[] = [{ value: tools, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (depth > MAX_DEPTH) {
      return `is nested deeper than ${MAX_DEPTH} levels`;
    }
    if (
      typeof value === 'number' &&
      (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    ) {
      return 'has a number beyond 2^53, which JSON parsers round differently';
    }
    if (typeof value === 'object' && value !== null) {
      pending.push(...Object.values(value).map(part => ({ value: part as unknown, depth: depth + 1 })));
    }
  }
  return undefined;
}

function inOrder(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compare(a, b)))
    : value;
}

interface ToolsPage {
  readonly tools: ListedTool[];
  readonly nextCursor?: unknown;
}

function parse(text: string): ToolsPage | undefined {
  try {
    const result: unknown = JSON.parse(text);
    if (typeof result !== 'object' || result === null || !('tools' in result)) {
      return undefined;
    }
    const { tools } = result;
    const nextCursor = 'nextCursor' in result ? (result.nextCursor ?? undefined) : undefined;
    return Array.isArray(tools) && tools.every(isTool) ? { tools, nextCursor } : undefined;
  } catch {
    return undefined;
  }
}

function isTool(value: unknown): value is ListedTool {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}
