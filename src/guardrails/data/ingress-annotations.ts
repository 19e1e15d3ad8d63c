/** Values of annotations that controllers of Ingresses and routes read, and that are harmless. */
const ON = /^true$/;
const BOOLEAN = /^(?:true|false|on|off)$/i;
const NUMBER = /^\d{1,9}$/;
const SIZE = /^\d{1,9}[kKmMgG]?$/;
const DURATION = /^\d{1,9}(?:ms|s|m|h)?$/;
const WORD = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
const WORDS = /^[A-Za-z0-9_][A-Za-z0-9_. -]{0,252}$/;
const RANGES = /^[0-9a-fA-F.:/, ]{1,4096}$/;
const PROTOCOL = /^(?:HTTP|HTTPS|GRPC|GRPCS|H2|HTTP1|HTTP2|AUTO_HTTP)$/i;

const NGINX = {
  'ssl-redirect': ON,
  'force-ssl-redirect': ON,
  'proxy-buffering': BOOLEAN,
  'proxy-request-buffering': BOOLEAN,
  'proxy-http-version': /^1\.[01]$/,
  'proxy-body-size': SIZE,
  'proxy-buffer-size': SIZE,
  'proxy-buffers-number': NUMBER,
  'client-body-buffer-size': SIZE,
  'proxy-connect-timeout': NUMBER,
  'proxy-read-timeout': NUMBER,
  'proxy-send-timeout': NUMBER,
  'proxy-next-upstream': WORDS,
  'proxy-next-upstream-tries': NUMBER,
  'proxy-next-upstream-timeout': NUMBER,
  'backend-protocol': PROTOCOL,
  'limit-rps': NUMBER,
  'limit-rpm': NUMBER,
  'limit-connections': NUMBER,
  'limit-burst-multiplier': NUMBER,
  'whitelist-source-range': RANGES,
  'allowlist-source-range': RANGES,
  'denylist-source-range': RANGES,
  'load-balance': WORD,
  'service-upstream': BOOLEAN,
  'upstream-hash-by': /^\$(?:binary_)?(?:remote_addr|http_mcp_session_id)$/,
  'enable-access-log': ON,
};

const HAPROXY = {
  'ssl-redirect': ON,
  'timeout-client': DURATION,
  'timeout-connect': DURATION,
  'timeout-http-keep-alive': DURATION,
  'timeout-http-request': DURATION,
  'timeout-keep-alive': DURATION,
  'timeout-queue': DURATION,
  'timeout-server': DURATION,
  'timeout-server-fin': DURATION,
  'timeout-tunnel': DURATION,
  'rate-limit-requests': NUMBER,
  'rate-limit-period': DURATION,
  'rate-limit-status-code': NUMBER,
  'proxy-body-size': SIZE,
  'limit-rps': NUMBER,
  'limit-connections': NUMBER,
  'allow-list': RANGES,
  'allowlist-source-range': RANGES,
  'whitelist': RANGES,
  'whitelist-source-range': RANGES,
  'load-balance': WORD,
  'maxconn': NUMBER,
};

const ALB_ATTRIBUTE = '(?:idle_timeout\\.timeout_seconds=\\d{1,5}|deletion_protection\\.enabled=(?:true|false))';

const CONTROLLERS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'nginx.ingress.kubernetes.io': NGINX,
  'haproxy.org': HAPROXY,
  'haproxy-ingress.github.io': HAPROXY,
  'traefik.ingress.kubernetes.io': {
    'router.entrypoints': /^websecure$/,
    'router.tls': ON,
    'router.priority': NUMBER,
  },
  'alb.ingress.kubernetes.io': {
    'target-type': /^(?:ip|instance)$/,
    'scheme': /^(?:internal|internet-facing)$/,
    'listen-ports': /^\[(?: ?\{ ?"HTTPS": ?\d{1,5} ?\},?){1,8} ?\]$/,
    'ssl-redirect': NUMBER,
    'ssl-policy': WORD,
    'certificate-arn': /^arn:[A-Za-z0-9:/_., -]{1,2000}$/,
    'backend-protocol': PROTOCOL,
    'backend-protocol-version': PROTOCOL,
    'load-balancer-attributes': new RegExp(`^${ALB_ATTRIBUTE}(?:, ?${ALB_ATTRIBUTE}){0,3}$`),
    'healthcheck-path': /^\/[A-Za-z0-9/_.-]{0,255}$/,
    'healthcheck-port': WORD,
    'healthcheck-protocol': PROTOCOL,
    'healthcheck-interval-seconds': NUMBER,
    'healthcheck-timeout-seconds': NUMBER,
    'healthy-threshold-count': NUMBER,
    'unhealthy-threshold-count': NUMBER,
    'success-codes': /^[0-9, -]{1,64}$/,
    'inbound-cidrs': RANGES,
    'wafv2-acl-arn': /^arn:[A-Za-z0-9:/_-]{1,500}$/,
  },
  'nginx.org': {
    'client-max-body-size': SIZE,
    'proxy-buffering': BOOLEAN,
    'proxy-connect-timeout': DURATION,
    'proxy-read-timeout': DURATION,
    'proxy-send-timeout': DURATION,
    'redirect-to-https': ON,
  },
  'appgw.ingress.kubernetes.io': { 'ssl-redirect': ON, 'request-timeout': NUMBER, 'backend-protocol': PROTOCOL },
  'projectcontour.io': { 'response-timeout': /^(?:infinity|\d{1,6}(?:ms|s|m|h))$/ },
  'cert-manager.io': {
    'issuer': WORD,
    'issuer-kind': WORD,
    'issuer-group': WORD,
    'cluster-issuer': WORD,
    'common-name': WORD,
    'duration': DURATION,
    'renew-before': DURATION,
    'revision-history-limit': NUMBER,
    'private-key-algorithm': /^(?:RSA|ECDSA|Ed25519)$/,
    'private-key-rotation-policy': /^Always$/,
    'private-key-size': NUMBER,
  },
  'external-dns.alpha.kubernetes.io': { ttl: DURATION },
  'kubernetes.io': {
    'ingress.class': WORD,
    'tls-acme': BOOLEAN,
    'ingress.allow-http': /^false$/,
    'ingress.global-static-ip-name': WORD,
  },
  'networking.gke.io': { 'managed-certificates': WORDS },
};

/** Whether an annotation is one that a controller reads and that is harmless with its value. */
export function isHarmlessForRoutes(key: string, value: string): boolean {
  const slash = key.indexOf('/');
  const keys = CONTROLLERS[key.slice(0, Math.max(slash, 0))] ?? {};
  const name = key.slice(slash + 1);
  return Object.hasOwn(keys, name) && keys[name].test(value);
}
