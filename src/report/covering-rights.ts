import { Right } from './gateway-rights';

/** Rights, found by what they cover: in time that does not depend on their number. */
export class CoveringRights {
  private readonly tools = new Map<string, Set<string>>();

  public constructor(rights: readonly Right[]) {
    for (const { caller, server, tool } of rights) {
      const key = keyOf(caller, server);
      const tools = this.tools.get(key) ?? new Set();
      this.tools.set(key, tools.add(tool));
    }
  }

  public has({ caller, server, tool }: Right): boolean {
    return this.tools.get(keyOf(caller, server))?.has(tool) === true;
  }

  /** Whether one of the rights lets a caller do all that another right does. */
  public covers({ caller, server, tool }: Right): boolean {
    const wider = widerTools(tool);
    return [keyOf('*', '*'), keyOf('*', server), keyOf(caller, '*'), keyOf(caller, server)].some(key => {
      const tools = this.tools.get(key);
      return tools !== undefined && wider.some(other => tools.has(other));
    });
  }
}

function keyOf(caller: string, server: string): string {
  return JSON.stringify([caller, server]);
}

/** What covers a tool: itself, the star, and each beginning of it with a star. */
function widerTools(tool: string): string[] {
  // only the star alone stands for prompts and resources too
  return tool === '*'
    ? ['*']
    : [tool, ...Array.from({ length: tool.length + 1 }, (_, end) => `${tool.slice(0, end)}*`)];
}
