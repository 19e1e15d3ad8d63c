import { celList, celText } from '../../foundation/cel';
import {
  Cidr,
  METADATA_RANGES,
  NODE_RANGES,
  NON_PUBLIC_V4,
  NON_PUBLIC_V6,
  OUTSIDE_GLOBAL_V6,
  parseCidr,
} from '../../foundation/net/addresses';
import { BROAD_UNION, EMBEDDINGS, Embedding, ISATAP } from '../../foundation/net/normal-form';
import { celPattern } from '../admission-form';

/*
 * Kubernetes 1.30 has no functions for addresses. A range is therefore written as a text: its family, 4 or 6, and the
 * binary digits of its prefix. A range contains another one if its text starts the other's.
 */

const V4_RANGE = '(?:0|[1-9][0-9]{0,2})(?:[.](?:0|[1-9][0-9]{0,2})){3}/(?:[0-9]|[12][0-9]|3[0-2])';
const V6_RANGE = '[0-9a-f:]*:[0-9a-f:]*/(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])';
/** One spelling for each range: no leading zeros, lower case, no IPv4 address within an IPv6 one. */
const SPELLED = celPattern(`^(?:${V4_RANGE}|${V6_RANGE})$`);
const PADDED = celPattern('(?:^|:)0[0-9a-f]');
const NIBBLES = celList(Array.from({ length: 16 }, (_, i) => i.toString(2).padStart(4, '0')));
/** `::ffff:0:0/96`, which some read as IPv4. */
const MAPPED = `6${'0'.repeat(80)}${'1'.repeat(16)}`;
/** Exceptions may come in parts: eighths of a range or larger. */
const PARTS = celList(Array.from({ length: 8 }, (_, i) => i.toString(2).padStart(3, '0')));

const V4 = "c[0].split('.').map(o, int(o)).map(o, NIBBLES[o / 16] + NIBBLES[o % 16]).join('')";
const V6 =
  "[(c[0] + '::').split('::').map(h, h.split(':').filter(g, g != '')" +
  ".map(g, ('000' + g).substring(g.size() - 1)).join(''))]" +
  ` .map(h, h[0] + '${'0'.repeat(32)}'.substring(h[0].size() + h[1].size()) + h[1])` +
  ".map(h, h.split('').map(d, NIBBLES['0123456789abcdef'.indexOf(d)]).join(''))[0]";
/** All digits of an address behind its family, and the length of the prefix. */
const digits = (range: string): string =>
  `[${range}.split('/')].map(c, [c[0].contains(':') ? '6' + ${V6} : '4' + ${V4}, c[1]])`.replaceAll('NIBBLES', NIBBLES);
const PREFIX = 'x[0].substring(0, 1 + int(x[1]))';

const asText = ({ family, base, bits }: Cidr): string =>
  `${family}${base
    .toString(2)
    .padStart(family === 4 ? 32 : 128, '0')
    .slice(0, bits)}`;
const texts = (ranges: readonly string[]): string =>
  celList(ranges.flatMap(range => parseCidr(range) ?? []).map(asText));

const COVERED =
  '(holes.exists(h, t.startsWith(h))' + ` || ${PARTS}.all(piece, holes.exists(h, (t + piece).startsWith(h))))`;
const covered = (ranges: readonly string[]): string =>
  `${texts(ranges)}.filter(t, t.startsWith(a) || a.startsWith(t)).map(t, t.startsWith(a) ? t : a).all(t, ${COVERED})`;
const WORLD = covered([...NON_PUBLIC_V4, ...OUTSIDE_GLOBAL_V6, ...NON_PUBLIC_V6]);

const touches = (text: string, range: string): string =>
  `(${text}.startsWith(${range}) || ${range}.startsWith(${text}))`;
/** What no range may reach, except a rule for DNS. */
const NEVER = [...METADATA_RANGES, ...NODE_RANGES];
const V4_TEXTS = texts(NEVER.filter(range => !range.includes(':')));
const V4_PRIVATE = texts(NON_PUBLIC_V4);
/** Digits that the prefix of a range leaves open. */
const OPEN = celText('x'.repeat(128));

