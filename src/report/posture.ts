/*
 * What will run according to final manifests: the model behind report, flowchart, SARIF and diff.
 * schemas/report.schema.json describes its JSON.
 */

/** The MCP servers, gateways and pools of an app or a set of manifests. */
export interface Posture {
  readonly version: 1;
  readonly servers: readonly ServerPosture[];
  readonly gateways: readonly GatewayPosture[];
  readonly pools: readonly PoolPosture[];
  readonly findings: readonly FindingPosture[];
  /** What `kubectl apply` leaves in the cluster. */
  readonly prune: readonly Prune[];
}

/** A name in a namespace. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** What runs: the pods of a server or of a gateway. */
export interface WorkloadPosture extends Named {
  /** Left out for a Deployment. */
  readonly kind?: string;
  /** The construct that made it, where an app is at hand. */
  readonly path?: string;
  readonly pool?: string;
  readonly owner?: string;
  readonly environment?: string;
  readonly images: readonly ImagePosture[];
  readonly callers: readonly Connection[];
  readonly egress: readonly Connection[];
  readonly secrets: readonly SecretPosture[];
  readonly access: readonly AccessPosture[];
  readonly scaling: ScalingPosture;
  readonly sandbox?: string;
  /** What is less strict than the default. */
  readonly relaxations: readonly { readonly name: string; readonly reason: string }[];
}

export interface ServerPosture extends WorkloadPosture {
  /** Such as `npm:name@1.2.3`; undefined where the image is all there is. */
  readonly package?: string;
  readonly bridge?: string;
  /** Which registries stay reachable for the installation alone. */
  readonly install?: string;
  readonly transport: string;
  readonly sessions: string;
  readonly port?: number;
  readonly tools?: {
    readonly allowed?: readonly string[];
    readonly denied?: readonly string[];
    readonly hash?: string;
  };
  readonly capabilities?: readonly string[];
  /** The credential that the server itself requires of its callers. */
  readonly serverAuth?: string;
  readonly quarantine?: string;
}

export interface GatewayPosture extends WorkloadPosture {
  /** The name of its engine: `EnginePosture.name`. */
  readonly engine: string;
  readonly auth: string;
  /** What callers must show and what they may use; the texts differ whenever the configuration does. */
  readonly policies: readonly string[];
  /** The servers behind it. */
  readonly servers: readonly Named[];
  /** Addresses outside the cluster that it leads to. */
  readonly remote: readonly string[];
  /** Where its access log is sent; undefined: standard output alone. */
  readonly accessLog?: string;
  /** The host names under which it is reached from outside. */
  readonly hosts: readonly string[];
  /** What the listener in front of it must do; the listener is not among the manifests. */
  readonly listener?: string;
}

export interface ImagePosture {
  readonly container: string;
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** One side of a connection that a network policy lets through. */
export interface Connection {
  readonly kind: 'server' | 'gateway' | 'pods' | 'namespace' | 'range' | 'internet' | 'host' | 'entity' | 'everyone';
  /** For people. */
  readonly to: string;
  /** The namespace of pods, where there is one. */
  readonly namespace?: string;
  /** The server or gateway, or the label selector, the range, the host name or the entity. */
  readonly name?: string;
  /** `443`, `8000-8100` or `any`. */
  readonly ports: readonly string[];
  /** `install`: a registry that is only needed when a pod starts. */
  readonly purpose?: 'install';
}

export interface SecretPosture {
  readonly secret: string;
  /** undefined: every key. */
  readonly key?: string;
  readonly as: 'variable' | 'file' | 'pull secret';
  /** The variable, or the path. */
  readonly target?: string;
  /** Where it comes from, such as `ClusterSecretStore/vault mcp/github#token`; undefined for a Secret that exists. */
  readonly source?: string;
}

/** What a server may do with the Kubernetes API. */
export interface AccessPosture {
  readonly role: string;
  readonly namespace?: string;
  readonly rules: readonly string[];
}

export interface ScalingPosture {
  readonly min: number;
  readonly max: number;
  readonly by?: string;
}

export interface PoolPosture {
  readonly namespace: string;
  readonly owner?: string;
  readonly environment?: string;
  readonly podSecurity?: string;
  readonly quota: Readonly<Record<string, string>>;
  readonly servers: readonly string[];
}

export interface FindingPosture {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly object: string;
  readonly path?: string;
  readonly field: string;
  readonly problem: string;
  readonly fix: string;
  /** Why it may be so. */
  readonly acknowledged?: string;
}

export interface Prune extends Named {
  readonly why: string;
  readonly command: string;
}
