/** Options of Node.js that load nothing, open nothing and switch no check off, without their two dashes. */
const SWITCHES = new Set([
  'abort-on-uncaught-exception',
  'disallow-code-generation-from-strings',
  'enable-source-maps',
  'expose-gc',
  'frozen-intrinsics',
  'network-family-autoselection',
  'no-deprecation',
  'no-network-family-autoselection',
  'no-warnings',
  'pending-deprecation',
  'throw-deprecation',
  'tls-min-v1.2',
  'tls-min-v1.3',
  'tls-max-v1.3',
  'trace-deprecation',
  'trace-exit',
  'trace-uncaught',
  'trace-warnings',
  'use-bundled-ca',
  'use-env-proxy',
  'use-system-ca',
]);
const VALUES: ReadonlyMap<string, RegExp> = new Map([
  ...[
    'max-heap-size',
    'max-http-header-size',
    'max-old-space-size',
    'max-old-space-size-percentage',
    'max-semi-space-size',
    'min-semi-space-size',
    'network-family-autoselection-attempt-timeout',
    'stack-trace-limit',
  ].map(name => [name, /^\d{1,9}$/] as const),
  ['disable-proto', /^(?:delete|throw)$/],
  ['disable-warning', /^\w+$/],
  ['dns-result-order', /^(?:ipv4first|ipv6first|verbatim)$/],
  ['unhandled-rejections', /^(?:strict|warn|none|throw|warn-with-error-codes)$/],
]);

/** Whether an option may change what Node.js runs, opens or trusts. An empty word is none. */
export function isSteeringNodeOption(option: string): boolean {
  const [, given = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(option) ?? [];
  const name = given.replaceAll('_', '-');
  const isHarmless = value === undefined ? SWITCHES.has(name) : VALUES.get(name)?.test(value) === true;
  return option !== '' && !isHarmless;
}
