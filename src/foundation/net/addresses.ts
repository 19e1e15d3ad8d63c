import { IPv4, IPv6 } from 'ipaddr.js';
import { memoize } from '../memoize';

export { hostProblem, isServiceHost } from './host-names';

/** An address range whose text is its only spelling. */
export interface Cidr {
  readonly text: string;
  readonly family: 4 | 6;
  /** The lowest address of the range. */
  readonly base: bigint;
  /** The prefix length. */
  readonly bits: number;
}

/**
 * Where clouds hand credentials and user data to whoever asks from a node.
 *
 * Sources: the providers' own pages on instance metadata, container credentials and, for Azure, on "IP address
 * 168.63.129.16"; cloud-init's data sources for Alibaba, Scaleway and OpenStack; the instance-principal signer of
 * Oracle's SDK. 192.0.0.192 is Oracle Cloud Classic.
 */
export const METADATA_RANGES: readonly string[] = [
  '100.100.100.200/32', // Alibaba
  '168.63.129.16/32', // Azure WireServer
  '169.254.42.42/32', // Scaleway
  '169.254.169.254/32', // AWS, Azure, Google, Oracle, OpenStack and most others
  '169.254.170.2/32', // Amazon ECS task credentials
  '169.254.170.23/32', // Amazon EKS Pod Identity
  '192.0.0.192/32', // Oracle Cloud Classic
  'fd00:42::42/128', // Scaleway
  'fd00:c1::a9fe:a9fe/128', // Oracle
  'fd00:ec2::23/128', // Amazon EKS Pod Identity
  'fd00:ec2::254/128', // AWS
  'fd20:ce::254/128', // Google
  'fe80::a9fe:a9fe/128', // OpenStack
];

/** The pod itself and the link of its node, where nothing is that a server should reach by its address. */
export const NODE_RANGES: readonly string[] = ['127.0.0.0/8', '169.254.0.0/16', '::1/128', 'fe80::/10'];

/**
 * IPv4 that is not the public Internet: the IANA IPv4 special-purpose registry and multicast (RFC 5771), plus the one
 * metadata address outside of them.
 */
export const NON_PUBLIC_V4: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** The only IPv6 space from which IANA assigns public addresses (RFC 4291, section 2.4 and its registry). */
export const GLOBAL_UNICAST_V6 = '2000::/3';

/**
 * The parts of 2000::/3 that are not the public Internet, from the IANA IPv6 special-purpose registry. 2001::/23 holds
 * Teredo, benchmarking, ORCHID, AMT and drone tags; Teredo and 6to4 addresses can carry a private IPv4 address.
 */
export const NON_PUBLIC_V6: readonly string[] = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** What 2000::/3 leaves of IPv6. */
export const OUTSIDE_GLOBAL_V6: readonly string[] = ['::/3', '4000::/2', '8000::/1'];

const CIDR_SHAPE = /^([0-9a-f:.]{2,45})(?:%[0-9a-z._~-]{1,32})?(?:\/(\d{1,3}))?$/;
const SHORT_V4 = /^\d{1,3}(?:\.\d{1,3}){0,3}$/;
const LEADING_ZEROS = /(^|\.)0+(?=\d)/g;
const LONGEST_TEXT = 96;
const WIDTH = { 4: 32, 6: 128 } as const;
const MAPPED_V4 = 0xffffn * 2n ** 32n;

/** Strict: the text must be the one canonical spelling of the range, so the same range always gives the same bytes. */
export const parseCidr = memoize((text: string): Cidr | undefined => {
  const cidr = readCidr(text);
  return cidr?.text === text ? cidr : undefined;
});

/**
 * The range that a refused text probably meant, for an error message: host bits cleared, RFC 5952 spelling, a bare
 * address as a range of one, zero-padded octets as decimal.
 */
export function canonicalCidr(text: string): string | undefined {
  return readCidr(text.trim().toLowerCase())?.text;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.family === inner.family &&
    outer.bits <= inner.bits &&
    outer.base <= inner.base &&
    lastOf(inner) <= lastOf(outer)
  );
}

/** Two ranges meet only if one contains the other. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** Whether one of the ranges contains all of `outer`, which leaves nothing that exceptions could carve out. */
export function covers(ranges: readonly string[], outer: string): boolean {
  const whole = known(outer);
  return ranges.some(range => contains(known(range), whole));
}

/**
 * The ranges that must be excepted from `outer`: those strictly inside it (Kubernetes refuses an equal one), sorted,
 * without duplicates and without ranges that another already contains.
 */
export function minimalExceptions(outer: string, ranges: readonly string[]): string[] {
  const whole = known(outer);
  const inside = ranges.map(known).filter(range => contains(whole, range) && range.bits > whole.bits);
  const kept: Cidr[] = [];
  for (const range of inside.sort(byAddress)) {
    const previous = kept.at(-1);
    if (!previous || !contains(previous, range)) {
      kept.push(range);
    }
  }
  return kept.map(range => range.text);
}

/**
 * Whether a range is broad (shorter than /8, or /16 for IPv6) and what is left of it still reaches something that is
 * not the public Internet. For IPv6 that is everything outside 2000::/3 and the special ranges inside it.
 */
