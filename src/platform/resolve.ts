import { HttpProxy } from './http-proxy';
import { McpPlatformProps, PlatformImages } from './mcp-platform-props';
import { checkProxy, checkRegistry } from './resolve-outside';
import { Issues } from '../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../foundation/names';
import { canonicalCidr, parseCidr } from '../foundation/net/addresses';
import { isPort } from '../foundation/net/ports';
import { registryPrefixProblem } from '../foundation/packages/image-reference';
import { packagePatternProblem } from '../foundation/packages/package-patterns';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { CaBundle } from '../network/ca-bundle';
import { ClusterDns } from '../network/cluster-dns';
import { Egress } from '../network/egress';
import { PodLabels } from '../network/mcp-peer';
import { NetworkPolicyEngine } from '../network/network-policy-engine';
import { checkPods, checkRange } from '../network/peers';
import { checkStore } from '../secrets/secret-store';
import { PackageRegistry } from '../source/package-registry';
import { SourceKind } from '../source/source-kind';
import { OtlpExport } from '../workload/telemetry';

const OTLP_URL = /^https?:\/\/[A-Za-z0-9.-]+(?::(\d{1,5}))?(?:\/[A-Za-z0-9/._-]*)?$/;

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
  readonly pypiIndex?: PackageRegistry;
  readonly proxy?: HttpProxy;
  readonly caBundle?: CaBundle;
  readonly images: { readonly node: string; readonly python: string; readonly agentgateway?: string };
  /** Where they are given. */
  readonly imagesProp: string;
  readonly secretStore?: { readonly kind: string; readonly name: string };
  readonly monitoring?: PodLabels;
  readonly otlp?: OtlpExport;
  readonly scannerExemptions: boolean;
}

/** Of one Debian release, so that the node program of one runs in the other. */
const DEFAULT_IMAGES = {
  node: 'docker.io/library/node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6',
  python:
    'docker.io/library/python:3.13.15-slim-bookworm@sha256:ed86c82274b3c69b52fb5820f358f0bd7df0b603332063cb5c6e32bd220c3e6e',
};

const PROPS: PropNames<McpPlatformProps> = {
  kubernetesVersion: true,
  clusterDomain: true,
  networkPolicyEngine: true,
  dns: true,
  apiServer: true,
  openshift: true,
  allowedRegistries: true,
  allowedSources: true,
  allowedPackages: true,
  blockedPackages: true,
  requireDigests: true,
  imagePullSecrets: true,
  privateCidrs: true,
  npmRegistry: true,
  pypiIndex: true,
  proxy: true,
  caBundle: true,
  images: true,
  secretStore: true,
  monitoring: true,
  otlp: true,
  scannerExemptions: true,
};

const IMAGES: PropNames<PlatformImages> = { node: true, python: true, agentgateway: true };

