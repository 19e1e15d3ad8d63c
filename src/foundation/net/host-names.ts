import { IPv4, IPv6 } from 'ipaddr.js';
import { SuffixKind, suffixKind } from './shared-suffixes';
import { isDnsLabel } from '../names';

const ADDRESS = 'is an address: use Egress.toCidrs';
const IN_CLUSTER = 'is inside the cluster: use Egress.toServer or Egress.toPods';
const THE_NODE = 'names the pod itself or its node';
const METADATA = "is the cloud's metadata service, which serves credentials";

/** Domains, with everything below them, that an allow-list by name must not hold. */
const REFUSED: ReadonlyArray<readonly [why: string, domains: readonly string[]]> = [
  [IN_CLUSTER, ['cluster.local', 'svc', 'kubernetes.default']],
  // RFC 6761 and the host aliases of local container engines.
  [
    THE_NODE,
    [
      'localhost',
      'localdomain',
      'ip6-localhost',
      'ip6-loopback',
      'docker.internal',
      'containers.internal',
      'minikube.internal',
      'k3d.internal',
      'lima.internal',
      'rancher-desktop.internal',
      'orb.internal',
    ],
  ],
  ['is a multicast DNS name (RFC 6762), which no cluster DNS answers', ['local']],
  [METADATA, ['metadata', 'instance-data', 'metadata.google.internal', 'metadata.goog', 'metadata.tencentyun.com']],
  // Amazon VPC host names: ip-10-0-0-1.ec2.internal, instance-data.us-west-2.compute.internal.
  ['names a machine of the cloud network: use Egress.toCidrs', ['ec2.internal', 'compute.internal']],
  [
    'is a wildcard DNS service, whose names resolve to any address',
    [
      'nip.io',
      'sslip.io',
      'xip.io',
      'xip.name',
      'localtest.me',
      'lvh.me',
      'vcap.me',
      'lacolhost.com',
      'traefik.me',
      'local.gd',
      'localho.st',
      'backname.io',
      'rbndr.us',
      '1u.ms',
    ],
  ],
];
const WHY_REFUSED: ReadonlyMap<string, string> = new Map(
  REFUSED.flatMap(([why, domains]) => domains.map((domain): [string, string] => [domain, why])),
);

const HOST_MAX = 253;
const LABEL_MAX = 63;
const METADATA_NAME = /^(?:metadata|instance-data)\.(?:.+\.)?internal$/;
/**
 * What the URL Standard's "ends in a number" checker reads as part of an IPv4 address: decimal, octal or hexadecimal.
 */
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/;
const BRACKETED = /^\[([^\]]*)\](?::\d*)?$/;

const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(.*))?$/;
const NON_ASCII = /[^\0-\x7f]/;
const HOST_CHARACTERS = /^[a-z0-9.-]+$/;

/**
 * Why a host cannot stand in an egress allow-list by DNS name, as a phrase that follows the host; undefined if it can.
 *
 * RFC 1123 host names of two labels or more, in lower case, and `*.` before two labels or more. Anything that a
 * resolver or a lenient parser would take for an address is refused, however it is written: such a name reaches what
 * the address rules keep out. The cluster domain is taken to be `cluster.local`.
 *
 * @param mayBeShared The names below a wildcard may be those of every customer of its owner.
 */
export function hostProblem(host: string, mayBeShared = false): string | undefined {
  const wildcard = host.startsWith('*.');
  const name = wildcard ? host.slice(2) : host;
  return (
    syntaxProblem(host) ??
    targetProblem(name, wildcard) ??
    (wildcard ? ownerProblem(name, host, mayBeShared) : undefined)
  );
}

/** Who has the names below a wildcard. */
function ownerProblem(domain: string, host: string, mayBeShared: boolean): string | undefined {
  switch (suffixKind(domain)) {
    case SuffixKind.REGISTRY:
      return `covers every domain below ${domain}, which anybody can register: name at least one label more`;
    case SuffixKind.SHARED:
      return mayBeShared
        ? undefined
        : `covers the names of everybody who uses ${domain}: name the hosts, or use ` +
            `Egress.toSharedSuffix('${host}', reason)`;
    case undefined:
      return undefined;
  }
}

/** Whether a host is that of a Service: what leads there stays in the cluster. */
export function isServiceHost(host: string, clusterDomain: string): boolean {
  return host.endsWith('.svc') || host.endsWith(`.svc.${clusterDomain}`);
}

