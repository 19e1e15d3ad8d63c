import { CallerRule } from '../network/callers';
import { ClusterDns } from '../network/cluster-dns';
import { EgressRule } from '../network/egress';
import { NetworkPolicyEngine } from '../network/network-policy-engine';
import { Peer } from '../network/peers';
import { HttpTransport } from '../protocol/http-transport';
import { ProtocolRevision } from '../protocol/protocol-revision';
import { Sessions } from '../protocol/sessions';
import { ServerAuth } from '../secrets/server-auth';
import { HostListTarget } from '../source/host-list';
import { SourceRule } from '../source/server-source';
import { AccessRule } from '../workload/kubernetes-access';
import { ScalingRule } from '../workload/scaling';
import { ToolPolicy } from '../workload/tool-policy';

/** A map of texts that nobody changes. */
export type Texts = Readonly<Record<string, string>>;

/** A server as its props asked for it, beside what became of them. */
export interface AskedServer {
  readonly source: SourceRule;
  readonly env: Texts;
  /** The names of variables with secrets. */
  readonly secrets: readonly string[];
  readonly spec: ServerSpec;
}

/** What pods are, as their labels and names say it. */
export interface WorkloadRole {
  /** The label `app.kubernetes.io/component`. */
  readonly component: string;
  /** The name of the container. */
  readonly container: string;
  /** The one label that selects the pods. */
  readonly selector: string;
}

/**
 * A server, or a gateway that runs like one, with every default applied and every value checked. Render turns it into
 * Kubernetes objects.
 */
export interface ServerSpec {
  readonly name: string;
  readonly namespace: string;
  readonly clusterDomain: string;
  readonly labels: Texts;
  /** Of every object, and not of pods. */
  readonly annotations: Texts;
  /** Of objects of one kind, as the user wrote them. */
  readonly ownAnnotations: OwnAnnotations;
  /** Of the pods alone, set by the library: a change rolls them. */
  readonly podAnnotations: Texts;
  readonly selectorLabels: Texts;
  readonly scannerExemptions: boolean;
  readonly container: ContainerSpec;
  /** What runs before the server, in order. */
  readonly installs: readonly InstallSpec[];
  /** Where bridge and packages come from; undefined for a server that needs neither. */
  readonly origin?: OriginSpec;
  readonly caBundle?: CaBundleSpec;
  readonly environment: readonly EnvVarSpec[];
  readonly credentials: CredentialsSpec;
  readonly files: FilesSpec;
  /** What the bridge reads or runs besides what is installed. */
  readonly bridgeFiles: FilesSpec;
  /** Keys of ConfigMaps and Secrets that are mounted one by one. */
  readonly mountedFiles: readonly MountedFileSpec[];
  /** What else is mounted, read-only. */
  readonly mounts: readonly MountSpec[];
  readonly volumes: readonly VolumeSpec[];
  readonly resources: ResourcesSpec;
  readonly scaling: ScalingRule;
  readonly strategy: 'RollingUpdate' | 'Recreate';
  readonly identity: IdentitySpec;
  readonly access: AccessSpec;
  readonly probes: ProbesSpec;
  readonly shutdown: { readonly drain: number; readonly grace: number };
  readonly placement: PlacementSpec;
  readonly network: NetworkSpec;
  /** Why it does not run; undefined when it may. Nothing that is added later opens anything then. */
  readonly quarantine?: { readonly reason: string; readonly since: string };
  /** The Service sends a client to the same pod. */
  readonly clientAffinity: boolean;
  /** What the server asks of its callers. Gateways read it. */
  readonly serverAuth?: ServerAuth;
  /** Which of its tools gateways let through. */
  readonly tools?: ToolPolicy;
  /** What it offers, for people and programs that look for servers. */
  readonly capabilities: readonly string[];
}

/** Annotations that are written on objects of one kind only. */
export interface OwnAnnotations {
  readonly pods: Texts;
  readonly service: Texts;
  readonly claims: Texts;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly imagePullSecrets: readonly string[];
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir?: string;
  readonly port: number;
  readonly path: string;
  readonly transport: HttpTransport;
  /** It ends TLS itself. */
  readonly tls?: boolean;
  readonly sessions: Sessions;
  /** Undefined: not known. */
  readonly protocol?: ProtocolRevision;
  readonly metrics?: { readonly port: number; readonly path: string };
  readonly hosts?: HostListSpec;
  /** The Host header that it answers to, where that is not one of its names. */
  readonly hostHeader?: string;
  readonly origins?: HostListSpec;
}

/** One init container that puts something into the install volume. */
export interface InstallSpec {
  readonly name: string;
  readonly image: string;
  /** npm and pypi run a script of the library; copy runs the image's own program. */
  readonly how: 'npm' | 'pypi' | 'copy';
  /** Below the install path. */
  readonly directory: 'bridge' | 'server';
  /** The package at an exact version; empty for a copy. */
  readonly pin: string;
  /** The package whose program is started, and which of them; undefined for a bridge. */
  readonly program?: { readonly package: string; readonly bin: string };
  /** Flags of npm, constraints of pip, arguments of a copy. */
  readonly extra: readonly string[];
  /** Copies the node program beside the bridge, for images that have none. */
  readonly copyNode: boolean;
  readonly environment: readonly EnvVarSpec[];
  readonly memory: number;
  readonly caBundle?: CaBundleSpec;
  /** npm: some scopes have registries of their own. */
  readonly hasScopes?: boolean;
}

