import { HttpProxy } from './http-proxy';
import { McpPlatformProps, PlatformImages } from './mcp-platform-props';
import { narrowed } from './narrowing';
import { definedProps } from '../foundation/defined';
import { CaBundle } from '../network/ca-bundle';
import { ClusterDns } from '../network/cluster-dns';
import { PodLabels } from '../network/mcp-peer';
import { NetworkPolicyEngine } from '../network/network-policy-engine';
import { NpmScope } from '../source/npm-scope';
import { PackageRegistry } from '../source/package-registry';
import { SourceKind } from '../source/source-kind';
import { OtlpExport } from '../workload/telemetry';

/** What McpPlatform says about a scope, all scopes above included. */
export interface PlatformSpec {
  readonly clusterDomain: string;
  readonly engine: NetworkPolicyEngine;
  readonly dns: ClusterDns;
  readonly apiServer?: { readonly cidrs: readonly string[]; readonly port: number };
  readonly openshift: boolean;
  readonly allowedRegistries?: readonly string[];
  readonly allowedSources: readonly SourceKind[];
  readonly allowedPackages?: readonly string[];
  readonly blockedPackages: readonly string[];
  readonly requireDigests: boolean;
  readonly imagePullSecrets: readonly string[];
  readonly privateCidrs: readonly string[];
  readonly npmRegistry?: PackageRegistry;
  /** In the order of the scopes. */
  readonly npmScopes: readonly NpmScope[];
  readonly pypiIndex?: PackageRegistry;
  readonly proxy?: HttpProxy;
  readonly caBundle?: CaBundle;
  readonly images: { readonly node: string; readonly python: string; readonly agentgateway?: string };
  /** The prop that names them. */
  readonly imagesProp: string;
  readonly secretStore?: { readonly kind: string; readonly name: string };
  readonly monitoring?: PodLabels;
  readonly otlp?: OtlpExport;
  readonly scannerExemptions: boolean;
  /** Why scopes allow more than those above them. */
  readonly loosens?: string;
  readonly annotationDomains: readonly string[];
}

/** Of one Debian release, so that the node program of one runs in the other. */
export const DEFAULT_IMAGES = {
  node:
    'docker.io/library/node:24.21.0-bookworm-slim' +
    '@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6',
  python:
    'docker.io/library/python:3.13.15-slim-bookworm' +
    '@sha256:ed86c82274b3c69b52fb5820f358f0bd7df0b603332063cb5c6e32bd220c3e6e',
};

const DEFAULTS = {
  clusterDomain: 'cluster.local',
  networkPolicyEngine: NetworkPolicyEngine.KUBERNETES,
  openshift: false,
  allowedSources: Object.values(SourceKind),
  blockedPackages: [] as string[],
  requireDigests: true,
  imagePullSecrets: [] as string[],
  privateCidrs: [] as string[],
  npmScopes: [] as NpmScope[],
  scannerExemptions: true,
  annotationDomains: [] as string[],
};

/** Merges the props of a scope and of those above it, nearest first, with the defaults. */
export function resolvePlatform(configured: readonly McpPlatformProps[]): PlatformSpec {
  const merged = configured.reduceRight<McpPlatformProps>(narrowed, {});
  const images = configured.reduceRight<PlatformImages>(
    (above, props) => ({ ...above, ...definedProps(props.images ?? {}) }),
    DEFAULT_IMAGES,
  );
  const { networkPolicyEngine: engine, dns, apiServer, openshift, secretStore, ...props } = { ...DEFAULTS, ...merged };
  return {
    ...props,
    engine,
    dns: dns ?? (openshift ? ClusterDns.OPENSHIFT : ClusterDns.KUBE_DNS),
    apiServer: apiServer && { cidrs: [...apiServer.cidrs], port: apiServer.port ?? 443 },
    openshift,
    images: { ...DEFAULT_IMAGES, ...images },
    imagesProp: 'McpPlatform.images',
    secretStore: secretStore && { kind: secretStore.storeKind, name: secretStore.storeName },
  };
}

/** Why the DNS preset does not fit the cluster; undefined when it does. */
export function dnsProblem(platform: PlatformSpec): string | undefined {
  const { dns, engine, openshift } = platform;
  if (openshift !== (dns === ClusterDns.OPENSHIFT)) {
    return `dns ${dns} does not fit openshift ${openshift}: DNS of OpenShift is in openshift-dns on port 5353`;
  }
  if (dns === ClusterDns.GKE_CLOUD_DNS && engine === NetworkPolicyEngine.CILIUM) {
    return (
      'dns gke-cloud-dns does not fit networkPolicyEngine cilium:' +
      ' the Cilium that GKE runs has no DNS rules, so names could not be limited'
    );
  }
  return undefined;
}
