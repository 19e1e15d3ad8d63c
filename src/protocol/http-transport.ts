/** How a server speaks MCP over HTTP. */
export enum HttpTransport {
  /** Streamable HTTP, the only HTTP transport of the current protocol. */
  STREAMABLE = 'streamable-http',
  /** HTTP+SSE, deprecated since MCP 2025-03-26. Legacy: marked on the Deployment. */
  SSE = 'sse',
  /** WebSocket, in no revision of the protocol. Legacy: marked on the Deployment. */
  WEBSOCKET = 'websocket',
}
