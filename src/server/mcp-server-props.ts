import type * as kplus from 'cdk8s-plus-28';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { McpCapability } from '../protocol/capability';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { ServerSource } from '../source/server-source';
import { ConfigMapKey } from '../workload/config-map-key';
import { Hardening } from '../workload/hardening';
import { KubernetesAccess } from '../workload/kubernetes-access';
import { Placement } from '../workload/placement';
import { ServerProbes } from '../workload/probes';
import { ServerResources } from '../workload/resources';
import { Sandbox } from '../workload/sandbox';
import { Scaling } from '../workload/scaling';
import { Shutdown } from '../workload/shutdown';
import { Storage } from '../workload/storage';
import { Telemetry } from '../workload/telemetry';
import { ToolPolicy } from '../workload/tool-policy';
import { Trust } from '../workload/trust';
import { VariableSource } from '../workload/variable-source';

/** Props of McpServer. */
export interface McpServerProps {
  /** What runs and how it speaks. */
  readonly source: ServerSource;

  /**
   * The Kubernetes name of the server and its objects: at most 46 characters, so that pod names are not cut.
   *
   * @default - the construct id in kebab-case
   */
  readonly name?: string;

  /**
   * The namespace. `default` and `kube-*` are errors.
   *
   * @default - that of the McpNamespace around it, else the chart's; without either an error
   */
  readonly namespace?: string;

  /**
   * Environment variables with literal values. Values that look like credentials are errors. The server sees each value
   * exactly as written: `$(NAME)` is escaped, and `${NAME}`, which nothing would replace, is an error.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: string };

  /**
   * Environment variables from ConfigMaps, Secrets or fields of the pod, as cdk8s-plus writes them.
   *
   * @default - none
   */
  readonly envValues?: { readonly [name: string]: kplus.EnvValue };

  /**
   * Environment variables from ConfigMaps that exist, from fields of the pod and from what it may use. App files have
   * them; `envValues` takes objects of cdk8s-plus.
   *
   * @default - none
   */
  readonly variables?: { readonly [name: string]: VariableSource };

  /**
   * Environment variables from Secrets. Prefer `secretFiles` where the server can read a file: files follow a rotation.
   *
   * @default - none
   */
  readonly secrets?: { readonly [name: string]: SecretSource };

  /**
   * Files with secrets, readable by the server alone (mode 0440). A file name is one under `/var/run/mcp/creds`, where
   * files follow a rotation. An absolute path is for programs that look in one place: the file is mounted exactly
   * there, and a rotation arrives with the next pods (`kubectl rollout restart`). `/root` is closed to a server that is
   * not root in most images.
   *
   * @default - none
   */
  readonly secretFiles?: { readonly [fileName: string]: SecretSource };

  /**
   * Configuration files by absolute path. A changed file rolls the pods.
   *
   * @default - none
   */
  readonly files?: { readonly [absolutePath: string]: string };

  /**
   * Files that are keys of ConfigMaps which exist in the server's namespace, by absolute path, read-only. Only the file
   * is mounted, so that its folder keeps what the image has there. Pods do not start without it, and whoever changes
   * the ConfigMap starts new pods: a change rolls none and arrives in none that runs (`kubectl rollout restart`).
   *
   * @default - none
   */
  readonly configMapFiles?: { readonly [absolutePath: string]: ConfigMapKey };

  /**
   * Directories that the server may write to.
   *
   * @default - `/tmp` only
   */
  readonly storage?: Storage[];

  /**
   * What the server may use of CPU, memory and disk.
   *
   * @default - cpu 100m to 1, memory 256Mi, ephemeral storage 256Mi and the scratch volumes
   */
  readonly resources?: ServerResources;

  /**
   * How many replicas.
   *
   * @default - Scaling.onCpu() with 3 to 6; Scaling.fixed(1) for sessions in memory or storage of one replica
   */
  readonly scaling?: Scaling;

  /**
   * Who may call the server.
   *
   * @default - nobody
   */
  readonly callers?: Callers[];

  /**
   * Where the server may connect to, besides DNS.
   *
   * @default - nowhere
   */
  readonly egress?: Egress[];

  /**
   * What the server may do with the Kubernetes API.
   *
   * @default KubernetesAccess.none()
   */
  readonly kubernetesAccess?: KubernetesAccess;

  /**
   * A ServiceAccount that exists. Its permissions are not seen here.
   *
   * @default - one of its own, without token
   */
  readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * Names of Secrets with registry credentials.
   *
   * @default - McpPlatform's
   */
  readonly imagePullSecrets?: string[];

  /**
   * How Kubernetes knows that the server works.
   *
   * @default - by the source: its health path, else TCP
   */
  readonly probes?: ServerProbes;

  /**
   * How pods end.
   *
   * @default - 10 s drain, 45 s grace
   */
  readonly shutdown?: Shutdown;

  /**
   * On which nodes the pods run.
   *
   * @default - any Linux node, spread over zones and hosts
   */
  readonly placement?: Placement;

  /**
   * A stronger wall between the server and the kernel.
   *
   * @default - the cluster's default runtime
   */
  readonly sandbox?: Sandbox;

  /**
   * How the containers are locked down.
   *
   * @default Hardening.restricted()
   */
  readonly hardening?: Hardening;

  /**
   * What the server tells about itself.
   *
   * @default - McpPlatform's
   */
  readonly telemetry?: Telemetry;

  /**
   * What the server itself asks of its callers.
   *
   * @default - nothing: network policy alone decides who calls
   */
  readonly serverAuth?: ServerAuth;

  /**
   * Whether the server may run.
   *
   * @default Trust.trusted()
   */
  readonly trust?: Trust;

  /**
   * Which of its tools gateways let through.
   *
   * @default - every tool
   */
  readonly tools?: ToolPolicy;

  /**
   * What the server offers, for people and programs that look for servers: an annotation on the Service.
   *
   * @default - not said
   */
  readonly capabilities?: McpCapability[];

  /**
   * The team that answers for the server, in the label `owner`.
   *
   * @default - that of the McpNamespace around it
   */
  readonly owner?: string;

  /**
   * The environment, in the label `environment`.
   *
   * @default - none
   */
  readonly environment?: string;

  /**
   * Labels for every object and pod. Those that the library sets itself are errors.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };

  /**
   * Annotations for every object, and not for pods: a change starts no pods.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };

  /**
   * Annotations for pods alone. A change rolls them.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [name: string]: string };

  /**
   * Annotations for the Service, beside `annotations`; of one name these count.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { readonly [name: string]: string };

  /**
   * Annotations for the PersistentVolumeClaims that the server makes, beside `annotations`; of one name these count.
   *
   * @default - none
   */
  readonly claimAnnotations?: { readonly [name: string]: string };
}
