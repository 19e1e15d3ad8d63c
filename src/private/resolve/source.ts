import { McpServerProps } from '../../mcp-server-props';
import { EgressRule } from '../../network/egress';
import { ServerRuntime } from '../../source/server-runtime';
import { BuiltPackages, ServerSource } from '../../source/server-source';
import { SourceKind } from '../../source/source-kind';
import { Issues } from '../issues';
import { isA } from '../reading';
import { resolveImageSource } from './image-source';
import { PlatformSpec } from './platform';
import { ContainerSpec, EnvVarSpec, OriginSpec, Texts } from './server-spec';
import { InstallPlan, resolveStdioSource } from './stdio-source';

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
  readonly files: Texts;
  readonly egress: readonly EgressRule[];
  readonly shellReason?: string;
  /** The packages in it, as the house may allow or block them. */
  readonly packages: BuiltPackages;
  /** Directories of the image that storage must not hide. */
  readonly needed: readonly string[];
  readonly origin?: OriginSpec;
  readonly install?: InstallPlan;
}

/** The container of a server; undefined when the source is none. */
export function resolveSource(issues: Issues, props: McpServerProps, platform: PlatformSpec): ResolvedSource | undefined {
  if (!issues.check(isA(props.source, ServerSource), 'source', 'a ServerSource, such as ServerSource.image(…)', props.source)) { return undefined; }
  const source = props.source._source;
  return source.kind === SourceKind.IMAGE ? resolveImageSource(issues, props, source, platform) : resolveStdioSource(issues, props, source, platform);
}
