import { Accounts, PodAccount } from './accounts';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { KeysOf } from './mounted-keys';
import { ServerDraft } from './server-draft';
import { importEnv } from './values';
import { ListMap } from '../foundation/list-map';
import { isEnvName } from '../foundation/names';

const RBAC = 'rbac.authorization.k8s.io';
/** Objects that a server has of its own, and why those of the input are not carried over. */
const OWN: readonly (readonly [kind: string, group: string, reason: string])[] = [
  ['Service', '', 'a server has a Service of its own'],
  ['PodDisruptionBudget', 'policy', 'a server has a budget of its own'],
  ['ServiceAccount', '', 'a server has an account of its own'],
  ['HorizontalPodAutoscaler', 'autoscaling', 'it scales no workload of the input'],
  ['ConfigMap', '', 'it stays: apply it beside the app'],
  ['Secret', '', 'it stays: apply it beside the app, or keep its values in a store'],
  ['PersistentVolumeClaim', '', 'it stays: apply it beside the app'],
  ['Namespace', '', 'McpNamespace makes one'],
];
const SCRAPES =
  'it selects labels that the app does not have: write metricsPort and metricsPath into the source of the server, ' +
  'name the pods that scrape in platform.monitoring, and select its pods by app.kubernetes.io/name';
/** Objects whose work a person has to give to the app. */
const DECIDED: readonly (readonly [kind: string, group: string, what: string, how: string])[] = [
  [
    'Ingress',
    'networking.k8s.io',
    'gateway',
    'it leads calls from outside to a Service: add the server to an McpGateway',
  ],
  ['HTTPRoute', 'gateway.networking.k8s.io', 'gateway', 'it leads calls to a Service: add the server to an McpGateway'],
  [
    'NetworkPolicy',
    'networking.k8s.io',
    'network',
    'write its peers in callers and egress: policies of a server follow them',
  ],
  ['ServiceMonitor', 'monitoring.coreos.com', 'metrics', SCRAPES],
  ['PodMonitor', 'monitoring.coreos.com', 'metrics', SCRAPES],
  ['Probe', 'monitoring.coreos.com', 'metrics', 'it calls an address from outside: name its pods in callers'],
  ['Role', RBAC, 'permissions', 'say in kubernetesAccess what the server may do'],
  ['ClusterRole', RBAC, 'permissions', 'say in kubernetesAccess what the server may do'],
  ['RoleBinding', RBAC, 'permissions', 'say in kubernetesAccess what the server may do'],
  ['ClusterRoleBinding', RBAC, 'permissions', 'say in kubernetesAccess what the server may do'],
  ['DaemonSet', 'apps', 'not imported', 'it runs on every node: only a Deployment or a StatefulSet becomes a server'],
  ['ReplicaSet', 'apps', 'not imported', 'import the Deployment that makes it'],
  ['Pod', '', 'not imported', 'import the Deployment that makes it'],
  ['Job', 'batch', 'not imported', 'it ends: only a Deployment or a StatefulSet becomes a server'],
  ['CronJob', 'batch', 'not imported', 'it ends: only a Deployment or a StatefulSet becomes a server'],
];
const DATA = ['data', 'binaryData', 'stringData'];
/** Kinds of objects that servers read, and that are not in an app file. */
const STAYING = ['ConfigMap', 'Secret', 'PersistentVolumeClaim'];
const OPEN_TYPES = ['LoadBalancer', 'NodePort'];

/** What is beside the workloads of an input: Services, autoscalers, ConfigMaps, and what has no place in an app. */
export class Surroundings {
  /** By their whole selectors: many have the same first label. */
  private readonly services = new ListMap<string, Field>();
  /** The sets of labels by which Services select. */
  private readonly selectors = new Map<string, readonly string[]>();
  private readonly named = new Map<string, Field>();
  private readonly autoscalers = new Map<string, Field>();
  private readonly accounts: Accounts;
  /** ConfigMaps whose keys are in the app, and those of which pods read files. */
  private readonly copied = new Set<Field>();
  private readonly mounted = new Set<Field>();

