import { Json, asArray, asObject, asString, getPath } from '../../guardrails/json';

/** Where a gateway leads: a Service of the cluster, or a host outside. */
export type Destination =
  { readonly service: { readonly namespace: string; readonly name: string } } | { readonly remote: string };

/** One policy in a configuration: what callers must show, or what they may use. */
export interface PolicyEntry {
  /** Where it applies, such as `route notes`. */
  readonly place: string;
  /** The route that it applies to: policies of one route hold together. */
  readonly route: string;
  readonly name: string;
  readonly policy: unknown;
}

/** What reports read from the final manifests of an engine. Functions of JSON, which may have any shape. */
export interface EnginePosture {
  /** The engine's name in reports. */
  readonly name: string;
  /** The kind of object that holds the configuration; undefined: a file that the gateway's own pods mount. */
  readonly configKind?: string;
  /** The kind of object that leads to servers, where it is not `configKind`. */
  readonly routeKind?: string;
  /** The kinds of objects whose spec holds policies. */
  readonly policyKinds: readonly string[];
  /** Where a configuration leads. */
  destinations(configuration: Json, namespace: string): Destination[];
  /** The policies in the file, or in an object of `policyKinds`. */
  policies(configuration: Json): PolicyEntry[];
  /** Where a configuration sends the access log besides standard output. */
  log?(configuration: Json): string | undefined;
  /** The names of the routes in a configuration; undefined: routes are objects of their own. */
  routes?(configuration: Json): string[];
}

/** The policies of an object: everything in its spec but the objects that it refers to. */
export function specPolicies(manifest: Json): PolicyEntry[] {
  const { backendRefs, parentRefs, targetRefs, ...spec } = asObject(manifest.spec);
  const own = asString(getPath(manifest, 'metadata', 'name')) ?? '';
  const targets = asArray(targetRefs).map(target => asString(getPath(target, 'name')) ?? '');
  const route = targets.length === 0 ? own : targets.join(', ');
  return Object.entries(spec).map(([name, policy]) => ({
    place: `${String(manifest.kind)} ${own}`,
    route,
    name,
    policy,
  }));
}

/** The Service that a `backendRef` names. */
export function backendDestination(reference: unknown, namespace: string): Destination {
  return {
    service: {
      namespace: asString(getPath(reference, 'namespace')) ?? namespace,
      name: asString(getPath(reference, 'name')) ?? '',
    },
  };
}
