import { FORMATS } from './formats';
import { ImportDecision, ImportLoss } from './import-loss';
import { Json } from './texts';
import { Issues } from '../foundation/issues';

/** Loaded when something is imported: most apps never do. */
const importers = {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  read: () => require('./read') as typeof import('./read'),
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  write: () => require('./write') as typeof import('./write'),
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  build: () => require('../app-file/app-file') as typeof import('../app-file/app-file'),
};

/**
 * A definition of servers in the format of another system, as an app file or as TypeScript, with a report of what could not be carried over.
 *
 * Credentials of the input are never copied: what is one by its flag, name or shape becomes an entry of a secret store. What opens the node, such
 * as privileged containers and folders of the host, is an error. Nothing is guessed: what the input does not say is a decision.
 *
 * @example
 *
 * import { McpImport } from 'cdk8s-mcp';
 *
 * const imported = McpImport.fromMcpJson('{ "mcpServers": { "time": { "command": "uvx", "args": ["mcp-server-time==2026.10.19"] } } }');
 * const file = imported.toYaml();
 */
export class McpImport {
  /**
   * `server.json` of the MCP registry, of every published generation.
   *
   * @param text JSON.
   */
  public static fromServerJson(text: string): McpImport {
    return McpImport.read('fromServerJson', 'serverJson', text);
  }

  /**
   * `mcpServers` of Claude, Cursor and other clients.
   *
   * @param text JSON.
   */
  public static fromMcpJson(text: string): McpImport {
    return McpImport.read('fromMcpJson', 'mcpJson', text);
  }

  /**
   * `.vscode/mcp.json`: `servers` and `inputs`.
   *
   * @param text JSON, with comments or without.
   */
  public static fromVsCode(text: string): McpImport {
    return McpImport.read('fromVsCode', 'vsCode', text);
  }

  /**
   * The MCP catalog of Docker: one `server.yaml`, or a catalog with many servers.
   *
   * @param text YAML.
   */
  public static fromDockerCatalog(text: string): McpImport {
    return McpImport.read('fromDockerCatalog', 'dockerCatalog', text);
  }

  /**
   * MCPServer of ToolHive, v1alpha1 and v1beta1.
   *
   * @param text YAML, with any number of objects.
   */
  public static fromToolHive(text: string): McpImport {
    return McpImport.read('fromToolHive', 'toolHive', text);
  }

  /**
   * MCPServer of kmcp, `kagent.dev/v1alpha1`.
   *
   * @param text YAML, with any number of objects.
   */
  public static fromKmcp(text: string): McpImport {
    return McpImport.read('fromKmcp', 'kmcp', text);
  }

  /**
   * MCPServer of SIG Apps, `mcp.x-k8s.io`.
   *
   * @param text YAML, with any number of objects.
   */
  public static fromSigMcpServer(text: string): McpImport {
    return McpImport.read('fromSigMcpServer', 'sigMcpServer', text);
  }

  /**
   * MCPServer of v2dY, in the shape with an image.
   *
   * @param text YAML, with any number of objects.
   */
  public static fromV2dy(text: string): McpImport {
    return McpImport.read('fromV2dy', 'v2dy', text);
  }

  /**
   * `matey.yaml`, or MCPServer of Matey.
   *
   * @param text YAML.
   */
  public static fromMatey(text: string): McpImport {
    return McpImport.read('fromMatey', 'matey', text);
  }

  /**
   * The values of Archon's Helm chart.
   *
   * @param text YAML.
   */
  public static fromArchon(text: string): McpImport {
    return McpImport.read('fromArchon', 'archon', text);
  }

  /**
   * The services of a docker-compose file.
   *
   * @param text YAML.
   */
  public static fromCompose(text: string): McpImport {
    return McpImport.read('fromCompose', 'compose', text);
  }

  /**
   * A text in one of these formats, whichever it is.
   *
   * @param text JSON or YAML.
   */
  public static detect(text: string): McpImport {
    return McpImport.read('detect', undefined, text);
  }

  private static read(factory: string, wanted: keyof typeof FORMATS | undefined, text: string): McpImport {
    const { format, app, losses, decisions } = importers.read().readImport(`McpImport.${factory}`, wanted, text);
    return new McpImport(format, app, losses, decisions);
  }

  private constructor(
    /** The format that the text is in, for example `server.json`. */
    public readonly format: string,
    private readonly app: Json,
    private readonly found: readonly ImportLoss[],
    private readonly noted: readonly ImportDecision[],
  ) {}

  /** Every field of the input and what became of it, in the order of the input. */
  public get losses(): ImportLoss[] {
    return this.found.map(loss => ({ ...loss }));
  }

  /** What is to be decided, what is required first. */
  public get decisions(): ImportDecision[] {
    return [...this.noted.filter(({ required }) => required), ...this.noted.filter(({ required }) => !required)].map(
      decision => ({ ...decision }),
    );
  }

  /** The app file: YAML with the decisions as comments before it. It can be built once the required ones are made. */
  public toYaml(): string {
    return importers.write().writeYaml(this.format, this.app, this.decisions);
  }

  /** The TypeScript that makes the same. An error while a required decision is open: make it in the app file, and turn that into TypeScript. */
  public toTypeScript(): string {
    const issues = new Issues('McpImport.toTypeScript');
    for (const { at, what, how, required } of this.noted) {
      if (required) {
        issues.add(at, `is to be decided: ${what}`, how);
      }
    }
    issues.throwIfAny();
    return importers.build().buildApp(this.app, { where: `the import from ${this.format}` }).typescript;
  }

  /** The checklist of decisions and what became of each field, for a pull request. */
  public toMarkdown(): string {
    return importers.write().writeMarkdown(this.format, this.found, this.decisions);
  }
}
