import * as fc from 'fast-check';
import {
  Cidr,
  GLOBAL_UNICAST_V6,
  METADATA_RANGES,
  NON_PUBLIC_V4,
  NON_PUBLIC_V6,
  canonicalCidr,
  contains,
  covers,
  isWorldOpen,
  minimalExceptions,
  overlaps,
  parseCidr,
  reachesMetadata,
} from '../../../src/foundation/net/addresses';
import { cases } from '../../util/cases';

const runs = cases(1000, 20240520);

function range(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) {
    throw new Error(`not a range: ${text}`);
  }
  return cidr;
}

const ranges = (texts: readonly string[]) => texts.map(range);
const inside = (outer: string, inner: string) => contains(range(outer), range(inner));

/** RFC 5952 by the URL parser of the platform, which shares no code with ours. */
const urlSpelling = (address: string) => new URL(`http://[${address}]/`).hostname.slice(1, -1);

describe('parseCidr', () => {
  test('reads family, base and prefix length', () => {
    expect(parseCidr('10.1.0.0/16')).toEqual({ text: '10.1.0.0/16', family: 4, base: 0x0a010000n, bits: 16 });
    expect(parseCidr('2001:db8::/32')).toEqual({
      text: '2001:db8::/32',
      family: 6,
      base: 0x20010db8n * 2n ** 96n,
      bits: 32,
    });
  });

  test.each([
    '0.0.0.0/0',
    '255.255.255.255/32',
    '::/0',
    '::1/128',
    'fe80::/10',
    '1:2:3:4:5:6:7:8/128',
    '1:0:2:3:4:5:6:7/128',
    '::102:304/128',
  ])('%s is canonical', text => {
    expect(parseCidr(text)?.text).toBe(text);
  });

  test.each<{ text: string; meant: string | undefined }>([
    { text: '10.0.0.1/8', meant: '10.0.0.0/8' },
    { text: '010.0.0.0/8', meant: '10.0.0.0/8' },
    { text: '10/8', meant: '10.0.0.0/8' },
    { text: '10.0.0.0/08', meant: '10.0.0.0/8' },
    { text: '10.0.0.1', meant: '10.0.0.1/32' },
    { text: ' 10.0.0.0/8', meant: '10.0.0.0/8' },
    { text: '10.0.0.0/8\n', meant: '10.0.0.0/8' },
    { text: '2001:DB8::/32', meant: '2001:db8::/32' },
    { text: '2001:0db8::/32', meant: '2001:db8::/32' },
    { text: '2001:db8::1/32', meant: '2001:db8::/32' },
    { text: '::1', meant: '::1/128' },
    { text: 'fe80::1%eth0/64', meant: 'fe80::/64' },
    { text: '0:0:1:2:0:0:3:4/128', meant: '::1:2:0:0:3:4/128' },
    { text: '::ffff:10.0.0.0/104', meant: '10.0.0.0/8' },
    { text: '::ffff:a00:1', meant: '10.0.0.1/32' },
    { text: '', meant: undefined },
    { text: '10', meant: undefined },
    { text: '10.0.0.0/33', meant: undefined },
    { text: '::/129', meant: undefined },
    { text: '256.0.0.0/8', meant: undefined },
    { text: '1.2.3.4.5/8', meant: undefined },
    { text: '0xa.0.0.0/8', meant: undefined },
    { text: '10.0.0.0/-1', meant: undefined },
    { text: '10.0.0.0/', meant: undefined },
    { text: '10.0.0.0/255.0.0.0', meant: undefined },
    { text: '1::2::3/64', meant: undefined },
    { text: 'example.com/8', meant: undefined },
    { text: '1'.repeat(200), meant: undefined },
  ])('refuses $text, which probably meant $meant', ({ text, meant }) => {
    expect(parseCidr(text)).toBeUndefined();
    expect(canonicalCidr(text)).toBe(meant);
  });

  test('accepts exactly the canonical spelling of an IPv4 range', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) => {
        const canonical = canonicalCidr(`${address}/${bits}`) ?? '';
        expect(range(canonical).bits).toBe(bits);
        expect(parseCidr(`${address}/${bits}`) !== undefined).toBe(canonical === `${address}/${bits}`);
        expect(contains(range(canonical), range(`${address}/32`))).toBe(true);
      }),
      runs,
    );
  });

  test('accepts exactly the RFC 5952 spelling of an IPv6 range', () => {
    const group = fc.constantFrom('0', '0', '1', 'a0', 'db8', 'ffff', '0000', '00a0', 'DB8');
    const address = fc
      .array(group, { minLength: 8, maxLength: 8 })
      .map(groups => groups.join(':'))
      .filter(text => !/^[0:]*ffff/i.test(text));
    fc.assert(
      fc.property(address, text => {
        const canonical = `${urlSpelling(text)}/128`;
        expect(canonicalCidr(`${text}/128`)).toBe(canonical);
        expect(parseCidr(canonical)?.text).toBe(canonical);
        expect(parseCidr(`${text}/128`) !== undefined).toBe(`${text}/128` === canonical);
      }),
      runs,
    );
  });
});