/**
 * Whether a text is what stands in a Host header: a name in lower case, without wildcard and empty label, an IPv4
 * address, or an IPv6 address in brackets; then a port or none.
 */
export function isHostAndPort(text: string): boolean {
  const [, host, port] = HOST_AND_PORT.exec(text) ?? [];
  if (host === undefined || (port !== undefined && !isPort(port))) {
    return false;
  }
  if (host.startsWith('[')) {
    const address = host.slice(1, -1);
    return IPv6.isValid(address) && !address.includes('%');
  }
  const labels = host.split('.');
  return NUMBER.test(labels[labels.length - 1])
    ? IPv4.isValidFourPartDecimal(host)
    : host.length <= HOST_MAX && labels.every(isDnsLabel);
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}

function syntaxProblem(host: string): string | undefined {
  if (host === '') {
    return 'is empty';
  }
  if (host.length > HOST_MAX) {
    return `is longer than ${HOST_MAX} characters`;
  }
  if (host.includes('://')) {
    return 'is a URL: write only the host name';
  }
  if (isAddress(host.toLowerCase())) {
    return ADDRESS;
  }
  if (NON_ASCII.test(host)) {
    return 'has characters outside ASCII: write it in punycode';
  }
  if (host.includes('/')) {
    return 'has a path: write only the host name';
  }
  if (host.includes('@')) {
    return 'has user information: write only the host name';
  }
  if (host.includes(':')) {
    return 'has a port: write only the host name';
  }
  return wildcardProblem(host) ?? labelsProblem(host.startsWith('*.') ? host.slice(2) : host, host);
}

function wildcardProblem(host: string): string | undefined {
  const star = host.lastIndexOf('*');
  if (star === -1) {
    return undefined;
  }
  if (host === '*') {
    return 'matches every host: name a domain, as in *.example.com';
  }
  if (star > 0) {
    return 'has * in another place than the start: only *.example.com is a wildcard';
  }
  if (host[1] !== '.') {
    return 'also matches domains of others, as *foo.com matches evilfoo.com: write *. in front of the domain';
  }
  return host.slice(2).includes('.') ? undefined : 'covers a whole top-level domain: name at least two labels after *.';
}

function labelsProblem(name: string, host: string): string | undefined {
  if (name.endsWith('.')) {
    return 'ends with a dot: leave it out';
  }
  if (name.includes('_')) {
    return 'has an underscore, which no host name may have (RFC 1123)';
  }
  const lower = name.toLowerCase();
  if (!HOST_CHARACTERS.test(lower)) {
    return 'has characters that no host name may have (RFC 1123)';
  }
  const labels = lower.split('.');
  if (labels.some(label => label.length > LABEL_MAX)) {
    return `has a label longer than ${LABEL_MAX} characters`;
  }
  if (!labels.every(isDnsLabel)) {
    return 'has a label that is empty or has a hyphen at its edge';
  }
  if (NUMBER.test(labels[labels.length - 1])) {
    return 'ends in a number, which resolvers read as an address';
  }
  return lower === name ? undefined : `has upper-case letters: write it in lower case: ${host.toLowerCase()}`;
}

function targetProblem(name: string, wildcard: boolean): string | undefined {
  if (METADATA_NAME.test(name)) {
    return METADATA;
  }
  const labels = name.split('.');
  for (let i = 0; i < labels.length; i += 1) {
    const why = WHY_REFUSED.get(labels.slice(i).join('.'));
    if (why) {
      return why;
    }
  }
  if (wildcard) {
    const below = REFUSED.find(([, domains]) => domains.some(domain => domain.endsWith(`.${name}`)));
    return below && `also matches a name that is not allowed: it ${below[0]}`;
  }
  return labels.length > 1
    ? undefined
    : 'has a single label, which the search list completes inside the cluster: write the full name';
}

function isAddress(lower: string): boolean {
  const bare = BRACKETED.exec(lower)?.[1] ?? lower;
  const [beforeSlash] = bare.split('/', 1);
  if (beforeSlash.includes('::') || beforeSlash.split(':').length > 2) {
    return IPv6.isValid(beforeSlash);
  }
  const [beforePort] = beforeSlash.split(':', 1);
  const labels = (beforePort.endsWith('.') ? beforePort.slice(0, -1) : beforePort).split('.');
  return labels.every(label => NUMBER.test(label));
}
