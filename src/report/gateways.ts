import { digest } from './connection-format';
import { ENGINES, OBJECT_ENGINES, POD_ENGINE } from './engines';
import { GatewayRights, routeRights } from './gateway-rights';
import { Judged, Objects } from './objects';
import { GatewayPosture, Named, ServerPosture, WorkloadPosture } from './posture';
import { byName, namedOf, relaxationsIn, workloadOf } from './workloads';
import { API_KEYS_LABEL, AUTH_ANNOTATION } from '../foundation/labels';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { Destination, EnginePosture, PolicyEntry } from '../gateway/engines/posture';
import { CONFIG_FILE, configMounts } from '../guardrails/gateway-pods';
import { Json, getPath, asArray, parseObject, asObject, describe, asString } from '../guardrails/json';
import { PodView } from '../guardrails/pod-view';
import { Subject } from '../guardrails/subject';

/** Kinds of objects that are routes to servers. */
const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'MCPRoute'];

/** The workload of a gateway whose pods belong to the engine's controller. */
const NO_PODS: Omit<WorkloadPosture, keyof Named> = {
  images: [],
  callers: [],
  egress: [],
  secrets: [],
  access: [],
  scaling: { min: 0, max: 0 },
  relaxations: [],
};

/** Gateways with pods of their own, and gateways that are objects for an engine's controller. */
export function gatewaysOf(
  members: readonly Judged[],
  objects: Objects,
  servers: readonly ServerPosture[],
): GatewayPosture[] {
  const known = new Set(servers.map(({ namespace, name }) => `${namespace}/${name}`));
  return [...groupsOf(members).values()].flatMap(group => gatewayOf(group, objects, known) ?? []).sort(byName);
}

/** The objects of each gateway by its namespace and name. */
function groupsOf(members: readonly Judged[]): ReadonlyMap<string, Judged[]> {
  const groups = new ListMap<string, Judged>();
  for (const judged of members) {
    const { namespace = '', manifest } = judged.subject;
    groups.add(
      `${namespace}/${asString(getPath(manifest, 'metadata', 'labels', 'app.kubernetes.io/instance')) ?? ''}`,
      judged,
    );
  }
  return groups;
}

/** What the policies of each gateway say, by its namespace and name. */
export function rightsOf(members: readonly Judged[], objects: Objects): ReadonlyMap<string, GatewayRights> {
  const rights = (group: readonly Judged[]): GatewayRights =>
    new Map([...policiesByRoute(group, objects)].map(([route, entries]) => [route, routeRights(entries)]));
  return new Map([...groupsOf(members)].map(([key, group]) => [key, rights(group)]));
}

/** The policies of a gateway by the routes that they apply to, and routes without any. */
function policiesByRoute(group: readonly Judged[], objects: Objects): ReadonlyMap<string, PolicyEntry[]> {
  const pods = group.flatMap(({ subject: { pod, namespace = '' } }) => (pod === undefined ? [] : [{ pod, namespace }]));
  const files = pods.flatMap(({ pod, namespace }) => configFilesOf(pod, namespace, objects));
  const routes = [
    ...files.flatMap(file => POD_ENGINE.routes?.(file) ?? []),
    ...group.flatMap(({ subject: { kind, name } }) => (ROUTES.includes(kind) ? [name] : [])),
  ];
  const entries = [
    ...files.flatMap(file => POD_ENGINE.policies(file)),
    ...group.flatMap(({ subject }) => [...policiesIn(subject), ...toolSelectorsIn(subject)]),
  ];
  const byRoute = new ListMap<string, PolicyEntry>();
  entries.forEach(entry => {
    byRoute.add(entry.route, entry);
  });
  const clients = group.flatMap(clientsIn);
  return new Map(
    [...new Set([...routes, ...byRoute.keys()])].map(route => [route, [...(byRoute.get(route) ?? []), ...clients]]),
  );
}

function gatewayOf(group: readonly Judged[], objects: Objects, known: ReadonlySet<string>): GatewayPosture | undefined {
  const workload = group.find(({ subject: { pod } }) => pod !== undefined);
  const pod = workload?.subject.pod;
  if (workload !== undefined && pod !== undefined) {
    const { namespace = '' } = workload.subject;
    const files = configFilesOf(pod, namespace, objects);
    return {
      ...workloadOf(workload, pod, objects),
      engine: POD_ENGINE.name,
      auth: annotationOf([workload], AUTH_ANNOTATION) ?? 'unknown',
      policies: files.flatMap(file => POD_ENGINE.policies(file)).map(policyText),
      accessLog: files.flatMap(file => POD_ENGINE.log?.(file) ?? []).at(0),
      ...serversAndHosts(
        files.flatMap(file => POD_ENGINE.destinations(file, namespace)),
        known,
      ),
      ...exposureOf(group),
    };
  }
  const engine = OBJECT_ENGINES.find(({ configKind }) => group.some(({ subject }) => subject.kind === configKind));
  return engine === undefined ? undefined : gatewayOfObjects(group, engine, known);
}

