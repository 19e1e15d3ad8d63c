/** What an MCP server can offer (MCP 2026-07-28, Lifecycle, Capabilities). */
export enum McpCapability {
  /** Tools that can be called. */
  TOOLS = 'tools',
  /** Prompts. */
  PROMPTS = 'prompts',
  /** Resources that can be read. */
  RESOURCES = 'resources',
  /** Completion of arguments. */
  COMPLETIONS = 'completions',
  /** Log messages. */
  LOGGING = 'logging',
}
