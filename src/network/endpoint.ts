import { IConstruct } from 'constructs';
import type { Callers } from './callers';
import { ServerAuth } from '../secrets/server-auth';
import { HttpTransport } from '../source/http-transport';
import { Sessions } from '../source/sessions';

/** Where a server answers. */
export interface EndpointAddress {
  /** The full DNS name of the Service, for example `grafana.mcp-tools.svc.cluster.local`. */
  readonly host: string;

  /** The port of the Service. */
  readonly port: number;

  /** The path of the MCP endpoint. */
  readonly path: string;

  /** The URL of the MCP endpoint. */
  readonly url: string;

  /** How the server speaks MCP. */
  readonly transport: HttpTransport;

  /** Where the server keeps its sessions. */
  readonly sessions: Sessions;
}

/** Pods, named by their namespace and labels. */
export interface PodLabels {
  /** The namespace of the pods. */
  readonly namespace: string;

  /** Labels that the pods carry. At least one. */
  readonly labels: { readonly [name: string]: string };
}

/** Something that answers MCP at one address: a server in this cluster or elsewhere. */
export interface IMcpEndpoint extends IConstruct {
  /** Where it answers. */
  readonly endpoint: EndpointAddress;

  /** What it asks of its callers; undefined when it asks nothing. */
  readonly serverAuth?: ServerAuth;

  /** The pods that answer; undefined when it runs outside the cluster. */
  readonly pods?: PodLabels;

  /**
   * Admits further callers.
   *
   * @param callers Who may call.
   */
  allowFrom(callers: Callers): void;
}
