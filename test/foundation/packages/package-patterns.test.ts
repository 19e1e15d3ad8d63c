import { matchesPackage, packagePatternProblem } from '../../../src/foundation/packages/package-patterns';

describe('a pattern that a package may match is taken', () => {
  test.each([
    'oci:docker.io/grafana/mcp-grafana',
    'oci:docker.io/library/nginx',
    'oci:ghcr.io/acme/tool',
    'oci:ghcr.io/*',
    'oci:docker.io/grafana/*',
    'oci:registry.example.com:5000/a/b/*',
    'npm:left-pad',
    'npm:@scope/tool',
    'npm:@scope/*',
    'npm:lodash.get',
    'pypi:mcp-server-time',
    'pypi:x',
  ])('%s', pattern => {
    expect(packagePatternProblem(pattern)).toBeUndefined();
    const name = pattern.replace(/\*$/, 'anything');
    expect(matchesPackage(name, [pattern])).toBe(true);
  });
});

describe('a pattern that no package could match is refused, with the form that would', () => {
  test.each([
    ['oci:grafana/mcp-grafana', 'write oci:docker.io/grafana/mcp-grafana'],
    ['oci:nginx', 'write oci:docker.io/library/nginx'],
    ['oci:docker.io/nginx', 'write oci:docker.io/library/nginx'],
    ['oci:index.docker.io/grafana/x', 'write oci:docker.io/grafana/x'],
    ['oci:grafana/*', 'write oci:docker.io/grafana/*'],
    ['oci:ghcr.io/acme/tool:1.2.3', 'write oci:ghcr.io/acme/tool'],
    [`oci:ghcr.io/acme/tool@sha256:${'a'.repeat(64)}`, 'write oci:ghcr.io/acme/tool'],
    ['oci:ghcr.io', 'write oci:ghcr.io/*'],
    ['npm:evil@1.2.3', 'write npm:evil'],
    ['npm:@scope/evil@1.2.3', 'write npm:@scope/evil'],
    ['npm:@scope', 'write npm:@scope/*'],
    ['npm:evil/*', 'write npm:evil'],
    ['pypi:foo_bar', 'write pypi:foo-bar'],
    ['pypi:Foo.Bar', 'write pypi:foo-bar'],
    ['pypi:evil==1.2.3', 'write pypi:evil'],
    ['pypi:evil[all]', 'write pypi:evil'],
    ['pypi:evil/*', 'write pypi:evil'],
  ])('%s', (pattern, expected) => {
    const problem = packagePatternProblem(pattern);
    expect(problem).toMatch(/^(matches no package in this form|names a registry alone): /);
    expect(problem?.endsWith(expected)).toBe(true);
    expect(packagePatternProblem(expected.replace('write ', ''))).toBeUndefined();
  });

  test.each([
    'left-pad',
    '',
    'npm:',
    'pypi:',
    'oci:',
    'npm:*',
    'oci:*',
    'npm:UPPER',
    'npm:a b',
    'oci:https://ghcr.io/a',
    'oci:ghcr.io/a/*/b',
    'pypi:-x',
    'npm:@/x',
    'npm:@a/b/c',
    'npm:a\nb',
  ])('%j', pattern => {
    expect(packagePatternProblem(pattern)).toEqual(expect.any(String));
  });
});
