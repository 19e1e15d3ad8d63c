/** RFC 9110, section 5.6.2. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Fields that HTTP, caches, browsers, proxies and tracing give a meaning (RFC 9110 to 9113, the registry of IANA). */
const MEANINGFUL: ReadonlySet<string> = new Set(
  `
  accept age allow alt-svc alt-used authentication-info b3 baggage cache-control cache-status cdn-loop clear-site-data
  close connection content-digest cookie2 date dnt etag expect expires forwarded from host http2-settings
  keep-alive last-event-id last-modified link location max-forwards nel origin pragma prefer priority
  proxy-authenticate proxy-authentication-info proxy-authorization proxy-connection proxy-status range referer
  refresh report-to repr-digest retry-after server server-timing set-cookie set-cookie2 strict-transport-security te
  timing-allow-origin traceparent tracestate trailer transfer-encoding upgrade upgrade-insecure-requests user-agent
  vary via warning www-authenticate x-client-ip x-cluster-client-ip x-content-type-options x-envoy-external-address
  x-frame-options x-http-method x-http-method-override x-method-override x-original-host x-original-uri
  x-original-url x-real-ip x-request-id x-rewrite-url true-client-ip
`
    .trim()
    .split(/\s+/),
);
/** Families: conditions, content, negotiation, CORS, fetch metadata, forwarding, tracing, and those of MCP. */
const FAMILIES = [
  'accept-',
  'access-control-',
  'content-',
  'cross-origin-',
  'if-',
  'mcp-',
  'sec-',
  'x-b3-',
  'x-forwarded-',
  'x-mcp-session',
];

/** Whether a text can be the name of a header. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** Whether a header has a meaning for the connection or the protocol, so that it cannot carry a credential. */
export function isProtocolHeader(name: string): boolean {
  // some servers take _ for -
  const plain = name.toLowerCase().replaceAll('_', '-');
  return MEANINGFUL.has(plain) || FAMILIES.some(family => plain.startsWith(family));
}
