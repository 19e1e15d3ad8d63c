import { checkEgress } from './network';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { CaBundleContent } from '../../network/ca-bundle';
import { EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { PlatformSpec } from '../../platform/resolve';
import { checkRegistry, hostOf, isSafe } from '../../platform/resolve-outside';
import { SecretSource } from '../../secrets/secret-source';
import { PackageRegistry } from '../../source/package-registry';

export type RegistryKind = 'npm' | 'pypi';

/** A registry, and what opens the way to it. */
export interface RegistrySpec {
  /** Where it was given. */
  readonly prop: string;
  readonly isMirror: boolean;
  readonly url: string;
  readonly host: string;
  /** Every host that is asked. */
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

/**
 * The registry that a source names, else the platform's, else the public one.
 *
 * @param open What the server may reach anyway.
 */
export function resolveRegistry(
  issues: Issues,
  kind: RegistryKind,
  prop: string,
  input: PackageRegistry | undefined,
  platform: PlatformSpec,
  open: readonly EgressRule[],
): RegistrySpec {
  const registry = input === undefined ? undefined : checkRegistry(issues, prop, input, kind);
  const mirror = registry ?? platform[PUBLIC[kind].prop];
  if (mirror === undefined) {
    const { url, hosts } = PUBLIC[kind];
    return {
      prop,
      isMirror: false,
      url,
      host: hosts[0],
      hosts,
      egress: wayToPublic(issues, kind, platform, open),
      username: '',
    };
  }
  // what is no Egress or no URL is already an issue
  const rule = mirror.egress?._rule as EgressRule | undefined;
  if (rule !== undefined) {
    checkEgress(
      issues,
      registry === undefined ? `McpPlatform.${PUBLIC[kind].prop}.egress` : `${prop}.egress`,
      rule,
      platform,
    );
  }
  const where = registry === undefined ? `McpPlatform.${PUBLIC[kind].prop}` : prop;
  if (isPlainText(mirror.url)) {
    issues.check(
      isSafe(mirror.url, platform.clusterDomain),
      `${where}.url`,
      "https outside the cluster: what comes over http may be anybody's",
      mirror.url,
    );
  }
  const host = hostOf(mirror.url);
  return {
    prop: where,
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

/** A proxy, an open internet that was asked for, or the host names under Cilium. Nothing is opened that nobody named. */
function wayToPublic(
  issues: Issues,
  kind: RegistryKind,
  platform: PlatformSpec,
  open: readonly EgressRule[],
): EgressRule[] {
  const { hosts, prop } = PUBLIC[kind];
  if (platform.proxy !== undefined || open.some(rule => rule.kind === 'internet' && rule.ports.includes(443))) {
    return [];
  }
  if (platform.engine === NetworkPolicyEngine.CILIUM) {
    return [{ kind: 'hosts', hosts, ports: [443] }];
  }
  issues.add(
    'source',
    `installs from ${hosts.join(' and ')} when a pod starts, and a plain NetworkPolicy knows addresses, not names`,
    `ways out: McpPlatform.${prop} with a mirror and the egress that reaches it; McpPlatform.proxy; NetworkPolicyEngine.CILIUM; Egress.toPublicInternet() in egress; an image built beforehand with PrebuiltImage, which needs no registry`,
  );
  return [];
}
