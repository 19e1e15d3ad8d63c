import {
  Cidr,
  canonicalRange,
  contains,
  isWorldOpen,
  lastOf,
  overlaps,
  parseCidr,
  reachesMetadata,
  reachesNode,
} from './addresses';

/** A range of addresses that a policy opens, and what it leaves out. */
export interface OpenRange {
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
}

/** IPv6 addresses that stand for IPv4 addresses: translators and tunnels deliver to the address within. */
export interface Embedding {
  readonly prefix: Cidr;
  /** The bits of the IPv4 address, from and to. */
  readonly slices: readonly (readonly [from: number, to: number])[];
  /** Its bits are written the other way round. */
  readonly inverted?: boolean;
}

const embedding = (prefix: string, ...slices: readonly (readonly [number, number])[]): Embedding[] => {
  const range = parseCidr(prefix);
  return range === undefined ? [] : [{ prefix: range, slices }];
};
const [TEREDO] = embedding('2001::/32', [96, 128]);

/**
 * IPv4-compatible, IPv4-mapped and translated addresses, NAT64 with its well-known prefix (RFC 6052) and with the local
 * one in every layout that RFC 6052 has (RFC 8215), 6to4 (RFC 3056), servers and clients of Teredo (RFC 4380).
 */
export const EMBEDDINGS: readonly Embedding[] = [
  ...embedding('::/96', [96, 128]),
  ...embedding('::ffff:0:0:0/96', [96, 128]),
  ...embedding('64:ff9b::/96', [96, 128]),
  ...embedding('64:ff9b:1::/48', [96, 128]),
  ...embedding('64:ff9b:1::/48', [72, 104]),
  ...embedding('64:ff9b:1::/48', [56, 64], [72, 96]),
  ...embedding('64:ff9b:1::/48', [48, 64], [72, 88]),
  ...embedding('2002::/16', [16, 48]),
  ...embedding('2001::/32', [32, 64]),
  { ...TEREDO, inverted: true },
];
/** The interface identifiers of ISATAP (RFC 5214), before the IPv4 address. */
export const ISATAP: readonly bigint[] = [0x00005efen, 0x02005efen];

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap(text => parseCidr(text) ?? []);
/** A range of at least this prefix length is narrow; broader ones must leave out what is not public. */
const NARROW = { 4: 8, 6: 16 } as const;
/** Narrow ranges are together as good as every address from this prefix length on: a quarter of what is in use. */
export const BROAD_UNION = { 4: 2, 6: 5 } as const;

/**
 * A range in normal form: itself, and the IPv4 ranges to which its addresses lead. Exceptions that cover a whole
 * translated prefix close it.
 */
function normalForm({ cidr, except }: OpenRange): OpenRange[] {
  const same = { cidr, except };
  return cidr.family === 4 ? [same] : [same, ...translations(cidr, except), ...isatap(cidr)];
}

/** What a range reaches that it must not, each as the range by which it does: itself or what it is translated to. */
export interface Reach {
  readonly privateBy?: Cidr;
  readonly metadataBy?: Cidr;
  /** The pod itself, or the link of its node. */
  readonly nodeBy?: Cidr;
}

export function reachOf(range: OpenRange): Reach {
  const forms = normalForm(range);
  return {
    privateBy: forms.find(({ cidr, except }) => isWorldOpen(cidr, except))?.cidr,
    metadataBy: forms.find(({ cidr, except }) => reachesMetadata(cidr, except))?.cidr,
    nodeBy: forms.find(({ cidr, except }) => reachesNode(cidr, except))?.cidr,
  };
}

/** A range for a message, with the one that it is translated to. */
export function showReach(range: Cidr, by: Cidr): string {
  return by.text === range.text ? range.text : `${range.text}, which is translated to ${by.text},`;
}

/** What ranges, each of which is sound, open together; undefined if they are still specific. */
export function unionProblem(ranges: readonly OpenRange[]): string | undefined {
  // the Internet and three private networks are the fewest
  if (ranges.length <= PRIVATE.length && ranges.every(({ cidr }) => cidr.family === 4)) {
    return undefined;
  }
  const forms = ranges.flatMap(normalForm);
  const narrow = forms.flatMap(({ cidr }) => (cidr.bits >= NARROW[cidr.family] ? [cidr] : []));
  const families = ([4, 6] as const).filter(family => unionSize(narrow, family) >= sizeOfPrefix(family));
  if (families.length > 0) {
    return `open together a quarter or more of all IPv${families.join(' and IPv')} addresses`;
  }
  const hasInternet = forms.some(({ cidr }) => cidr.family === 4 && cidr.bits < NARROW[4]);
  const hasPrivate = PRIVATE.every(
    whole =>
      unionSize(
        narrow.filter(cidr => overlaps(cidr, whole)),
        4,
        whole,
      ) ===
      lastOf(whole) - whole.base + 1n,
  );
  return hasInternet && hasPrivate ? 'open together the Internet and every private network' : undefined;
}

function sizeOfPrefix(family: 4 | 6): bigint {
  return 2n ** BigInt((family === 4 ? 32 : 128) - BROAD_UNION[family]);
}

/** How many addresses of a family ranges have together, of those within `bounds`. */
function unionSize(ranges: readonly Cidr[], family: 4 | 6, bounds?: Cidr): bigint {
  const sorted = ranges
    .filter(range => range.family === family)
    .sort((a, b) => Number(a.base > b.base) - Number(a.base < b.base) || a.bits - b.bits);
  let [size, next] = [0n, 0n];
  for (const range of sorted) {
    const inside = bounds === undefined || contains(bounds, range) ? range : bounds;
    const from = inside.base > next ? inside.base : next;
    if (lastOf(inside) >= from) {
      size += lastOf(inside) - from + 1n;
      next = lastOf(inside) + 1n;
    }
  }
  return size;
}

function translations(cidr: Cidr, except: readonly Cidr[]): OpenRange[] {
  return EMBEDDINGS.flatMap(one => {
    if (!overlaps(cidr, one.prefix)) {
      return [];
    }
    const common = contains(cidr, one.prefix) ? one.prefix : cidr;
    if (except.some(hole => contains(hole, common))) {
      return [];
    }
    return [
      {
        cidr: embedded(common, one),
        except: except.filter(hole => contains(one.prefix, hole)).map(hole => embedded(hole, one)),
      },
    ];
  });
}

function isatap(cidr: Cidr): OpenRange[] {
  return cidr.bits >= 96 && ISATAP.includes((cidr.base / 2n ** 32n) % 2n ** 32n)
    ? [{ cidr: embedded(cidr, { slices: [[96, 128]] }), except: [] }]
    : [];
}

/** The IPv4 range that the fixed bits of an IPv6 range stand for. */
function embedded({ base, bits }: Cidr, { slices, inverted = false }: Pick<Embedding, 'slices' | 'inverted'>): Cidr {
  const digits = base.toString(2).padStart(128, '0').slice(0, bits);
  const prefix = slices.map(([from, to]) => digits.slice(from, to)).join('');
  const value = BigInt(`0b${prefix.padEnd(32, '0')}`);
  const mask = 2n ** 32n - 2n ** BigInt(32 - prefix.length);
  return canonicalRange(4, inverted ? mask - value : value, prefix.length);
}
