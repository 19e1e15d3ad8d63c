import { checkMember, checkOtlp } from './checks';
import { checkNpmScopes, checkProxy, checkRegistry } from './external-services';
import { ApiServerAddress, McpPlatformProps, PlatformImages } from './mcp-platform-props';
import { definedProps } from '../foundation/defined';
import { Issues } from '../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../foundation/names';
import { canonicalCidr, parseCidr } from '../foundation/net/addresses';
import { isPort } from '../foundation/net/ports';
import { registryPrefixProblem } from '../foundation/packages/image-reference';
import { packagePatternProblem } from '../foundation/packages/package-patterns';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';
import { CaBundle } from '../network/ca-bundle';
import { ClusterDns } from '../network/cluster-dns';
import { NetworkPolicyEngine } from '../network/network-policy-engine';
import { checkPods, checkRanges } from '../network/peers';
import { checkStore } from '../secrets/secret-store';
import { SourceKind } from '../source/source-kind';

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
  npmScopes: true,
  pypiIndex: true,
  proxy: true,
  caBundle: true,
  images: true,
  secretStore: true,
  monitoring: true,
  otlp: true,
  scannerExemptions: true,
  loosens: true,
  annotationDomains: true,
};

const IMAGES: PropNames<PlatformImages> = { node: true, python: true, agentgateway: true };

/** Checks the props of one `McpPlatform.configure` and copies them. */
export function checkPlatform(where: string, input: McpPlatformProps): McpPlatformProps {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  checkCluster(issues, reader, props);
  checkAllowed(issues, reader, props);
  reader
    .textList(props.imagePullSecrets, 'imagePullSecrets')
    .forEach((name, i) => issues.check(isDnsSubdomain(name), `imagePullSecrets[${i}]`, 'the name of a Secret', name));
  checkPrivateCidrs(issues, reader, props);
  reader
    .textList(props.annotationDomains, 'annotationDomains')
    .forEach((domain, i) =>
      issues.check(
        isDnsSubdomain(domain) && domain.includes('.'),
        `annotationDomains[${i}]`,
        { allowed: 'a domain such as acme.com', fix: 'no wildcard: domains below it are meant too' },
        domain,
      ),
    );
  const services = checkServices(issues, reader, props);
  issues.check(
    props.caBundle === undefined || isInstance(props.caBundle, CaBundle),
    'caBundle',
    'made by CaBundle',
    props.caBundle,
  );
  if (props.loosens !== undefined) {
    checkReason(issues, props.loosens, 'loosens');
  }
  issues.throwIfAny();
  return { ...copyOf(props), ...definedProps(services) };
}

function checkCluster(issues: Issues, reader: Reader, props: McpPlatformProps): void {
  const { kubernetesVersion: version, clusterDomain } = props;
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
  if (props.apiServer !== undefined) {
    checkApiServer(issues, reader, props.apiServer);
  }
}

function checkApiServer(issues: Issues, reader: Reader, input: ApiServerAddress): void {
  const { cidrs: ranges, port } = reader.struct(input, { cidrs: true, port: true }, 'apiServer.');
  const cidrs = reader.textList(ranges, 'apiServer.cidrs');
  issues.check(cidrs.length > 0, 'apiServer.cidrs', 'at least one address range', ranges);
  checkRanges(issues, 'apiServer.cidrs', cidrs);
  issues.check(port === undefined || isPort(port), 'apiServer.port', 'an integer in 1-65535', port);
}

/** Which registries, kinds of source and packages may be used. */
function checkAllowed(issues: Issues, reader: Reader, props: McpPlatformProps): void {
  reader.textList(props.allowedRegistries, 'allowedRegistries').forEach((entry, i) => {
    const problem = registryPrefixProblem(entry);
    if (problem !== undefined) {
      const expected = `a registry or a path in one, such as docker.io/grafana: ${problem}`;
      issues.check(false, `allowedRegistries[${i}]`, expected, entry);
    }
  });
  reader
    .list(props.allowedSources, 'allowedSources')
    .forEach((kind, i) => checkMember(issues, `allowedSources[${i}]`, SourceKind, kind));
  for (const list of ['allowedPackages', 'blockedPackages'] as const) {
    reader.textList(props[list], list).forEach((entry, i) => {
      const problem = packagePatternProblem(entry);
      if (problem !== undefined) {
        const expected = `oci:, npm: or pypi: and a name, with a final /* for anything below; ${problem}`;
        issues.check(false, `${list}[${i}]`, expected, entry);
      }
    });
  }
}

function checkPrivateCidrs(issues: Issues, reader: Reader, { privateCidrs }: McpPlatformProps): void {
  reader.textList(privateCidrs, 'privateCidrs').forEach((cidr, i) => {
    issues.check(
      parseCidr(cidr) !== undefined,
      `privateCidrs[${i}]`,
      { allowed: 'an address range without host bits', fix: `canonical: ${canonicalCidr(cidr) ?? 'none'}` },
      cidr,
    );
  });
}

/** Checks what servers connect to besides their own destinations, and returns what was read of it. */
function checkServices(issues: Issues, reader: Reader, props: McpPlatformProps): McpPlatformProps {
  const { monitoring, secretStore, otlp, npmRegistry, npmScopes, pypiIndex, proxy, images } = props;
  if (monitoring !== undefined) {
    checkPods(issues, 'monitoring.', monitoring);
  }
  if (secretStore !== undefined) {
    checkStore(issues, 'secretStore', secretStore);
  }
  return {
    otlp: otlp === undefined ? undefined : checkOtlp(issues, 'otlp.', otlp),
    npmRegistry: npmRegistry && checkRegistry(issues, 'npmRegistry', npmRegistry, 'npm'),
    npmScopes: npmScopes && checkNpmScopes(issues, 'npmScopes', npmScopes),
    pypiIndex: pypiIndex && checkRegistry(issues, 'pypiIndex', pypiIndex, 'pypi'),
    proxy: proxy && checkProxy(issues, 'proxy', proxy),
    images: images && reader.struct(images, IMAGES, 'images.'),
  };
}

/** Copies lists and maps of the user, so that a later change of them has no effect. */
function copyOf(props: McpPlatformProps): McpPlatformProps {
  const { apiServer, monitoring, ...others } = props;
  const lists = Object.entries(others).map(([key, value]: [string, unknown]) => [
    key,
    Array.isArray(value) ? [...value] : value,
  ]);
  return definedProps<McpPlatformProps>({
    // the same props, their lists copied
    ...(Object.fromEntries(lists) as McpPlatformProps),
    apiServer: apiServer && { ...apiServer, cidrs: [...apiServer.cidrs] },
    monitoring: monitoring && { namespace: monitoring.namespace, labels: { ...monitoring.labels } },
  });
}

function isSupported(version: unknown): boolean {
  const [, major, minor] = isPlainText(version) ? (/^(\d+)\.(\d+)(?:\.\d+)?$/.exec(version) ?? []) : [];
  return major === '1' && Number(minor) >= 30;
}
