import { connectionsOf } from './connections';
import { Judged, Objects } from './objects';
import {
  AccessPosture,
  ImagePosture,
  Named,
  Prune,
  ScalingPosture,
  SecretPosture,
  ServerPosture,
  Connection,
  WorkloadPosture,
} from './posture';
import { redacted } from '../foundation/credentials/redacted';
import {
  BRIDGE_ANNOTATION,
  INSTALL_ANNOTATION,
  PACKAGE_ANNOTATION,
  POOL_LABEL,
  QUARANTINE_ANNOTATION,
  SERVER_AUTH_ANNOTATION,
} from '../foundation/labels';
import { parseImageReference } from '../foundation/packages/image-reference';
import { compare } from '../foundation/reader';
import { readReason } from '../foundation/reasons';
import { Json, getPath, asInteger, asArray, asObject, asString, stringEntries } from '../guardrails/json';
import { PodView } from '../guardrails/pod-view';
import { referredKind } from '../guardrails/references';
import { RELAXED, RELAXED_RULES } from '../guardrails/relaxations';
import { Scaler, scalerOf } from '../guardrails/scalers';
import { Subject } from '../guardrails/subject';

/** KEDA 2.20, ScaledObject specification: where none are named. */
const MAX_REPLICAS = 100;

export function namedOf({ subject: { namespace = '', name } }: Judged): Named {
  return { namespace, name };
}

/** The order of servers and gateways in a report. */
export function byName(a: Named & { readonly kind?: string }, b: Named & { readonly kind?: string }): number {
  return compare(`${a.namespace}/${a.name} ${a.kind ?? ''}`, `${b.namespace}/${b.name} ${b.kind ?? ''}`);
}

/** The pods of a server or a gateway. */
export function workloadOf(judged: Judged, pod: PodView, objects: Objects): WorkloadPosture {
  const { manifest, kind, namespace = '' } = judged.subject;
  const labels = asObject(getPath(manifest, 'metadata', 'labels'));
  const policies = objects.policiesOf(namespace, pod.labels);
  return {
    ...namedOf(judged),
    kind: kind === 'Deployment' ? undefined : kind,
    path: judged.path,
    pool: asString(labels[POOL_LABEL]),
    owner: asString(labels.owner),
    environment: asString(labels.environment),
    images: pod.containers.map(({ json }) => imageOf(json)),
    callers: connectionsOf(policies, 'ingress'),
    egress: connectionsOf(policies, 'egress'),
    secrets: secretsOf(pod, namespace, objects),
    access: accessOf(namespace, asString(pod.spec.serviceAccountName) ?? 'default', objects),
    scaling: scalingOf(judged, objects),
    sandbox: asString(pod.spec.runtimeClassName),
    relaxations: relaxationsIn([manifest]),
  };
}

/** What props relaxed, each once, by the annotations of objects that belong together. */
export function relaxationsIn(manifests: readonly Json[]): WorkloadPosture['relaxations'] {
  const reasons = manifests
    .flatMap(manifest => stringEntries(getPath(manifest, 'metadata', 'annotations')))
    .filter(([name]) => name.startsWith(RELAXED));
  return [...new Map(reasons)]
    .map(([name, reason]) => relaxation(name.slice(RELAXED.length), reason))
    .sort((a, b) => compare(a.name, b.name));
}

/** What breaks a rule needs a reason that counts; other relaxations list what they allow. */
function relaxation(name: string, value: string): { readonly name: string; readonly reason: string } {
  const counts = !Object.hasOwn(RELAXED_RULES, name) || readReason(value) !== undefined;
  return { name, reason: counts ? value : 'has no reason that counts' };
}

