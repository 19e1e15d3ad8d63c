import { cdk8s, github, javascript, typescript } from 'projen';
import { RENOVATE, ignoreDecidedVersions } from './projenrc/dependencies';
import { trimPackage } from './projenrc/package-content';
import { PULL_REQUEST, describeRepository } from './projenrc/repository';
import { defineTests } from './projenrc/tests';
import { tightenWorkflows } from './projenrc/workflows';

const NODE = '24';
const REPOSITORY = 'https://github.com/cdk8s-mcp/cdk8s-mcp';
const BUNDLED = ['ipaddr.js@2.5.0', '@marcbachmann/cel-js@8.0.0', 'commander@14.0.3', 'smol-toml@1.9.1', 'yaml@2.8.3'];
const DEVELOPMENT = [
  'cdk8s-plus-28@2.5.6',
  'kubernetes-types@1.30.0',
  'ajv@8.20.0',
  'ajv-formats@3.0.1',
  'fast-check@4.10.2',
  'jsii-docgen@10.12.6',
  'eslint@^9',
  '@stylistic/eslint-plugin@^2',
  '@typescript-eslint/eslint-plugin@^8',
  '@typescript-eslint/parser@^8',
  'eslint-import-resolver-typescript@^4.4.5',
  'eslint-plugin-import@^2.32.0',
  'globals@^16',
];

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-mcp',
  description: 'Hardened Kubernetes manifests for Model Context Protocol servers, as cdk8s constructs',
  author: 'cdk8s-mcp maintainers',
  authorAddress: 'maintainers@users.noreply.github.com',
  repositoryUrl: `${REPOSITORY}.git`,
  homepage: `${REPOSITORY}#readme`,
  bugsUrl: `${REPOSITORY}/issues`,
  keywords: ['cdk8s', 'kubernetes', 'mcp', 'model-context-protocol', 'security', 'networkpolicy'],
  defaultReleaseBranch: 'main',
  majorVersion: 0,
  stability: 'experimental',
  projenrcTs: true,
  projenVersion: '0.103.25',
  packageManager: javascript.NodePackageManager.NPM,
  sampleCode: false,
  // the first that lets require read an ES module, which the CEL parser is
  minNodeVersion: '20.19.0',
  workflowNodeVersion: NODE,
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',

  // the lowest supported versions are also the ones we build and test with
  cdk8sVersion: '2.70.0',
  constructsVersion: '10.5.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  bundledDeps: BUNDLED,
  bin: { 'cdk8s-mcp': 'bin/cdk8s-mcp.js' },
  devDeps: DEVELOPMENT,

  // eslint.config.mjs: projen writes the older form of its configuration
  eslint: false,
  prettier: true,
  prettierOptions: {
    settings: {
      arrowParens: javascript.ArrowParens.AVOID,
      printWidth: 120,
      quoteProps: javascript.QuoteProps.CONSISTENT,
      singleQuote: true,
      trailingComma: javascript.TrailingComma.ALL,
    },
  },
  // types are checked once, by tsc
  tsJestOptions: { transformOptions: { diagnostics: typescript.TsJestDiagnostics.none() } },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverageFrom: ['src/**/*.ts', '!src/index.ts'],
      coverageReporters: ['text-summary', 'lcov', 'json-summary'],
      // an ES module, which jest cannot require
      transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/)'],
    },
  },

  gitignore: ['/dist-demo/', '/dist-imported/', '/.cache/', '/.jsii.tabl.json'],
  docgen: true,
  depsUpgrade: false,
  renovatebot: true,
  renovatebotOptions: RENOVATE,
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: {
      semanticTitleOptions: {
        types: ['feat', 'fix', 'docs', 'test', 'refactor', 'chore', 'ci', 'perf', 'build', 'style'],
      },
    },
  },
  pullRequestTemplateContents: PULL_REQUEST,

  // no token that somebody could steal: npm trusts the workflow itself, and attests where the package was built
  npmTrustedPublishing: true,
  npmProvenance: true,
  jsiiReleaseVersion: '0.2.1061',
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: github.workflows.JobPermission.READ } },
});

// newer versions lack platform bindings, and npm ci then refuses the lockfile
project.package.addPackageResolutions('unrs-resolver@1.12.2');

trimPackage(project);
defineTests(project);
tightenWorkflows(project, NODE);
describeRepository(project, NODE);
ignoreDecidedVersions(project, [...DEVELOPMENT, ...BUNDLED]);

