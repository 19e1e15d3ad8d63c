import { Size } from 'cdk8s';
import { ProtocolRevision } from '../protocol/protocol-revision';

/** For authors of bridges: a stdio program that a bridge is to start. */
export interface StdioProgram {
  /** The program and its arguments, one word each. There is no shell. */
  readonly words: string[];

  /** The port on which the bridge must listen, on every IPv4 address of the pod. */
  readonly port: number;

  /** The path of the MCP endpoint. */
  readonly path: string;

  /**
   * Where the bridge is: the directory of its `node_modules`, or for an image `/opt/mcp`. It is read-only in the
   * server's container.
   */
  readonly directory: string;

  /** The node program: its name where the image has it, else its path. */
  readonly node: string;
}

/** For authors of bridges: how a bridge is started. */
export interface BridgeCommand {
  /**
   * The program and its arguments: the main process of the container, so it must be started without a shell in between.
   */
  readonly words: string[];

  /**
   * What the bridge reads or runs besides what is installed: the text of each file by its absolute path.
   *
   * For example `/etc/mcp-bridge/config.json`. The files are mounted read-only from an immutable ConfigMap of the
   * server, whose name ends with a hash of them: a change makes another ConfigMap and rolls the pods.
   *
   * @default - none
   */
  readonly files?: { readonly [path: string]: string };
}

/** For authors of bridges: an image whose program copies itself, for bridges that are no npm package. */
export interface BridgeImage {
  /** The image, with tag and digest. */
  readonly reference: string;

  /** The arguments of the image's own program that let it copy itself into `/opt/mcp`. */
  readonly args: string[];
}

/**
 * For authors of bridges: how a stdio program becomes an HTTP server. The library has those of `Bridge`.
 *
 * @subclassable
 */
export interface IBridge {
  /** What it is called in annotations and errors, with its version. */
  readonly name: string;

  /**
   * The npm package at an exact version, `name@1.2.3`, that is installed into the bridge's directory; undefined for an
   * image.
   */
  readonly npmPackage?: string;

  /** The image that brings the bridge, for bridges that are no npm package. */
  readonly image?: BridgeImage;

  /** The path that answers GET with 200 while the bridge works. Never the MCP path. */
  readonly healthPath: string;

  /** The port of the health path; undefined: the MCP port. */
  readonly healthPort?: number;

  /**
   * Whether it starts one process for each session. Otherwise one process serves all clients, and the endpoint must
   * have no sessions.
   */
  readonly processPerSession: boolean;

  /**
   * The newest revision of MCP that it answers, whatever the stdio program speaks.
   *
   * @default - not known: gateways treat the server as one of 2025-11-25
   */
  readonly protocol?: ProtocolRevision;

  /** What its callers must know, such as an older protocol; it is written on the Deployment. */
  readonly note?: string;

  /**
   * The memory that bridge and stdio program need.
   *
   * @param sessions The most sessions at a time; 1 when all clients share one process.
   */
  memory(sessions: number): Size;

  /**
   * How it is started.
   *
   * @param program The stdio program.
   */
  command(program: StdioProgram): BridgeCommand;
}
