import { definedItems } from '../../foundation/defined';
import { compare } from '../../foundation/reader';
import { CallerRule } from '../../network/callers';
import { EgressRule } from '../../network/egress';
import { LabelSelector, NAMESPACE_LABEL, Peer } from '../../network/peers';
import { NetworkSpec } from '../spec';

/** Who may call, as one line for people who debug a refused connection. */
export function describeCallers(callers: readonly CallerRule[]): string {
  return oneLine(
    'nobody',
    callers.flatMap(rule => (rule.kind === 'peers' ? rule.peers.map(describe) : ['Cilium ingress'])),
  );
}

/** Where the server may connect to, besides DNS. */
export function describeEgress({ apiServer }: NetworkSpec, egress: readonly EgressRule[]): string {
  const parts = definedItems([
    apiServer && `Kubernetes API server port ${apiServer.ports.join(', ')}`,
    ...egress.flatMap(rule => {
      const ports = `port ${rule.ports.join(', ')}`;
      if (rule.kind === 'internet') {
        return [`public internet ${ports}`];
      }
      return (rule.kind === 'hosts' ? rule.hosts : rule.peers.map(describe)).map(target => `${target} ${ports}`);
    }),
  ]);
  return oneLine('nowhere', parts);
}

function oneLine(none: string, parts: readonly string[]): string {
  return parts.length === 0 ? none : [...new Set(parts)].sort(compare).join('; ');
}

function describe({ ipBlock, namespaceSelector, podSelector }: Peer): string {
  if (ipBlock !== undefined) {
    return ipBlock.cidr;
  }
  const { [NAMESPACE_LABEL]: named, ...others } = namespaceSelector?.matchLabels ?? {};
  const where =
    named ??
    (namespaceSelector === undefined
      ? 'its own namespace'
      : `namespaces ${describeSelector({ ...namespaceSelector, matchLabels: others })}`);
  return `${podSelector === undefined ? 'every pod' : `pods ${describeSelector(podSelector)}`} in ${where}`;
}

function describeSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => `${key} ${operator} ${values.join('|')}`.trim()),
  ];
  return parts.length === 0 ? 'any' : parts.sort(compare).join(',');
}
