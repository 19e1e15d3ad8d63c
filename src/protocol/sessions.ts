/** Where a server keeps the state of its clients' sessions: this decides whether it can have more than one replica. */
export enum Sessions {
  /** No sessions: MCP 2026-07-28, or a server in stateless mode. Any replica answers any call. */
  NONE = 'none',
  /** In the memory of one process (MCP 2025-11-25 and older). One replica only. */
  IN_MEMORY = 'in-memory',
  /** In a store that all replicas share. Any replica answers any call. */
  SHARED = 'shared',
}