  public constructor(private readonly resources: readonly Field[]) {
    this.accounts = new Accounts(resources);
    for (const resource of resources) {
      const namespace = namespaceOf(resource);
      const [kind, name] = [resource.at('kind').text ?? '', resource.at('metadata', 'name').text ?? ''];
      this.named.set(keyOf(namespace, kind, name), resource);
      if (isOf(resource, 'Service', '')) {
        this.addService(resource);
      } else if (isOf(resource, 'HorizontalPodAutoscaler', 'autoscaling')) {
        const target = resource.at('spec', 'scaleTargetRef');
        this.autoscalers.set(keyOf(namespace, target.at('kind').text ?? '', target.at('name').text ?? ''), resource);
      }
    }
  }

  /** The ports of the pods that Services lead to, by number or name. One that is open to the world is a decision. */
  public targetPorts(server: ServerDraft, workload: Field): string[] {
    const labels = new Map(
      workload.at('spec', 'template', 'metadata', 'labels').entries.map(([key, value]) => [key, value.text ?? '']),
    );
    const services = [...this.selectors.values()]
      .filter(keys => keys.every(key => labels.has(key)))
      .flatMap(keys => this.services.get(selectorKey(workload, keys, key => labels.get(key))) ?? [])
      .map(service => service.readBy(workload));
    for (const service of services) {
      const type = service.at('spec', 'type').text ?? '';
      if (OPEN_TYPES.includes(type)) {
        server.decide('callers', 'gateway', `its Service is a ${type}: callers from outside need an McpGateway`);
      }
    }
    return services.flatMap(service =>
      service.at('spec', 'ports').items.map(port => port.at('targetPort').text ?? port.at('port').text ?? ''),
    );
  }

  private addService(service: Field): void {
    const selector = service.at('spec', 'selector');
    const keys = selector.isMap ? selector.entries.map(([key]) => key).sort() : [];
    if (keys.length > 0) {
      this.selectors.set(JSON.stringify(keys), keys);
      this.services.add(
        selectorKey(service, keys, key => selector.at(key).text),
        service,
      );
    }
  }

  /** Whether an autoscaler scales the workload: its replicas do not count then. */
  public importScaling(server: ServerDraft, workload: Field): boolean {
    const [kind, name] = [workload.at('kind').text ?? '', workload.at('metadata', 'name').text ?? ''];
    const autoscaler = this.autoscalers.get(keyOf(namespaceOf(workload), kind, name));
    if (autoscaler === undefined) {
      return false;
    }
    const [min, max] = ['minReplicas', 'maxReplicas'].map(key => autoscaler.at('spec', key).text ?? '1');
    server.decide(
      'scaling',
      'scaling',
      `an autoscaler keeps ${min} to ${max} replicas: say where sessions are kept, ` +
        `then { onCpu: { min: ${min}, max: ${max} } }`,
    );
    autoscaler.open('see the decisions');
    workload.at('spec', 'replicas').drop('the autoscaler sets it');
    return true;
  }

  /** Whole ConfigMaps and Secrets as variables, where the input has them and therefore their keys. */
  public importVariables(server: ServerDraft, beside: Beside, container: Field): void {
    const own = new Set(container.at('env').items.map(item => item.at('name').text ?? ''));
    for (const item of container.at('envFrom').items) {
      const prefix = item.at('prefix').text ?? '';
      for (const [reference, kind] of [
        ['configMapRef', 'ConfigMap'],
        ['secretRef', 'Secret'],
      ] as const) {
        this.importKeysOf(server, beside, { kind, prefix, own, name: item.at(reference, 'name'), item });
      }
    }
  }

  /** The keys of one object as variables, if the input has it. */
  public importKeysOf(server: ServerDraft, beside: Beside, { kind, name, item, ...names }: AllKeys): void {
    const source = this.find(kind, name.text ?? '', beside);
    if (source !== undefined) {
      importKeys(server, source.readBy(beside.entry), names);
      this.copied.add(source);
      item.use(`the keys of ${kind} ${name.text ?? ''}`);
    }
  }

  /** What the account of a server may do. */
  public importAccount(server: ServerDraft, account: PodAccount): void {
    this.accounts.importAccount(server, account);
  }

