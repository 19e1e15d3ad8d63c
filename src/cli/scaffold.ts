import { readFileSync } from 'fs';
import { join } from 'path';
import { readAsset } from '../foundation/assets';

/** A first app: one server that needs nothing but its image, callers that must be named, and no way out. */
export function firstApp(): string {
  return readAsset('scaffold/mcp.yaml');
}

/** Files of every project, of each kind and for each pipeline, by what they are called in `assets/scaffold`. */
const COMMON = { '.gitignore': 'gitignore', 'README.md': 'README.md', 'test/manifests.test.js': 'manifests.test.js' };
const FILES = {
  typescript: { 'cdk8s.yaml': 'cdk8s.yaml', 'tsconfig.json': 'tsconfig.json' },
  file: { 'mcp.yaml': 'mcp.yaml' },
};
const PIPELINES = {
  github: { '.github/workflows/manifests.yml': 'manifests.yml' },
  gitlab: { '.gitlab-ci.yml': 'gitlab-ci.yml' },
  none: {},
};
const SCRIPTS = {
  typescript: { synth: 'cdk8s synth --check-upgrade=false' },
  file: { synth: 'cdk8s-mcp synth mcp.yaml' },
};
const APPS = { typescript: 'main.ts', file: 'mcp.yaml' };
const TOOLS = {
  typescript: {
    '@types/node': '^22',
    'cdk8s-cli': '^2.207.0',
    'ts-node': '^10.9.2',
    'typescript': '~5.9.3',
  },
  file: undefined,
};

export type Pipeline = keyof typeof PIPELINES;

export const PIPELINE_NAMES = Object.keys(PIPELINES);

/** What a new project is made of. */
export interface Project {
  readonly kind: keyof typeof FILES;
  readonly name: string;
  readonly pipeline: Pipeline;
  /** The first app as TypeScript. */
  readonly typescript: string;
}

interface Package {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The files of a new project by their paths. */
export function scaffold(project: Project): ReadonlyMap<string, string> {
  const { kind, pipeline, typescript } = project;
  const files = new Map([['package.json', packageJson(project)]]);
  if (kind === 'typescript') {
    files.set(APPS.typescript, typescript);
  }
  for (const [path, template] of Object.entries({ ...FILES[kind], ...COMMON, ...PIPELINES[pipeline] })) {
    files.set(path, readAsset(`scaffold/${template}`));
  }
  const readme = files.get('README.md') ?? '';
  files.set('README.md', readme.replaceAll('APP_FILE', APPS[kind]).replaceAll('PROJECT_NAME', project.name));
  return files;
}

/** Its own version exactly: another one may write other manifests. */
function packageJson({ kind, name }: Project): string {
  // our own file
  const { version, peerDependencies } = JSON.parse(
    readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'),
  ) as Package;
  const manifest = {
    name,
    private: true,
    scripts: { ...SCRIPTS[kind], test: 'npm run synth && node --test', report: 'cdk8s-mcp report dist' },
    dependencies: { 'cdk8s-mcp': version, ...peerDependencies },
    devDependencies: TOOLS[kind],
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
