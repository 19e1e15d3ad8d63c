/** Kinds whose controllers make pods from a chart, a repository or an image, by API group. */
const MAKERS: Readonly<Record<string, string>> = {
  'helm.toolkit.fluxcd.io': 'HelmRelease',
  'kustomize.toolkit.fluxcd.io': 'Kustomization',
  'fluxcd.controlplane.io': 'FluxInstance ResourceSet',
  'helm.cattle.io': 'HelmChart HelmChartConfig',
  'fleet.cattle.io': 'GitRepo Bundle HelmOp',
  'addons.cluster.x-k8s.io': 'HelmChartProxy HelmReleaseProxy ClusterResourceSet',
  'kappctrl.k14s.io': 'App',
  'packaging.carvel.dev': 'PackageInstall',
  'argoproj.io': 'Application ApplicationSet',
  'operators.coreos.com': 'Subscription',
  'kro.run': 'ResourceGraphDefinition',
  'core.oam.dev': 'Application',
  'pkg.crossplane.io': 'Provider Function Configuration',
  'apiextensions.crossplane.io': 'Composition',
  'helm.crossplane.io': 'Release',
  'toolhive.stacklok.dev': 'MCPServer MCPRemoteProxy MCPRegistry VirtualMCPServer EmbeddingServer',
  'kagent.dev': 'Agent SandboxAgent MCPServer ToolServer',
  'mcp.x-k8s.io': 'MCPServer',
  'mcp.opendatahub.io': 'MCPServer',
};

/** Groups whose objects contain patterns of pods, or images that nothing runs. */
const DESCRIBING = new Set([
  'kyverno.io',
  'policies.kyverno.io',
  'constraints.gatekeeper.sh',
  'templates.gatekeeper.sh',
  'mutations.gatekeeper.sh',
  'image.toolkit.fluxcd.io',
  'policy.sigstore.dev',
]);

const NAMES = new Set(
  Object.entries(MAKERS).flatMap(([group, kinds]) => kinds.split(' ').map(kind => `${kind}.${group}`)),
);

/** Whether the controller of a kind, by its one name, makes pods that its objects do not contain. */
export function makesPods(kind: string): boolean {
  return NAMES.has(kind);
}

/** Whether objects of a kind, by its one name, only describe pods. */
export function onlyDescribes(kind: string): boolean {
  return DESCRIBING.has(kind.slice(kind.indexOf('.') + 1));
}
