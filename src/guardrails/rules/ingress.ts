import { getPath, asObject } from '../json';
import { ObjectRule } from '../rule';

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
];
