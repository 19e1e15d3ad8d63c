import { parseImageReference, registryPrefixProblem, registryPrefixes } from './image-reference';
import { normalPypiName, npmNameProblem, pypiNameProblem } from './package-pins';

const BELOW = '/*';

/** Whether a package such as `oci:docker.io/grafana/mcp-grafana` is meant by one of the patterns. */
export function matchesPackage(name: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern => (pattern.endsWith(BELOW) ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

/** Whether a pattern means nothing that another one does not mean too. */
export function isWithinPattern(pattern: string, limit: string): boolean {
  return limit.endsWith(BELOW) ? pattern.startsWith(limit.slice(0, -1)) : pattern === limit;
}

/** Why no package would ever match a pattern, as a phrase that follows it; undefined if one may. */
export function packagePatternProblem(pattern: string): string | undefined {
  const [, ecosystem, name] = /^(oci|npm|pypi):(.*)$/s.exec(pattern) ?? [];
  switch (ecosystem) {
    case 'oci':
      return imagePatternProblem(name);
    case 'npm':
      return npmPatternProblem(name);
    case 'pypi':
      return pypiPatternProblem(name);
    default:
      return 'does not start with oci:, npm: or pypi:';
  }
}

function imagePatternProblem(name: string): string | undefined {
  if (name.endsWith(BELOW)) {
    const prefix = name.slice(0, -BELOW.length);
    const problem = registryPrefixProblem(prefix);
    return problem ?? written('oci', name, `${registryPrefixes(prefix)[0]}${BELOW}`);
  }
  if (/^[^/]*\.[^/]*$/.test(name)) {
    return `names a registry alone: write oci:${name}${BELOW}`;
  }
  const image = parseImageReference(name);
  return typeof image === 'string' ? image : written('oci', name, image.name);
}

function npmPatternProblem(name: string): string | undefined {
  const [, scope] = /^(@[^/]+)(?:\/\*)?$/.exec(name) ?? [];
  if (scope !== undefined) {
    return npmNameProblem(`${scope}/name`) ?? written('npm', name, `${scope}${BELOW}`);
  }
  const bare = name.replace(/(?!^)@.*$/s, '').replace(/^([^@/]+)\/\*$/, '$1');
  return npmNameProblem(bare) ?? written('npm', name, bare);
}

function pypiPatternProblem(name: string): string | undefined {
  const bare = name.replace(/(?:[[=<>!~@]|\/\*$).*$/s, '');
  return pypiNameProblem(bare) ?? written('pypi', name, normalPypiName(bare));
}

/** The one spelling of a package, which the pattern must have: without version, with the registry of an image. */
function written(ecosystem: string, input: string, name: string): string | undefined {
  return input === name ? undefined : `matches no package in this form: write ${ecosystem}:${name}`;
}
