import { BRIDGE_ANNOTATION, PACKAGE_ANNOTATION } from '../../foundation/labels';
import { bridgePackageIn } from '../../foundation/packages/install-notes';
import { normalPypiName } from '../../foundation/packages/package-pins';
import { containerPackages } from '../container-packages';
import { ADVISORIES, Advisory } from '../data/advisories';
import { getPath, asArray, asString } from '../json';
import { ContainerView } from '../pod-view';
import { Finding, ObjectRule, WORKLOADS } from '../rule';

/** A package at a version, as npx, uvx, npm and pip take it. */
const PIN =
  /^(?:(npm|pypi):)?((?:@[a-z0-9][a-z0-9._-]*\/)?[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?(@|==)(\d[0-9A-Za-z.+-]*)$/;

/** Programs that run packages of PyPI; equal names of the two registries are not the same package. */
const PYPI_RUNNER = /(?:^|[\s/])(?:uvx?|pipx?)(?:\s|$)/;

interface Pinned {
  readonly name: string;
  readonly version: string;
}

export const ADVISORY_RULES: readonly ObjectRule[] = [
  {
    id: 'package-advisory',
    title: 'No package has a version with a published advisory',
    why:
      'The exploits are public: each allows others to run commands, read files or use the credentials of the ' +
      'server.',
    fix: 'Use the version in the finding, or a newer one.',
    severity: 'error',
    references: [
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
      'NSA/CISA: Upgrading and application security practices',
    ],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ manifest, pod }) => [
      ...annotationFindings(manifest),
      ...distinct(
        (pod?.containers ?? []).flatMap(container => [...fetchedFindings(container), ...wordFindings(container)]),
      ),
    ],
  },
];

/** What a runner fetches. */
function fetchedFindings(container: ContainerView): Finding[] {
  return containerPackages(container).flatMap(({ field, reference: { ecosystem, name, version } }) =>
    name === undefined || version === undefined ? [] : versionFindings(field, ecosystem, { name, version }),
  );
}

/** Each word that is a package at a version, whatever it is for. */
function wordFindings({ path, json }: ContainerView): Finding[] {
  const lines = (['command', 'args'] as const).flatMap(part =>
    asArray(json[part]).map((word, i) => ({ field: `${path}.${part}[${i}]`, line: asString(word) ?? '' })),
  );
  const registry = lines.some(({ line }) => PYPI_RUNNER.test(line)) ? 'pypi' : 'npm';
  return lines.flatMap(({ field, line }) => lineFindings(field, line, registry));
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map(finding => [`${finding.field} ${finding.problem}`, finding])).values()];
}

function annotationFindings(manifest: unknown): Finding[] {
  const annotations = getPath(manifest, 'metadata', 'annotations');
  const [server, bridge] = [
    asString(getPath(annotations, PACKAGE_ANNOTATION)),
    bridgePackageIn(asString(getPath(annotations, BRIDGE_ANNOTATION)) ?? ''),
  ];
  return [
    ...pinFindings(`metadata.annotations.${PACKAGE_ANNOTATION}`, server ?? ''),
    ...pinFindings(`metadata.annotations.${BRIDGE_ANNOTATION}`, `npm:${bridge ?? ''}`),
  ];
}

/** A word of a command may be a whole line for a shell. */
function lineFindings(field: string, line: string, registry: string): Finding[] {
  return line.split(/[\s"'`;&|()]+/).flatMap(word => pinFindings(field, word, registry));
}

/** @param registry Where a name with @ is from, which npx and uvx both take. */
function pinFindings(field: string, pin: string, registry = 'npm'): Finding[] {
  const [, prefix, value, sign, version] = PIN.exec(pin) ?? [];
  if (version === undefined) {
    return [];
  }
  const from = prefix ?? (sign === '==' ? 'pypi' : registry);
  return versionFindings(field, from, { name: from === 'pypi' ? normalPypiName(value) : value, version });
}

function versionFindings(field: string, from: string, { name, version }: Pinned): Finding[] {
  return ADVISORIES.filter(
    advisory => advisory.registry === from && advisory.package === name && isAffected(advisory, version),
  ).map(({ id, below }) => ({ field, problem: `has ${name} ${version}, which ${id} names: ${below} fixes it` }));
}

function isAffected({ from, below }: Advisory, version: string): boolean {
  return (from === undefined || compareVersions(version, from) >= 0) && compareVersions(version, below) < 0;
}

/** By the numbers at the beginning. A prerelease has the numbers of its release and a suffix. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map(version => /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '');
  const [left, right] = [a, b].map(numbers => numbers.split('.').map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return isPrerelease(one.slice(a.length)) && !isPrerelease(other.slice(b.length)) ? -1 : 0;
}

function isPrerelease(suffix: string): boolean {
  return /^(-|[-.]?(a|b|rc|dev|alpha|beta)\d*)/.test(suffix) && !suffix.startsWith('.post');
}
