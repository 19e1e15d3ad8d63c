import { Manifest } from '../../../util/app';
import { Pod } from '../request';

/** Whether NetworkPolicies let a pod connect to the pods of a Deployment. */
export function mayConnect(manifests: Manifest[], name: string, pod: Pod): boolean {
  const target = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  const labels = target?.spec.template.metadata.labels ?? {};
  const policies = manifests.filter(
    ({ kind, metadata, spec }) =>
      kind === 'NetworkPolicy' &&
      metadata.namespace === target?.metadata.namespace &&
      spec.policyTypes.includes('Ingress') &&
      selects(spec.podSelector, labels),
  );
  const rules = policies.flatMap(({ spec }) => spec.ingress ?? []);
  return policies.length === 0 || rules.some(({ from }: Manifest) => from === undefined || from.some(admits(pod)));
}

function admits({ namespace, labels }: Pod): (peer: Manifest) => boolean {
  return ({ podSelector, namespaceSelector, ipBlock }) =>
    ipBlock === undefined &&
    namespaceSelector !== undefined &&
    selects(namespaceSelector, { 'kubernetes.io/metadata.name': namespace }) &&
    (podSelector === undefined || selects(podSelector, labels));
}

function selects({ matchLabels = {}, matchExpressions }: Manifest, labels: Readonly<Record<string, string>>): boolean {
  if (matchExpressions !== undefined) {
    throw new Error('expressions of selectors are not read here');
  }
  return Object.entries(matchLabels).every(([name, value]) => labels[name] === value);
}
