import { celList } from '../../foundation/cel';
import {
  Cidr,
  METADATA_RANGES,
  NON_PUBLIC_V4,
  NON_PUBLIC_V6,
  OUTSIDE_GLOBAL_V6,
  parseCidr,
} from '../../foundation/net/addresses';
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

/**
 * The condition for `p.ipBlock`, the same as `rangeFindings`.
 *
 * @param holes A CEL list of exceptions.
 * @param metadataIsMeant A CEL condition under which the metadata address is allowed.
 */
export function celRangeSound(holes: string, metadataIsMeant: string): string {
  const isSpelled = `p.ipBlock.cidr.matches(${SPELLED}) && !p.ipBlock.cidr.matches(${PADDED})`;
  const hasNoHostBits = "!x[0].substring(1 + int(x[1])).contains('1')";
  const exceptions = `${holes}.filter(e, e.matches(${SPELLED})).map(e, ${digits('e')}.map(x, ${PREFIX})[0])`;
  const isClosedToMetadata = `(${metadataIsMeant} || ${covered(METADATA_RANGES)})`;
  const isClosedToPrivate = `(a.size() > (a.startsWith('4') ? 8 : 16) || ${WORLD})`;
  return (
    `${isSpelled} && ${digits('p.ipBlock.cidr')}.all(x, ${hasNoHostBits}` +
    ` && [${PREFIX}].all(a, !a.startsWith('${MAPPED}')` +
    ` && [${exceptions}].all(holes, ${isClosedToMetadata} && ${isClosedToPrivate})))`
  );
}
