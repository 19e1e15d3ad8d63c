import { IBridge } from './bridge-contract';
import { InstallResources } from './install-resources';
import { Isolation } from './isolation';
import { PackageRegistry } from './package-registry';

/** What all sources have in common that speak MCP over standard input and output. */
export interface StdioOptions {
  /**
   * Arguments of the program, each one word: there is no shell. `$(NAME)` is replaced by Kubernetes with a declared
   * variable.
   *
   * @default - none
   */
  readonly args?: string[];

  /**
   * How it becomes an HTTP server.
   *
   * @default - `Bridge.mcpProxy()`; `Bridge.supergateway()` with `Isolation.session()`
   */
  readonly bridge?: IBridge;

  /**
   * Whether clients share one process.
   *
   * @default Isolation.shared()
   */
  readonly isolation?: Isolation;

  /**
   * What the installation at the start of a pod may use.
   *
   * @default - 512Mi of memory and of disk, 10 minutes
   */
  readonly install?: InstallResources;
}

/** How an npm package is run. */
export interface NpmSourceOptions extends StdioOptions {
  /**
   * The name of the program in the package's `bin`.
   *
   * @default - the only one, else the one that is called like the package, as `npm exec` chooses
   */
  readonly bin?: string;

  /**
   * Runs the install scripts of the package and of all it depends on. They are code that runs before anybody looks at
   * it.
   *
   * @default false
   */
  readonly allowScripts?: boolean;

  /**
   * Where the package and the bridge come from.
   *
   * @default - `McpPlatform.npmRegistry`, else registry.npmjs.org
   */
  readonly registry?: PackageRegistry;
}

/** How a PyPI package is run. */
export interface PypiSourceOptions extends StdioOptions {
  /**
   * The name of the console script of the package.
   *
   * @default - the only one, else the one that is called like the package
   */
  readonly bin?: string;

  /**
   * Bounds for what the package depends on, for example `mcp<2`.
   *
   * @default - none
   */
  readonly constraints?: string[];

  /**
   * Builds packages for which the index has no wheel. Their build scripts are code that runs before anybody looks at
   * it.
   *
   * @default false
   */
  readonly allowBuilds?: boolean;

  /**
   * Where the package comes from.
   *
   * @default - `McpPlatform.pypiIndex`, else pypi.org
   */
  readonly index?: PackageRegistry;

  /**
   * Where the bridge comes from, an npm package.
   *
   * @default - `McpPlatform.npmRegistry`, else registry.npmjs.org
   */
  readonly registry?: PackageRegistry;
}

/** How an image is run whose program speaks MCP over standard input and output. */
export interface StdioImageSourceOptions extends StdioOptions {
  /**
   * The program and its first arguments, each one word. The image's own entrypoint is not used, because the bridge
   * takes its place.
   */
  readonly command: string[];

  /**
   * Why `command` names a shell, alone or behind a program such as `tini` or `env`. Who can change a variable can
   * change what a shell runs.
   *
   * @default - a shell is an error
   */
  readonly shellReason?: string;

  /**
   * Where the bridge comes from, an npm package.
   *
   * @default - `McpPlatform.npmRegistry`, else registry.npmjs.org
   */
  readonly registry?: PackageRegistry;
}
