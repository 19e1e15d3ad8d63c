/** Facts about a cluster that are not in its manifests. In an app they come from McpPlatform. */
export interface ManifestFacts {
  /**
   * Images must have a digest.
   *
   * @default true
   */
  readonly requireDigests?: boolean;

  /**
   * Where images may come from, such as `ghcr.io/acme`.
   *
   * @default - anywhere
   */
  readonly allowedRegistries?: string[];

  /**
   * The cluster is OpenShift, which gives users and groups itself.
   *
   * @default false
   */
  readonly openshift?: boolean;

  /**
   * The domain of the cluster's own names.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Domains of your own for annotations and labels, such as `acme.com`.
   *
   * @default - none
   */
  readonly annotationDomains?: string[];
}
