import { RegistrySpec, mirrorRegistry } from './mirror-registry';
import { ScopeRegistry, resolveScopes } from './npm-scopes';
import { commonBundle } from './trust-bundle';
import { Issues } from '../../foundation/issues';
import { CaBundleContent } from '../../network/ca-bundle';
import { EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { checkRegistry } from '../../platform/external-services';
import { PlatformSpec } from '../../platform/resolve';
import { PackageRegistry } from '../../source/package-registry';

export type RegistryKind = 'npm' | 'pypi';

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

/** Where one installation gets its packages from. */
export interface RegistriesSpec {
  readonly usual: RegistrySpec;
  /** Those of scopes of npm. */
  readonly scopes: readonly ScopeRegistry[];
  /** The authorities of all of them; undefined: those of the platform. */
  readonly caBundle?: CaBundleContent;
}

export function everyRegistry({ usual, scopes }: Pick<RegistriesSpec, 'usual' | 'scopes'>): RegistrySpec[] {
  return [usual, ...scopes.map(({ registry }) => registry)];
}

/** The registry that a source names, else the platform's, else the public one; for npm, those of scopes too. */
export function resolveRegistries(issues: Issues, platform: PlatformSpec, request: RegistryRequest): RegistriesSpec {
  const usual = resolveUsual(issues, platform, request);
  const scopes = request.kind === 'npm' ? resolveScopes(issues, platform, usual) : [];
  const caBundle = commonBundle(issues, everyRegistry({ usual, scopes }), platform.caBundle?._bundle);
  return { usual, scopes, caBundle };
}

function resolveUsual(issues: Issues, platform: PlatformSpec, request: RegistryRequest): RegistrySpec {
  const { kind, prop, input } = request;
  const registry = input === undefined ? undefined : checkRegistry(issues, prop, input, kind);
  const mirror = registry ?? platform[PUBLIC[kind].prop];
  if (mirror === undefined) {
    return publicRegistry(issues, platform, request);
  }
  return mirrorRegistry(issues, platform, mirror, registry === undefined ? `McpPlatform.${PUBLIC[kind].prop}` : prop);
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
