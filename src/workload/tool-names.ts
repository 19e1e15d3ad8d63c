import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';

/** MCP 2025-11-25, Tools, Tool Names: 1 to 128 of these characters. `/` is what some servers use all the same. */
const TOOL_PATTERN = /^(?=.{1,128}$)[A-Za-z0-9_./-]+\*?$|^\*$/;

/** Records an issue unless the text is a tool's name that a rule can compare. */
export function checkToolName(issues: Issues, prop: string, tool: unknown): boolean {
  return issues.check(
    isPlainText(tool) && TOOL_PATTERN.test(tool) && !tool.endsWith('*'),
    prop,
    {
      allowed: 'a tool name: letters, digits, _ - . and at most 128 characters, and no *',
      fix: 'a server with such a tool name cannot be behind a gateway',
    },
    tool,
  );
}

/** Whether a text is a tool's name, or the beginning of one and `*`. */
export function isToolPattern(tool: unknown): boolean {
  return isPlainText(tool) && TOOL_PATTERN.test(tool);
}

/** Records an issue unless the text is a tool's name, or the beginning of one and `*`. */
export function checkToolPattern(issues: Issues, prop: string, tool: unknown): boolean {
  const ok = isToolPattern(tool);
  return issues.check(
    ok,
    prop,
    {
      allowed:
        'a tool name: letters, digits, _ - . and at most 128 characters, ' +
        'with a final * for anything that begins like it',
      fix: isPlainText(tool) && tool.includes('*') ? '* is allowed only at the end' : undefined,
    },
    tool,
  );
}