  /** The keys of a ConfigMap or Secret that the input has. */
  public keysFor(beside: Beside): KeysOf {
    return (kind, name) => {
      const source = this.find(kind, name, beside);
      if (source === undefined) {
        return undefined;
      }
      this.mounted.add(source);
      const keys = DATA.flatMap(key => source.readBy(beside.entry).at(key).entries);
      return [...new Set(keys.map(([key]) => key))];
    };
  }

  /** An object without a namespace is applied in that of the others. */
  private find(kind: string, name: string, { namespace }: Beside): Field | undefined {
    return this.named.get(keyOf(namespace, kind, name)) ?? this.named.get(keyOf(undefined, kind, name));
  }

  /** Tells what became of the rest. */
  public settle(draft: Draft): void {
    for (const resource of this.resources) {
      this.settleOne(draft, resource);
    }
  }

  public settleOne(draft: Draft, resource: Field): void {
    if (isTest(resource)) {
      resource.drop('a test of the chart, which runs once');
      return;
    }
    this.decideStaying(draft, resource);
    const [, , what, how] = DECIDED.find(([kind, group]) => isOf(resource, kind, group)) ?? [];
    if (what !== undefined && how !== undefined && !resource.isMarked) {
      const name = resource.at('metadata', 'name').text ?? 'an object without a name';
      draft.decide(resource.path, what, `${resource.at('kind').text ?? ''} ${name}: ${how}`);
      resource.open('see the decisions');
    }
    const [, , reason] = OWN.find(([kind, group]) => isOf(resource, kind, group)) ?? [];
    const kept = this.accounts.isKept(resource) ? 'it stays: apply it beside the app' : undefined;
    resource.drop(kept ?? reason ?? 'not a server: apply it beside the app as before');
  }

  private isInApp(configMap: Field): boolean {
    const data = configMap.at('data');
    return this.copied.has(configMap) || (data.isGiven && data.isMarked);
  }

  /** What servers read or run with, and the app does not have. */
  private decideStaying(draft: Draft, resource: Field): void {
    const [kind, name] = [resource.at('kind').text ?? '', resource.at('metadata', 'name').text ?? ''];
    const isCopied = kind === 'ConfigMap' && !this.mounted.has(resource) && this.isInApp(resource);
    const isRead = isOf(resource, kind, '') && STAYING.includes(kind) && !isCopied;
    if (isRead || this.accounts.isKept(resource)) {
      draft.decide(resource.path, 'stays', `${kind} ${name} is not in the app: apply it in the namespace of the app`);
    }
  }
}

/** Pods and jobs with which `helm test` tries a release. */
function isTest(resource: Field): boolean {
  const hooks = resource.at('metadata', 'annotations', 'helm.sh/hook').text ?? '';
  return /^test(?:-success|-failure)?$/.test(hooks.trim());
}

/** Who reads objects of the input. */
export interface Beside {
  readonly namespace: string | undefined;
  /** Has the issues of the server. */
  readonly entry: Field;
}

/** An object, all of whose keys become variables. */
interface AllKeys extends Names {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: Field;
  /** Says that they do. */
  readonly item: Field;
}

/** How keys become variables. */
interface Names {
  readonly prefix: string;
  /** The variables that the container sets itself. */
  readonly own: ReadonlySet<string>;
}

/** Each key that can be a variable; those that the container sets itself win. */
function importKeys(server: ServerDraft, source: Field, { prefix, own }: Names): void {
  const isSecret = source.at('kind').text === 'Secret';
  const name = source.at('metadata', 'name').text ?? '';
  for (const [key, field] of [...source.at('data').entries, ...source.at('stringData').entries]) {
    const variable = prefix + key;
    if (!isEnvName(variable) || own.has(variable)) {
      continue;
    }
    if (isSecret) {
      server.secretRef(variable, name, key);
    } else {
      importEnv(server, { name: variable, field });
    }
  }
}

/** Labels with their values, in the namespace of a resource. */
function selectorKey(resource: Field, keys: readonly string[], valueOf: (key: string) => string | undefined): string {
  return keyOf(namespaceOf(resource), 'selector', JSON.stringify(keys.map(key => [key, valueOf(key) ?? ''])));
}

function namespaceOf(resource: Field): string | undefined {
  return resource.at('metadata', 'namespace').text;
}

function keyOf(namespace: string | undefined, kind: string, name: string): string {
  return `${namespace ?? ''} ${kind} ${name}`;
}