project.tasks.tryFind('docgen')?.exec('node build-tools/api-doc.mjs');
const lintApi = project.addTask('lint:api', {
  description: 'Check .jsii: documentation complete, nothing that other languages cannot use',
  exec: 'node build-tools/lint-api.mjs',
});
const rosetta = project.addTask('rosetta', {
  description: 'Compile the code samples of README and docstrings',
  exec: 'jsii-rosetta extract --compile --strict --fail --cache .cache/rosetta.json',
});
const rulesDoc = project.addTask('docs:rules', {
  description: 'Write docs/rules.md from the rule catalogue',
  exec: 'node build-tools/rules-doc.mjs',
});
const patchesDoc = project.addTask('docs:patches', {
  description: 'Write the table of paths that a patch may change into docs/escape-hatches.md',
  exec: 'node build-tools/patches-doc.mjs',
});
const catalogDoc = project.addTask('docs:catalog', {
  description: 'Write docs/catalog.md from the presets',
  exec: 'node build-tools/catalog-doc.mjs',
});
const importersDoc = project.addTask('docs:importers', {
  description: 'Write the table of formats in docs/importing.md from the registry of importers',
  exec: 'node build-tools/importers-doc.mjs',
});
const appSchema = project.addTask('docs:schema', {
  description: 'Write schemas/app.schema.json from the compiled API',
  exec: 'node build-tools/app-schema.mjs',
});
const notices = project.addTask('docs:notices', {
  description: 'Write THIRD-PARTY-NOTICES from the bundled packages',
  exec: 'node build-tools/notices.mjs',
});
const layoutDoc = project.addTask('docs:layout', {
  description: 'Write the table of folders into CONTRIBUTING.md and docs/architecture.md',
  exec: 'node build-tools/layout-doc.mjs',
});
const adrIndex = project.addTask('docs:adr', {
  description: 'Write docs/adr/README.md from the records beside it',
  exec: 'node build-tools/adr-index.mjs',
});
// projen's own compares with what is on npm, where nothing is yet, and takes breaks of an experimental API for warnings
const compat = project.tasks.tryFind('compat');
compat?.reset('node build-tools/compat.mjs');
if (compat !== undefined) {
  project.postCompileTask.spawn(compat);
}
for (const task of [
  notices,
  lintApi,
  rulesDoc,
  patchesDoc,
  catalogDoc,
  importersDoc,
  appSchema,
  layoutDoc,
  adrIndex,
  rosetta,
]) {
  project.postCompileTask.spawn(task);
}

const demo = project.addTask('demo', {
  description: 'Synthesize examples/ into dist-demo/ and say what was made',
  exec: 'node build-tools/demo.mjs',
});
project.addTask('bench', {
  description: 'Compare what manifests cost with what else makes them (-- --write: docs/performance.md)',
  steps: [{ spawn: 'compile' }, { exec: 'node bench/bench.mjs', receiveArgs: true }],
});
// not tasks of projen, which would hide the exit code that says skipped
project.package.setScript('wheel', 'node build-tools/wheel.mjs dist');
project.package.setScript('test:languages', 'node test/languages/all.mjs');
project.package.setScript('test:e2e', 'node test/e2e/all.mjs');
project.package.setScript('test:cluster', 'node test/cluster/all.mjs');
project.package.setScript('test:oracles', 'node test/oracles/all.mjs');
project.package.setScript('demo', `projen ${demo.name}`);

// examples import the library by its name: from src in tests, from lib in the demo
project.jest?.addModuleNameMappers({ '^cdk8s-mcp$': '<rootDir>/src' });
project.tsconfigDev.file.addOverride('compilerOptions.paths', { 'cdk8s-mcp': ['../src'] });
project.tsconfigDev.addInclude('../examples/**/*.ts');

// what importers write, and what pods run: its bytes are in manifests
const AS_THEY_ARE = [
  'examples/',
  'assets/mcp-client.cjs',
  'assets/smoke-test.cjs',
  'assets/install/',
  'test/languages/',
  'test/schemas/',
];
const NO_PROGRAMS = ['*.md', '*.yaml', '*.yml', '*.json', '*.json5', '*.html'];
const MADE = ['lib/', 'dist*/', '.cache/', 'coverage/'];
for (const pattern of [...NO_PROGRAMS, ...MADE, ...AS_THEY_ARE]) {
  project.prettier?.addIgnorePattern(pattern);
}

project.synth();
