import { Judged, Objects } from './objects';
import {
  AccessPosture,
  ImagePosture,
  Named,
  Prune,
  ScalingPosture,
  SecretPosture,
  ServerPosture,
  Way,
  WorkloadPosture,
} from './posture';
import { waysOf } from './ways';
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
import { Json, at, integer, list, record, text, texts } from '../guardrails/json';
import { PodView } from '../guardrails/pod-view';
import { RELAXED } from '../guardrails/relaxations';

export function namedOf({ subject: { namespace = '', name } }: Judged): Named {
  return { namespace, name };
}

/** The order of everything in a report. */
export function byName(a: Named & { readonly kind?: string }, b: Named & { readonly kind?: string }): number {
  return compare(`${a.namespace}/${a.name} ${a.kind ?? ''}`, `${b.namespace}/${b.name} ${b.kind ?? ''}`);
}

/** The pods of a server or a gateway. */
export function workloadOf(judged: Judged, pod: PodView, objects: Objects): WorkloadPosture {
  const { manifest, kind, namespace = '' } = judged.subject;
  const labels = record(at(manifest, 'metadata', 'labels'));
  const policies = objects.policiesOf(namespace, pod.labels);
  return {
    ...namedOf(judged),
    kind: kind === 'Deployment' ? undefined : kind,
    path: judged.path,
    pool: text(labels[POOL_LABEL]),
    owner: text(labels.owner),
    environment: text(labels.environment),
    images: pod.containers.map(({ json }) => imageOf(json)),
    callers: waysOf(policies, 'ingress'),
    egress: waysOf(policies, 'egress'),
    secrets: secretsOf(pod, namespace, objects),
    access: accessOf(namespace, text(pod.spec.serviceAccountName) ?? 'default', objects),
    scaling: scalingOf(judged, objects),
    sandbox: text(pod.spec.runtimeClassName),
    relaxations: texts(at(manifest, 'metadata', 'annotations'))
      .flatMap(([name, reason]) => (name.startsWith(RELAXED) ? [{ name: name.slice(RELAXED.length), reason }] : []))
      .sort((a, b) => compare(a.name, b.name)),
  };
}

export function serverOf(judged: Judged, pod: PodView, objects: Objects): ServerPosture {
  const { manifest, namespace, name } = judged.subject;
  const note = (annotation: string): string | undefined => text(at(manifest, 'metadata', 'annotations', annotation));
  const words = (annotation: string): string[] | undefined => note(annotation)?.split(/[ ,]/);
  const capabilities = text(
    at(objects.find('Service', namespace, name), 'metadata', 'annotations', 'cdk8s-mcp/capabilities'),
  );
  const tools = {
    allowed: words('cdk8s-mcp/tools-allowed'),
    denied: words('cdk8s-mcp/tools-denied'),
    hash: note('cdk8s-mcp/tools-hash'),
  };
  const workload = workloadOf(judged, pod, objects);
  const install = note(INSTALL_ANNOTATION);
  const isRegistry = ({ kind, name: host = '' }: Way): boolean =>
    kind === 'host' && install?.split(/[ ,]+/).includes(host) === true;
  return {
    ...workload,
    egress: workload.egress.map(way => (isRegistry(way) ? { ...way, purpose: 'install' } : way)),
    package: note(PACKAGE_ANNOTATION),
    bridge: note(BRIDGE_ANNOTATION),
    install,
    transport: note('cdk8s-mcp/transport') ?? 'unknown',
    sessions: note('cdk8s-mcp/sessions') ?? 'unknown',
    port: pod.containers
      .flatMap(({ json }) => list(json.ports))
      .flatMap(port => (at(port, 'name') === 'mcp' ? (integer(at(port, 'containerPort')) ?? []) : []))[0],
    tools: Object.values(tools).every(value => value === undefined) ? undefined : tools,
    capabilities: capabilities?.split(','),
    serverAuth: note(SERVER_AUTH_ANNOTATION),
    quarantine: note(QUARANTINE_ANNOTATION),
  };
}

/** What vanishes from the output when a server is put in quarantine, and is left by a plain apply. */
export function pruneOf({ namespace, name, quarantine }: ServerPosture): Prune[] {
  if (quarantine === undefined) {
    return [];
  }
  const kinds = 'hpa,pdb,externalsecret,role,rolebinding';
  const command = `kubectl -n ${namespace} delete ${kinds} -l app.kubernetes.io/instance=${name},app.kubernetes.io/component=mcp-server`;
  return [
    {
      namespace,
      name,
      why: 'in quarantine: its autoscaler, budget, secrets and rights are no longer written, and a plain apply leaves them; under Cilium its CiliumNetworkPolicy too',
      command,
    },
  ];
}

function imageOf({ name, image }: Json): ImagePosture {
  const reference = text(image) ?? '';
  const parsed = parseImageReference(reference);
  const container = text(name) ?? '';
  return typeof parsed === 'string'
    ? { container, name: reference }
    : { container, name: parsed.name, tag: parsed.tag, digest: parsed.digest };
}

