import {
  GLOBAL_UNICAST_V6,
  NON_PUBLIC_V4,
  NON_PUBLIC_V6,
  covers,
  minimalExceptions,
} from '../../foundation/net/addresses';
import { Peer } from '../../network/peers';

/**
 * Every public address of both families. IPv6 is what IANA has given out as global unicast, so nothing else can be
 * reached.
 */
export function internetPeers(privateCidrs: readonly string[]): Peer[] {
  return [
    { cidr: '0.0.0.0/0', except: [...NON_PUBLIC_V4, ...privateCidrs] },
    { cidr: GLOBAL_UNICAST_V6, except: [...NON_PUBLIC_V6, ...privateCidrs] },
  ]
    .filter(({ cidr }) => !covers(privateCidrs, cidr))
    .map(({ cidr, except }) => ({ ipBlock: { cidr, except: minimalExceptions(cidr, except) } }));
}
