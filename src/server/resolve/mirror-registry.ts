import { checkEgress } from './network-checks';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { CaBundleContent } from '../../network/ca-bundle';
import { EgressRule } from '../../network/egress';
import { hostOf, isSecure } from '../../platform/external-services';
import { PlatformSpec } from '../../platform/resolve';
import { SecretSource } from '../../secrets/secret-source';
import { PackageRegistry } from '../../source/package-registry';

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

/** @param prop The prop that names it. */
export function mirrorRegistry(
  issues: Issues,
  platform: PlatformSpec,
  mirror: PackageRegistry,
  prop: string,
): RegistrySpec {
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
    url: withoutUsualPort(mirror.url),
    host,
    hosts: [host],
    egress: rule === undefined ? [] : [rule],
    username: mirror.username ?? '__token__',
    credentials: mirror.credentials,
    caBundle: mirror.caBundle?._bundle,
  };
}

/** npm looks for tokens by the address without it. A value that is no text is already an issue. */
function withoutUsualPort(url: string): string {
  return isPlainText(url) ? url.replace(/^(https:\/\/[^/]+):443(?=\/|$)|^(http:\/\/[^/]+):80(?=\/|$)/, '$1$2') : url;
}