export function serverOf(judged: Judged, pod: PodView, objects: Objects): ServerPosture {
  const { manifest, namespace, name } = judged.subject;
  const note = (annotation: string): string | undefined =>
    asString(getPath(manifest, 'metadata', 'annotations', annotation));
  const noteList = (annotation: string): string[] | undefined => note(annotation)?.split(/[ ,]/);
  const capabilities = asString(
    getPath(objects.find('Service', namespace, name), 'metadata', 'annotations', 'cdk8s-mcp/capabilities'),
  );
  const tools = {
    allowed: noteList('cdk8s-mcp/tools-allowed'),
    denied: noteList('cdk8s-mcp/tools-denied'),
    hash: note('cdk8s-mcp/tools-hash'),
  };
  const workload = workloadOf(judged, pod, objects);
  const install = note(INSTALL_ANNOTATION);
  const isRegistry = ({ kind, name: host = '' }: Connection): boolean =>
    kind === 'host' && install?.split(/[ ,]+/).includes(host) === true;
  return {
    ...workload,
    egress: workload.egress.map(connection =>
      isRegistry(connection) ? { ...connection, purpose: 'install' } : connection,
    ),
    package: note(PACKAGE_ANNOTATION),
    bridge: note(BRIDGE_ANNOTATION),
    install,
    transport: note('cdk8s-mcp/transport') ?? 'unknown',
    sessions: note('cdk8s-mcp/sessions') ?? 'unknown',
    port: pod.containers
      .flatMap(({ json }) => asArray(json.ports))
      .flatMap(port => (getPath(port, 'name') === 'mcp' ? (asInteger(getPath(port, 'containerPort')) ?? []) : []))[0],
    tools: Object.values(tools).every(value => value === undefined) ? undefined : tools,
    capabilities: capabilities?.split(','),
    serverAuth: note(SERVER_AUTH_ANNOTATION),
    quarantine: note(QUARANTINE_ANNOTATION),
  };
}

/** Objects that are no longer written for a server in quarantine, and that `kubectl apply` leaves in the cluster. */
export function pruneOf({ namespace, name, quarantine }: ServerPosture): Prune[] {
  if (quarantine === undefined) {
    return [];
  }
  const kinds = 'hpa,pdb,externalsecret,role,rolebinding';
  const labels = `app.kubernetes.io/instance=${name},app.kubernetes.io/component=mcp-server`;
  return [{ namespace, name, why: QUARANTINE, command: `kubectl -n ${namespace} delete ${kinds} -l ${labels}` }];
}

const QUARANTINE =
  'in quarantine: its autoscaler, budget, secrets and permissions are no longer written, and a plain apply keeps ' +
  'them; under Cilium its CiliumNetworkPolicy too';

function imageOf({ name, image }: Json): ImagePosture {
  const reference = asString(image) ?? '';
  const parsed = parseImageReference(reference);
  const container = asString(name) ?? '';
  return typeof parsed === 'string'
    ? { container, name: redacted(reference) }
    : { container, name: parsed.name, tag: parsed.tag, digest: parsed.digest };
}

function secretsOf(pod: PodView, namespace: string, objects: Objects): SecretPosture[] {
  const variables = pod.containers.flatMap(({ json }): SecretPosture[] => [
    ...asArray(json.env).flatMap(variableSecret),
    ...asArray(json.envFrom).flatMap((source): SecretPosture[] => {
      const secret = asString(getPath(source, 'secretRef', 'name'));
      return secret === undefined ? [] : [{ secret, as: 'variable' }];
    }),
  ]);
  const files = asArray(pod.spec.volumes).flatMap(volume =>
    [
      getPath(volume, 'secret'),
      ...asArray(getPath(volume, 'projected', 'sources')).map(source => getPath(source, 'secret')),
    ]
      .filter(source => source !== undefined)
      .flatMap(source => filesOf(source)),
  );
  const pulled = asArray(pod.spec.imagePullSecrets).map((secret): SecretPosture => ({
    secret: asString(getPath(secret, 'name')) ?? '',
    as: 'pull secret',
  }));
  const found = [...variables, ...files, ...pulled].map(secret => ({
    ...secret,
    source: sourceOf(secret, namespace, objects),
  }));
  return [...new Map(found.map(secret => [JSON.stringify(secret), secret])).values()].sort((a, b) =>
    compare(orderOf(a), orderOf(b)),
  );
}

function variableSecret(variable: unknown): SecretPosture[] {
  const reference = getPath(variable, 'valueFrom', 'secretKeyRef');
  if (reference === undefined) {
    return [];
  }
  return [
    {
      secret: asString(getPath(reference, 'name')) ?? '',
      key: asString(getPath(reference, 'key')),
      as: 'variable',
      target: asString(getPath(variable, 'name')),
    },
  ];
}

function orderOf({ as, target = '', secret, key = '' }: SecretPosture): string {
  return `${as} ${target} ${secret} ${key}`;
}

