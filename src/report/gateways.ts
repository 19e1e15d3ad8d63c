import { Judged, Objects } from './objects';
import { GatewayPosture, Named, ServerPosture, WorkloadPosture } from './posture';
import { digest } from './way-words';
import { byName, namedOf, workloadOf } from './workloads';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { CONFIG_FILE, configMounts } from '../guardrails/gateway-pods';
import { Json, at, list, parsed, record, shown, text } from '../guardrails/json';
import { PodView } from '../guardrails/pod-view';

/** Where a gateway leads: a Service of the cluster, or a host outside. */
type Target = { readonly service: Named } | { readonly remote: string };

/** Kinds that hold the configuration of gateways without pods of their own, and the engines that write them. The first that is there names the engine. */
const ENGINES: readonly (readonly [kind: string, engine: GatewayPosture['engine']])[] = [
  ['AgentgatewayBackend', 'agentgateway controller'],
  ['MCPRoute', 'Envoy AI Gateway'],
  ['HTTPRoute', 'HTTPRoute'],
];

/** Of a gateway whose pods somebody else runs. */
const NO_PODS: Omit<WorkloadPosture, keyof Named> = {
  images: [],
  callers: [],
  egress: [],
  secrets: [],
  access: [],
  scaling: { min: 0, max: 0 },
  relaxations: [],
};

/** Gateways in pods of their own, and those that controllers of others make from objects. */
export function gatewaysOf(
  members: readonly Judged[],
  objects: Objects,
  servers: readonly ServerPosture[],
): GatewayPosture[] {
  const known = new Set(servers.map(({ namespace, name }) => `${namespace}/${name}`));
  const groups = new ListMap<string, Judged>();
  for (const judged of members) {
    const { namespace = '', manifest } = judged.subject;
    groups.add(`${namespace}/${text(at(manifest, 'metadata', 'labels', 'app.kubernetes.io/instance')) ?? ''}`, judged);
  }
  return [...groups.values()].flatMap(group => gatewayOf(group, objects, known) ?? []).sort(byName);
}

function gatewayOf(group: readonly Judged[], objects: Objects, known: ReadonlySet<string>): GatewayPosture | undefined {
  const deployment = group.find(({ subject: { pod } }) => pod !== undefined);
  const [kind, engine] = ENGINES.find(([wanted]) => group.some(({ subject }) => subject.kind === wanted)) ?? [];
  if (deployment?.subject.pod !== undefined) {
    const { pod } = deployment.subject;
    return {
      ...workloadOf(deployment, pod, objects),
      engine: 'agentgateway',
      auth: text(at(deployment.subject.manifest, 'metadata', 'annotations', 'cdk8s-mcp/auth')) ?? 'unknown',
      policies: documentsOf(deployment, pod, objects).flatMap(documentPolicies),
      ...placesOf(documentsOf(deployment, pod, objects).flatMap(documentTargets), known),
      ...outsideOf(group),
    };
  }
  const holder = group.find(({ subject }) => subject.kind === kind);
  if (holder === undefined || engine === undefined) {
    return undefined;
  }
  const {
    subject: { manifest, namespace = '' },
  } = holder;
  const labels = record(at(manifest, 'metadata', 'labels'));

  return {
    ...NO_PODS,
    namespace,
    name: text(labels['app.kubernetes.io/instance']) ?? namedOf(holder).name,
    path: holder.path?.split('/').slice(0, -1).join('/'),
    owner: text(labels.owner),
    environment: text(labels.environment),
    engine,
    auth: noteOf(group, 'cdk8s-mcp/auth') ?? 'unknown',
    policies: objectPolicies(group),
    ...placesOf(
      group
        .filter(({ subject }) => subject.kind === kind)
        .flatMap(({ subject }) => targetsOfObject(subject.manifest, namespace)),
      known,
    ),
    ...outsideOf(group),
  };
}

/** The host names from outside, and what must hold of the listener. */
function outsideOf(group: readonly Judged[]): Pick<GatewayPosture, 'hosts' | 'listener'> {
  const hosts = group.flatMap(({ subject: { kind, manifest } }) => {
    if (kind === 'HTTPRoute') {
      return orEvery(list(at(manifest, 'spec', 'hostnames')).map(String), 'every host of the listener');
    }
    if (kind === 'Ingress') {
      return list(at(manifest, 'spec', 'rules')).map(rule => text(at(rule, 'host')) ?? 'every host of the Ingress');
    }
    const type = text(at(manifest, 'spec', 'type')) ?? 'ClusterIP';
    return kind === 'Service' && type !== 'ClusterIP' ? [`a Service of type ${type}`] : [];
  });
  return { hosts: [...new Set(hosts)].sort(compare), listener: noteOf(group, 'cdk8s-mcp/listener') };
}

function orEvery(hosts: readonly string[], every: string): readonly string[] {
  return hosts.length === 0 ? [every] : hosts;
}

