import { celPattern } from './admission-form';
import { celList } from '../foundation/cel';

/**
 * Audiences of API servers: their Service, the older default, those of distributions, and addresses and issuers of
 * clusters at clouds, which are the default audience there.
 */
const NAMES = [
  '(?:^|[^a-z0-9-])kubernetes(?:$|[^a-z0-9-])',
  'api-?server',
  '^(?:api|k3s|rke2)$',
  '^https://container[.]googleapis[.]com/',
  // EKS
  '^(?:https://)?oidc(?:-[a-z0-9-]+)?[.]eks[.]',
  '[.]eks[.]amazonaws[.]com',
  // AKS
  '[.]azmk8s[.]io',
  '[.]oic[.][a-z0-9-]+[.]azure[.]',
  // OpenShift, also as a service of clouds
  '[.]openshift(?:apps)?[.]',
  '^(?:https://)?(?:rh-oidc|[a-z0-9-]+-oidc)[.]s3[.]',
  // other clouds
  '[.]k8s[.](?:ondigitalocean|ovh|scw)[.]',
  '[.]linodelke[.]net',
  // the port of API servers
  ':6443(?:/|$)',
].join('|');
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