test('containing and overlapping follow the prefixes', () => {
  expect(inside('10.0.0.0/8', '10.1.0.0/16')).toBe(true);
  expect(inside('10.1.0.0/16', '10.0.0.0/8')).toBe(false);
  expect(inside('10.0.0.0/8', '10.0.0.0/8')).toBe(true);
  expect(inside('10.0.0.0/8', '11.0.0.0/16')).toBe(false);
  expect(inside('::/0', '10.0.0.0/8')).toBe(false);
  expect(overlaps(range('10.1.0.0/16'), range('10.0.0.0/8'))).toBe(true);
  expect(overlaps(range('10.0.0.0/9'), range('10.128.0.0/9'))).toBe(false);
});

test.each([
  { title: 'METADATA_RANGES', texts: METADATA_RANGES },
  { title: 'NON_PUBLIC_V4', texts: NON_PUBLIC_V4 },
  { title: 'NON_PUBLIC_V6', texts: NON_PUBLIC_V6 },
])('$title is canonical, sorted and holds nothing twice', ({ texts }) => {
  const v4 = texts.filter(text => range(text).family === 4);
  const v6 = texts.filter(text => range(text).family === 6);
  expect([...minimalExceptions('0.0.0.0/0', v4), ...minimalExceptions('::/0', v6)]).toEqual(texts);
});

test('every IPv4 metadata address is outside the public Internet, every special IPv6 range inside 2000::/3', () => {
  expect(METADATA_RANGES.filter(text => !text.includes(':') && !covers(NON_PUBLIC_V4, text))).toEqual([]);
  expect(NON_PUBLIC_V6.filter(text => !inside(GLOBAL_UNICAST_V6, text))).toEqual([]);
});

describe('minimalExceptions', () => {
  test('keeps what lies strictly inside, once, in numerical order', () => {
    expect(
      minimalExceptions('0.0.0.0/0', [
        '192.168.0.0/16',
        '10.1.0.0/16',
        '9.0.0.0/8',
        '10.0.0.0/8',
        '10.0.0.0/8',
        '::/0',
        '0.0.0.0/0',
      ]),
    ).toEqual(['9.0.0.0/8', '10.0.0.0/8', '192.168.0.0/16']);
    expect(minimalExceptions('10.0.0.0/8', NON_PUBLIC_V4)).toEqual([]);
    expect(minimalExceptions('172.0.0.0/8', NON_PUBLIC_V4)).toEqual(['172.16.0.0/12']);
  });

  test('does not depend on the order of the ranges', () => {
    const some = fc.shuffledSubarray(
      [...NON_PUBLIC_V4, ...NON_PUBLIC_V4, '10.9.0.0/16', '192.168.7.0/24', '168.0.0.0/8'],
      { minLength: 30 },
    );
    fc.assert(
      fc.property(some, texts => {
        const minimal = minimalExceptions('0.0.0.0/0', texts);
        expect(minimalExceptions('0.0.0.0/0', [...texts].reverse())).toEqual(minimal);
        expect(texts.every(text => covers(minimal, text))).toBe(true);
      }),
      cases(100, runs.seed),
    );
  });

  test('says through covers when nothing would be left', () => {
    expect(covers(NON_PUBLIC_V4, '10.0.0.0/8')).toBe(true);
    expect(covers(NON_PUBLIC_V4, '10.2.0.0/16')).toBe(true);
    expect(covers(NON_PUBLIC_V4, '8.0.0.0/6')).toBe(false);
    expect(covers([], '10.0.0.0/8')).toBe(false);
  });

  test('refuses ranges that were never checked instead of dropping them', () => {
    expect(() => minimalExceptions('0.0.0.0/0', ['10.0.0.1/8'])).toThrow('not a canonical address range: 10.0.0.1/8');
  });
});