/** Checks the props of one `McpPlatform.configure` and copies them. */
export function checkPlatform(where: string, input: McpPlatformProps): McpPlatformProps {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  const { kubernetesVersion: version, clusterDomain } = props;
  const apiServer = props.apiServer && reader.struct(props.apiServer, { cidrs: true, port: true }, 'apiServer.');
  issues.check(
    version === undefined || isSupported(version),
    'kubernetesVersion',
    "a version such as '1.33', at least 1.30",
    version,
  );
  issues.check(
    clusterDomain === undefined || (isPlainText(clusterDomain) && isDnsSubdomain(clusterDomain)),
    'clusterDomain',
    'a DNS domain such as cluster.local',
    clusterDomain,
  );
  checkMember(issues, 'networkPolicyEngine', NetworkPolicyEngine, props.networkPolicyEngine);
  checkMember(issues, 'dns', ClusterDns, props.dns);
  for (const flag of ['openshift', 'requireDigests', 'scannerExemptions'] as const) {
    issues.check(props[flag] === undefined || typeof props[flag] === 'boolean', flag, 'true or false', props[flag]);
  }
  if (apiServer !== undefined) {
    const cidrs = reader.textList(apiServer.cidrs, 'apiServer.cidrs');
    issues.check(cidrs.length > 0, 'apiServer.cidrs', 'at least one address range', apiServer.cidrs);
    cidrs.forEach((cidr, i) => checkRange(issues, `apiServer.cidrs[${i}]`, cidr));
    issues.check(
      apiServer.port === undefined || isPort(apiServer.port),
      'apiServer.port',
      'an integer in 1-65535',
      apiServer.port,
    );
  }
  reader.textList(props.allowedRegistries, 'allowedRegistries').forEach((entry, i) => {
    const problem = registryPrefixProblem(entry);
    if (problem !== undefined) {
      issues.check(
        false,
        `allowedRegistries[${i}]`,
        `a registry or a path in one, such as docker.io/grafana: ${problem}`,
        entry,
      );
    }
  });
  reader
    .list(props.allowedSources, 'allowedSources')
    .forEach((kind, i) => checkMember(issues, `allowedSources[${i}]`, SourceKind, kind));
  for (const list of ['allowedPackages', 'blockedPackages'] as const) {
    reader.textList(props[list], list).forEach((entry, i) => {
      const problem = packagePatternProblem(entry);
      if (problem !== undefined) {
        issues.check(
          false,
          `${list}[${i}]`,
          `oci:, npm: or pypi: and a name, with a final /* for anything below; ${problem}`,
          entry,
        );
      }
    });
  }
  reader
    .textList(props.imagePullSecrets, 'imagePullSecrets')
    .forEach((name, i) => issues.check(isDnsSubdomain(name), `imagePullSecrets[${i}]`, 'the name of a Secret', name));
  reader.textList(props.privateCidrs, 'privateCidrs').forEach((cidr, i) => {
    issues.check(
      parseCidr(cidr) !== undefined,
      `privateCidrs[${i}]`,
      { allowed: 'an address range without host bits', fix: `canonical: ${canonicalCidr(cidr) ?? 'none'}` },
      cidr,
    );
  });
  if (props.monitoring !== undefined) {
    checkPods(issues, 'monitoring.', props.monitoring);
  }
  if (props.secretStore !== undefined) {
    checkStore(issues, 'secretStore', props.secretStore);
  }
  const otlp = props.otlp === undefined ? undefined : checkOtlp(issues, 'otlp.', props.otlp);
  const outside = {
    npmRegistry: props.npmRegistry && checkRegistry(issues, 'npmRegistry', props.npmRegistry, 'npm'),
    pypiIndex: props.pypiIndex && checkRegistry(issues, 'pypiIndex', props.pypiIndex, 'pypi'),
    proxy: props.proxy && checkProxy(issues, 'proxy', props.proxy),
    images: props.images && reader.struct(props.images, IMAGES, 'images.'),
  };
  issues.check(
    props.caBundle === undefined || isInstance(props.caBundle, CaBundle),
    'caBundle',
    'made by CaBundle',
    props.caBundle,
  );
  issues.throwIfAny();
  const checked = Object.entries({ ...outside, otlp }).filter(([, value]) => value !== undefined);
  return { ...copyOf(props), ...Object.fromEntries(checked) };
}

/** Lists and maps of the user's, so that a later change to them changes nothing. */
function copyOf(props: McpPlatformProps): McpPlatformProps {
  const { apiServer, monitoring, ...others } = props;
  const lists = Object.entries(others).map(([key, value]: [string, unknown]) => [
    key,
    Array.isArray(value) ? [...value] : value,
  ]);
  return {
    // the same props, their lists copied
    ...(Object.fromEntries(lists) as McpPlatformProps),
    ...(apiServer === undefined ? {} : { apiServer: { ...apiServer, cidrs: [...apiServer.cidrs] } }),
    ...(monitoring === undefined
      ? {}
      : { monitoring: { namespace: monitoring.namespace, labels: { ...monitoring.labels } } }),
  };
}

