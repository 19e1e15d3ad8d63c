import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';
import { ServerResources } from '../workload/resources';
import { Scaling } from '../workload/scaling';
import { Storage } from '../workload/storage';

/** Settings of a server from the catalogue that depend on the deployment. */
export interface PresetOptions {
  /**
   * Where the secrets come from, by the variables that `requiredSecrets` and `optionalSecrets` of the preset name.
   *
   * @default - none, an error where the server needs one
   */
  readonly secrets?: { readonly [name: string]: SecretSource };

  /**
   * Values of the variables that `requiredEnv` and `optionalEnv` of the preset name.
   *
   * @default - none, an error where the server needs one
   */
  readonly env?: { readonly [name: string]: string };

  /**
   * Where the server may connect to. Replaces the hosts of the catalogue: for a plain NetworkPolicy, which knows no
   * host names, give address ranges, pods or `Egress.toPublicInternet()`.
   *
   * @default - the hosts of the catalogue by name, an error where only the deployment knows them
   */
  readonly egress?: Egress[];

  /**
   * Who may call the server.
   *
   * @default - nobody
   */
  readonly callers?: Callers[];

  /**
   * The image, by tag and digest: of a registry of your own, or where the catalogue knows no digest.
   *
   * @default - the image of the catalogue
   */
  readonly image?: string;

  /**
   * Why the server may change things, for the reviewer. It is written on the objects as the annotation
   * `mcp-catalog/writes`.
   *
   * @default - the server is read-only
   */
  readonly writesReason?: string;

  /**
   * A kubeconfig, which is mounted as a file (mode 0440) and replaces rights in the server's own cluster. Its API
   * servers belong into `egress`.
   *
   * @default - the server's own cluster, for presets that use the Kubernetes API
   */
  readonly kubeconfig?: SecretSource;

  /**
   * Volumes for directories of the server. They take the place of those that the preset has at the same paths.
   *
   * @default - those of the preset, an error where only the deployment knows what is in them
   */
  readonly storage?: Storage[];

  /**
   * How many replicas.
   *
   * @default - Scaling.onCpu(), or one replica where the sessions or the files of the server allow no more
   */
  readonly scaling?: Scaling;

  /**
   * What the server may use of CPU, memory and disk. Takes the place of the preset's, prop by prop.
   *
   * @default - what the preset knows to be needed
   */
  readonly resources?: ServerResources;

  /**
   * The Kubernetes name of the server and its objects.
   *
   * @default - the construct id in kebab-case
   */
  readonly name?: string;

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
}
