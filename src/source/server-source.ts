import { AllowedHosts } from './allowed-hosts';
import { AllowedOrigins } from './allowed-origins';
import { ServerRuntime } from './server-runtime';
import { SourceKind } from './source-kind';
import { NpmSourceOptions, PypiSourceOptions, StdioImageSourceOptions } from './stdio-options';
import { HttpTransport } from '../protocol/http-transport';
import { ProtocolRevision } from '../protocol/protocol-revision';
import { Sessions } from '../protocol/sessions';

/** How an image that speaks HTTP itself is run. */
export interface ImageSourceOptions {
  /** The port on which the server speaks MCP, 1024 to 65535. Required, because nobody can guess it. */
  readonly port: number;

  /** Where the server keeps its sessions. Required, because scaling a server that keeps them in memory loses them. */
  readonly sessions: Sessions;

  /**
   * The path of the MCP endpoint.
   *
   * @default '/mcp'
   */
  readonly path?: string;

  /**
   * A path that answers GET with 200 once the server can work, without MCP headers. Never the MCP path.
   *
   * @default - readiness is a TCP connection
   */
  readonly healthPath?: string;

  /**
   * Replaces the image's entrypoint.
   *
   * @default - the image's own
   */
  readonly command?: string[];

  /**
   * Arguments, each one word: there is no shell. `$(NAME)` is replaced by Kubernetes with a declared variable.
   *
   * @default - the image's own
   */
  readonly args?: string[];

  /**
   * The directory to start in: absolute, normalised.
   *
   * @default - the image's own
   */
  readonly workingDir?: string;

  /**
   * How the server speaks MCP.
   *
   * @default HttpTransport.STREAMABLE
   */
  readonly transport?: HttpTransport;

  /**
   * The newest revision of MCP that the server answers. Behind one federated address clients may use 2026-07-28 only
   * when every server is known to answer it.
   *
   * @default - not known: gateways treat it as one of 2025-11-25
   */
  readonly protocol?: ProtocolRevision;

  /**
   * The language runtime, for heap sizes that follow the memory limit.
   *
   * @default ServerRuntime.OTHER
   */
  readonly runtime?: ServerRuntime;

  /**
   * A port of its own that serves Prometheus metrics. Not the MCP port: who may scrape would then be able to call
   * tools.
   *
   * @default - no metrics
   */
  readonly metricsPort?: number;

  /**
   * The path of the metrics.
   *
   * @default '/metrics'
   */
  readonly metricsPath?: string;

  /**
   * How the server is told which Host headers to answer. HTTP probes then carry the Service's name.
   *
   * @default - the server does not check
   */
  readonly allowedHosts?: AllowedHosts;

  /**
   * How the server is told which Origin headers to answer.
   *
   * @default - the server decides itself
   */
  readonly allowedOrigins?: AllowedOrigins;
}

/**
 * What runs in a server's pods and how it speaks. The values are checked by the construct that uses the source, all at
 * once.
 */
export class ServerSource {
  /**
   * An image that speaks MCP over HTTP itself.
   *
   * @param reference Registry, repository, tag and digest, for example `docker.io/grafana/mcp-grafana:2.0.1@sha256:…`.
   * @param options How it is run.
   */
  public static image(reference: string, options: ImageSourceOptions): ServerSource {
    return new ServerSource({ kind: SourceKind.IMAGE, reference, options });
  }

  /**
   * An image whose program speaks MCP over standard input and output, behind a bridge that is brought into the pod.
   *
   * The default bridge needs glibc 2.28 or newer and libstdc++ in the image. For images without,
   * `Bridge.agentgateway(…)`.
   *
   * @param reference Registry, repository, tag and digest.
   * @param options The program and how it is bridged.
   */
  public static stdioImage(reference: string, options: StdioImageSourceOptions): ServerSource {
    return new ServerSource({ kind: SourceKind.STDIO_IMAGE, reference, options });
  }

  /**
   * A package of the npm registry that speaks MCP over standard input and output, behind a bridge. It is installed when
   * a pod starts.
   *
   * @param reference The package at an exact version, for example `@modelcontextprotocol/server-everything@2026.8.31`.
   * @param options How it is run.
   */
  public static npm(reference: string, options: NpmSourceOptions = {}): ServerSource {
    return new ServerSource({ kind: SourceKind.NPM, reference, options });
  }

  /**
   * A package of PyPI that speaks MCP over standard input and output, behind a bridge. It is installed when a pod
   * starts.
   *
   * @param reference The package at an exact version, for example `mcp-server-time==2026.10.19`, with extras in
   * brackets.
   * @param options How it is run.
   */
  public static pypi(reference: string, options: PypiSourceOptions = {}): ServerSource {
    return new ServerSource({ kind: SourceKind.PYPI, reference, options });
  }

  /** @internal An image that PrebuiltImage described. */
  public static _prebuilt(reference: string, options: ImageSourceOptions, built: BuiltFrom): ServerSource {
    return new ServerSource({ kind: SourceKind.IMAGE, reference, options, built });
  }

  private constructor(/** @internal */ public readonly _source: SourceRule) {}
}

/** @internal */
export type SourceRule = ImageSource | StdioImageSource | NpmSource | PypiSource;

/** @internal */
export interface ImageSource {
  readonly kind: SourceKind.IMAGE;
  readonly reference: string;
  readonly options: ImageSourceOptions;
  /** What is in the image, where PrebuiltImage described it. */
  readonly built?: BuiltFrom;
}

/** @internal What PrebuiltImage knows of a bridge and its program. */
export interface BuiltFrom {
  readonly memory?: number;
  /** How many processes share it. */
  readonly processes: number;
  readonly healthPort?: number;
  readonly bridgeFiles: { readonly [path: string]: string };
  readonly shellReason?: string;
  /** Directories that no volume may be mounted over. */
  readonly needed: readonly string[];
  readonly packages: BuiltPackages;
  readonly origin?: BuiltOrigin;
}

/** @internal Names such as `npm:@scope/name`, which McpPlatform may block. */
export interface BuiltPackages {
  readonly server?: string;
  readonly bridge?: string;
}

/** @internal What annotations of the Deployment say. */
export interface BuiltOrigin {
  readonly package?: string;
  readonly bridge: string;
  readonly bridgePackage?: string;
  readonly isolation: string;
  readonly note?: string;
}

/** @internal */
export interface StdioImageSource {
  readonly kind: SourceKind.STDIO_IMAGE;
  readonly reference: string;
  readonly options: StdioImageSourceOptions;
}

/** @internal */
export interface NpmSource {
  readonly kind: SourceKind.NPM;
  readonly reference: string;
  readonly options: NpmSourceOptions;
}

/** @internal */
export interface PypiSource {
  readonly kind: SourceKind.PYPI;
  readonly reference: string;
  readonly options: PypiSourceOptions;
}
