import { JsonFile, TextFile, cdk8s } from 'projen';

/** The team that is asked for each review. */
const OWNERS = '@cdk8s-mcp/maintainers';
const DEVCONTAINERS = 'mcr.microsoft.com/devcontainers/typescript-node:5.2.3';
/** What `npm run wheel` and `npm run test:languages` need besides node. */
const PYTHON = ['sudo apt-get update', 'sudo apt-get install --yes --no-install-recommends python3-pip python3-venv'];
const EDITORS = ['dbaeumer.vscode-eslint', 'editorconfig.editorconfig', 'esbenp.prettier-vscode'];

const EDITOR_CONFIG = [
  'root = true',
  '',
  '[*]',
  'charset = utf-8',
  'end_of_line = lf',
  'indent_size = 2',
  'indent_style = space',
  'insert_final_newline = true',
  'max_line_length = 120',
  'trim_trailing_whitespace = true',
  '',
  '[*.py]',
  'indent_size = 4',
  '',
  '[*.md]',
  'max_line_length = off',
  '',
  // the value of a snapshot can end a line with a space
  '[*.snap]',
  'max_line_length = off',
  'trim_trailing_whitespace = false',
  '',
];

/** What a pull request is asked for. */
export const PULL_REQUEST = [
  '## What changes, and why',
  '',
  '',
  '## Checks',
  '',
  '- [ ] `npx projen build` passes and leaves a clean tree',
  '- [ ] a test fails without the change',
  '- [ ] CHANGELOG.md names what users notice; under "Security" what changes hardening',
  '- [ ] differences of `examples/*/expected.k8s.yaml` and snapshots are reviewed line by line',
  '- [ ] a break of the API is in `.compatignore` and CHANGELOG.md, with what replaces it',
  '',
];

/** Files that tell editors, development containers and GitHub how this repository is worked on. */
export function describeRepository(project: cdk8s.ConstructLibraryCdk8s, node: string): void {
  new TextFile(project, '.nvmrc', { lines: [node, ''] });

  writeCommented(project, '.editorconfig', EDITOR_CONFIG);

  new JsonFile(project, '.devcontainer/devcontainer.json', {
    obj: {
      name: project.name,
      image: `${DEVCONTAINERS}-${node}-trixie`,
      onCreateCommand: PYTHON.join(' && '),
      postCreateCommand: 'npm ci',
      customizations: { vscode: { extensions: EDITORS } },
    },
  });

  writeCommented(project, '.github/CODEOWNERS', [`* ${OWNERS}`, '']);
}

/** Writes a file whose comments start with #, with projen's header. */
function writeCommented(project: cdk8s.ConstructLibraryCdk8s, path: string, lines: readonly string[]): void {
  const file = new TextFile(project, path);
  for (const line of [`# ${file.marker}`, ...lines]) {
    file.addLine(line);
  }
}
