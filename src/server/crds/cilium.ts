import { LabelSelector } from '../../network/peers';

/** The fields of a cilium.io/v2 CiliumNetworkPolicy that the library writes. */
export interface CiliumPolicyBody {
  readonly endpointSelector: LabelSelector;
  readonly ingress?: readonly CiliumIngress[];
  readonly egress: readonly CiliumEgress[];
  readonly egressDeny: readonly CiliumEgress[];
}

export interface CiliumIngress {
  readonly fromEntities: readonly string[];
  readonly toPorts: readonly CiliumPorts[];
}

export interface CiliumEgress {
  readonly toEndpoints?: readonly LabelSelector[];
  readonly toEntities?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly toFQDNs?: readonly NamePattern[];
  readonly toPorts: readonly CiliumPorts[];
}

export interface CiliumPorts {
  readonly ports: readonly { readonly port: string; readonly protocol: 'TCP' | 'UDP' }[];
  readonly rules?: { readonly dns: readonly NamePattern[] };
}

export interface NamePattern {
  readonly matchName?: string;
  readonly matchPattern?: string;
}
