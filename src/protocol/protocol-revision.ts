/** The newest revision of MCP that a server answers. Gateways decide by it how clients may open a session. */
export enum ProtocolRevision {
  /** 2025-11-25 or older: clients begin with `initialize`. */
  V2025_11_25 = '2025-11-25',
  /** 2026-07-28: clients may begin with `server/discover`. Clients of older revisions are answered too. */
  V2026_07_28 = '2026-07-28',
}
