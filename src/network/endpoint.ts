import { IConstruct } from 'constructs';
import type { CaBundle } from './ca-bundle';
import type { Callers } from './callers';
import type { Egress } from './egress';
import type { ToolPolicy } from '../gateway/tool-policy';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { HttpTransport } from '../source/http-transport';
import { Sessions } from '../source/sessions';
import type { Trust } from '../workload/trust';

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
  /** What it is called. Gateways put it in front of the names of its tools. */
  readonly name: string;

  /** Where it answers. */
  readonly endpoint: EndpointAddress;

  /** What it asks of its callers; undefined when it asks nothing. */
  readonly serverAuth?: ServerAuth;

  /** Further headers with secrets that its callers must send; undefined when there are none. */
  readonly headers?: { readonly [name: string]: SecretSource };

  /** Which of its tools gateways let through; undefined for every tool. */
  readonly tools?: ToolPolicy;

  /** Whether it may run; undefined: it may. Gateways leave out what may not. */
  readonly trust?: Trust;

  /** The pods that answer; undefined when it runs outside the cluster. */
  readonly pods?: PodLabels;

  /** The way to it for something that runs elsewhere; undefined when its host name says enough. */
  readonly egress?: Egress;

  /** The authorities that its certificate is checked against; undefined for those that everyone trusts. */
  readonly caBundle?: CaBundle;

  /**
   * Admits further callers.
   *
   * @param callers Who may call.
   */
  allowFrom(callers: Callers): void;
}