function secretsOf(pod: PodView, namespace: string, objects: Objects): SecretPosture[] {
  const variables = pod.containers.flatMap(({ json }): SecretPosture[] => [
    ...list(json.env).flatMap((variable): SecretPosture[] => {
      const reference = at(variable, 'valueFrom', 'secretKeyRef');
      return reference === undefined
        ? []
        : [
            {
              secret: text(at(reference, 'name')) ?? '',
              key: text(at(reference, 'key')),
              as: 'variable',
              target: text(at(variable, 'name')),
            },
          ];
    }),
    ...list(json.envFrom).flatMap((source): SecretPosture[] => {
      const secret = text(at(source, 'secretRef', 'name'));
      return secret === undefined ? [] : [{ secret, as: 'variable' }];
    }),
  ]);
  const files = list(pod.spec.volumes).flatMap(volume =>
    [at(volume, 'secret'), ...list(at(volume, 'projected', 'sources')).map(source => at(source, 'secret'))]
      .filter(source => source !== undefined)
      .flatMap(source => filesOf(source)),
  );
  const pulled = list(pod.spec.imagePullSecrets).map((secret): SecretPosture => ({
    secret: text(at(secret, 'name')) ?? '',
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

function orderOf({ as, target = '', secret, key = '' }: SecretPosture): string {
  return `${as} ${target} ${secret} ${key}`;
}

function filesOf(source: unknown): SecretPosture[] {
  const secret = text(at(source, 'secretName')) ?? text(at(source, 'name')) ?? '';
  const items = list(at(source, 'items'));
  return items.length === 0
    ? [{ secret, as: 'file' }]
    : items.map(item => ({ secret, key: text(at(item, 'key')), as: 'file', target: text(at(item, 'path')) }));
}

/** Where a store has the value, if an ExternalSecret of the same manifests brings it. */
function sourceOf({ secret, key }: SecretPosture, namespace: string, objects: Objects): string | undefined {
  const external = objects.find('ExternalSecret', namespace, secret);
  const entry = list(at(external, 'spec', 'data')).find(item => at(item, 'secretKey') === key);
  if (external === undefined || entry === undefined) {
    return undefined;
  }
  const [store, remote] = [at(external, 'spec', 'secretStoreRef'), at(entry, 'remoteRef')];
  const [property, version] = [text(at(remote, 'property')), text(at(remote, 'version'))];
  return `${String(at(store, 'kind'))}/${String(at(store, 'name'))} ${String(at(remote, 'key'))}${property === undefined ? '' : `#${property}`}${version === undefined ? '' : `@${version}`}`;
}

function accessOf(namespace: string, account: string, objects: Objects): AccessPosture[] {
  return objects
    .bindingsOf(namespace, account)
    .map(({ subject: binding }) => {
      const role = record(binding.manifest.roleRef);
      const [kind, name] = [String(role.kind), String(role.name)];
      const rules = list(objects.find(kind, kind === 'ClusterRole' ? undefined : binding.namespace, name)?.rules).map(
        ruleText,
      );
      return {
        role: `${kind} ${name}`,
        namespace: binding.kind === 'ClusterRoleBinding' ? undefined : binding.namespace,
        rules,
      };
    })
    .sort((a, b) => compare(`${a.role} ${a.namespace ?? ''}`, `${b.role} ${b.namespace ?? ''}`));
}

function ruleText(rule: unknown): string {
  const words = (member: string): string => list(at(rule, member)).map(String).sort(compare).join(',');
  const groups = list(at(rule, 'apiGroups')).filter(group => group !== '');
  const names = words('resourceNames');
  return `${words('verbs')} ${words('resources') || words('nonResourceURLs')}${groups.length === 0 ? '' : ` of ${groups.map(String).sort(compare).join(',')}`}${names === '' ? '' : ` named ${names}`}`;
}

function scalingOf({ subject: { manifest, kind, name, namespace } }: Judged, objects: Objects): ScalingPosture {
  const scaler = objects.autoscalerOf(namespace ?? '', kind, name);
  if (scaler === undefined) {
    const replicas = integer(at(manifest, 'spec', 'replicas')) ?? 1;
    return { min: replicas, max: replicas };
  }
  const [metric] = list(at(scaler, 'spec', 'metrics'));
  const measured = record(at(metric, 'containerResource') ?? at(metric, 'resource'));
  const target = integer(at(measured.target, 'averageUtilization'));
  return {
    min: integer(at(scaler, 'spec', 'minReplicas')) ?? 1,
    max: integer(at(scaler, 'spec', 'maxReplicas')) ?? 1,
    by:
      measured.name === undefined
        ? text(at(metric, 'type'))
        : `${text(measured.name) ?? ''}${target === undefined ? '' : ` ${target} %`}`,
  };
}
