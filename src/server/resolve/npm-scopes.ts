import { isDeepStrictEqual } from 'node:util';
import { RegistrySpec, mirrorRegistry } from './mirror-registry';
import { Issues } from '../../foundation/issues';
import { tokenAddress } from '../../foundation/packages/npmrc';
import { hostOf } from '../../platform/external-services';
import { PlatformSpec } from '../../platform/resolve';

/** The registry of one scope of npm. */
export interface ScopeRegistry {
  readonly scope: string;
  readonly registry: RegistrySpec;
  /** The variable with its token; undefined for a registry that asks for none. */
  readonly tokenVariable?: string;
}

/** The registries of the platform's scopes, beside that of all other packages. */
export function resolveScopes(issues: Issues, platform: PlatformSpec, usual: RegistrySpec): ScopeRegistry[] {
  const registries = platform.npmScopes.map(({ scope, registry }) =>
    mirrorRegistry(issues, platform, registry, `McpPlatform.npmScopes[${scope}].registry`),
  );
  // what is no URL is already an issue
  checkTokens(
    issues,
    [usual, ...registries].filter(({ url }) => hostOf(url) !== ''),
  );
  // scopes of one registry share its token
  const withToken = registries
    .filter(({ credentials }) => credentials !== undefined)
    .map(({ url }) => tokenAddress(url));
  const keys = [...new Set(withToken)];
  return registries.map((registry, i) => ({
    scope: platform.npmScopes[i].scope,
    registry,
    tokenVariable:
      registry.credentials === undefined ? undefined : `REGISTRY_TOKEN_${keys.indexOf(tokenAddress(registry.url)) + 1}`,
  }));
}

/** npm sends a token to every address below the one that it belongs to. */
function checkTokens(issues: Issues, registries: readonly RegistrySpec[]): void {
  registries.forEach((below, i) => {
    for (const above of registries.slice(0, i)) {
      checkPair(issues, above, below);
      if (tokenAddress(above.url) !== tokenAddress(below.url)) {
        checkPair(issues, below, above);
      }
    }
  });
}

/** @param below A registry that may be at the address of the other, or below it. */
function checkPair(issues: Issues, above: RegistrySpec, below: RegistrySpec): void {
  const isSame = tokenAddress(above.url) === tokenAddress(below.url);
  const sees = tokenAddress(below.url).startsWith(tokenAddress(above.url));
  const areEqual = isDeepStrictEqual(above.credentials?._ref, below.credentials?._ref);
  if (sees && !areEqual && (isSame || below.credentials === undefined)) {
    issues.add(
      `${below.prop}.credentials`,
      `differ from those of ${above.prop}, at ${isSame ? 'the same address' : 'an address above it'}: npm has one ` +
        'token for an address and all below it',
      'give both the same credentials, or registries with paths beside one another',
    );
  }
}