export function isWorldOpen(cidr: Cidr, except: readonly Cidr[]): boolean {
  const broad = cidr.bits < (cidr.family === 4 ? 8 : 16);
  return broad && (cidr.family === 4 ? NOT_PUBLIC_V4 : NOT_PUBLIC_V6).some(range => reaches(cidr, except, range));
}

/** Whether a cloud metadata address is inside the range and not excepted. */
export function reachesMetadata(cidr: Cidr, except: readonly Cidr[]): boolean {
  return METADATA.some(address => reaches(cidr, except, address));
}

/** Whether an address of the pod itself or of the link of its node is inside the range and not excepted. */
export function reachesNode(cidr: Cidr, except: readonly Cidr[]): boolean {
  return NODE.some(range => reaches(cidr, except, range));
}

const METADATA = METADATA_RANGES.map(known);
const NODE = NODE_RANGES.map(known);
const NOT_PUBLIC_V4 = NON_PUBLIC_V4.map(known);
const NOT_PUBLIC_V6 = [...OUTSIDE_GLOBAL_V6, ...NON_PUBLIC_V6].map(known);

/** Whether any address of `target` is in the range and in none of the exceptions. */
function reaches(cidr: Cidr, except: readonly Cidr[], target: Cidr): boolean {
  if (!overlaps(cidr, target)) {
    return false;
  }
  const common = contains(cidr, target) ? target : cidr;
  let next = common.base;
  for (const hole of except.filter(range => overlaps(range, common)).sort(byAddress)) {
    if (hole.base > next) {
      return true;
    }
    next = lastOf(hole) + 1n > next ? lastOf(hole) + 1n : next;
  }
  return next <= lastOf(common);
}

function byAddress(a: Cidr, b: Cidr): number {
  return a.family - b.family || Number(a.base > b.base) - Number(a.base < b.base) || a.bits - b.bits;
}

/** The highest address of a range. */
export function lastOf(cidr: Cidr): bigint {
  return cidr.base + sizeOf(cidr.family, cidr.bits) - 1n;
}

function sizeOf(family: 4 | 6, bits: number): bigint {
  return 2n ** BigInt(WIDTH[family] - bits);
}

/** For ranges that were checked where they entered; dropping a bad one in silence would open what it excepts. */
function known(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) {
    throw new RangeError(`not a canonical address range: ${text}`);
  }
  return cidr;
}

function readCidr(text: string): Cidr | undefined {
  const match = text.length <= LONGEST_TEXT ? CIDR_SHAPE.exec(text) : null;
  if (!match) {
    return undefined;
  }
  const [, address, prefix] = match;
  return address.includes(':') ? readV6(address, prefix) : readV4(address, prefix);
}

function readV4(address: string, prefix: string | undefined): Cidr | undefined {
  const parts = address.split('.').length;
  if (!SHORT_V4.test(address) || (parts < 4 && prefix === undefined)) {
    return undefined;
  }
  const full = address.replace(LEADING_ZEROS, '$1') + '.0'.repeat(4 - parts);
  return IPv4.isValidFourPartDecimal(full) ? cidrOf(4, numberOf(IPv4.parse(full).octets, 256n), prefix) : undefined;
}

function readV6(address: string, prefix: string | undefined): Cidr | undefined {
  if (!IPv6.isValid(address)) {
    return undefined;
  }
  const value = numberOf(IPv6.parse(address).parts, 65536n);
  const mapped = value >= MAPPED_V4 && value < MAPPED_V4 + sizeOf(4, 0);
  if (mapped && Number(prefix ?? 128) >= 96) {
    return cidrOf(4, value - MAPPED_V4, prefix && String(Number(prefix) - 96));
  }
  return cidrOf(6, value, prefix);
}

function cidrOf(family: 4 | 6, value: bigint, prefix: string | undefined): Cidr | undefined {
  const bits = Number(prefix ?? WIDTH[family]);
  if (bits > WIDTH[family]) {
    return undefined;
  }
  return canonicalRange(family, value, bits);
}

/** The range of a prefix length that has an address. */
export function canonicalRange(family: 4 | 6, value: bigint, bits: number): Cidr {
  const base = value - (value % sizeOf(family, bits));
  return { text: `${family === 4 ? textOfV4(base) : textOfV6(base)}/${bits}`, family, base, bits };
}

function numberOf(parts: readonly number[], radix: bigint): bigint {
  return parts.reduce((sum, part) => sum * radix + BigInt(part), 0n);
}

function textOfV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => String((value / 2n ** shift) % 256n)).join('.');
}

/** RFC 5952, section 4. ipaddr.js shortens the later of two equally long runs of zeros, the RFC the first. */
function textOfV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((value / 65536n ** BigInt(7 - i)) % 65536n).toString(16));
  let start = 0;
  let length = 1;
  for (let i = 0; i < groups.length; i += 1) {
    let end = i;
    while (groups[end] === '0') {
      end += 1;
    }
    if (end - i > length) {
      [start, length] = [i, end - i];
    }
  }
  return length < 2
    ? groups.join(':')
    : `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}
