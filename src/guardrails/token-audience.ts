import { celPattern } from './admission-form';
import { celList } from '../foundation/cel';

/** Names under which API servers go: of their Service, of the older default, and of distributions. */
const NAMES =
  '(?:^|[^a-z0-9-])kubernetes(?:$|[^a-z0-9-])|api-?server|^(?:api|k3s|rke2)$|^https://container[.]googleapis[.]com/';
/** What may stand before the cluster's domain. */
const BEFORE = ['', 'https://', 'api.', 'https://api.'];

/** Whether a token is one for the API server. Without an audience it is. */
export function isForApiServer(audience: string, clusterDomain: string): boolean {
  return (
    audience === '' || new RegExp(NAMES).test(audience) || BEFORE.some(before => audience === before + clusterDomain)
  );
}

/** The same for admission; `variables.domain` is the cluster's. */
export function celForApiServer(audience: string): string {
  return `(${audience} == '' || ${audience}.matches(${celPattern(NAMES)}) || ${celList(BEFORE)}.exists(b, ${audience} == b + variables.domain))`;
}