/** The first annotation of a name that an object of a gateway has. */
function noteOf(group: readonly Judged[], annotation: string): string | undefined {
  return group.flatMap(({ subject }) => text(at(subject.manifest, 'metadata', 'annotations', annotation)) ?? [])[0];
}

function placesOf(targets: readonly Target[], known: ReadonlySet<string>): Pick<GatewayPosture, 'servers' | 'remote'> {
  const services = targets.flatMap(target => ('service' in target ? [target.service] : []));
  const unknown = services
    .filter(({ namespace, name }) => !known.has(`${namespace}/${name}`))
    .map(({ namespace, name }) => `${name}.${namespace}.svc`);
  const servers = new Map(
    services
      .filter(({ namespace, name }) => known.has(`${namespace}/${name}`))
      .map(service => [`${service.namespace}/${service.name}`, service]),
  );
  return {
    servers: [...servers.values()].sort(byName),
    remote: [...new Set([...unknown, ...targets.flatMap(target => ('remote' in target ? [target.remote] : []))])].sort(
      compare,
    ),
  };
}

/** The configurations that the pods of a gateway read. */
function documentsOf({ subject: { namespace = '' } }: Judged, pod: PodView, objects: Objects): Json[] {
  return pod.containers
    .flatMap(container => configMounts(pod, container))
    .map(({ volume }) => {
      const config = objects.find('ConfigMap', namespace, text(at(volume, 'configMap', 'name')) ?? '');
      return parsed(text(at(config, 'data', CONFIG_FILE)) ?? '') ?? {};
    });
}

function documentTargets(document: Json): Target[] {
  return list(document.routes)
    .flatMap(route => list(at(route, 'backends')))
    .flatMap(backend => list(at(backend, 'mcp', 'targets')))
    .map(target => targetAt(text(at(target, 'mcp', 'host')) ?? text(at(target, 'sse', 'host')) ?? ''));
}

/** Bounds of time and repetition let nobody in. */
const BOUNDS = ['timeout', 'retry'];

function documentPolicies(document: Json): string[] {
  return list(document.routes).flatMap(route =>
    Object.entries(record(at(route, 'policies')))
      .filter(([name]) => !BOUNDS.includes(name))
      .map(([name, policy]) => policyText(`route ${shown(at(route, 'name'))}`, name, policy)),
  );
}

/** What a person looks for first, and what tells the rest apart. */
function policyText(where: string, name: string, policy: unknown): string {
  const facts = ['issuer', 'audiences', 'mode'].flatMap(key =>
    at(policy, key) === undefined
      ? []
      : [`${key} ${list(at(policy, key)).map(String).join(', ') || shown(at(policy, key))}`],
  );
  return `${where}: ${name} ${[...facts, digest(policy)].join('; ')}`;
}

/** The kinds that say what callers must show and may use, for engines without pods of their own. */
const POLICY_KINDS = ['AgentgatewayPolicy', 'SecurityPolicy', 'MCPRoute'];

function objectPolicies(group: readonly Judged[]): string[] {
  return group
    .filter(({ subject }) => POLICY_KINDS.includes(subject.kind))
    .flatMap(({ subject: { kind, name, manifest } }) => {
      const { backendRefs, parentRefs, targetRefs, ...spec } = record(manifest.spec);
      return Object.entries(spec).map(([part, policy]) => policyText(`${kind} ${name}`, part, policy));
    })
    .sort(compare);
}

function targetsOfObject(manifest: Json, namespace: string): Target[] {
  switch (manifest.kind) {
    case 'AgentgatewayBackend':
      return list(at(manifest, 'spec', 'mcp', 'targets')).map(target =>
        targetAt(text(at(target, 'static', 'host')) ?? ''),
      );
    case 'MCPRoute':
      return list(at(manifest, 'spec', 'backendRefs')).map(reference => serviceAt(reference, namespace));
    default:
      return list(at(manifest, 'spec', 'rules'))
        .flatMap(rule => list(at(rule, 'backendRefs')))
        .map(reference => serviceAt(reference, namespace));
  }
}

function serviceAt(reference: unknown, namespace: string): Target {
  return {
    service: { namespace: text(at(reference, 'namespace')) ?? namespace, name: text(at(reference, 'name')) ?? '' },
  };
}

/** `http://notes.mcp-tools.svc.cluster.local:8080/mcp` and `notes.mcp-tools.svc.cluster.local` are a Service, other hosts are outside. */
function targetAt(address: string): Target {
  // what stands before @ may be a credential
  const host = address
    .replace(/^\w+:\/\//, '')
    .replace(/^[^/]*@/, '')
    .replace(/[:/].*$/, '');
  const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.|$)/.exec(host) ?? [];
  return namespace === undefined ? { remote: host } : { service: { namespace, name } };
}