function gatewayOfObjects(group: readonly Judged[], engine: EnginePosture, known: ReadonlySet<string>): GatewayPosture {
  const { configKind, routeKind = configKind } = engine;
  const configurations = group.filter(({ subject }) => subject.kind === routeKind);
  const [first] = configurations;
  const { manifest, namespace = '' } = first.subject;
  const labels = asObject(getPath(manifest, 'metadata', 'labels'));
  return {
    ...NO_PODS,
    namespace,
    name: asString(labels['app.kubernetes.io/instance']) ?? namedOf(first).name,
    path: first.path?.split('/').slice(0, -1).join('/'),
    owner: asString(labels.owner),
    environment: asString(labels.environment),
    engine: engine.name,
    auth: annotationOf(group, AUTH_ANNOTATION) ?? 'unknown',
    relaxations: relaxationsIn(group.map(({ subject }) => subject.manifest)),
    policies: group
      .flatMap(({ subject }) => policiesIn(subject))
      .map(policyText)
      .sort(compare),
    ...serversAndHosts(
      configurations.flatMap(({ subject }) => engine.destinations(subject.manifest, namespace)),
      known,
    ),
    ...exposureOf(group),
  };
}

/** The configuration files that the pods of a gateway mount. */
function configFilesOf(pod: PodView, namespace: string, objects: Objects): Json[] {
  return pod.containers
    .flatMap(container => configMounts(pod, container))
    .map(({ volume }) => {
      const config = objects.find('ConfigMap', namespace, asString(getPath(volume, 'configMap', 'name')) ?? '');
      return parseObject(asString(getPath(config, 'data', CONFIG_FILE)) ?? '') ?? {};
    });
}

/** The policies that an object holds, whichever engine reads it. */
function policiesIn({ kind, manifest }: Subject): PolicyEntry[] {
  const engine = ENGINES.find(({ policyKinds }) => policyKinds.includes(kind));
  return engine?.policies(manifest) ?? [];
}

/** The controller reads the keys of clients from a ConfigMap, for every route. */
function clientsIn({ subject: { kind, name, manifest } }: Judged): PolicyEntry[] {
  return kind === 'ConfigMap' && getPath(manifest, 'metadata', 'labels', API_KEYS_LABEL) !== undefined
    ? [{ place: name, route: name, name: 'clients', policy: manifest.data }]
    : [];
}

/** An MCPRoute filters tools where it names its servers. */
function toolSelectorsIn({ kind, name, manifest }: Subject): PolicyEntry[] {
  return kind === 'MCPRoute'
    ? [{ place: name, route: name, name: 'toolSelectors', policy: getPath(manifest, 'spec', 'backendRefs') }]
    : [];
}

/** What a person looks for first, and a digest that differs whenever the policy does. */
function policyText({ place, name, policy }: PolicyEntry): string {
  const facts = ['issuer', 'audiences', 'mode', 'newest'].flatMap(key =>
    getPath(policy, key) === undefined
      ? []
      : [`${key} ${asArray(getPath(policy, key)).map(String).join(', ') || describe(getPath(policy, key))}`],
  );
  return `${place}: ${name} ${[...facts, digest(policy)].join('; ')}`;
}

/** Servers of the same manifests, and everything else that a gateway leads to. */
function serversAndHosts(
  destinations: readonly Destination[],
  known: ReadonlySet<string>,
): Pick<GatewayPosture, 'servers' | 'remote'> {
  const services = destinations.flatMap(destination => ('service' in destination ? [destination.service] : []));
  const unknown = services
    .filter(({ namespace, name }) => !known.has(`${namespace}/${name}`))
    .map(({ namespace, name }) => `${name}.${namespace}.svc`);
  const servers = new Map(
    services
      .filter(({ namespace, name }) => known.has(`${namespace}/${name}`))
      .map(service => [`${service.namespace}/${service.name}`, service]),
  );
  const hosts = destinations.flatMap(destination => ('remote' in destination ? [destination.remote] : []));
  return {
    servers: [...servers.values()].sort(byName),
    remote: [...new Set([...unknown, ...hosts])].sort(compare),
  };
}

/** The host names under which a gateway is reached from outside, and what its listener must do. */
function exposureOf(group: readonly Judged[]): Pick<GatewayPosture, 'hosts' | 'listener'> {
  const hosts = group.flatMap(({ subject }) => exposedHosts(subject.kind, subject.manifest));
  return { hosts: [...new Set(hosts)].sort(compare), listener: annotationOf(group, 'cdk8s-mcp/listener') };
}

function exposedHosts(kind: string, manifest: Json): string[] {
  if (ROUTES.includes(kind)) {
    const hosts = asArray(getPath(manifest, 'spec', 'hostnames')).map(String);
    return hosts.length === 0 ? ['every host of the listener'] : hosts;
  }
  if (kind === 'Ingress') {
    return asArray(getPath(manifest, 'spec', 'rules')).map(
      rule => asString(getPath(rule, 'host')) ?? 'every host of the Ingress',
    );
  }
  const type = asString(getPath(manifest, 'spec', 'type')) ?? 'ClusterIP';
  return kind === 'Service' && type !== 'ClusterIP' ? [`a Service of type ${type}`] : [];
}

/** The first annotation of a name among the objects of a gateway. */
function annotationOf(group: readonly Judged[], annotation: string): string | undefined {
  return group.flatMap(
    ({ subject }) => asString(getPath(subject.manifest, 'metadata', 'annotations', annotation)) ?? [],
  )[0];
}
