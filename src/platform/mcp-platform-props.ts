import { HttpProxy } from './http-proxy';
import { CaBundle } from '../network/ca-bundle';
import { ClusterDns } from '../network/cluster-dns';
import { PodLabels } from '../network/mcp-peer';
import { NetworkPolicyEngine } from '../network/network-policy-engine';
import { ISecretStore } from '../secrets/secret-store';
import { NpmScope } from '../source/npm-scope';
import { PackageRegistry } from '../source/package-registry';
import { SourceKind } from '../source/source-kind';
import { OtlpExport } from '../workload/telemetry';

/** Where the Kubernetes API server is reached from pods. */
export interface ApiServerAddress {
  /** The address ranges of the API server's endpoints: `kubectl get endpointslices -n default kubernetes`. */
  readonly cidrs: string[];

  /**
   * The port of the endpoints, often 6443. The Service's 443 does not count: policies see the endpoint.
   *
   * @default 443
   */
  readonly port?: number;
}

/**
 * Images that the library brings. Those of node and Python must be of one Debian release: the node program of one runs
 * in the other.
 */
export interface PlatformImages {
  /**
   * An image with node 22 or newer, npm, a POSIX shell and glibc.
   *
   * @default - node:24.21.0-bookworm-slim by digest
   */
  readonly node?: string;

  /**
   * An image with Python, its venv module, pip 22.3 or newer and a POSIX shell.
   *
   * @default - python:3.13.15-slim-bookworm by digest
   */
  readonly python?: string;

  /**
   * agentgateway 1.4 to 1.6, for gateways. A tag that says no version needs the version at the engine.
   *
   * @default - cr.agentgateway.dev/agentgateway:v1.4.1 by digest
   */
  readonly agentgateway?: string;
}

/** Facts about the cluster and rules, for everything below a scope. */
export interface McpPlatformProps {
  /**
   * The Kubernetes version, `1.30` or newer.
   *
   * @default '1.30'
   */
  readonly kubernetesVersion?: string;

  /**
   * The DNS domain of the cluster.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * What enforces network policy.
   *
   * @default NetworkPolicyEngine.KUBERNETES
   */
  readonly networkPolicyEngine?: NetworkPolicyEngine;

  /**
   * Which DNS service pods ask.
   *
   * @default - ClusterDns.KUBE_DNS; ClusterDns.OPENSHIFT with `openshift`
   */
  readonly dns?: ClusterDns;

  /**
   * Where pods reach the API server, for `kubernetesAccess` under plain NetworkPolicy.
   *
   * @default - `kubernetesAccess` is an error, except under Cilium
   */
  readonly apiServer?: ApiServerAddress;

  /**
   * The cluster is OpenShift: it gives users and groups itself, so the ids are left out.
   *
   * @default false
   */
  readonly openshift?: boolean;

  /**
   * Where images may come from, for example `docker.io/grafana` or `ghcr.io`. Compared by whole path components.
   *
   * @default - any registry
   */
  readonly allowedRegistries?: string[];

  /**
   * Which kinds of source may be used.
   *
   * @default - every kind
   */
  readonly allowedSources?: SourceKind[];

  /**
   * Which packages may run: `oci:docker.io/grafana/mcp-grafana`, `npm:@scope/*`, `pypi:name`. A final `/*` stands for
   * anything below.
   *
   * @default - any package
   */
  readonly allowedPackages?: string[];

  /**
   * Which packages may not run, in the form of `allowedPackages`. Wins over it.
   *
   * @default - none
   */
  readonly blockedPackages?: string[];

  /**
   * Every image needs a digest. Without, what runs can change without a change in Git.
   *
   * @default true
   */
  readonly requireDigests?: boolean;

  /**
   * Names of Secrets with registry credentials, in every namespace that has servers.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Address ranges of your own networks that `Egress.toPublicInternet()` must not reach, besides the private ranges.
   *
   * @default - none
   */
  readonly privateCidrs?: string[];

  /**
   * Where npm packages come from when a pod starts.
   *
   * @default - registry.npmjs.org, by name under Cilium, else an error
   */
  readonly npmRegistry?: PackageRegistry;

  /**
   * Scopes of npm whose packages come from registries of their own, also where the source of a server names a
   * `registry`. Any package can depend on one of a scope, so every server that installs from npm may reach these
   * registries, and its install containers see their credentials. A scope below adds to those above it.
   *
   * @default - every package comes from `npmRegistry`
   */
  readonly npmScopes?: NpmScope[];

  /**
   * Where PyPI packages come from when a pod starts: the URL of a simple index (PEP 503).
   *
   * @default - pypi.org, by name under Cilium, else an error
   */
  readonly pypiIndex?: PackageRegistry;

  /**
   * The proxy through which pods reach the outside. Installations and servers get the usual variables, `HTTPS_PROXY`
   * and the like.
   *
   * @default - none
   */
  readonly proxy?: HttpProxy;

  /**
   * The authorities that installations and servers trust, in the usual variables: `NODE_EXTRA_CA_CERTS`,
   * `SSL_CERT_FILE` and the like.
   *
   * @default - those of the image
   */
  readonly caBundle?: CaBundle;

  /**
   * The images in which packages are installed and run.
   *
   * @default - node 24 and Python 3.13 of Docker's official images, by digest
   */
  readonly images?: PlatformImages;

  /**
   * The store that `SecretSource.fromPlatformStore()` reads.
   *
   * @default - none
   */
  readonly secretStore?: ISecretStore;

  /**
   * The pods that scrape metrics.
   *
   * @default - nobody
   */
  readonly monitoring?: PodLabels;

  /**
   * Where servers send traces, metrics and logs.
   *
   * @default - nowhere
   */
  readonly otlp?: OtlpExport;

  /**
   * Writes the reasons for scanner rules that a sound manifest must break as annotations, where scanners look for them.
   *
   * @default true
   */
  readonly scannerExemptions?: boolean;

  /**
   * Why this scope allows more than the scopes above it, for the reviewer: one line of 10 to 256 characters. Reports
   * show it for every server below. Without, `allowedRegistries`, `allowedSources`, `allowedPackages` and
   * `annotationDomains` must be within those above, `blockedPackages` and `privateCidrs` are added to those above, and
   * `requireDigests` and, where they are given above, `npmRegistry`, `pypiIndex`, `proxy`, `apiServer`,
   * `networkPolicyEngine` and `openshift` stay; with it, what is given here replaces what is given above. `npmScopes`
   * are always added; only with it may one name another registry than above, or be new where `npmRegistry` is given
   * above.
   *
   * @default - the scope only narrows
   */
  readonly loosens?: string;

  /**
   * Domains of your own for annotations and labels, such as `acme.com`: servers may have keys of these domains and of
   * those below them. Controllers take keys of others for orders, such as a second network, another container or rights
   * at a cloud; a domain that is named here is trusted with that.
   *
   * @default - keys without a domain, and those that are known to describe only
   */
  readonly annotationDomains?: string[];
}
