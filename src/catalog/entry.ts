import { PresetVerdict } from './preset-verdict';
import { Sessions } from '../protocol/sessions';
import { AccessRule } from '../workload/kubernetes-access';

/** One server as data. Unknown facts are left out: the reader adds nothing. */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  readonly verdict: PresetVerdict;
  readonly repository: string;
  readonly licence: string;
  /** Where the facts come from. */
  readonly facts: string;
  readonly run: Run;
  readonly args?: readonly string[];
  readonly env?: Variables;
  readonly variables?: readonly Variable[];
  readonly readOnly: ReadOnly;
  /** Tools that are never let through. */
  readonly refused?: readonly string[];
  /** Hosts that it connects to, by HTTPS. */
  readonly hosts?: readonly string[];
  /** What else it must reach, which depends on the deployment. */
  readonly reaches?: string;
  readonly directories?: readonly Directory[];
  readonly memoryMiB?: number;
  /** Thousandths of a CPU, for programs that need more than a server does. */
  readonly cpuMillis?: { readonly request: number; readonly limit: number };
  readonly oneReplica?: boolean;
  readonly cluster?: Cluster;
  readonly problems?: readonly string[];
  readonly notes?: readonly string[];
}

export interface Variables {
  readonly [name: string]: string;
}

export type Run = ImageRun | StdioImageRun | NpmRun | PypiRun;

/** An image that speaks streamable HTTP. */
export interface ImageRun {
  readonly kind: 'image';
  readonly image: string;
  readonly command?: readonly string[];
  readonly port: number;
  readonly path?: string;
  readonly health?: string;
  readonly sessions: Sessions;
  /** The flag that takes the Host headers it may answer, with and without port. */
  readonly hostsFlag?: string;
}

export interface StdioImageRun {
  readonly kind: 'stdio-image';
  readonly image: string;
  readonly command: readonly string[];
}

export interface NpmRun extends Isolated {
  readonly kind: 'npm';
  readonly pin: string;
}

export interface PypiRun extends Isolated {
  readonly kind: 'pypi';
  readonly pin: string;
  readonly constraints?: readonly string[];
}

interface Isolated {
  /** What installing it takes, if more than usual. */
  readonly install?: { readonly memoryMiB: number; readonly storageMiB: number };
  /** It keeps something about its client: the most clients at a time. */
  readonly maxSessions?: number;
}

/** A variable that a user gives. */
export interface Variable {
  readonly name: string;
  readonly purpose: string;
  readonly required?: boolean;
  /** Another variable that replaces it. */
  readonly or?: string;
  readonly secret?: boolean;
  /** The variable that takes the path of a file with the secret, for servers that read one. */
  readonly file?: string;
  /** Callers send it as a bearer token: the server asks for it, or, with `only`, reads it nowhere else. */
  readonly bearer?: 'too' | 'only';
}

/** What makes it read-only, and what allows writes. */
export interface ReadOnly {
  readonly says: string;
  readonly args?: readonly string[];
  readonly env?: Variables;
  /** The only tools that gateways let through. */
  readonly tools?: readonly string[];
  readonly writes: Writes;
}

/** What replaces `args` and `env` if writes are allowed; a text: why nothing does. */
export type Writes = string | { readonly args?: readonly string[]; readonly env?: Variables };

export interface Directory {
  readonly path: string;
  readonly mebibytes: number;
  /** `given`: its content depends on the deployment. */
  readonly kind: 'scratch' | 'memory' | 'persistent' | 'given';
  readonly why: string;
}

/** Its use of the Kubernetes API in its own cluster, and whether a kubeconfig can name others. */
export interface Cluster {
  readonly resources: readonly string[];
  readonly inClusterArgs?: readonly string[];
  readonly kubeconfigFlag?: string;
  /** Rights in its own namespace that writes add. */
  readonly writes?: readonly AccessRule[];
}
