import { celPattern } from './admission-form';
import { celList } from '../foundation/cel';

/** Audiences of API servers: their Service, the older default, and those of distributions. */
const NAMES =
  '(?:^|[^a-z0-9-])kubernetes(?:$|[^a-z0-9-])|api-?server|^(?:api|k3s|rke2)$|^https://container[.]googleapis[.]com/';
/** Prefixes of the cluster's domain. */
const PREFIXES = ['', 'https://', 'api.', 'https://api.'];

/** Whether a token is for the API server, as it is without an audience. */
export function isForApiServer(audience: string, clusterDomain: string): boolean {
  return (
    audience === '' || new RegExp(NAMES).test(audience) || PREFIXES.some(prefix => audience === prefix + clusterDomain)
  );
}

/** The same for admission; `variables.domain` is the cluster's. */
export function celForApiServer(audience: string): string {
  return (
    `(${audience} == '' || ${audience}.matches(${celPattern(NAMES)})` +
    ` || ${celList(PREFIXES)}.exists(b, ${audience} == b + variables.domain))`
  );
}
