import { getPath, asArray, asString } from './json';
import { Finding } from './rule';
import { definedItems } from '../foundation/defined';
import { parseCidr } from '../foundation/net/addresses';
import { OpenRange, reachOf, showReach, unionProblem } from '../foundation/net/normal-form';

/** The address range of a peer, as it is written. */
export interface WrittenRange {
  readonly field: string;
  readonly cidr: string;
  readonly except: readonly string[];
  /** Cloud DNS answers at the metadata address: a rule for DNS may therefore name it. Callers may come from it. */
  readonly metadataIsMeant?: boolean;
  /** A cache of DNS answers at an address of the link. */
  readonly nodeIsMeant?: boolean;
}

/** What is wrong with address ranges that a policy opens in one direction: each by itself, then all together. */
export function rangeFindings(field: string, ranges: readonly WrittenRange[]): Finding[] {
  const read = ranges.map(range => ({ range, open: readRange(range) }));
  const findings = read.flatMap(({ range, open }) =>
    (open === undefined
      ? [`is not an address range: ${JSON.stringify(range.cidr.slice(0, 50))}`]
      : problemsOf(open, range)
    ).map(problem => ({ field: range.field, problem })),
  );
  const together = unionProblem(read.flatMap(({ open }) => open ?? []));
  return findings.length > 0 || together === undefined ? findings : [{ field, problem: `has ranges that ${together}` }];
}

function problemsOf({ cidr, except }: OpenRange, { metadataIsMeant, nodeIsMeant }: WrittenRange): string[] {
  const { privateBy, metadataBy, nodeBy } = reachOf({ cidr, except });
  return definedItems([
    privateBy && `${showReach(cidr, privateBy)} reaches private networks`,
    metadataIsMeant === true
      ? undefined
      : metadataBy && `${showReach(cidr, metadataBy)} reaches an instance metadata address`,
    metadataIsMeant === true || nodeIsMeant === true || metadataBy !== undefined
      ? undefined
      : nodeBy && `${showReach(cidr, nodeBy)} reaches the pod itself or the link of its node`,
  ]);
}

/** The ranges of an `ipBlock` or a member of a CIDR set, with its exceptions. */
export function writtenRange(field: string, block: unknown): WrittenRange {
  return {
    field: `${field}.cidr`,
    cidr: asString(getPath(block, 'cidr')) ?? '',
    except: asArray(getPath(block, 'except')).map(range => asString(range) ?? ''),
  };
}

function readRange({ cidr, except }: WrittenRange): OpenRange | undefined {
  const range = parseCidr(cidr);
  return range && { cidr: range, except: except.flatMap(hole => parseCidr(hole) ?? []) };
}
