import { cdk8s } from 'projen';

const TRANSFORM_CEL = {
  tsconfig: { allowJs: true, checkJs: false, module: 'commonjs', target: 'es2022', isolatedModules: true },
  diagnostics: false,
};

/** `npm test` is the type check and jest; lint, coverage and what takes long are commands of their own. */
export function defineTests(project: cdk8s.ConstructLibraryCdk8s): void {
  const {
    package: { file },
  } = project;
  file.addOverride('jest.collectCoverage', false);
  // projen's own option has no `global` level
  file.addOverride('jest.coverageThreshold', { global: { lines: 95, branches: 95 } });
  file.addOverride('jest.testMatch', ['<rootDir>/test/**/*.test.ts']);
  file.addOverride('jest.maxWorkers', '100%');
  // some tests start programs, and a busy machine may take its time
  file.addOverride('jest.testTimeout', 60_000);
  file.addOverride('jest.transform.node_modules/@marcbachmann/\\.+\\.js$', ['ts-jest', TRANSFORM_CEL]);

  const { testTask } = project;
  testTask.reset();
  testTask.description = 'Check the types and run the unit tests';
  // app files are read by the assembly that the compiler writes
  testTask.spawn(project.compileTask, { condition: 'node build-tools/is-stale.mjs' });
  testTask.exec('tsc --noEmit -p test/tsconfig.json', { name: 'Check the types of src, test and examples' });
  testTask.exec('jest --ci', { receiveArgs: true });

  project.addTask('test:deep', {
    description: 'Run the tests that try cases, by properties or mutations, with all of them',
    env: { TEST_CASES: 'all' },
    exec: 'jest --ci --findRelatedTests test/util/cases.ts',
    receiveArgs: true,
  });
  project.addTask('coverage', {
    description: 'Run npm test and say what the tests cover',
    exec: 'npm test -- --coverage --coverageReporters=text-summary --coverageReporters=json-summary',
    receiveArgs: true,
  });
  const lint = project.addTask('lint', {
    description: 'Check style and layout',
    steps: [{ exec: 'eslint .', receiveArgs: true }, { exec: 'prettier --check .' }],
  });
  project.addTask('format', { description: 'Write files as prettier does', exec: 'prettier --write .' });
  project.packageTask.prependSpawn(lint);
}
