import { actingKey, deliveryProblem } from '../../foundation/acting-metadata';
import { isHarmlessForRoutes } from '../data/ingress-annotations';
import { asObject, asString } from '../json';
import { Finding, ObjectRule } from '../rule';
import { Subject } from '../subject';

/** Kinds that lead calls from outside. */
const ROUTES = new Set(['Ingress', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute', 'MCPRoute']);
/** Other kinds whose annotations act on load balancers, identities and pods. */
const ACTED_ON = new Set(['Pod', 'Service', 'ServiceAccount', 'Namespace', 'ListenerSet', 'Gateway']);
/** Pods have both; of Services and accounts only annotations are read. */
const WITH_LABELS = new Set(['Pod', 'Namespace']);
/** The rule about AppArmor judges its values. */
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

export const ANNOTATION_RULES: readonly ObjectRule[] = [
  {
    id: 'acting-annotations',
    title: 'Annotations and labels describe, and do not act',
    why:
      'Controllers take annotations and labels for orders: they give pods a second network that no policy covers, ' +
      'other containers or rights at a cloud, and send the calls of an Ingress elsewhere.',
    fix:
      'Remove it, or leave out its domain if nothing reads it; ' +
      'McpPlatform.configure({ annotationDomains }) names the domains that are your own.',
    severity: 'error',
    references: ['NSA/CISA: Network separation and hardening', 'Kubernetes: Well-Known Labels, Annotations and Taints'],
    scanners: [],
    check: subject => [...ownFindings(subject), ...podFindings(subject)],
  },
];

function ownFindings(subject: Subject): Finding[] {
  const { kind, manifest, facts } = subject;
  const { annotations, labels } = asObject(manifest.metadata);
  const isActedOn = ACTED_ON.has(kind) || ROUTES.has(kind);
  return [
    ...findingsIn('metadata.annotations', annotations, (key, value) => {
      const problem = deliveryProblem(kind, key, value);
      if (problem !== undefined || !isActedOn || (ROUTES.has(kind) && isHarmlessForRoutes(key, value))) {
        return problem;
      }
      return keyProblem(key, value, facts.annotationDomains);
    }),
    ...findingsIn(
      'metadata.labels',
      labels,
      (key, value) =>
        deliveryProblem(kind, key, value) ??
        (WITH_LABELS.has(kind) ? keyProblem(key, value, facts.annotationDomains) : undefined),
    ),
  ];
}

/** Those of the pods that a workload makes; a bare Pod has its own alone. */
function podFindings({ kind, pod, facts }: Subject): Finding[] {
  if (pod === undefined || kind === 'Pod') {
    return [];
  }
  const [field, { annotations, labels }] = [pod.path.replace(/spec$/, 'metadata'), pod.metadata];
  return [
    ...findingsIn(`${field}.annotations`, annotations, (key, value) => keyProblem(key, value, facts.annotationDomains)),
    ...findingsIn(`${field}.labels`, labels, (key, value) => keyProblem(key, value, facts.annotationDomains)),
  ];
}

function keyProblem(key: string, value: string, domains: readonly string[] | undefined): string | undefined {
  return key.startsWith(APPARMOR) ? undefined : actingKey(key, value, domains);
}

/** Findings are only made for what acts: most maps have nothing of it. */
function findingsIn(
  field: string,
  map: unknown,
  problemOf: (key: string, value: string) => string | undefined,
): Finding[] {
  const found: Finding[] = [];
  for (const [key, value] of Object.entries(asObject(map))) {
    const problem = problemOf(key, asString(value) ?? '');
    if (problem !== undefined) {
      found.push({ field: `${field}.${key}`, problem });
    }
  }
  return found;
}