function filesOf(source: unknown): SecretPosture[] {
  const secret = asString(getPath(source, 'secretName')) ?? asString(getPath(source, 'name')) ?? '';
  const items = asArray(getPath(source, 'items'));
  return items.length === 0
    ? [{ secret, as: 'file' }]
    : items.map(item => ({
        secret,
        key: asString(getPath(item, 'key')),
        as: 'file',
        target: asString(getPath(item, 'path')),
      }));
}

/** The entry of the secret store, if an ExternalSecret of the same manifests names it. */
function sourceOf({ secret, key }: SecretPosture, namespace: string, objects: Objects): string | undefined {
  const external = objects.find('ExternalSecret', namespace, secret);
  const entry = asArray(getPath(external, 'spec', 'data')).find(item => getPath(item, 'secretKey') === key);
  if (external === undefined || entry === undefined) {
    return undefined;
  }
  const [store, remote] = [getPath(external, 'spec', 'secretStoreRef'), getPath(entry, 'remoteRef')];
  const [property, version] = [asString(getPath(remote, 'property')), asString(getPath(remote, 'version'))];
  const place = `${String(getPath(store, 'kind'))}/${String(getPath(store, 'name'))} ${String(getPath(remote, 'key'))}`;
  return `${place}${property === undefined ? '' : `#${property}`}${version === undefined ? '' : `@${version}`}`;
}

function accessOf(namespace: string, account: string, objects: Objects): AccessPosture[] {
  return objects
    .bindingsOf(namespace, account)
    .map(({ subject: binding }) => {
      const role = asObject(binding.manifest.roleRef);
      const [kind, name] = [referredKind(role), String(role.name)];
      const rules = asArray(
        objects.find(kind, kind === 'ClusterRole' ? undefined : binding.namespace, name)?.rules,
      ).map(ruleText);
      return {
        role: `${kind} ${name}`,
        namespace: binding.kind === 'ClusterRoleBinding' ? undefined : binding.namespace,
        rules,
      };
    })
    .sort((a, b) => compare(`${a.role} ${a.namespace ?? ''}`, `${b.role} ${b.namespace ?? ''}`));
}

function ruleText(rule: unknown): string {
  const list = (member: string): string => sortedList(asArray(getPath(rule, member)));
  const groups = sortedList(asArray(getPath(rule, 'apiGroups')).filter(group => group !== ''));
  const names = list('resourceNames');
  const what = `${list('verbs')} ${list('resources') || list('nonResourceURLs')}`;
  return `${what}${groups === '' ? '' : ` of ${groups}`}${names === '' ? '' : ` named ${names}`}`;
}

function sortedList(items: readonly unknown[]): string {
  return items.map(String).sort(compare).join(',');
}

function scalingOf({ subject: { manifest, kind, name, namespace = '' } }: Judged, objects: Objects): ScalingPosture {
  const scaled = objects.scaledObjectOf(namespace, kind, name);
  const keda = scaled && scalerOf(scaled);
  if (scaled !== undefined && keda !== undefined) {
    return kedaScaling(scaled, keda);
  }
  const scaler = objects.autoscalerOf(namespace, kind, name);
  if (scaler === undefined) {
    const replicas = asInteger(getPath(manifest, 'spec', 'replicas')) ?? 1;
    return { min: replicas, max: replicas };
  }
  return useScaling(scaler);
}

function useScaling(scaler: Json): ScalingPosture {
  const [metric] = asArray(getPath(scaler, 'spec', 'metrics'));
  const measured = asObject(getPath(metric, 'containerResource') ?? getPath(metric, 'resource'));
  const target = asInteger(getPath(measured.target, 'averageUtilization'));
  return {
    min: asInteger(getPath(scaler, 'spec', 'minReplicas')) ?? 1,
    max: asInteger(getPath(scaler, 'spec', 'maxReplicas')) ?? 1,
    by:
      measured.name === undefined
        ? asString(getPath(metric, 'type'))
        : `${asString(measured.name) ?? ''}${target === undefined ? '' : ` ${target} %`}`,
  };
}

function kedaScaling({ kind, manifest }: Subject, { min, max, idle }: Scaler): ScalingPosture {
  const types = asArray(getPath(manifest, 'spec', 'triggers')).flatMap(
    trigger => asString(getPath(trigger, 'type')) ?? [],
  );
  return {
    min: idle ?? min,
    max: Number.isFinite(max) ? max : MAX_REPLICAS,
    by: ['KEDA', kind.startsWith('HTTP') ? 'http' : types.join(', ')].filter(text => text !== '').join(' '),
  };
}