/** The IPv4 range to which an IPv6 range is translated, as a list of none or one. */
function celTranslation({ prefix, slices, inverted = false }: Embedding): string {
  const whole = celText(asText(prefix));
  const digit = slices.map(([from, to]) => `(a + ${OPEN}).substring(${from + 1}, ${to + 1})`).join(' + ');
  const fixed = `(${digit}).split('x')[0]`;
  const v4 = inverted ? `${fixed}.replace('0', 'y').replace('1', '0').replace('y', '1')` : fixed;
  const isClosed = `holes.exists(h, ${whole}.startsWith(h) || a.startsWith(h))`;
  return `(${touches('a', whole)} && !${isClosed} ? ['4' + ${v4}] : [])`;
}

/** Where a prefix that is translated can begin: other IPv6 ranges are not looked at. */
const MAY_BE_TRANSLATED =
  "(a.size() <= 17 || ['600000000', '60010000000000001', '60010000000000010'].exists(b, a.startsWith(b)))";
const ISATAP_ID = celList(ISATAP.map(id => id.toString(2).padStart(32, '0')));
const TRANSLATIONS =
  `(${MAY_BE_TRANSLATED} ? ${EMBEDDINGS.map(celTranslation).join(' + ')} : [])` +
  ` + (a.size() >= 97 && a.substring(65, 97) in ${ISATAP_ID} ? ['4' + a.substring(97)] : [])`;

/**
 * The condition for `p.ipBlock`, the same as `rangeFindings` for each range alone.
 *
 * @param holes A CEL list of exceptions.
 * @param metadataIsMeant A CEL condition under which the metadata address is allowed.
 */
export function celRangeSound(holes: string, metadataIsMeant: string): string {
  const isSpelled = `p.ipBlock.cidr.matches(${SPELLED}) && !p.ipBlock.cidr.matches(${PADDED})`;
  const hasNoHostBits = "!x[0].substring(1 + int(x[1])).contains('1')";
  const exceptions = `${holes}.filter(e, e.matches(${SPELLED})).map(e, ${digits('e')}.map(x, ${PREFIX})[0])`;
  const isClosedToMetadata = `(${metadataIsMeant} || ${covered(NEVER)})`;
  const isClosedToPrivate = `(a.size() > (a.startsWith('4') ? 8 : 16) || ${WORLD})`;
  const isTranslatedToSound =
    `(a.startsWith('4') || (${TRANSLATIONS}).all(v,` +
    ` (v.size() > 8 || !${V4_PRIVATE}.exists(t, ${touches('t', 'v')}))` +
    ` && (${metadataIsMeant} || !${V4_TEXTS}.exists(t, ${touches('t', 'v')}))))`;
  return (
    `${isSpelled} && ${digits('p.ipBlock.cidr')}.all(x, ${hasNoHostBits}` +
    ` && [${PREFIX}].all(a, !a.startsWith('${MAPPED}')` +
    ` && [${exceptions}].all(holes, ${isClosedToMetadata} && ${isClosedToPrivate} && ${isTranslatedToSound})))`
  );
}

/** Sizes of ranges in the smallest unit that a sum of narrow ones needs, by their prefix lengths. */
function celSize(family: 4 | 6): string {
  const [narrow, unit] = family === 4 ? [8, 24] : [16, 40];
  const sizes = Array.from({ length: unit + 1 }, (_, bits) => (bits < narrow ? 0 : 2 ** (unit - bits)));
  return `${celNumbers(sizes)}[q]`;
}

const celNumbers = (numbers: readonly number[]): string => `[${numbers.join(', ')}]`;

/**
 * Whether the narrow ranges of all rules together are less than a quarter of all addresses. Overlaps count twice, and
 * ranges of less than /24 or /40 as nothing.
 */
export function celUnionSpecific(rules: string, side: 'from' | 'to'): string {
  const ofFamily = (family: 4 | 6): string => {
    const [unit, limit] = family === 4 ? [24, BROAD_UNION[4]] : [40, BROAD_UNION[6]];
    const blocks =
      `r.?${side}.orValue([]).filter(p, has(p.ipBlock) && p.ipBlock.cidr.contains('/')` +
      ` && ${family === 6 ? '' : '!'}p.ipBlock.cidr.contains(':'))`;
    const prefixes = `.map(p, int(p.ipBlock.cidr.split('/')[1])).filter(q, q <= ${unit})`;
    return `${rules}.map(r, ${blocks}${prefixes}.map(q, ${celSize(family)}).sum()).sum() < ${2 ** (unit - limit)}`;
  };
  return `${ofFamily(4)} && ${ofFamily(6)}`;
}
