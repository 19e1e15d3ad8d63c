import { digest } from './connection-format';
import { Judged, Objects } from './objects';
import { GatewayPosture, Named, ServerPosture, WorkloadPosture } from './posture';
import { byName, namedOf, workloadOf } from './workloads';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { CONFIG_FILE, configMounts } from '../guardrails/gateway-pods';
import { Json, getPath, asArray, parseObject, asObject, describe, asString } from '../guardrails/json';
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
    groups.add(
      `${namespace}/${asString(getPath(manifest, 'metadata', 'labels', 'app.kubernetes.io/instance')) ?? ''}`,
      judged,
    );
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
      auth: asString(getPath(deployment.subject.manifest, 'metadata', 'annotations', 'cdk8s-mcp/auth')) ?? 'unknown',
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
  const labels = asObject(getPath(manifest, 'metadata', 'labels'));

  return {
    ...NO_PODS,
    namespace,
    name: asString(labels['app.kubernetes.io/instance']) ?? namedOf(holder).name,
    path: holder.path?.split('/').slice(0, -1).join('/'),
    owner: asString(labels.owner),
    environment: asString(labels.environment),
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
      return orEvery(asArray(getPath(manifest, 'spec', 'hostnames')).map(String), 'every host of the listener');
    }
    if (kind === 'Ingress') {
      return asArray(getPath(manifest, 'spec', 'rules')).map(
        rule => asString(getPath(rule, 'host')) ?? 'every host of the Ingress',
      );
    }
    const type = asString(getPath(manifest, 'spec', 'type')) ?? 'ClusterIP';
    return kind === 'Service' && type !== 'ClusterIP' ? [`a Service of type ${type}`] : [];
  });
  return { hosts: [...new Set(hosts)].sort(compare), listener: noteOf(group, 'cdk8s-mcp/listener') };
}

function orEvery(hosts: readonly string[], every: string): readonly string[] {
  return hosts.length === 0 ? [every] : hosts;
}

/** The first annotation of a name that an object of a gateway has. */
function noteOf(group: readonly Judged[], annotation: string): string | undefined {
  return group.flatMap(
    ({ subject }) => asString(getPath(subject.manifest, 'metadata', 'annotations', annotation)) ?? [],
  )[0];
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
      const config = objects.find('ConfigMap', namespace, asString(getPath(volume, 'configMap', 'name')) ?? '');
      return parseObject(asString(getPath(config, 'data', CONFIG_FILE)) ?? '') ?? {};
    });
}

function documentTargets(document: Json): Target[] {
  return asArray(document.routes)
    .flatMap(route => asArray(getPath(route, 'backends')))
    .flatMap(backend => asArray(getPath(backend, 'mcp', 'targets')))
    .map(target =>
      targetAt(asString(getPath(target, 'mcp', 'host')) ?? asString(getPath(target, 'sse', 'host')) ?? ''),
    );
}

/** Bounds of time and repetition let nobody in. */
const BOUNDS = ['timeout', 'retry'];

function documentPolicies(document: Json): string[] {
  return asArray(document.routes).flatMap(route =>
    Object.entries(asObject(getPath(route, 'policies')))
      .filter(([name]) => !BOUNDS.includes(name))
      .map(([name, policy]) => policyText(`route ${describe(getPath(route, 'name'))}`, name, policy)),
  );
}

/** What a person looks for first, and what tells the rest apart. */
function policyText(where: string, name: string, policy: unknown): string {
  const facts = ['issuer', 'audiences', 'mode'].flatMap(key =>
    getPath(policy, key) === undefined
      ? []
      : [`${key} ${asArray(getPath(policy, key)).map(String).join(', ') || describe(getPath(policy, key))}`],
  );
  return `${where}: ${name} ${[...facts, digest(policy)].join('; ')}`;
}

/** The kinds that say what callers must show and may use, for engines without pods of their own. */
const POLICY_KINDS = ['AgentgatewayPolicy', 'SecurityPolicy', 'MCPRoute'];

function objectPolicies(group: readonly Judged[]): string[] {
  return group
    .filter(({ subject }) => POLICY_KINDS.includes(subject.kind))
    .flatMap(({ subject: { kind, name, manifest } }) => {
      const { backendRefs, parentRefs, targetRefs, ...spec } = asObject(manifest.spec);
      return Object.entries(spec).map(([part, policy]) => policyText(`${kind} ${name}`, part, policy));
    })
    .sort(compare);
}

function targetsOfObject(manifest: Json, namespace: string): Target[] {
  switch (manifest.kind) {
    case 'AgentgatewayBackend':
      return asArray(getPath(manifest, 'spec', 'mcp', 'targets')).map(target =>
        targetAt(asString(getPath(target, 'static', 'host')) ?? ''),
      );
    case 'MCPRoute':
      return asArray(getPath(manifest, 'spec', 'backendRefs')).map(reference => serviceAt(reference, namespace));
    default:
      return asArray(getPath(manifest, 'spec', 'rules'))
        .flatMap(rule => asArray(getPath(rule, 'backendRefs')))
        .map(reference => serviceAt(reference, namespace));
  }
}

function serviceAt(reference: unknown, namespace: string): Target {
  return {
    service: {
      namespace: asString(getPath(reference, 'namespace')) ?? namespace,
      name: asString(getPath(reference, 'name')) ?? '',
    },
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
