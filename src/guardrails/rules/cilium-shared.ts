import { namesOf } from './cilium-peers';
import { specsOf } from './cilium-scope';
import { sharedSuffix } from '../../foundation/net/wildcards';
import { Json, getPath, asArray } from '../json';
import { Finding, findingUnless } from '../rule';

/** Wildcards of a CiliumNetworkPolicy that cover names of every customer of a domain's owner. */
export function sharedFindings(manifest: Json): Finding[] {
  return specsOf(manifest).flatMap(([field, spec]) =>
    asArray(getPath(spec, 'egress')).flatMap((rule, i) =>
      asArray(getPath(rule, 'toFQDNs')).flatMap((name, k) =>
        namesOf(name).flatMap(text => {
          const domain = sharedSuffix(text);
          return findingUnless(
            domain === undefined,
            `${field}.egress[${i}].toFQDNs[${k}].matchPattern`,
            `covers the names of everybody who uses ${domain ?? ''}`,
          );
        }),
      ),
    ),
  );
}
