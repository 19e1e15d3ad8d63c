import { EgressRule } from '../../network/egress';
import { ServerRuntime } from '../../source/server-runtime';
import { BuiltPackages } from '../../source/server-source';
import { ContainerSpec, EnvVarSpec, OriginSpec, Texts } from '../spec';
import { PlannedInstall } from './installs';

/** What a source says of the server, with every default applied. */
export interface ResolvedSource {
  readonly container: Omit<ContainerSpec, 'name'>;
  /** What the label `app.kubernetes.io/version` says. */
  readonly version?: string;
  /** The words that the user gave, by prop, in which `$(NAME)` may stand. */
  readonly words: readonly (readonly [prop: string, words: readonly string[]])[];
  readonly runtime: ServerRuntime;
  /** How many processes of the runtime share the memory. */
  readonly processes: number;
  /** undefined: 256Mi. */
  readonly memory?: number;
  readonly health?: { readonly path: string; readonly port?: number };
  readonly metricsPort?: number;
  readonly metricsPath?: string;
  /** Variables that the source needs; the user's win. */
  readonly environment: readonly EnvVarSpec[];
  /** Files of the bridge by path. */
  readonly bridgeFiles: Texts;
  readonly egress: readonly EgressRule[];
  readonly shellReason?: string;
  /** The packages in it, as the house may allow or block them. */
  readonly packages: BuiltPackages;
  /** Directories of the image that storage must not hide. */
  readonly needed: readonly string[];
  readonly origin?: OriginSpec;
  readonly install?: InstallPlan;
}

/** What the pods of a server install before it starts. */
export interface InstallPlan {
  readonly steps: readonly PlannedInstall[];
  /** The size of the volume in bytes. */
  readonly storage: number;
}
