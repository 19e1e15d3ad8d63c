/**
 * What `npm pack` would publish: nothing that users do not need, everything that they do, and no more bytes than
 * agreed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In bytes. On 2026-11-30 it was 1.37 MB packed and 5.67 MB unpacked, of which 1.4 MB are bundled packages. */
const BUDGET = { size: 1_430_000, unpackedSize: 5_900_000 };
const NEEDED = [
  '.jsii',
  'assets/install/link-npm.cjs',
  'assets/install/link-pypi.py',
  'assets/install/npm.sh',
  'assets/install/pypi.sh',
  'assets/mcp-client.cjs',
  'assets/mcp-proxy-hooks.mjs',
  'assets/scaffold/README.md',
  'assets/scaffold/cdk8s.yaml',
  'assets/scaffold/gitignore',
  'assets/scaffold/gitlab-ci.yml',
  'assets/scaffold/manifests.test.js',
  'assets/scaffold/manifests.yml',
  'assets/scaffold/mcp.yaml',
  'assets/scaffold/tsconfig.json',
  'assets/smoke-test.cjs',
  'bin/cdk8s-mcp.js',
  'lib/index.js',
  'lib/index.d.ts',
  'schemas/app.schema.json',
  'schemas/report.schema.json',
  'schemas/diff.schema.json',
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'THIRD-PARTY-NOTICES',
];
const COMPILED = /^lib\/(.+)\.(?:js|d\.ts)$/;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const text = path => readFileSync(join(root, path), 'utf8');
const { bundledDependencies } = JSON.parse(text('package.json'));
const [report] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--silent', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
);
const paths = report.files.map(({ path }) => path);
const compiled = paths.filter(path => COMPILED.test(path));
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(file =>
  file.endsWith('.ts'),
);

const isBundled = path => bundledDependencies.some(name => path.startsWith(`node_modules/${name}/`));
const several = list =>
  list.length > 5 ? `${list.slice(0, 5).join(', ')} and ${list.length - 5} more` : list.join(', ');
const problems = [
  [
    'has files that users do not need',
    paths.filter(path => !NEEDED.includes(path) && !COMPILED.test(path) && !isBundled(path)),
  ],
  ['lacks', NEEDED.filter(path => !paths.includes(path))],
  [
    'has leftovers of sources that are gone',
    compiled.filter(path => !existsSync(join(root, 'src', `${COMPILED.exec(path)[1]}.ts`))),
  ],
  ['lacks what is compiled of', sources.filter(file => !paths.includes(`lib/${file.replace(/\.ts$/, '.js')}`))],
  ['has sources inside of', compiled.filter(path => text(path).includes('sourceMappingURL'))],
  [
    'bundles other packages than package.json names',
    report.bundled.filter(name => !bundledDependencies.includes(name)),
  ],
  ['does not bundle', bundledDependencies.filter(name => !report.bundled.includes(name))],
  [
    'is over its budget',
    Object.entries(BUDGET).flatMap(([name, most]) =>
      report[name] > most ? `${name} ${report[name]}, allowed are ${most}` : [],
    ),
  ],
].filter(([, list]) => list.length > 0);

if (problems.length > 0) {
  for (const [what, list] of problems) {
    console.error(`content: the package ${what}: ${several(list)}`);
  }
  process.exit(1);
}
const share = Object.entries(BUDGET)
  .map(([name, most]) => `${name} ${report[name]} of ${most}`)
  .join(', ');
console.log(`content: ${paths.length} files, ${report.bundled.length} bundled packages, ${share} bytes`);