describe('isWorldOpen', () => {
  test.each<{ cidr: string; except: readonly string[]; expected: boolean }>([
    { cidr: '0.0.0.0/0', except: [], expected: true },
    { cidr: '0.0.0.0/0', except: NON_PUBLIC_V4, expected: false },
    { cidr: '0.0.0.0/0', except: NON_PUBLIC_V4.filter(text => text !== '168.63.129.16/32'), expected: true },
    { cidr: '0.0.0.0/0', except: NON_PUBLIC_V4.filter(text => text !== '10.0.0.0/8'), expected: true },
    {
      cidr: '0.0.0.0/0',
      except: [...NON_PUBLIC_V4.filter(text => text !== '10.0.0.0/8'), '10.128.0.0/9', '10.0.0.0/9'],
      expected: false,
    },
    {
      cidr: '0.0.0.0/0',
      except: [...NON_PUBLIC_V4.filter(text => text !== '10.0.0.0/8'), '10.0.0.0/9', '10.192.0.0/10'],
      expected: true,
    },
    { cidr: '0.0.0.0/0', except: [...NON_PUBLIC_V4, '10.1.0.0/16'], expected: false },
    { cidr: '8.0.0.0/6', except: [], expected: true },
    { cidr: '8.0.0.0/6', except: ['10.0.0.0/8'], expected: false },
    { cidr: '8.0.0.0/6', except: ['8.0.0.0/5'], expected: false },
    { cidr: '96.0.0.0/3', except: [], expected: true },
    { cidr: '32.0.0.0/4', except: [], expected: false },
    { cidr: '10.0.0.0/8', except: [], expected: false },
    { cidr: '::/0', except: [], expected: true },
    { cidr: '::/0', except: ['fc00::/7', 'fe80::/10', ...NON_PUBLIC_V6], expected: true },
    { cidr: '2000::/3', except: [], expected: true },
    { cidr: '2000::/3', except: NON_PUBLIC_V6, expected: false },
    { cidr: '2000::/8', except: ['2001::/23', '2001:db8::/32', '2002::/16'], expected: false },
    { cidr: 'fd00::/8', except: [], expected: true },
    { cidr: '2400::/12', except: [], expected: false },
    { cidr: '2001:db8::/32', except: [], expected: false },
  ])('$cidr except $except is open to the world: $expected', ({ cidr, except, expected }) => {
    expect(isWorldOpen(range(cidr), ranges(except))).toBe(expected);
  });

  test('the minimal exceptions close any broad IPv4 range', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 7 }), (address, bits) => {
        const cidr = canonicalCidr(`${address}/${bits}`) ?? '';
        fc.pre(!covers(NON_PUBLIC_V4, cidr));
        expect(isWorldOpen(range(cidr), ranges(minimalExceptions(cidr, NON_PUBLIC_V4)))).toBe(false);
        expect(reachesMetadata(range(cidr), ranges(minimalExceptions(cidr, NON_PUBLIC_V4)))).toBe(false);
      }),
      cases(200, runs.seed),
    );
  });
});

test.each<{ cidr: string; except: readonly string[]; expected: boolean }>([
  { cidr: '169.254.169.254/32', except: [], expected: true },
  { cidr: '169.254.0.0/16', except: [], expected: true },
  { cidr: '169.254.0.0/16', except: METADATA_RANGES, expected: false },
  { cidr: '169.254.0.0/16', except: ['169.254.169.254/32'], expected: true },
  { cidr: '169.254.0.0/16', except: ['169.254.0.0/17', '169.254.128.0/17'], expected: false },
  { cidr: '168.63.129.16/32', except: ['168.63.129.0/24'], expected: false },
  { cidr: 'fd00::/8', except: [], expected: true },
  { cidr: 'fd00::/8', except: METADATA_RANGES, expected: false },
  { cidr: '8.8.8.0/24', except: [], expected: false },
])('$cidr except $except reaches metadata: $expected', ({ cidr, except, expected }) => {
  expect(reachesMetadata(range(cidr), ranges(except))).toBe(expected);
});