/** What is written on the Deployment about what is not in an image. */
export interface OriginSpec {
  /** Such as `npm:name@1.2.3`; undefined for an image. */
  readonly package?: string;
  readonly bridge: string;
  /** The npm package of the bridge; undefined for an image. */
  readonly bridgePackage?: string;
  readonly isolation: string;
  /** Code of packages runs while they are installed: install scripts of npm, builds of PyPI packages. */
  readonly runsCode?: 'scripts' | 'builds';
  /** The hosts that are asked at the start of each pod. */
  readonly registries: readonly string[];
  readonly note?: string;
  /** After how many seconds a rollout is reported as failed; undefined: what the probes need. */
  readonly deadline?: number;
}

/** A file with certificates. Without `configMap` it is one of the server's files. */
export interface CaBundleSpec {
  readonly path: string;
  readonly volume: string;
  readonly configMap?: { readonly name: string; readonly key: string };
}

export interface HostListSpec {
  readonly target: HostListTarget;
  readonly additional: readonly string[];
}

export interface EnvVarSpec {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

export interface CredentialsSpec {
  /** One per store. */
  readonly externalSecrets: readonly ExternalSecretSpec[];
  /** What is mounted under /var/run/mcp/creds, by Secret. */
  readonly files: readonly {
    readonly secret: string;
    readonly items: readonly { readonly key: string; readonly path: string }[];
  }[];
  /** A Secret is read into the environment. */
  readonly inEnvironment: boolean;
}

export interface ExternalSecretSpec {
  readonly name: string;
  readonly store: { readonly kind: string; readonly name: string };
  readonly entries: readonly {
    readonly secretKey: string;
    readonly key: string;
    readonly property?: string;
    readonly version?: string;
  }[];
}

export interface FilesSpec {
  readonly entries: readonly { readonly path: string; readonly key: string; readonly content: string }[];
  readonly hash: string;
}

/**
 * A directory with keys of one ConfigMap or Secret. The whole directory is mounted, so that changes arrive in running
 * pods.
 */
export interface MountSpec {
  /** The volume's name. */
  readonly name: string;
  readonly path: string;
  readonly source: { readonly configMap: string } | { readonly secret: string };
  /** The keys and the names of their files; undefined: every key. */
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

/** One key of a ConfigMap or Secret as a file. A running pod keeps what it had at its start. */
export interface MountedFileSpec {
  /** The name of the volume, which all keys of one object share. */
  readonly volume: string;
  readonly source: { readonly configMap: string } | { readonly secret: string };
  readonly path: string;
  readonly key: string;
}

export interface VolumeSpec {
  readonly name: string;
  readonly path: string;
  readonly kind: 'scratch' | 'memory' | 'claim';
  readonly bytes: number;
  readonly readOnly: boolean;
  /** The claim to mount, and what to make it from unless it exists. */
  readonly claim?: ClaimSpec;
}

export interface ClaimSpec {
  readonly name: string;
  readonly create: boolean;
  readonly accessMode: string;
  readonly storageClass?: string;
}

export interface ResourcesSpec {
  readonly requests: Texts;
  readonly limits: Texts;
}

export interface IdentitySpec {
  /** undefined on OpenShift, which gives ids itself. */
  readonly uid?: number;
  readonly readOnlyRoot: boolean;
  readonly addedCapabilities: readonly string[];
  readonly serviceAccount: { readonly name: string; readonly create: boolean };
  readonly runtimeClass?: string;
  /** What the runtime takes for each pod: thousandths of a CPU, and bytes. */
  readonly overhead?: { readonly cpu: number; readonly memory: number };
  /** What is less strict than the default, with the reasons. */
  readonly relaxations: readonly Relaxation[];
}

export interface Relaxation {
  /** One of `RELAXED_RULES`, or what breaks no rule. */
  readonly name: string;
  readonly reason: string;
}

export interface AccessSpec {
  readonly rules: readonly AccessRule[];
  readonly cluster: boolean;
  readonly namespaces: readonly string[];
}

export interface ProbesSpec {
  /** undefined: readiness is a TCP connection. */
  readonly health?: { readonly path: string; readonly port: number };
  readonly startup: number;
}

export interface PlacementSpec {
  readonly nodeSelector: Texts;
  readonly tolerations: readonly { readonly key: string; readonly value?: string; readonly effect?: string }[];
  /** Why taints are not tolerated although the pool does, by key. */
  readonly droppedTolerations: Texts;
  readonly priorityClassName?: string;
  readonly architectures: readonly string[];
}

export interface NetworkSpec {
  readonly engine: NetworkPolicyEngine;
  readonly dns: ClusterDns;
  readonly privateCidrs: readonly string[];
  readonly callers: readonly CallerRule[];
  readonly egress: readonly EgressRule[];
  readonly scrape?: { readonly peers: readonly Peer[]; readonly port: number };
  /** The way to the Kubernetes API server. */
  readonly apiServer?: { readonly cidrs: readonly string[]; readonly ports: readonly number[] };
}
