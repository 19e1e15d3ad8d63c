import { matchesPackage, packagePatternProblem } from '../../../src/foundation/packages/package-patterns';

describe('a pattern that a package may match', () => {
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
  ])('is taken: %s', pattern => {
    expect(packagePatternProblem(pattern)).toBeUndefined();
    const name = pattern.replace(/\*$/, 'anything');
    expect(matchesPackage(name, [pattern])).toBe(true);
  });
});

describe('a pattern that no package could match', () => {
  test.each([
    { pattern: 'oci:grafana/mcp-grafana', expected: 'write oci:docker.io/grafana/mcp-grafana' },
    { pattern: 'oci:nginx', expected: 'write oci:docker.io/library/nginx' },
    { pattern: 'oci:docker.io/nginx', expected: 'write oci:docker.io/library/nginx' },
    { pattern: 'oci:index.docker.io/grafana/x', expected: 'write oci:docker.io/grafana/x' },
    { pattern: 'oci:grafana/*', expected: 'write oci:docker.io/grafana/*' },
    { pattern: 'oci:ghcr.io/acme/tool:1.2.3', expected: 'write oci:ghcr.io/acme/tool' },
    { pattern: `oci:ghcr.io/acme/tool@sha256:${'a'.repeat(64)}`, expected: 'write oci:ghcr.io/acme/tool' },
    { pattern: 'oci:ghcr.io', expected: 'write oci:ghcr.io/*' },
    { pattern: 'npm:evil@1.2.3', expected: 'write npm:evil' },
    { pattern: 'npm:@scope/evil@1.2.3', expected: 'write npm:@scope/evil' },
    { pattern: 'npm:@scope', expected: 'write npm:@scope/*' },
    { pattern: 'npm:evil/*', expected: 'write npm:evil' },
    { pattern: 'pypi:foo_bar', expected: 'write pypi:foo-bar' },
    { pattern: 'pypi:Foo.Bar', expected: 'write pypi:foo-bar' },
    { pattern: 'pypi:evil==1.2.3', expected: 'write pypi:evil' },
    { pattern: 'pypi:evil[all]', expected: 'write pypi:evil' },
    { pattern: 'pypi:evil/*', expected: 'write pypi:evil' },
  ])('is refused with the form that would: $pattern', ({ pattern, expected }) => {
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
  ])('is refused: %j', pattern => {
    expect(packagePatternProblem(pattern)).toEqual(expect.any(String));
  });
});
