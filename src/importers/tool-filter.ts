import { Field } from './field';
import { Decider } from './field-table';
import { Json } from './texts';
import { isToolPattern } from '../workload/tool-names';

/** What a filter of tools belongs to: a server or a remote server. */
export interface Filtered extends Decider {
  /** Sets a prop and gives its place. */
  set(prop: string, value: unknown): string;
}

/** Keys with the tools that may be used: Gemini CLI, Copilot, Claude, Codex, Goose, in both spellings. */
export const ALLOW_KEYS = [
  'includeTools',
  'tools',
  'allowedTools',
  'allowTools',
  'enabledTools',
  'availableTools',
  'toolFilter',
  'allowed_tools',
  'enabled_tools',
  'available_tools',
];
/** Keys with the tools that may not be used: Gemini CLI, Windsurf, Roo, Amazon Q, Codex, in both spellings. */
export const DENY_KEYS = [
  'excludeTools',
  'disabledTools',
  'disallowedTools',
  'deniedTools',
  'denyTools',
  'disabled_tools',
  'disallowed_tools',
];
/** Keys of a filter that is a map of both lists. */
const ALLOW_PARTS = ['include', 'allow', 'allowed', 'enabled'];
const DENY_PARTS = ['exclude', 'deny', 'denied', 'disabled'];

interface ToolList {
  readonly isAllow: boolean;
  readonly field: Field;
  /** undefined: it is in no known form. */
  readonly tools?: readonly string[];
}

/** The tools that a client may use become those that gateways let through. What cannot be said so is a decision. */
export function importToolFilter(server: Filtered, name: string, entry: Field): void {
  const lists = [
    ...ALLOW_KEYS.flatMap(key => listsIn(entry.at(key), true)),
    ...DENY_KEYS.flatMap(key => listsIn(entry.at(key), false)),
  ].map(list => ({ ...list, tools: list.tools?.map(tool => withoutServer(tool, name)) }));
  const limits = lists.filter(({ isAllow, tools }) => (isAllow ? tools?.includes('*') !== true : tools?.length !== 0));
  if (limits.length === 0) {
    lists.forEach(({ field }) => field.use('every tool, unless tools says otherwise'));
    return;
  }
  const policy = policyOf(limits);
  if (policy === undefined) {
    const fields = limits.map(({ field }) => field.path).join(' and ');
    server.decide(
      'tools',
      'tools',
      `${fields}: name the tools of it that may be used: { allow: [search, get_*] }`,
      true,
    );
  }
  const at = policy === undefined ? undefined : server.set('tools', policy);
  for (const { field } of lists) {
    if (at === undefined) {
      field.open('no list of tools that a gateway can check: see the decisions');
    } else {
      field.use(at);
    }
  }
}

/** The lists of a key: a list or one name, a map of both lists, or a map of names to true and false. */
function listsIn(field: Field, isAllow: boolean): ToolList[] {
  if (!field.isGiven || isEveryTool(field)) {
    return [];
  }
  if (!field.isMap) {
    return [{ isAllow, field, tools: textsOf(field) }];
  }
  const switches = field.entries.map(([tool, { value }]) => [tool, value] as const);
  if (switches.length > 0 && switches.every(([, value]) => typeof value === 'boolean')) {
    return [{ isAllow: false, field, tools: switches.filter(([, on]) => on === !isAllow).map(([tool]) => tool) }];
  }
  const parts = field.entries.flatMap(([key, part]): ToolList[] => {
    if (ALLOW_PARTS.includes(key)) {
      return [{ isAllow: true, field: part, tools: textsOf(part) }];
    }
    return DENY_PARTS.includes(key) ? [{ isAllow: false, field: part, tools: textsOf(part) }] : [];
  });
  return parts.length === 0 ? [{ isAllow, field }] : parts;
}

/** Goose writes an empty list where nothing is limited. */
function isEveryTool(field: Field): boolean {
  return field.isList && field.items.length === 0 && field.path.endsWith('.available_tools');
}

function textsOf(field: Field): string[] | undefined {
  if (!field.isList) {
    return field.isMap || field.text === undefined ? undefined : [field.text];
  }
  const texts = field.items.map(({ text }) => text);
  return texts.every(text => text !== undefined) ? texts : undefined;
}

/** Some clients write the server before the tool. */
function withoutServer(tool: string, server: string): string {
  const prefix = [`mcp__${server}__`, `@${server}/`].find(text => tool.startsWith(text));
  return prefix === undefined ? tool : tool.slice(prefix.length);
}

/** undefined: it says what no policy says, such as no tool at all. */
function policyOf(limits: readonly ToolList[]): Json | undefined {
  const [allow = [], ...others] = limits.filter(({ isAllow }) => isAllow).map(({ tools }) => tools);
  const deny = limits.filter(({ isAllow }) => !isAllow).flatMap(({ tools = ['*'] }) => tools);
  const hasEmpty = limits.some(({ tools }) => tools === undefined || tools.length === 0);
  if (hasEmpty || others.length > 0 || deny.includes('*') || ![...allow, ...deny].every(isToolPattern)) {
    return undefined;
  }
  if (deny.length === 0) {
    return { allow: [...allow] };
  }
  return allow.length === 0 ? { deny } : { of: { allow: [...allow], deny } };
}
