import { IConstruct } from 'constructs';
import { EndpointAddress } from '../protocol/endpoint-address';

/** Pods, named by their namespace and labels. */
export interface PodLabels {
  /** The namespace of the pods. */
  readonly namespace: string;

  /** Labels that the pods carry. At least one. */
  readonly labels: { readonly [name: string]: string };
}

/** The part of an MCP endpoint that network policies need: its address and its pods. */
export interface IMcpPeer extends IConstruct {
  /** Where it answers. */
  readonly endpoint: EndpointAddress;

  /** The pods that answer; undefined when it runs outside the cluster. */
  readonly pods?: PodLabels;
}
