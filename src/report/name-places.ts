import { Named } from './posture';
import { idOf } from './posture-text';
import { API_KEYS_LABEL, GATEWAY_LABEL, POOL_LABEL, SERVER_LABEL, SMOKE_TEST_LABEL } from '../foundation/labels';
import { CONFIG_FILE } from '../guardrails/gateway-pods';
import { Json, asObject, asString, getPath, parseObject } from '../guardrails/json';
import { NAMESPACE_LABEL } from '../network/peers';

/** What things that are named in manifests are called. */
export interface Names {
  object(namespace: string, name: string): Named;
  namespace(name: string): string;
  /** The prefix of the tools of a server at gateways. */
  prefix(prefix: string): string;
}

/** Where a value stands. */
interface Here {
  /** The namespace that names without one are in. */
  readonly namespace: string;
  /** What the namespace that is selected is called, where the pods beside it say so. */
  readonly selected?: string;
  /** The key above. */
  readonly under: string;
}

/** Labels whose values are names of servers and gateways. */
const NAME_LABELS = [
  ...[SERVER_LABEL, GATEWAY_LABEL, SMOKE_TEST_LABEL, API_KEYS_LABEL],
  ...['app.kubernetes.io/name', 'app.kubernetes.io/instance'],
];
const NAMESPACE_LABELS = [NAMESPACE_LABEL, 'io.kubernetes.pod.namespace'];
const LABEL_MAPS = ['labels', 'matchLabels', 'selector'];
/** Keys whose text is the name of an object. */
const NAME_KEYS = ['serviceAccountName', 'secretName', 'claimName', 'serviceName', 'hostname'];
/** Keys of maps whose `name` is that of an object. */
const REFERENCES = new Set([
  ...['metadata', 'configMap', 'configMapRef', 'configMapKeyRef', 'secret', 'secretRef', 'secretKeyRef', 'target'],
  ...['roleRef', 'subjects', 'scaleTargetRef', 'targetRef', 'targetRefs', 'parentRefs', 'backendRef', 'backendRefs'],
  ...['caCertificateRefs', 'certificateRefs', 'imagePullSecrets', 'service', 'to'],
]);
const HOST = /(?<![\w.-])([a-z0-9][a-z0-9-]*)\.([a-z0-9][a-z0-9-]*)\.svc(?![\w-])/g;
const ACCOUNT = /\bsystem:serviceaccount:([a-z0-9.-]+):([a-z0-9.-]+)/g;
const ACCOUNTS_OF = /\bsystem:serviceaccounts:([a-z0-9.-]+)/g;
/** The targets that a rule of a gateway compares with, in CEL. */
const TARGETS = /\.target (?:[!=]=|in) (?:\[[^\]]*\]|"[^"\\]*")/g;
const ROUTE = /^mcp-(.+)$/;

/** The manifest with the names of objects, namespaces and prefixes as they are given, wherever it has one. */
export function named(manifest: Json, names: Names): Json {
  const metadata = asObject(manifest.metadata);
  if (manifest.kind === 'Namespace') {
    const name = names.namespace(String(metadata.name));
    return { ...manifest, metadata: { ...metadata, name } };
  }
  const namespace = asString(metadata.namespace) ?? '';
  return asObject(new NamePlaces(names).value(manifest, { namespace, under: '' }));
}

class NamePlaces {
  public constructor(private readonly names: Names) {}

  public value(value: unknown, here: Here): unknown {
    if (typeof value === 'string') {
      return this.text(value, here);
    }
    if (Array.isArray(value)) {
      return value.map(item => this.value(item, here));
    }
    return typeof value === 'object' && value !== null ? this.map(asObject(value), here) : value;
  }

  private map(map: Json, here: Here): Json {
    if (LABEL_MAPS.includes(here.under) && Object.values(map).every(value => typeof value === 'string')) {
      return this.labels(map, here);
    }
    if (typeof map.key === 'string' && Array.isArray(map.values)) {
      const { key } = map;
      return { ...map, values: map.values.map(value => this.label(key, String(value), here)) };
    }
    const inside = this.inside(map, here);
    return Object.fromEntries(
      Object.entries(map).map(([key, value]) => [
        key,
        this.entry(key, value, { map, here: inside, under: here.under }),
      ]),
    );
  }

