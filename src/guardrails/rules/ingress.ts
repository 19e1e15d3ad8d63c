import { getPath, asObject, asString, Json } from '../json';
import { Finding, ObjectRule } from '../rule';

const NGINX = 'nginx.ingress.kubernetes.io/';
/** Of F5's controller, whose class has the same name. */
const NGINX_OF_F5 = 'nginx.org/';
/** The name in the installation guides, and what is usual beside it. */
const NGINX_CLASS = /^(?:ingress-)?nginx(?:-(?:internal|external|public|private|intranet|internet))?$/;

export const INGRESS_RULES: readonly ObjectRule[] = [
  {
    id: 'ingress-snippet',
    title: 'No Ingress has snippets for its controller',
    why:
      'A snippet becomes part of the configuration of a shared proxy: it can read the tokens of other users and the ' +
      'files of the controller.',
    fix: 'Remove the annotation; use the annotations for routes, TLS and time-outs.',
    severity: 'error',
    references: ['Kubernetes: CVE-2021-25742', 'NSA/CISA: Network separation and hardening'],
    scanners: ['checkov:CKV_K8S_152', 'checkov:CKV_K8S_153', 'checkov:CKV_K8S_154'],
    kinds: ['Ingress'],
    check: ({ manifest }) =>
      Object.keys(asObject(getPath(manifest, 'metadata', 'annotations')))
        .filter(name => /[/-]snippets?$/.test(name))
        .map(name => ({ field: `metadata.annotations.${name}`, problem: 'writes configuration of the controller' })),
  },
  {
    id: 'ingress-nginx',
    title: 'No Ingress needs ingress-nginx',
    why: 'ingress-nginx is archived since March 2026: nobody mends its vulnerabilities, and every caller passes it.',
    fix: 'Move to the Gateway API: Exposure.httpRoute instead of Exposure.ingress (docs/gateways.md, "From Ingress").',
    severity: 'warning',
    references: ['Kubernetes: Ingress NGINX Retirement', 'NSA/CISA: Upgrading and application security practices'],
    scanners: [],
    kinds: ['Ingress'],
    check: ({ manifest }) => nginxFindings(manifest),
  },
];

function nginxFindings(manifest: Json): Finding[] {
  const annotations = asObject(getPath(manifest, 'metadata', 'annotations'));
  const own = Object.keys(annotations).find(name => name.startsWith(NGINX));
  if (own !== undefined) {
    return [{ field: `metadata.annotations.${own}`, problem: 'is an order for ingress-nginx' }];
  }
  const isOfF5 = Object.keys(annotations).some(name => name.startsWith(NGINX_OF_F5));
  const classes = [
    ['spec.ingressClassName', getPath(manifest, 'spec', 'ingressClassName')],
    ['metadata.annotations.kubernetes.io/ingress.class', annotations['kubernetes.io/ingress.class']],
  ] as const;
  return classes
    .filter(([, name]) => !isOfF5 && NGINX_CLASS.test(asString(name) ?? ''))
    .map(([field, name]) => ({ field, problem: `is ${asString(name)}, the class of ingress-nginx` }));
}
