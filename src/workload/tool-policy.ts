import { ToolReview, hashOfTools, readTools, reviewsOf } from './tool-hash';
import { checkToolName, checkToolPattern } from './tool-names';
import { Issues } from '../foundation/issues';
import { Reader } from '../foundation/reader';

/** Which tools of a server clients may see and call. */
export interface ToolPolicyOptions {
  /**
   * The tools that may be used; every other is refused. Names as the server itself has them, without prefix. A final
   * `*` matches anything: `get_*`.
   *
   * @default - every tool
   */
  readonly allow?: string[];

  /**
   * The tools that may not be used, in the form of `allow`. Wins over it.
   *
   * @default - none
   */
  readonly deny?: string[];
}

/**
 * Which tools of a server clients may see and call, whoever they are. Every gateway in front of the server enforces it:
 * a refused tool is not listed, and a call of it is answered with an error (OWASP MCP02:2025 Privilege Escalation via
 * Scope Creep).
 */
export class ToolPolicy {
  /**
   * These tools and no others.
   *
   * @param tools Names without prefix; a final `*` matches anything.
   */
  public static allow(...tools: string[]): ToolPolicy {
    return ToolPolicy.checked('ToolPolicy.allow', { allow: tools });
  }

  /**
   * Every tool but these. A new version of the server may bring tools that nobody has reviewed: prefer `allow`.
   *
   * @param tools Names without prefix; a final `*` matches anything.
   */
  public static deny(...tools: string[]): ToolPolicy {
    return ToolPolicy.checked('ToolPolicy.deny', { deny: tools });
  }

  /**
   * Both lists.
   *
   * @param options The lists.
   */
  public static of(options: ToolPolicyOptions): ToolPolicy {
    return ToolPolicy.checked('ToolPolicy.of', options);
  }

  /**
   * The tools of a reviewed list, and no others, with a hash of their schemas. Against servers that change their tools
   * later: a new tool is refused, and the hash tells whether the schema of a reviewed one has changed.
   *
   * @param toolsList The result of `tools/list` as JSON: `{"tools": […]}`, all pages together.
   */
  public static reviewed(toolsList: string): ToolPolicy {
    const issues = new Issues('ToolPolicy.reviewed');
    const tools = readTools(issues, toolsList);
    tools.forEach(({ name }, i) => checkToolName(issues, `tools[${i}].name`, name));
    issues.throwIfAny();
    const names = [...new Set(tools.map(({ name }) => name))].sort();
    return new ToolPolicy(names, undefined, hashOfTools(tools), reviewsOf(tools));
  }

  /**
   * The hash of tool schemas: names, descriptions, schemas and annotations, whatever their order and spacing.
   *
   * @param toolsList The result of `tools/list` as JSON, all pages together.
   */
  public static schemaHashOf(toolsList: string): string {
    const issues = new Issues('ToolPolicy.schemaHashOf');
    const tools = readTools(issues, toolsList);
    issues.throwIfAny();
    return hashOfTools(tools);
  }

  private static checked(where: string, options: ToolPolicyOptions): ToolPolicy {
    const issues = new Issues(where);
    const reader = new Reader(issues);
    const input = reader.struct(options, { allow: true, deny: true });
    const [allow, deny] = (['allow', 'deny'] as const).map(list => {
      const tools = reader.textList(input[list], list);
      tools.forEach((tool, i) => checkToolPattern(issues, `${list}[${i}]`, tool));
      if (input[list] !== undefined && tools.length === 0 && issues.isEmpty) {
        issues.add(list, 'must have at least one tool', 'leave it out for no limit');
      }
      return input[list] === undefined ? undefined : [...new Set(tools)].sort();
    });
    if (allow === undefined && deny === undefined) {
      issues.add('allow or deny', 'is missing');
    }
    issues.throwIfAny();
    return new ToolPolicy(allow, deny, undefined);
  }

  private constructor(
    /** The tools that may be used, in the order of names; undefined: every one. */
    public readonly allowed: string[] | undefined,
    /** The tools that may not be used, in the order of names; undefined: none. */
    public readonly denied: string[] | undefined,
    /** The hash of the reviewed tools; undefined when nobody has reviewed them. */
    public readonly schemaHash: string | undefined,
    /** @internal What was reviewed of each tool; undefined when nobody has reviewed them. */
    public readonly _reviews?: Readonly<Record<string, ToolReview>>,
  ) {}
}
