import { Finding, findingUnless } from './rule';
import { isWorldOpen, parseCidr, reachesMetadata } from '../foundation/net/addresses';

/**
 * What is wrong with an address range that a policy opens. Cloud DNS answers at the metadata address: a rule for DNS
 * may therefore name it.
 */
export function rangeFindings(
  field: string,
  cidr: string,
  except: readonly string[],
  metadataIsMeant = false,
): Finding[] {
  const range = parseCidr(cidr);
  const holes = except.flatMap(hole => parseCidr(hole) ?? []);
  if (range === undefined) {
    return [{ field, problem: `is not an address range: ${JSON.stringify(cidr.slice(0, 50))}` }];
  }
  return [
    ...findingUnless(!isWorldOpen(range, holes), field, `${cidr} reaches private networks`),
    ...findingUnless(
      metadataIsMeant || !reachesMetadata(range, holes),
      field,
      `${cidr} reaches an instance metadata address`,
    ),
  ];
}
