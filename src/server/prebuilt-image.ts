import { OriginSpec, Texts } from './spec';
import { Issues } from '../foundation/issues';
import { INSTALL_PATH } from '../foundation/labels';
import { Reader, isInstance } from '../foundation/reader';
import { writeFileBelow } from '../foundation/write-file';
import { NetworkPolicyEngine } from '../network/network-policy-engine';
import { PlatformImages } from '../platform/mcp-platform-props';
import { renderBuildContext } from './render/build-context';
import { resolvePlatform } from '../platform/resolve';
import { resolveFiles } from './resolve/files';
import { resolveSource } from './resolve/source';
import { BuiltOrigin, ServerSource } from '../source/server-source';
import { SourceKind } from '../source/source-kind';
import { ResolvedSource } from './resolve/resolved-source';

/** Options of a prebuilt image. */
export interface PrebuiltImageOptions {
  /**
   * The base images.
   *
   * @default - node 24 and Python 3.13 of Docker's official images, by digest, whatever McpPlatform says
   */
  readonly images?: PlatformImages;
}

/**
 * The build context of an image that holds a bridge and a stdio server, so that nothing is installed when a pod starts:
 * no registry has to be reachable, what a package depends on is locked, and pods start in a second.
 *
 * Write the context, run `lock.sh` in it and commit what it made, build and push the image in CI, then give its
 * reference to `source`.
 *
 * @example
 *
 * import { PrebuiltImage, ServerSource } from 'cdk8s-mcp';
 *
 * const everything = PrebuiltImage.of(ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31'));
 * everything.writeTo('images/everything');
 * const source = everything.source(`ghcr.io/acme/everything:2026.8.31@sha256:${'0'.repeat(64)}`);
 */
export class PrebuiltImage {
  /**
   * The image of a source.
   *
   * @param source An npm package, a PyPI package or a stdio image, with a bridge that is an npm package.
   * @param options The base images.
   */
  public static of(source: ServerSource, options: PrebuiltImageOptions = {}): PrebuiltImage {
    const issues = new Issues('PrebuiltImage.of');
    const reader = new Reader(issues);
    const { images: value } = reader.struct(options, { images: true }, 'options.');
    const images =
      value &&
      reader.struct<Pick<PlatformImages, 'node' | 'python'>>(value, { node: true, python: true }, 'options.images.');
    if (isInstance(source, ServerSource) && source._source.kind === SourceKind.IMAGE) {
      issues.add('source', 'is an image that serves HTTP itself: nothing needs to be built');
    }
    issues.throwIfAny();
    // where packages come from is for whoever builds the image
    const platform = {
      ...resolvePlatform([{ images, networkPolicyEngine: NetworkPolicyEngine.CILIUM }]),
      imagesProp: 'options.images',
    };
    const resolved = resolveSource(issues, { source }, platform);
    if (resolved?.install?.steps.some(({ spec }) => spec.how === 'copy') === true) {
      issues.add(
        'source.bridge',
        'comes from an image, which a build context cannot lock',
        'use Bridge.mcpProxy() or Bridge.supergateway()',
      );
    }
    resolveFiles(issues, undefined, { authorities: {}, bridge: resolved?.bridgeFiles ?? {} });
    issues.throwIfAny();
    // without a source there were issues
    return new PrebuiltImage(resolved as ResolvedSource, platform.images.node);
  }

  private readonly context: Texts;

  private constructor(
    private readonly resolved: ResolvedSource,
    nodeImage: string,
  ) {
    const {
      container: { image, command, args, port },
      install,
      environment,
      bridgeFiles,
    } = resolved;
    this.context = renderBuildContext({
      runImage: image,
      nodeImage,
      installs: install?.steps.map(({ spec }) => spec) ?? [],
      environment: Object.fromEntries(
        [{ name: 'HOME', value: '/tmp' }, ...environment].map(({ name, value = '' }) => [name, value]),
      ),
      bridgeFiles,
      command: [...command, ...args],
      port,
    });
  }

  /** Every file of the build context by its path, except the lock files, which `lock.sh` makes. */
  public get files(): { [path: string]: string } {
    return { ...this.context };
  }

  /**
   * Writes the build context. Lock files that are there stay.
   *
   * @param directory Where to; it is made if it does not exist.
   */
  public writeTo(directory: string): void {
    for (const [path, content] of Object.entries(this.context)) {
      writeFileBelow(directory, path, content);
    }
  }

  /**
   * The source of a server that runs the built image.
   *
   * @param reference The image, with tag and digest.
   */
  public source(reference: string): ServerSource {
    const { container, health, memory, processes, runtime, bridgeFiles, shellReason, packages, needed, origin } =
      this.resolved;
    const { port, path, sessions, protocol, command, args } = container;
    const options = {
      port,
      path,
      sessions,
      protocol,
      runtime,
      healthPath: health?.path,
      command: [...command],
      args: [...args],
    };
    return ServerSource._prebuilt(reference, options, {
      memory,
      processes,
      healthPort: health?.port,
      bridgeFiles,
      shellReason,
      packages,
      needed: [...needed, INSTALL_PATH],
      origin: origin && described(origin),
    });
  }
}

/** Without what installing at the start of a pod needs. */
function described({ package: name, bridge, bridgePackage, isolation, note }: OriginSpec): BuiltOrigin {
  return { package: name, bridge, bridgePackage, isolation, note };
}