  private entry(
    key: string,
    value: unknown,
    { map, here, under }: { readonly map: Json; readonly here: Here; readonly under: string },
  ): unknown {
    if (typeof value !== 'string') {
      // pods beside a selector of namespaces say what is selected; below them it is their own
      return this.value(value, { ...here, under: key });
    }
    switch (key) {
      case 'namespace':
        return typeof map.name === 'string' && REFERENCES.has(under)
          ? this.names.object(value, map.name).namespace
          : this.names.namespace(value);
      case 'name':
        return this.name(value, under, here);
      case CONFIG_FILE:
        return this.configuration(value, here);
      case 'quarantined':
        return value.replace(/^([a-z0-9-]+)\/([a-z0-9-]+)$/gm, (_, namespace: string, name: string) =>
          idOf(this.names.object(namespace, name)),
        );
      default:
        return NAME_KEYS.includes(key)
          ? this.names.object(here.namespace, value).name
          : this.text(value, { ...here, under: key });
    }
  }

  private name(value: string, under: string, here: Here): string {
    if (under === 'targets') {
      return this.names.prefix(value);
    }
    const [, prefix] = under === 'routes' ? (ROUTE.exec(value) ?? []) : [];
    if (prefix !== undefined) {
      return `mcp-${this.names.prefix(prefix)}`;
    }
    return this.text(REFERENCES.has(under) ? this.names.object(here.namespace, value).name : value, here);
  }

  /** The namespace that names inside of a map are in. */
  private inside(map: Json, here: Here): Here {
    if (map.namespaceSelector !== undefined) {
      const namespace = asString(getPath(map, 'namespaceSelector', 'matchLabels', NAMESPACE_LABEL)) ?? '';
      const pods = workloadIn(asObject(getPath(map, 'podSelector', 'matchLabels')));
      return { ...here, namespace, selected: pods && this.names.object(namespace, pods).namespace };
    }
    const isCluster = typeof map.kind === 'string' && map.kind.startsWith('Cluster');
    const namespace = isCluster ? '' : (asString(map.namespace) ?? here.namespace);
    return { ...here, namespace };
  }

  private labels(labels: Json, here: Here): Json {
    const [, own] = Object.entries(labels).find(([key]) => NAMESPACE_LABELS.includes(plain(key))) ?? [];
    const pods = workloadIn(labels);
    const namespace = asString(own) ?? here.namespace;
    const selected =
      own !== undefined && pods !== undefined ? this.names.object(namespace, pods).namespace : here.selected;
    return Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [
        key,
        this.label(key, String(value), { ...here, namespace, selected }),
      ]),
    );
  }

  private label(key: string, value: string, here: Here): string {
    if (NAMESPACE_LABELS.includes(plain(key))) {
      return here.selected ?? this.names.namespace(value);
    }
    if (plain(key) === POOL_LABEL) {
      // a pool is called what its namespace is, unless it says otherwise
      return this.names.namespace(value);
    }
    return NAME_LABELS.includes(plain(key)) ? this.names.object(here.namespace, value).name : value;
  }

  private text(text: string, { namespace: own }: Here): string {
    return text
      .replace(HOST, (_, name: string, namespace: string) => {
        const is = this.names.object(namespace, name);
        return `${is.name}.${is.namespace}.svc`;
      })
      .replace(ACCOUNT, (_, namespace: string, name: string) => {
        const is = this.names.object(namespace, name);
        return `system:serviceaccount:${is.namespace}:${is.name}`;
      })
      .replace(ACCOUNTS_OF, (_, namespace: string) => `system:serviceaccounts:${this.names.namespace(namespace)}`)
      .replace(
        /^(https?:\/\/)([a-z0-9][a-z0-9-]*)(?=[:/]|$)/,
        (_, scheme: string, name: string) => `${scheme}${this.names.object(own, name).name}`,
      )
      .replace(TARGETS, targets =>
        targets.replace(/"([^"\\]*)"/g, (_, prefix: string) => JSON.stringify(this.names.prefix(prefix))),
      );
  }

  /** The file that the pods of a gateway read. */
  private configuration(text: string, here: Here): string {
    const document = parseObject(text);
    return document === undefined ? this.text(text, here) : JSON.stringify(this.value(document, here));
  }
}

/** Cilium writes where a label comes from before its name. */
function plain(label: string): string {
  return label.replace(/^(?:k8s|any):/, '');
}

function workloadIn(labels: Json): string | undefined {
  return Object.entries(labels).flatMap(([key, value]) =>
    NAME_LABELS.includes(plain(key)) && typeof value === 'string' ? [value] : [],
  )[0];
}