/** Checks where telemetry goes; undefined when nothing can be told of it. */
export function checkOtlp(issues: Issues, prefix: string, input: OtlpExport): OtlpExport | undefined {
  const otlp = new Reader(issues).struct(input, { endpoint: true, egress: true, protocol: true }, prefix);
  const parts = isPlainText(otlp.endpoint) ? OTLP_URL.exec(otlp.endpoint) : null;
  issues.check(
    parts !== null && (parts[1] === undefined || isPort(Number(parts[1]))),
    `${prefix}endpoint`,
    'an http or https URL without credentials',
    otlp.endpoint,
  );
  checkMember(issues, `${prefix}protocol`, { grpc: 'grpc', http: 'http/protobuf' }, otlp.protocol);
  return issues.check(
    isInstance(otlp.egress, Egress),
    `${prefix}egress`,
    'the way to the collector, such as Egress.toPods(…)',
    otlp.egress,
  )
    ? otlp
    : undefined;
}

/** Merges what was configured at a scope and above it, nearest first, with the defaults. */
export function resolvePlatform(configured: readonly McpPlatformProps[]): PlatformSpec {
  const props = configured.reduceRight<McpPlatformProps>((far, near) => ({ ...far, ...near }), {});
  const openshift = props.openshift ?? false;
  const images = configured.reduceRight<PlatformImages>((far, near) => ({ ...far, ...near.images }), DEFAULT_IMAGES);
  return {
    clusterDomain: props.clusterDomain ?? 'cluster.local',
    engine: props.networkPolicyEngine ?? NetworkPolicyEngine.KUBERNETES,
    dns: props.dns ?? (openshift ? ClusterDns.OPENSHIFT : ClusterDns.KUBE_DNS),
    apiServer: props.apiServer && { cidrs: [...props.apiServer.cidrs], port: props.apiServer.port ?? 443 },
    openshift,
    allowedRegistries: props.allowedRegistries,
    allowedSources: props.allowedSources ?? Object.values(SourceKind),
    allowedPackages: props.allowedPackages,
    blockedPackages: props.blockedPackages ?? [],
    requireDigests: props.requireDigests ?? true,
    imagePullSecrets: props.imagePullSecrets ?? [],
    privateCidrs: props.privateCidrs ?? [],
    npmRegistry: props.npmRegistry,
    pypiIndex: props.pypiIndex,
    proxy: props.proxy,
    caBundle: props.caBundle,
    images: { ...images, node: images.node ?? DEFAULT_IMAGES.node, python: images.python ?? DEFAULT_IMAGES.python },
    imagesProp: 'McpPlatform.images',
    secretStore: props.secretStore && { kind: props.secretStore.storeKind, name: props.secretStore.storeName },
    monitoring: props.monitoring,
    otlp: props.otlp,
    scannerExemptions: props.scannerExemptions ?? true,
  };
}

/** DNS presets that cannot be right with what else is known of the cluster. */
export function dnsProblem(platform: PlatformSpec): string | undefined {
  const { dns, engine, openshift } = platform;
  if (openshift !== (dns === ClusterDns.OPENSHIFT)) {
    return `dns ${dns} does not fit openshift ${openshift}: OpenShift answers DNS from openshift-dns on port 5353, other clusters do not`;
  }
  if (dns === ClusterDns.GKE_CLOUD_DNS && engine === NetworkPolicyEngine.CILIUM) {
    return 'dns gke-cloud-dns does not fit networkPolicyEngine cilium: the Cilium that GKE runs has no DNS rules, so names could not be limited';
  }
  return undefined;
}

/** Records an issue unless the value is a member of the enum or left out. */
export function checkMember(
  issues: Issues,
  prop: string,
  members: Readonly<Record<string, string>>,
  value: unknown,
): void {
  const allowed = Object.values(members);
  issues.check(
    value === undefined || (isPlainText(value) && allowed.includes(value)),
    prop,
    `one of ${allowed.join(', ')}`,
    value,
  );
}

function isSupported(version: unknown): boolean {
  const [, major, minor] = isPlainText(version) ? (/^(\d+)\.(\d+)(?:\.\d+)?$/.exec(version) ?? []) : [];
  return major === '1' && Number(minor) >= 30;
}
