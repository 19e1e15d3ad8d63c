import { FormatKey } from './formats';
import { ImportDecision, ImportLoss } from './import-loss';
import { ImportOptions, selectionOf } from './import-options';
import { Json } from './texts';
import { Issues } from '../foundation/issues';

/** Modules that are loaded when something is imported: most apps import nothing. */
const importers = {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  read: () => require('./read') as typeof import('./read'),
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  write: () => require('./write') as typeof import('./write'),
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  build: () => require('../app-file/app-file') as typeof import('../app-file/app-file'),
};

/**
 * A definition of servers in the format of another system, as an app file or as TypeScript, with a report of what could
 * not be carried over.
 *
 * Credentials of the input are never copied: a value that is a credential by its flag, name or shape becomes an entry
 * of a secret store. Access to the node, such as privileged containers and folders of the host, is an error. Nothing is
 * guessed: what the input leaves open is a decision.
 *
 * @example
 *
 * import { McpImport } from 'cdk8s-mcp';
 *
 * const server = '{ "command": "uvx", "args": ["mcp-server-time==2026.10.19"] }';
 * const imported = McpImport.fromMcpJson(`{ "mcpServers": { "time": ${server} } }`);
 * const file = imported.toYaml();
 */
export class McpImport {
  /**
   * `server.json` of the MCP registry, of every published generation.
   *
   * @param text JSON.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromServerJson(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('serverJson', text, options);
  }

  /**
   * `mcpServers` of Claude, Cursor and other clients.
   *
   * @param text JSON.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromMcpJson(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('mcpJson', text, options);
  }

  /**
   * `.vscode/mcp.json`: `servers` and `inputs`.
   *
   * @param text JSON, with comments or without.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromVsCode(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('vsCode', text, options);
  }

  /**
   * The MCP catalog of Docker: one `server.yaml`, or a catalog with many servers.
   *
   * @param text YAML.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromDockerCatalog(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('dockerCatalog', text, options);
  }

  /**
   * MCPServer of ToolHive, v1alpha1 and v1beta1.
   *
   * @param text YAML, with any number of objects.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromToolHive(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('toolHive', text, options);
  }

  /**
   * MCPServer of kmcp, `kagent.dev/v1alpha1`.
   *
   * @param text YAML, with any number of objects.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromKmcp(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('kmcp', text, options);
  }

  /**
   * MCPServer of SIG Apps, `mcp.x-k8s.io`.
   *
   * @param text YAML, with any number of objects.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromSigMcpServer(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('sigMcpServer', text, options);
  }

  /**
   * MCPServer of v2dY, in the shape with an image.
   *
   * @param text YAML, with any number of objects.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromV2dy(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('v2dy', text, options);
  }

  /**
   * `matey.yaml`, or MCPServer of Matey.
   *
   * @param text YAML.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromMatey(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('matey', text, options);
  }

  /**
   * The values of Archon's Helm chart.
   *
   * @param text YAML.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromArchon(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('archon', text, options);
  }

  /**
   * The services of a docker-compose file.
   *
   * @param text YAML.
   * @param options Which servers are imported; all of them by default.
   */
  public static fromCompose(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('compose', text, options);
  }

  /**
   * Deployments and StatefulSets with the objects beside them, as `helm template` and `kubectl get -o yaml` write them.
   *
   * @param text YAML or JSON, with any number of objects.
   * @param options Which workloads are imported; all of them by default.
   */
  public static fromKubernetes(text: string, options?: ImportOptions): McpImport {
    return McpImport._read('kubernetes', text, options);
  }

  /**
   * A text in any of these formats.
   *
   * @param text JSON or YAML.
   * @param options Which servers are imported; all of them by default.
   */
  public static detect(text: string, options?: ImportOptions): McpImport {
    return McpImport._read(undefined, text, options);
  }

  /** @internal Reads a text in a format; undefined: in the one that it has. */
  public static _read(key: FormatKey | undefined, text: string, options?: ImportOptions): McpImport {
    const factory = key === undefined ? 'detect' : `from${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    const { format, app, losses, decisions } = importers.read().readImport({
      where: `McpImport.${factory}`,
      wanted: key,
      text,
      selection: selectionOf(`McpImport.${factory}`, options),
    });
    return new McpImport(format, app, losses, decisions);
  }

  private constructor(
    /** The format that the text is in, for example `server.json`. */
    public readonly format: string,
    private readonly app: Json,
    private readonly allLosses: readonly ImportLoss[],
    private readonly allDecisions: readonly ImportDecision[],
  ) {}

  /** Every field of the input with its outcome, in the order of the input. */
  public get losses(): ImportLoss[] {
    return this.allLosses.map(loss => ({ ...loss }));
  }

  /** What is to be decided; required decisions come first. */
  public get decisions(): ImportDecision[] {
    return [
      ...this.allDecisions.filter(({ required }) => required),
      ...this.allDecisions.filter(({ required }) => !required),
    ].map(decision => ({ ...decision }));
  }

  /** The app file: YAML with the decisions as comments before it. It can be built once the required ones are made. */
  public toYaml(): string {
    return importers.write().writeYaml(this.format, this.app, this.decisions);
  }

  /**
   * The same as TypeScript. An error while a required decision is open: make it in the app file, and convert that to
   * TypeScript.
   */
  public toTypeScript(): string {
    const issues = new Issues('McpImport.toTypeScript');
    for (const { at, what, how, required } of this.allDecisions) {
      if (required) {
        issues.add(at, `needs a decision: ${what}`, how);
      }
    }
    issues.throwIfAny();
    return importers
      .build()
      .buildApp(importers.write().escapedForFile(this.app), { where: `the import from ${this.format}` }).typescript;
  }

  /** The checklist of decisions and the outcome of each field, for a pull request. */
  public toMarkdown(): string {
    return importers.write().writeMarkdown(this.format, this.allLosses, this.decisions);
  }
}
