import { cdk8s } from 'projen';

/** What the npm package leaves out: test/package/content.mjs says what is in it, and how large it may be. */
export function trimPackage(project: cdk8s.ConstructLibraryCdk8s): void {
  // maps with the sources in them were two thirds of the package
  project.tsconfig?.file.addOverride('compilerOptions.inlineSourceMap', false);
  project.tsconfig?.file.addOverride('compilerOptions.inlineSources', false);
  project.npmignore?.exclude(
    '/bench/',
    '/build-tools/',
    '/docs/',
    '/examples/',
    '/dist-demo/',
    '/dist-imported/',
    '/.ci/',
    '/.cache/',
    '/.jsii.tabl.json',
    '/.compatignore',
    '/.devcontainer/',
    '/.editorconfig',
    '/eslint.config.mjs',
    '/.nvmrc',
    '/renovate.json5',
    '/API.md',
    '/CODE_OF_CONDUCT.md',
    '/CONTRIBUTING.md',
    '/SECURITY.md',
  );
}
