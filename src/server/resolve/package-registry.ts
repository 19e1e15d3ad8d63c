import { checkEgress } from './network-checks';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { CaBundleContent } from '../../network/ca-bundle';
import { EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { checkRegistry, hostOf, isSecure } from '../../platform/external-services';
import { PlatformSpec } from '../../platform/resolve';
import { SecretSource } from '../../secrets/secret-source';
import { PackageRegistry } from '../../source/package-registry';

export type RegistryKind = 'npm' | 'pypi';

/** A registry, and the egress rules that lead to it. */
export interface RegistrySpec {
  /** The prop that names it. */
  readonly prop: string;
  readonly isMirror: boolean;
  readonly url: string;
  readonly host: string;
  /** Every host that packages are fetched from. */
  readonly hosts: readonly string[];
  readonly egress: readonly EgressRule[];
  readonly username: string;
  readonly credentials?: SecretSource;
  readonly caBundle?: CaBundleContent;
}

const PUBLIC = {
  npm: { url: 'https://registry.npmjs.org/', hosts: ['registry.npmjs.org'], prop: 'npmRegistry' },
  pypi: { url: 'https://pypi.org/simple/', hosts: ['pypi.org', 'files.pythonhosted.org'], prop: 'pypiIndex' },
} as const;

/** The registry that a source needs. */
export interface RegistryRequest {
  readonly kind: RegistryKind;
  /** The prop of the source that may name one. */
  readonly prop: string;
  readonly input?: PackageRegistry;
  /** What the server may connect to anyway. */
  readonly serverEgress: readonly EgressRule[];
}

/** The registry that a source names, else the platform's, else the public one. */
export function resolveRegistry(issues: Issues, platform: PlatformSpec, request: RegistryRequest): RegistrySpec {
  const { kind, prop, input } = request;
  const registry = input === undefined ? undefined : checkRegistry(issues, prop, input, kind);
  const mirror = registry ?? platform[PUBLIC[kind].prop];
  if (mirror === undefined) {
    return publicRegistry(issues, platform, request);
  }
  return mirrorRegistry(issues, platform, mirror, registry === undefined ? `McpPlatform.${PUBLIC[kind].prop}` : prop);
}

function mirrorRegistry(issues: Issues, platform: PlatformSpec, mirror: PackageRegistry, prop: string): RegistrySpec {
  // what is no Egress or no URL is already an issue
  const rule = mirror.egress?._rule as EgressRule | undefined;
  if (rule !== undefined) {
    checkEgress(issues, `${prop}.egress`, rule, platform);
  }
  if (isPlainText(mirror.url)) {
    issues.check(
      isSecure(mirror.url, platform.clusterDomain),
      `${prop}.url`,
      'https outside the cluster: content over http can be changed in transit',
      mirror.url,
    );
  }
  const host = hostOf(mirror.url);
  return {
    prop,
    isMirror: true,
    url: mirror.url,
    host,
    hosts: [host],
    egress: rule === undefined ? [] : [rule],
    username: mirror.username ?? '__token__',
    credentials: mirror.credentials,
    caBundle: mirror.caBundle?._bundle,
  };
}

function publicRegistry(issues: Issues, platform: PlatformSpec, request: RegistryRequest): RegistrySpec {
  const { url, hosts } = PUBLIC[request.kind];
  return {
    prop: request.prop,
    isMirror: false,
    url,
    host: hosts[0],
    hosts,
    egress: publicEgress(issues, platform, request),
    username: '',
  };
}

/**
 * How pods reach a public registry: by the proxy, by an egress of the server to the internet, or by host names under
 * Cilium. Nothing else is opened.
 */
function publicEgress(issues: Issues, platform: PlatformSpec, { kind, serverEgress }: RegistryRequest): EgressRule[] {
  const { hosts, prop } = PUBLIC[kind];
  const hasInternet = serverEgress.some(rule => rule.kind === 'internet' && rule.ports.includes(443));
  if (platform.proxy !== undefined || hasInternet) {
    return [];
  }
  if (platform.engine === NetworkPolicyEngine.CILIUM) {
    return [{ kind: 'hosts', hosts, ports: [443] }];
  }
  issues.add(
    'source',
    `installs from ${hosts.join(' and ')} when a pod starts, and a plain NetworkPolicy supports addresses, not ` +
      'host names',
    `options: McpPlatform.${prop} with a mirror and the egress that reaches it; McpPlatform.proxy; ` +
      'NetworkPolicyEngine.CILIUM; Egress.toPublicInternet() in egress; an image built beforehand with ' +
      'PrebuiltImage, which needs no registry',
  );
  return [];
}
