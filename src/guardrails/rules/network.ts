import { ciliumFindings } from './cilium';
import { sharedFindings } from './cilium-shared';
import { POLICY_SOUND } from './network-admission';
import { policyFindings } from './network-policy';
import { getPath, asArray, asObject, describe } from '../json';
import { ObjectRule, RelationRule, WORKLOADS, findingUnless } from '../rule';
import { Subject } from '../subject';

const DNS_PORTS = ['53', '5353'];

/** Many Services select the same pods. */
const PORTS = new WeakMap<readonly Subject[], ReadonlySet<unknown>>();

export const NETWORK_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'service-type',
    title: 'Services are reachable inside the cluster only',
    why: 'A NodePort, LoadBalancer or external address puts a server on the network without authentication.',
    fix: 'Leave the type ClusterIP; expose a gateway instead.',
    severity: 'error',
    references: [
      'NSA/CISA: Network separation and hardening',
      'OWASP MCP07:2025 Insufficient Authentication & Authorization',
    ],
    scanners: ['kube-score:service-type'],
    admission: {
      of: 'Service',
      expression:
        "variables.spec.?type.orValue('ClusterIP') == 'ClusterIP'" +
        ' && variables.spec.?externalIPs.orValue([]).size() == 0' +
        " && variables.spec.?externalName.orValue('') == ''",
      problem: 'must have type ClusterIP, no externalIPs and no externalName',
    },
    kinds: ['Service'],
    check: ({ manifest }) => [
      ...findingUnless(['ClusterIP', undefined].includes(typeOf(manifest)), 'spec.type', 'must be ClusterIP'),
      ...findingUnless(
        asArray(getPath(manifest, 'spec', 'externalIPs')).length === 0,
        'spec.externalIPs',
        'must be empty',
      ),
      ...findingUnless(isUnset(getPath(manifest, 'spec', 'externalName')), 'spec.externalName', 'must not be set'),
    ],
  },
  {
    id: 'service-selector',
    title: 'Services select pods of the app, on ports that they declare',
    why: "A Service that selects nothing, or another team's pods, fails only when it is called.",
    fix: 'Set selector and targetPort to those of the workload.',
    severity: 'error',
    references: ['Kubernetes: Service'],
    scanners: ['kube-score:service-targets-pod'],
    kinds: ['Service'],
    checkInApp: ({ manifest, namespace }, app) => {
      // Knative has a Service of its own
      if (manifest.apiVersion !== 'v1') {
        return [];
      }
      const selector = asObject(getPath(manifest, 'spec', 'selector'));
      if (Object.keys(selector).length === 0) {
        return [
          { field: 'spec.selector', problem: 'is empty: anyone who can write its Endpoints controls where calls go' },
        ];
      }
      const workloads = app.selectedBy(namespace, { matchLabels: selector });
      if (workloads.length === 0) {
        return [{ field: 'spec.selector', problem: 'selects no workload of the app' }];
      }
      const ports = portsOf(workloads);
      return asArray(getPath(manifest, 'spec', 'ports')).flatMap((port, i) => {
        const target = getPath(port, 'targetPort') ?? getPath(port, 'port');
        return findingUnless(
          ports.has(target),
          `spec.ports[${i}].targetPort`,
          `${describe(target)} is declared by no container`,
        );
      });
    },
  },
  {
    id: 'network-policy',
    title: 'Every pod has a network policy for ingress and egress',
    why: 'A pod that no policy selects can be called by, and connect to, everything.',
    fix: "Keep the server's NetworkPolicy, with policyTypes Ingress and Egress and the label that selects the pods.",
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies'],
    scanners: ['kube-score:pod-networkpolicy', 'polaris:missingNetworkPolicy'],
    kinds: [WORKLOADS],
    checkInApp: (subject, app) => {
      const policies = app
        .policiesOf(subject)
        .filter(
          ({ manifest }) => Object.keys(asObject(getPath(manifest, 'spec', 'podSelector', 'matchLabels'))).length > 0,
        );
      return ['Ingress', 'Egress'].flatMap(direction =>
        findingUnless(
          policies.some(({ manifest }) => asArray(getPath(manifest, 'spec', 'policyTypes')).includes(direction)),
          `${subject.pod?.path.replace(/spec$/, 'metadata')}.labels`,
          `are selected by no NetworkPolicy for ${direction}`,
        ),
      );
    },
  },
  {
    id: 'network-policy-open',
    title: 'Network policies have specific peers and ports',
    why:
      'An empty peer, pods of every namespace, the whole address space or a metadata address defeats the policy; ' +
      'addresses count as those that translators and tunnels make of them.',
    fix:
      'Use Callers and Egress, and name namespaces by a label; Egress.toPublicInternet() keeps private and metadata ' +
      'ranges closed.',
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies'],
    scanners: [],
    admission: {
      of: 'NetworkPolicy',
      expression: POLICY_SOUND,
      problem:
        'has a rule without peers or ports, a peer that is everyone, ' +
        'or a range that is the whole address space or instance metadata',
    },
    kinds: ['NetworkPolicy'],
    check: ({ manifest }) => policyFindings(getPath(manifest, 'spec')),
  },
  {
    id: 'dns-proxy',
    title: 'Under Cilium DNS uses only the proxy of Cilium',
    why:
      'A rule for the same port without names bypasses the proxy: names are then neither limited nor learned for ' +
      'toFQDNs.',
    fix: 'Leave DNS to the CiliumNetworkPolicy.',
    severity: 'error',
    references: ['Cilium: Layer 7 policies'],
    scanners: [],
    kinds: ['NetworkPolicy'],
    checkInApp: ({ manifest, name, namespace }, app) =>
      app.find(namespace, 'CiliumNetworkPolicy', name) === undefined
        ? []
        : asArray(getPath(manifest, 'spec', 'egress')).flatMap((rule, i) =>
            findingUnless(
              !asArray(getPath(rule, 'ports')).some(port => DNS_PORTS.includes(describe(getPath(port, 'port')))),
              `spec.egress[${i}]`,
              'lets DNS bypass the proxy of Cilium',
            ),
          ),
  },
  {
    id: 'cilium-policy-open',
    title: 'Cilium policies have specific peers and ports',
    why:
      'Cilium has many ways to say everyone. What is not known to be specific, such as an entity, a node, a Service, ' +
      'a namespace that is only tested for, or a name of others, is taken for one of them.',
    fix:
      'Use Callers and Egress. By hand: name peers by namespace and labels, ranges and host names, ports by number, ' +
      'and the names that DNS may ask for.',
    severity: 'error',
    references: ['CIS 5.3.2', 'NSA/CISA: Network policies'],
    scanners: [],
    kinds: ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
    checkInApp: ciliumFindings,
  },
  {
    id: 'shared-suffix',
    title: 'Wildcards over host names do not cover a domain that its owner shares with everybody',
    why:
      'Whoever has an account at a hoster, a storage or a tunnel has a name below its domain, and can receive data ' +
      'there.',
    fix: 'Name the hosts with Egress.toHosts, or use Egress.toSharedSuffix(host, reason).',
    severity: 'error',
    references: ['NSA/CISA: Network policies'],
    scanners: [],
    kinds: ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
    check: ({ manifest }) => sharedFindings(manifest),
  },
];

/** The names and numbers of the ports of pods. */
function portsOf(workloads: readonly Subject[]): ReadonlySet<unknown> {
  const known = PORTS.get(workloads);
  if (known !== undefined) {
    return known;
  }
  const ports = workloads
    .flatMap(({ pod }) => pod?.containers ?? [])
    .flatMap(({ json }) => asArray(json.ports))
    .flatMap(port => [getPath(port, 'name'), getPath(port, 'containerPort')]);
  const found = new Set(ports);
  PORTS.set(workloads, found);
  return found;
}

/** A type that is not text is none that Kubernetes takes. */
function typeOf(manifest: unknown): string | undefined {
  const type = getPath(manifest, 'spec', 'type');
  return isUnset(type) ? undefined : describe(type);
}

/** The API server takes all of these for nothing. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
